"""Obeying robots.txt by RFC 9309: what it forbids is not asked for, and where it cannot be read nothing is.

Section 2.3.1: a status of 400 to 499 means that there are no rules; a server error or no answer at all means that
everything is forbidden. Scrapy takes every answer for rules, an error page too, and no answer for permission. 429 is
counted as an error: it asks us to stay away for now. `Crawl-delay`, which many sites write although the RFC does not
know it, is the least time between two requests to the host, up to a minute.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.faults import fault_of, fault_of_status
from crawlers.guard import NotAskedError
from crawlers.patience import WAIT_STATUSES
from crawlers.retrievals import Fault
from watchbill.errors import WatchbillError


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, which asks for robots.txt once a host, with the RFC's meaning of errors."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._faults: dict[str, Fault] = {}  # host and port -> why its robots.txt could not be read

    async def robot_parser(self, request: Request) -> RobotParser | None:
        rules = await super().robot_parser(request)
        host = urlsplit(request.url).netloc
        if host in self._faults:
            fault = self._faults[host]
            raise NotAskedError(fault, f"{request.url} was not asked for: robots.txt of {host}: {fault}")
        return rules

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status in WAIT_STATUSES and fault_of_status(response.status, response.headers) == Fault.DEFERRED:
            self._faults[netloc] = Fault.DEFERRED
        elif response.status >= 500 or response.status in WAIT_STATUSES:
            self._faults[netloc] = Fault.ROBOTS_ERROR
        if response.status != 200:
            response = response.replace(body=b"")  # an error page holds no rules
        await super()._parse_robots(response, netloc, request)
        rules = self._parsers[netloc]
        asked = rules.crawl_delay(self._robotstxt_useragent or "") if isinstance(rules, RobotParser) else None
        if asked:
            self._slow_down(urlsplit(request.url).hostname or "", asked)

    def _slow_down(self, host: str, asked: float) -> None:
        """Ask `host` no more often than it wishes, and without the jitter that may shorten a delay."""
        engine: Any = self.crawler.engine
        downloader, spider = engine.downloader, self.crawler.spider
        delay = min(asked, self.crawler.settings.getfloat("WATCHBILL_LONGEST_DELAY"))
        if asked > delay and spider is not None:
            spider.tally.notes.append(
                f"robots.txt of {host} asks for {asked:g} seconds between requests; we wait {delay:g}"
            )
        own = downloader.per_slot_settings.get(host, {})
        if delay <= own.get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY")):
            return
        downloader.per_slot_settings[host] = {**own, "delay": delay, "jitter": 0}
        if host in downloader.slots:  # robots.txt itself came through it
            downloader.slots[host].delay, downloader.slots[host].jitter = delay, 0

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if getattr(exc, "fault", None) == Fault.DEFERRED:
            self._faults[netloc] = Fault.DEFERRED
        elif isinstance(exc, WatchbillError):  # of our own; the first page will meet it too
            self._faults[netloc] = Fault.UNREACHABLE
        elif not isinstance(exc, IgnoreRequest):  # a redirect that we do not follow leaves no rules
            self._faults[netloc] = fault_of(exc, f"http://{netloc}/")
        super()._robots_error(exc, netloc)
