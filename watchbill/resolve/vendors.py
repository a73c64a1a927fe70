"""A printed vendor name against the registry: exact, alias, normalised, d/b/a, alike but for abbreviations and slips.

Anything less is a person's decision.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from watchbill.names import normal_name, split_dba, without_supplier_number
from watchbill.resolve.match import NEAR, NOTHING, SHORT_ALIAS, Candidate, Match
from watchbill.store.schema import not_the_same, vendor, vendor_alias, vendor_relation

if TYPE_CHECKING:
    from watchbill.resolve.alike import Alike

#: Words behind the name of a cooperative that say what its contract is: "Sourcewell awarded contract".
_OF_CONTRACT = frozenset(
    {"awarded", "contract", "contracts", "agreement", "cooperative", "purchasing", "program", "pricing"}
)
_LOOSE_END = re.compile(r"(?:['’]s)?[\s,;:(#-]*$")


@dataclass(frozen=True)
class KnownVendors:
    """The registry's vendors by printed and by normal name.

    `short` are aliases too short to link by themselves, `apart` the vendors a normal name must never lead to,
    `renamed` earlier vendor -> today's, `vehicles` those that are cooperatives.
    """

    vendors: Mapping[int, tuple[str, str]]  # id -> key, name
    names: Mapping[str, int]
    aliases: Mapping[str, int]
    normals: Mapping[str, int]
    short: Mapping[str, int]
    apart: Mapping[str, frozenset[int]]
    renamed: Mapping[int, int] = field(default_factory=dict)
    vehicles: frozenset[int] = frozenset()
    alike: Alike | None = None


def load_vendors(connection: sa.Connection) -> KnownVendors:
    """What the store knows of vendors and their names."""
    rows = connection.execute(sa.select(vendor).order_by(vendor.c.id)).all()
    vendors = {row.id: (row.key, row.name) for row in rows}
    vehicles = frozenset(row.id for row in rows if row.kind == "vehicle")
    names = {name: vendor_id for vendor_id, (_, name) in vendors.items()}
    normals = {normal_name(name): vendor_id for name, vendor_id in names.items()}
    aliases: dict[str, int] = {}
    short: dict[str, int] = {}
    for row in connection.execute(sa.select(vendor_alias).order_by(vendor_alias.c.id)):
        if row.normal_name in normals and normals[row.normal_name] != row.vendor_id:
            continue
        if len(row.normal_name) <= SHORT_ALIAS and row.normal_name not in normals:
            short[row.normal_name] = row.vendor_id
        else:
            aliases[row.name] = row.vendor_id
            normals[row.normal_name] = row.vendor_id
    relations = sa.select(vendor_relation).where(vendor_relation.c.relation == "renamed")
    renamed = {row.vendor_id: row.other_id for row in connection.execute(relations)}
    apart = _apart(connection, normals)
    known = KnownVendors(vendors, names, aliases, normals, short, apart, renamed, vehicles)
    return replace(known, alike=_alike(known))


def _alike(known: KnownVendors) -> Alike:
    from watchbill.resolve.alike import Alike  # numpy is not worth its time where names are not resolved

    return Alike.of({**known.aliases, **known.names}, known.apart)


def _apart(connection: sa.Connection, normals: Mapping[str, int]) -> dict[str, frozenset[int]]:
    apart: dict[str, set[int]] = defaultdict(set)
    for row in connection.execute(sa.select(not_the_same).where(not_the_same.c.kind == "vendor")):
        one, other = normal_name(row.name), normal_name(row.other_name)
        for name, far in ((one, other), (other, one)):
            if far in normals:
                apart[name].add(normals[far])
    return {name: frozenset(ids) for name, ids in apart.items()}


def match_vendor(printed: str, known: KnownVendors) -> Match:
    """The vendor a printed name means, or NOTHING. Never a guess."""
    name = without_supplier_number(printed)
    if name in known.names:
        return Match(known.names[name], "exact", 1.0)
    if name in known.aliases:
        return Match(known.aliases[name], "alias", 1.0)
    normal = normal_name(name)
    if normal in known.normals and known.normals[normal] not in known.apart.get(normal, ()):
        return Match(known.normals[normal], "normal", 0.98)
    found = _match_dba(name, known)
    if found == NOTHING and known.alike is not None and len(split_dba(name)) == 1:
        found = known.alike.match(name)
    return NOTHING if found.id in known.apart.get(normal, ()) else found


def match_vehicle(printed: str, known: KnownVendors) -> Match:
    """The cooperative whose contract is printed behind its name, with a number or in so many words; else as
    `match_vendor`.

    *OMNIA Partners (Cobb County 23-6692-03)*, *Sourcewell Contract No. 101223-MOT*, *Sourcewell awarded contract*
    """
    words = printed.split()
    for length in range(len(words) - 1, 0, -1):
        found = match_vendor(_LOOSE_END.sub("", " ".join(words[:length])), known)
        if found.id not in known.vehicles:
            continue
        rest = words[length:]
        is_numbered = any(sign.isdigit() for word in rest for sign in word)
        if is_numbered or {word.casefold() for word in rest} <= _OF_CONTRACT:
            return replace(found, method="numbered" if is_numbered else "named", score=0.95)
    return match_vendor(printed, known)


def _match_dba(name: str, known: KnownVendors) -> Match:
    """One half of "A dba B" suffices; two halves must mean one vendor, or one vendor before and after a new name."""
    parts = [normal_name(part) for part in split_dba(name)]
    if len(parts) < 2:
        return NOTHING
    found = [known.normals[part] for part in parts if part in known.normals]
    distinct = dict.fromkeys(found)
    if len(distinct) == 2:
        first, second = distinct
        distinct = {one: None for one, other in ((first, second), (second, first)) if known.renamed.get(other) == one}
    if len(distinct) != 1:
        return NOTHING
    chosen = next(iter(distinct))
    return NOTHING if any(chosen in known.apart.get(part, ()) for part in parts) else Match(chosen, "dba", 0.95)


def near_vendors(printed: str, known: KnownVendors, limit: int = 3, cutoff: float = NEAR) -> list[Candidate]:
    """Vendors with a name like the printed one, best first; never one that is known not to be the same."""
    best: dict[int, float] = {}
    for part in split_dba(without_supplier_number(printed)):
        normal = normal_name(part)
        if normal in known.short:
            best[known.short[normal]] = 100.0
        apart = known.apart.get(normal, frozenset())
        scored = process.extract(
            normal, known.normals.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=cutoff, limit=3 * limit
        )
        for name, score, _ in scored:
            if known.normals[name] not in apart:
                best[known.normals[name]] = max(score, best.get(known.normals[name], 0.0))
        for vendor_id, likeness, _ in known.alike.ranked(part) if known.alike is not None else ():
            if likeness * 100 >= cutoff and vendor_id not in apart:
                best[vendor_id] = max(likeness * 100, best.get(vendor_id, 0.0))
    ranked = sorted(best, key=lambda vendor_id: (-best[vendor_id], known.vendors[vendor_id][0]))[:limit]
    return [Candidate(vendor_id, *known.vendors[vendor_id], round(best[vendor_id] / 100, 2)) for vendor_id in ranked]
