"""Everything the store holds of one purchase, as terms and flags look at it: its papers, amounts, rungs and parties.

Read from the derived tables after purchases were joined, with corrections laid over the values. Writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from watchbill.model import CIRCUMSTANCES, DEPLOYMENT_FACTS, TERM_FACTS, Amount, Kind, Role, Rung
from watchbill.purchases.papers import Fact, Facts, fact_of, load_heads
from watchbill.review.settle import overlay_of
from watchbill.store import schema as s

_HEAD = (
    "agency", "number", "contract_number", "po_number", "date", "check_date", "start_date", "end_date", "term",
    "total", "ceiling", "tax", "method", "fund",
)  # fmt: skip
_STATED = DEPLOYMENT_FACTS | TERM_FACTS | CIRCUMSTANCES


@dataclass(frozen=True)
class Sheet:
    """A paper of a purchase: its own facts by field, and by name what its text states."""

    record_id: int
    public_id: str
    kind: Kind
    facts: Facts
    stated: Mapping[str, tuple[Fact, ...]]
    is_unsigned: bool = False
    is_one_of_several: bool = False  # an award among several: its dates and sums are of all of them

    @property
    def date(self) -> Fact | None:
        """The date that the paper bears."""
        return next((self.facts[name] for name in ("date", "check_date") if self.on(name)), None)

    def on(self, name: str) -> dt.date | None:
        """The day in a field; None where there is none, or none that is precise."""
        fact = self.facts.get(name)
        return fact.date if fact else None

    def money(self, *names: str) -> Fact | None:
        """The first of these fields that holds a figure."""
        return next((fact for name in names if (fact := self.facts.get(name)) and fact.cents is not None), None)

    @property
    def called(self) -> str:
        """What a sentence calls the paper: ``invoice INV-61152``. A number has digits: words may be a name."""
        numbers = (self.facts[name].text for name in ("number", "contract_number") if name in self.facts)
        number = next((text for text in numbers if any(sign.isdigit() for sign in text)), "")
        kind = "paper" if self.kind == Kind.OTHER else self.kind.replace("_", " ")
        return f"{kind} {number}".strip()


@dataclass(frozen=True)
class Figure:
    """A value that is part of one of the five amounts."""

    record_id: int
    fact: Fact
    cents: int


@dataclass(frozen=True)
class Proof:
    """What something rests on: a paper, and where it has one the value on it."""

    record_id: int
    fact: Fact | None = None

    @property
    def is_reviewed(self) -> bool:
        return self.fact is None or self.fact.is_reviewed


@dataclass(frozen=True)
class Dossier:
    """One purchase. `agencies` are the keys of the buyer and of the bodies above it, from the buyer up; `kinds` what
    kinds of agency they are, as the registry has them."""

    purchase_id: int
    public_id: str
    currency: str
    agencies: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    amounts: Mapping[Amount, tuple[Figure, ...]] = field(default_factory=dict)
    rungs: Mapping[Rung, tuple[tuple[int, dt.date | None], ...]] = field(default_factory=dict)
    parties: Mapping[Role, tuple[tuple[str | None, Fact | None, int | None], ...]] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()

    def of_kind(self, *kinds: Kind) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.kind in kinds]

    def sheet(self, record_id: int) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.record_id == record_id), None)

    def stating(self, name: str) -> Iterator[tuple[Sheet, Fact]]:
        """The papers that state something, each with the first words that say so."""
        for sheet in self.sheets:
            if found := sheet.stated.get(name):
                yield sheet, found[0]

    def sum_of(self, amount: Amount) -> int | None:
        """The sum of an amount in cents; None where no figure is known."""
        figures = self.amounts.get(amount, ())
        return sum(figure.cents for figure in figures) if figures else None


def load_dossiers(connection: sa.Connection) -> list[Dossier]:
    """A dossier of every purchase, leads left out, in the order of public ids."""
    sheets = _sheets(connection)
    amounts, rungs, parties = _amounts(connection), _rungs(connection), _parties(connection)
    above = _agencies(connection)
    purchase = s.purchase.c
    rows = connection.execute(sa.select(s.purchase).where(purchase.is_lead.is_(False)).order_by(purchase.public_id))
    return [
        Dossier(
            row.id, row.public_id, row.currency, tuple(above[one].key for one in _above(row.agency_id, above)),
            tuple(sheets[row.id]),
            {amount: tuple(found) for amount, found in amounts[row.id].items()},
            {rung: tuple(found) for rung, found in rungs[row.id].items()},
            {role: tuple(found) for role, found in parties[row.id].items()},
            frozenset(kind for one in _above(row.agency_id, above) if (kind := above[one].kind)),
        )
        for row in rows
    ]  # fmt: skip


def _sheets(connection: sa.Connection) -> dict[int, list[Sheet]]:
    paper = s.purchase_record.c
    rows = connection.execute(
        sa.select(paper.purchase_id, paper.value_id, s.record)
        .join_from(s.purchase_record, s.record, s.record.c.id == paper.record_id)
        .order_by(s.record.c.public_id)
    ).all()
    ids = {row.id for row in rows}
    heads, stated = load_heads(connection, ids, _HEAD), _stated(connection, ids)
    found: dict[int, list[Sheet]] = defaultdict(list)
    for row in rows:
        is_unsigned = any(check["name"] == "signed" and not check["passed"] for check in row.checks)
        is_award = row.value_id is not None
        sheet = Sheet(row.id, row.public_id, Kind(row.kind), heads[row.id], stated[row.id], is_unsigned, is_award)
        found[row.purchase_id].append(sheet)
    return found


def _stated(connection: sa.Connection, ids: Collection[int]) -> dict[int, dict[str, tuple[Fact, ...]]]:
    """record id -> name -> what its text states, the reviewed and surest first."""
    overlay = overlay_of(connection)
    found: dict[int, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    statement = (
        sa.select(s.value)
        .join(s.row, s.row.c.id == s.value.c.row_id)
        .where(s.row.c.kind == "fact", s.value.c.field.in_(sorted(_STATED)))
        .order_by(s.row.c.record_id, s.row.c.position)
    )
    for row in connection.execute(statement):
        if row.record_id in ids and (fact := fact_of(row, overlay)).text:
            found[row.record_id][fact.field].append(fact)
    for facts in found.values():
        for several in facts.values():
            several.sort(key=lambda fact: (not fact.is_reviewed, -fact.confidence))
    named = {record: {name: tuple(facts) for name, facts in mine.items()} for record, mine in found.items()}
    return defaultdict(dict, named)


def _amounts(connection: sa.Connection) -> dict[int, dict[Amount, list[Figure]]]:
    overlay = overlay_of(connection)
    found: dict[int, dict[Amount, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    part = s.purchase_amount.c
    statement = (
        sa.select(part.purchase_id, part.amount, part.cents.label("adds"), s.value)
        .join_from(s.purchase_amount, s.value, s.value.c.id == part.value_id)
        .order_by(s.value.c.public_id)
    )
    for row in connection.execute(statement):
        found[row.purchase_id][Amount(row.amount)].append(Figure(row.record_id, fact_of(row, overlay), row.adds))
    return found


def _rungs(connection: sa.Connection) -> dict[int, dict[Rung, list[tuple[int, dt.date | None]]]]:
    found: dict[int, dict[Rung, list[tuple[int, dt.date | None]]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(sa.select(s.purchase_rung).order_by(s.purchase_rung.c.id)):
        found[row.purchase_id][Rung(row.rung)].append((row.record_id, row.date))
    return found


def _parties(connection: sa.Connection) -> dict[int, dict[Role, list[tuple[str | None, Fact | None, int | None]]]]:
    """purchase -> role -> (its name in the registry, the value that prints it, the record that holds that)."""
    overlay = overlay_of(connection)
    party = s.purchase_party.c
    found: dict[int, dict[Role, list[tuple[str | None, Fact | None, int | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    statement = (
        sa.select(
            party.purchase_id,
            party.role,
            sa.func.coalesce(s.vendor.c.name, s.agency.c.name).label("known_name"),
            s.value,
        )
        .select_from(
            s.purchase_party.outerjoin(s.vendor, s.vendor.c.id == party.vendor_id)
            .outerjoin(s.agency, s.agency.c.id == party.agency_id)
            .outerjoin(s.value, s.value.c.id == party.value_id)
        )
        .where(party.role.in_((str(Role.VEHICLE), str(Role.FUNDER))))
        .order_by(party.id)
    )
    for row in connection.execute(statement):
        fact = fact_of(row, overlay) if row.id is not None else None
        found[row.purchase_id][Role(row.role)].append((row.known_name, fact, row.record_id))
    return found


@dataclass(frozen=True, slots=True)
class _Body:
    key: str
    parent_id: int | None
    kind: str | None


def _agencies(connection: sa.Connection) -> dict[int, _Body]:
    columns = (s.agency.c.id, s.agency.c.key, s.agency.c.parent_id, s.agency.c.kind)
    return {row.id: _Body(row.key, row.parent_id, row.kind) for row in connection.execute(sa.select(*columns))}


def _above(agency_id: int | None, bodies: Mapping[int, _Body]) -> Iterator[int]:
    """The agency and the bodies above it, each once."""
    seen: set[int] = set()
    while agency_id is not None and agency_id not in seen:
        seen.add(agency_id)
        yield agency_id
        agency_id = bodies[agency_id].parent_id
