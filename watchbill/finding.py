"""Anything in the store by the name a person has for it: a public id, a registry key, the beginning of a hash."""

from __future__ import annotations

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from watchbill.errors import NotFoundError, WatchbillError
from watchbill.store import schema as s
from watchbill.store.live import title_of

SHORTEST_HASH = 6  # characters of a SHA-256 that may stand for the whole


def find(connection: Connection, name: str) -> tuple[str, str]:
    """(what it is, its public id) for a public id, a registry key, or the beginning of a document's SHA-256.

    An id that a purchase was known by before leads to today's purchase. Raises NotFoundError with the nearest name.
    """
    for kind, table in (
        ("purchase", s.purchase), ("agency", s.agency), ("vendor", s.vendor),
        ("record", s.record), ("value", s.value), ("document", s.document),
    ):  # fmt: skip
        known_as = [table.c.public_id == name] + ([table.c.key == name.casefold()] if "key" in table.c else [])
        found = connection.scalar(sa.select(table.c.public_id).where(sa.or_(*known_as)))
        if found:
            return kind, found
    moved = connection.scalar(
        sa.select(s.purchase.c.public_id)
        .join(s.purchase_record, s.purchase_record.c.purchase_id == s.purchase.c.id)
        .join(s.record, s.record.c.id == s.purchase_record.c.record_id)
        .outerjoin(s.value, s.value.c.id == s.purchase_record.c.value_id)
        .join(s.former_purchase, s.former_purchase.c.record_public_id.in_((s.record.c.public_id, s.value.c.public_id)))
        .where(s.former_purchase.c.public_id == name)
        .order_by(s.purchase.c.is_lead, s.purchase.c.public_id)
    )
    return ("purchase", moved) if moved else _by_hash(connection, name)


def _by_hash(connection: Connection, name: str) -> tuple[str, str]:
    start = name.casefold()
    if len(start) >= SHORTEST_HASH and not set(start) - set("0123456789abcdef"):
        held = sa.select(s.document.c.public_id).where(s.document.c.sha256.startswith(start)).limit(2)
        found = list(connection.scalars(held))
        if len(found) == 1:
            return "document", found[0]
        if found:
            raise WatchbillError(f"More than one document has a SHA-256 that begins with {start}; give more of it.")
    raise NotFoundError(f"Nothing in the store is known as {name!r}.{_suggestion(connection, name)}")


def _suggestion(connection: Connection, name: str) -> str:
    known = [key for table in (s.agency, s.vendor) for key in connection.scalars(sa.select(table.c.key))]
    known += connection.scalars(sa.select(s.purchase.c.public_id))
    near = process.extractOne(name.casefold(), known, scorer=fuzz.ratio, score_cutoff=60)
    return f" Did you mean {near[0]}?" if near else " `watchbill search` looks for names and words."


def page_of(connection: Connection, name: str) -> tuple[str, str, int]:
    """The page that a document, record or value begins on or stands on: (SHA-256, the document's title, page).

    Raises NotFoundError for anything else.
    """
    kind, public_id = find(connection, name)
    first: dict[str, tuple[sa.FromClause, sa.ColumnElement[str], sa.ColumnElement[int]]] = {
        "document": (s.document, s.document.c.public_id, sa.literal(1)),
        "record": (s.document.join(s.record), s.record.c.public_id, s.record.c.first_page),
        "value": (s.document.join(s.record).join(s.value), s.value.c.public_id, s.value.c.page),
    }
    if kind not in first:
        raise NotFoundError(f"{name} is the id of a {kind}; give that of a document, a record or a value.")
    tables, its_id, page = first[kind]
    statement = sa.select(s.document.c.sha256, title_of(s.document.c.id), page).select_from(tables)
    sha256, title, number = connection.execute(statement.where(its_id == public_id)).one()
    return sha256, title, number
