"""The papers that purchases are made of: current records of live documents, with the values in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from watchbill.model import Kind
from watchbill.questions.parts import is_live
from watchbill.review.settle import settled_values
from watchbill.store import schema as s


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

    def text(self, name: str) -> str:
        """The value of a field, empty where the paper has none."""
        return self.facts[name].text if name in self.facts else ""

    @property
    def date(self) -> dt.date | None:
        """The date the paper bears; for a register the date of its checks."""
        dates = (self.facts[name].date for name in ("date", "check_date", "start_date") if name in self.facts)
        return next((date for date in dates if date is not None), None)


def load_papers(connection: sa.Connection) -> list[Paper]:
    """Every current record of a live document, in the order of public ids, whatever the order of arrival."""
    live = is_live(s.record.c.document_id)
    records = connection.execute(
        sa.select(s.record).where(s.record.c.is_current, live).order_by(s.record.c.public_id)
    ).all()
    settled = settled_values(connection)
    own: dict[int, dict[str, Fact]] = defaultdict(dict)
    in_rows: dict[int, dict[str, Fact]] = defaultdict(dict)
    values = sa.select(s.value).join(s.record).where(s.record.c.is_current, live).order_by(s.value.c.public_id)
    for value in connection.execute(values):
        now = settled.get(value.id)
        if now is None:
            continue
        fact = Fact(
            value.id, value.public_id, value.field, now.value, now.cents, value.currency, now.date, value.confidence,
            now.is_reviewed,
        )  # fmt: skip
        home = own[value.record_id] if value.row_id is None else in_rows[value.row_id]
        kept = home.get(value.field)
        if kept is None or (fact.is_reviewed, fact.confidence) > (kept.is_reviewed, kept.confidence):
            home[value.field] = fact
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
        )
        for record in records
    ]  # fmt: skip


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
