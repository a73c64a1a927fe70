"""Patience: a server that says when to come back (Retry-After) is believed, in this crawl and in the next.

Scrapy retries at once and then drops the answer (measured: 503 with Retry-After 5 was asked again after 0.0 s). Here a
host that named a time is not asked before it, whoever asks and for whichever portal: a short wait is waited for, a long
one is remembered by the log, and until then every URL of the host is `deferred`. A host that is busy without saying for
how long gets twice as much time before each try, and one that stays busy is left alone for an hour.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import re
import time
from collections import Counter
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawlers.guard import NotAskedError, was_refused
from crawlers.retrievals import Fault

#: 429 Too Many Requests and 503 Service Unavailable: the host is busy, and may say for how long.
WAIT_STATUSES = (429, 503)
#: A host that asks for more than this is asked again after this: who means for ever says so in robots.txt.
LONGEST_WAIT = dt.timedelta(days=30)


def retry_after(text: str | None, now: dt.datetime | None = None) -> float | None:
    """Seconds to wait by a Retry-After header, given in seconds or as a date; None where it says neither."""
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,300}", text.strip()):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - (now or dt.datetime.now(dt.UTC))).total_seconds())


def asked_wait(headers: Any) -> float | None:
    """Seconds that an answer asks us to wait by its headers."""
    header = headers.get("Retry-After")
    return retry_after(header.decode("latin-1") if isinstance(header, bytes) else header)


def host_of(url: str) -> str:
    """The host of `url`, with the port where it is not the usual one: who it is that asks us to wait."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").rstrip(".")
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


async def pause(crawler: Crawler, seconds: float) -> None:
    """Wait; or, when the crawl is told to stop, no longer than a second: then raises NotAskedError, as `deferred`."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        await asyncio.sleep(min(left, 1.0))
        if not crawler.crawling:
            raise NotAskedError(Fault.DEFERRED, "the crawl was stopped while it waited")


class WaitingMiddleware:
    """Asks no host before the time it named: what is short is waited for, what is long is `deferred`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.longest = crawler.settings.getfloat("WATCHBILL_MAX_WAIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WaitingMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host = host_of(request.url)
        spider: Any = self.crawler.spider
        while until := spider.keeper.log.waits().get(host):
            seconds = (until - dt.datetime.now(dt.UTC)).total_seconds()
            if seconds > self.longest:
                when = until.isoformat(timespec="seconds")
                raise NotAskedError(
                    Fault.DEFERRED, f"{request.url} was not asked for: its host said to wait for {when}"
                )
            await pause(self.crawler, seconds)


class Turns:
    """Portals that are crawled side by side take turns on a host they share (a vendor's file server), a delay apart."""

    _last: ClassVar[dict[str, tuple[int, float]]] = {}  # host -> which crawl of this process was last, and when
    _numbers: ClassVar[itertools.count[int]] = itertools.count()

    def __init__(self, delay: float) -> None:
        self.delay, self.number = delay, next(self._numbers)

    async def take(self, url: str) -> None:
        """Wait until a delay after another crawl's request to the host.

        One's own requests the downloader spaces, with a jitter of half the delay; but it counts from before a wait.
        """
        host, now = host_of(url), time.monotonic()
        who, when = self._last.get(host, (self.number, now - self.delay))
        turn = max(now, when + (self.delay / 2 if who == self.number else self.delay))
        self._last[host] = (self.number, turn)
        if turn > now:
            await asyncio.sleep(turn - now)


class PatientRetryMiddleware(RetryMiddleware):
    """Asks again later: when the server says, otherwise after twice as long each time.

    An answer that asks for more patience than WATCHBILL_MAX_WAIT is handed on as it is; the spider records `deferred`.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self.longest = settings.getfloat("WATCHBILL_MAX_WAIT")
        self.delay = settings.getfloat("DOWNLOAD_DELAY")
        self.busy_times = settings.getint("WATCHBILL_BUSY_TIMES")
        self.busy_urls = settings.getint("WATCHBILL_BUSY_URLS")
        self.leave = settings.getfloat("WATCHBILL_LEAVE")
        self._given_up: Counter[str] = Counter()  # host -> URLs in a row that were busy to the last try

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status in WAIT_STATUSES:
            return await self._wait(request, response, host_of(request.url))
        if self._given_up:
            self._given_up.pop(host_of(request.url), None)
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        again = self._retry(request, f"HTTP {response.status}")
        if again is None:
            return response
        await pause(self.crawler, self._pause(request))
        return again

    async def _wait(self, request: Request, response: Response, host: str) -> Request | Response:
        """Do as a busy host asks: remember the time it names, and ask again if that is soon."""
        asked = asked_wait(response.headers)
        if asked:
            self._leave_alone(host, asked)
            if asked > self.longest:
                return response
        request.meta["max_retry_times"] = self.busy_times
        again = self._retry(request, f"HTTP {response.status}")
        if again is None:
            self._given_up[host] += 1
            if self._given_up[host] >= self.busy_urls:
                self._leave_alone(host, self.leave)
        elif not asked:
            await pause(self.crawler, self._pause(request))
        return again or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        host = urlsplit(request.url).hostname or ""
        if not isinstance(exception, self.exceptions_to_retry) or request.meta.get("dont_retry") or was_refused(host):
            return None
        again = self._retry(request, exception)
        if again is not None:
            await pause(self.crawler, self._pause(request))
        return again

    def _leave_alone(self, host: str, seconds: float) -> None:
        spider: Any = self.crawler.spider
        wait = dt.timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds()))
        spider.keeper.log.wait(host, dt.datetime.now(dt.UTC) + wait)

    def _pause(self, request: Request) -> float:
        return min(self.longest, 2.0 * self.delay * 2 ** int(request.meta.get("retry_times", 0)))
