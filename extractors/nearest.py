"""The one known word that a misread one must have been."""

from __future__ import annotations

from collections.abc import Sequence


def nearest(token: str, words: Sequence[str], most: int) -> str | None:
    """The nearest of `words`, at most so many letters away from a token; None where none is, or a second is as near."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    near = process.extract(token, words, scorer=Levenshtein.distance, score_cutoff=most, limit=2)  # the nearest first
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    return near[0][0]
