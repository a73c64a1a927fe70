"""How well and how fast real papers are read: `WATCHBILL_CASES=FOLDER python -m tests.benchmarks.bench_reading`.

Reads the labelled corpus and the broadcast orders, with special layouts and without, scores them with the scorer that
comes with the cases, and reads every hostile file three times. `--native` scores only papers with a text layer,
`--adbuys` only the broadcast orders. A table on stdout, JSON in `bench-results/reading.json`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from extractors.children import read_files
from tests.benchmarks.scored import RESULTS, WATCHBILL, cases_folder

HOSTILE_RUNS = 3
SHOWN = ("micro", "kind", "vendor", "agency", "number", "date", "total", "ceiling", "items", "rows", "auto_accepted")


def score(cases: Path, name: str, *options: str, use_layouts: bool = True) -> dict[str, Any]:
    """Read `cases/name/pdfs` by the command line and score it: the scorer's report, pages, outcomes and seconds."""
    files = cases / name / "pdfs"
    readings = RESULTS / f"{name}{'' if use_layouts else '-without-layouts'}.jsonl"
    switches = [] if use_layouts else ["--no-layouts"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with readings.open("w") as out:
        paths = [str(path) for path in sorted(files.iterdir())]
        subprocess.run([str(WATCHBILL), "read", *paths, "--json", *switches], stdout=out, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    scorer = [sys.executable, str(cases / "score" / "score_reading.py"), str(readings)]
    scorer += [str(cases / name / "labels.jsonl"), "--files", str(files), "--json", *options]
    report: dict[str, Any] = json.loads(subprocess.run(scorer, capture_output=True, text=True, check=True).stdout)
    report["seconds"] = {
        "wall": round(time.monotonic() - start, 1),
        "cpu": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
    }
    report["pages"] = sum(json.loads(line)["document"]["pages"] for line in readings.read_text().splitlines())
    report["outcomes"] = Counter(json.loads(line)["outcome"] for line in readings.read_text().splitlines())
    return report


def hostile(cases: Path) -> dict[str, Any]:
    """Every hostile file, three times: how many ended in a recorded outcome each time, and whether all runs agree."""
    paths = sorted(path for path in (cases / "nasty").iterdir() if path.suffix != ".csv")
    start = time.monotonic()
    runs = [
        {path.name: f"{reading.outcome} {reading.reason or ''}".strip() for path, reading in read_files(paths)}
        for _ in range(HOSTILE_RUNS)
    ]
    return {
        "files": len(paths),
        "recorded": [len(run) for run in runs],
        "agree": all(run == runs[0] for run in runs),
        "seconds": round(time.monotonic() - start, 1),
        "outcomes": Counter(runs[0].values()),
    }


def _both(cases: Path, name: str, *options: str) -> dict[str, Any]:
    """The scores with special layouts and without: the general reader must stand alone."""
    results = {}
    for title, use_layouts in ((name, True), (f"{name} without layouts", False)):
        results[title] = score(cases, name, *options, use_layouts=use_layouts)
        _print_score(" ".join([title, *options[:1]]), results[title])
    return results


def _print_score(name: str, report: dict[str, Any]) -> None:
    print(f"\n{name}: {report['pages']} pages in {report['seconds']['wall']} s ({report['seconds']['cpu']} s of CPU)")
    for field in SHOWN:
        if field in report:
            print(f"  {field:14}", "  ".join(f"{key} {value}" for key, value in report[field].items()))
    evidence = report["evidence"]
    print(f"  {'evidence':14} rate {evidence['rate']} of {evidence['values']}")
    print(f"  {'outcomes':14}", ", ".join(f"{outcome} {count}" for outcome, count in report["outcomes"].items()))


def main() -> None:
    parser = argparse.ArgumentParser(description="How well and how fast real papers are read.")
    parser.add_argument("--native", action="store_true", help="score only papers with a text layer")
    parser.add_argument("--adbuys", action="store_true", help="only the broadcast orders")
    options = parser.parse_args()
    cases = cases_folder()
    RESULTS.mkdir(exist_ok=True)
    results: dict[str, Any] = {}
    if not options.adbuys:
        native = ("--native", str(cases / "corpus" / "manifest.csv")) if options.native else ()
        results |= _both(cases, "corpus", *native)
    if not options.native:
        results |= _both(cases, "adbuys")
    if not (options.native or options.adbuys):
        results["hostile"] = hostile(cases)
        print("\nhostile")
        for key, value in results["hostile"].items():
            shown = value if not isinstance(value, dict) else ", ".join(f"{k} {v}" for k, v in value.items())
            print(f"  {key:22} {shown}")
    (RESULTS / "reading.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
