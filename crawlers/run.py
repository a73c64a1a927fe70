"""Crawling portals in this process: one reactor, one crawl at a time per host, several hosts side by side.

Twisted's reactor runs once per process; `watchbill.pipeline.crawling` gives every crawl a process of its own.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawlers.dry import DryLog
from crawlers.lean import lean, lean_process
from crawlers.listing_spider import ListingSpider
from crawlers.platforms.base import PortalSpider
from crawlers.platforms.pages import PagesSpider
from crawlers.portals import PAGES, Portal
from crawlers.retrievals import Batch, DryBatch, Keeper, RetrievalLog
from watchbill.archive import Archive
from watchbill.model import CrawlReport

HOSTS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Manners:
    """What differs from run to run.

    `contact` is the address we leave with our name, `delay` the seconds between requests, `allow` the (host, port)
    pairs the guard lets through although they are not public, `recheck_days` after how many days a URL is asked again,
    `warc` the folder that gets a WARC file a portal. None means what `crawlers.settings` says; `limits` gives other
    settings of that file another number, by name.
    """

    contact: str
    delay: float | None = None
    allow: Sequence[tuple[str, int]] = ()
    recheck_days: int | None = None
    warc: str | None = None
    limits: Mapping[str, float] = field(default_factory=dict)


def settings_for(manners: Manners) -> Settings:
    """Scrapy's settings for a run: `crawlers.settings` and these manners."""
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{manners.contact})")
    settings.set("WATCHBILL_ALLOW", [f"{host}:{port}" for host, port in manners.allow])
    if manners.delay is not None:
        settings.set("DOWNLOAD_DELAY", manners.delay)
    if manners.recheck_days is not None:
        settings.set("WATCHBILL_RECHECK_DAYS", manners.recheck_days)
    if manners.warc is not None:
        settings.set("WATCHBILL_WARC", manners.warc)
    for name, number in manners.limits.items():
        if name not in settings:
            raise ValueError(f"there is no setting {name}")
        settings.set(name, number)
    return settings


def crawl_portals(
    portals: Iterable[Portal],
    log: RetrievalLog,
    archive: Archive,
    manners: Manners,
    on_progress: Callable[[CrawlReport, str], None] | None = None,
) -> list[CrawlReport]:
    """Crawl `portals` and say how each ended. Can be called once in the life of a process."""
    lean_process()
    process = AsyncCrawlerProcess(settings_for(manners))
    by_host: dict[str, list[Portal]] = defaultdict(list)
    for portal in portals:
        by_host[portal.host].append(portal)
    reports: list[CrawlReport] = []
    batch = (DryBatch if isinstance(log, DryLog) else Batch)(
        log, archive, lambda seconds, call: asyncio.get_running_loop().call_later(seconds, call)
    )
    places = asyncio.Semaphore(HOSTS_AT_ONCE)

    async def crawl_host(waiting: Sequence[Portal]) -> None:
        async with places:
            for portal in waiting:
                spider = await _crawl_portal(process, portal, batch, on_progress)
                reports.append(spider.report)
                if spider.was_stopped:
                    return

    async def crawl_all() -> None:
        from twisted.internet import reactor

        try:
            await asyncio.gather(*(crawl_host(waiting) for waiting in by_host.values()))
        finally:
            reactor.callLater(0, reactor.stop)  # type: ignore[attr-defined]

    task = asyncio.get_event_loop().create_task(crawl_all())
    process.start(stop_after_crawl=False)
    if task.done():
        task.result()
    return reports


def spider_class(platform: str) -> type[PortalSpider]:
    """Who crawls the portals of a platform: pages are read as a visitor does, the others list what they hold."""
    return PagesSpider if platform == PAGES else ListingSpider


async def _crawl_portal(
    process: AsyncCrawlerProcess,
    portal: Portal,
    batch: Batch,
    on_progress: Callable[[CrawlReport, str], None] | None,
) -> Any:
    """The spider of one portal, when it has ended with a report."""
    recheck_days = process.settings.getint("WATCHBILL_RECHECK_DAYS")
    keeper = Keeper(portal.key, batch.log, batch.archive, recheck_days, batch)
    crawler = lean(process.create_crawler(spider_class(portal.platform)))
    batch.log.start(portal.key)
    await process.crawl(crawler, portal=portal, keeper=keeper, on_progress=on_progress)
    spider: Any = crawler.spider
    if not isinstance(getattr(spider, "report", None), CrawlReport):
        raise RuntimeError(f"the spider of {portal.key} ended without a report")
    return spider
