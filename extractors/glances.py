"""Which tokens of a page are words as they stand, told for all of them at once: most are letters side by side.

A token is a run of characters without white space. `spans` holds a row for each: the place of its first character, and
that after its last one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.letters import Letters
from watchbill.model import Box

Spans = NDArray[np.int_]

#: How far a character of a word may stand from the one before it, in that one's height: below or above it, to the
#: right, and back to the left.
APART, BACK = 0.6, -2.5
#: A figure goes on over a gap narrower than this share of its height.
CLOSE = 0.18
#: The same character printed again to look bold: how near, in its width across and in points down.
AGAIN, AGAIN_DOWN = 0.3, 1.0
#: What is not wider and higher than this many points cannot be seen.
SPECK = 0.1


def words_at_a_glance(letters: Letters, spans: Spans, size: tuple[float, float]) -> list[Box | None]:
    """The box, on a page of this size, of each token that is one word if it runs upright: no character of it stands
    apart or is printed again. None for the others, and for what lies off the page."""
    if not len(spans):
        return []
    firsts, lasts = spans[:, 0], spans[:, 1] - 1
    breaks = _breaks(letters)
    breaks[lasts] = False
    breaks[list(letters.boxless)] = True
    before = np.append(0, np.cumsum(breaks))  # how many breaks stand before each place
    is_word = before[lasts + 1] == before[firsts]
    x0, top = (np.maximum(_of_each(np.minimum, side, spans), 0.0) for side in (letters.left, letters.top))
    x1, bottom = (
        np.minimum(_of_each(np.maximum, side, spans), most)
        for side, most in zip((letters.right, letters.bottom), size, strict=True)
    )
    is_word &= (x1 - x0 > SPECK) & (bottom - top > SPECK)
    boxes = zip(x0.tolist(), top.tolist(), x1.tolist(), bottom.tolist(), strict=True)
    return [box if is_one else None for box, is_one in zip(boxes, is_word.tolist(), strict=True)]


def close_to_the_next(letters: Letters, spans: Spans) -> list[int]:
    """The numbers of upright tokens that stand as close to the next one as a figure that goes on, or lie on it."""
    lasts, nexts = spans[:-1, 1] - 1, spans[1:, 0]
    gaps = letters.left[nexts] - letters.right[lasts]
    close: list[int] = np.flatnonzero(gaps <= CLOSE * (letters.bottom - letters.top)[lasts]).tolist()
    return close


def _breaks(letters: Letters) -> NDArray[np.bool_]:
    """Where upright characters are no part of one word with the next one: it stands apart, or is a copy. (`pdf` asks
    the same of characters one by one, where some were left out.)"""
    left, top, right = letters.left, letters.top, letters.right
    height = np.maximum(letters.bottom - top, 1.0)[:-1]
    gap, down = left[1:] - right[:-1], np.abs(np.diff(top))
    codes = np.frombuffer(letters.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    is_alike = (codes[1:] == codes[:-1]) & (codes[1:] != ord("f"))  # the letters of an ff ligature share a box
    is_copy = is_alike & (np.abs(np.diff(left)) <= AGAIN * (right - left)[:-1]) & (down <= AGAIN_DOWN)
    return np.append((down > APART * height) | (gap > APART * height) | (gap < BACK * height) | is_copy, np.False_)


def _of_each(most: np.ufunc, side: NDArray[np.float64], spans: Spans) -> NDArray[Any]:
    """The most (or least) of one side of each token's characters."""
    return most.reduceat(np.append(side, side[-1]), spans.ravel())[::2]
