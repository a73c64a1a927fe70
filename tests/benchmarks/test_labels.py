"""The labels made here are well formed, belong to the documents they name, and are parted for good."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.scored import LABELS, hashed_files, read_lines, wilson
from watchbill.model import Kind

FILES = sorted(LABELS.glob("*.jsonl"))
NAMES = {
    "agency",
    "vendor",
    "document_number",
    "po_number",
    "contract_number",
    "check_number",
    "currency",
    "notes",
    "pages",
}
DATES = {"document_date", "due_date", "period_start", "period_end"}
AMOUNTS = {"total_amount", "ceiling_amount", "subtotal", "tax", "sum_of_amounts"}
ROWS = {"line_items_count", "first_line_item", "rows_count", "first_row", "last_row"}


def labels() -> list[Any]:
    return [pytest.param(label, id=label["id"]) for path in FILES for label in read_lines(path)]


@pytest.mark.parametrize("label", labels())
def test_a_label_says_only_what_the_scorer_reads(label: dict[str, Any]) -> None:
    assert set(label) <= {"id", "sha256", "kind", *NAMES, *DATES, *AMOUNTS, *ROWS}
    assert Kind(label["kind"])
    assert re.fullmatch(r"[0-9a-f]{64}", label["sha256"])
    assert ("#p" in label["id"]) == ("pages" in label)
    for name in DATES & set(label):
        assert label[name] is None or dt.date.fromisoformat(label[name])
    for name in AMOUNTS & set(label):
        assert label[name] is None or isinstance(label[name], float)


def test_no_document_is_both_shown_and_held_back() -> None:
    documents = {path.name: {label["sha256"] for label in read_lines(path)} for path in FILES}
    assert documents["shown.jsonl"]
    assert not documents["shown.jsonl"] & documents.get("held_back.jsonl", set())


def test_the_documents_are_those_of_the_cases_and_not_labelled_there(cases_folder: Path) -> None:
    files = hashed_files(cases_folder / "corpus" / "pdfs")
    given = {label["id"].split("#")[0] for label in read_lines(cases_folder / "corpus" / "labels.jsonl")}
    for path in FILES:
        for label in read_lines(path):
            stem = files[label["sha256"]].stem
            assert label["id"].split("#")[0] == stem
            assert stem not in given


@pytest.mark.parametrize(
    ("right", "count", "low", "high"), [(0, 0, 0.0, 1.0), (9, 10, 0.596, 0.982), (200, 200, 0.981, 1.0)]
)
def test_the_interval_of_a_share(right: int, count: int, low: float, high: float) -> None:
    assert wilson(right, count) == pytest.approx((low, high), abs=0.001)
