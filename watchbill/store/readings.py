"""Readings into the store: which documents wait to be read, and a reading with all it found in one transaction.

A document keeps the history of its readings, but records, values and page texts only of the newest. Their public ids
are derived from the document and the place on the page, so links and corrections survive a new reading.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from watchbill.errors import NotFoundError
from watchbill.model import DATE_FIELDS, MONEY_FIELDS, Reading, Record, Value, public_id
from watchbill.store.schema import document, page, reading, record, release, release_item, retrieval, row, value

_LARGEST_CENTS = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Pending:
    """A document that waits to be read, and what it was called where it came from."""

    sha256: str
    name: str


def pending_documents(connection: sa.Connection, reader: str, *, again: bool = False) -> list[Pending]:
    """The documents without a current reading by this reader version, or with `again` all, in the order they came.

    Only those of a release that was not removed, or that a crawl brought home.
    """
    named = (
        sa.select(release_item.c.document_id, sa.func.min(release_item.c.path).label("name"))
        .join(release, release.c.id == release_item.c.release_id)
        .where(release.c.removed_at.is_(None), release_item.c.outcome == "kept")
        .group_by(release_item.c.document_id)
        .subquery()
    )
    fetched = (
        sa.select(retrieval.c.document_id, sa.func.min(retrieval.c.url).label("name"))
        .where(retrieval.c.document_id.is_not(None))
        .group_by(retrieval.c.document_id)
        .subquery()
    )
    name = sa.func.coalesce(named.c.name, fetched.c.name)
    wanted = (
        sa.select(document.c.sha256, name.label("name"))
        .outerjoin(named, named.c.document_id == document.c.id)
        .outerjoin(fetched, fetched.c.document_id == document.c.id)
        .where(name.is_not(None))
        .order_by(document.c.id)
    )
    if not again:
        done = sa.select(reading.c.document_id).where(reading.c.is_current, reading.c.reader == reader)
        wanted = wanted.where(document.c.id.not_in(done))
    return [Pending(found.sha256, found.name) for found in connection.execute(wanted)]


def save_reading(engine: sa.Engine, new: Reading, now: dt.datetime | None = None) -> None:
    """Make `new` the current reading of its document, in one transaction; saving it again changes no public id.

    Raises NotFoundError where the store has no such document.
    """
    with engine.begin() as connection:
        document_id = connection.scalar(sa.select(document.c.id).where(document.c.sha256 == new.sha256))
        if document_id is None:
            raise NotFoundError(f"The store holds no document {new.sha256}; add it before saving its reading.")
        _clear(connection, document_id)
        reading_id = connection.execute(
            sa.insert(reading).returning(reading.c.id),
            {
                "document_id": document_id,
                "reader": new.reader,
                "outcome": str(new.outcome),
                "reason": str(new.reason) if new.reason else None,
                "detail": new.detail or None,
                "text": new.text,
                "pages": new.pages,
                "read_at": now or dt.datetime.now(dt.UTC),
                "is_current": True,
            },
        ).scalar_one()
        _save_pages(connection, document_id, new)
        record_ids = _save_records(connection, document_id, reading_id, new)
        _save_values(connection, record_ids, new)


def _clear(connection: sa.Connection, document_id: int) -> None:
    """Leave of older readings only that they were made."""
    connection.execute(sa.delete(record).where(record.c.document_id == document_id))
    connection.execute(sa.delete(page).where(page.c.document_id == document_id))
    connection.execute(sa.update(reading).where(reading.c.document_id == document_id).values(is_current=False))


def _save_pages(connection: sa.Connection, document_id: int, new: Reading) -> None:
    pages = [
        {
            "document_id": document_id,
            "number": shown.number,
            "width": shown.width,
            "height": shown.height,
            "origin": shown.origin,
            "text": _storable(shown.text),
        }
        for shown in new.page_texts
    ]
    if pages:
        connection.execute(sa.insert(page), pages)


def _save_records(connection: sa.Connection, document_id: int, reading_id: int, new: Reading) -> list[int]:
    seen = Counter[tuple[str, int]]()
    rows = []
    for found in new.records:
        first, last = found.pages
        seen[found.kind, first] += 1
        rows.append(
            {
                "public_id": public_id("r", new.sha256, found.kind, first, seen[found.kind, first]),
                "reading_id": reading_id,
                "document_id": document_id,
                "kind": str(found.kind),
                "first_page": first,
                "last_page": last,
                "confidence": found.confidence,
                "checks": [check.as_json() for check in found.checks],
                "is_current": True,
            }
        )
    return _insert(connection, record, rows)


def _save_values(connection: sa.Connection, record_ids: list[int], new: Reading) -> None:
    rows: list[dict[str, Any]] = []
    row_fields: list[Mapping[str, Value]] = []
    values: list[dict[str, Any]] = []
    seen = Counter[tuple[object, ...]]()
    for record_id, found in zip(record_ids, new.records, strict=True):
        values += _value_rows(new.sha256, found.fields, seen, record_id, None)
        for kind, position, fields in _rows_of(found):
            rows.append({"record_id": record_id, "kind": kind, "position": position})
            row_fields.append(fields)
    for row_id, made, fields in zip(_insert(connection, row, rows), rows, row_fields, strict=True):
        values += _value_rows(new.sha256, fields, seen, made["record_id"], row_id)
    if values:
        connection.execute(sa.insert(value), values)


def _rows_of(found: Record) -> Iterator[tuple[str, int, Mapping[str, Value]]]:
    for kind, rows in (("item", found.items), ("payment", found.payments), ("fact", found.facts)):
        for position, each in enumerate(rows, start=1):
            yield kind, position, each.fields


def _value_rows(
    sha256: str, fields: Mapping[str, Value], seen: Counter[tuple[object, ...]], record_id: int, row_id: int | None
) -> Iterator[dict[str, Any]]:
    for name, found in fields.items():
        x0, top, x1, bottom = found.bbox
        place = (found.page, name, *(round(n) for n in found.bbox), found.raw)
        seen[place] += 1
        yield {
            "public_id": public_id("v", sha256, *place, seen[place]),
            "record_id": record_id,
            "row_id": row_id,
            "field": name,
            "value": _storable(found.value),
            "raw": _storable(found.raw),
            "cents": _cents(found.value) if name in MONEY_FIELDS else None,
            "currency": found.currency,
            "date": _date(found.value) if name in DATE_FIELDS else None,
            "page": found.page,
            "x0": x0,
            "top": top,
            "x1": x1,
            "bottom": bottom,
            "confidence": found.confidence,
            "reason": found.reason,
        }


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Insert rows and give their ids in the same order."""
    rows = list(rows)
    if not rows:
        return []
    statement = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, rows).scalars())


def _cents(text: str) -> int | None:
    """Whole cents; None for a price in fractions of a cent, which only its text can give."""
    try:
        cents = Decimal(text) * 100
    except InvalidOperation:
        return None
    is_whole = cents.is_finite() and cents == cents.to_integral_value() and abs(cents) <= _LARGEST_CENTS
    return int(cents) if is_whole else None


def _date(text: str) -> dt.date | None:
    """The day; None for a month or a year alone, which only the text can give."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _storable(text: str) -> str:
    """Text without what a database cannot hold: zero characters and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", errors="ignore").decode("utf-8")
