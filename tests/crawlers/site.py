"""A small web site on loopback whose answers a test writes down, and which counts what it was asked."""

from __future__ import annotations

import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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
    raw: Callable[[Any], None] | None = None  # speaks on the bare connection instead, which then closes


Route = Answer | Callable[[Mapping[str, str]], Answer]


class Site:
    """Routes by path with query; anything else is 404. `asked` counts requests by path, `seen` keeps their headers.

    `posts` are asked by POST, by path: each gets the body that was posted. `posted` keeps those bodies.
    """

    def __init__(self, port: int, scheme: str = "http") -> None:
        self.port, self.scheme = port, scheme
        self.routes: dict[str, Route] = {}
        self.posts: dict[str, Callable[[bytes], Answer]] = {}
        self.posted: list[tuple[str, bytes]] = []
        self.asked: Counter[str] = Counter()
        self.seen: list[tuple[str, dict[str, str], float]] = []
        self.busy = 0
        self.busiest = 0  # the most requests that were open at one time

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

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
    disable_nagle_algorithm = True  # a head and a body sent apart would wait 40 ms for each other

    def do_GET(self) -> None:
        self.respond(self.server.site.answer(self.path, self.headers))  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        site.posted.append((self.path, body))
        site.asked[self.path] += 1
        site.seen.append((self.path, dict(self.headers), time.monotonic()))
        route = site.posts.get(self.path)
        self.respond(route(body) if route else Answer(b"no such page", "text/plain", 404))

    def respond(self, answer: Answer) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.busy += 1
        site.busiest = max(site.busiest, site.busy)
        time.sleep(answer.wait)
        site.busy -= 1
        if answer.raw:
            answer.raw(self.connection)
            self.close_connection = True
            return
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
            self.wfile.write(answer.body)
        if answer.length is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A crawler that was killed, or does not trust us, hangs up in the middle; that is no fault of the site."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def serve(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site on a free port of 127.0.0.1 while the block runs; over https with `tls`."""
    server = _Server(("127.0.0.1", 0), _Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(server.server_address[1], "https" if tls else "http")
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def fill(site: Site, documents: int, more: str = "", wait: float = 0) -> None:
    """Two list pages, a detail page below the first, and documents on all of them; `more` stands on the first page."""
    paths = [f"/papers/{number}.pdf" for number in range(documents)]
    for path in paths:
        site.pdf(path, wait=wait)
    links = [f'<p><a href="{path}">Purchase order {path}</a></p>' for path in paths]
    half = len(links) // 2
    turn = '<a rel="next" href="/?page=2">2</a>'
    site.page("/", *links[:half], f'<p><a href="/contract">Contract 2025-03244</a></p><p>{more}</p>{turn}')
    site.page("/?page=2", *links[half:-1], '<a href="/">1</a>')
    site.page("/contract", links[-1])
