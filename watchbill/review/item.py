"""One thing that waits, with what a reviewer needs to decide: where it is printed, why in doubt, who is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.errors import NotFoundError
from watchbill.model import AUTO_ACCEPT
from watchbill.purchases.placed import FIRMNESS
from watchbill.resolve import AGENCY_FIELDS, VENDOR_FIELDS, Candidate, candidates
from watchbill.review.checks import failed_checks
from watchbill.review.corrections import Correction, read_log
from watchbill.review.deals import DEAL, regroupings
from watchbill.review.pairs import PAIR, find_pair
from watchbill.review.settle import overlay_of, settle
from watchbill.store import schema as s
from watchbill.store.live import is_live, title_of

#: So many places are shown of a name, so many vendors or agencies it may mean.
PLACES, CANDIDATES = 4, 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed: a page of a document with a box on it, in points of the page as displayed."""

    document: str
    title: str
    media_type: str
    page: int
    width: float
    height: float
    box: tuple[float, float, float, float] | None
    raw: str
    field: str
    record: str
    kind: str
    purchase: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """What waits. `value` is what counts today, `read` what the reader understood; `reason` says why it is in doubt."""

    id: str
    kind: str
    what: str
    printed: str
    value: str
    read: str
    reason: str
    confidence: float | None
    places: tuple[Place, ...]
    candidates: tuple[Candidate, ...] = ()
    meaning: str = ""
    history: tuple[Correction, ...] = ()


def load_item(connection: sa.Connection, target: str) -> Item:
    """What the id of a value, a printed name, a paper with failed checks, a merge or split, or two purchases
    that may be one means to a reviewer.

    Raises NotFoundError for an unknown id.
    """
    history = tuple(row for row in read_log(connection) if row.target_id == target)
    loaders = {"n-": _name, "r-": _checks, "j-": _deal, "q-": _pair}
    return loaders.get(target[:2], _value)(connection, target, history)


def _value(connection: sa.Connection, target: str, history: tuple[Correction, ...]) -> Item:
    found = connection.execute(sa.select(s.value).where(s.value.c.public_id == target)).first()
    if found is None:
        if not history:
            raise NotFoundError(f"Nothing has the id {target!r}.")
        said = history[-1]
        anchor = said.anchor
        after = str((said.after or {}).get("value"))
        reason = f"{said.reviewer} said {after!r} (correction {said.id}), and today's reading has no such value"
        return Item(
            target,
            "value",
            anchor.get("field", ""),
            anchor.get("raw", ""),
            after,
            "",
            reason,
            None,
            (),
            (),
            "",
            history,
        )
    overlay = overlay_of(connection)
    now = settle(found, overlay)
    reason = found.reason or ("the reader was not sure" if found.confidence < AUTO_ACCEPT else "")
    disputed = overlay.conflicts.get(found.id)
    if disputed is not None:
        before, then = ((side or {}).get("value") for side in (disputed.before, disputed.after))
        reason = (
            f"{disputed.reviewer} settled {before!r} as {then!r} (correction {disputed.id}); it reads otherwise now"
        )
    elif found.id in overlay.holds:
        reason = "a person settled it already"
    places = _places(connection, s.value.c.id == found.id)
    return Item(
        target, "value", found.field, found.raw, now.value, found.value, reason, found.confidence, places, (), "",
        history,
    )  # fmt: skip


def _name(connection: sa.Connection, target: str, history: tuple[Correction, ...]) -> Item:
    row = connection.execute(sa.select(s.name_match).where(s.name_match.c.public_id == target)).first()
    if row is None:
        raise NotFoundError(f"Nothing has the id {target!r}.")
    fields = sorted(AGENCY_FIELDS if row.kind == "agency" else VENDOR_FIELDS)
    printed = sa.and_(s.value.c.value == row.name, s.value.c.field.in_(fields))
    near = candidates(connection, row.kind, [row.name], limit=CANDIDATES)[row.name]
    reason = f"the registry has no {row.kind} of this name" if row.decision == "review" else "it is settled"
    return Item(
        target, "name", f"{row.kind} name", row.name, row.name, row.name, reason, row.score,
        _places(connection, printed, PLACES), tuple(near), _meaning(connection, row), history,
    )  # fmt: skip


def _meaning(connection: sa.Connection, row: sa.Row[*tuple[Any, ...]]) -> str:
    """Whom a printed name means today: a key, "nobody of the registry", or empty where nobody said."""
    for table, row_id in ((s.vendor, row.vendor_id), (s.agency, row.agency_id)):
        if row_id is not None:
            return str(connection.scalar(sa.select(table.c.key).where(table.c.id == row_id)))
    return "nobody of the registry" if row.decision == "rejected" else ""


