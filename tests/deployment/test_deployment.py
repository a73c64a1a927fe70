"""Deployment facts of a purchase: each with its paper, never added."""

from __future__ import annotations

import sqlalchemy as sa

from tests.flags.casebook import stating
from tests.purchases.desk import AGENCY, CONTRACT, INVOICES, ORDER, joined, lay, paper
from watchbill.answers import rows, show
from watchbill.questions import QUESTIONS
from watchbill.questions.columns import DTYPES


def test_what_papers_state_is_kept_with_its_evidence(both_desks: sa.Engine) -> None:
    lay(both_desks, stating(CONTRACT, {"cameras": ["57", "~60"], "retention": "30 days"}), agency=AGENCY)
    lay(both_desks, ORDER, agency=AGENCY)
    lay(both_desks, INVOICES[0], agency=AGENCY)
    joined(both_desks)
    with both_desks.connect() as connection:
        found = rows(connection, "deployment")
        answer = show(connection, found[0]["purchase_id"])
    told = [(row["fact"], row["number"], row["unit"], row["needs_review"]) for row in found]
    assert sorted(told, key=str) == [
        ("cameras", 57, None, False), ("cameras", 60, None, True), ("retention", 30, "days", False),
    ]  # fmt: skip
    assert all(row["evidence_path"] == f"/evidence?value={row['value_id']}" for row in found)
    assert [fact["number"] for fact in answer["deployment"] if fact["fact"] == "retention"] == [30]


def test_filled_answers_have_the_columns_they_describe(desk: sa.Engine) -> None:
    ended = {"date": "2022-03-24", "start_date": "2022-03-24", "end_date": "2023-12-31"}
    printed = {name: one.value for name, one in CONTRACT.fields.items()}
    lay(desk, stating(paper(CONTRACT.kind, printed | ended), {"cameras": "57", "notice": "30 days"}), agency=AGENCY)
    late = {name: one.value for name, one in INVOICES[0].fields.items()} | {"contract_number": printed["number"]}
    lay(desk, paper(INVOICES[0].kind, late), agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        for name in ("terms", "flags", "deployment"):
            question = QUESTIONS[name]
            answer = question.answer(connection)
            assert len(answer), name
            for column, described in question.columns.items():
                assert str(answer[column].dtype) == DTYPES.get(described.unit, "object"), (name, column)
