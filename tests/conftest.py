"""Fixtures every room shares: a store on both databases, an archive folder, and the folder of real cases."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgresql import Cluster, find_server
from watchbill.store.engine import open_store

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names a case of bytes by its argument and number: a zip made while collecting holds the time, and workers that
    collect a second apart would find different tests."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A throw-away PostgreSQL cluster of our own, run by a non-root user."""
    server = find_server()
    if server is None:
        reason = "no PostgreSQL server binaries (initdb, postgres) found; install postgresql to run these tests"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    with Cluster(server) as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'watchbill.db'}"
        return
    running: Cluster = request.getfixturevalue("cluster")
    with running.database() as url:
        yield url


@pytest.fixture
def store(store_url: str) -> Iterator[sa.Engine]:
    """A migrated, empty store."""
    engine = open_store(store_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[sa.Engine]:
    """A migrated, empty SQLite store, for tests in which the database does not matter."""
    engine = open_store(f"sqlite:///{tmp_path / 'watchbill.db'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def cases_folder() -> Path:
    """The folder of real documents and labels named by WATCHBILL_CASES; tests that need it are skipped without."""
    named = os.environ.get("WATCHBILL_CASES")
    if not named or not Path(named).is_dir():
        pytest.skip("WATCHBILL_CASES names no folder of real documents")
    return Path(named).resolve()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium (or Google Chrome); browser tests are skipped without, and fail in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no chromium found; install Debian's chromium package to run the browser tests"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return found
