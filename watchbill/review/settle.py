"""Values with corrections laid over them: what the readings say where nobody spoke, what a person said where one did.

A correction finds its value by public id, and where a newer reader gave that another, by its anchor: the same document,
page, field, printed text and box. One whose `before` is no longer what the reading says is a conflict: it settles
nothing, and the value waits in review again. So does one whose value a newer reading no longer has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.model import AUTO_ACCEPT
from watchbill.review.corrections import Correction, read_log, standing
from watchbill.store.schema import document, record, value

#: Points by which a newer reader may draw a box differently around the same words.
BOX_TOLERANCE = 3.0


@dataclass(frozen=True, slots=True)
class Settled:
    """A value as it counts. `is_reviewed`: needs no review: sure by itself (AUTO_ACCEPT), or settled by a person."""

    value: str
    cents: int | None
    date: dt.date | None
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class Overlay:
    """What people said: by value id, the corrections that hold and those in conflict; and those that find no value."""

    holds: Mapping[int, Correction]
    conflicts: Mapping[int, Correction]
    lost: tuple[Correction, ...]


def settle(row: sa.Row[*tuple[Any, ...]], overlay: Overlay) -> Settled:
    """A row with `id`, `value`, `cents`, `date` and `confidence` of `value`, as it counts."""
    said = overlay.holds.get(row.id)
    if said is not None and said.after is not None:
        return settled_from(said.after)
    is_sure = row.confidence >= AUTO_ACCEPT and row.id not in overlay.conflicts
    return Settled(row.value, row.cents, row.date, is_sure)


def settled_from(after: Mapping[str, Any]) -> Settled:
    """A person's word as a settled value: {"value", "cents", "date"} as the log keeps it."""
    day = dt.date.fromisoformat(after["date"]) if after.get("date") else None
    return Settled(after["value"], after.get("cents"), day, True)


def said_of(text: str, cents: int | None, day: dt.date | None) -> dict[str, Any]:
    """A value as `before` and `after` of the log keep it."""
    return {"value": text, "cents": cents, "date": day.isoformat() if day else None}


def anchor_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Where a value stands and how it was read, from its row joined with `document.sha256`."""
    box = [round(float(row[side]), 1) for side in ("x0", "top", "x1", "bottom")]
    where = {"sha256": row["sha256"], "page": row["page"], "field": row["field"], "bbox": box, "raw": row["raw"]}
    return where | {"value": row["value"]}


def overlay_of(connection: sa.Connection) -> Overlay:
    """Every standing correction of values tied to the current value it is about."""
    said = standing(read_log(connection), "value")
    holds: dict[int, Correction] = {}
    conflicts: dict[int, Correction] = {}
    tied, lost = _tie(connection, said)
    for row, correction in tied.values():
        if reading_is_as_before(row["value"], correction):
            holds[row["id"]] = correction
        else:
            conflicts[row["id"]] = correction
    return Overlay(holds, conflicts, tuple(lost))


def reading_is_as_before(text: str, correction: Correction) -> bool:
    """Whether the reading still says what the person saw, or by now says what the person said."""
    return text in {(said or {}).get("value") for said in (correction.before, correction.after, correction.anchor)}


def current_values() -> sa.Select[Any]:
    """Rows of `value` in current records, with `sha256` of their document: what an anchor is compared with."""
    return (
        sa.select(value, document.c.sha256)
        .join_from(value, record, value.c.record_id == record.c.id)
        .join(document, record.c.document_id == document.c.id)
        .where(record.c.is_current)
    )


def _tie(
    connection: sa.Connection, said: Mapping[str, Correction]
) -> tuple[dict[int, tuple[Mapping[str, Any], Correction]], list[Correction]]:
    """value id -> its row and the newest correction about it; and the corrections whose value is gone."""
    tied: dict[int, tuple[Mapping[str, Any], Correction]] = {}
    lost: list[Correction] = []
    by_public_id: dict[str, Mapping[str, Any]] = {}
    ids = sorted(said)
    for at in range(0, len(ids), 500):
        statement = current_values().where(value.c.public_id.in_(ids[at : at + 500]))
        by_public_id |= {row["public_id"]: dict(row) for row in connection.execute(statement).mappings()}
    for correction in sorted(said.values(), key=lambda correction: correction.id, reverse=True):
        row = by_public_id.get(correction.target_id) or _by_anchor(connection, correction.anchor)
        if row is None:
            lost.append(correction)
        else:
            tied.setdefault(row["id"], (row, correction))
    return tied, lost


def _by_anchor(connection: sa.Connection, anchor: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The one current value that stands where the anchor points; None where there is none, or more than one."""
    statement = current_values().where(
        document.c.sha256 == anchor["sha256"], value.c.page == anchor["page"], value.c.field == anchor["field"]
    )
    near = [
        dict(row)
        for row in connection.execute(statement).mappings()
        if all(
            abs(row[side] - at) <= BOX_TOLERANCE
            for side, at in zip(("x0", "top", "x1", "bottom"), anchor["bbox"], strict=True)
        )
    ]
    same = [row for row in near if row["raw"] == anchor["raw"]]
    chosen = same or near
    return chosen[0] if len(chosen) == 1 else None
