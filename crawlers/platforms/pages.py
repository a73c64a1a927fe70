"""Any agency page that links to documents: its further pages, its detail pages, and the documents on all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

from scrapy import Request
from scrapy.http import Response

from crawlers.faults import fault_of_status
from crawlers.links import Link, document_links
from crawlers.paging import page_links
from crawlers.platforms.base import PortalSpider, body_of, seen_of
from crawlers.portals import PAGES
from crawlers.retrievals import Fault

#: A list that turns on and on without a new document (a calendar without end) is left after so many pages in a row.
BARREN_PAGES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: how many detail pages deep, after how many pages in a row without a new document."""

    level: int = 0
    barren: int = 0


class PagesSpider(PortalSpider):
    """Reads the portal's page, turns its pages, opens its rows, never leaves its hosts."""

    name = PAGES

    async def start(self) -> AsyncIterator[Request]:
        for request in self.ask_page(self.portal.url, self.take_page, place=Place()):
            yield request

    def take_page(
        self, response: Response, place: Place, link: Link | None = None, found_on: str | None = None
    ) -> Iterator[Request]:
        """Read a page; or keep it, where what looked like a page is a document."""
        body = body_of(response)
        request = response.request
        assert request is not None
        if response.status != 200:
            self.lose_page_at(request, response.status, fault_of_status(response.status, response.headers))
        elif body.kind == "page":
            yield from self.read_page(response, place)
        elif body.kind == "document" and body.fault is None:
            self.count(self.keeper.keep(seen_of(response, link, found_on), response.body))
        else:
            self.lose_page_at(request, response.status, body.fault or Fault.NOT_A_DOCUMENT)

    def read_page(self, response: Response, place: Place) -> Iterator[Request]:
        """Ask for the documents and further pages that a page offers."""
        self.tally.pages += 1
        self.tell(response.url)
        before = len(self.asked)
        further = []
        for link in document_links(response.body, response.url):
            if link.is_certain:
                yield from self.ask_document(link, response.url)
            else:
                further.append(link)
        found_any = len(self.asked) > before
        place = replace(place, barren=0 if found_any else place.barren + 1)
        yield from self.ask_further(response, place, further)

    def ask_further(self, response: Response, place: Place, uncertain: list[Link]) -> Iterator[Request]:
        """The next pages of this list, and, one level deeper, its detail pages and what may be a document."""
        onward = page_links(response.body, response.url, self.portal.url)
        if onward.has_script_pager:
            self.tally.missing["pages that turn by a script only"] += 1
        if place.barren < BARREN_PAGES:
            for url in onward.turns:
                yield from self.ask_page(url, self.take_page, place=place, found_on=response.url)
        elif any(self.allows(url) for url in onward.turns):
            self.tally.missing[f"list left after {BARREN_PAGES} pages without a new document"] += 1
        if place.level >= self.portal.depth:
            return
        deeper = Place(place.level + 1)
        for link in uncertain:
            yield from self.ask_page(link.url, self.take_page, place=deeper, link=link, found_on=response.url)
        for url in onward.details:
            yield from self.ask_page(url, self.take_page, place=deeper, found_on=response.url)
