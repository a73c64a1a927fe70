"""What proves that a contract was signed, and when."""

from __future__ import annotations

import dataclasses
from typing import Any

import sqlalchemy as sa

from tests.purchases.desk import AGENCY, CONTRACT, joined, lay, paper
from watchbill.answers import purchase_lines
from watchbill.model import Check, Kind, Record
from watchbill.questions import QUESTIONS

BLANK = Check("signed", False, "two lines for signatures, both blank")


def asked(engine: sa.Engine, question: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        frame = QUESTIONS[question].answer(connection)
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def unsigned(record: Record) -> Record:
    return dataclasses.replace(record, checks=(BLANK,))


def test_an_unsigned_contract_is_proposed_and_allows_nothing(desk: sa.Engine) -> None:
    lay(desk, unsigned(CONTRACT), agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
    assert (line["rungs"], line["ceiling"]) == (["proposed"], None)
    assert [row["role"] for row in asked(desk, "purchase_papers")] == ["asking"]


def test_the_signed_copy_of_an_unsigned_contract_counts(desk: sa.Engine) -> None:
    lay(desk, unsigned(CONTRACT), agency=AGENCY)
    lay(desk, dataclasses.replace(CONTRACT, checks=(Check("signed", True),)), agency=AGENCY, copy=1)
    joined(desk)
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
    assert (line["rungs"], line["ceiling"]) == (["proposed", "signed"], "342000.00")


def test_the_day_a_term_begins_is_not_the_day_of_signing(desk: sa.Engine) -> None:
    fields = {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "2023-00001", "total": "1000.00"}
    lay(desk, paper(Kind.CONTRACT, fields | {"start_date": "2023-07-01", "end_date": "2025-06-30"}), agency=AGENCY)
    lay(desk, paper(Kind.AMENDMENT, fields | {"date": "2024-02-03", "start_date": "2023-07-01"}), agency=AGENCY)
    joined(desk)
    rungs = asked(desk, "purchase_rungs")
    assert {(row["kind"], str(row["date"])) for row in rungs} == {("contract", "None"), ("amendment", "2024-02-03")}
    assert all(row["date_value_id"] for row in rungs if row["kind"] == "amendment")
