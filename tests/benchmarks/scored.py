"""What the benchmarks share: the scorer that comes with the cases, the labelled sets, and every scored value with the
confidence it was read with."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

RESULTS = Path("bench-results")
LABELS = Path(__file__).parent / "labels"
EXTRACTORS = Path(__file__).parents[2] / "extractors"
WATCHBILL = Path(sys.executable).with_name("watchbill")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Documents of one folder of the cases with labels: `shown` ones may be looked at, the others only counted."""

    name: str
    folder: str
    labels: tuple[Json, ...]
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class ScoredValue:
    """One value that a label could be held against. `origin` is where its document's text comes from."""

    set_name: str
    label_id: str
    field: str
    origin: str
    confidence: float
    is_right: bool
    expected: str
    got: str


def cases_folder() -> Path:
    """The folder of real documents that `WATCHBILL_CASES` names; ends the benchmark with a reason without it."""
    folder = os.environ.get("WATCHBILL_CASES")
    if not folder or not Path(folder, "score", "score_reading.py").is_file():
        raise SystemExit("skipped: WATCHBILL_CASES must name the folder of labelled documents")
    return Path(folder)


def load_scorer(cases: Path) -> ModuleType:
    """The scorer that comes with the cases, so that every figure follows its matching rules."""
    spec = importlib.util.spec_from_file_location("score_reading", cases / "score" / "score_reading.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"skipped: no scorer in {cases / 'score'}")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def read_lines(path: Path) -> tuple[Json, ...]:
    """The objects of a file of JSON lines; none where there is no file."""
    if not path.is_file():
        return ()
    return tuple(json.loads(line) for line in path.read_text().splitlines() if line.strip())


def labelled_sets(cases: Path, held_back: Path = LABELS / "held_back.jsonl") -> tuple[LabelledSet, ...]:
    """The labels that come with the cases and our own; a set without labels is left out."""
    sets = (
        LabelledSet("given", "corpus", read_lines(cases / "corpus" / "labels.jsonl")),
        LabelledSet("broadcast orders", "adbuys", read_lines(cases / "adbuys" / "labels.jsonl")),
        LabelledSet("shown", "corpus", read_lines(LABELS / "shown.jsonl")),
        LabelledSet("held back", "corpus", read_lines(held_back), is_shown=False),
    )
    return tuple(one for one in sets if one.labels)


def fresh_readings(cases: Path, folder: str, readings: Path | None = None) -> tuple[Json, ...]:
    """The readings of the documents in `cases/folder/pdfs`: those in the folder `readings`; else those of the last
    benchmark where the reader has not changed since; else made now."""
    made = (readings or RESULTS) / f"{folder}.jsonl"
    if readings is None and not _is_fresh(made):
        RESULTS.mkdir(exist_ok=True)
        paths = [str(path) for path in sorted((cases / folder / "pdfs").iterdir())]
        with made.open("w") as out:
            subprocess.run([str(WATCHBILL), "read", *paths, "--json"], stdout=out, check=True)
    lines = read_lines(made)
    if not lines:
        raise SystemExit(f"skipped: no readings in {made}")
    return lines


def _is_fresh(made: Path) -> bool:
    """Whether a file was written after the last change of the reader's code and words, and holds something."""
    code = [path for path in EXTRACTORS.rglob("*") if path.suffix in (".py", ".yml")]
    return made.is_file() and made.stat().st_size > 0 and made.stat().st_mtime > max(p.stat().st_mtime for p in code)


def hashed_files(folder: Path) -> dict[str, Path]:
    """The files of a folder by their SHA-256."""
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(folder.iterdir()) if path.is_file()}


def scored_values(
    scorer: ModuleType, one: LabelledSet, readings: Iterable[Json], files: dict[str, Path]
) -> list[ScoredValue]:
    """Every value with a confidence that a label of the set speaks of, right or wrong by the scorer's rules."""
    by_id = {files[reading["document"]["sha256"]].stem: reading for reading in readings}
    values = []
    for label in one.labels:
        reading = by_id.get(label["id"].split("#")[0])
        if reading is None:
            continue
        span = scorer.span_of(label, list(one.labels), reading["document"]["pages"])
        record, _ = scorer.choose(label, span, reading["records"])
        for field, expected, got, is_right, confidence in scorer.compare(label, record):
            if confidence is not None and got not in (None, ""):
                values.append(
                    ScoredValue(
                        one.name,
                        label["id"],
                        field,
                        reading["document"]["text"],
                        confidence,
                        bool(is_right),
                        str(expected),
                        str(got),
                    )
                )
    return values


def wilson(right: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: honest for few values and for shares near 1. (0, 1) of no values."""
    if not count:
        return 0.0, 1.0
    share = right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def share_right(values: Sequence[ScoredValue]) -> float:
    """The share of right values, 0 of none."""
    return sum(value.is_right for value in values) / len(values) if values else 0.0
