"""Merges and splits: what they join and keep apart, what survives a newer reading, what comes back as a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, joined, lay, new_desk, paper, remove
from tests.review.regrouping import again, amounts, merge_them, purchase_of, record_of, split_it, undo_it
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.model import Kind, Record
from watchbill.review.corrections import read_log, verify_chain
from watchbill.review.deals import conflicts, regroupings
from watchbill.review.decide import accept, undo
from watchbill.review.regroup import merge, split
from watchbill.review.settling import settle_all
from watchbill.review.waiting import count_waiting, list_waiting
from watchbill.store import schema as s

CONTRACT = paper(
    Kind.CONTRACT, {"agency": "City of Eugene", "vendor": "Flock Group Inc", "number": "2025-03244", "total": "100.00"}
)
ORDER = paper(
    Kind.PURCHASE_ORDER, {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "2510002336",
                          "contract_number": "2025-03244", "total": "100.00"},
)  # fmt: skip


def bill(number: str, total: str, po_number: str = "2510002336") -> Record:
    """An invoice of Flock Safety to Eugene."""
    fields = {"agency": "City of Eugene", "vendor": "Flock Safety", "number": number, "po_number": po_number}
    return paper(Kind.INVOICE, {**fields, "total": total, "date": "2025-06-01"})


FIRST, SECOND, OTHER = bill("INV-1", "10.00"), bill("INV-2", "20.00"), bill("INV-9", "90.00", "7777777")


@pytest.fixture
def eugene(tmp_path: Any) -> Iterable[sa.Engine]:
    """A contract with its order and two invoices; and an invoice on an order that nobody has seen."""
    engine = new_desk(tmp_path / "desk.db")
    for record in (CONTRACT, ORDER, FIRST, SECOND, OTHER):
        lay(engine, record, agency=AGENCY)
    joined(engine)
    yield engine
    engine.dispose()


def test_a_merge_makes_one_deal_of_two_and_says_so(eugene: sa.Engine) -> None:
    before = amounts(eugene)
    assert sorted(each["invoiced"] for each in before.values()) == [3000, 9000]
    merge_them(eugene, OTHER, CONTRACT)
    assert [each["invoiced"] for each in amounts(eugene).values()] == [12000]
    with eugene.connect() as connection:
        reasons = connection.scalars(sa.select(s.purchase_record.c.joined_by)).all()
        assert all("a reviewer says that these papers are one deal (correction 1)" in why for why in reasons)
        assert verify_chain(connection).broken == ()
    undo_it(eugene, "1")
    assert amounts(eugene) == before


def test_a_split_takes_papers_out_together(eugene: sa.Engine) -> None:
    split_it(eugene, CONTRACT, FIRST, SECOND)
    found = sorted(amounts(eugene).values(), key=str)
    assert found == [{"ceiling": 10000, "ordered": 10000}, {"invoiced": 3000}, {"invoiced": 9000}]
    assert purchase_of(eugene, FIRST) == purchase_of(eugene, SECOND)


def test_a_copy_of_a_paper_goes_with_it_whenever_it_comes(eugene: sa.Engine) -> None:
    lay(eugene, FIRST, agency=AGENCY, copy=1)
    joined(eugene)
    split_it(eugene, CONTRACT, FIRST)
    lay(eugene, FIRST, agency=AGENCY, copy=2)
    joined(eugene)
    assert sorted(each.get("invoiced", 0) for each in amounts(eugene).values()) == [1000, 2000, 9000]


@pytest.mark.parametrize("number", ["lNV-1", "~INV-7"])
def test_a_misread_copy_of_a_paper_goes_with_it(eugene: sa.Engine, number: str) -> None:
    """A letter for a digit, and a digit that the reader was unsure of."""
    lay(eugene, bill(number, "10.00"), agency=AGENCY)
    joined(eugene)
    before = sorted(each.get("invoiced", 0) for each in amounts(eugene).values())
    assert before == [3000, 9000]
    split_it(eugene, CONTRACT, FIRST)
    assert sorted(each.get("invoiced", 0) for each in amounts(eugene).values()) == [1000, 2000, 9000]


def test_a_later_paper_goes_where_its_numbers_lead(eugene: sa.Engine) -> None:
    split_it(eugene, CONTRACT, ORDER, FIRST, SECOND)
    later = bill("INV-3", "30.00")
    lay(eugene, later, agency=AGENCY)
    joined(eugene)
    assert purchase_of(eugene, later) == purchase_of(eugene, ORDER) != purchase_of(eugene, CONTRACT)


def test_the_later_of_two_decisions_counts(eugene: sa.Engine) -> None:
    split_it(eugene, CONTRACT, FIRST)
    merge_them(eugene, FIRST, CONTRACT)
    assert purchase_of(eugene, FIRST) == purchase_of(eugene, CONTRACT)
    undo_it(eugene, "2")
    assert purchase_of(eugene, FIRST) != purchase_of(eugene, CONTRACT)


def test_decisions_survive_a_newer_reading_and_a_rebuild(eugene: sa.Engine) -> None:
    merge_them(eugene, OTHER, CONTRACT)
    split_it(eugene, CONTRACT, FIRST)
    before = amounts(eugene)
    for record in (CONTRACT, ORDER, FIRST, SECOND, OTHER):
        again(eugene, record, record, reader="2.0")
    joined(eugene)
    assert amounts(eugene) == before
    with eugene.connect() as connection:
        assert conflicts(connection) == []


def test_a_merge_whose_paper_reads_otherwise_joins_nothing_and_waits(eugene: sa.Engine) -> None:
    before = amounts(eugene)
    merge_them(eugene, OTHER, CONTRACT)
    again(eugene, OTHER, bill("INV-8", "90.00", "7777777"), reader="2.0")
    joined(eugene)
    assert sorted(map(str, amounts(eugene).values())) == sorted(map(str, before.values()))
    with eugene.connect() as connection:
        waiting = list_waiting(connection, "deal")
        assert count_waiting(connection).deals == 1
    assert "the invoice INV-9 reads as invoice INV-8 now" in waiting[0].reason
    assert (waiting[0].what, waiting[0].id[:2]) == ("merge", "j-")
    settle_all(eugene, lambda connection: [accept(connection, "ann", waiting[0].id, "still the same paper")])
    assert [each["invoiced"] for each in amounts(eugene).values()] == [12000]
    with eugene.connect() as connection:
        assert conflicts(connection) == []


def test_a_split_in_conflict_still_keeps_apart(eugene: sa.Engine) -> None:
    split_it(eugene, CONTRACT, FIRST)
    again(eugene, FIRST, bill("INV-11", "10.00"), reader="2.0")
    joined(eugene)
    with eugene.connect() as connection:
        assert [one.changes for one in conflicts(connection)] == [("the invoice INV-1 reads as invoice INV-11 now",)]
    assert sorted(each.get("invoiced", 0) for each in amounts(eugene).values()) == [1000, 2000, 9000]


def test_a_paper_that_is_gone_comes_back_as_a_conflict(eugene: sa.Engine) -> None:
    merge_them(eugene, OTHER, CONTRACT)
    remove(eugene, lay(eugene, OTHER, agency=AGENCY))
    joined(eugene)
    with eugene.connect() as connection:
        (conflict,) = conflicts(connection)
        target = conflict.said.target_id
    assert conflict.changes == ("the invoice INV-9 is gone",)
    settle_all(eugene, lambda connection: [undo(connection, "ann", target, "taken out")])
    with eugene.connect() as connection:
        assert regroupings(connection) == []


def test_the_same_said_again_writes_nothing(eugene: sa.Engine) -> None:
    ids = merge_them(eugene, OTHER, CONTRACT)
    with eugene.connect() as connection:
        log = read_log(connection)
    assert ids == [1]
    assert (log[0].action, log[0].target_kind, log[0].before) == (
        "merge", "deal", {"decision": "apart", "purchases": sorted(log[0].before["purchases"])},
    )  # fmt: skip


@pytest.mark.parametrize("targets", [("p-nothing", "p-nowhere"), ("r-nothing", "p-nothing")])
def test_unknown_ids_are_named(eugene: sa.Engine, targets: tuple[str, ...]) -> None:
    with eugene.begin() as connection, pytest.raises(NotFoundError, match="nothing"):
        merge(connection, "ann", targets, "why")


def test_what_makes_no_sense_is_refused_with_a_sentence(eugene: sa.Engine) -> None:
    whole, lone = purchase_of(eugene, CONTRACT), purchase_of(eugene, OTHER)
    with eugene.begin() as connection:
        with pytest.raises(WatchbillError, match="two different purchases"):
            merge(connection, "ann", (whole, whole), "why")
        with pytest.raises(WatchbillError, match=f"belongs to {lone}"):
            merge(connection, "ann", (whole, record_of(eugene, OTHER)), "why")
        with pytest.raises(WatchbillError, match="at least one paper"):
            split(connection, "ann", lone, [record_of(eugene, OTHER)], "why")
        with pytest.raises(NotFoundError, match=f"{whole} has no paper"):
            split(connection, "ann", whole, [record_of(eugene, OTHER)], "why")


def test_an_old_address_of_a_merged_purchase_leads_to_the_whole(eugene: sa.Engine) -> None:
    lone = purchase_of(eugene, OTHER)
    merge_them(eugene, OTHER, CONTRACT)
    with eugene.begin() as connection, pytest.raises(WatchbillError, match="two different purchases"):
        merge(connection, "ann", (lone, purchase_of(eugene, CONTRACT)), "again")


def test_purchases_of_two_agencies_are_no_deal(eugene: sa.Engine) -> None:
    fields = {"agency": "Orlando Police Department", "vendor": "Flock Safety", "number": "P-1", "total": "5.00"}
    orlando = paper(Kind.INVOICE, fields)
    lay(eugene, orlando, agency="us-fl-orlando-pd")
    joined(eugene)
    with eugene.begin() as connection, pytest.raises(WatchbillError, match="are different agencies"):
        merge(connection, "ann", (purchase_of(eugene, orlando), purchase_of(eugene, CONTRACT)), "why")
