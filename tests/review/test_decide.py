"""Decisions are typed as strictly as papers, name what is wrong, and reach names as well as values."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.review.papers import printed, release_papers, save_paper, value_id
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.registry import sync_registry
from watchbill.resolve import name_id, resolve_names
from watchbill.review.corrections import read_log, verify_chain
from watchbill.review.decide import accept, correct, resolve, undo
from watchbill.review.typed import typed_value
from watchbill.review.waiting import count_waiting, list_waiting
from watchbill.store.schema import name_match


@pytest.mark.parametrize(
    ("field", "text", "value", "cents"),
    [
        ("total", "342000", "342000.00", 34200000),
        ("total", "$342,000.00", "342000.00", 34200000),
        ("total", "-1,234.5", "-1234.50", -123450),
        ("total", "0", "0.00", 0),
        ("unit_price", "0.0125", "0.0125", None),
        ("date", "2025-03-24", "2025-03-24", None),
        ("quantity", "1,000", "1000", None),
        ("vendor", "  Flock   Safety ", "Flock Safety", None),
        ("number", "INV-61152", "INV-61152", None),
    ],
)
def test_typed_values(field: str, text: str, value: str, cents: int | None) -> None:
    settled = typed_value(field, text)
    assert (settled.value, settled.cents) == (value, cents)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("total", "about 5", "is not an amount"),
        ("total", "1,23.00", "is not an amount"),
        ("total", "1.234", "fractions of a cent"),
        ("total", "1" * 20, "larger than any total"),
        ("date", "3/24/2025", "year-month-day"),
        ("date", "2025-02-30", "no day of the calendar"),
        ("quantity", "many", "is not an amount"),
        ("vendor", "   ", "cannot be empty"),
    ],
)
def test_what_does_not_fit_the_field_is_refused(field: str, text: str, sentence: str) -> None:
    with pytest.raises(WatchbillError, match=sentence):
        typed_value(field, text)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_any_amount_survives_typing(amount: Decimal) -> None:
    settled = typed_value("total", f"{amount:,}")
    assert Decimal(settled.value) == amount
    assert settled.cents == int(amount * 100)


@pytest.fixture
def waiting_names(sqlite_store: sa.Engine) -> sa.Engine:
    """Two invoices whose vendors are misprinted, one nearly and one beyond guessing."""
    sync_registry(sqlite_store)
    save_paper(
        sqlite_store, "near", {"vendor": printed("Flock Saftey"), "total": printed("5.00", line=1, confidence=0.5)}
    )
    save_paper(sqlite_store, "far", {"vendor": printed("MacXprts")})
    release_papers(sqlite_store, "us-or-eugene", "near", "far")
    resolve_names(sqlite_store)
    return sqlite_store


def decision(engine: sa.Engine, name: str) -> tuple[str, str | None]:
    with engine.connect() as connection:
        row = connection.execute(sa.select(name_match).where(name_match.c.name == name)).one()
    return row.decision, row.method


def test_what_waits_says_where_it_stands(waiting_names: sa.Engine) -> None:
    with waiting_names.connect() as connection:
        waiting = list_waiting(connection)
        counted = count_waiting(connection)
        only_names = list_waiting(connection, kind="name")
        first = list_waiting(connection, limit=1)
    assert [(one.kind, one.what, one.printed, one.title, one.page) for one in waiting] == [
        ("name", "vendor name", "Flock Saftey", "near.pdf", 1),
        ("name", "vendor name", "MacXprts", "far.pdf", 1),
        ("value", "total", "5.00", "near.pdf", 1),
    ]
    assert waiting[0].candidates[0].key == "flock-safety"
    assert (counted.names, counted.values) == (2, 1)
    assert only_names == waiting[:2]
    assert first == waiting[:1]


def test_accepting_a_name_takes_its_nearest_candidate(waiting_names: sa.Engine) -> None:
    with waiting_names.begin() as connection:
        made = accept(connection, "ann", name_id("vendor", "Flock Saftey"), "a slip")
    assert made.sentence == "'Flock Saftey' means flock-safety"
    resolve_names(waiting_names)
    assert decision(waiting_names, "Flock Saftey") == ("accepted", "reviewer")


def test_a_name_near_nothing_cannot_be_accepted(waiting_names: sa.Engine) -> None:
    with waiting_names.begin() as connection, pytest.raises(WatchbillError, match="--to KEY"):
        accept(connection, "ann", name_id("vendor", "MacXprts"), "looked")


def test_a_name_of_nobody_stops_waiting_until_undone(waiting_names: sa.Engine) -> None:
    target = name_id("vendor", "MacXprts")
    with waiting_names.begin() as connection:
        resolve(connection, "ann", target, "none", "a computer shop")
    resolve_names(waiting_names)
    assert decision(waiting_names, "MacXprts") == ("rejected", "reviewer")
    with waiting_names.begin() as connection:
        made = undo(connection, "bob", target, "not sure")
    assert made.changes_names
    resolve_names(waiting_names)
    assert decision(waiting_names, "MacXprts") == ("review", None)
    with waiting_names.connect() as connection:
        assert verify_chain(connection).broken == ()
        assert [row.action for row in read_log(connection)] == ["reject", "undo"]


def test_unknown_keys_and_ids_are_named(waiting_names: sa.Engine) -> None:
    with waiting_names.begin() as connection:
        with pytest.raises(NotFoundError, match="nearest is flock-safety"):
            resolve(connection, "ann", name_id("vendor", "MacXprts"), "flock-saftey", "a slip")
        with pytest.raises(NotFoundError, match="review list"):
            accept(connection, "ann", "v-nothing", "looked")
        with pytest.raises(NotFoundError, match="nothing to undo"):
            undo(connection, "ann", value_id(waiting_names, "total"), "why not")
        with pytest.raises(NotFoundError, match="no correction 99"):
            undo(connection, "ann", "99", "why not")
        assert read_log(connection) == []


def test_values_and_names_are_not_mixed_up(waiting_names: sa.Engine) -> None:
    with waiting_names.begin() as connection:
        with pytest.raises(WatchbillError, match="is a printed name"):
            correct(connection, "ann", name_id("vendor", "MacXprts"), "Mac Experts", "a slip")
        with pytest.raises(WatchbillError, match="is a total, not a printed name"):
            resolve(connection, "ann", value_id(waiting_names, "total"), "flock-safety", "a slip")


def test_accepting_twice_writes_once(waiting_names: sa.Engine) -> None:
    total = value_id(waiting_names, "total")
    with waiting_names.begin() as connection:
        first = accept(connection, "ann", total, "looked")
        second = accept(connection, "bob", total, "looked too")
        assert first.correction_id is not None
        assert second.correction_id is None
        assert len(read_log(connection)) == 1


def test_a_correction_is_taken_back_once(waiting_names: sa.Engine) -> None:
    with waiting_names.begin() as connection:
        made = correct(connection, "ann", value_id(waiting_names, "total"), "6.00", "a six")
        undo(connection, "ann", str(made.correction_id), "no")
        with pytest.raises(WatchbillError, match="was taken back by ann already"):
            undo(connection, "bob", str(made.correction_id), "no")


def test_a_corrected_vendor_is_resolved_anew(waiting_names: sa.Engine) -> None:
    vendor = value_id(waiting_names, "vendor", "near")
    with waiting_names.begin() as connection:
        assert correct(connection, "ann", vendor, "Flock Safety", "the letterhead").changes_names
    resolve_names(waiting_names)
    assert decision(waiting_names, "Flock Safety") == ("auto", "exact")
    with waiting_names.connect() as connection:
        assert connection.scalar(sa.select(name_match.c.id).where(name_match.c.name == "Flock Saftey")) is None
