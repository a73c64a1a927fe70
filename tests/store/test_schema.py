"""The migrations make the schema that the code declares, on both databases, and the log cannot be rewritten."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from watchbill.errors import WatchbillError
from watchbill.store import schema
from watchbill.store.engine import connect, migrate, one_moment, open_store


def test_migrations_equal_the_schema(store: sa.Engine) -> None:
    with store.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: not (name or "").startswith("page_search"),
            },
        )
        assert compare_metadata(context, schema.metadata) == []


def test_migrating_again_changes_nothing(store: sa.Engine) -> None:
    migrate(store)
    migrate(store)
    assert sa.inspect(store).has_table("purchase")


def test_a_migration_that_stops_half_way_leaves_nothing(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'half.db'}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE purchase (id INTEGER)"))  # a late migration stumbles over it
    with pytest.raises(sa.exc.OperationalError, match="already exists"):
        migrate(engine)
    assert sa.inspect(engine).get_table_names() == ["purchase"]
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE purchase"))
    migrate(engine)
    assert sa.inspect(engine).has_table("correction")


def test_several_may_make_one_store_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    with ThreadPoolExecutor(4) as pool:
        engines = list(pool.map(open_store, [url] * 4))
    assert all(sa.inspect(engine).has_table("purchase") for engine in engines)
    for engine in engines:
        engine.dispose()


def test_the_store_stands_still_while_many_questions_are_asked(store: sa.Engine) -> None:
    counted = sa.select(sa.func.count()).select_from(schema.store_fact)
    with one_moment(store) as connection:
        before = connection.scalar(counted)
        with store.begin() as other:
            other.execute(sa.insert(schema.store_fact).values(key="later", value="1"))
        assert connection.scalar(counted) == before
    with one_moment(store) as connection:
        assert connection.scalar(counted) == (before or 0) + 1


def test_a_store_of_a_newer_watchbill_is_left_alone(store: sa.Engine) -> None:
    with store.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WatchbillError, match="newer Watchbill"):
        migrate(store)


@pytest.mark.parametrize("statement", ["UPDATE correction SET reason = 'other'", "DELETE FROM correction"])
def test_the_correction_log_is_append_only(store: sa.Engine, statement: str) -> None:
    entry = {
        "made_at": dt.datetime.now(dt.UTC), "reviewer": "r", "action": "accept", "target_kind": "value",
        "target_id": "v-1", "anchor": {}, "reason": "looked", "previous_hash": "0" * 64, "hash": "1" * 64,
    }  # fmt: skip
    with store.begin() as connection:
        connection.execute(sa.insert(schema.correction), [entry])
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), store.begin() as connection:
        connection.execute(sa.text(statement))
    with store.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.correction)) == 1
