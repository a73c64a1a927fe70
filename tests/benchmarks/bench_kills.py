"""What a crawl survives: killed 50 times at random moments, it ends as one that nobody killed. None of it is a test.

Two crawls of the same site, each into an archive and a SQLite store of its own. One runs through. The other is started
again and again by the command `watchbill crawl` and its crawling process gets SIGKILL after a random time; at last it
may run to its end. Then both must hold the same: documents, observations that brought one, places in the release. And
what the store had committed when a kill came must never be asked for again. The site grows no slower than the kills, so
that every kill meets a crawl at work: each answer waits a little. WATCHBILL_SEED repeats a run. JSON in
`bench-results/kills.json`; the exit code is 1 where anything differs.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from tests.benchmarks.bench_crawl import RESULTS, crawl_command, new_store
from tests.crawlers.site import Answer, Site, page, pdf, serve
from watchbill.archive import Archive
from watchbill.store.engine import connect
from watchbill.store.schema import crawl, document, release_item, retrieval

DOCUMENTS, ON_A_PAGE, WAIT = 1_500, 25, 0.02
KILLS = int(os.environ.get("WATCHBILL_KILLS", "50"))
LONGEST = 1.0  # seconds from the first answer of a crawl to its kill


@dataclass(frozen=True, slots=True)
class Kept:
    """What a crawl left behind: comparable, whatever the order was in which it came."""

    files: list[str]
    observations: list[tuple[str, str]]
    places: list[tuple[str, str, str]]
    damaged: list[str]
    integrity: str


def fill(site: Site) -> None:
    """List pages that lead to one another, and documents; every tenth paper is the same bytes as the one before it."""
    pages = DOCUMENTS // ON_A_PAGE
    for number in range(pages):
        papers = range(number * ON_A_PAGE, (number + 1) * ON_A_PAGE)
        links = [f'<p><a href="/papers/{paper}.pdf">Purchase order {paper}</a></p>' for paper in papers]
        further = f'<a rel="next" href="/?page={number + 2}">Next</a>' if number + 1 < pages else ""
        site.routes[f"/?page={number + 1}" if number else "/"] = Answer(page(*links, further), wait=WAIT)
        for paper in papers:
            words = f"{paper - 1 if paper % 10 == 9 else paper} ".ljust(5_000, "x")
            site.routes[f"/papers/{paper}.pdf"] = Answer(pdf(words), "application/pdf", wait=WAIT)


def kept(folder: Path, site: Site) -> Kept:
    engine, archive = connect(f"sqlite:///{folder}/watchbill.db"), Archive(folder / "archive")
    with engine.connect() as connection:
        seen = sa.select(retrieval.c.url, document.c.sha256).join(document, document.c.id == retrieval.c.document_id)
        placed = sa.select(release_item.c.path, release_item.c.outcome, document.c.sha256).join(document)
        observations = sorted((url.removeprefix(site.url), sha) for url, sha in connection.execute(seen))
        places = sorted((path.removeprefix(site.url), how, sha) for path, how, sha in connection.execute(placed))
        integrity = str(connection.scalar(sa.text("PRAGMA integrity_check")))
    engine.dispose()
    files = sorted(path.name for path in (folder / "archive").rglob("*") if path.is_file())
    return Kept(files, observations, places, [sha for sha in archive.shas() if archive.damage(sha)], integrity)


def committed(folder: Path, site: Site) -> set[str]:
    """The paths whose documents the store has."""
    engine = connect(f"sqlite:///{folder}/watchbill.db")
    with engine.connect() as connection:
        urls = set(connection.scalars(sa.select(retrieval.c.url).where(retrieval.c.document_id.is_not(None))))
    engine.dispose()
    return {url.removeprefix(site.url) for url in urls}


def child_of(process: subprocess.Popen[bytes]) -> int | None:
    """The process that the command runs its crawl in."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(found[0]) if found else None


def crawl_and_kill(folder: Path, site: Site, seconds: float) -> bool:
    """Start a crawl and kill its process so long after its first answer; whether it was still at work."""
    answered = sum(site.asked.values())
    command = subprocess.Popen(crawl_command(folder, site), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while sum(site.asked.values()) == answered and command.poll() is None:
        time.sleep(0.005)
    time.sleep(seconds)
    crawling = child_of(command) if command.poll() is None else None
    if crawling is None:
        command.wait()
        return False
    os.kill(crawling, signal.SIGKILL)
    return command.wait() != 0


def crawl_to_the_end(folder: Path, site: Site) -> None:
    subprocess.run(crawl_command(folder, site), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    seed = int(os.environ.get("WATCHBILL_SEED", "0")) or random.randrange(1, 1_000_000)
    chance, kills = random.Random(seed), 0
    with serve() as site, tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        fill(site)
        whole, killed = Path(one), Path(other)
        new_store(whole)
        crawl_to_the_end(whole, site)
        wanted = kept(whole, site)
        site.asked.clear()
        new_store(killed)
        asked: dict[str, int] = {}  # how often what was committed at some kill had been asked for by then
        while kills < KILLS and crawl_and_kill(killed, site, chance.uniform(0, LONGEST)):
            kills += 1
            have = committed(killed, site)
            asked |= {path: site.asked[path] for path in have - set(asked)}
        crawl_to_the_end(killed, site)
        found = kept(killed, site)
        again = [path for path, times in asked.items() if site.asked[path] != times]
        papers = [path for path in site.asked if path.endswith(".pdf")]
        facts = {
            "seed": seed,
            "kills": kills,
            "documents": DOCUMENTS,
            "committed_when_killed": len(asked),
            "committed_and_asked_again": len(again),
            "asked_more_than_once": sum(site.asked[path] > 1 for path in papers),
            "crawls_without_an_end": _unended(killed),
            "same": found == wanted,
        }
    print(json.dumps(facts, indent=1))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "kills.json").write_text(json.dumps(facts, indent=1) + "\n")
    if again or found != wanted or kills < KILLS:
        for name, value in asdict(wanted).items():
            if value != getattr(found, name):
                print(f"{name} differs", file=sys.stderr)
        sys.exit(1)


def _unended(folder: Path) -> int:
    engine = connect(f"sqlite:///{folder}/watchbill.db")
    with engine.connect() as connection:
        count = connection.scalar(sa.select(sa.func.count()).where(crawl.c.outcome.is_(None)))
    engine.dispose()
    return int(count or 0)


if __name__ == "__main__":
    main()
