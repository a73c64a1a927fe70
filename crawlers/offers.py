"""The documents that a saved page or a saved response offers: what `watchbill links` prints. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from crawlers.bodies import judge
from crawlers.json_pages import documents_in_json, is_json
from crawlers.links import Link, document_links
from crawlers.listing import Answer, ShapeError, platform, read_answer
from crawlers.portals import PAGES, platforms
from crawlers.sitemaps import documents_listed, read_sitemap


def offered_documents(body: bytes, url: str, name: str | None = None) -> list[Link]:
    """What `body`, saved from `url`, offers, each document once, in its order.

    `name` is a platform; without it the first that recognises its own answer reads it, and what none does is read as
    an agency's page. Raises ShapeError where the named platform does not answer so, or where nothing can be listed.
    """
    if not body.strip():
        raise ShapeError("This file is empty.")
    if judge(body).kind == "document":
        raise ShapeError("This is a document itself, not a page or an answer that lists documents.")
    if body.startswith(b"interactions:"):
        raise ShapeError("This is a cassette of several answers; save the body of one of them as a file of its own.")
    if name == PAGES:
        return _of_page(body, url)
    if name:
        return _of(name, body, url)
    for known in platforms():
        if known != PAGES and platform(known).recognises(url, body):
            with suppress(ShapeError):  # a page of the platform's host need not be an answer of the platform
                return _of(known, body, url)
    return _of_page(body, url)


def _of(name: str, body: bytes, url: str) -> list[Link]:
    listing = read_answer(platform(name), Answer(url, body))
    links = [*listing.links, *listing.mentions]
    if not links and listing.data:  # rows that lead nowhere are themselves the document
        links.append(listing.data)
    return first_by_url(links)


def first_by_url(links: Iterable[Link]) -> list[Link]:
    """The first link to each address, in their order."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
    return list(found.values())


def _of_page(body: bytes, url: str) -> list[Link]:
    if is_json(body) and (found := documents_in_json(body, url)) is not None:
        return found
    if listed := read_sitemap(body, url):
        return documents_listed(listed)
    if b"<" not in body[:4096]:
        raise ShapeError("This is neither a page nor an answer of a platform we know; --platform names the platform.")
    return document_links(body, url)
