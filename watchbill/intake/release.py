"""Releases: taken in from disk, listed, taken out with a reason, and taken in again.

The bytes go to the archive first, then all rows of a release in one transaction. A kill in between loses nothing:
adding the same paths again finds the bytes there and writes the rows. A release is known by what it holds, for whom
and for which request; adding it twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from watchbill.agencies import find_agency
from watchbill.archive import Archive
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.intake.containers import find_files
from watchbill.intake.items import KEPT, LIMITS, OPENED, PASSED_OVER, REFUSED, Found, Item, Limits, plain_text
from watchbill.intake.take import Taking
from watchbill.model import public_id
from watchbill.store import schema
from watchbill.store.documents import keep_document
from watchbill.store.locks import one_writer

_LOCK = 0x57415249  # "WARI": the same release added twice at once is written once
#: Called before each file on the disk is taken, with its number from 0 and how many there are.
OnEach = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a release did. `release` is its public id; None where nothing was taken and nothing written.

    `state` is new, known (it was there; nothing changed) or revived (it had been removed). `known` counts the documents
    that the store had before.
    """

    release: str | None
    name: str
    state: str
    known: int
    items: tuple[Item, ...]

    def of(self, outcome: str) -> list[Item]:
        """The items with this outcome, in the order they were found."""
        return [item for item in self.items if item.outcome == outcome]

    @property
    def documents(self) -> dict[str, Item]:
        """The documents of the release by SHA-256; a document found twice counts once."""
        return {item.sha256: item for item in self.of(KEPT) if item.sha256}

    def as_json(self) -> dict[str, Any]:
        counts = {outcome.replace(" ", "_"): len(self.of(outcome)) for outcome in (REFUSED, OPENED, PASSED_OVER)}
        return {
            "release": self.release,
            "name": self.name,
            "state": self.state,
            "kept": len(self.documents),
            "known": self.known,
            **counts,
            "items": [
                {"path": item.path, "outcome": item.outcome, "reason": item.reason, "sha256": item.sha256}
                for item in self.items
            ],
        }


def add_release(
    engine: sa.Engine,
    archive: Archive,
    paths: Sequence[Path],
    *,
    agency_key: str | None = None,
    request_ref: str | None = None,
    name: str | None = None,
    now: dt.datetime | None = None,
    limits: Limits = LIMITS,
    on_each: OnEach | None = None,
) -> Added:
    """Take in the files, folders, zip archives and messages that `paths` name as one release.

    Raises NotFoundError for an unknown agency before anything is taken, WatchbillError where bytes cannot be kept.
    """
    agency_id = None
    if agency_key:
        with engine.connect() as connection:
            agency_id = find_agency(connection, agency_key).id
    taking = Taking(archive, limits)
    entries = list(find_files(paths))
    for number, entry in enumerate(entries):
        if on_each:
            on_each(number, len(entries))
        taking.take(entry) if isinstance(entry, Found) else taking.note(entry)
    shas = sorted({item.sha256 for item in taking.items if item.sha256})
    title = plain_text(name or _name_of(paths))
    if not shas:
        return Added(None, title, "nothing taken", 0, tuple(taking.items))
    key = public_id("rel", agency_key or "", request_ref or "", *shas)
    row = {"public_id": key, "name": title, "agency_id": agency_id, "request_ref": request_ref}
    with engine.begin() as connection:
        one_writer(connection, _LOCK)
        known = _count_known(connection, shas)
        state = _write_release(connection, row, taking.items, now or dt.datetime.now(dt.UTC))
    return Added(key, title, state, known, tuple(taking.items))


def _name_of(paths: Sequence[Path]) -> str:
    first = paths[0].absolute().name or str(paths[0])
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1} more"


def _count_known(connection: sa.Connection, shas: Sequence[str]) -> int:
    counted = 0
    for start in range(0, len(shas), 500):  # below the number of parameters every database takes
        some = schema.document.c.sha256.in_(shas[start : start + 500])
        counted += connection.scalar(sa.select(sa.func.count()).select_from(schema.document).where(some)) or 0
    return counted


def _write_release(connection: sa.Connection, row: dict[str, Any], items: Sequence[Item], now: dt.datetime) -> str:
    """Write the rows of a release; new, known or revived."""
    release = schema.release
    there = connection.execute(sa.select(release).where(release.c.public_id == row["public_id"])).first()
    if there is None:
        written = connection.execute(sa.insert(release).values(**row, added_at=now).returning(release.c.id))
        _write_items(connection, written.scalar_one(), items, now)
        return "new"
    if there.removed_at is None:
        return "known"
    history = f"{there.removed_reason} (removed {there.removed_at:%Y-%m-%d}, added again {now:%Y-%m-%d})"
    again = sa.update(release).where(release.c.id == there.id)
    connection.execute(again.values(removed_at=None, removed_reason=history))
    return "revived"


