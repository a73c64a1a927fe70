"""Pages that a platform's own software makes: parsed, with words, addresses, tables, and what else they link to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import lxml.html  # type: ignore[import-untyped]
from w3lib.encoding import html_to_unicode

from crawlers.anchors import absolute
from crawlers.document_urls import is_document_url
from crawlers.links import Link, document_links
from crawlers.listing import ShapeError

_QUOTED = re.compile(r"""['"]([^'"\s]{4,})['"]""")
_SILENT = frozenset(("script", "style", "template", "noscript"))
_BLOCKS = frozenset(("br", "p", "div", "td", "th", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"))


@dataclass(frozen=True, slots=True)
class Markup:
    """A parsed page and the address its links are relative to."""

    tree: Any
    base: str

    def links(self, element: Any = None) -> Iterator[tuple[str, Any]]:
        """The address and element of every anchor of the page, or of an element of it; of papers also those that are
        choices of a menu, or are opened in a window by a script."""
        for place in (self.tree if element is None else element).iter("a", "option"):
            written = place.get("value") if place.tag == "option" else place.get("href")
            if place.tag == "a" and (url := absolute(written or "", self.base)):
                yield url, place
                continue
            for quoted in [written or "", *_QUOTED.findall(place.get("onclick") or "")]:
                url = absolute(quoted, self.base) if "/" in quoted or "." in quoted else None
                if url and is_document_url(url):
                    yield url, place


def parse(html: bytes, url: str) -> Markup:
    """The page at `url`. Raises ShapeError where the bytes are no page."""
    if b"<" not in html:
        raise ShapeError(f"{url} did not answer with a page.")
    _, text = html_to_unicode(None, html)
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        tree = lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise ShapeError(f"{url} did not answer with a page.") from error
    bases = [base.get("href") for base in tree.iter("base") if base.get("href")]
    return Markup(tree, (absolute(bases[0], url) if bases else None) or url)


def words(element: Any) -> str:
    """The text of an element on one line; blocks and line breaks part words, scripts are silent."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    mark = " " if element.tag in _BLOCKS else ""
    yield mark + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield mark


def above(element: Any, tag: str, mark: str = "") -> Any:
    """The nearest element around `element` with this tag and, if asked, with `mark` in its class; None without one."""
    for place in element.iterancestors(tag):
        if mark in (place.get("class") or ""):
            return place
    return None


def with_others(links: Iterable[Link], html: bytes, url: str, besides: Iterable[Link] = ()) -> list[Link]:
    """`links`, and the documents that the page at `url` links to besides them (`besides` are known and left out)."""
    found = {link.url: link for link in links}
    left_out = {link.url for link in besides}
    for link in document_links(html, url):
        if link.is_certain and link.url not in found and link.url not in left_out:
            found[link.url] = link
    return list(found.values())