def _checks(connection: sa.Connection, target: str, history: tuple[Correction, ...]) -> Item:
    failed = next(failed_checks(connection, target), None)
    if failed is None:
        raise NotFoundError(f"No check of the paper {target!r} fails.")
    figures = sa.and_(s.record.c.public_id == target, s.value.c.cents.is_not(None))
    places = _places(connection, figures) or _places(connection, s.record.c.public_id == target)
    sentence = "; ".join(failed.sentences)
    what = f"{failed.kind.replace('_', ' ')} check"
    return Item(target, "check", what, sentence, sentence, sentence, sentence, None, places, (), "", history)


def _deal(connection: sa.Connection, target: str, history: tuple[Correction, ...]) -> Item:
    one = next((each for each in regroupings(connection) if each.said.target_id == target), None)
    if one is None:
        raise NotFoundError(f"No merge or split {target!r} stands.")
    said = one.said
    ids = [member.record_id for member in one.papers]
    places = _places(connection, sa.and_(s.value.c.record_id.in_(ids), s.value.c.field == "number"), PLACES)
    reason = "; ".join(one.changes) or "nothing changed"
    words = str((said.after or {}).get("decision", ""))
    return Item(target, DEAL, said.action, said.anchor["name"], words, words, reason, None, places, (), "", history)


def _pair(connection: sa.Connection, target: str, history: tuple[Correction, ...]) -> Item:
    pair = find_pair(connection, target)
    purchases = s.purchase_record.join(s.purchase)
    papers = sa.select(s.purchase_record.c.record_id).select_from(purchases)
    papers = papers.where(s.purchase.c.public_id.in_((pair.purchase, pair.other)))
    places = _places(connection, sa.and_(s.value.c.record_id.in_(papers), s.value.c.field == "number"), PLACES)
    places = places or _places(connection, s.value.c.record_id == pair.record_id, PLACES)
    return Item(target, PAIR, "one or two", pair.name, "", "", pair.reason, None, places, (), "", history)


def _places(connection: sa.Connection, condition: sa.ColumnElement[bool], limit: int = 40) -> tuple[Place, ...]:
    purchase = (
        sa.select(sa.func.min(s.purchase.c.public_id))
        .select_from(s.purchase_record.join(s.purchase))
        .where(s.purchase_record.c.record_id == s.record.c.id, sa.not_(s.purchase.c.is_lead))
        .correlate(s.record)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            s.document.c.public_id.label("document"), title_of(s.document.c.id).label("title"), s.document.c.media_type,
            s.value.c.page, s.page.c.width, s.page.c.height, s.value.c.x0, s.value.c.top, s.value.c.x1,
            s.value.c.bottom, s.value.c.raw, s.value.c.field, s.record.c.public_id.label("record"), s.record.c.kind,
            purchase.label("purchase"),
        )
        .select_from(
            s.value.join(s.record, s.record.c.id == s.value.c.record_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
            .outerjoin(s.page, sa.and_(s.page.c.document_id == s.document.c.id, s.page.c.number == s.value.c.page))
        )
        .where(s.record.c.is_current, is_live(s.document.c.id), condition)
        .order_by(s.document.c.id, s.value.c.page, s.value.c.id)
        .limit(limit)
    )  # fmt: skip
    return tuple(_place(row) for row in connection.execute(statement).mappings())


def _place(row: Mapping[Any, Any]) -> Place:
    box = tuple(float(row[side]) for side in ("x0", "top", "x1", "bottom"))
    return Place(
        row["document"], row["title"], row["media_type"], row["page"], row["width"] or 612.0, row["height"] or 792.0,
        (box[0], box[1], box[2], box[3]), row["raw"], row["field"], row["record"], row["kind"], row["purchase"],
    )  # fmt: skip


def papers_of(connection: sa.Connection, purchase: str) -> Sequence[Mapping[str, Any]]:
    """The papers of a purchase for one who may split it: record, kind, number, total and why each is there. `is_own`:
    it can be split out; listings and grants follow the deals they pay or fund."""
    number, total = s.value.alias("number"), s.value.alias("total")

    def own(alias: Any, field: str) -> sa.ColumnElement[bool]:
        return sa.and_(alias.c.record_id == s.record.c.id, alias.c.field == field, alias.c.row_id.is_(None))

    statement = (
        sa.select(
            s.record.c.public_id.label("record"), s.record.c.kind, number.c.value.label("number"),
            total.c.cents, total.c.public_id.label("total_id"), s.purchase_record.c.joined_by,
            s.document.c.public_id.label("document"), title_of(s.document.c.id).label("title"),
            s.record.c.first_page.label("page"),
        )
        .select_from(
            s.purchase_record.join(s.purchase)
            .join(s.record, s.record.c.id == s.purchase_record.c.record_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
            .outerjoin(number, own(number, "number"))
            .outerjoin(total, own(total, "total"))
        )
        .where(s.purchase.c.public_id == purchase)
        .order_by(s.record.c.kind, number.c.value, s.record.c.public_id)
    )  # fmt: skip
    rows = connection.execute(statement).mappings()
    return [{**row, "is_own": row["kind"] in FIRMNESS} for row in rows]
