"""Retrying with patience: a server that says when to come back (Retry-After) is believed, up to ten minutes.

Scrapy retries at once and then drops the answer (measured: 503 with Retry-After 5 was asked again after 0.0 s).
"""

from __future__ import annotations

import asyncio
import datetime as dt
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawlers.guard import was_refused


def retry_after(text: str | None, now: dt.datetime | None = None) -> float | None:
    """Seconds to wait by a Retry-After header, given in seconds or as a date; None where it says neither."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text.strip())
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - (now or dt.datetime.now(dt.UTC))).total_seconds())


class PatientRetryMiddleware(RetryMiddleware):
    """Waits before it asks again: as long as the server says, otherwise twice as long each time.

    An answer that asks for more patience than WATCHBILL_MAX_WAIT is handed on as it is; the spider records `deferred`.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self.longest = settings.getfloat("WATCHBILL_MAX_WAIT")
        self.delay = settings.getfloat("DOWNLOAD_DELAY")

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None)
        if asked is not None and asked > self.longest:
            return response
        again = self._retry(request, f"HTTP {response.status}")
        if again is None:
            return response
        await asyncio.sleep(self._pause(request) if asked is None else asked)
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        host = urlsplit(request.url).hostname or ""
        if not isinstance(exception, self.exceptions_to_retry) or request.meta.get("dont_retry") or was_refused(host):
            return None
        again = self._retry(request, exception)
        if again is not None:
            await asyncio.sleep(self._pause(request))
        return again

    def _pause(self, request: Request) -> float:
        return min(self.longest, 2.0 * self.delay * 2 ** int(request.meta.get("retry_times", 0)))
