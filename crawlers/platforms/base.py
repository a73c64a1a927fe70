"""What every platform's spider shares: asking for pages and documents, keeping what comes, counting, and the report."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure
from w3lib.url import canonicalize_url

from crawlers.bodies import Body, judge
from crawlers.completeness import Crawled, findings
from crawlers.dry import DryLog
from crawlers.faults import WORDS, fault_of, fault_of_status
from crawlers.links import Link, embedded_documents
from crawlers.listing import ShapeError, has_stated_bytes
from crawlers.portals import Portal
from crawlers.retrievals import KEPT_HEADERS, Fault, Keeper, Seen
from crawlers.said import writable
from watchbill.errors import WatchbillError
from watchbill.model import CrawlReport, KnownUrl, Retrieval

OnProgress = Callable[[CrawlReport, str], None]

DEFERRED = f"failed: {Fault.DEFERRED}"  # as the tally counts it
DOCUMENTS_FIRST = 10  # a found document is fetched before the next page: less is lost to a kill, less waits in memory


@dataclass
class Tally:
    """Counts of one portal's crawl, and in `missing` what it could not bring, by reason."""

    pages: int = 0
    entries: int = 0  # rows of the lists of a platform that lists them
    documents: set[str] = field(default_factory=set)  # SHA-256
    foreseen: int = 0  # documents that a dry run would ask for
    new: int = 0
    skipped: int = 0
    refused: int = 0
    failed: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)  # hosts not declared -> documents linked there

    @property
    def offered(self) -> int:
        """How many documents the portal offers, as far as they came or would be asked for."""
        return len(self.documents) + self.foreseen


