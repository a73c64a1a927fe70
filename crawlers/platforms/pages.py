"""Any agency page that links to documents: its further pages, its detail pages, and the documents on all of them.

A portal may also begin at a sitemap, or at a robots.txt that names some (`crawlers.sitemaps`)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawlers.anchors import Page, read_page, steady
from crawlers.document_urls import is_document_url
from crawlers.faults import fault_of_status
from crawlers.links import Link, links_of
from crawlers.paging import pages_of
from crawlers.platforms.base import PortalSpider, body_of, seen_of
from crawlers.portals import PAGES
from crawlers.retrievals import Fault
from crawlers.share_links import file_address
from crawlers.sitemaps import Listed, SiteMap, declared_path, documents_listed, is_sitemap_url, read_sitemap

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
        take = self.take_sitemap if is_sitemap_url(self.portal.url) else self.take_page
        for request in self.ask_page(self.portal.url, take, place=Place()):
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
        elif body.is_page and (page := read_page(response.body, response.url)):
            yield from self.take_offers(page, place)
        elif body.kind == "document" and body.fault is None:
            self.count(self.keeper.keep(seen_of(response, link, found_on), response.body))
        else:
            self.lose_page_at(request, response.status, body.fault or Fault.NOT_A_DOCUMENT)

    def take_offers(self, page: Page, place: Place) -> Iterator[Request]:
        """Ask for the documents and further pages that a page offers."""
        self.tally.pages += 1
        self.tell(page.url)
        before = len(self.asked)
        further = []
        for link in links_of(page):
            link = replace(link, url=file_address(steady(link.url)))
            if link.is_certain:
                yield from self.ask_document(link, page.url)
            else:
                further.append(link)
        found_any = len(self.asked) > before
        place = replace(place, barren=0 if found_any else place.barren + 1)
        yield from self.ask_further(page, place, further)

    def ask_further(self, page: Page, place: Place, uncertain: list[Link]) -> Iterator[Request]:
        """The next pages of this list, and, one level deeper, its detail pages and what may be a document."""
        onward = pages_of(page, self.portal.url)
        if onward.has_script_pager:
            self.tally.missing["pages that turn by a script only"] += 1
        if place.barren < BARREN_PAGES:
            for url in onward.turns:
                yield from self.ask_page(url, self.take_page, place=place, found_on=page.url)
        elif any(self.allows(url) for url in onward.turns):
            self.tally.missing[f"list left after {BARREN_PAGES} pages without a new document"] += 1
        if place.level >= self.portal.depth:
            return
        deeper = Place(place.level + 1)
        for link in uncertain:
            yield from self.ask_page(link.url, self.take_page, place=deeper, link=link, found_on=page.url)
        for url in onward.details:
            yield from self.ask_page(url, self.take_page, place=deeper, found_on=page.url)

    # --- Sitemaps ---

    def take_sitemap(self, response: Response, place: Place, found_on: str | None = None) -> Iterator[Request]:
        """Ask for what a sitemap lists; what is none is lost by name."""
        request = response.request
        assert request is not None
        if response.status != 200:
            self.lose_page_at(request, response.status, fault_of_status(response.status, response.headers))
        elif listed := read_sitemap(response.body, response.url):
            self.tally.pages += 1
            self.tell(response.url)
            yield from self.ask_listed(listed, place, response.url)
        else:
            self.lose_page_at(request, response.status, Fault.NOT_A_DOCUMENT)

    def ask_listed(self, listed: SiteMap, place: Place, found_on: str) -> Iterator[Request]:
        """The documents, the pages and the further sitemaps of a sitemap. What has not changed since the portal's first
        day is passed over: no paper of a later day can be there."""
        if not listed.is_whole:
            self.tally.missing["sitemaps that end in the middle"] += 1
        if not listed.sitemaps and not listed.places:
            self.tally.missing["sitemaps that list nothing"] += 1
        for one in listed.sitemaps:
            if not self.allows(one.url):
                self.tally.missing["sitemaps on hosts not declared"] += 1
            yield from self.ask_page(one.url, self.take_sitemap, place=place, found_on=found_on)
        below = declared_path(self.portal.url)
        listed_pages = Place(self.portal.depth)  # what their links lead to, the sitemap lists itself
        wanted = [one for one in listed.places if urlsplit(one.url).path.startswith(below) and not self._is_older(one)]
        for link in documents_listed(SiteMap(places=wanted)):
            yield from self.ask_document(link, found_on)
        for one in wanted:
            if not is_document_url(one.url):
                url = urldefrag(one.url).url
                yield from self.ask_page(url, self.take_page, place=listed_pages, found_on=found_on)

    def _is_older(self, one: Listed) -> bool:
        return bool(self.portal.since and one.changed and one.changed < self.portal.since)
