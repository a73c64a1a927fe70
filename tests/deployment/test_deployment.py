"""Deployment facts of a purchase: each with its paper, never added."""

from __future__ import annotations

import sqlalchemy as sa

from tests.flags.casebook import stating
from tests.purchases.desk import AGENCY, CONTRACT, INVOICES, ORDER, joined, lay
from watchbill.answers import rows, show


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
