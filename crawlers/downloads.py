"""Downloading with an eye on the pace: a server that sends nothing, or a byte now and then, is not waited for.

Scrapy's one limit is on the whole answer: short, it breaks off large papers of slow servers; long, it waits for servers
that never answer. Here the whole may take DOWNLOAD_TIMEOUT seconds, but in any WATCHBILL_STALL seconds something must
come, and, once a body comes, WATCHBILL_MIN_RATE bytes a second. And a compressed body that ends before its end is a
fault, where Scrapy hands on what it could unpack.
"""

from __future__ import annotations

import asyncio
import zlib
from typing import Any

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Response


class TooSlowError(Exception):
    """A body came at less than the least pace. It is not asked for again: it would be as slow."""


class WatchedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler, with a watch on every answer that takes longer than a moment."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._stall = crawler.settings.getfloat("WATCHBILL_STALL")
        self._least = self._stall * crawler.settings.getfloat("WATCHBILL_MIN_RATE")  # bytes
        self._received: dict[Request, int] = {}  # bytes of the answers that are on their way
        crawler.signals.connect(self._count, signal=signals.bytes_received)

    def _count(self, data: bytes, request: Request) -> None:
        if request in self._received:
            self._received[request] += len(data)

    async def download_request(self, request: Request) -> Response:
        self._received[request] = 0
        answer = asyncio.ensure_future(super().download_request(request))
        try:
            before = 0
            while not (await asyncio.wait({answer}, timeout=self._stall))[0]:
                came = self._received[request]
                if came - before < self._least:
                    answer.cancel()
                    raise self._too_slow(request, came)
                before = came
            return await answer
        finally:
            del self._received[request]
            if not answer.done():
                answer.cancel()

    def _too_slow(self, request: Request, came: int) -> Exception:
        what: Any = TooSlowError if came else DownloadTimeoutError
        return what(f"{request.url} brought {came} bytes, too few in {self._stall:g} seconds")


class WholeBodyMiddleware(HttpCompressionMiddleware):
    """Scrapy's own, which unpacks bodies within DOWNLOAD_MAXSIZE, and refuses those that were cut off when packed.

    We ask for gzip only: it is the packing that shows whether it is whole.
    """

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("Accept-Encoding", b"gzip")

    def process_response(self, request: Request, response: Response) -> Request | Response:
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
