"""A store with the registry in it: the desk on which the tests lay papers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from watchbill.registry import sync_registry


@pytest.fixture
def desk(sqlite_store: sa.Engine) -> sa.Engine:
    sync_registry(sqlite_store)
    return sqlite_store


@pytest.fixture
def both_desks(store: sa.Engine) -> sa.Engine:
    """The same on SQLite and on PostgreSQL."""
    sync_registry(store)
    return store