class PortalSpider(Spider):
    """The spider of one portal. A platform says in `start` and its callbacks which pages and documents to ask for."""

    name = ""

    def __init__(
        self, portal: Portal, keeper: Keeper, on_progress: Callable[[CrawlReport, str], None] | None = None
    ) -> None:
        super().__init__(portal.key)
        self.portal, self.keeper, self.on_progress = portal, keeper, on_progress
        self.tally = Tally()
        self.asked: set[str] = set()
        self.pages_asked = 0
        self.was_stopped = False
        self.start_fault: str | None = None
        self.is_unreachable = False
        self.broken: str | None = None
        self.report: CrawlReport | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_error, signal=signals.spider_error)
        return spider

    # --- Asking ---

    def allows(self, url: str) -> bool:
        """Whether the crawl may go to `url`."""
        return self.portal.allows(url)

    def is_new(self, url: str) -> bool:
        """Whether `url` was not asked for in this crawl; from now on it was."""
        address = canonicalize_url(url)
        if address in self.asked:
            return False
        self.asked.add(address)
        return True

    def ask_page(self, url: str, callback: Callable[..., Any], **context: Any) -> Iterator[Request]:
        """A request for a list or detail page, once, within the portal's hosts and the limit of pages."""
        if not self.allows(url) or not self.is_new(url):
            return
        limit = self.crawler.settings.getint("WATCHBILL_MAX_PAGES")
        if self.pages_asked >= limit:
            self.tally.missing[f"pages beyond the limit of {limit}"] += 1
            return
        self.pages_asked += 1
        yield Request(url, callback, errback=self.lose_page, dont_filter=True, cb_kwargs=context, meta=_asked_now())

    def ask_document(self, link: Link, found_on: str) -> Iterator[Request]:
        """A request for a document, once, unless it was fetched lately; conditional where it was fetched before."""
        if self.portal.since and link.date and link.date < self.portal.since:
            return
        if not self.allows(link.url):
            self.tally.elsewhere[urlsplit(link.url).hostname or link.url] += 1
            return
        if not self.is_new(link.url):
            return
        known = self.keeper.log.known(self.portal.key, link.url)
        if known and self.keeper.is_fresh(known):
            self.tally.skipped += 1
            self.tally.documents.add(known.sha256)
            yield from self.read_again(link, known)
            return
        if isinstance(self.keeper.log, DryLog):
            self.tally.foreseen += 1
            self.tally.new += known is None
            self.keeper.log.foresee(self.portal.key, link, known)
            return
        yield Request(
            link.url,
            self.take_document,
            errback=self.lose_document,
            headers=self.keeper.conditions(known),
            priority=DOCUMENTS_FIRST,
            dont_filter=True,
            cb_kwargs={"link": link, "found_on": found_on, "known": known},
            meta=_asked_now(),
        )

    def read_again(self, link: Link, known: KnownUrl) -> Iterator[Request]:
        """What a paper that was not fetched again leads to; only papers that are web pages lead anywhere."""
        yield from ()

    # --- Taking ---

    def take_document(
        self, response: Response, link: Link, found_on: str, known: KnownUrl | None = None, is_viewer: bool = False
    ) -> Iterator[Request]:
        """Keep a document that was linked as one; look once inside a page that only embeds it."""
        seen = seen_of(response, link, found_on)
        if response.status == 304 and known and self.keeper.conditions(known):  # else nobody asked whether it changed
            self.count(self.keeper.keep_unchanged(seen, known))
            return
        body = body_of(response)
        if response.status != 200:
            self.count(self.keeper.lose(seen, fault_of_status(response.status, response.headers)))
        elif body.is_page and not is_viewer and (inner := embedded_documents(response.body, response.url)):
            yield from self.ask_embedded(inner, link, found_on)
        elif body.kind == "document" and body.fault is None and has_stated_bytes(link, response.body):
            self.count(self.keeper.keep(seen, response.body))
        else:
            other = Fault.OTHER_BYTES if body.kind == "document" else Fault.NOT_A_DOCUMENT
            self.count(self.keeper.lose(seen, body.fault or other))

    def ask_embedded(self, inner: list[str], link: Link, found_on: str) -> Iterator[Request]:
        """The documents inside a viewer page, under the title and date of the link to the viewer."""
        for url in inner:
            for request in self.ask_document(replace(link, url=url, is_certain=True), found_on):
                request.cb_kwargs["is_viewer"] = True
                yield request

    def count(self, retrieval: Retrieval) -> None:
        """Count one recorded observation and tell whoever watches."""
        tally = self.tally
        if retrieval.sha256:
            tally.documents.add(retrieval.sha256)
            tally.new += retrieval.outcome == "kept"
        else:
            tally.refused += retrieval.outcome == "refused"
            tally.failed += retrieval.outcome == "failed"
            status = f" {retrieval.status}" if retrieval.reason == Fault.HTTP_ERROR else ""
            tally.missing[f"{retrieval.outcome}: {retrieval.reason}{status}"] += 1
        self.tell(retrieval.url)

    # --- Losing ---

    def lose_document(self, failure: Failure) -> None:
        """Record why a document did not come."""
        request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        link, found_on = request.cb_kwargs["link"], request.cb_kwargs["found_on"]
        said: dict[str, Any] = {"title": link.title, "link_date": link.date, "facts": link.facts}
        seen = Seen(first_url(request), asked_at(request), found_on=found_on, **said)
        self.count(self.keeper.lose(seen, fault_of(failure.value, request.url)))

    def lose_page(self, failure: Failure) -> None:
        """Record why a page did not come."""
        request = failure.request  # type: ignore[attr-defined]
        self.lose_page_at(request, None, fault_of(failure.value, request.url))

    def lose_page_at(self, request: Request, status: int | None, fault: Fault) -> None:
        """Record a page that gave nothing to read. The crawl fails when it is the portal's own URL; another page that
        leads away from the portal's hosts is no loss."""
        url = first_url(request)
        if url == self.portal.url and fault != Fault.DEFERRED:  # nothing failed: the next crawl goes on
            self.start_fault = f"{url} {WORDS[fault].format(status=status)}"
            self.is_unreachable = fault.is_silence(status)
        elif fault == Fault.OFF_HOST:
            return
        warc = request.meta.get("warc") if status else None
        seen = Seen(url, asked_at(request), status, found_on=request.cb_kwargs.get("found_on"), warc=warc)
        self.count(self.keeper.lose(seen, fault))

    def note_error(self, failure: Failure, response: Response, spider: Spider) -> None:
        """A callback raised: an archive or store that cannot be written ends the crawl, else one answer is missed."""
        if isinstance(failure.value, WatchbillError) and not isinstance(failure.value, ShapeError):
            self.broken = str(failure.value)
            self.crawler.engine.close_spider(self, "broken")  # type: ignore[union-attr]
        else:
            self.tally.missing[f"not understood: {type(failure.value).__name__}"] += 1

    # --- Reporting ---

    def closed(self, reason: str) -> None:
        """Scrapy calls this when the spider has ended, for whatever reason."""
        if reason == "shutdown":
            self.was_stopped = True
            self.tally.missing["stopped before the end; crawl again to go on"] += 1
        try:
            self.keeper.batch.commit()
        except WatchbillError as error:
            self.broken = self.broken or str(error)
        if not self.broken:
            self.check_expectations()
        self.report = self.report_now(is_over=True)
        self.keeper.log.finish(self.report)

    def lists(self) -> dict[str, tuple[int, int | None]]:
        """By name, the entries of a list that came and the portal's own total of it."""
        return {}

    def check_expectations(self) -> None:
        """Hold what came against all that was to be expected."""
        tally = self.tally
        counts = {"documents": tally.offered, "pages": tally.pages, "entries": tally.entries}
        before = self.keeper.log.last_complete(self.portal.key, since=self.portal.checked_on)
        for finding in findings(Crawled(self.portal, counts, self.lists(), before, bool(tally.missing))):
            tally.notes.append(finding.sentence)
            tally.missing[finding.what] += finding.lacking

    def report_now(self, *, is_over: bool = False) -> CrawlReport:
        """The counts so far, and how it ended."""
        tally = self.tally
        waits = self.waits() if not is_over or DEFERRED in tally.missing else {}
        if self.broken or self.start_fault:
            outcome = "failed"
        else:
            outcome = "incomplete" if tally.missing or not is_over else "complete"
        return CrawlReport(
            portal=self.portal.key,
            outcome=outcome,
            pages=tally.pages,
            entries=tally.entries,
            documents=tally.offered,
            new=tally.new,
            skipped=tally.skipped,
            refused=tally.refused,
            failed=tally.failed,
            detail=self.detail() if is_over else "",
            is_unreachable=self.is_unreachable,
            waiting_until=max(waits.values()).isoformat(timespec="seconds") if waits else "",
        )

    def waits(self) -> dict[str, dt.datetime]:
        """The hosts of this portal that asked us to come back later, and when."""
        return {host: until for host, until in self.keeper.log.waits().items() if self.allows(f"http://{host}/")}

    def detail(self) -> str:
        """What is missing and why, in one line."""
        if self.broken or self.start_fault:
            return self.broken or self.start_fault or ""
        parts = [f"{count} {reason}" for reason, count in self.tally.missing.most_common()]
        if DEFERRED in self.tally.missing:
            parts += [
                f"{host} asked us to wait until {until:%Y-%m-%d %H:%M} UTC" for host, until in self.waits().items()
            ]
        parts += self.tally.notes
        if self.tally.elsewhere:
            hosts = ", ".join(host for host, _ in self.tally.elsewhere.most_common(3))
            total = sum(self.tally.elsewhere.values())
            documents = "1 document is" if total == 1 else f"{total} documents are"
            parts.append(f"{documents} linked on hosts not declared ({hosts})")
        return "; ".join(parts)

    def tell(self, url: str) -> None:
        if self.on_progress:
            self.on_progress(self.report_now(), url)


def _asked_now() -> dict[str, Any]:
    return {"asked_at": dt.datetime.now(dt.UTC)}


def asked_at(request: Request) -> dt.datetime:
    when: dt.datetime = request.meta["asked_at"]
    return when


def first_url(request: Request) -> str:
    """The URL that was asked for, before any redirect."""
    urls: list[str] = request.meta.get("redirect_urls", [request.url])
    said: str = request.meta.get("said_url", urls[0])
    return said


def seen_of(response: Response, link: Link | None, found_on: str | None) -> Seen:
    """The observation that `response` is. Where redirects led elsewhere, the headers say where."""
    request = response.request
    assert request is not None
    headers = {name: writable(text.decode("latin-1")) for name in KEPT_HEADERS if (text := response.headers.get(name))}
    if "redirect_urls" in request.meta:
        headers["Content-Location"] = response.url
    said: dict[str, Any] = {"title": link.title, "link_date": link.date, "facts": link.facts} if link else {}
    place: dict[str, Any] = {"found_on": found_on, "warc": request.meta.get("warc")}
    return Seen(first_url(request), asked_at(request), response.status, headers, **place, **said)


def body_of(response: Response) -> Body:
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return judge(response.body, content_type, url=response.url, is_cut_off="partial" in response.flags)
