"""The queue of a reviewer: all that waits, in the order asked for, in few queries and without the pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from watchbill.model import AUTO_ACCEPT, NAME_FIELDS
from watchbill.resolve import AGENCY_FIELDS, VENDOR_FIELDS
from watchbill.review.checks import waiting_checks
from watchbill.review.deals import conflicts
from watchbill.review.pairs import PAIR, open_pairs
from watchbill.review.settle import overlay_of
from watchbill.store.live import is_live
from watchbill.store.schema import document, name_match, record, value

ORDERS = {
    "amount": "biggest amount first",
    "oldest": "oldest first",
    "unsure": "least sure first",
}
KINDS = ("value", "name", "check", "deal", "pair")
LONG_AGO = dt.datetime(1970, 1, 1)  # SQLite keeps no zone


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits. `cents` is the largest sum of its papers, `since` when the first of them came."""

    id: str
    kind: str
    what: str
    printed: str
    cents: int | None = None
    since: dt.datetime | None = None
    sure: float | None = None
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class _Paper:
    cents: int | None
    since: dt.datetime


def queue(connection: sa.Connection, *, kind: str | None = None, text: str = "", order: str = "amount") -> list[Entry]:
    """What waits, in one of ORDERS. `kind` is one of KINDS or None for all; `text` stands in what is printed or in the
    name of the field."""
    found: list[Entry] = []
    if kind in (None, "deal"):
        found += _deals(connection)
    if kind in (None, "pair"):
        found += _pairs(connection)
    if kind in (None, "name"):
        found += _names(connection)
    if kind in (None, "check"):
        found += _checks(connection)
    if kind in (None, "value"):
        found += _values(connection)
    words = text.casefold().split()
    kept = [one for one in found if all(word in f"{one.printed} {one.what}".casefold() for word in words)]
    if order == "oldest":
        return sorted(kept, key=lambda one: (_plain(one.since), one.kind, one.id))
    if order == "unsure":
        return sorted(kept, key=lambda one: (one.sure if one.sure is not None else 0.0, one.kind, one.id))
    return sorted(kept, key=lambda one: (-(one.cents or 0), one.kind, one.id))


def _plain(since: dt.datetime | None) -> dt.datetime:
    return since.replace(tzinfo=None) if since else LONG_AGO


def _deals(connection: sa.Connection) -> Iterator[Entry]:
    for one in conflicts(connection):
        yield Entry(one.said.target_id, "deal", one.said.action, one.said.anchor["name"], is_conflict=True)


def _pairs(connection: sa.Connection) -> Iterator[Entry]:
    waiting = open_pairs(connection)
    papers = _papers(connection, {one.record_id for one in waiting})
    for one in waiting:
        paper = papers[one.record_id]
        yield Entry(one.id, PAIR, "one or two", one.reason, paper.cents, paper.since)


def _papers(connection: sa.Connection, ids: Collection[int]) -> dict[int, _Paper]:
    """record id -> its largest sum, and when its document came."""
    money = sa.and_(value.c.record_id == record.c.id, value.c.row_id.is_(None), value.c.field.in_(("total", "ceiling")))
    statement = (
        sa.select(record.c.id, sa.func.max(sa.func.abs(value.c.cents)), sa.func.min(document.c.added_at))
        .select_from(record.join(document, document.c.id == record.c.document_id).outerjoin(value, money))
        .group_by(record.c.id)
    )
    found: dict[int, _Paper] = {}
    wanted = sorted(ids)
    for at in range(0, len(wanted), 500):
        for record_id, cents, since in connection.execute(statement.where(record.c.id.in_(wanted[at : at + 500]))):
            found[record_id] = _Paper(cents, since)
    return found


def _values(connection: sa.Connection) -> Iterator[Entry]:
    overlay = overlay_of(connection)
    columns = (value.c.id, value.c.public_id, value.c.field, value.c.raw, value.c.cents, value.c.confidence)
    statement = (
        sa.select(*columns, value.c.record_id)
        .join_from(value, record, value.c.record_id == record.c.id)
        .where(record.c.is_current, is_live(record.c.document_id))
    )
    rows = [
        row
        for row in connection.execute(statement.where(value.c.confidence < AUTO_ACCEPT))
        if row.id not in overlay.holds
    ]
    unsure = {row.id for row in rows}
    disputed = sorted(overlay.conflicts.keys() - unsure)
    for at in range(0, len(disputed), 500):
        rows += connection.execute(statement.where(value.c.id.in_(disputed[at : at + 500]))).all()
    papers = _papers(connection, {row.record_id for row in rows})
    for row in rows:
        paper = papers[row.record_id]
        cents = abs(row.cents) if row.cents is not None else paper.cents
        yield Entry(
            row.public_id, "value", row.field, row.raw, cents, paper.since, row.confidence, row.id in overlay.conflicts
        )
    for lost in overlay.lost:
        yield Entry(lost.target_id, "value", lost.anchor["field"], lost.anchor["raw"], is_conflict=True)


def _checks(connection: sa.Connection) -> Iterator[Entry]:
    waiting = {failed.record: failed for failed in waiting_checks(connection)}
    ids: dict[str, int] = {}
    wanted = sorted(waiting)
    for at in range(0, len(wanted), 500):
        found = sa.select(record.c.public_id, record.c.id).where(record.c.public_id.in_(wanted[at : at + 500]))
        ids |= dict(connection.execute(found).all())
    papers = _papers(connection, ids.values())
    for public_id, failed in waiting.items():
        paper = papers[ids[public_id]]
        what = f"{failed.kind.replace('_', ' ')} check"
        yield Entry(public_id, "check", what, "; ".join(failed.sentences), paper.cents, paper.since)


def _names(connection: sa.Connection) -> Iterator[Entry]:
    rows = connection.execute(
        sa.select(name_match.c.public_id, name_match.c.kind, name_match.c.name).where(name_match.c.decision == "review")
    ).all()
    statement = (
        sa.select(value.c.value, value.c.field, value.c.record_id)
        .join_from(value, record, value.c.record_id == record.c.id)
        .where(record.c.is_current, is_live(record.c.document_id), value.c.field.in_(sorted(NAME_FIELDS)))
    )
    wanted = sorted({row.name for row in rows})
    printed: dict[tuple[str, str], set[int]] = {}
    for at in range(0, len(wanted), 500):
        for name, field, record_id in connection.execute(statement.where(value.c.value.in_(wanted[at : at + 500]))):
            for kind, fields in (("agency", AGENCY_FIELDS), ("vendor", VENDOR_FIELDS)):
                if field in fields:
                    printed.setdefault((kind, name), set()).add(record_id)
    papers = _papers(connection, {one for ids in printed.values() for one in ids})
    for row in rows:
        mine = [papers[one] for one in printed.get((row.kind, row.name), ())]
        cents = max((paper.cents for paper in mine if paper.cents is not None), default=None)
        since = min((paper.since for paper in mine), default=None)
        yield Entry(row.public_id, "name", f"{row.kind} name", row.name, cents, since)
