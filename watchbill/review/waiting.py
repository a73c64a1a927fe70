"""What waits for a person: names that resolve to nobody, failed checks, unsure values, corrections in conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.model import AUTO_ACCEPT, NAME_FIELDS
from watchbill.resolve import AGENCY_FIELDS, VENDOR_FIELDS, Candidate, candidates
from watchbill.resolve.agencies import load_agencies
from watchbill.resolve.elsewhere import is_elsewhere, load_places
from watchbill.resolve.match import NEAR
from watchbill.resolve.printed import releasing_agencies
from watchbill.review.checks import FailedChecks, waiting_checks
from watchbill.review.corrections import Correction
from watchbill.review.deals import Regrouping, conflicts
from watchbill.review.pairs import PAIR, OpenPair, open_pairs
from watchbill.review.settle import Overlay, overlay_of
from watchbill.store.live import is_live, title_of
from watchbill.store.schema import document, name_match, record, value


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to settle. `id` is what `review accept` and `correct` take; `what` is the field, "vendor name",
    "invoice check" (accepted by the id of its paper), "merge" or "split" (whose papers are no longer as they were),
    "one or two" (purchases that may be one deal; accepted, they are two).

    `page` counts from 1 in the document called `title`; names show the first paper that prints them.
    """

    id: str
    kind: str
    what: str
    printed: str
    value: str
    document: str | None
    title: str | None
    page: int | None
    confidence: float | None
    reason: str
    candidates: tuple[Candidate, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "candidates": [{"key": c.key, "name": c.name, "score": c.score} for c in self.candidates]
        }


@dataclass(frozen=True, slots=True)
class Waits:
    """How much waits; `checks` are papers of which a check failed, `deals` merges and splits in conflict, `pairs`
    purchases that may be one deal."""

    values: int
    names: int
    checks: int = 0
    deals: int = 0
    pairs: int = 0


def list_waiting(connection: sa.Connection, kind: str | None = None, limit: int | None = None) -> list[Waiting]:
    """What waits: merges and splits in conflict, purchases that may be one deal, then names (one settles many papers),
    then papers of which a check failed, then values: those of whole papers before those of rows, the least sure first.
    `kind` is deal, pair, name, check or value; None for all."""
    found: list[Waiting] = []
    if kind in (None, "deal"):
        found += [_deal(one) for one in conflicts(connection)]
    if kind in (None, "pair"):
        found += [_pair(one) for one in open_pairs(connection)]
    if kind in (None, "name") and (limit is None or len(found) < limit):
        found += _names(connection, None if limit is None else limit - len(found))
    if kind in (None, "check") and (limit is None or len(found) < limit):
        found += [_check(failed) for failed in waiting_checks(connection)]
    if kind in (None, "value") and (limit is None or len(found) < limit):
        overlay = overlay_of(connection)
        found += [_lost(correction) for correction in overlay.lost]
        found += _values(connection, overlay, None if limit is None else limit - len(found))
    return found if limit is None else found[:limit]


def count_waiting(connection: sa.Connection) -> Waits:
    """How many values, names, papers with a failed check, and merges and splits wait."""
    checks, deals = len(waiting_checks(connection)), len(conflicts(connection))
    values, names = values_waiting(connection).total(), names_waiting(connection).total()
    return Waits(values, names, checks, deals, len(open_pairs(connection)))


def names_waiting(connection: sa.Connection) -> Counter[str]:
    """agency or vendor -> how many printed names wait."""
    waiting = name_match.c.decision == "review"
    counted = sa.select(name_match.c.kind, sa.func.count()).where(waiting).group_by(name_match.c.kind)
    return Counter(dict(connection.execute(counted).all()))


def values_waiting(connection: sa.Connection) -> Counter[str]:
    """field -> how many values wait: unsure ones that nobody settled, conflicts, and corrections without a value."""
    overlay = overlay_of(connection)
    unsure = sa.select(value.c.field, sa.func.count()).join(record).where(*_live(), value.c.confidence < AUTO_ACCEPT)
    waiting: Counter[str] = Counter(dict(connection.execute(unsure.group_by(value.c.field)).all()))
    spoken = sorted(overlay.holds.keys() | overlay.conflicts.keys())
    for at in range(0, len(spoken), 500):
        rows = sa.select(value.c.id, value.c.field, value.c.confidence).join(record).where(*_live())
        for row in connection.execute(rows.where(value.c.id.in_(spoken[at : at + 500]))):
            waiting[row.field] += (row.id in overlay.conflicts) - (row.confidence < AUTO_ACCEPT)
    waiting.update(correction.anchor["field"] for correction in overlay.lost)
    return +waiting


def _live() -> tuple[sa.ColumnElement[bool], ...]:
    return record.c.is_current, is_live(record.c.document_id)


def _names(connection: sa.Connection, limit: int | None) -> list[Waiting]:
    rows = connection.execute(
        sa.select(name_match).where(name_match.c.decision == "review").order_by(name_match.c.kind, name_match.c.name)
    )
    names = rows.all() if limit is None else rows.fetchmany(limit)
    near = {
        kind: candidates(connection, kind, [row.name for row in names if row.kind == kind])
        for kind in sorted({row.kind for row in names})
    }
    places = _first_places(connection, [row.name for row in names])
    strays = _of_elsewhere(connection, [row.name for row in names if row.kind == "agency"])
    return [
        _name(
            row,
            places.get((row.kind, row.name)),
            tuple(each for each in near[row.kind][row.name] if each.score * 100 >= NEAR),  # what `accept` takes
            strays.get(row.name, "") if row.kind == "agency" else "",
        )
        for row in names
    ]