def _write_items(connection: sa.Connection, release_id: int, items: Iterable[Item], now: dt.datetime) -> None:
    ids: dict[str, int] = {}
    documents: dict[str, int] = {}
    for item in items:
        if item.sha256 and item.sha256 not in documents:
            documents[item.sha256] = keep_document(connection, item.sha256, item.size, item.media_type, now)
        written = connection.execute(
            sa.insert(schema.release_item)
            .values(
                release_id=release_id,
                parent_id=ids[item.parent] if item.parent else None,
                document_id=documents[item.sha256] if item.sha256 else None,
                path=item.path,
                outcome=item.outcome,
                reason=item.reason,
            )
            .returning(schema.release_item.c.id)
        )
        ids[item.path] = written.scalar_one()
        if item.envelope:
            _write_message(connection, ids[item.path], item)


def _write_message(connection: sa.Connection, item_id: int, item: Item) -> None:
    assert item.envelope is not None
    connection.execute(
        sa.insert(schema.message).values(
            release_item_id=item_id,
            message_id=item.envelope.message_id,
            subject=item.envelope.subject,
            sender=item.envelope.sender,
            recipients=item.envelope.recipients,
            sent_at=item.envelope.sent_at,
        )
    )


def _release_row(connection: sa.Connection, key: str) -> sa.Row[Any]:
    """The release with this public id. Raises NotFoundError."""
    row = connection.execute(sa.select(schema.release).where(schema.release.c.public_id == key)).first()
    if row is None:
        raise NotFoundError(f"No release has the id {key!r}; `watchbill releases` lists them.")
    return row


def remove_release(engine: sa.Engine, key: str, reason: str, now: dt.datetime | None = None) -> str:
    """Mark a release as removed, with the reason; its name. Rows and bytes stay. What is derived must be recomputed.

    Raises NotFoundError for an unknown release, WatchbillError for one that was removed already.
    """
    with engine.begin() as connection:
        release = _release_row(connection, key)
        if release.removed_at is not None:
            raise WatchbillError(
                f"The release {key} was removed on {release.removed_at:%Y-%m-%d} already ({release.removed_reason}); "
                "nothing changed."
            )
        earlier = f"{release.removed_reason}; " if release.removed_reason else ""
        where = (schema.release.c.id == release.id) & schema.release.c.removed_at.is_(None)
        when = now or dt.datetime.now(dt.UTC)
        connection.execute(
            sa.update(schema.release).where(where).values(removed_at=when, removed_reason=earlier + reason)
        )
        return str(release.name)


def list_releases(connection: sa.Connection) -> list[dict[str, Any]]:
    """Every release with its counts, newest first."""
    item = schema.release_item
    counts = [
        sa.func.count(sa.distinct(item.c.document_id)).label(KEPT),
        *(sa.func.count(item.c.id).filter(item.c.outcome == outcome).label(outcome) for outcome in (REFUSED, OPENED)),
    ]
    release, agency, portal = schema.release, schema.agency, schema.portal
    rows = connection.execute(
        sa.select(release, agency.c.key.label("agency"), portal.c.key.label("portal"), *counts)
        .outerjoin(agency, release.c.agency_id == agency.c.id)
        .outerjoin(portal, release.c.portal_id == portal.c.id)
        .outerjoin(item, item.c.release_id == release.c.id)
        .group_by(release.c.id, agency.c.key, portal.c.key)
        .order_by(release.c.added_at.desc(), release.c.id.desc())
    )
    return [
        {
            "release": row.public_id,
            "name": row.name,
            "agency": row.agency,
            "portal": row.portal,
            "request": row.request_ref,
            "added": _when(row.added_at),
            "kept": row.kept,
            "refused": row.refused,
            "opened": row.opened,
            "removed": _when(row.removed_at),
            "removed_reason": row.removed_reason,
        }
        for row in rows
    ]


def _when(moment: dt.datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC; SQLite gives it back without its zone, PostgreSQL in the server's."""
    if moment is None:
        return None
    utc = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return utc.isoformat(timespec="seconds")


def list_items(connection: sa.Connection, key: str) -> list[dict[str, Any]]:
    """What became of every file of one release, in the order they were found. Raises NotFoundError."""
    item, document, message = schema.release_item, schema.document, schema.message
    release_id = _release_row(connection, key).id
    rows = connection.execute(
        sa.select(item, document.c.public_id.label("document"), document.c.sha256, message.c.subject)
        .outerjoin(document, item.c.document_id == document.c.id)
        .outerjoin(message, message.c.release_item_id == item.c.id)
        .where(item.c.release_id == release_id)
        .order_by(item.c.id)
    )
    return [
        {
            "path": row.path,
            "outcome": row.outcome,
            "reason": row.reason,
            "document": row.document,
            "sha256": row.sha256,
            "subject": row.subject,
        }
        for row in rows
    ]
