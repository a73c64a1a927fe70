"""Who a vendor was on a day: the name it had, and who owned it, from the registry's dated relations.

A relation is dated as precisely as its source: a day, a month, a year, or not at all. Inside that month or year, and
where a relation has no date, nobody can say which side of it a paper fell on: that is said, never guessed. A takeover
or a new name counts from its day on; an end is the first day on which the relation no longer holds. "Independent" means
that the registry knows no owner of that day.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from watchbill.errors import WatchbillError
from watchbill.store import schema as s

THEN, NOW = "then", "now"


class AsOfError(WatchbillError):
    """What was given for `as_of` is neither "then" nor "now" nor a day."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A vendor of the registry."""

    public_id: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Relation:
    """`vendor` has `other` for its parent, or took its name (`kind`: parent or renamed). Both are public ids.

    `start` and `end` are YYYY, YYYY-MM, YYYY-MM-DD or empty.
    """

    vendor: str
    kind: str
    other: str
    start: str = ""
    end: str = ""
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """A vendor on a day. `owner` is the last of the chain of owners that is certain; None where it was independent, and
    where nobody can tell (`is_known` is False). `note` says it in words; empty where there is nothing to say."""

    vendor: Name
    owner: Name | None
    is_known: bool
    note: str


def day_meant(as_of: str, signed: dt.date | None, today: dt.date) -> dt.date | None:
    """The day that `as_of` means for a paper: "then" the day it was signed (None where not known), "now" today, else
    the ISO day given. Raises AsOfError."""
    if as_of == THEN:
        return signed
    if as_of == NOW:
        return today
    try:
        return dt.date.fromisoformat(as_of)
    except ValueError:
        raise AsOfError(f"{as_of!r} is no day; write then, now or a day such as 2019-01-31.") from None


def days_of(date: str) -> tuple[dt.date, dt.date]:
    """The first and the last day that a date of the registry may mean: "2019-02" -> 1 to 28 February 2019."""
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    first = dt.date(year, month or 1, day or 1)
    if day:
        return first, first
    last_month = month or 12
    return first, dt.date(year, last_month, calendar.monthrange(year, last_month)[1])


def has_come(date: str, day: dt.date) -> bool | None:
    """Whether a date of the registry is past or present on a day; None where it is too vague to tell."""
    first, last = days_of(date)
    return True if day >= last else False if day < first else None


def holds(relation: Relation, day: dt.date | None, today: dt.date) -> bool | None:
    """Whether a relation stands on a day; None where its dates, or the day itself, are not known well enough.

    What has no start is known to stand today only, what has no end lasts.
    """
    if day is None:
        return None
    begun = has_come(relation.start, day) if relation.start else (True if day >= today else None)
    ended = has_come(relation.end, day) if relation.end else False
    if begun is False or ended is True:
        return False
    return True if begun and ended is False else None


