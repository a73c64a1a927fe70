"""A store with the Eugene chain, a no-cost pilot, a purchase without figures and a lead in it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, EUGENE, joined, lay, paper
from watchbill.model import Kind
from watchbill.registry import sync_registry

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


@pytest.fixture
def both_stores(store: sa.Engine) -> sa.Engine:
    fill(store)
    return store


@pytest.fixture
def filled(sqlite_store: sa.Engine) -> sa.Engine:
    fill(sqlite_store)
    return sqlite_store
