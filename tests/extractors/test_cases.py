"""Every folder of tests/cases: the typeset paper is read, and each expected field is a test of its own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.reader import read_document
from watchbill.model import AUTO_ACCEPT, MONEY_FIELDS, Reading, Record
from watchbill.typeset import typeset

CASES = Path(__file__).parent.parent / "cases"


def expected_of(case: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))["records"]
    return records


@cache
def reading_of(case: str) -> Reading:
    paper = yaml.safe_load((CASES / case / "paper.yml").read_text(encoding="utf-8"))
    return read_document(typeset(paper), f"{case}.pdf")


def names() -> list[str]:
    return sorted(path.parent.name for path in CASES.glob("*/expected.json"))


def expectations() -> list[Any]:
    found = []
    for case in names():
        for number, record in enumerate(expected_of(case)):
            for what in (
                "kind",
                "pages",
                "items",
                "payments",
                "amounts",
                "descriptions",
                "payees",
                "currency",
                "checks",
            ):
                if what in record:
                    found.append(pytest.param(case, number, what, record[what], id=f"{case}-{number}-{what}"))
            for check, value in record.get("details", {}).items():
                found.append(pytest.param(case, number, f"details.{check}", value, id=f"{case}-{number}-{check}"))
            for field, value in record.get("sure", {}).items():
                found.append(pytest.param(case, number, f"sure.{field}", value, id=f"{case}-{number}-{field}-sure"))
            for field, value in record.get("fields", {}).items():
                found.append(pytest.param(case, number, f"fields.{field}", value, id=f"{case}-{number}-{field}"))
    return found


def got(record: Record, what: str) -> object:
    if what.startswith("fields."):
        value = record.fields.get(what.removeprefix("fields."))
        return value.value if value else None
    if what.startswith("sure."):
        value = record.fields.get(what.removeprefix("sure."))
        return value is not None and value.confidence >= AUTO_ACCEPT
    if what.startswith("details."):
        return next((check.detail for check in record.checks if check.name == what.removeprefix("details.")), None)
    rows = record.items or record.payments
    fields = (record.fields, *(row.fields for row in rows))
    figures = [value for row in fields for name, value in row.items() if name in MONEY_FIELDS]
    return {
        "kind": str(record.kind),
        "pages": list(record.pages),
        "items": len(record.items),
        "payments": len(record.payments),
        "amounts": [row.fields["amount"].value for row in rows if "amount" in row.fields],
        "currency": sorted({value.currency or "" for value in figures}),
        "checks": {check.name: check.passed for check in record.checks},
        "descriptions": [row.fields["description"].value for row in rows if "description" in row.fields],
        "payees": [row.fields["payee"].value for row in rows if "payee" in row.fields],
    }[what]


@pytest.mark.parametrize("case", names())
def test_the_case_has_as_many_records_as_papers(case: str) -> None:
    assert [str(record.kind) for record in reading_of(case).records] == [record["kind"] for record in expected_of(case)]


@pytest.mark.parametrize(("case", "number", "what", "value"), expectations())
def test_the_field_is_read(case: str, number: int, what: str, value: object) -> None:
    records = reading_of(case).records
    assert number < len(records), f"only {len(records)} records were found"
    assert got(records[number], what) == value


@pytest.mark.parametrize("case", names())
def test_every_value_stands_on_its_page(case: str) -> None:
    reading = reading_of(case)
    sizes = {page.number: (page.width, page.height) for page in reading.page_texts}
    for record in reading.records:
        for fields in (record.fields, *(row.fields for row in (*record.items, *record.payments))):
            for name, value in fields.items():
                width, height = sizes[value.page]
                x0, top, x1, bottom = value.bbox
                assert -1 <= x0 < x1 <= width + 1, name
                assert -1 <= top < bottom <= height + 1, name
