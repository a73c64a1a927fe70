"""One invoice whose items do not add up, although every value of it is sure."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from tests.review.papers import NOON, printed
from watchbill.model import Check, Kind, Outcome, PageText, Reading, Record
from watchbill.store import schema
from watchbill.store.documents import keep_document
from watchbill.store.readings import save_reading

SHA = hashlib.sha256(b"a paper that does not add up").hexdigest()
FAILED = Check("items_sum_to_total", False, "150.00 against 151.00")
READING = Reading(
    SHA, "application/pdf", 1, "native", Outcome.READ, "1.0", None,
    (
        Record(
            Kind.INVOICE, (1, 1), 0.98, {"total": printed("151.00")},
            checks=(Check("quantity_times_price", True, "2 of 2 rows"), FAILED),
        ),
    ),
    (PageText(1, 612.0, 792.0, "native", ""),),
)  # fmt: skip


def save_failing(engine: sa.Engine) -> None:
    """The invoice in a store."""
    with engine.begin() as connection:
        keep_document(connection, SHA, 1000, "application/pdf")
    save_reading(engine, READING, NOON)


def record_id(connection: sa.Connection) -> str:
    """The public id of the one record."""
    return connection.execute(sa.select(schema.record.c.public_id)).scalar_one()
