"""Corrections laid over readings: they count, they survive a newer reader, and a conflict returns to review."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from tests.review.papers import printed, save_paper, value_id
from watchbill.review.decide import accept, correct, undo
from watchbill.review.settle import Settled, current_values, overlay_of, settle
from watchbill.review.waiting import count_waiting, list_waiting
from watchbill.store import schema


def settled(engine: sa.Engine, field: str) -> Settled:
    with engine.connect() as connection:
        row = connection.execute(current_values().where(schema.value.c.field == field)).one()
        return settle(row, overlay_of(connection))


def test_readings_count_until_somebody_speaks(store: sa.Engine) -> None:
    save_paper(store, "invoice", {"total": printed("342000.00"), "date": printed("2025-03-24", line=1, confidence=0.6)})
    assert settled(store, "total") == Settled("342000.00", 34200000, None, True)
    assert settled(store, "date") == Settled("2025-03-24", None, dt.date(2025, 3, 24), False)


def test_a_correction_counts_and_its_undo_takes_it_back(store: sa.Engine) -> None:
    save_paper(store, "invoice", {"total": printed("342000.00", confidence=0.6), "date": printed("2025-03-24", line=1)})
    total, date = value_id(store, "total"), value_id(store, "date")
    with store.begin() as connection:
        correct(connection, "ann", total, "$34,200.00", "a zero too many")
        correct(connection, "ann", date, "2025-03-25", "the stamp says so")
    assert settled(store, "total") == Settled("34200.00", 3420000, None, True)
    assert settled(store, "date") == Settled("2025-03-25", None, dt.date(2025, 3, 25), True)
    with store.begin() as connection:
        undo(connection, "bob", total, "no, it is right")
    assert settled(store, "total") == Settled("342000.00", 34200000, None, False)


def test_accepting_marks_as_reviewed(store: sa.Engine) -> None:
    save_paper(store, "invoice", {"total": printed("342000.00", confidence=0.6)})
    with store.begin() as connection:
        accept(connection, "ann", value_id(store, "total"), "looked")
    assert settled(store, "total") == Settled("342000.00", 34200000, None, True)


def test_a_correction_survives_a_newer_reader(store: sa.Engine) -> None:
    save_paper(store, "invoice", {"total": printed("34200.00", raw="34,200.00", confidence=0.6)})
    with store.begin() as connection:
        correct(connection, "ann", value_id(store, "total"), "342000.00", "the last zero is cut off")
    save_paper(store, "invoice", {"total": printed("34200.00", raw="34,200.00", confidence=0.7)}, reader="1.1")
    assert settled(store, "total").value == "342000.00"


def test_a_correction_finds_its_value_by_place_when_the_id_changed(store: sa.Engine) -> None:
    save_paper(store, "invoice", {"total": printed("34200.00", raw="34,200.00", line=2, confidence=0.6)})
    old = value_id(store, "total")
    with store.begin() as connection:
        correct(connection, "ann", old, "342000.00", "the last zero is cut off")
    moved = printed("34200.00", raw="$34,200.00", line=2, confidence=0.6)
    save_paper(store, "invoice", {"total": moved}, reader="1.1")
    new = value_id(store, "total")
    assert new != old
    assert settled(store, "total").value == "34200.00"  # 6 points wider: not the same box
    nudged = printed("34200.00", raw="34,200.00", line=2, confidence=0.6)
    x0, top, x1, bottom = nudged.bbox
    shifted = type(nudged)(nudged.value, nudged.raw, 1, (x0 + 1.2, top - 1.4, x1 + 1.2, bottom), 0.6)
    save_paper(store, "invoice", {"total": shifted}, reader="1.2")
    assert value_id(store, "total") not in (old, new)
    assert settled(store, "total").value == "342000.00"
    with store.begin() as connection:
        undo(connection, "bob", value_id(store, "total"), "found by its new id too")
    assert settled(store, "total").value == "34200.00"


def test_a_conflict_returns_to_review(store: sa.Engine) -> None:
    save_paper(store, "invoice", {"total": printed("34200.00", raw="34Z000.00", confidence=0.6)})
    with store.begin() as connection:
        correct(connection, "ann", value_id(store, "total"), "340000.00", "it says so")
        assert list_waiting(connection) == []
    save_paper(store, "invoice", {"total": printed("342000.00", raw="34Z000.00", confidence=0.99)}, reader="1.1")
    assert settled(store, "total") == Settled("342000.00", 34200000, None, False)
    with store.connect() as connection:
        waiting = list_waiting(connection)
        assert count_waiting(connection).values == 1
    assert len(waiting) == 1
    assert "ann settled '34200.00' as '340000.00'" in waiting[0].reason
    with store.begin() as connection:
        accept(connection, "bob", waiting[0].id, "the new reading is right")
        assert list_waiting(connection) == []
    assert settled(store, "total") == Settled("342000.00", 34200000, None, True)


def test_a_reader_that_comes_to_agree_is_no_conflict(store: sa.Engine) -> None:
    save_paper(store, "invoice", {"total": printed("34200.00", raw="342,00.00", confidence=0.6)})
    with store.begin() as connection:
        correct(connection, "ann", value_id(store, "total"), "342000.00", "it says so")
    save_paper(store, "invoice", {"total": printed("342000.00", raw="342,00.00", confidence=0.8)}, reader="1.1")
    assert settled(store, "total") == Settled("342000.00", 34200000, None, True)


def test_a_correction_whose_value_is_gone_waits_and_is_not_lost(store: sa.Engine) -> None:
    save_paper(store, "invoice", {"total": printed("342000.00", confidence=0.6)})
    total = value_id(store, "total")
    with store.begin() as connection:
        accept(connection, "ann", total, "looked")
    save_paper(store, "invoice", {"date": printed("2025-03-24", line=5)}, reader="1.1")
    with store.connect() as connection:
        waiting = list_waiting(connection)
        assert [lost.target_id for lost in overlay_of(connection).lost] == [total]
    assert [one.id for one in waiting] == [total]
    assert "today's reading has no such value" in waiting[0].reason
    with store.begin() as connection:
        undo(connection, "ann", total, "the paper has no total after all")
        assert list_waiting(connection) == []
