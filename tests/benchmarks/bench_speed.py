"""How fast the whole reader is beside pdfplumber: `WATCHBILL_CASES=FOLDER python -m tests.benchmarks.bench_speed`.

On the broadcast orders all of whose pages have native text, in turns: the real command `watchbill read FILES --json`
(start-up, words, drawn lines, fields, JSON; every process it starts is counted), and a process of its own in which
pdfplumber does `extract_words` and `extract_tables` and nothing else. Then: how far words and tables agree on those
pages, which pages are left out and why, what a page of OCR costs (nothing kept from before), and how much memory the
largest process held. A table on stdout, JSON in `bench-results/speed.json`. CPU seconds are counted, so a busy machine
does not decide.
"""

from __future__ import annotations

import argparse
import compileall
import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.beside_pdfplumber import agreement

RESULTS = Path("bench-results")
ROOT = Path(__file__).parents[2]
WATCHBILL = Path(sys.executable).with_name("watchbill")
ROUNDS = 5
OCR_PAGES = 12
SCANNED, DOUBTFUL = "a scan without text of its own", "a doubtful text layer under a scan"
REPLACED = "a poor text layer that somebody's OCR left under a scan: ours is read instead"
_SET_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER


@dataclass(frozen=True, slots=True)
class Run:
    """What a command and every process it started used, and what it printed."""

    cpu: float
    megabytes: float  # resident, of the largest process
    printed: str


def run(command: Sequence[str]) -> Run:
    """Run a command to its end. Processes that it leaves behind are waited for and counted as well."""
    environment = {name: value for name, value in os.environ.items() if name != "WATCHBILL_OCR_CACHE"}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as complaints:
        started = subprocess.Popen(command, stdout=out, stderr=complaints, env=environment)
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        cpu, kilobytes = used.ru_utime + used.ru_stime, used.ru_maxrss
        for orphan in _orphans():
            cpu, kilobytes = cpu + orphan.ru_utime + orphan.ru_stime, max(kilobytes, orphan.ru_maxrss)
        out.seek(0)
        complaints.seek(0)
        if started.returncode:
            raise SystemExit(f"{command[0]} ended with {started.returncode}: {complaints.read()[-500:]}")
        return Run(cpu, kilobytes / 1024, out.read())


def _orphans() -> Iterator[Any]:
    while True:
        try:
            yield os.wait3(0)[2]
        except ChildProcessError:
            return


def ours(paths: Sequence[Path]) -> Run:
    return run([str(WATCHBILL), "read", *map(str, paths), "--json"])


def theirs(paths: Sequence[Path]) -> Run:
    return run([sys.executable, "-m", "tests.benchmarks.beside_pdfplumber", *map(str, paths)])


@dataclass(frozen=True, slots=True)
class Native:
    """What there is to compare: documents whose pages have text of their own, with their number of pages, on which no
    OCR is run; the pages (from 0) whose words are taken from the text layer; and, with the reason, those left out."""

    documents: dict[Path, int]
    pages: tuple[tuple[Path, int], ...]
    left_out: tuple[tuple[Path, int, str], ...]


def native_text_of(paths: Iterable[Path]) -> Native:
    """Documents with scanned pages are left out whole; of the others, pages with a layer that our OCR replaced."""
    documents, pages, left_out = {}, [], []
    for path in paths:
        kinds = _kinds_of_pages(path)
        if SCANNED in kinds:
            left_out += [(path, n, SCANNED) for n, kind in enumerate(kinds) if kind == SCANNED]
            continue
        if DOUBTFUL not in kinds:
            documents[path] = len(kinds)
        again = _read_again(path) if DOUBTFUL in kinds else set()
        left_out += [(path, n, REPLACED) for n in sorted(again)]
        pages += [(path, n) for n in range(len(kinds)) if n not in again]
    return Native(documents, tuple(pages), tuple(left_out))


def _kinds_of_pages(path: Path) -> list[str]:
    """What each page's text is: the page's own, none, or a doubtful layer under a scan."""
    import pypdfium2 as pdfium

    from extractors.pdf import is_doubtful_layer, native_text, needs_ocr

    kinds = []
    with pdfium.PdfDocument(path) as document:
        for index in range(len(document)):
            page = document[index]
            text = native_text(page, index + 1)
            kinds.append(SCANNED if needs_ocr(page, text) else DOUBTFUL if is_doubtful_layer(page, text) else "")
    return kinds


def _read_again(path: Path) -> set[int]:
    """The pages (from 0) of a document whose text layer gave way to our OCR, as the real command says."""
    told = run([str(WATCHBILL), "explain", str(path), "--page", "all", "--json"]).printed
    pages = [json.loads(line)["page"] for line in told.splitlines()]
    return {page["number"] - 1 for page in pages if page["origin"] == "ocr"}


