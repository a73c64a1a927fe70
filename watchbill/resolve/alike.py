"""Names that no rule of spelling settles, compared word by word; linked only where that is as sure as a rule.

A registry holds few of the names that papers print, so the nearest is seldom meant. What links here differs from a
name of the registry in abbreviations, blanks, letters a scanner confuses, or was cut off; anything less waits for a
person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from watchbill.matching import MARGIN, Catalogue, parse_name, rank
from watchbill.resolve.match import NOTHING, Match

#: Stricter than `watchbill.matching.AUTO`, which is for catalogues that hold what is looked for.
SURE = 0.95
#: Shorter names have too many neighbours: TIPS and TIP.
SHORT_NAME = 6


@dataclass(frozen=True)
class Alike:
    """The names of a registry as a catalogue, and whose each is. `apart`: keys of names -> whom they never mean."""

    catalogue: Catalogue
    whose: Mapping[str, int]
    apart: Mapping[tuple[tuple[str, ...], frozenset[str]], frozenset[int]]

    @classmethod
    def of(cls, whose: Mapping[str, int], apart: Mapping[str, frozenset[int]]) -> Alike:
        """`apart`: printed names, and whom each never means."""
        keys: dict[tuple[tuple[str, ...], frozenset[str]], frozenset[int]] = {}
        for name, ids in apart.items():
            for reading in parse_name(name):
                keys[reading.key] = keys.get(reading.key, frozenset()) | ids
        return cls(Catalogue.of(whose), whose, keys)

    def ranked(self, printed: str) -> list[tuple[int, float, float]]:
        """(whose name, score, order), best first, each party once and none that the name is known not to mean."""
        apart = frozenset[int]().union(*(self.apart.get(reading.key, ()) for reading in parse_name(printed)))
        found: dict[int, tuple[int, float, float]] = {}
        for one in rank(printed, self.catalogue, limit=8):
            party = self.whose[self.catalogue.names[one.position]]
            if party not in apart:
                found.setdefault(party, (party, one.score, one.order))
        return list(found.values())

    def match(self, printed: str) -> Match:
        """The party whose name is surely meant, or NOTHING; two as near as each other are one too many."""
        ranked = self.ranked(printed)
        if not ranked or ranked[0][1] < SURE:
            return NOTHING
        if len(ranked) > 1 and ranked[1][2] > ranked[0][2] - MARGIN:
            return NOTHING
        if max(len("".join(reading.words)) for reading in parse_name(printed)) < SHORT_NAME:
            return NOTHING
        return Match(ranked[0][0], "alike", round(ranked[0][1], 2))
