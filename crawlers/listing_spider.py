"""The spider of every platform that lists its documents itself: it asks, the platform's module reads."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from crawlers.faults import WORDS, fault_of_status
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, is_host_of, platform
from crawlers.platforms.base import PortalSpider, body_of, first_url, seen_of
from crawlers.retrievals import Fault


@dataclass
class Series:
    """One list of a portal: the keys of its entries, and how many the portal says there are."""

    entries: set[str] = field(default_factory=set)
    total: int | None = None


class ListingSpider(PortalSpider):
    """Asks what the portal's platform says, reads answers as the platform does, and holds totals against entries."""

    name = "listing"

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.platform = platform(self.portal.platform)
        self.token = os.environ.get(self.portal.token) if self.portal.token else None
        self.series: dict[str, Series] = {}
        self.first_loss: tuple[str, bool] | None = None  # a sentence, and whether nothing answered

    def allows(self, url: str) -> bool:
        return super().allows(url) or is_host_of(self.platform.HOSTS, url)

    async def start(self) -> AsyncIterator[Request]:
        if self.portal.token and not self.token:
            self.start_fault = f"the environment variable {self.portal.token} holds no token"
            return
        for ask in self.platform.first(Start(self.portal, dt.datetime.now(dt.UTC).date(), self.token)):
            for request in self.ask_list(ask):
                yield request

    def ask_list(self, ask: Ask, found_on: str | None = None) -> Iterator[Request]:
        """A request for a page of a list, once, within the portal's hosts and the limit of pages."""
        for request in self.ask_page(ask.key, self.take_list, ask=ask, found_on=found_on):
            sign = getattr(self.platform, "sign", None)
            url, headers = sign(ask.url, self.token) if sign and self.token else (ask.url, {})
            request = request.replace(url=url, headers={**ask.headers, **headers})
            request.meta["said_url"] = ask.url  # a token is no part of what is remembered
            if ask.data is not None:
                request = request.replace(method="POST", body=json.dumps(ask.data))
                request.headers["Content-Type"] = "application/json"
            elif ask.form is not None:
                request = request.replace(method="POST", body=urlencode(ask.form))
                request.headers["Content-Type"] = "application/x-www-form-urlencoded"
            yield request

    def take_list(self, response: Response, ask: Ask, found_on: str | None = None) -> Iterator[Request]:
        """Ask for what an answer lists; what is no answer of the platform is a loss, never an empty list.

        Some addresses give a page of links on one day and the paper itself on another: a document is kept.
        """
        request = response.request
        assert request is not None
        if response.status != 200:
            self.lose_page_at(request, response.status, fault_of_status(response.status, response.headers))
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        body = body_of(response)
        if body.fault in (Fault.EMPTY, Fault.TRUNCATED) or "partial" in response.flags:
            self.lose_page_at(request, response.status, body.fault or Fault.TRUNCATED)
            return
        if body.kind == "document" and body.fault is None and not content_type.startswith("text/"):
            self.count(self.keeper.keep(seen_of(response, link_of(ask), found_on), response.body))
            return
        try:
            listing = self.platform.read(Answer(response.url, response.body, content_type, ask, self.portal))
        except ShapeError:
            self.lose_page_at(request, response.status, Fault.NOT_A_LIST)
            return
        yield from self.follow(listing, response, ask, found_on)

    def follow(self, listing: Listing, response: Response, ask: Ask, found_on: str | None) -> Iterator[Request]:
        """Count what a page of a list holds, keep it where it is data, and ask for what it offers."""
        self.tally.pages += 1
        self.tell(ask.url)
        series = self.series.setdefault(ask.series, Series())
        series.entries.update(listing.entries)
        series.total = listing.total if listing.total is not None else series.total
        for reason in listing.missing:
            self.tally.missing[reason] += 1
        if listing.data:
            self.count(self.keeper.keep(seen_of(response, listing.data, found_on), response.body))
        for link in listing.links:
            yield from self.ask_document(replace(link, facts={**ask.facts, **link.facts}), ask.url)
        for further in listing.asks:
            yield from self.ask_list(further, ask.url)

    def lose_page_at(self, request: Request, status: int | None, fault: Fault) -> None:
        """As every spider; and the first list that was lost tells why a crawl failed, where no other came."""
        super().lose_page_at(request, status, fault)
        if self.first_loss is None:
            self.first_loss = f"{first_url(request)} {WORDS[fault].format(status=status)}", not fault.is_refusal

    def check_expectations(self) -> None:
        """Compare with the portal's own totals too; a crawl that could read no list at all has failed."""
        if self.first_loss and not self.tally.pages:
            self.start_fault, self.is_unreachable = self.first_loss
        self.tally.entries = sum(came for came, _ in self.lists().values())
        super().check_expectations()

    def lists(self) -> dict[str, tuple[int, int | None]]:
        return {name: (len(series.entries), series.total) for name, series in self.series.items()}


def link_of(ask: Ask) -> Link:
    """The document that the answer to `ask` may turn out to be."""
    date = ask.facts.get("date", "")[:10]
    return Link(ask.url, ask.facts.get("title", ""), dt.date.fromisoformat(date) if date else None, False, ask.facts)
