"""A register row without an amount that could be read: shown with its evidence, in no sum, and no proof of payment."""

from __future__ import annotations

import csv
import io

import pandas as pd
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, ORDER, joined, lay, paper
from watchbill.answers import purchase_lines
from watchbill.exports import csv_text, heading
from watchbill.model import Kind, Record
from watchbill.questions import QUESTIONS

READABLE = {"payee": "FLOCK SAFETY", "number": "9001", "date": "2025-04-20", "amount": "171000.00"}
UNREAD = {"payee": "FLOCK SAFETY", "number": "9002", "date": "2025-06-20"}


def register(*rows: dict[str, str]) -> Record:
    return paper(Kind.REGISTER, {"agency": "City of Eugene"}, payments=rows)


def line_of(engine: sa.Engine, record: Record) -> dict[str, object]:
    for each in (ORDER, record):
        lay(engine, each, agency=AGENCY)
    joined(engine)
    with engine.connect() as connection:
        [line] = purchase_lines(connection)
    return line


def test_only_amounts_that_were_read_are_paid(desk: sa.Engine) -> None:
    assert line_of(desk, register(READABLE, UNREAD))["paid"] == "171000.00"


def test_a_row_without_an_amount_alone_proves_no_payment(desk: sa.Engine) -> None:
    line = line_of(desk, register(UNREAD))
    assert line["paid"] is None
    assert "paid" not in str(line["rungs"])


def test_the_row_is_shown_without_a_figure_and_with_its_evidence(desk: sa.Engine) -> None:
    line_of(desk, register(READABLE, UNREAD))
    question = QUESTIONS["payments"]
    with desk.connect() as connection:
        frame = question.answer(connection)
    rows = {row["number"]: row for row in frame.to_dict("records")}
    assert rows["9001"]["cents"] == 17_100_000
    assert pd.isna(rows["9002"]["cents"])
    assert str(rows["9002"]["evidence_path"]).endswith(str(rows["9002"]["value_id"]))
    printed = {row["number"]: row for row in csv.DictReader(io.StringIO(csv_text(frame, question.columns)))}
    money = heading("cents", question.columns["cents"])
    assert (printed["9001"][money], printed["9002"][money]) == ("171000.00", "")
