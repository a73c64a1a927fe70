"""Two purchases that may be one: they wait with the reason, and a merge or a person's word settles them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, joined, lay, new_desk, paper
from watchbill.answers import purchase_lines
from watchbill.errors import NotFoundError
from watchbill.model import Kind, Record
from watchbill.questions import QUESTIONS
from watchbill.review.corrections import verify_chain
from watchbill.review.decide import accept, undo
from watchbill.review.item import load_item
from watchbill.review.pairs import OpenPair, open_pairs
from watchbill.review.queue import queue
from watchbill.review.regroup import merge
from watchbill.review.waiting import count_waiting, list_waiting

WHY = "the clerk says so"


@pytest.fixture
def desk(tmp_path: Path) -> sa.Engine:
    return new_desk(tmp_path / "desk.db")


def order(number: str = "10-4455", total: str = "10000.00", vendor: str = "Cellebrite") -> Record:
    fields = {"agency": "City of Eugene", "vendor": vendor, "number": number, "total": total, "date": "2023-08-21"}
    return paper(Kind.PURCHASE_ORDER, fields, items=[{"description": "Cellebrite UFED licence", "amount": total}])


def bill(number: str, total: str, vendor: str = "Cellebrite", date: str = "2023-10-02", **more: str) -> Record:
    fields = {"agency": "City of Eugene", "vendor": vendor, "number": number, "total": total, "date": date}
    return paper(Kind.INVOICE, fields | more, items=[{"description": "Cellebrite UFED licence", "amount": total}])


def waiting(engine: sa.Engine, *records: Record) -> list[OpenPair]:
    for record in records:
        lay(engine, record, agency=AGENCY)
    joined(engine)
    with engine.connect() as connection:
        return open_pairs(connection)


def test_an_invoice_that_no_order_has_room_for_waits_beside_the_order(desk: sa.Engine) -> None:
    [pair] = waiting(desk, order(), bill("I-2", "12000.00"))
    assert pair.reason == (
        "invoice I-2 names no order or contract, and purchase order 10-4455 is of the same agency and seller: "
        "one deal or two?"
    )
    with desk.connect() as connection:
        [item] = list_waiting(connection, "pair")
        assert item.as_json()["what"] == "one or two"
        assert f"review merge {pair.purchase} {pair.other}" in item.reason
        assert count_waiting(connection).pairs == 1
        assert [entry.cents for entry in queue(connection, kind="pair")] == [1200000]
        assert load_item(connection, pair.id).reason == pair.reason
        rows = QUESTIONS["waiting_for_review"].answer(connection)
    assert ("pair", "one or two", 1) in set(zip(rows["what"], rows["field"], rows["waiting"], strict=True))


def test_a_number_one_sign_off_waits_and_a_number_of_another_order_does_not(desk: sa.Engine) -> None:
    [pair] = waiting(
        desk, order(), bill("I-1", "10000.00", po_number="10-4456"), bill("I-2", "10000.00", po_number="99-1203")
    )
    assert pair.reason.startswith("invoice I-1 prints purchase order 104456, which no paper bears;")
    assert "differs in one sign" in pair.reason


@pytest.mark.parametrize(
    "other",
    [
        bill("I-2", "12000.00", vendor="Grayshift"),
        bill("I-2", "12000.00", date="2019-01-02"),  # years before
        bill("I-2", "10000.00", po_number="10-4455"),  # joined
    ],
)
def test_what_speaks_for_itself_waits_for_nobody(desk: sa.Engine, other: Record) -> None:
    assert waiting(desk, order(), other) == []


def test_a_paper_that_may_be_of_anything_is_not_asked_about(desk: sa.Engine) -> None:
    assert waiting(desk, *(order(f"10-50{n}1", f"{n}000.00") for n in range(1, 6)), bill("I-2", "12000.00")) == []


def test_a_merge_settles_a_pair_and_its_undo_brings_it_back(desk: sa.Engine) -> None:
    [pair] = waiting(desk, order(), bill("I-2", "12000.00"))
    with desk.begin() as connection:
        decision = merge(connection, "ana", (pair.purchase, pair.other), WHY)
    assert waiting(desk) == []
    with desk.connect() as connection:
        assert [(one["ordered"], one["invoiced"]) for one in purchase_lines(connection)] == [("10000.00", "12000.00")]
    with desk.begin() as connection:
        undo(connection, "ana", str(decision.correction_id), WHY)
    assert [one.id for one in waiting(desk)] == [pair.id]


def test_two_purchases_stay_two_on_a_person_s_word(desk: sa.Engine) -> None:
    [pair] = waiting(desk, order(), bill("I-2", "12000.00"))
    with desk.begin() as connection:
        decision = accept(connection, "ana", pair.id, WHY)
        assert accept(connection, "ben", pair.id, WHY).correction_id is None  # said already
    assert waiting(desk) == []
    with desk.connect() as connection:
        assert len(purchase_lines(connection)) == 2
        assert verify_chain(connection).broken == ()
        log = QUESTIONS["corrections"].answer(connection, target=pair.id)
    assert log.loc[0, "about"] == f"{pair.purchase} and {pair.other}"
    assert json.loads(log.loc[0, "after"])["decision"] == "two purchases"
    with desk.begin() as connection:
        undo(connection, "ana", str(decision.correction_id), WHY)
    assert [one.id for one in waiting(desk)] == [pair.id]


def test_an_unknown_pair_is_named(desk: sa.Engine) -> None:
    with desk.begin() as connection, pytest.raises(NotFoundError, match="q-nothing"):
        accept(connection, "ana", "q-nothing", WHY)
