"""Names to a catalogue: link what is sure, ask about what is likely, leave the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from watchbill.matching.catalogue import Catalogue
from watchbill.matching.compare import INITIALS, Comparison, compare
from watchbill.matching.parse import Parsed, parse_name

#: Scores from here on link by themselves; from REVIEW on a person is asked. Measured: docs/names.md.
AUTO, REVIEW = 0.90, 0.70
#: Two names of the catalogue this near to each other are one too many.
MARGIN = 0.025
_LONG_INITIALS = 4
_FORMERLY = re.compile(r"\b(?:fka|f/k/a|formerly|previously known)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """`match` is the catalogue's spelling, None for `none`; `score` 0 to 1; `decision` auto, review or none."""

    name: str
    match: str | None
    score: float
    decision: str
    reasons: tuple[str, ...] = ()


def match_names(names: Iterable[str], catalogue: Catalogue) -> list[NameMatch]:
    """One answer a name, in their order."""
    return [match_name(name, catalogue) for name in names]


def match_name(name: str, catalogue: Catalogue) -> NameMatch:
    """The name of the catalogue that one printed name means; ambiguous ones wait for a person."""
    ranked = rank(name, catalogue)
    if _FORMERLY.search(name):  # "A, formerly B" is A, where the catalogue has both
        today = [one for one in ranked if one.half == 0 and one.score >= AUTO]
        ranked = today or ranked
    if not ranked or ranked[0].score < REVIEW:
        return NameMatch(name, None, round(ranked[0].score, 3) if ranked else 0.0, "none")
    best = ranked[0]
    match, score = catalogue.names[best.position], round(best.score, 3)
    if best.score < AUTO:
        return NameMatch(name, match, score, "review", best.reasons)
    if _is_of_another_state(name, best, catalogue):
        return NameMatch(name, match, score, "review", (*best.reasons, "others of the name have a state"))
    for other in ranked[1:]:
        if other.order > best.order - MARGIN or (other.half != best.half and other.score >= AUTO):
            rival = f"as near to {catalogue.names[other.position]!r}"
            return NameMatch(name, match, score, "review", (*best.reasons, rival))
    return NameMatch(name, match, score, "auto", best.reasons)


def _is_of_another_state(name: str, best: Ranked, catalogue: Catalogue) -> bool:
    """Whether a name with a state is matched to one without, where the catalogue has that name in other states."""
    for reading in parse_name(name):
        if not (reading.state and reading.bodies):
            continue
        same = catalogue.by_key.get(reading.key, ())
        if any(catalogue.owner[one] == best.position and catalogue.readings[one].state is None for one in same):
            return any(catalogue.readings[one].state not in (None, reading.state) for one in same)
    return False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A name of the catalogue by its position there; `order` adds to the score what only tells equals apart; `half`
    is the reading of the printed name that it is like: in "A dba B" two may be as like to two firms."""

    position: int
    score: float
    order: float
    reasons: tuple[str, ...]
    half: int = 0


def rank(name: str, catalogue: Catalogue, limit: int = 3) -> list[Ranked]:
    """The names of the catalogue most like a printed one, best first, each once."""
    best: dict[int, Ranked] = {}
    for half, reading in enumerate(parse_name(name)):
        for number in _candidates(reading, catalogue):
            found = _compared(reading, number, catalogue)
            position = catalogue.owner[number]
            order = found.score + _print_bonus(name, reading, number, catalogue)
            if position not in best or order > best[position].order:
                best[position] = Ranked(position, found.score, order, found.reasons, half)
    return sorted(best.values(), key=lambda each: -each.order)[:limit]


def _candidates(reading: Parsed, catalogue: Catalogue) -> list[int]:
    """Readings that equal this one are enough; else the nearest by letters, and those it is the initials of."""
    equal = [*catalogue.by_whole.get(reading.whole, ()), *catalogue.by_key.get(reading.key, ())]
    if any(not _is_elsewhere(reading, catalogue.readings[number]) for number in equal):
        return list(dict.fromkeys(equal))
    found = catalogue.near(reading)
    if len(reading.words) == 1 and len(reading.whole) >= 3:
        found += catalogue.by_initials.get(reading.whole, ())
    return list(dict.fromkeys(equal + found))


def _is_elsewhere(one: Parsed, other: Parsed) -> bool:
    return bool(one.state and other.state and one.state != other.state)


def _compared(reading: Parsed, number: int, catalogue: Catalogue) -> Comparison:
    other = catalogue.readings[number]
    found = compare(reading, other, catalogue.weigh, catalogue.weights)
    if found.score < INITIALS and reading.whole == other.initials and len(reading.whole) > 2:
        only = len({catalogue.owner[one] for one in catalogue.by_initials[reading.whole]}) == 1
        is_sure = only and len(reading.whole) > _LONG_INITIALS
        found = Comparison(0.92 if is_sure else INITIALS if only else REVIEW, ("initials",))
    return found


def _print_bonus(name: str, reading: Parsed, number: int, catalogue: Catalogue) -> float:
    """Of names with one key, the one printed the same way is meant: letters first, legal form next."""
    other = catalogue.readings[number]
    if name == catalogue.names[catalogue.owner[number]]:
        return 0.08
    if reading.whole == other.whole and reading.state == other.state:
        return 0.05
    if reading.state and reading.state == other.state:
        return 0.03
    return 0.026 if reading.forms and reading.forms == other.forms else 0.0
