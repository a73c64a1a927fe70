"""A case: the papers of one purchase as YAML, and which flags they must raise. See cases/*.yml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from tests.purchases.desk import AGENCY, lay, paper, value
from watchbill.flags import Threshold
from watchbill.model import Kind, Record, Row

CASES = Path(__file__).parent / "cases"
#: What every paper says unless it says otherwise; `null` takes a field away.
USUAL = {"agency": "City of Eugene", "vendor": "Flock Group Inc"}


@dataclass(frozen=True)
class Case:
    flag: str
    name: str
    fires: bool
    papers: tuple[Record, ...]
    thresholds: tuple[Threshold, ...]
    says: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.flag}: {self.name}"


def stating(record: Record, facts: Mapping[str, Any]) -> Record:
    """The record with what its text states: name -> value, or a list of values."""
    rows = [
        Row({name: value(name, str(one), 30 + at)})
        for at, (name, given) in enumerate(facts.items())
        for one in (given if isinstance(given, list) else [given])
    ]
    return replace(record, facts=tuple(rows))


def load_cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.yml")):
        book = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, told in book.items():
            thresholds = tuple(_threshold(one) for one in told.get("thresholds", ()))
            papers = tuple(_paper(one) for one in told["papers"])
            yield Case(path.stem, name, told["fires"], papers, thresholds, tuple(told.get("says", ())))


def _paper(told: dict[str, Any]) -> Record:
    kind, facts = Kind(told.pop("kind")), told.pop("states", {})
    items, payments = told.pop("items", ()), told.pop("payments", ())
    fields = {name: str(given) for name, given in {**USUAL, **told}.items() if given is not None}
    rows = [[{name: str(given) for name, given in row.items()} for row in some] for some in (items, payments)]
    return stating(paper(kind, fields, rows[0], rows[1]), facts)


def _threshold(told: dict[str, Any]) -> Threshold:
    since, until = told.get("since"), told.get("until")
    assert since is None or isinstance(since, dt.date)
    return Threshold(
        told.get("agency", AGENCY), told.get("kind", "approval"), told["amount"] * 100, since, until, "a test",
        told.get("verified", True), told.get("bound") == "over", told.get("currency", "USD"),
        frozenset(told.get("applies_to", ())), told.get("rule", "City Code 1"), told.get("as_of", "2024"),
    )  # fmt: skip


def lay_all(engine: sa.Engine, case: Case) -> None:
    for at, record in enumerate(case.papers):
        lay(engine, record, agency=AGENCY, copy=at)
