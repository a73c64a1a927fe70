"""Who buys what from whom for how much: each purchase once, $0 and unknown sums never lost, leads never bought."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from watchbill.questions import QUESTIONS


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


def test_waiting_for_review_counts_what_nobody_settled(filled: sa.Engine) -> None:
    waiting = {(row["what"], row["field"]): row["waiting"] for row in ask(filled, "waiting_for_review")}
    assert waiting["name", "agency"] >= 1  # "EPD Administration" is in no registry
    assert ("value", "total") not in waiting


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
