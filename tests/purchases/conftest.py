"""A store with the registry in it: the desk on which the tests lay papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.purchases.desk import new_desk
from watchbill.registry import sync_registry


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = new_desk(tmp_path / "desk.db")
    yield engine
    engine.dispose()


@pytest.fixture
def both_desks(store: sa.Engine) -> sa.Engine:
    """The same on SQLite and on PostgreSQL."""
    sync_registry(store)
    return store