def _of_elsewhere(connection: sa.Connection, names: list[str]) -> dict[str, str]:
    """Printed agencies that are plainly not the one which released their papers -> the names of those that did."""
    known, agencies = load_places(connection), load_agencies(connection).agencies
    found: dict[str, str] = {}
    for name, released in releasing_agencies(connection, names).items():
        strays = sorted(agencies[each][1] for each in released if is_elsewhere(name, each, known))
        if strays:
            found[name] = " and ".join(strays)
    return found


def _first_places(connection: sa.Connection, names: list[str]) -> dict[tuple[str, str], sa.Row[Any]]:
    """(kind, name) -> document and page of the first paper that prints the name."""
    statement = (
        sa.select(
            value.c.value, value.c.field, document.c.public_id, title_of(document.c.id).label("title"), value.c.page
        )
        .join_from(value, record, value.c.record_id == record.c.id)
        .join(document, document.c.id == record.c.document_id)
        .where(*_live(), value.c.field.in_(sorted(NAME_FIELDS)))
        .order_by(document.c.id.desc(), value.c.page.desc())
    )
    places: dict[tuple[str, str], sa.Row[Any]] = {}
    for at in range(0, len(names), 500):
        for row in connection.execute(statement.where(value.c.value.in_(names[at : at + 500]))):
            for kind, fields in (("agency", AGENCY_FIELDS), ("vendor", VENDOR_FIELDS)):
                if row.field in fields:
                    places[kind, row.value] = row
    return places


def _name(row: sa.Row[Any], place: sa.Row[Any] | None, near: tuple[Candidate, ...], stray_of: str) -> Waiting:
    reason = f"the registry has no {row.kind} of this name"
    if stray_of:
        reason += f"; {stray_of} released it, but it names another public body and counts for no agency of the registry"
    return Waiting(
        id=row.public_id,
        kind="name",
        what=f"{row.kind} name",
        printed=row.name,
        value=row.name,
        document=place.public_id if place else None,
        title=place.title if place else None,
        page=place.page if place else None,
        confidence=None,
        reason=reason,
        candidates=near,
    )


def _values(connection: sa.Connection, overlay: Overlay, limit: int | None) -> Iterator[Waiting]:
    statement = (
        sa.select(value, document.c.public_id.label("document"), title_of(document.c.id).label("title"))
        .join_from(value, record, value.c.record_id == record.c.id)
        .join(document, document.c.id == record.c.document_id)
        .where(*_live())
        .order_by(value.c.row_id.is_not(None), value.c.confidence, value.c.id)
    )
    conflicts = sorted(overlay.conflicts)
    in_conflict = [
        row for at in range(0, len(conflicts), 500)
        for row in connection.execute(statement.where(value.c.id.in_(conflicts[at : at + 500])))
    ]  # fmt: skip
    for row in in_conflict:
        yield _value(row, _conflict(row.value, overlay.conflicts[row.id]))
    shown = len(in_conflict)
    for row in connection.execute(statement.where(value.c.confidence < AUTO_ACCEPT)):
        if limit is not None and shown >= limit:
            return
        if row.id not in overlay.holds and row.id not in overlay.conflicts:
            shown += 1
            yield _value(row, row.reason or "the reader was not sure")


def _value(row: sa.Row[Any], reason: str) -> Waiting:
    return Waiting(
        row.public_id, "value", row.field, row.raw, row.value, row.document, row.title, row.page,
        round(row.confidence, 3), reason,
    )  # fmt: skip


def _check(failed: FailedChecks) -> Waiting:
    names = ", ".join(check["name"].replace("_", " ") for check in failed.checks)
    return Waiting(
        failed.record, "check", f"{failed.kind.replace('_', ' ')} check", names, names, failed.document, failed.title,
        failed.pages[0], None, "; ".join(failed.sentences),
    )  # fmt: skip


def _deal(one: Regrouping) -> Waiting:
    said = one.said
    kept = "joins nothing" if one.is_merge else "keeps apart what is left of them"
    reason = (
        f"correction {said.id} by {said.reviewer}: {'; '.join(one.changes)}; until a person looks, the {said.action} "
        f"{kept}"
    )
    first = said.anchor["papers"][0]
    return Waiting(
        said.target_id, "deal", said.action, said.anchor["name"], str((said.after or {}).get("decision")), None,
        first["sha256"], first["pages"][0], None, reason,
    )  # fmt: skip


def _pair(one: OpenPair) -> Waiting:
    reason = f"{one.reason} `watchbill review merge {one.purchase} {one.other}` makes them one, `accept` keeps them two"
    place = (one.document, one.title, one.pages[0])
    return Waiting(one.id, PAIR, "one or two", one.name, one.name, *place, None, reason)


def _conflict(now: str, said: Correction) -> str:
    before, after = (said.before or {}).get("value"), (said.after or {}).get("value")
    return f"{said.reviewer} settled {before!r} as {after!r} (correction {said.id}), and the paper now reads {now!r}"


def _lost(said: Correction) -> Waiting:
    after = str((said.after or {}).get("value"))
    reason = f"correction {said.id} by {said.reviewer} says {after!r}, and today's reading has no such value"
    anchor = said.anchor
    return Waiting(
        said.target_id, "value", anchor["field"], anchor["raw"], after, None, anchor["sha256"], anchor["page"], None,
        reason,
    )  # fmt: skip
