"""WARC: every request and answer of a crawl as it went over the wire, in the format that web archives keep (ISO 28500).

One file a crawl and portal, ``KEY-20261122T061200Z.warc.gz``: a `warcinfo` record, then for every answer a `response`
(or a `revisit`, where the same bytes stand in the file already or the server said 304) and its `request`, each a gzip
member of its own with SHA-256 digests. A pair is flushed to the disk before the spider sees the answer, so what the
store says of a record is true whenever the crawl is killed; a file that was killed within a pair still gives all pairs
before it. Bodies are kept as sent (`Content-Encoding`), joined where they were sent in chunks. Tokens are left out.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
from http.client import responses as phrases
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from watchbill import __version__
from watchbill.errors import WatchbillError
from watchbill.model import KnownUrl, WarcPlace

VERSION = "WARC/1.1"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
LEFT_OUT = "(left out)"
_GONE = "left-out"  # the same inside an address
_SECRET = ("authorization", "cookie", "token", "key", "secret")

Headers = list[tuple[str, str]]


class _Writer(WARCWriter):
    """warcio's, with the hash that the archive goes by."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


class WarcFile:
    """The WARC file of one crawl of one portal. Raises WatchbillError where it cannot be written."""

    def __init__(self, folder: Path, portal: str, contact: str, now: dt.datetime) -> None:
        self._seen: dict[str, tuple[str, str]] = {}  # digest of a payload -> URL and date of its response record
        self._offset = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.path, self._file = _new_file(folder, f"{portal}-{now:%Y%m%dT%H%M%SZ}")
        except OSError as error:
            raise _cannot(folder, error) from error
        about = {"software": f"Watchbill/{__version__}", "format": VERSION, "robots": "obey", "isPartOf": portal}
        buffer = BytesIO()
        writer = _Writer(buffer, warc_version=VERSION)
        writer.write_record(writer.create_warcinfo_record(self.path.name, {**about, "http-header-user-agent": contact}))
        self._append(buffer)

    def write(self, exchange: Exchange) -> WarcPlace:
        """Write an answer and its request; where the record of the answer begins."""
        buffer = BytesIO()
        writer = _Writer(buffer, warc_version=VERSION)
        answer = self._answer(writer, exchange)
        asked = writer.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.sent),
            length=len(exchange.sent),
            http_headers=StatusAndHeaders(exchange.request_line, exchange.request_headers, is_http_request=True),
        )
        writer.write_request_response_pair(asked, answer)
        offset = self._append(buffer)
        return WarcPlace(str(self.path), offset, answer.rec_headers.get_header("WARC-Record-ID").strip("<>"))

    def _answer(self, writer: WARCWriter, exchange: Exchange) -> Any:
        """The response record; or a revisit record, which names the one that holds the bytes."""
        status = StatusAndHeaders(exchange.status_line, exchange.answer_headers, protocol="HTTP/1.1")
        facts = {"WARC-Date": _moment(exchange.asked_at)}
        if exchange.ip:
            facts["WARC-IP-Address"] = exchange.ip
        if exchange.known:
            before = dt.datetime.fromisoformat(exchange.known.requested_at)
            facts |= {"WARC-Profile": NOT_MODIFIED, "WARC-Refers-To-Target-URI": exchange.url}
            facts["WARC-Refers-To-Date"] = _moment(before)
            return writer.create_warc_record(exchange.url, "revisit", http_headers=status, warc_headers_dict=facts)
        digest = "sha256:" + base64.b32encode(hashlib.sha256(exchange.body).digest()).decode()
        if exchange.body and digest in self._seen:
            return writer.create_revisit_record(exchange.url, digest, *self._seen[digest], status, facts)
        self._seen[digest] = exchange.url, facts["WARC-Date"]
        payload = BytesIO(exchange.body)
        return writer.create_warc_record(
            exchange.url, "response", payload, len(exchange.body), http_headers=status, warc_headers_dict=facts
        )

    def _append(self, buffer: BytesIO) -> int:
        """Put what was written on the disk at once; where it begins."""
        begins, data = self._offset, buffer.getbuffer()
        try:
            while len(data):
                written = os.write(self._file, data)
                data, self._offset = data[written:], self._offset + written
            os.fsync(self._file)
        except OSError as error:
            raise _cannot(self.path, error) from error
        return begins

    def close(self) -> None:
        os.close(self._file)


class Exchange:
    """A request and its answer, as WARC says them."""

    def __init__(self, request: Request, response: Response, asked_at: dt.datetime, secret: str | None = None) -> None:
        said = request.meta.get("said_url") if "redirect_urls" not in request.meta else None
        self.url: str = said or request.url
        self.asked_at = asked_at
        parts = urlsplit(self.url)
        self.request_line = f"{request.method} {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1"
        self.request_headers: Headers = [("Host", parts.netloc.rpartition("@")[2]), *_headers(request.headers)]
        self.sent: bytes = request.body
        self.status_line = f"{response.status} {phrases.get(response.status, '')}".strip()
        self.answer_headers: Headers = _headers(response.headers, is_ours=False)
        self.leave_out(secret)
        self.body: bytes = response.body
        self.ip = str(response.ip_address) if response.ip_address else None
        known: KnownUrl | None = request.cb_kwargs.get("known")
        self.known = known if response.status == 304 else None

    def leave_out(self, secret: str | None) -> None:
        """A token in an address also stands in the `Referer` of the next request, and in where a redirect leads."""
        for written in {secret, quote(secret, safe=""), quote_plus(secret)} if secret else ():
            self.url, self.request_line = (text.replace(written, _GONE) for text in (self.url, self.request_line))
            self.request_headers = [(name, text.replace(written, _GONE)) for name, text in self.request_headers]
            self.answer_headers = [(name, text.replace(written, _GONE)) for name, text in self.answer_headers]


class WarcMiddleware:
    """Next to the downloader: sees every answer as it came, those too that are followed or asked for again."""

    def __init__(self, crawler: Crawler) -> None:
        folder = crawler.settings["WATCHBILL_WARC"]
        if not folder:
            raise NotConfigured
        spider: Any = crawler.spider
        agent = crawler.settings["USER_AGENT"]
        self.secret: str | None = getattr(spider, "token", None)
        self.file = WarcFile(Path(folder).absolute(), spider.portal.key, agent, dt.datetime.now(dt.UTC))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WarcMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if "is_login" in request.meta:  # a password went one way, a token came the other
            return response
        latency = dt.timedelta(seconds=float(request.meta.get("download_latency", 0)))
        when = dt.datetime.now(dt.UTC) - latency
        request.meta["warc"] = self.file.write(Exchange(request, response, when, self.secret))
        return response


def _headers(headers: Any, *, is_ours: bool = True) -> Headers:
    """Headers as WARC writes them; of ours, secrets are left out."""
    return [
        (name.decode("latin-1"), LEFT_OUT if is_ours and _is_secret(name) else value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def _is_secret(name: bytes) -> bool:
    return any(word in name.decode("latin-1").lower() for word in _SECRET)


def _new_file(folder: Path, name: str) -> tuple[Path, int]:
    """A file that was not there before: a second crawl within a second gets a number."""
    number = 1
    while True:
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.warc.gz"
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            number += 1


def _cannot(path: Path, error: OSError) -> WatchbillError:
    cause = error.strerror or str(error)
    return WatchbillError(
        f"The WARC file {path} cannot be written: {cause}; what was kept is kept, crawl again to go on."
    )


def _moment(when: dt.datetime) -> str:
    return f"{when.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
