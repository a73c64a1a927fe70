"""What keeping costs: pages per CPU-second of a whole crawl against a bare spider. None of it is a test.

Both crawl the same site on loopback, one request at a time, without a delay: ours judges links and bodies, writes each
document to the archive (flushed) and each observation to a SQLite store (a transaction); the bare one is what a Scrapy
tutorial writes, and keeps nothing. CPU seconds are those of the crawling process, its start included; the median of
`ROUNDS` taken in turns. The wall-clock time tells what waiting for the disk adds. JSON in `bench-results/crawl.json`.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawlers.portals import Portal
from tests.crawlers.site import Answer, Site, pdf, serve
from watchbill.archive import Archive
from watchbill.pipeline import crawl
from watchbill.settings import Settings
from watchbill.store.engine import open_store

RESULTS = Path("bench-results")
DOCUMENTS, ON_A_PAGE, BYTES = 500, 20, 20_000
PAGES = DOCUMENTS // ON_A_PAGE
ROUNDS = 3


def fill(site: Site) -> None:
    """List pages that lead to one another, and the documents on them."""
    for page in range(PAGES):
        numbers = range(page * ON_A_PAGE, (page + 1) * ON_A_PAGE)
        links = [f'<tr><td>Purchase order {n}</td><td><a href="/papers/{n}.pdf">PDF</a></td></tr>' for n in numbers]
        further = f'<a rel="next" href="/?page={page + 2}">Next</a>' if page + 1 < PAGES else ""
        site.page(f"/?page={page + 1}" if page else "/", "<table>", *links, "</table>", further)
        for number in numbers:
            data = pdf(f"{number} ".ljust(BYTES, "x"))
            site.routes[f"/papers/{number}.pdf"] = Answer(data, "application/pdf")


def crawl_ours(site: Site) -> int:
    """The whole crawl into a new archive and store; the documents it brought."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_store(f"sqlite:///{folder}/watchbill.db")
        portal = Portal("bench", "", "pages", f"{site.url}/")
        settings = Settings("", "", "records@example.org")
        allow = [("127.0.0.1", site.port)]
        [report] = crawl(engine, Archive(f"{folder}/archive"), [portal], settings, allow=allow, delay=0)
        engine.dispose()
    return report.new


class BareSpider(scrapy.Spider):
    """Follows every link, counts what is no page, keeps nothing."""

    name = "bare"
    custom_settings = {"CONCURRENT_REQUESTS": 1, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True, "LOG_ENABLED": False}  # noqa: RUF012
    documents = 0

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(self.url)

    def parse(self, response: Response) -> Iterator[Any]:
        if response.url.endswith(".pdf"):
            type(self).documents += 1
        else:
            yield from response.follow_all(css="a")


def crawl_bare(site: Site) -> int:
    """A bare spider in a process of its own; the documents it saw."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_crawl", f"{site.url}/"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measured(crawling: Callable[[Site], int], site: Site) -> dict[str, float]:
    """CPU and wall-clock seconds of a crawl, and pages (lists and documents) per CPU-second."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    found = crawling(site)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if found != DOCUMENTS:
        raise SystemExit(f"{crawling.__name__} found {found} of {DOCUMENTS} documents")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.monotonic() - start
    return {"cpu": round(cpu, 2), "wall": round(wall, 2), "pages_per_cpu_second": round((DOCUMENTS + PAGES) / cpu, 1)}


def main() -> None:
    rounds: dict[str, list[dict[str, float]]] = {"ours": [], "bare": []}
    with serve() as site:
        fill(site)
        for _ in range(ROUNDS):
            rounds["bare"].append(measured(crawl_bare, site))
            rounds["ours"].append(measured(crawl_ours, site))
    medians = {
        who: {name: statistics.median(taken[name] for taken in runs) for name in runs[0]}
        for who, runs in rounds.items()
    }
    ratio = medians["ours"]["pages_per_cpu_second"] / medians["bare"]["pages_per_cpu_second"]
    print(f"{'':8}{'CPU s':>8}{'wall s':>8}{'pages/CPU s':>13}")
    for who, took in medians.items():
        print(f"{who:8}{took['cpu']:8.2f}{took['wall']:8.2f}{took['pages_per_cpu_second']:13.1f}")
    print(f"ratio of pages per CPU-second, ours to bare: {ratio:.2f}")
    RESULTS.mkdir(exist_ok=True)
    facts = {"documents": DOCUMENTS, "pages": PAGES, "medians": medians, "rounds": rounds, "ratio": round(ratio, 3)}
    (RESULTS / "crawl.json").write_text(json.dumps(facts, indent=1) + "\n")


def _bare(url: str) -> None:
    process = AsyncCrawlerProcess()
    process.crawl(BareSpider, url=url)
    process.start()
    print(BareSpider.documents)


if __name__ == "__main__":
    _bare(sys.argv[1]) if len(sys.argv) > 1 else main()