@dataclass(frozen=True)
class Owners:
    """Vendors by public id with the relations that make names and owners. `today` is the day that "now" means."""

    vendors: Mapping[str, Name]
    relations: Sequence[Relation]
    today: dt.date
    _later: Mapping[str, list[Relation]] = field(init=False, default_factory=lambda: defaultdict(list))
    _earlier: Mapping[str, list[Relation]] = field(init=False, default_factory=lambda: defaultdict(list))
    _parents: Mapping[str, list[Relation]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for relation in self.relations:
            if relation.kind == "parent":
                self._parents[relation.vendor].append(relation)
            elif relation.is_verified:  # an unverified new name changes nobody's name
                self._later[relation.vendor].append(relation)
                self._earlier[relation.other].append(relation)

    def names_of(self, vendor: str) -> list[str]:
        """The vendor under all the names it had: public ids, itself first."""
        found, todo = [], [vendor]
        while todo:
            one = todo.pop()
            if one not in found:
                found.append(one)
                todo += [relation.other for relation in self._later[one]]
                todo += [relation.vendor for relation in self._earlier[one]]
        return found

    def named_on(self, vendor: str, day: dt.date | None) -> str:
        """The public id of the name that a vendor had on a day; its own where that is not certain."""
        current, seen = vendor, {vendor}
        while len(self._earlier[current]) == 1 and holds(self._earlier[current][0], day, self.today) is False:
            current = self._earlier[current][0].vendor
            if current in seen:
                return vendor
            seen.add(current)
        while new := next((r for r in self._later[current] if holds(r, day, self.today)), None):
            if new.other in seen and new.other != vendor:
                break
            current = new.other
            seen.add(current)
            if current == vendor:
                break
        return current

    def on(self, vendor: str, day: dt.date | None, paper: str = "this was signed") -> Standing:
        """A vendor on a day. `paper` says in the note what happened on that day; empty for today."""
        named = self.named_on(vendor, day)
        chain, doubtful = self._chain(named, day)
        owner = self.vendors[chain[-1][1]] if chain else None
        parts = [self._called(vendor, named, day)]
        if chain:
            parts += [self._owned(relation, other) for relation, other in chain]
        elif doubtful:
            parts += [self._doubtful(relation, day, paper) for relation in doubtful]
        elif later := self._came_later(named, day):
            parts += [self._owned(later, later.other), f"independent when {paper}" if paper else ""]
        note = "; ".join(filter(None, parts))
        return Standing(self.vendors[named], owner, bool(chain) or not doubtful, note)

    def _chain(self, vendor: str, day: dt.date | None) -> tuple[list[tuple[Relation, str]], list[Relation]]:
        """Owner above owner, each with the name it had on the day; where there is none, the vague relations."""
        chain: list[tuple[Relation, str]] = []
        doubtful: list[Relation] = []
        seen, current = set(self.names_of(vendor)), vendor
        while True:
            ties = self._ties(current)
            tie = next((r for r in ties if holds(r, day, self.today) and r.other not in seen), None)
            if tie is None:
                if not chain:
                    doubtful = [r for r in ties if holds(r, day, self.today) is None]
                return chain, doubtful
            current = self.named_on(tie.other, day)
            chain.append((tie, current))
            seen |= set(self.names_of(current))

    def _ties(self, vendor: str) -> list[Relation]:
        """What the registry says of the parents of a vendor, under whichever of its names."""
        return [relation for name in self.names_of(vendor) for relation in self._parents[name]]

    def _came_later(self, vendor: str, day: dt.date | None) -> Relation | None:
        later = [r for r in self._ties(vendor) if day and r.start and has_come(r.start, day) is False]
        return min(later, key=lambda relation: relation.start, default=None)

    def _owned(self, relation: Relation, owner: str) -> str:
        since = f"since {in_words(relation.start)}" if relation.start else "since when is not known"
        comma = " " if relation.start else ", "
        return f"owned by {self.vendors[owner].name}{comma}{since}{_unless_verified(relation)}"

    def _doubtful(self, relation: Relation, day: dt.date | None, paper: str) -> str:
        owner, unverified = self.vendors[relation.other].name, _unless_verified(relation)
        if day is None:
            return f"{self._owned(relation, relation.other)}; on which day {paper or 'it was signed'} is not known"
        if not relation.start:
            return f"owned by {owner}, since when is not known{unverified}"
        vague = relation.start if has_come(relation.start, day) is None else relation.end
        which = f"whether {paper} before or after is not known" if paper else "on which day is not known"
        verb = "owned by" if vague == relation.start else "no longer owned by"
        return f"{verb} {owner} as of {in_words(vague)}, {which}{unverified}"

    def _called(self, vendor: str, named: str, day: dt.date | None) -> str:
        """What is known of the names next to the one shown."""
        new = next((r for r in self._later[named] if r.start), None)
        if new is not None and day is not None and has_come(new.start, day) is False:
            return f"called {self.vendors[new.other].name} since {in_words(new.start)}"
        if new is not None and day is not None:
            return f"called {self.vendors[new.other].name} as of {in_words(new.start)}, before or after is not known"
        if named != vendor:
            return f"called {self.vendors[vendor].name} before"
        return ""


def in_words(date: str) -> str:
    """2019 -> "2019", 2019-01 -> "January 2019", 2023-04-10 -> "10 April 2023"."""
    first, _ = days_of(date)
    return [f"{first:%Y}", f"{first:%B %Y}", f"{first.day} {first:%B %Y}"][date.count("-")]


def _unless_verified(relation: Relation) -> str:
    return "" if relation.is_verified else ", not verified"


def circle_in(relations: Iterable[tuple[str, str]]) -> list[str]:
    """Vendors that own or are named after each other in a circle, in order; empty where there is none."""
    above: dict[str, list[str]] = defaultdict(list)
    for vendor, other in relations:
        above[vendor].append(other)
    done: set[str] = set()

    def climb(vendor: str, path: list[str]) -> list[str]:
        if vendor in path:
            return [*path[path.index(vendor) :], vendor]
        if vendor in done:
            return []
        found = next((circle for other in above[vendor] if (circle := climb(other, [*path, vendor]))), [])
        done.add(vendor)
        return found

    return next((circle for vendor in sorted(above) if (circle := climb(vendor, []))), [])


def load_owners(connection: sa.Connection, today: dt.date | None = None) -> Owners:
    """The vendors and relations of the store, as `sync_registry` left them."""
    one, other, relation = s.vendor.alias("one"), s.vendor.alias("other"), s.vendor_relation
    statement = (
        sa.select(one.c.public_id.label("vendor"), other.c.public_id.label("other"), relation)
        .select_from(
            relation.join(one, one.c.id == relation.c.vendor_id).join(other, other.c.id == relation.c.other_id)
        )
        .where(relation.c.relation.in_(("parent", "renamed")))
        .order_by(one.c.key, relation.c.start_date, other.c.key)
    )
    vendors = sa.select(s.vendor.c.public_id, s.vendor.c.key, s.vendor.c.name)
    return Owners(
        {row.public_id: Name(row.public_id, row.key, row.name) for row in connection.execute(vendors)},
        [
            Relation(row.vendor, row.relation, row.other, row.start_date or "", row.end_date or "", row.is_verified)
            for row in connection.execute(statement)
        ],
        today or dt.datetime.now(dt.UTC).date(),
    )
