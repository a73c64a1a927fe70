"""The correction log: who decided what, when, why, before and after. Append-only; each row hashes the one before it.

The database refuses UPDATE and DELETE; the chain shows whether somebody went around the database. An undo is a row
of its own, and can be undone in turn.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.store.locks import one_writer
from watchbill.store.schema import correction

ACTIONS = ("accept", "correct", "reject", "resolve", "merge", "split", "undo")
FIRST = "0" * 64
_LOCK = 0x57414C47  # "WALG": one writer at a time, so that every row hashes the row before it


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of the log. `target_kind` is value, name, check or deal; `anchor` says where the target stands."""

    id: int
    made_at: dt.datetime
    reviewer: str
    action: str
    target_kind: str
    target_id: str
    anchor: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str
    undoes: int | None
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The log checked: its length, the hash of its newest row, and the ids of rows that do not follow from the last."""

    length: int
    head: str
    broken: tuple[int, ...]


def append(
    connection: sa.Connection,
    reviewer: str,
    action: str,
    target_kind: str,
    target_id: str,
    anchor: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    reason: str,
    undoes: int | None = None,
    now: dt.datetime | None = None,
) -> int:
    """Write one row and give its id. It counts when the caller's transaction commits.

    Writers wait for each other, so call this before anything slow. Raises ValueError for an unknown action.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is not one of {', '.join(ACTIONS)}")
    one_writer(connection, _LOCK)
    previous = connection.scalar(sa.select(correction.c.hash).order_by(correction.c.id.desc()).limit(1)) or FIRST
    row: dict[str, Any] = {
        "made_at": (now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC),  # SQLite keeps no zone
        "reviewer": reviewer,
        "action": action,
        "target_kind": target_kind,
        "target_id": target_id,
        "anchor": dict(anchor),
        "before": dict(before) if before is not None else sa.null(),
        "after": dict(after) if after is not None else sa.null(),
        "reason": reason,
        "undoes": undoes,
        "previous_hash": previous,
    }
    plain = row | {"before": before, "after": after}
    inserted = connection.execute(sa.insert(correction).values(**row, hash=row_hash(plain)))
    key = inserted.inserted_primary_key
    assert key is not None
    return int(key[0])


def row_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 of the row as canonical JSON: sorted keys, no white space, times in UTC; `id` and `hash` left out."""
    made_at: dt.datetime = row["made_at"]
    when = made_at.replace(tzinfo=dt.UTC) if made_at.tzinfo is None else made_at.astimezone(dt.UTC)
    content = {name: row[name] for name in row if name not in ("id", "hash")} | {"made_at": when.isoformat()}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=dict)
    return hashlib.sha256(text.encode()).hexdigest()


def read_log(connection: sa.Connection) -> list[Correction]:
    """The whole log, oldest first."""
    rows = connection.execute(sa.select(correction).order_by(correction.c.id)).mappings()
    return [Correction(**dict(row)) for row in rows]


def verify_chain(connection: sa.Connection) -> Chain:
    """Recompute every hash. A changed, removed or inserted row shows as the first row that no longer follows."""
    previous, broken, length = FIRST, [], 0
    for found in connection.execute(sa.select(correction).order_by(correction.c.id)).mappings():
        row = dict(found)
        if row["previous_hash"] != previous or row_hash(row) != row["hash"]:
            broken.append(int(row["id"]))
        previous, length = row["hash"], length + 1
    return Chain(length, previous, tuple(broken))


def standing(log: Iterable[Correction], target_kind: str) -> dict[str, Correction]:
    """What stands for each target: its newest row that is neither an undo nor undone. Undoing an undo restores."""
    undone: set[int] = set()
    stands: dict[str, Correction] = {}
    for row in sorted(log, key=lambda row: row.id, reverse=True):
        if row.id in undone:
            continue
        if row.undoes is not None:
            undone.add(row.undoes)
        elif row.target_kind == target_kind:
            stands.setdefault(row.target_id, row)
    return stands
