"""Places in a page that lead elsewhere, each with its absolute address, its words and the heading above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import lxml.html  # type: ignore[import-untyped]
from w3lib.encoding import html_to_unicode
from w3lib.url import safe_url_string

from crawlers.document_urls import is_document_url, names_file
from crawlers.page_text import RANKS, PageText, page_text, words

_SKIPPED = re.compile(r"\s*(#|javascript:|mailto:|tel:|data:|about:|sms:|fax:|blob:|\\?[\"'<]|%22)", re.IGNORECASE)
#: Attributes that scripts and forms read an address from.
_LEADS = re.compile(r"value$|(form)?action$|data-.*(href|url|src|source|file|link|pdf|doc|download|path)")
_QUOTED = re.compile(r"""(['"])(.+?)\1""")
#: Marks that change with every visit, or say where a visitor came from: without them a URL names the same document.
_VISIT_MARKS = re.compile(
    r";jsessionid=[\w.!-]+"
    r"|/\(S\([a-z0-9]{24}\)\)(?=/)"  # ASP.NET's session in the path
    r"|(?<=[?&])(?:refresh=[0-9a-f]{12,}|(?:utm_\w+|fbclid|gclid|mc_[ce]id|_ga|phpsessid|cfid|cftoken)=[^&#]*)(?:&|$)",
    re.IGNORECASE,
)
_VIEWER = re.compile(r"viewer|/op/(view|embed)\.aspx$|/pdfjs?/", re.IGNORECASE)
_VIEWER_PARAMETERS = ("url", "file", "src", "pdf", "document")
_FURNITURE = re.compile(
    r"(^|[\s_-])(nav|navbar|navigation|menu|submenu|breadcrumbs?|footer|header|masthead|sidebar|skip|social|share|toolbar)"
    r"($|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "header", "aside"))
EMBEDS = ("iframe", "frame", "embed", "object")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a page that leads elsewhere: the absolute URL, its element, its own words and the heading above it.

    `start` and `end` are where its words stand in the text of the page.
    """

    url: str
    element: Any
    text: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: its URL, the URL its links are relative to, its title, its text, its places leading elsewhere."""

    url: str
    base: str
    title: str
    tree: Any
    text: PageText
    anchors: Sequence[Anchor]


def read_page(html: bytes, url: str) -> Page | None:
    """The page at `url`; None where the bytes are no HTML."""
    tree = _parse(html)
    if tree is None:
        return None
    text = page_text(tree)
    base = _base(tree, url)
    return Page(url, base, words(tree.findtext(".//title") or ""), tree, text, list(_anchors(tree, text, base)))


def _anchors(tree: Any, text: PageText, base: str) -> Iterator[Anchor]:
    heading = ""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in RANKS:
            heading = text.of(element)[:200] or heading
        for reference in _references(element):
            address = absolute(reference, base)
            if address:
                start, end = text.spans.get(element, (0, 0))
                own = words(element.text_content()) if element.tag == "option" else text.of(element)
                if element.tag in EMBEDS:
                    own, end = "", start
                yield Anchor(address, element, own, heading, start, end)


def absolute(reference: str, base: str) -> str | None:
    """The http(s) URL that `reference` means on a page with that `base`; None for anything else.

    Raw spaces, line breaks, backslashes and ampersands escaped twice are what people type into editors; a fragment
    names no other document.
    """
    if not reference.strip() or _SKIPPED.match(reference):
        return None
    cleaned = re.sub(r"[\t\r\n]", "", reference.strip()).replace("\\", "/").replace("&amp;", "&")
    name, mark, rest = cleaned.partition("#")
    if mark and names_file(rest) and not names_file(name):
        # ViewerJS/#../po.pdf, or "Attachment #1.pdf", typed as it is called
        cleaned = urljoin(name, rest) if _VIEWER.search(name) else f"{name}%23{rest}"
    try:
        joined = urljoin(base, cleaned)
        parts = urlsplit(joined)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        parts.port  # noqa: B018 (raises ValueError for a port that is none)
        return _unwrapped(safe_url_string(joined.partition("#")[0].strip()))
    except ValueError:
        return None


def steady(url: str) -> str:
    """A URL without the marks that change with every visit, so that it names the same document next time."""
    return _VISIT_MARKS.sub("", url).rstrip("?&")


def _unwrapped(url: str) -> str:
    """The document behind a viewer such as ``docs.google.com/viewer?url=…`` or ``viewer.html?file=…``."""
    parts = urlsplit(url)
    if not _VIEWER.search(parts.path) and "gview" not in parts.path.lower():
        return url
    for name, inner in parse_qsl(parts.query):
        if name.lower() in _VIEWER_PARAMETERS and is_document_url(target := urljoin(url, unquote(inner))):
            return safe_url_string(target.partition("#")[0])
    return url


def _parse(html: bytes) -> Any:
    try:
        _, text = html_to_unicode(None, html)
        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, LookupError):
        return None


def _base(tree: Any, url: str) -> str:
    for element in tree.iter("base"):
        if element.get("href"):
            return absolute(element.get("href"), url) or url
    return url


def _references(element: Any) -> Iterator[str]:
    """What an element leads to, as written. A script is asked only where no plain address leads anywhere: beside one it
    counts visits, and names what it counts as it likes."""
    tag, attributes = element.tag, element.attrib
    plain = ""
    if tag in ("a", "area"):
        plain = attributes.get("href", "")
    elif tag in ("iframe", "frame", "embed"):
        plain = attributes.get("src") or attributes.get("data-src") or ""
    elif tag == "object":
        plain = attributes.get("data", "")
    elif tag == "link" and "next" in attributes.get("rel", "").lower().split():
        plain = attributes.get("href", "")
    if plain and not _SKIPPED.match(plain):
        yield plain
        return
    scripts = [attributes.get("onclick", "")]
    if plain.lower().lstrip().startswith("javascript:"):
        scripts.append(unquote(plain))
    for name, value in attributes.items():
        if _LEADS.match(name) and not value.lstrip().startswith(("{", "[", "<")) and _names_document(value):
            yield value
    for script in scripts:
        for _, written in _QUOTED.findall(script):
            if _names_document(written):
                yield written


def _names_document(reference: str) -> bool:
    """Whether a reference, as written, names a document wherever its page may be."""
    if len(reference) > 2000 or not re.search(r"[./]", reference):
        return False
    try:
        return not _SKIPPED.match(reference) and is_document_url(urljoin("http://page/", reference.strip()))
    except ValueError:
        return False


def is_furniture(element: Any) -> bool:
    """Whether an element is part of the site's frame: a menu, header, footer or sidebar."""
    for above in (element, *element.iterancestors()):
        if above.tag in ("main", "article", "table", "body"):
            return False
        if above.tag in _FURNITURE_TAGS or above.get("role") in ("navigation", "banner", "contentinfo"):
            return True
        if _FURNITURE.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False
