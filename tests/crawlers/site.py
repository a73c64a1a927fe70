"""A small web site on loopback whose answers a test writes down, and which counts what it was asked."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def pdf(words: str) -> bytes:
    """Bytes that begin and end as a PDF does; nothing in a crawl looks further."""
    return b"%PDF-1.4\n% " + words.encode() + b"\n" * 40 + b"trailer\n%%EOF\n"


def page(*links: str) -> bytes:
    return ("<!doctype html><html><body><h1>Released records</h1>" + "\n".join(links) + "</body></html>").encode()


@dataclass
class Answer:
    """One response. `length` is the Content-Length to claim; None: the true one, 0: none, and the connection closes."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    wait: float = 0


Route = Answer | Callable[[Mapping[str, str]], Answer]


class Site:
    """Routes by path with query; anything else is 404. `asked` counts requests by path, `seen` keeps their headers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.routes: dict[str, Route] = {}
        self.asked: Counter[str] = Counter()
        self.seen: list[tuple[str, dict[str, str], float]] = []
        self.busy = 0
        self.busiest = 0  # the most requests that were open at one time

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page(self, path: str, *links: str) -> None:
        self.routes[path] = Answer(page(*links))

    def pdf(self, path: str, words: str = "", **more: Any) -> None:
        self.routes[path] = Answer(pdf(words or path), "application/pdf", **more)

    def documents_asked(self) -> int:
        return sum(count for path, count in self.asked.items() if path.endswith(".pdf"))

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        self.asked[path] += 1
        self.seen.append((path, dict(headers), time.monotonic()))
        route = self.routes.get(path, Answer(b"no such page", "text/plain", 404))
        return route if isinstance(route, Answer) else route(headers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        answer = site.answer(self.path, self.headers)
        site.busy += 1
        site.busiest = max(site.busiest, site.busy)
        time.sleep(answer.wait)
        site.busy -= 1
        self.send_response(answer.status)
        if answer.body or answer.length:
            self.send_header("Content-Type", answer.content_type)
        for name, text in answer.headers.items():
            self.send_header(name, text)
        if answer.length == 0:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(answer.length or len(answer.body)))
        self.end_headers()
        if answer.status != 304:
            with suppress(ConnectionError):  # the crawler may have been killed
                self.wfile.write(answer.body)
        if answer.length is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def serve() -> Iterator[Site]:
    """A site on a free port of 127.0.0.1 while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    site = Site(server.server_address[1])
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
