"""What keeping costs: pages per CPU-second of a whole crawl against a bare spider. None of it is a test.

All crawl the same site on loopback without a delay, in turns. Ours is the command `watchbill crawl`, both of its
processes counted: it judges links and bodies, writes each document to the archive (flushed to the disk), each
observation to a SQLite store, and shows its progress. `bare_spider` keeps nothing; it runs as Scrapy comes, then
without its log (the default concurrency still), then one request at a time as ours does. CPU seconds are those of the
processes with all they started, imports included; the medians of `ROUNDS`. The wall-clock time tells what waiting for
the disk adds. Then a second crawl of what is fresh, a third that asks everything again, and the memory at its most for
1,000 and 5,000 documents. JSON in `bench-results/crawl.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from tests.crawlers.site import Answer, Site, pdf, serve
from watchbill.store.engine import open_store
from watchbill.store.schema import agency

RESULTS = Path("bench-results")
FEW, MANY, ON_A_PAGE = 1_000, 5_000, 20
ROUNDS = int(os.environ.get("WATCHBILL_BENCH_ROUNDS", "3"))
QUIET = ("LOG_LEVEL=WARNING",)
BARE = {
    "bare, as Scrapy comes": (),
    "bare, no log": QUIET,
    "bare, one at a time": (*QUIET, "CONCURRENT_REQUESTS=1"),
}
OURS = "watchbill crawl"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds of CPU and of wall-clock time, pages (lists and documents) per CPU-second, memory at its most
    (the largest of its processes), and the documents whose bytes the server sent."""

    cpu: float
    wall: float
    pages_per_cpu_second: float
    megabytes: float
    bodies: int


def fill(site: Site, documents: int) -> None:
    """List pages that lead to one another, and the documents on them, of 2 to 50 kB."""
    pages = documents // ON_A_PAGE
    for page in range(pages):
        numbers = range(page * ON_A_PAGE, (page + 1) * ON_A_PAGE)
        links = [f'<tr><td>Purchase order {n}</td><td><a href="/papers/{n}.pdf">PDF</a></td></tr>' for n in numbers]
        further = f'<a rel="next" href="/?page={page + 2}">Next</a>' if page + 1 < pages else ""
        site.page(f"/?page={page + 1}" if page else "/", "<table>", *links, "</table>", further)
        for number in numbers:
            site.routes[f"/papers/{number}.pdf"] = _paper(site, number)


