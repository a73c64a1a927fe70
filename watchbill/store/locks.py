"""One writer at a time: an advisory lock on PostgreSQL, the database's own write lock on SQLite."""

from __future__ import annotations

import sqlalchemy as sa

from watchbill.store.schema import store_fact


def one_writer(connection: sa.Connection, number: int) -> None:
    """Wait until no other transaction holds the lock `number`, and hold it until this transaction ends.

    SQLite has one lock for everything; a statement that changes no row takes it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
    else:
        connection.execute(sa.update(store_fact).where(sa.false()).values(value=""))
