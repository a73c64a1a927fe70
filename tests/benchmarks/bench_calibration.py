"""Whether confidences are true: `WATCHBILL_CASES=FOLDER python -m tests.benchmarks.bench_calibration`.

Holds every value that a label speaks of against its confidence, on four sets of labels: those that come with the
cases, the broadcast orders, our own that were shown to the engineers (`labels/shown.jsonl`) and our own that were held
back from them (`labels/held_back.jsonl`). Of the last set nothing but counts is printed. Tables on stdout, JSON in
`bench-results/calibration.json`; `--write` renews the figures and the plot in `docs/`.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractors.reader import READER
from tests.benchmarks.calibration_plot import Point, Series, reliability_svg
from tests.benchmarks.scored import (
    LABELS,
    RESULTS,
    LabelledSet,
    ScoredValue,
    cases_folder,
    fresh_readings,
    hashed_files,
    labelled_sets,
    load_scorer,
    scored_values,
    share_right,
    wilson,
)
from watchbill.model import AUTO_ACCEPT

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
#: How often a value taken without review must be right.
WANTED = 0.985
BINS = (0.0, 0.7, 0.8, 0.85, 0.9, 0.93, AUTO_ACCEPT, 0.96, 0.97, 0.98, 1.01)

Table = list[list[str]]


def measure(readings: Path | None, held_back: Path) -> tuple[list[ScoredValue], list[tuple[LabelledSet, Any]]]:
    """Every scored value, and the scorer's report of each set; `readings` is a folder of earlier runs."""
    cases = cases_folder()
    scorer = load_scorer(cases)
    values: list[ScoredValue] = []
    reports = []
    for one in labelled_sets(cases, held_back):
        read = fresh_readings(cases, one.folder, readings)
        files = hashed_files(cases / one.folder / "pdfs")
        values += scored_values(scorer, one, read, files)
        report, _ = scorer.score(list(read), list(one.labels), files)
        reports.append((one, report))
    return values, reports


def sets_table(values: Sequence[ScoredValue], reports: Iterable[tuple[LabelledSet, Any]]) -> Table:
    """Each set: how well it is read, and what was taken without review."""
    rows = [["labels", "fields", "precision", "recall", "F1", "with confidence", "taken", "right of these", "95 %"]]
    for one, report in reports:
        micro = report["micro"]
        name = f"{one.name} ({len(one.labels)} papers)"
        figures = [str(micro["n"]), *(f"{micro[key]:.3f}" for key in ("precision", "recall", "f1"))]
        rows.append([name, *figures, *_accepted([value for value in values if value.set_name == one.name])])
    return [*rows, ["all", "", "", "", "", *_accepted(values)]]


def _accepted(values: Sequence[ScoredValue]) -> list[str]:
    taken = [value for value in values if value.confidence >= AUTO_ACCEPT]
    share = len(taken) / len(values) if values else 0.0
    return [str(len(values)), f"{len(taken)} ({share:.0%})", *_right(taken)]


def _right(values: Sequence[ScoredValue]) -> list[str]:
    right = sum(value.is_right for value in values)
    low, high = wilson(right, len(values))
    return [f"{right} ({right / len(values):.3f})" if values else "0", f"{low:.3f}-{high:.3f}"]


def bins_table(values: Sequence[ScoredValue]) -> Table:
    """Each band of confidence: how many values, what they claimed, how many were right, by origin."""
    rows = [["confidence", "values", "mean", "right", "95 %", "native right", "OCR right"]]
    for low, high in pairwise(BINS):
        band = [value for value in values if low <= value.confidence < high]
        if band:
            native = [value for value in band if value.origin == "native"]
            other = [value for value in band if value.origin != "native"]
            name = f"{low:.2f} to {min(high, 1.0):.2f}"
            rows.append([name, str(len(band)), f"{_stated(band):.3f}", *_right(band), _of(native), _of(other)])
    return rows


def _of(values: Sequence[ScoredValue]) -> str:
    return f"{sum(value.is_right for value in values)} of {len(values)}" if values else "-"


def _stated(values: Sequence[ScoredValue]) -> float:
    return sum(value.confidence for value in values) / len(values)


