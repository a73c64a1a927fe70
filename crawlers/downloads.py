"""Downloading with an eye on the pace: a server that sends nothing, or a byte now and then, is not waited for.

Scrapy's one limit is on the whole answer: short, it breaks off large papers of slow servers; long, it waits for servers
that never answer. Here the whole may take DOWNLOAD_TIMEOUT seconds, but in any WATCHBILL_STALL seconds something must
come, and, once a body comes, WATCHBILL_MIN_RATE bytes a second. Headers may be so long and no longer (Scrapy gathers
headers without end in memory: measured, 100 MB a second). And a compressed body that ends before its end is a fault,
where Scrapy hands on what it could unpack.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import zlib
from dataclasses import dataclass
from typing import Any

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Response

from crawlers.patience import Turns

#: Bytes; the servers of this world send a few thousand.
LONGEST_HEAD = 256 * 1024


class TooSlowError(Exception):
    """A body came at less than the least pace. It is not asked for again: it would be as slow."""


class LongHeadError(Exception):
    """The headers of an answer were longer than LONGEST_HEAD."""


class _BoundedParser(_LenientHTTPClientParser):
    """Scrapy's parser of one answer, which gives up where the headers do not end."""

    head = 0  # bytes

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 (Twisted's name)
        self.head += len(line)
        if self.head > LONGEST_HEAD:
            raise LongHeadError(f"headers of more than {LONGEST_HEAD} bytes")
        super().lineReceived(line)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answer = super().request(request)
        self._parser.__class__ = _BoundedParser  # as Scrapy does for its own; a request is given a parser of its own
        return answer


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: N802
        return _BoundedProtocol(self._quiescentCallback)


@dataclass(slots=True)
class _Watch:
    """A look at one answer every half of WATCHBILL_STALL. `came` counts the bytes since the last look."""

    task: asyncio.Task[Any]
    came: int | None = None
    fault: Exception | None = None
    next_look: asyncio.TimerHandle | None = None


class WatchedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler, with a watch on every answer that takes longer than half of WATCHBILL_STALL.

    Bytes are counted only from then on: quick answers pay for a timer and no more.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        self._pause = crawler.settings.getfloat("WATCHBILL_STALL") / 2
        self._least = self._pause * crawler.settings.getfloat("WATCHBILL_MIN_RATE")  # bytes
        self._watches: dict[Request, _Watch] = {}
        self._is_counting = False
        self._turns = Turns(crawler.settings.getfloat("DOWNLOAD_DELAY"))

    async def download_request(self, request: Request) -> Response:
        await self._turns.take(request.url)
        request.meta["asked_at"] = dt.datetime.now(dt.UTC)  # it may have waited long in the queue
        task = asyncio.current_task()
        assert task is not None  # Scrapy's engine runs a task a request
        watch = self._watches[request] = _Watch(task)
        self._look_later(request, watch)
        try:
            return await super().download_request(request)
        except asyncio.CancelledError:
            if watch.fault is None:
                raise
            task.uncancel()
            raise watch.fault from None
        finally:
            del self._watches[request]
            if watch.next_look:
                watch.next_look.cancel()

    def _look_later(self, request: Request, watch: _Watch) -> None:
        watch.next_look = asyncio.get_running_loop().call_later(self._pause, self._look, request, watch)

    def _look(self, request: Request, watch: _Watch) -> None:
        """End an answer of which too little came since the last look."""
        if not self._is_counting:
            self._is_counting = True
            self._crawler.signals.connect(self._count, signal=signals.bytes_received)
        if watch.came is not None and watch.came < self._least:
            kind = TooSlowError if watch.came else DownloadTimeoutError
            watch.fault = kind(f"{request.url} brought {watch.came} bytes, too few, in {self._pause:g} seconds")
            watch.task.cancel()
            return
        watch.came = 0
        self._look_later(request, watch)

    def _count(self, data: bytes, request: Request) -> None:
        watch = self._watches.get(request)
        if watch is not None and watch.came is not None:
            watch.came += len(data)


class WholeBodyMiddleware(HttpCompressionMiddleware):
    """Scrapy's own, which unpacks bodies within DOWNLOAD_MAXSIZE, and refuses those that were cut off when packed.

    We ask for gzip only: it is the packing that shows whether it is whole.
    """

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("Accept-Encoding", b"gzip")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if "Content-Encoding" not in response.headers:
            return response
        packings = [packing.strip().lower() for packing in response.headers.getlist("Content-Encoding")]
        packed = response.body
        try:
            response = super().process_response(request, response)
        except (OSError, EOFError, zlib.error) as error:
            raise ResponseDataLossError(f"{request.url} cannot be unpacked") from error
        if packings in ([b"gzip"], [b"x-gzip"]) and packed and not is_whole_gzip(packed, len(response.body)):
            raise ResponseDataLossError(f"{request.url} was cut off before it was sent")
        return response


def is_whole_gzip(packed: bytes, size: int) -> bool:
    """Whether a gzip body that unpacks to `size` bytes has its end: its last four bytes say how long it is (RFC 1952).

    Members that follow each other say it of the last one only; then all are unpacked once more, piece by piece.
    """
    if int.from_bytes(packed[-4:], "little") == size % (1 << 32):
        return True
    rest = packed
    while rest.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(zlib.MAX_WBITS + 16)
        while rest and not member.eof:
            member.decompress(rest, 1 << 20)
            rest = member.unconsumed_tail
        if not member.eof:
            return False
        rest = member.unused_data
    return True
