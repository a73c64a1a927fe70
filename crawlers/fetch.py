"""One answer of a site, asked for with the manners and the guard of every crawl, and not kept.

``python -m crawlers.fetch`` does the asking, in a process of its own as every crawl (Twisted's reactor runs once a
process): an order on its standard input, the answer on its standard output, both JSON.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crawlers.listing import Answer, Ask
from crawlers.portals import PAGES, Portal
from watchbill.errors import UnreachableError, WatchbillError

if TYPE_CHECKING:
    from crawlers.retrievals import Observation
    from watchbill.model import CrawlReport, KnownUrl


def fetch(ask: Ask, contact: str, *, allow: Sequence[tuple[str, int]] = ()) -> Answer:
    """The answer to `ask`. `allow` names (host, port) pairs that may be reached although they are not public.

    Raises UnreachableError where nothing answers, WatchbillError where the answer is no page and no list, each with a
    sentence that says why.
    """
    order = {"ask": asdict(ask), "contact": contact, "allow": [list(pair) for pair in allow]}
    command = [sys.executable, "-m", "crawlers.fetch"]
    child = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=False)
    if child.returncode:
        last = (child.stderr.strip().splitlines() or ["no word"])[-1]
        raise WatchbillError(f"Asking for {ask.url} failed: {last[:300]}.")
    said = json.loads(child.stdout)
    if said["fault"]:
        raise (UnreachableError if said["is_unreachable"] else WatchbillError)(f"{said['fault']}.")
    return Answer(said["url"], base64.b64decode(said["body"]), said["content_type"], ask)


class NoLog:
    """Remembers nothing: a look leaves no trace."""

    def start(self, portal: str) -> None:
        """Nothing is begun."""

    def known(self, portal: str, url: str) -> KnownUrl | None:
        return None

    def has_document(self, sha256: str) -> bool:
        return False

    def record_all(self, observations: Sequence[Observation]) -> None:
        """Nothing is kept."""

    def last_complete(self, portal: str, since: dt.date | None = None) -> Mapping[str, int] | None:
        return None

    def waits(self) -> Mapping[str, dt.datetime]:
        return {}

    def wait(self, host: str, until: dt.datetime) -> None:
        """A look ends before it could ask again."""

    def finish(self, report: CrawlReport) -> None:
        """Nothing is ended."""


def _main() -> None:
    """Read what to ask for from standard input, ask, and say what was answered on standard output."""
    order = json.loads(sys.stdin.read())
    print(json.dumps(_answer(Ask(**order["ask"]), order)))


def _answer(ask: Ask, order: Mapping[str, Any]) -> dict[str, Any]:
    from scrapy import Request
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response

    from crawlers.bodies import judge
    from crawlers.faults import WORDS
    from crawlers.platforms.base import PortalSpider
    from crawlers.retrievals import Keeper
    from crawlers.run import Manners, settings_for
    from watchbill.archive import Archive

    said: dict[str, Any] = {"fault": "", "is_unreachable": False, "url": ask.url, "body": "", "content_type": ""}

    class FetchSpider(PortalSpider):
        """Asks once."""

        name = "fetch"

        async def start(self) -> AsyncIterator[Request]:
            for request in self.ask_page(ask.url, self.take):
                yield request.replace(**ask.posted())

        def take(self, response: Response) -> None:
            said["url"] = response.url
            said["content_type"] = (response.headers.get("Content-Type") or b"").decode("latin-1")
            said["body"] = base64.b64encode(response.body).decode()
            body = judge(response.body, said["content_type"], is_cut_off="partial" in response.flags)
            if response.status != 200:
                said["fault"] = f"{response.url} answers with status {response.status}"
            elif body.kind == "page" and body.fault:
                said["fault"] = f"{response.url} {WORDS[body.fault].format(status=200)}"

        def lose_page_at(self, request: Request, status: int | None, fault: Any) -> None:
            said["fault"] = f"{ask.url} {WORDS[fault].format(status=status)}"
            said["is_unreachable"] = fault.is_silence(status)

    with tempfile.TemporaryDirectory() as folder:
        keeper = Keeper("fetch", NoLog(), Archive(folder), 0)
        allow = [(host, port) for host, port in order["allow"]]
        process = AsyncCrawlerProcess(settings_for(Manners(order["contact"], delay=0, allow=allow)))
        process.crawl(FetchSpider, portal=Portal("fetch", "", PAGES, ask.url), keeper=keeper)
        process.start()
    return said


if __name__ == "__main__":
    _main()
