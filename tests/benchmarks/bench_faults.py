"""The faults of a hostile web, each crawled in a process of its own: its name, how the crawl ended, time and memory.

The servers run here on loopback; bodies may be as large as in real crawls (50 MB), and only the waiting is shortened: a
body must bring 500 bytes a second over 2 seconds, where a real crawl watches a minute. Memory is the most that the
crawling process held; a crawl that meets no fault is the first row. JSON in `bench-results/faults.json`.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from tests.crawlers.conftest import crawl_all, outcomes
from tests.crawlers.trials import FAULTS, SMALL, peak_memory, staged
from watchbill.archive import Archive
from watchbill.store.engine import open_store

RESULTS = Path("bench-results")
LIMITS = {**SMALL, "DOWNLOAD_MAXSIZE": 50 << 20, "WATCHBILL_STALL": 2}
NO_FAULT = "the same bytes at two addresses"


def tried(name: str) -> dict[str, str | float | bool]:
    """One fault crawled: what was recorded of it, how the crawl ended, seconds and megabytes."""
    trial = FAULTS[name]
    with tempfile.TemporaryDirectory() as place, peak_memory() as peaks:
        folder = Path(place)
        engine = open_store(f"sqlite:///{folder}/watchbill.db")
        with staged(folder, [name], {"agency": "us-or-test"}) as stage:
            start = time.monotonic()
            portal = stage.portals[name]
            report = crawl_all(engine, Archive(folder / "archive"), [portal], allow=stage.allow, limits=LIMITS)[
                portal.key
            ]
            seconds = time.monotonic() - start
            outcome, reason = outcomes(engine, stage.sites[name]).get(trial.path, ("", None))
        engine.dispose()
    return {
        "fault": name,
        "recorded": f"{outcome}: {reason}" if reason else outcome or trial.says,
        "crawl": report.outcome,
        "as_expected": (report.outcome, outcome, reason)
        == (trial.ends, trial.outcome if trial.path else "", trial.reason)
        and trial.says in report.detail,
        "seconds": round(seconds, 1),
        "megabytes": round(max(peaks) / (1 << 20), 1),
    }


def main() -> None:
    names = [NO_FAULT, *(name for name in FAULTS if name != NO_FAULT)]
    print(f"{'fault':54}{'recorded':26}{'crawl':12}{'s':>6}{'MB':>7}")
    rows = []
    for name in names:
        row = tried(name)
        rows.append(row)
        mark = "" if row["as_expected"] else "  NOT AS EXPECTED"
        print(
            f"{name:54}{row['recorded']:26}{row['crawl']:12}{row['seconds']:6.1f}{row['megabytes']:7.1f}{mark}",
            flush=True,
        )
    lost = [name for name in names if FAULTS[name].is_lost]
    silent = [row["fault"] for row in rows if row["fault"] in lost and row["crawl"] == "complete"]
    most = max(float(row["megabytes"]) for row in rows)
    print(f"{len(lost)} faults that lose something, {len(silent)} recorded as success; at most {most:.0f} MB")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "faults.json").write_text(json.dumps({"faults": rows, "silent": silent}, indent=1) + "\n")
    if silent or not all(row["as_expected"] for row in rows):
        raise SystemExit("not every fault had its name")


if __name__ == "__main__":
    main()
