"""The papers that purchases are made of: current records of live documents, with the values in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from watchbill.model import Kind
from watchbill.review.settle import Overlay, overlay_of, settle
from watchbill.store import schema as s
from watchbill.store.live import is_live


@dataclass(frozen=True, slots=True)
class Fact:
    """One value in force, corrections laid over it; `id` and `public_id` lead to its page and box."""

    id: int
    public_id: str
    field: str
    text: str
    cents: int | None
    currency: str | None
    date: dt.date | None
    confidence: float
    is_reviewed: bool
    page: int


Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Paper:
    """One record: its own facts by field, its line items and its payments. `releases`: agencies that released it."""

    record_id: int
    public_id: str
    kind: Kind
    document_id: int
    first_page: int
    last_page: int
    facts: Facts = field(default_factory=dict)
    items: tuple[Facts, ...] = ()
    payments: tuple[Facts, ...] = ()
    releases: frozenset[int] = frozenset()
    is_unsigned: bool = False  # its lines for signatures are plainly blank
    award: Fact | None = None  # of a paper with several sellers: the name of the one it is taken for
    other_sellers: tuple[Fact, ...] = ()
    stated: tuple[Facts, ...] = ()  # what its text states beside its fields, a fact a row

    def states(self, name: str) -> list[Fact]:
        """What its text states under a name, as often as it is stated."""
        return [facts[name] for facts in self.stated if name in facts]

    def text(self, name: str) -> str:
        """The value of a field, empty where the paper has none."""
        return self.facts[name].text if name in self.facts else ""

    @property
    def identity(self) -> str:
        """The public id of the record; of one award among several, that of the name that wins it."""
        return self.award.public_id if self.award else self.public_id

    @property
    def date(self) -> dt.date | None:
        """The date the paper bears; for a register the date of its checks. When a term begins is no such date."""
        dates = (self.facts[name].date for name in ("date", "check_date") if name in self.facts)
        return next((date for date in dates if date is not None), None)


def load_papers(connection: sa.Connection) -> list[Paper]:
    """Every current record of a live document, in the order of public ids, whatever the order of arrival."""
    live = is_live(s.record.c.document_id)
    records = connection.execute(
        sa.select(s.record).where(s.record.c.is_current, live).order_by(s.record.c.public_id)
    ).all()
    overlay = overlay_of(connection)
    own: dict[int, dict[str, Fact]] = defaultdict(dict)
    in_rows: dict[int, dict[str, Fact]] = defaultdict(dict)
    values = sa.select(s.value).join(s.record).where(s.record.c.is_current, live).order_by(s.value.c.public_id)
    for value in connection.execute(values):
        _keep_surest(own[value.record_id] if value.row_id is None else in_rows[value.row_id], fact_of(value, overlay))
    rows: dict[tuple[int, str], list[Facts]] = defaultdict(list)
    lines = sa.select(s.row).join(s.record).where(s.record.c.is_current, live)
    for line in connection.execute(lines.order_by(s.row.c.record_id, s.row.c.position)):
        if line.id in in_rows:
            rows[line.record_id, line.kind].append(in_rows[line.id])
    releases = _releasing_agencies(connection)
    return [
        Paper(
            record.id, record.public_id, Kind(record.kind),
            record.document_id, record.first_page, record.last_page, own[record.id],
            tuple(rows[record.id, "item"]), tuple(rows[record.id, "payment"]),
            frozenset(releases.get(record.document_id, ())),
            any(check["name"] == "signed" and not check["passed"] for check in record.checks),
            stated=tuple(rows[record.id, "fact"]),
        )
        for record in records
    ]  # fmt: skip


def fact_of(row: sa.Row[*tuple[Any, ...]], overlay: Overlay) -> Fact:
    """A row of `value` as it counts."""
    now = settle(row, overlay)
    return Fact(
        row.id, row.public_id, row.field, now.value, now.cents, row.currency, now.date, row.confidence,
        now.is_reviewed, row.page,
    )  # fmt: skip


def _keep_surest(facts: dict[str, Fact], fact: Fact) -> None:
    """One fact for each field: a reviewed one first, then the one that the reader was surest of.

    What a person says is not printed is no fact.
    """
    if not fact.text:
        return
    kept = facts.get(fact.field)
    if kept is None or (fact.is_reviewed, fact.confidence) > (kept.is_reviewed, kept.confidence):
        facts[fact.field] = fact


def load_heads(
    connection: sa.Connection, record_ids: Collection[int], fields: Collection[str]
) -> dict[int, dict[str, Fact]]:
    """record id -> its own facts of these fields, as they count; nothing where a record has none of them."""
    overlay = overlay_of(connection)
    heads: dict[int, dict[str, Fact]] = {record_id: {} for record_id in record_ids}
    mine = s.value.c.row_id.is_(None) & s.value.c.field.in_(sorted(fields))
    ids = sorted(heads)
    for at in range(0, len(ids), 500):
        statement = sa.select(s.value).where(mine, s.value.c.record_id.in_(ids[at : at + 500]))
        for row in connection.execute(statement.order_by(s.value.c.public_id)):
            _keep_surest(heads[row.record_id], fact_of(row, overlay))
    return heads


def load_award_rows(connection: sa.Connection, value_ids: Collection[int]) -> dict[int, dict[str, Fact]]:
    """id of the value that names an award's seller -> the facts of its row, as they count."""
    overlay = overlay_of(connection)
    rows: dict[int, dict[str, Fact]] = {value_id: {} for value_id in value_ids}
    name = s.value.alias("name")
    ids = sorted(rows)
    for at in range(0, len(ids), 500):
        statement = sa.select(s.value, name.c.id.label("award")).join(name, name.c.row_id == s.value.c.row_id)
        mine = statement.where(name.c.id.in_(ids[at : at + 500])).order_by(s.value.c.public_id)
        for row in connection.execute(mine):
            _keep_surest(rows[row.award], fact_of(row, overlay))
    return rows


def _releasing_agencies(connection: sa.Connection) -> Mapping[int, set[int]]:
    """document id -> agencies whose releases, not removed, hold it. A crawl releases for its portal's agency."""
    found: dict[int, set[int]] = defaultdict(set)
    item, release = s.release_item, s.release
    portal_agency = s.agency.alias("portal_agency")
    statement = (
        sa.select(item.c.document_id, sa.func.coalesce(release.c.agency_id, portal_agency.c.id))
        .select_from(
            item.join(release)
            .outerjoin(s.portal, s.portal.c.id == release.c.portal_id)
            .outerjoin(portal_agency, portal_agency.c.key == s.portal.c.agency_key)
        )
        .where(release.c.removed_at.is_(None), item.c.document_id.is_not(None))
        .distinct()
    )
    for document_id, agency_id in connection.execute(statement):
        if agency_id is not None:
            found[document_id].add(agency_id)
    return found
