"""The names that others are matched to, with what makes candidates quick to find and words cheap to weigh."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from watchbill.matching.parse import Parsed, parse_name
from watchbill.matching.words import GENERIC

#: Grams that more than this share of a large catalogue holds find nothing.
_COMMON = 0.08
_LARGE = 2_000
#: A gram index gives at most so many readings, none below this share of the best cosine.
CANDIDATES = 8
_NEAR_THE_BEST = 0.45
_GENERIC_WEIGHT = 0.4


@dataclass(frozen=True)
class Catalogue:
    """Distinct names, their readings, and three ways to find them: by all letters, by key, by three letters.

    `weights` are inverse document frequencies from 0 to 1; words nobody in the catalogue has weigh 1.
    """

    names: Sequence[str]
    readings: Sequence[Parsed]
    owner: Sequence[int]  # reading -> position in `names`
    by_whole: Mapping[str, Sequence[int]]
    by_key: Mapping[tuple[tuple[str, ...], frozenset[str]], Sequence[int]]
    by_initials: Mapping[str, Sequence[int]]
    weights: Mapping[str, float]
    grams: Mapping[str, tuple[NDArray[np.int32], NDArray[np.float32]]]

    @classmethod
    def of(cls, names: Iterable[str]) -> Catalogue:
        """A catalogue of the distinct names; blank ones are left out."""
        distinct = list(dict.fromkeys(name for name in names if name.strip()))
        readings, owner = [], []
        for position, name in enumerate(distinct):
            for reading in parse_name(name):
                readings.append(reading)
                owner.append(position)
        by_whole, by_key, by_initials = defaultdict(list), defaultdict(list), defaultdict(list)
        for number, reading in enumerate(readings):
            by_whole[reading.whole].append(number)
            by_key[reading.key].append(number)
            by_initials[reading.initials].append(number)
        return cls(distinct, readings, owner, by_whole, by_key, by_initials, _weights(readings), _gram_index(readings))

    def weigh(self, word: str) -> float:
        """How much a word tells, 0 to 1."""
        return self.weights.get(word, _GENERIC_WEIGHT if word in GENERIC else 1.0)

    def near(self, reading: Parsed) -> list[int]:
        """The readings most like one by their groups of three letters (TF-IDF, cosine), best first."""
        cosines = self.cosines(reading)
        best = float(cosines.max(initial=0.0))
        if best <= 0.0:
            return []
        found = np.flatnonzero(cosines >= best * _NEAR_THE_BEST)
        return [int(one) for one in found[np.argsort(-cosines[found], kind="stable")[:CANDIDATES]]]

    def cosines(self, reading: Parsed) -> NDArray[np.float32]:
        """The likeness of every reading of the catalogue to one name, up to a factor."""
        scores = np.zeros(len(self.readings), dtype=np.float32)
        for gram, count in Counter(grams_of(reading)).items():
            if gram in self.grams:
                numbers, weights = self.grams[gram]
                scores[numbers] += count * weights
        return scores


def grams_of(reading: Parsed) -> list[str]:
    """Runs of three letters within and across the words, blanks at both ends."""
    text = f" {' '.join(reading.words)} "
    return [text[at : at + 3] for at in range(len(text) - 2)]


def _weights(readings: Sequence[Parsed]) -> dict[str, float]:
    held_by = Counter(word for reading in readings for word in set(reading.words))
    total = max(len(readings), 50)
    return {
        word: log(1 + total / count) / log(1 + total) * (_GENERIC_WEIGHT if word in GENERIC else 1.0)
        for word, count in held_by.items()
    }


def _gram_index(readings: Sequence[Parsed]) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """gram -> the readings that hold it and its weight there; the square of the IDF serves the query's side as well."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, reading in enumerate(readings):
        for gram in grams_of(reading):
            numbers[gram].append(number)  # as often as it stands there
    rarity = {gram: log(1 + len(readings) / len(set(held))) for gram, held in numbers.items()}
    squares = np.zeros(len(readings))
    counted = {gram: np.unique(np.array(held, dtype=np.int32), return_counts=True) for gram, held in numbers.items()}
    for gram, (held, counts) in counted.items():
        squares[held] += (rarity[gram] * counts) ** 2
    norms = np.sqrt(np.maximum(squares, 1e-9))
    most = len(readings) * _COMMON if len(readings) > _LARGE else len(readings)
    return {
        gram: (held, (rarity[gram] ** 2 * counts / norms[held]).astype(np.float32))
        for gram, (held, counts) in counted.items()
        if len(held) <= most
    }
