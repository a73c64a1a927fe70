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


def test_the_flow_sums_one_kind_and_keeps_deals_without_cost_and_without_figures(filled: sa.Engine) -> None:
    def flow(**filters: str) -> dict[tuple[str, str, str], dict[str, Any]]:
        rows = ask(filled, "money_flow", **filters)
        return {(row["agency_name"], row["technology"], row["maker_name"]): row for row in rows}

    eugene = "Eugene Police Department", "alpr", "Flock Safety"
    pilot = "Orlando Police Department", "face_recognition", "Amazon Web Services"
    paid = flow(amount="paid")
    assert set(paid) == {eugene, pilot}, "Microsoft is only named: nothing proves a purchase"
    assert (paid[eugene]["amount_kind"], paid[eugene]["amount_cents"]) == ("paid", 34200000)
    assert pd.isna(paid[pilot]["amount_cents"]), "a ceiling of $0 is no payment of $0"
    assert (paid[pilot]["purchases"], paid[pilot]["without_figure"]) == (1, 1)
    assert flow(amount="ceiling")[pilot]["amount_cents"] == 0
    assert {row["amount_kind"] for row in flow().values()} == {"ceiling"}, "the kind that both purchases have"
    found = ask(filled, "purchases", agency=paid[eugene]["agency_id"], technology="alpr")
    behind = f"agency={found[0]['agency_id']}&vendor={found[0]['maker_id']}&technology=alpr"
    assert paid[eugene]["path"] == f"/purchase?{behind}"
    with pytest.raises(ValueError, match="lunch"):
        flow(amount="lunch")


def test_kinds_of_amount_are_never_summed_together(filled: sa.Engine) -> None:
    """A purchase that is only ordered adds nothing to what was paid, and one of them unreviewed says so."""
    order = {"vendor": "Flock Safety", "total": "~1000.00", "number": "PO-99817", "product": "Falcon camera"}
    lay(filled, paper(Kind.PURCHASE_ORDER, {"agency": "Orlando Police Department (Florida)", **order}))
    joined(filled)
    for amount, orlando in (("paid", None), ("ordered", 100000)):
        rows = {row["agency_name"]: row for row in ask(filled, "money_flow", vendor="flock-safety", amount=amount)}
        assert rows["Eugene Police Department"]["amount_cents"] == 34200000
        assert rows["Eugene Police Department"]["is_reviewed"] is True
        found = rows["Orlando Police Department"]
        assert (None if pd.isna(found["amount_cents"]) else found["amount_cents"]) == orlando
        states = {row["state"]: row for row in ask(filled, "purchases_by_state", amount=amount)}
        assert states["OR"]["amount_cents"] == 34200000
    assert (found["is_reviewed"], found["unreviewed_cents"]) == (False, 100000)
    on_record = ask(filled, "amounts_on_record")
    assert [(row["amount_kind"], row["purchases"]) for row in on_record[:3]] == [
        ("ordered", 2), ("ceiling", 2), ("invoiced", 1),
    ]  # fmt: skip
    [spending] = ask(filled, "spending_by_vendor", vendor="flock-safety")
    assert (spending["ordered_cents"], spending["ordered_unreviewed_cents"]) == (34300000, 100000)
    assert (spending["ordered_is_reviewed"], spending["paid_is_reviewed"]) == (False, True)


def test_a_figure_of_nothing_can_wait_for_review_too(filled: sa.Engine) -> None:
    free = {"agency": "Tampa Police Department", "vendor": "Axon", "product": "Axon Body 3", "total": "~0.00"}
    lay(filled, paper(Kind.AGREEMENT, free))
    joined(filled)
    [row] = [row for row in ask(filled, "purchases") if row["maker_key"] == "axon"]
    assert (row["ceiling_cents"], row["ceiling_unreviewed_cents"], row["best_is_reviewed"]) == (0, 0, False)


