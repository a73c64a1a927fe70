"""The correction log: every row follows from the one before it, whoever writes, on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from watchbill.review.corrections import FIRST, append, read_log, row_hash, standing, verify_chain
from watchbill.store.schema import correction

ANCHOR = {"sha256": "a" * 64, "page": 1, "field": "total", "bbox": [534.1, 541.0, 584.2, 551.3], "raw": "342,000.00 é"}


def write(connection: sa.Connection, target: str, action: str = "accept", **rest: Any) -> int:
    said = {"value": "342000.00", "cents": 34200000, "date": None}
    return append(connection, "ann", action, "value", target, ANCHOR, said, said, "looked", **rest)


def test_rows_chain(store: sa.Engine) -> None:
    for target in ("v-1", "v-2", "v-3"):
        with store.begin() as connection:
            write(connection, target)
    with store.connect() as connection:
        log = read_log(connection)
        chain = verify_chain(connection)
    assert [row.previous_hash for row in log] == [FIRST, log[0].hash, log[1].hash]
    assert (chain.length, chain.head, chain.broken) == (3, log[2].hash, ())


def test_an_empty_log_is_sound(sqlite_store: sa.Engine) -> None:
    with sqlite_store.connect() as connection:
        assert verify_chain(connection) == verify_chain(connection)
        assert verify_chain(connection).head == FIRST


def test_times_of_any_zone_hash_alike(store: sa.Engine) -> None:
    there = dt.datetime(2025, 3, 24, 23, 30, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=-7)))
    with store.begin() as connection:
        write(connection, "v-1", now=there)
    with store.connect() as connection:
        assert verify_chain(connection).broken == ()
        plain = dict(connection.execute(sa.select(correction)).mappings().one())
    assert row_hash(plain | {"made_at": there.astimezone(dt.UTC)}) == plain["hash"]


@pytest.mark.parametrize(
    "forgery", ["UPDATE correction SET reason = 'other' WHERE id = {0}", "DELETE FROM correction WHERE id = {0}"]
)
def test_going_around_the_database_shows(sqlite_store: sa.Engine, forgery: str) -> None:
    with sqlite_store.begin() as connection:
        ids = [write(connection, f"v-{number}") for number in range(4)]
    with sqlite_store.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER correction_no_update")
        connection.exec_driver_sql("DROP TRIGGER correction_no_delete")
        connection.exec_driver_sql(forgery.format(ids[1]))
    with sqlite_store.connect() as connection:
        broken = verify_chain(connection).broken
    assert broken == ((ids[1],) if forgery.startswith("UPDATE") else (ids[2],))


def test_writers_at_once_make_one_chain(store: sa.Engine) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                with store.begin() as connection:
                    write(connection, f"v-{number}-{turn}")
        except sa.exc.SQLAlchemyError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.connect() as connection:
        chain = verify_chain(connection)
    assert (chain.length, chain.broken) == (20, ())


def test_a_decision_rolled_back_leaves_no_trace(store: sa.Engine) -> None:
    with store.connect() as connection:
        write(connection, "v-1")
        connection.rollback()
    with store.begin() as connection:
        write(connection, "v-2")
    with store.connect() as connection:
        assert [row.target_id for row in read_log(connection)] == ["v-2"]
        assert verify_chain(connection).broken == ()


def test_an_undo_uncovers_what_stood_before_and_can_be_undone(sqlite_store: sa.Engine) -> None:
    def stands() -> int | None:
        with sqlite_store.connect() as connection:
            found = standing(read_log(connection), "value").get("v-1")
        return found.id if found else None

    with sqlite_store.begin() as connection:
        first = write(connection, "v-1")
        second = write(connection, "v-1", "correct")
    assert stands() == second
    with sqlite_store.begin() as connection:
        undo = write(connection, "v-1", "undo", undoes=second)
    assert stands() == first
    with sqlite_store.begin() as connection:
        write(connection, "v-1", "undo", undoes=undo)
    assert stands() == second


def test_unknown_actions_are_refused(sqlite_store: sa.Engine) -> None:
    with sqlite_store.begin() as connection, pytest.raises(ValueError, match="'erase' is not one of"):
        write(connection, "v-1", "erase")
