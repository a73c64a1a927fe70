"""Whether the reader is sure of wrong things on papers nobody wrote: `python -m tests.benchmarks.bench_invented`.

Typesets a few hundred papers drawn by lot (`mill*.py`), reads them, and holds every value against what
the paper says. The share of values taken without review is no figure for real papers; the wrong ones among them name a
weakness. `--scans` sets some of them as pictures, for OCR. A table on stdout, JSON in `bench-results/invented.json`.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from extractors.reader import read_document
from tests.benchmarks.bench_calibration import printed
from tests.benchmarks.mill import Invented, sale
from tests.benchmarks.mill_public import order, register, resolution
from tests.benchmarks.mill_traps import contract, long_invoice, resold, staff_report, statement, years
from tests.benchmarks.scored import RESULTS, wilson
from watchbill.errors import WatchbillError
from watchbill.model import AUTO_ACCEPT, Record, Value
from watchbill.typeset import typeset

#: What is drawn, the commonest paper more often.
MAKERS: tuple[Callable[[Random], Invented], ...] = (
    *(sale, sale, sale, order, register, resolution),
    *(statement, resold, years, staff_report, contract, long_invoice),
)
#: So many wrong values are named one by one.
MOST_NAMED = 40
MONEY = ("total", "subtotal", "tax", "ceiling")
NAMES = ("vendor", "agency", "payee")


@dataclass(frozen=True, slots=True)
class Judged:
    """One field of one paper: what was asked for, what was read (None: nothing), and whether that is right."""

    field: str
    answers: tuple[str, ...]
    value: Value | None
    is_right: bool


def judge(invented: Invented, record: Record | None) -> Iterator[Judged]:
    """Every field whose answer the paper knows; a field it does not print only where something was read."""
    fields = record.fields if record else {}
    for name, answers in invented.truth.items():
        value = fields.get(name)
        if answers or value:
            yield Judged(name, answers, value, value is not None and _is_right(name, answers, value))
    rows = record.items if record else ()
    if rows or invented.items:
        yield from _rows("item amount", [str(amount) for amount in invented.items], [r.fields for r in rows], "amount")
    payments = record.payments if record else ()
    if payments or invented.payments:
        kept = [row.fields for row in payments]
        yield from _rows("row amount", [str(amount) for _, amount in invented.payments], kept, "amount")
        yield from _rows("payee", [name for name, _ in invented.payments], kept, "payee")


def _rows(name: str, wanted: Sequence[str], rows: Sequence[Mapping[str, Value]], part: str) -> Iterator[Judged]:
    """Every row held against the wanted ones: each of these answers one row, so that a row missed moves no other."""
    left = list(wanted)
    for row in rows:
        value = row.get(part)
        if value is None:
            continue
        answer = next((answer for answer in left if _is_right(part, (answer,), value)), None)
        if answer is not None:
            left.remove(answer)
        yield Judged(name, (answer,) if answer else (), value, answer is not None)
    yield from (Judged(name, (answer,), None, False) for answer in left)


def _is_right(name: str, answers: Iterable[str], value: Value) -> bool:
    if name in MONEY or name == "amount":
        return any(Decimal(answer) == Decimal(value.value) for answer in answers)
    if name in NAMES:
        return any(_squash(value.value) == _squash(answer) for answer in answers)
    return any(_squash(answer) == _squash(value.value) for answer in answers)


def _squash(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def run(count: int, seed: int, scans: int, keep: Path | None) -> tuple[list[tuple[int, Invented, Judged]], int, int]:
    """Judge `count` papers: (number, paper, field) of each field, papers read as their kind, papers typeset."""
    lot, judged, right_kind, made = Random(seed), [], 0, 0
    for at in range(count):
        invented = lot.choice(MAKERS)(lot)
        noise = {"noise": {"scan": 200, "skew": 0.4}} if at < scans else {}
        try:
            data = typeset({**invented.paper, **noise})
        except WatchbillError:  # more than one page holds: no paper
            continue
        if keep:
            (keep / f"{at}.pdf").write_bytes(data)
        made += 1
        records = read_document(data, f"{at}.pdf").records
        record = records[0] if records else None
        right_kind += record is not None and record.kind == invented.kind
        judged += [(at, invented, one) for one in judge(invented, record)]
    return judged, right_kind, made


def table(judged: Iterable[tuple[int, Invented, Judged]]) -> list[list[str]]:
    """Per field: asked, read, taken without review, and right of these."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for _, _, one in judged:
        groups[one.field].append(one)
        groups["all"].append(one)
    rows = [["field", "asked", "read", "right", "taken", "right of these", "95 %"]]
    for name, group in sorted(groups.items(), key=lambda pair: (pair[0] == "all", pair[0])):
        read = [one for one in group if one.value]
        taken = [one for one in read if one.value and one.value.confidence >= AUTO_ACCEPT]
        right = sum(one.is_right for one in taken)
        low, high = wilson(right, len(taken))
        shares = [f"{right} ({right / max(len(taken), 1):.4f})", f"{low:.3f}-{high:.3f}"]
        rows.append(
            [name, str(len(group)), str(len(read)), str(sum(x.is_right for x in read)), str(len(taken)), *shares]
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=400, help="how many papers")
    parser.add_argument("--seed", type=int, default=1, help="the lot they are drawn by")
    parser.add_argument("--scans", type=int, default=0, help="how many of them are set as pictures")
    parser.add_argument("--keep", type=Path, help="a folder that keeps the papers")
    args = parser.parse_args()
    judged, right_kind, made = run(args.count, args.seed, args.scans, args.keep)
    rows = table(judged)
    print(f"{made} papers, {right_kind} read as their kind\n{printed(rows)}")
    wrong = [
        f"wrongly taken: paper {at}, {invented.kind}, {invented.layout}: {one.field} {one.value.value!r} "
        f"at {one.value.confidence}, not {' or '.join(one.answers)!r}"
        for at, invented, one in judged
        if one.value and not one.is_right and one.value.confidence >= AUTO_ACCEPT
    ]
    print("\n".join(wrong[:MOST_NAMED]))
    RESULTS.mkdir(exist_ok=True)
    summary = {"papers": made, "right_kind": right_kind, "seed": args.seed, "fields": rows}
    (RESULTS / "invented.json").write_text(json.dumps(summary, indent=1))


if __name__ == "__main__":
    main()
