"""Readings made by hand, saved as the reader would save them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

import sqlalchemy as sa

from watchbill.model import Kind, Outcome, PageText, Reading, Record, Row, Value
from watchbill.store import schema
from watchbill.store.documents import keep_document
from watchbill.store.readings import save_reading

NOON = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)


def sha(name: str) -> str:
    """The hash of a made-up document."""
    return hashlib.sha256(name.encode()).hexdigest()


def printed(text: str, *, raw: str | None = None, line: int = 0, confidence: float = 0.99, page: int = 1) -> Value:
    """A value that stands on line `line` of a page."""
    top = 100.0 + 20 * line
    shown = raw or text
    return Value(text, shown, page, (72.0, top, 72.0 + 6 * len(shown), top + 10), confidence)


def save_paper(
    engine: sa.Engine,
    name: str,
    fields: Mapping[str, Value],
    *,
    kind: Kind = Kind.INVOICE,
    payments: tuple[Row, ...] = (),
    reader: str = "1.0",
    text: str = "",
) -> None:
    """A document of one page with one record, read by `reader`."""
    with engine.begin() as connection:
        keep_document(connection, sha(name), 1000, "application/pdf")
    record = Record(kind, (1, 1), 0.98, dict(fields), (), payments)
    page = PageText(1, 612.0, 792.0, "native", text)
    save_reading(
        engine, Reading(sha(name), "application/pdf", 1, "native", Outcome.READ, reader, None, (record,), (page,))
    )


def release_papers(engine: sa.Engine, agency_key: str, *names: str) -> int:
    """A release of one agency that holds these documents; its id."""
    with engine.begin() as connection:
        agency = connection.scalar(sa.select(schema.agency.c.id).where(schema.agency.c.key == agency_key))
        added = {"public_id": f"rel-{agency_key}"[:24], "name": "a release", "agency_id": agency, "added_at": NOON}
        key = connection.execute(sa.insert(schema.release).values(added)).inserted_primary_key
        assert key is not None
        for name in names:
            document = connection.scalar(sa.select(schema.document.c.id).where(schema.document.c.sha256 == sha(name)))
            item = {"release_id": key[0], "document_id": document, "path": f"{name}.pdf", "outcome": "kept"}
            connection.execute(sa.insert(schema.release_item).values(item))
        return int(key[0])


def value_id(engine: sa.Engine, field: str, name: str | None = None) -> str:
    """The public id of the one current value of this field (in this document)."""
    statement = (
        sa.select(schema.value.c.public_id)
        .join_from(schema.value, schema.record, schema.value.c.record_id == schema.record.c.id)
        .join(schema.document, schema.document.c.id == schema.record.c.document_id)
        .where(schema.value.c.field == field, schema.record.c.is_current)
    )
    if name:
        statement = statement.where(schema.document.c.sha256 == sha(name))
    with engine.connect() as connection:
        return connection.execute(statement).scalar_one()