def fields_table(values: Sequence[ScoredValue]) -> Table:
    """Each field and origin: what was claimed, how often it was right, and a word where the claim is out of reach."""
    rows = [["field", "origin", "values", "claimed", "right", "95 %", "taken", "verdict"]]
    for (field, origin), group in sorted(_grouped(values, lambda value: (value.field, value.origin)).items()):
        taken = [value for value in group if value.confidence >= AUTO_ACCEPT]
        figures = [str(len(group)), f"{_stated(group):.3f}", *_right(group), _of(taken)]
        rows.append([field, origin, *figures, _verdict(group)])
    return rows


def _grouped(
    values: Iterable[ScoredValue], key: Callable[[ScoredValue], tuple[str, str]]
) -> dict[tuple[str, str], list[ScoredValue]]:
    groups = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return groups


def _verdict(values: Sequence[ScoredValue]) -> str:
    low, high = wilson(sum(value.is_right for value in values), len(values))
    stated = _stated(values)
    return "too sure" if stated > high else "too modest" if stated < low else ""


def expected_error(values: Sequence[ScoredValue]) -> float:
    """The mean distance between claimed and measured over the bands, weighted by their values."""
    bands = [[value for value in values if low <= value.confidence < high] for low, high in pairwise(BINS)]
    return sum(len(band) * abs(_stated(band) - share_right(band)) for band in bands if band) / max(len(values), 1)


def plot(values: Sequence[ScoredValue]) -> str:
    """The reliability plot: papers that could be looked at against papers held back."""
    held = [value for value in values if value.set_name == "held back"]
    seen = [value for value in values if value.set_name != "held back"]
    groups = [
        Series("papers looked at", "#2b6cb0", _points(seen)),
        Series("papers held back", "#c05621", _points(held)),
    ]
    subtitle = f"Reader {READER}, {len(values)} values of labelled public records; bars are 95 % intervals"
    title = "How often a value is right that says how sure it is"
    return reliability_svg(title, subtitle, groups, AUTO_ACCEPT, WANTED)


def _points(values: Sequence[ScoredValue]) -> list[Point]:
    points = []
    for low, high in pairwise((0.0, 0.7, 0.8, 0.9, AUTO_ACCEPT, 0.97, 1.01)):
        band = [value for value in values if low <= value.confidence < high]
        if band:
            right = sum(value.is_right for value in band)
            points.append(Point(_stated(band), right / len(band), *wilson(right, len(band)), len(band)))
    return points


def printed(table: Table) -> str:
    """A table in columns for a terminal."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table)


def markdown(table: Table) -> str:
    """A table in Markdown."""
    head, *rows = (f"| {' | '.join(row)} |" for row in table)
    return "\n".join([head, "|" + "---|" * len(table[0]), *rows])


def write_docs(tables: Iterable[Table], error: float, svg: str) -> None:
    """Renew the figures between the marks of docs/calibration.md, and the plot beside it."""
    page = DOCS / "calibration.md"
    before, rest = page.read_text().split(BEGIN)
    after = rest.split(END)[1]
    line = f"Reader {READER}. Mean distance between claimed and measured: {error:.3f}."
    block = "\n\n".join([BEGIN, line, *(markdown(table) for table in tables), END])
    page.write_text(before + block + after)
    (DOCS / "calibration.svg").write_text(svg)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--readings", type=Path, help="folder with corpus.jsonl and adbuys.jsonl of an earlier run")
    parser.add_argument("--held-back", type=Path, default=LABELS / "held_back.jsonl", help="the labels only counted")
    parser.add_argument("--write", action="store_true", help="renew the figures and the plot in docs/")
    args = parser.parse_args()
    values, reports = measure(args.readings, args.held_back)
    tables = [sets_table(values, reports), bins_table(values), fields_table(values)]
    print("\n\n".join(printed(table) for table in tables))
    error = expected_error(values)
    print(f"\nmean distance between claimed and measured: {error:.3f}")
    shown = {one.name for one, _ in reports if one.is_shown}
    for value in values:
        if value.set_name in shown and not value.is_right and value.confidence >= AUTO_ACCEPT:
            print(f"wrongly taken: {value.label_id} {value.field}: {value.got!r}, not {value.expected!r}")
    RESULTS.mkdir(exist_ok=True)
    summary = {"reader": READER, "distance": error, "sets": tables[0], "bins": tables[1], "fields": tables[2]}
    (RESULTS / "calibration.json").write_text(json.dumps(summary, indent=1))
    if args.write:
        write_docs(tables, error, plot(values))


if __name__ == "__main__":
    main()
