"""Letters that a scanner or a tired hand gets wrong: digits among letters, and slips in the words every body bears."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

_DIGIT_AMONG_LETTERS = re.compile(
    r"(?<=[a-z])[01]+(?=[a-z])|(?<=[a-z]{2})[358]+(?=[a-z])|^[058](?=[a-z]{4})|(?<=[a-z]{4})[015]$"
)
#: Between two consonants a 1 is an i, beside a vowel an l.
_ONE_AS_I = re.compile(r"(?<=[b-df-hj-np-tv-z])1(?=[b-df-hj-np-tv-z])")
_MEANT = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "8": "b"})

#: Words worth mending before anything else is read: they say what a name means.
_MENDED = ("police", "department", "sheriff", "county", "district", "school", "university", "office")
#: Real words one letter away.
_REAL = frozenset(("policy", "country", "counter", "offices", "officer", "schools", "districts", "polite", "offic"))
_CONFUSED = str.maketrans({"i": "l", "e": "c", "u": "n", "q": "g"})


@lru_cache(maxsize=100_000)
def mended(word: str) -> str:
    """The folded word as it was most likely meant.

    >>> mended("m0ntgomery"), mended("potice"), mended("policy"), mended("mark43")
    ('montgomery', 'police', 'policy', 'mark43')
    """
    if not word.isalpha():
        if word == "0f":
            return "of"
        if sum(sign.isalpha() for sign in word) < 3:
            return word
        word = _ONE_AS_I.sub("i", word)
        word = _DIGIT_AMONG_LETTERS.sub(lambda found: found.group().translate(_MEANT), word)
    if len(word) < 5 or word in _MENDED or word in _REAL:
        return word
    for meant in _MENDED:
        for tail in ("", "s"):
            if abs(len(word) - len(meant) - len(tail)) <= 1 and _is_slip(word, meant + tail):
                return meant + tail
    return word


def _is_slip(word: str, meant: str) -> bool:
    """One letter wrong, too many, missing or swapped; or letters that look alike."""
    if word.translate(_CONFUSED) == meant.translate(_CONFUSED):
        return True
    return OSA.distance(word, meant, score_cutoff=1) <= 1
