"""How well and how fast real papers are read: `WATCHBILL_CASES=FOLDER python -m tests.benchmarks.bench_reading`.

Reads the labelled corpus and scores it with the scorer that comes with the cases, holds our words and tables to
pdfplumber's, and reads every hostile file twice. `--native` scores only papers with a text layer, `--adbuys` only the
broadcast orders. A table on stdout, JSON in `bench-results/reading.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
from pdfplumber.page import Page as PlumberPage

from extractors.children import read_files
from extractors.paper import Page
from extractors.pdf import native_text, needs_ocr
from extractors.rules import drawn_rules
from extractors.tables import find_tables
from watchbill.model import Box

RESULTS = Path("bench-results")
WATCHBILL = Path(sys.executable).with_name("watchbill")
SHOWN = ("micro", "kind", "vendor", "agency", "number", "date", "total", "ceiling", "items", "rows", "auto_accepted")


def score(cases: Path, name: str, *options: str) -> dict[str, Any]:
    """Read `cases/name/pdfs` by the command line and score it: the scorer's report, pages, outcomes and seconds."""
    files = cases / name / "pdfs"
    readings = RESULTS / f"{name}.jsonl"
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with readings.open("w") as out:
        paths = [str(path) for path in sorted(files.iterdir())]
        subprocess.run([str(WATCHBILL), "read", *paths, "--json"], stdout=out, check=True)
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


def parity(cases: Path) -> dict[str, Any]:
    """Our words and drawn tables against pdfplumber's on one native page of each document, and the CPU each took."""
    f1s, matched, theirs_count, ours_count = [], 0, 0, 0
    seconds = Counter[str]()
    for path, index in _native_pages(sorted((cases / "corpus" / "pdfs").glob("*.pdf"))):
        with pdfium.PdfDocument(path) as document:
            start = time.process_time()
            page = document[index]
            words = native_text(page, 1).words
            seconds["our words"] += time.process_time() - start
            ours = find_tables(Page(1, *page.get_size(), "native", words, drawn_rules(page)))
            seconds["ours"] += time.process_time() - start
        with pdfplumber.open(path) as plumbed:
            start = time.process_time()
            other: PlumberPage = plumbed.pages[index]
            printed = [word["text"] for word in other.extract_words()]
            seconds["pdfplumber words"] += time.process_time() - start
            theirs = [table.bbox for table in other.find_tables() if len(table.cells) > 1]
            seconds["pdfplumber"] += time.process_time() - start
        f1s.append(_f1([word.text for word in words], printed))
        matched += sum(any(_overlap(box, table.bbox) > 0.9 for table in ours) for box in theirs)
        theirs_count, ours_count = theirs_count + len(theirs), ours_count + len(ours)
    f1s.sort()
    pages = len(f1s)
    return {
        "pages": pages,
        "word_f1": {"mean": round(sum(f1s) / pages, 4), "median": round(f1s[pages // 2], 4)},
        "tables": {"pdfplumber": theirs_count, "ours": ours_count, "matched": matched},
        "pages_per_cpu_second": {name: round(pages / spent, 1) for name, spent in seconds.items()},
        "words_speed_ratio": round(seconds["pdfplumber words"] / seconds["our words"], 1),
    }


def _native_pages(paths: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """The middle page of each document, where it has native text that stands upright."""
    for path in paths:
        with pdfium.PdfDocument(path) as document:
            index = len(document) // 2
            page = document[index]
            text = native_text(page, 1)
            if not needs_ocr(page, text) and all(word.angle == 0 for word in text.words):
                yield path, index


def _f1(ours: list[str], theirs: list[str]) -> float:
    both = (Counter(ours) & Counter(theirs)).total()
    return 2 * both / (len(ours) + len(theirs)) if ours or theirs else 1.0


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, wide) * max(0.0, high)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / max(sum(areas) - shared, 1e-9)


def hostile(cases: Path) -> dict[str, Any]:
    """Every hostile file, twice: its outcome, and whether both runs agree."""
    paths = sorted(path for path in (cases / "nasty").iterdir() if path.suffix != ".csv")
    start = time.monotonic()
    runs = [
        {path.name: f"{reading.outcome} {reading.reason or ''}".strip() for path, reading in read_files(paths)}
        for _ in range(2)
    ]
    return {
        "files": len(paths),
        "recorded": len(runs[0]),
        "agree": runs[0] == runs[1],
        "seconds": round(time.monotonic() - start, 1),
        "outcomes": Counter(runs[0].values()),
    }


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
    cases = Path(os.environ.get("WATCHBILL_CASES", "no such folder"))
    if not (cases / "corpus").is_dir():
        raise SystemExit("WATCHBILL_CASES names no folder of cases; this benchmark needs them.")
    RESULTS.mkdir(exist_ok=True)
    results: dict[str, Any] = {}
    if not options.adbuys:
        native = ("--native", str(cases / "corpus" / "manifest.csv")) if options.native else ()
        results["corpus"] = score(cases, "corpus", *native)
        _print_score("corpus, native" if native else "corpus", results["corpus"])
    if not options.native:
        results["adbuys"] = score(cases, "adbuys")
        _print_score("adbuys", results["adbuys"])
    if not (options.native or options.adbuys):
        results["parity"] = parity(cases)
        results["hostile"] = hostile(cases)
        for name in ("parity", "hostile"):
            print(f"\n{name}")
            for key, value in results[name].items():
                shown = value if not isinstance(value, dict) else ", ".join(f"{k} {v}" for k, v in value.items())
                print(f"  {key:22} {shown}")
    (RESULTS / "reading.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
