"""A printed agency name against the registry. Many places share a name: a state, or the release, must say which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from watchbill.names import AgencyName, agency_name, agency_variants
from watchbill.resolve.match import NEAR, NOTHING, SHORT_ALIAS, Candidate, Match
from watchbill.store.schema import agency, agency_alias, not_the_same

if TYPE_CHECKING:
    from watchbill.resolve.alike import Alike


@dataclass(frozen=True)
class KnownAgencies:
    """The store's agencies by printed and by normal name. `shared` are names that agencies of several states bear."""

    agencies: Mapping[int, tuple[str, str]]  # id -> key, name
    states: Mapping[int, str | None]
    parents: Mapping[int, int | None]
    names: Mapping[str, int]
    aliases: Mapping[str, int]
    normals: Mapping[str, frozenset[int]]
    short: Mapping[str, int]
    shared: frozenset[str]
    alike: Alike | None = None

    def family(self, agency_id: int) -> frozenset[int]:
        """The agency, the bodies it is part of, and the bodies that are part of it."""
        above = {agency_id}
        parent = self.parents.get(agency_id)
        while parent is not None and parent not in above:
            above.add(parent)
            parent = self.parents.get(parent)
        below = {child for child, its_parent in self.parents.items() if its_parent == agency_id}
        return frozenset(above | below)


def load_agencies(connection: sa.Connection) -> KnownAgencies:
    """What the store knows of agencies and their names."""
    rows = connection.execute(sa.select(agency).order_by(agency.c.id)).all()
    normals: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        normals[agency_name(row.name).normal].add(row.id)
    aliases: dict[str, int] = {}
    short: dict[str, int] = {}
    for row in connection.execute(sa.select(agency_alias).order_by(agency_alias.c.id)):
        if len(row.normal_name) <= SHORT_ALIAS:
            short[row.normal_name] = row.agency_id
        else:
            aliases[row.name] = row.agency_id
            normals[row.normal_name].add(row.agency_id)
    names = {row.name: row.id for row in rows}
    return KnownAgencies(
        alike=_alike({**aliases, **names}),
        agencies={row.id: (row.key, row.name) for row in rows},
        states={row.id: row.state for row in rows},
        parents={row.id: row.parent_id for row in rows},
        names=names,
        aliases=aliases,
        normals={name: frozenset(ids) for name, ids in normals.items()},
        short=short,
        shared=_shared(connection) | {name for name, ids in normals.items() if len(ids) > 1},
    )


def _alike(whose: Mapping[str, int]) -> Alike:
    from watchbill.resolve.alike import Alike  # numpy is not worth its time where names are not resolved

    return Alike.of(whose, {})


def _shared(connection: sa.Connection) -> frozenset[str]:
    pairs = connection.execute(sa.select(not_the_same).where(not_the_same.c.kind == "agency"))
    names = ((agency_name(row.name), agency_name(row.other_name)) for row in pairs)
    return frozenset(one.normal for one, other in names if one.normal == other.normal and one.state != other.state)


def match_agency(printed: str, known: KnownAgencies, released_by: frozenset[int] = frozenset()) -> Match:
    """The agency a printed name means, or NOTHING.

    `released_by`: the agencies that released every paper which prints the name; they settle a name that several states
    share, and nothing else.
    """
    variants = agency_variants(printed)
    if printed in known.aliases:
        return Match(known.aliases[printed], "alias", 1.0)
    for position, variant in enumerate(variants):
        fitting = _fitting(variant, known)
        if not fitting:
            continue
        if variant.state is None and variant.normal in known.shared:
            nearby = {one for agency_id in released_by for one in known.family(agency_id)} & fitting
            return Match(nearby.pop(), "release", 0.9) if len(nearby) == 1 else NOTHING
        if len(fitting) > 1:
            return NOTHING
        found = next(iter(fitting))
        if position:
            return Match(found, "within", 0.9)
        is_exact = known.names.get(printed) == found
        return Match(found, "exact" if is_exact else "normal", 1.0 if is_exact else 0.98)
    return _match_alike(printed, variants[0], known, released_by)


def _match_alike(printed: str, name: AgencyName, known: KnownAgencies, released_by: frozenset[int]) -> Match:
    """An abbreviated, misread or cut name links only where its state, or who released the papers, says the same."""
    found = known.alike.match(printed) if known.alike is not None else NOTHING
    if found.id is None:
        return NOTHING
    from watchbill.matching import parse_name

    state = name.state or next((reading.state for reading in parse_name(printed) if reading.state), None)
    family = {one for agency_id in released_by for one in known.family(agency_id)}
    if state is None:
        return found if found.id in family else NOTHING
    return found if state == known.states[found.id] else NOTHING


def _fitting(variant: AgencyName, known: KnownAgencies) -> set[int]:
    ids = known.normals.get(variant.normal, frozenset())
    return {one for one in ids if variant.state is None or known.states[one] == variant.state}


def near_agencies(printed: str, known: KnownAgencies, limit: int = 3, cutoff: float = NEAR) -> list[Candidate]:
    """Agencies with a name like the printed one, best first; with a printed state only those of that state.

    They are compared word by word: "Orange PD" is not near "Orange Park PD" for its letters, and NYPD is near New York.
    """
    best: dict[int, float] = {}
    for variant in agency_variants(printed):
        if variant.normal in known.short:
            best[known.short[variant.normal]] = 1.0
    states = {variant.state for variant in agency_variants(printed)} - {None}
    for found, likeness, _ in known.alike.ranked(printed) if known.alike is not None else ():
        if likeness * 100 >= cutoff and (not states or known.states[found] in states):
            best[found] = max(likeness, best.get(found, 0.0))
    ranked = sorted(best, key=lambda agency_id: (-best[agency_id], known.agencies[agency_id][0]))[:limit]
    return [Candidate(agency_id, *known.agencies[agency_id], round(best[agency_id], 2)) for agency_id in ranked]
