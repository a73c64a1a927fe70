"""Sitemaps (sitemaps.org): what a site says of its own pages and files, each with the day it was last changed.

A portal may begin at one: ``url: https://www.example.gov/sitemap.xml#/police/`` (or ``/robots.txt``, for the sitemaps
that it names). The fragment, which no server ever sees, says below which path pages are read; without it all are.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from crawlers.dates import find_url_date
from crawlers.document_urls import is_document_url
from crawlers.links import Link
from crawlers.titles import file_name

_IS_SITEMAP = re.compile(r"sitemap[^/]*\.(xml|txt)(\.gz)?$|sitemap\.aspx?$|/robots\.txt$", re.IGNORECASE)
_MOST_BYTES = 50 * 1024 * 1024  # of a sitemap, unpacked, by the protocol's own rule
_END = re.compile(rb"</(\w+:)?(urlset|sitemapindex)>\s*(<!--.*?-->\s*)*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """One address of a sitemap, and the day its page was last changed, where it says so."""

    url: str
    changed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SiteMap:
    """`sitemaps` are further ones to read, `places` pages and files; without `is_whole` it ends in the middle."""

    sitemaps: list[Listed] = field(default_factory=list)
    places: list[Listed] = field(default_factory=list)
    is_whole: bool = True


def is_sitemap_url(url: str) -> bool:
    """Whether an address is that of a sitemap or of robots.txt."""
    return bool(_IS_SITEMAP.search(urlsplit(url).path))


def declared_path(url: str) -> str:
    """Below which path a portal that begins at a sitemap wants pages to be read: its URL's fragment."""
    fragment = urlsplit(url).fragment
    return fragment if fragment.startswith("/") else "/"


def read_sitemap(body: bytes, url: str) -> SiteMap | None:
    """What a sitemap (XML or text, also packed by gzip), an index of sitemaps or a robots.txt lists; None where the
    bytes are none of these."""
    whole = True
    if body.startswith(b"\x1f\x8b"):
        body, whole = _unpacked(body)
    if urlsplit(url).path.lower().endswith("/robots.txt"):
        return SiteMap([Listed(address) for address in sitemap_urls_from_robots(body, url)])
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000]
    if head[:8].lower().startswith((b"http://", b"https://")):
        lines = body.decode("utf-8-sig", "replace").split()
        return SiteMap(places=[Listed(line) for line in lines if _is_address(line)], is_whole=whole)
    if not re.search(rb"<(\w+:)?(urlset|sitemapindex)\b", head):
        return None
    try:
        parsed = Sitemap(body)
        listed = [Listed(row["loc"], _day(row.get("lastmod", ""))) for row in parsed if _is_address(row.get("loc", ""))]
    except etree.LxmlError:
        return None
    if parsed.type not in ("urlset", "sitemapindex"):
        return None
    whole = whole and bool(_END.search(body))
    return SiteMap(listed, [], whole) if parsed.type == "sitemapindex" else SiteMap([], listed, whole)


def documents_listed(listed: SiteMap) -> list[Link]:
    """The documents that a sitemap lists; when one last changed is no date of a paper, so it is one of its facts."""
    return [
        Link(
            one.url,
            file_name(one.url) or one.url,
            find_url_date(one.url),
            facts={"changed": one.changed.isoformat()} if one.changed else {},
        )
        for one in listed.places
        if is_document_url(one.url)
    ]


def _unpacked(body: bytes) -> tuple[bytes, bool]:
    """A packed body, unpacked up to the protocol's limit, and whether that was all of it."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, _MOST_BYTES)
    except zlib.error:
        return b"", False
    return plain, unpacker.eof


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _day(text: str) -> dt.date | None:
    """The day of a W3C date and time; None of a year, a month, or anything else."""
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
