"""Agencies are found by key, with the nearest suggestion, and added once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from watchbill.agencies import KEY, add_agency, find_agency, list_agencies
from watchbill.cli.agency import KINDS
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.model import public_id
from watchbill.registry import read_registry, sync_registry
from watchbill.registry.files import AGENCY_KINDS
from watchbill.settings import REGISTRY


@pytest.fixture
def stocked(store: sa.Engine) -> sa.Engine:
    sync_registry(store)
    return store


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("us-or-eugene-pdd", "us-or-eugene-pd"),
        ("us-or-eugene-police", "us-or-eugene-pd"),
        ("US-OR-EUGENE-PD", "us-or-eugene-pd"),
        ("Eugene Police", "us-or-eugene-pd"),
    ],
)
def test_an_unknown_key_suggests_the_nearest(stocked: sa.Engine, typed: str, meant: str) -> None:
    with stocked.connect() as connection, pytest.raises(NotFoundError, match=f"did you mean {meant} ") as raised:
        find_agency(connection, typed)
    assert raised.value.exit_code == 3


def test_nothing_is_suggested_where_nothing_is_near(stocked: sa.Engine) -> None:
    with stocked.connect() as connection, pytest.raises(NotFoundError) as raised:
        find_agency(connection, "qqqqqq")
    assert "did you mean" not in str(raised.value)
    assert "`watchbill agency add`" in str(raised.value)


def test_an_added_agency_is_found_and_survives_the_registry(stocked: sa.Engine) -> None:
    with stocked.begin() as connection:
        added, is_new = add_agency(
            connection, "us-or-bend-pd", "Bend Police Department", "OR", kind="police", parent="us-or"
        )
    assert is_new
    with stocked.begin() as connection:
        connection.execute(sa.text("DELETE FROM store_fact"))
    sync_registry(stocked)
    with stocked.connect() as connection:
        found = find_agency(connection, "us-or-bend-pd")
    assert found == added
    assert (found.public_id, found.parent) == (public_id("a", "us-or-bend-pd"), "us-or")
    assert not found.is_from_registry


def test_adding_twice_changes_nothing_and_a_taken_key_is_refused(stocked: sa.Engine) -> None:
    with stocked.begin() as connection:
        first, _ = add_agency(connection, "us-or-bend-pd", "Bend Police Department", None)
        again, is_new = add_agency(connection, "us-or-bend-pd", "Bend Police Department", "OR")
        before = len(list_agencies(connection))
        with pytest.raises(WatchbillError, match="belongs to Eugene Police Department"):
            add_agency(connection, "us-or-eugene-pd", "Another", "OR")
        assert len(list_agencies(connection)) == before
    assert again == first
    assert first.state == "OR"  # the key names it
    assert not is_new


@pytest.mark.parametrize("key", ["eugene", "US-OR-X", "us_or_x", "us-or-", "us-or-Ñ", "../x", "us-or-x y", ""])
def test_malformed_keys_are_refused(stocked: sa.Engine, key: str) -> None:
    with stocked.begin() as connection, pytest.raises(WatchbillError, match="not an agency key"):
        add_agency(connection, key, "Some Agency", None)


@pytest.mark.parametrize(("state", "message"), [("WA", "does not fit the state"), ("Oregon", "postal code")])
def test_the_state_must_fit(stocked: sa.Engine, state: str, message: str) -> None:
    with stocked.begin() as connection, pytest.raises(WatchbillError, match=message):
        add_agency(connection, "us-or-bend-pd", "Bend Police Department", state)


def test_an_unknown_parent_is_refused(stocked: sa.Engine) -> None:
    with stocked.begin() as connection, pytest.raises(NotFoundError, match="us-or-nowhere-at-all"):
        add_agency(connection, "us-or-bend-pd", "Bend Police Department", "OR", parent="us-or-nowhere-at-all")


def test_the_registry_keeps_the_same_rules() -> None:
    assert KINDS == AGENCY_KINDS
    keys = [row.key for row in read_registry(REGISTRY).agencies]
    assert "us-or-eugene-pd" in keys
    assert [key for key in keys if not KEY.fullmatch(key)] == []
