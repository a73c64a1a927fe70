"""The spider of every platform that lists its documents itself: it asks, the platform's module reads."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawlers.bodies import judge
from crawlers.faults import WORDS, fault_of_status
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, is_host_of, platform, read_answer
from crawlers.platforms.base import PortalSpider, asked_at, body_of, first_url, seen_of
from crawlers.retrievals import Fault, Seen
from watchbill.model import KnownUrl

#: Interfaces that speak JSON and XML send what comes first here; Scrapy's own header names XML before JSON.
ACCEPTED = "application/json, text/html;q=0.9, */*;q=0.8"


@dataclass
class Series:
    """One list of a portal: the keys of its entries, and how many the portal says there are."""

    entries: set[str] = field(default_factory=set)
    rows: int = 0  # entries without a key
    total: int | None = None

    @property
    def came(self) -> int:
        return len(self.entries) + self.rows


class ListingSpider(PortalSpider):
    """Asks what the portal's platform says, reads answers as the platform does, and holds totals against entries."""

    name = "listing"

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.platform = platform(self.portal.platform)
        self.token = os.environ.get(self.portal.token) if self.portal.token else None
        self.series: dict[str, Series] = {}
        self.signed_hosts: set[str] = set()  # where a session's token is shown: the hosts of the lists
        self.first_loss: tuple[str, bool] | None = None  # a sentence, and whether nothing answered

    def allows(self, url: str) -> bool:
        return super().allows(url) or is_host_of(self.platform.HOSTS, url)

    async def start(self) -> AsyncIterator[Request]:
        if self.portal.token and not self.token:
            self.start_fault = f"the environment variable {self.portal.token} holds no token"
            return
        if not self.portal.token and getattr(self.platform, "NEEDS_TOKEN", False):
            self.start_fault = f"{self.portal.platform} answers nobody without a token: name its variable in `token`"
            return
        for ask in self.platform.first(Start(self.portal, dt.datetime.now(dt.UTC).date(), self.token)):
            for request in self.ask_list(ask):
                yield request

    def ask_list(self, ask: Ask, found_on: str | None = None) -> Iterator[Request]:
        """A request for a page of a list, once, within the portal's hosts and the limit of pages; conditional where the
        page itself was kept before."""
        if not self.allows(ask.url):
            self.tally.missing[f"lists on {urlsplit(ask.url).hostname}, a host that is not declared"] += 1
        posted = ask.posted()
        known = self.keeper.log.known(self.portal.key, ask.url) if posted["method"] == "GET" else None
        for request in self.ask_page(ask.key, self.take_list, ask=ask, found_on=found_on, known=known):
            sign = getattr(self.platform, "sign", None)
            url, headers = sign(ask.url, self.token) if sign and self.token else (ask.url, {})
            headers = {"Accept": ACCEPTED, **posted["headers"], **headers, **self.keeper.conditions(known)}
            request = request.replace(url=url, **posted | {"headers": headers})
            request.meta["said_url"] = ask.url  # a token is no part of what is remembered
            self.signed_hosts.add(urlsplit(request.url).netloc)
            yield request

    def take_list(
        self, response: Response, ask: Ask, found_on: str | None = None, known: KnownUrl | None = None
    ) -> Iterator[Request]:
        """Ask for what an answer lists; what is no answer of the platform is a loss, never an empty list.

        Some addresses give a page of links on one day and the paper itself on another: a document is kept.
        """
        request = response.request
        assert request is not None
        if response.status == 304 and known:
            yield from self.take_kept_list(response, ask, found_on, known)
            return
        if response.status != 200:
            self.lose_page_at(request, response.status, fault_of_status(response.status, response.headers))
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        body = body_of(response)
        if (body.kind == "page" and body.fault) or body.fault in (Fault.EMPTY, Fault.TRUNCATED):
            self.lose_page_at(request, response.status, body.fault)
            return
        if "partial" in response.flags:
            self.lose_page_at(request, response.status, Fault.TRUNCATED)
            return
        if body.kind == "document" and body.fault is None and not content_type.startswith("text/"):
            self.count(self.keeper.keep(seen_of(response, link_of(ask), found_on), response.body))
            return
        try:
            listing = read_answer(self.platform, Answer(response.url, response.body, content_type, ask, self.portal))
        except ShapeError:
            self.lose_page_at(request, response.status, Fault.NOT_A_LIST)
            return
        yield from self.follow(listing, response, ask, found_on)

    def take_kept_list(self, response: Response, ask: Ask, found_on: str | None, known: KnownUrl) -> Iterator[Request]:
        """What a page that was kept and has not changed lists: read from the archive, not brought again."""
        data = self.keeper.archive.read(known.sha256)
        try:
            listing = read_answer(self.platform, Answer(response.url, data, "", ask, self.portal))
        except ShapeError:  # it was the paper itself
            listing = Listing()
        self.count(self.keeper.keep_unchanged(seen_of(response, listing.data or link_of(ask), found_on), known))
        yield from self.follow(replace(listing, data=None), response, ask, found_on)

    # --- Papers that are web pages ---

    def take_document(
        self, response: Response, link: Link, found_on: str, known: KnownUrl | None = None, is_viewer: bool = False
    ) -> Iterator[Request]:
        """As every spider; but a paper may be a web page of the platform: kept as it is, read for what it links to."""
        body = body_of(response)
        if not link.is_page or response.status != 200 or body.kind != "page" or body.fault:
            yield from super().take_document(response, link, found_on, known, is_viewer)
            if response.status == 304 and known:
                yield from self.read_again(link, known)
            return
        seen = seen_of(response, link, found_on)
        try:
            listing = self.read_paper(link, response.url, response.body)
        except ShapeError:
            self.count(self.keeper.lose(seen, Fault.NOT_A_DOCUMENT))
            return
        self.count(self.keeper.keep(seen, response.body))
        yield from self.ask_listed(listing, link.facts, response.url)

    def read_again(self, link: Link, known: KnownUrl) -> Iterator[Request]:
        """What a page that is kept links to: a crawl that was killed after keeping it has not asked for that yet."""
        if link.is_page and judge(data := self.keeper.archive.read(known.sha256)).kind == "page":
            yield from self.ask_listed(self.read_paper(link, link.url, data), link.facts, link.url)

    def read_paper(self, link: Link, url: str, data: bytes) -> Listing:
        facts = {**link.facts, "date": link.date.isoformat()} if link.date else link.facts
        return read_answer(self.platform, Answer(url, data, "text/html", Ask(link.url, facts=facts), self.portal))

    def ask_listed(self, listing: Listing, facts: Mapping[str, str], found_on: str) -> Iterator[Request]:
        """Ask for the documents and further pages of a listing."""
        for link in listing.links:
            yield from self.ask_document(replace(link, facts={**facts, **link.facts}), found_on)
        for further in listing.asks:
            yield from self.ask_list(further, found_on)

    # --- Counting ---

    def follow(self, listing: Listing, response: Response, ask: Ask, found_on: str | None) -> Iterator[Request]:
        """Count what a page of a list holds, keep it where it is data, and ask for what it offers."""
        self.tally.pages += 1
        self.tell(ask.url)
        series = self.series.setdefault(ask.series, Series())
        series.entries.update(listing.entries)
        series.rows += listing.rows
        series.total = listing.total if listing.total is not None else series.total
        for reason in listing.missing:
            self.tally.missing[reason] += 1
        if listing.data:
            self.count(self.keeper.keep(seen_of(response, listing.data, found_on), response.body))
        yield from self.ask_listed(listing, ask.facts, ask.url)

    def lose_page_at(self, request: Request, status: int | None, fault: Fault) -> None:
        """As every spider; and the first list that was lost tells why a crawl failed, where no other came."""
        super().lose_page_at(request, status, fault)
        if fault == Fault.OFF_HOST and first_url(request) != self.portal.url:  # a list that leads away is a loss
            seen = Seen(first_url(request), asked_at(request), status, found_on=request.cb_kwargs.get("found_on"))
            self.count(self.keeper.lose(seen, fault))
        explain = getattr(self.platform, "explain", None)
        reason = explain(first_url(request), status) if explain and status else None
        if reason and reason not in self.tally.notes:
            self.tally.notes.append(reason)
        if self.first_loss is None and fault != Fault.DEFERRED:
            words = f"{first_url(request)} {WORDS[fault].format(status=status)}"
            self.first_loss = f"{words}: {reason}" if reason else words, fault.is_silence(status)

    def check_expectations(self) -> None:
        """Compare with the portal's own totals too; a crawl that could read no list at all has failed."""
        if self.first_loss and not self.tally.pages:
            self.start_fault, self.is_unreachable = self.first_loss
        self.tally.entries = sum(came for came, _ in self.lists().values())
        super().check_expectations()

    def lists(self) -> dict[str, tuple[int, int | None]]:
        return {name: (series.came, series.total) for name, series in self.series.items()}


def link_of(ask: Ask) -> Link:
    """The document that the answer to `ask` may turn out to be."""
    date = ask.facts.get("date", "")[:10]
    return Link(ask.url, ask.facts.get("title", ""), dt.date.fromisoformat(date) if date else None, False, ask.facts)