def test_totals_count_purchases_and_neither_leads_nor_what_is_only_named(filled: sa.Engine) -> None:
    [totals] = ask(filled, "totals")
    assert (totals["agencies"], totals["makers"], totals["purchases"], totals["leads"]) == (2, 2, 2, 1)
    assert (totals["only_named"], totals["without_figure"]) == (1, 0)
    assert (totals["documents"], totals["documents_read"], totals["documents_refused"]) == (12, 12, 0)


def test_what_a_paper_only_names_is_listed_and_counted_nowhere(both_stores: sa.Engine) -> None:
    [named] = [row for row in ask(both_stores, "purchases") if row["is_only_named"]]
    assert (named["maker_name"], named["rungs"], named["best_amount"]) == ("Microsoft", "", "none")
    [vendor] = ask(both_stores, "vendors", vendor="microsoft")
    [hit] = [row for row in ask(both_stores, "search_names", text="Microsoft") if row["kind"] == "vendor"]
    assert vendor["purchases"] == hit["purchases"] == 0
    [spending] = ask(both_stores, "spending_by_vendor", vendor="microsoft")
    assert (spending["purchases"], spending["agencies"], spending["only_named"]) == (0, 0, 1)
    [technology] = ask(both_stores, "technologies", technology="face_recognition")
    assert technology["purchases"] == 1


def test_the_map_has_states_and_the_federal_government_apart(both_stores: sa.Engine) -> None:
    states = {row["state"]: row for row in ask(both_stores, "purchases_by_state", amount="ceiling")}
    assert (states["OR"]["amount_cents"], states["FL"]["amount_cents"]) == (34200000, 0)
    assert states["OR"]["path"] == "/purchase?state=OR"
    assert (states[None]["purchases"], states[None]["only_named"], states[None]["leads"]) == (0, 1, 0)
    assert states[None]["path"] == "/purchase?state=none"
    assert [row["maker_name"] for row in ask(both_stores, "purchases", state="none")] == ["Microsoft"]


def test_agencies_named_together_have_the_state_that_names_them(both_stores: sa.Engine) -> None:
    """ "agencies in Arizona" asked: Arizona did, and bought nothing."""
    states = {row["state"]: row for row in ask(both_stores, "purchases_by_state")}
    assert (states["AZ"]["purchases"], states["AZ"]["leads"]) == (0, 1)
    assert [row["agency_name"] for row in ask(both_stores, "leads", state="az")] == ["agencies in Arizona"]
    assert ask(both_stores, "leads", state="OR") == []


def test_spending_by_agency_keeps_the_five_amounts_apart(filled: sa.Engine) -> None:
    [row] = ask(filled, "spending_by_agency", agency="us-or-eugene-pd")
    for amount in ("ceiling", "ordered", "invoiced", "paid"):
        assert row[f"{amount}_cents"] == 34200000, amount
        assert row[f"{amount}_unreviewed_cents"] == 0
    assert not [name for name in row if name.startswith("best")], "no sum over kinds"
    assert row["technologies"] == "alpr"


def test_a_rung_says_whether_its_date_is_reviewed(filled: sa.Engine) -> None:
    lay(filled, paper(Kind.INVOICE, {"total": "12.00", "number": "A-4411", "date": "~2025-01-02", "vendor": "Axon"}))
    joined(filled)
    rungs = ask(filled, "purchase_rungs")
    unsure = [row for row in rungs if str(row["date"]) == "2025-01-02"]
    assert [row["date_is_reviewed"] for row in unsure] == [False]
    sure = [row for row in rungs if row["rung"] == "ordered"]
    assert [row["date_is_reviewed"] for row in sure] == [True]
    [proof] = ask(filled, "evidence_of_value", value=unsure[0]["date_value_id"])
    assert proof["field"] == "date"


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
    corrected = [row for row in ask(filled, "purchase_amounts") if row["correction_reason"]]
    assert [(row["cents"], row["as_read_cents"]) for row in corrected] == [(17000000, 17100000)]
    [proof] = ask(filled, "evidence_of_value", value=corrected[0]["value_id"])
    assert (proof["correction_reason"], proof["corrected_at"]) == ("the page says so", corrected[0]["corrected_at"])


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