def side_by_side(documents: dict[Path, int], turns: int) -> dict[str, Any]:
    """Pages per CPU-second of the whole reader and of pdfplumber, in turns, and the ratio of each round."""
    paths, pages = list(documents), sum(documents.values())
    rounds = []
    for _ in range(turns):
        them, us = theirs(paths), ours(paths)
        told = json.loads(them.printed)
        read = [json.loads(line)["document"]["pages"] for line in us.printed.splitlines()]
        if told["pages"] != pages or sum(read) != pages:
            raise SystemExit(f"of {pages} pages pdfplumber read {told['pages']}, we {sum(read)}")
        rounds.append(
            {
                "pdfplumber": round(them.cpu, 2),
                "ours": round(us.cpu, 2),
                "ratio": round(them.cpu / us.cpu, 2),
                "ratio_without_its_start": round((them.cpu - told["starting"]) / us.cpu, 2),
                "megabytes": round(us.megabytes),
            }
        )
    ratios = [each["ratio"] for each in rounds]
    return {
        "documents": len(paths),
        "pages": pages,
        "ratio": {"median": statistics.median(ratios), "least": min(ratios), "most": max(ratios)},
        "ratio_without_its_start": statistics.median(each["ratio_without_its_start"] for each in rounds),
        "pages_per_cpu_second": {
            who: round(pages / statistics.median(each[who] for each in rounds), 1) for who in ("ours", "pdfplumber")
        },
        "megabytes": max(each["megabytes"] for each in rounds),
        "rounds": rounds,
    }


def scans(paths: Iterable[Path]) -> dict[str, Any]:
    """CPU seconds of a page of OCR and the memory of the worker, on one scanned page of every so many documents."""
    import pikepdf

    found = []
    for path in paths:
        if pages := [n for n, kind in enumerate(_kinds_of_pages(path)) if kind == SCANNED]:
            found.append((path, pages[len(pages) // 2]))
    sample = found[:: max(1, len(found) // OCR_PAGES)][:OCR_PAGES]
    with tempfile.TemporaryDirectory() as folder:
        singles = []
        for number, (path, index) in enumerate(sample):
            with pikepdf.open(path) as document, pikepdf.new() as single:
                single.pages.append(document.pages[index])
                singles.append(Path(folder) / f"{number}.pdf")
                single.save(singles[-1])
        taken = [ours([single]) for single in singles]
    spent = sorted(each.cpu for each in taken)
    return {
        "pages": len(taken),
        "cpu_seconds_per_page": {
            "mean": round(sum(spent) / len(spent), 2),
            "median": round(statistics.median(spent), 2),
            "most": round(spent[-1], 2),
        },
        "megabytes": round(max(each.megabytes for each in taken)),
    }


def _one_native_page_each(paths: Iterable[Path]) -> list[tuple[Path, int]]:
    """The middle page of each document, where it has native text that stands upright."""
    import pypdfium2 as pdfium

    from extractors.pdf import is_doubtful_layer, native_text, needs_ocr

    chosen = []
    for path in paths:
        with pdfium.PdfDocument(path) as document:
            index = len(document) // 2
            page = document[index]
            text = native_text(page, 1)
            is_own = not needs_ocr(page, text) and not is_doubtful_layer(page, text)
            if is_own and all(word.angle == 0 for word in text.words):
                chosen.append((path, index))
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the whole reader is beside pdfplumber.")
    parser.add_argument("--brief", action="store_true", help="only the ratio")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is run, in turns")
    options = parser.parse_args()
    cases = Path(os.environ.get("WATCHBILL_CASES", "no such folder"))
    if not (cases / "adbuys").is_dir():
        raise SystemExit("WATCHBILL_CASES names no folder of cases; this benchmark needs them.")
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)
    RESULTS.mkdir(exist_ok=True)
    for room in ("extractors", "watchbill"):  # as an installer leaves them, and has left pdfplumber
        compileall.compile_dir(ROOT / room, quiet=1)
    native = native_text_of(sorted((cases / "adbuys" / "pdfs").glob("*.pdf")))
    results: dict[str, Any] = {"speed": side_by_side(native.documents, options.rounds)}
    if not options.brief:
        corpus = sorted((cases / "corpus" / "pdfs").glob("*.pdf"))
        results["ocr"] = scans(corpus)
        results["agreement, broadcast orders"] = agreement(native.pages)
        results["agreement, corpus"] = agreement(_one_native_page_each(corpus))
    results["left out"] = {f"{path.name} page {n + 1}": reason for path, n, reason in native.left_out}
    for name, facts in results.items():
        print(f"\n{name}")
        for key, value in facts.items():
            if key == "rounds":
                continue
            shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
            print(f"  {key:24} {shown}")
    (RESULTS / "speed.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
