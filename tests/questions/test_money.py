"""Who buys what from whom for how much: each purchase once, $0 and unknown sums never lost, leads never bought."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.purchases.desk import joined, lay, paper
from watchbill.model import Kind
from watchbill.questions import QUESTIONS
from watchbill.review.decide import accept, correct, undo
from watchbill.review.waiting import count_waiting, list_waiting


def ask(engine: sa.Engine, question: str, **filters: Any) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return QUESTIONS[question].answer(connection, **filters).to_dict("records")


def test_the_flow_keeps_deals_without_cost_and_without_figures(filled: sa.Engine) -> None:
    flow = {(row["agency_name"], row["technology"], row["maker_name"]): row for row in ask(filled, "money_flow")}
    eugene = flow["Eugene Police Department", "alpr", "Flock Safety"]
    assert (eugene["best_amount"], eugene["best_cents"], eugene["purchases"]) == ("paid", 34200000, 1)
    pilot = flow["Orlando Police Department", "face_recognition", "Amazon Web Services"]
    assert (pilot["best_amount"], pilot["best_cents"]) == ("ceiling", 0)
    post = next(row for key, row in flow.items() if key[2] == "Microsoft")
    assert post["best_amount"] == "none"
    assert pd.isna(post["best_cents"])
    assert len(flow) == 3


def test_totals_count_purchases_and_not_leads(filled: sa.Engine) -> None:
    [totals] = ask(filled, "totals")
    assert (totals["agencies"], totals["makers"], totals["purchases"], totals["leads"]) == (3, 3, 3, 1)
    assert (totals["best_cents"], totals["without_figure"]) == (34200000, 1)
    assert (totals["documents"], totals["documents_read"], totals["documents_refused"]) == (12, 12, 0)


def test_the_map_has_states_and_the_federal_government_apart(filled: sa.Engine) -> None:
    states = {row["state"]: row for row in ask(filled, "purchases_by_state")}
    assert states["OR"]["best_cents"] == 34200000
    assert states["FL"]["best_cents"] == 0
    federal = states[None]
    assert (federal["purchases"], federal["without_figure"], federal["leads"]) == (1, 1, 1)


def test_spending_by_agency_keeps_the_five_amounts_apart(filled: sa.Engine) -> None:
    [row] = ask(filled, "spending_by_agency", agency="us-or-eugene-pd")
    for amount in ("ceiling", "ordered", "invoiced", "paid", "best"):
        assert row[f"{amount}_cents"] == 34200000, amount
    assert row["technologies"] == "alpr"


@pytest.mark.parametrize(
    ("filters", "makers"),
    [
        ({"agency": "us-or-eugene"}, {"Flock Safety"}),  # a city brings its departments with it
        ({"vendor": "amazon-web-services"}, {"Amazon Web Services"}),
        ({"technology": "face_recognition"}, {"Amazon Web Services", "Microsoft"}),
        ({"state": "fl"}, {"Amazon Web Services"}),
        ({"text": "plate"}, {"Flock Safety"}),
        ({"text": "100%"}, set()),
        ({"agency": "nobody"}, set()),
    ],
)
def test_purchases_are_filtered(both_stores: sa.Engine, filters: dict[str, str], makers: set[str]) -> None:
    assert {row["maker_name"] for row in ask(both_stores, "purchases", **filters)} == makers


def test_payments_show_what_was_spent_and_never_what_was_awarded(filled: sa.Engine) -> None:
    rows = ask(filled, "payments", vendor="flock-safety")
    assert {row["kind"] for row in rows} == {"payment_listing"}
    assert sorted(row["cents"] for row in rows) == [5670000]


def test_payments_are_shown_as_corrected(filled: sa.Engine) -> None:
    paid = paper(
        Kind.REGISTER, {"agency": "City of Eugene", "date": "2025-04-01"},
        payments=[{"payee": "Flok Safety", "amount": "700.00", "number": "9001"}],
    )  # fmt: skip
    lay(filled, paid)
    joined(filled)
    [row] = [row for row in ask(filled, "payments") if row["payee"] == "Flok Safety"]
    ids = {row["field"]: row["value_id"] for row in ask(filled, "values_of_record", record=row["record_id"])}
    with filled.begin() as connection:
        for field, text in (("payee", "Flock Safety"), ("amount", "170.00"), ("date", "2025-04-02")):
            correct(connection, "ana", ids[field], text, "the page says so")
    joined(filled)
    [row] = [row for row in ask(filled, "payments", vendor="flock-safety") if row["kind"] == "register"]
    assert (row["payee"], row["cents"], str(row["date"]), row["number"]) == (
        "Flock Safety",
        17000,
        "2025-04-02",
        "9001",
    )


def test_waiting_for_review_counts_what_nobody_settled(filled: sa.Engine) -> None:
    waiting = {(row["what"], row["field"]): row["waiting"] for row in ask(filled, "waiting_for_review")}
    assert waiting["name", "agency"] >= 1  # "EPD Administration" is in no registry
    assert ("value", "total") not in waiting


def test_what_waits_is_counted_as_the_review_counts_it(filled: sa.Engine) -> None:
    """An undone acceptance waits again, an accepted value no more, and a conflict although the reader is sure."""
    lay(filled, paper(Kind.INVOICE, {"total": "~12.00", "number": "~A-1", "date": "~2025-01-02", "vendor": "Axon"}))
    with filled.begin() as connection:
        unsure = {row["field"]: row["value_id"] for row in ask(filled, "values") if row["confidence"] == 0.5}
        accept(connection, "ana", unsure["total"], "looked")
        accept(connection, "ana", unsure["number"], "looked")
        undo(connection, "ana", unsure["number"], "not sure after all")
    with filled.connect() as connection:
        counted, listed = count_waiting(connection), list_waiting(connection)
    waiting = {(row["what"], row["field"]): row["waiting"] for row in ask(filled, "waiting_for_review")}
    assert ("value", "total") not in waiting
    assert (waiting["value", "number"], waiting["value", "date"]) == (1, 1)
    assert sum(number for (what, _), number in waiting.items() if what == "value") == counted.values
    assert sum(number for (what, _), number in waiting.items() if what == "name") == counted.names
    assert len(listed) == counted.values + counted.names


def test_every_question_shows_a_paper_as_corrected(filled: sa.Engine) -> None:
    papers = [row for row in ask(filled, "purchase_papers") if row["number"] == "INV-61152"]
    record = papers[0]["record_id"]
    ids = {row["field"]: row["value_id"] for row in ask(filled, "values_of_record", record=record)}
    said = {"number": "INV-61153", "date": "2025-04-01", "vendor": "Flock Safety", "total": "170000.00"}
    with filled.begin() as connection:
        for field, text in said.items():
            correct(connection, "ana", ids[field], text, "the page says so")
    joined(filled)
    for question in ("purchase_papers", "papers"):
        [row] = [row for row in ask(filled, question) if row["record_id"] == record]
        shown = {"number": row["number"], "date": str(row["date"]), "vendor": row["vendor"]}
        assert shown | {"total": f"{row['total_cents'] / 100:.2f}"} == said, question
    for question in ("purchase_rungs", "purchase_amounts", "values"):
        numbers = {row["number"] for row in ask(filled, question) if row["record_id"] == record}
        assert numbers == {"INV-61153"}, question
    [rung] = [row for row in ask(filled, "purchase_rungs") if row["record_id"] == record]
    assert str(rung["date"]) == "2025-04-01"
    [purchase] = [row for row in ask(filled, "purchases") if row["maker_key"] == "flock-safety"]
    assert purchase["invoiced_cents"] == 34100000


def test_the_evidence_of_a_value_is_whole(both_stores: sa.Engine) -> None:
    [value] = [row for row in ask(both_stores, "purchase_amounts") if row["amount"] == "ordered"]
    [proof] = ask(both_stores, "evidence_of_value", value=value["value_id"])
    assert (proof["field"], proof["value"], proof["raw"], proof["cents"]) == (
        "total",
        "342000.00",
        "342000.00",
        34200000,
    )
    assert (proof["kind"], proof["number"], proof["page"], proof["page_width"]) == (
        "purchase_order",
        "2510002336",
        1,
        612,
    )
    assert proof["sha256"] == value["sha256"]
    assert pd.isna(proof["row"])
    [place] = ask(both_stores, "retrievals_of_document", document=proof["document_id"])
    assert (place["agency_name"], place["url"]) == ("Eugene Police Department", None)
