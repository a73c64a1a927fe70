"""Recorded answers of portals, served on loopback: the spiders are crawled against them with no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from tests.crawlers.site import Answer, Site

#: Headers of a recorded answer that belong to its transport, and which the site writes itself.
_TRANSPORT = ("content-length", "content-type", "transfer-encoding", "connection", "date", "server", "set-cookie")


def replay(site: Site, answers: Mapping[str, Path | bytes | Answer], content_type: str = "application/json") -> None:
    """Serve `answers` by path with query: a recorded file, its bytes, or an answer with status and headers."""
    for path, recorded in answers.items():
        if isinstance(recorded, Answer):
            site.routes[path] = recorded
        else:
            body = recorded if isinstance(recorded, bytes) else recorded.read_bytes()
            site.routes[path] = Answer(body, content_type)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One exchange of a cassette: what was asked, and what came."""

    method: str
    url: str
    answer: Answer

    @property
    def path(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


def cassette(path: Path) -> Iterator[Recorded]:
    """The exchanges of a VCR cassette. Bodies are as they came: compressed where Content-Encoding says so, which the
    crawl undoes as it would for the portal."""
    for exchange in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]:
        request, response = exchange["request"], exchange["response"]
        body = response["body"].get("string") or b""
        headers = {name.lower(): values[0] for name, values in response["headers"].items()}
        kept = {name: text for name, text in headers.items() if name not in _TRANSPORT}
        answer = Answer(
            body.encode() if isinstance(body, str) else body,
            headers.get("content-type", "text/html"),
            int(response["status"]["code"]),
            kept,
        )
        yield Recorded(request["method"], request["uri"], answer)


def replay_cassette(site: Site, path: Path) -> list[Recorded]:
    """Serve what a cassette holds of GET, by path with query."""
    exchanges = [exchange for exchange in cassette(path) if exchange.method == "GET"]
    for exchange in exchanges:
        site.routes.setdefault(exchange.path, exchange.answer)
    return exchanges
