"""A store with the Eugene chain, a no-cost pilot, a purchase without figures and a lead in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgresql import Cluster
from tests.purchases.desk import AGENCY, EUGENE, joined, lay, new_desk, paper
from watchbill.model import Kind
from watchbill.registry import sync_registry
from watchbill.store.engine import open_store

ORLANDO = "Orlando Police Department (Florida)"
AMAZON = {"vendor": "Amazon Web Services", "product": "Amazon Rekognition"}
PILOT = paper(Kind.AGREEMENT, {"agency": ORLANDO, **AMAZON, "total": "0.00"})
POST = paper(
    Kind.OTHER,
    {"agency": "US Immigration and Customs Enforcement", "vendor": "Microsoft", "product": "Azure Government",
     "description": "face recognition"},
)  # fmt: skip
WISH = paper(
    Kind.OTHER, {"agency": "agencies in Arizona", **AMAZON, "interest": "expressed interest in Amazon Rekognition"}
)


def fill(engine: sa.Engine) -> None:
    sync_registry(engine)
    for record in EUGENE:
        lay(engine, record, agency=AGENCY)
    for record in (PILOT, POST, WISH):
        lay(engine, record)
    joined(engine)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def both_stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """Filled once and only read: on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path_factory.mktemp('questions') / 'watchbill.db'}")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database() as url:
        yield from _opened(url)


def _opened(url: str) -> Iterator[sa.Engine]:
    engine = open_store(url)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[sa.Engine]:
    """A filled SQLite store that a test may change."""
    engine = new_desk(tmp_path / "watchbill.db")
    fill(engine)
    yield engine
    engine.dispose()
