"""The reviewer's queue and its items, and merges and splits, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, CONTRACT, invoice, joined, lay, paper
from tests.review.regrouping import again, amounts, derived, merge_them, purchase_of, record_of, split_it, undo_it
from watchbill.errors import NotFoundError
from watchbill.model import Kind
from watchbill.registry import sync_registry
from watchbill.review.item import load_item, papers_of
from watchbill.review.queue import queue
from watchbill.review.waiting import count_waiting

SMALL = invoice("INV-1", "2025-06-01", "~10.00", contract_number="2025-03244")
BIG = invoice("INV-9", "2025-06-02", "~90.00", po_number="77777777")
STRANGE = paper(
    Kind.INVOICE, {"agency": "City of Eugene", "vendor": "Qwertz Gadgets Inc", "number": "3", "total": "5.00"}
)


@pytest.fixture
def desk(store: sa.Engine) -> sa.Engine:
    sync_registry(store)
    for record in (CONTRACT, SMALL, BIG, STRANGE):
        lay(store, record, agency=AGENCY)
    joined(store)
    return store


def test_the_biggest_sum_or_the_least_sure_comes_first_and_words_filter(desk: sa.Engine) -> None:
    with desk.connect() as connection:
        values = queue(connection, kind="value")
        assert [one.cents for one in values if one.what == "total"] == [9000, 1000]
        assert [one.printed for one in queue(connection, kind="name")] == ["Qwertz Gadgets Inc"]
        assert queue(connection, kind="name")[0].cents == 500
        assert {one.kind for one in queue(connection, order="oldest")} == {"value", "name"}
        sure = [one.sure or 0.0 for one in queue(connection, order="unsure")]
        assert sure == sorted(sure)
        assert [one.printed for one in queue(connection, text="QWERTZ name")] == ["Qwertz Gadgets Inc"]
        waits = count_waiting(connection)
        assert len(queue(connection)) == waits.values + waits.names + waits.checks + waits.deals


def test_an_item_says_where_why_and_who(desk: sa.Engine) -> None:
    with desk.connect() as connection:
        value = load_item(connection, queue(connection, kind="value", text="90.00")[0].id)
        assert (value.what, value.printed, value.reason) == ("total", "90.00", "hard to read")
        assert value.places[0].purchase == purchase_of(desk, BIG)
        assert value.places[0].box is not None
        name = load_item(connection, queue(connection, kind="name")[0].id)
        assert (name.what, name.meaning, len(name.places)) == ("vendor name", "", 1)
        for unknown in ("v-x", "n-x", "r-x", "j-x"):
            with pytest.raises(NotFoundError):
                load_item(connection, unknown)


def test_merged_split_in_conflict_and_undone(desk: sa.Engine) -> None:
    before = derived(desk)
    merge_them(desk, BIG, CONTRACT)
    with desk.connect() as connection:
        papers = papers_of(connection, purchase_of(desk, CONTRACT))
    assert {row["record"] for row in papers} == {record_of(desk, record) for record in (CONTRACT, SMALL, BIG)}
    split_it(desk, CONTRACT, SMALL)
    assert sorted(each.get("invoiced", 0) for each in amounts(desk).values()) == [500, 1000, 9000]
    again(desk, BIG, invoice("INV-8", "2025-06-02", "~90.00", po_number="77777777"), reader="2.0")
    joined(desk)
    with desk.connect() as connection:
        (waiting,) = queue(connection, kind="deal")
        assert load_item(connection, waiting.id).reason == "the invoice INV-9 reads as invoice INV-8 now"
    again(desk, BIG, BIG, reader="3.0")
    for number in ("2", "1"):
        undo_it(desk, number)
    joined(desk)
    assert derived(desk) == before
