"""The migrations make the schema that the code declares, on both databases, and the log cannot be rewritten."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from watchbill.store import schema
from watchbill.store.engine import migrate


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
