"""Whether a printed public body is plainly another than the agency that released the paper: by the place it names.

A release may hold a stray paper of another city. Only a name that says by its words that it is a public body, and of a
place that is nowhere in the names of the releasing agency's family, is of elsewhere; a desk, a person, a department
without a place and a misread letter are not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rapidfuzz.distance import Levenshtein

from watchbill.names import agency_name, fold, names_public_body
from watchbill.store.schema import agency, agency_alias

#: A place as its words in order: ("fort", "lauderdale").
Place = tuple[str, ...]

#: Agencies of these kinds are above a city in law only: their places are not its own.
_ABOVE = frozenset({"state", "federal"})
_OF = re.compile(
    r"\b(?:city|town|village|borough|township|county|parish|port|university) (?:and county )?of (?:the )?(.+)"
)
_BEFORE = re.compile(
    r"^(.+?) (?:police|sheriff|county|parish|fire|city|town|township|village|borough|public|schools?|unified|university"
    r"|college|highway patrol|transit|constable|district attorney|marshals?)\b"
)
_PARTS = re.compile(r"[,;:()/]|\s[-–—]\s")
_TURNED = re.compile(r"^[^,]+, (?:city|county|town|village) of$", re.IGNORECASE)
_STATE_BEFORE = re.compile(r"^[A-Z]{2} ?[-–—:] (?=\w)")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


#: Words of desks, units and bodies that name no place.
_GENERIC = _words(
    """a accounting accounts administration administrative admin agency and asset at attention attn authority bill
    billing board borough branch budget bureau by campus care center central chief city clerk command commission
    commissioners committee communications community consolidated contracts council county court crime criminal
    department detective detectives director district division emergency enforcement executive federal field finance
    financial fire fiscal fleet for force from general government gang highway independent information internal
    intelligence invoice invoices investigations investigative joint justice law licensing local logistics management
    manager marshal mayor metro metropolitan municipal municipality narcotics no of office officer officers operations
    organized parish patrol payable person planning police port procurement professional program property public
    purchasing real records regional research road safety school schools section security service services sheriff ship
    sold special squad staff standards state strategic superintendent supply support system tactical task team technical
    technology the to town township traffic training transit transportation treasurer unified unit university upon us
    vice village works"""
)
#: Words that make another place of the one they stand before or behind: East Orange, Orange Park.
_BEFORE_A_PLACE = _words("east great lower lake mount new north northern old port saint south southern upper west")
_BEHIND_A_PLACE = _words(
    """bay beach bluff center cove creek falls forest gables gardens grove harbor heights hill hills island junction
    lake lakes landing park pines point ridge river shores springs station valley view"""
)
_SPELT_OUT = {"ft": "fort", "st": "saint", "mt": "mount", "n": "north", "s": "south", "e": "east", "w": "west"}


@dataclass(frozen=True)
class KnownPlaces:
    """What the agencies of the registry are called by place. `of_family`: agency -> the places in its family's names;
    `counties`: agencies with a county in their family; `every`: the places of all."""

    of_family: Mapping[int, frozenset[Place]]
    counties: frozenset[int]
    states: Mapping[int, str | None]
    every: frozenset[Place]


def load_places(connection: sa.Connection) -> KnownPlaces:
    """The places in the names and aliases of every agency, its city or county, and their other departments."""
    rows = {row.id: row for row in connection.execute(sa.select(agency).order_by(agency.c.id))}
    aliases = connection.execute(sa.select(agency_alias.c.agency_id, agency_alias.c.name)).all()
    top = {each: _head(each, rows) for each in rows}
    called: dict[int, set[str]] = defaultdict(set)
    for agency_id, name in [*aliases, *((row.id, row.name) for row in rows.values())]:
        called[top[agency_id]].add(name)
    places = {head: frozenset(filter(None, map(_whole_place, names))) for head, names in called.items()}
    for row in rows.values():
        if row.place and (place := _whole_place(row.place)):
            places[top[row.id]] |= {place}
    counties = {head for head, names in called.items() if any(map(_says_county, names))}
    return KnownPlaces(
        of_family={each: places[top[each]] for each in rows},
        counties=frozenset(each for each in rows if top[each] in counties),
        states={row.id: row.state for row in rows.values()},
        every=frozenset[Place]().union(*places.values()),
    )


def _head(agency_id: int, rows: Mapping[int, sa.Row[Any]]) -> int:
    """The highest body an agency belongs to, short of a state or the federal government."""
    seen = {agency_id}
    while (parent := rows[agency_id].parent_id) is not None and parent not in seen:
        if rows[parent].kind in _ABOVE:
            break
        seen.add(parent)
        agency_id = parent
    return agency_id


def is_elsewhere(printed: str, agency_id: int, known: KnownPlaces) -> bool:
    """Whether the printed name is a public body of another place than the agency's.

    The name must not have been resolved: who the registry or a person says it is counts for more.
    """
    named = list(_places_named(printed))
    if not names_public_body(printed) or not named or not known.of_family[agency_id]:
        return False
    state = agency_name(printed).state
    if state and known.states[agency_id] and state != known.states[agency_id]:
        return True
    first = _whole_place(_parts(printed)[0])
    others = known.every - known.of_family[agency_id]
    return not any(
        _is_same(place, own, others) and _fits_county(printed, place, own, agency_id, known)
        for place in dict.fromkeys([*named, first])
        for own in known.of_family[agency_id]
        if place
    )


def _parts(printed: str) -> list[str]:
    """The names joined by commas, brackets and dashes; a state before them is none, "Dayton, City of" is one."""
    text = _STATE_BEFORE.sub("", " ".join(printed.split()))
    return [text] if _TURNED.search(text) else _PARTS.split(text)


def _places_named(printed: str) -> Iterator[Place]:
    """The places of the public bodies that a printed name is made of."""
    for part in _parts(printed):
        words = agency_name(part).normal
        of, before = _OF.search(words), _BEFORE.search(words)
        place: Place = ()
        if of:
            place = _up_to_generic(of.group(1))
        elif before:
            place = _whole_place(before.group(1))
        if place:
            yield place


def _up_to_generic(words: str) -> Place:
    kept = []
    for word in words.split():
        if word in _GENERIC:
            break
        kept.append(word)
    return _whole_place(" ".join(kept))


def _whole_place(name: str) -> Place:
    """The words of a name that may be a place: none of bodies and desks, no numbers, no single letters."""
    words = (_SPELT_OUT.get(word, word) for word in fold(agency_name(name).normal).split())
    return tuple(word for word in words if word not in _GENERIC and word.isalpha() and len(word) > 1)


def _says_county(name: str) -> bool:
    return bool({"county", "parish"} & set(fold(name).split()))


def _fits_county(printed: str, place: Place, own: Place, agency_id: int, known: KnownPlaces) -> bool:
    """A city and the county that bears its name are two buyers; "City and County of …" is both."""
    if place != own or not _says_county(printed) or "city" in fold(printed).split():
        return True
    return agency_id in known.counties


def _is_same(place: Place, own: Place, others: frozenset[Place]) -> bool:
    """The agency's own place: among other words, cut short, abbreviated, run together with them or misread."""
    if place == own:
        return True
    if place in others:
        return False
    for at in range(len(place) - len(own) + 1):
        if place[at : at + len(own)] == own:
            before, behind = place[max(at - 1, 0) : at], place[at + len(own) : at + len(own) + 1]
            return not (_BEFORE_A_PLACE & set(before) or _BEHIND_A_PLACE & set(behind))
    if set(place) < set(own):
        return not (set(own) - set(place)) & (_BEFORE_A_PLACE | _BEHIND_A_PLACE)
    return _is_short_for("".join(place), "".join(own)) or _is_misread("".join(place), "".join(own))


def _is_short_for(short: str, long: str) -> bool:
    """ "Eug", "Spfld", "SF": the beginning, two letters in order, or some consonants in order."""
    if len(short) >= 3 and long.startswith(short):
        return True
    letters = iter(long)
    in_order = short[:1] == long[:1] and all(letter in letters for letter in short)
    return in_order and (len(short) == 2 or not set(short[1:]) & set("aeiou"))


def _is_misread(seen: str, meant: str) -> bool:
    """One letter in five is read wrongly, two in nine; or other words run together with the name."""
    if len(meant) >= 5 and seen.endswith(meant):
        return True
    allowed = 2 if len(meant) >= 9 else 1 if len(meant) >= 5 else 0
    return Levenshtein.distance(seen, meant, score_cutoff=allowed) <= allowed
