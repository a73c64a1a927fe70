"""Places in a page that lead elsewhere, each with its absolute address, its words and the heading above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html  # type: ignore[import-untyped]
from w3lib.encoding import html_to_unicode
from w3lib.url import safe_url_string

from crawlers.document_urls import is_document_url

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "summary", "dt"))
_SKIPPED = re.compile(r"\s*(#|javascript:|mailto:|tel:|data:|about:|sms:|fax:|blob:|\\?[\"'<]|%22)", re.IGNORECASE)
_OPENS = re.compile(r"""(?:window\.open|location(?:\.href)?)\s*(?:\(|=)\s*['"]([^'"]+)['"]""")
_VISIT_MARKS = re.compile(
    r";jsessionid=[\w.!-]+|(?<=[?&])refresh=[0-9a-f]{12,}&|[?&]refresh=[0-9a-f]{12,}$", re.IGNORECASE
)
_VIEWER_PARAMETERS = ("url", "file", "src", "pdf", "document")
_FURNITURE = re.compile(
    r"(^|[\s_-])(nav|navbar|navigation|menu|submenu|breadcrumbs?|footer|header|masthead|sidebar|skip|social|share|toolbar)"
    r"($|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "header", "aside"))
#: Elements that stand inside a line of text; all others part words.
INLINE = frozenset(
    ("a", "abbr", "b", "em", "font", "i", "ins", "mark", "small", "span", "strong", "sub", "sup", "time", "u")
)
SILENT = frozenset(("script", "style", "template", "noscript"))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a page that leads elsewhere: the absolute URL, its element, its own text and the heading above it."""

    url: str
    element: Any
    text: str
    heading: str
    is_furniture: bool  # in a menu, header or footer


def anchors(html: bytes, url: str) -> Iterator[Anchor]:
    """Every place of the page that leads elsewhere over http(s), with what is near it."""
    tree = _parse(html)
    if tree is None:
        return
    base = _base(tree, url)
    heading = ""
    for element in tree.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in _HEADINGS:
            heading = text_of(element)[:200] or heading
        for reference in _references(element):
            address = absolute(reference, base)
            if address:
                yield Anchor(address, element, text_of(element), heading, _is_furniture(element))


def text_of(element: Any, longest: int = 2000) -> str:
    """The element's text on one line; blocks and line breaks part words. Cut soon after `longest` characters."""
    if element.tag in ("iframe", "script", "style"):
        return ""
    parts, length = [], 0
    for piece in _pieces(element):
        parts.append(piece)
        length += len(piece)
        if length > longest:
            break
    return " ".join("".join(parts).split())


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            mark = "" if child.tag in INLINE else " "
            yield mark
            yield from _pieces(child)
            yield mark
        yield child.tail or ""


def absolute(reference: str, base: str) -> str | None:
    """The http(s) URL that `reference` means on a page with that `base`; None for anything else.

    Raw spaces, line breaks and backslashes are what people type into editors; a fragment names no other document.
    """
    if not reference.strip() or _SKIPPED.match(reference):
        return None
    cleaned = re.sub(r"[\t\r\n]", "", reference.strip()).replace("\\", "/")
    name, mark, rest = cleaned.partition("#")
    if mark and _names_document(rest) and not _names_document(name):
        cleaned = f"{name}%23{rest}"  # "Attachment #1.pdf", typed as it is called
    try:
        joined = urljoin(base, cleaned)
        parts = urlsplit(joined)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        parts.port  # noqa: B018 (raises ValueError for a port that is none)
        return _unwrapped(_steady(safe_url_string(joined.partition("#")[0])))
    except ValueError:
        return None


def _steady(url: str) -> str:
    """A URL without the marks that change with every visit, so that it names the same document next time."""
    return _VISIT_MARKS.sub("", url)


def _unwrapped(url: str) -> str:
    """The document behind a viewer such as ``docs.google.com/viewer?url=…`` or ``viewer.html?file=…``."""
    parts = urlsplit(url)
    if "viewer" not in parts.path.lower() and "gview" not in parts.path.lower():
        return url
    for name, inner in parse_qsl(parts.query):
        if name.lower() in _VIEWER_PARAMETERS and is_document_url(target := urljoin(url, inner)):
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
    """What an element leads to, as written."""
    tag = element.tag
    if tag in ("a", "area"):
        if element.get("href"):
            yield element.get("href")
    elif tag in ("iframe", "frame", "embed"):
        if element.get("src") or element.get("data-src"):
            yield element.get("src") or element.get("data-src")
    elif tag == "object" and element.get("data"):
        yield element.get("data")
    elif tag == "option" and _names_document(element.get("value") or ""):
        yield element.get("value")
    if element.get("onclick"):
        for written in _OPENS.findall(element.get("onclick")):
            if _names_document(written):
                yield written


def _names_document(reference: str) -> bool:
    """Whether a reference, as written, names a document wherever its page may be."""
    try:
        return is_document_url(urljoin("http://page/", reference))
    except ValueError:
        return False


def _is_furniture(element: Any) -> bool:
    """Whether an element is part of the site's frame: a menu, header, footer or sidebar."""
    for above in (element, *element.iterancestors()):
        if above.tag in ("main", "article", "table", "body"):
            return False
        if above.tag in _FURNITURE_TAGS or above.get("role") in ("navigation", "banner", "contentinfo"):
            return True
        if _FURNITURE.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False