def _paper(site: Site, number: int) -> Answer | object:
    size = 2_000 + int(hashlib.sha256(str(number).encode()).hexdigest(), 16) % 48_000
    tag = f'"paper-{number}"'

    def answer(headers: Mapping[str, str]) -> Answer:
        if headers.get("If-None-Match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        site.asked["bodies"] += 1
        return Answer(pdf(f"{number} ".ljust(size, "x")), "application/pdf", headers={"ETag": tag})

    return answer


def crawl_command(folder: Path, site: Site, *more: str) -> list[str]:
    """Our crawl of `site` into the store and the archive in `folder`."""
    kept = ["--database", f"sqlite:///{folder}/watchbill.db", "--archive", f"{folder}/archive"]
    what = ["crawl", "--url", f"{site.url}/", "--agency", "bench", "--allow", f"127.0.0.1:{site.port}", "--delay", "0"]
    return [sys.executable, "-c", "from watchbill.cli import main; main()", *kept, *what, "--json", *more]


def new_store(folder: Path) -> None:
    """A store in `folder` that knows the agency `bench`."""
    engine = open_store(f"sqlite:///{folder}/watchbill.db")
    with engine.begin() as connection:
        row = {"public_id": "a-bench", "key": "bench", "name": "Bench", "is_from_registry": False}
        connection.execute(sa.insert(agency).values(**row))
    engine.dispose()


def measured(command: Sequence[str], site: Site, pages: int) -> tuple[Run, str]:
    """Run a command to its end; what it took, and what it said."""
    bodies, start = site.asked["bodies"], time.monotonic()
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(command, stdout=said, stderr=errors)
        _, code, used = os.wait4(child.pid, 0)  # with all that the child started and waited for
        child.returncode = os.waitstatus_to_exitcode(code)
        wall = time.monotonic() - start
        said.seek(0)
        errors.seek(0)
        if child.returncode:
            raise SystemExit(f"{command} ended with {child.returncode}: {errors.read()[-2000:]}")
        cpu = used.ru_utime + used.ru_stime
        run = Run(
            round(cpu, 2),
            round(wall, 2),
            round(pages / cpu, 1),
            round(used.ru_maxrss / 1024, 1),
            site.asked["bodies"] - bodies,
        )
        return run, said.read()


def crawl_bare(site: Site, documents: int, settings: Sequence[str]) -> Run:
    command = [sys.executable, "-m", "tests.benchmarks.bare_spider", f"{site.url}/", *settings]
    run, said = measured(command, site, documents + documents // ON_A_PAGE)
    _expect("a bare spider", int(said), documents)
    return run


def crawl_ours(site: Site, documents: int, folder: Path, *more: str) -> Run:
    run, said = measured(crawl_command(folder, site, *more), site, documents + documents // ON_A_PAGE)
    report = json.loads(said)
    _expect("watchbill crawl", report["documents"] if report["outcome"] == "complete" else report["outcome"], documents)
    return run


def _expect(who: str, found: object, documents: int) -> None:
    if found != documents:
        raise SystemExit(f"{who} found {found} of {documents} documents")


def compare(rounds: dict[str, list[Run]]) -> None:
    """Every contestant crawls `MANY` documents, in turns."""
    for _ in range(ROUNDS):
        for who, settings in BARE.items():
            with serve() as site:
                fill(site, MANY)
                rounds.setdefault(who, []).append(crawl_bare(site, MANY, settings))
        with serve() as site, tempfile.TemporaryDirectory() as folder:
            fill(site, MANY)
            new_store(Path(folder))
            rounds.setdefault(OURS, []).append(crawl_ours(site, MANY, Path(folder)))


def crawl_again() -> dict[str, Run]:
    """A first crawl, one of what is fresh, one that asks everything again; and a first crawl of fewer documents."""
    runs = {}
    with serve() as site, tempfile.TemporaryDirectory() as folder:
        fill(site, MANY)
        new_store(Path(folder))
        runs["first"] = crawl_ours(site, MANY, Path(folder))
        runs["again, all fresh"] = crawl_ours(site, MANY, Path(folder))
        runs["again, --recheck 0"] = crawl_ours(site, MANY, Path(folder), "--recheck", "0")
    with serve() as site, tempfile.TemporaryDirectory() as folder:
        fill(site, FEW)
        new_store(Path(folder))
        runs[f"first, {FEW} documents"] = crawl_ours(site, FEW, Path(folder))
    return runs


def median(runs: Sequence[Run]) -> Run:
    return Run(**{name: statistics.median(asdict(run)[name] for run in runs) for name in asdict(runs[0])})


def main() -> None:
    rounds: dict[str, list[Run]] = {}
    compare(rounds)
    medians = {who: median(runs) for who, runs in rounds.items()}
    again = crawl_again()
    print(f"{'':24}{'CPU s':>8}{'wall s':>8}{'pages/CPU s':>13}{'MB':>8}{'bodies':>8}")
    for who, run in (medians | again).items():
        print(
            f"{who:24}{run.cpu:8.2f}{run.wall:8.2f}{run.pages_per_cpu_second:13.1f}{run.megabytes:8.1f}{run.bodies:8}"
        )
    ours = medians[OURS].pages_per_cpu_second
    ratios = {who: round(ours / medians[who].pages_per_cpu_second, 3) for who in BARE}
    for who, ratio in ratios.items():
        print(f"ratio of pages per CPU-second, ours to {who}: {ratio:.2f}")
    RESULTS.mkdir(exist_ok=True)
    facts = {
        "documents": MANY,
        "ratios": ratios,
        "medians": {who: asdict(run) for who, run in medians.items()},
        "again": {what: asdict(run) for what, run in again.items()},
        "rounds": {who: [asdict(run) for run in runs] for who, runs in rounds.items()},
    }
    (RESULTS / "crawl.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main()
