"""Which documents and which further pages a page of an agency's site offers, by its HTML alone: nothing is fetched.

Measured on 339 real agency pages: 11% of document links have no extension, 52% are relative, 12% hold raw spaces, 36%
have text that says nothing ("Agenda", "here"), 31% have a date in the text and 35% only in the URL, where the folder of
an upload (``/uploads/2021/03/``) is not the date of the paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crawlers.anchors import EMBEDS, Anchor, Page, is_furniture, read_page, steady
from crawlers.dates import find_url_date
from crawlers.document_urls import is_document_url, is_said_to_be_document, may_be_document_url
from crawlers.entries import Entries
from crawlers.said import writable
from crawlers.scripted import scripted_documents
from crawlers.telling import says_something
from crawlers.titles import title_of


@dataclass(frozen=True, slots=True)
class Link:
    """A document that a page offers. `is_certain` is false where only fetching it can tell a document from a page.

    `facts` are what a portal's own software says of it besides: matter number, body, status, vendor ... `is_page`: the
    paper itself may be a web page of the portal's software, which is kept as it is and read for the papers it links to.
    """

    url: str
    title: str
    date: dt.date | None
    is_certain: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)
    is_page: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", writable(self.url))
        object.__setattr__(self, "title", writable(self.title))
        if self.facts:
            object.__setattr__(self, "facts", {name: writable(text) for name, text in self.facts.items()})


def document_links(html: bytes, url: str) -> list[Link]:
    """The documents that the page at `url` offers, each once, in the order of the page. What is not HTML has none."""
    page = read_page(html, url)
    return [link for link in links_of(page) if link.is_certain] if page else []


def links_of(page: Page) -> list[Link]:
    """The documents that a page offers, and what may be one: only fetching tells, and `is_certain` is false.

    `title` is the link's text where it says something, otherwise with its row, the line above it, its file name or its
    heading. `date` is the one printed for it, else one in the file's name, else that of the page's one meeting.
    """
    certain = {steady(place.url) for place in page.anchors if _is_certain(place)}
    entries = Entries(page, [place for place in page.anchors if steady(place.url) in certain])
    found: dict[str, Link] = {}
    worths: dict[str, tuple[bool, ...]] = {}  # of two links to one document the one that says more is told of
    for place in page.anchors:
        is_certain = steady(place.url) in certain
        if not is_certain and (not may_be_document_url(place.url, place.text) or is_furniture(place.element)):
            continue
        link = Link(place.url, title_of(place, entries), _date_of(place, entries), is_certain)
        key = steady(place.url)
        worth = (is_certain, says_something(place.text), says_something(link.title), link.date is not None)
        held = found.get(key)
        if held is None:
            found[key], worths[key] = link, worth
        elif worth > worths[key]:
            found[key], worths[key] = replace(link, url=held.url, date=link.date or held.date), worth
        elif held.date is None and link.date:
            found[key] = replace(held, date=link.date)
    for told in scripted_documents(page):
        if steady(told.url) not in found:
            found[steady(told.url)] = Link(told.url, told.title, told.date or find_url_date(told.url))
    return list(found.values())


def _is_certain(place: Anchor) -> bool:
    if is_document_url(steady(place.url)):
        return True
    said = place.element.get("type") or ""
    return place.element.tag in ("a", "area") and is_said_to_be_document(place.url, place.text, said)


def _date_of(place: Anchor, entries: Entries) -> dt.date | None:
    if date := entries.date_of(place) or find_url_date(place.url):
        return date
    return None if is_furniture(place.element) else entries.page_date


def embedded_documents(html: bytes, url: str) -> list[str]:
    """The documents that a viewer page shows inside itself: iframes, embeds and objects."""
    page = read_page(html, url)
    inside = [place for place in page.anchors if place.element.tag in EMBEDS] if page else []
    found = [place.url for place in inside if is_document_url(steady(place.url))]
    return list(dict.fromkeys(address for address in found if address != url))
