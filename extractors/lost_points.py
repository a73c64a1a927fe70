"""Amounts on scans whose decimal point was too faint to be read: ``5,817 38`` where a column prints its cents."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.paper import Page, Word, box_around
from extractors.values import parse_money

_TORN = re.compile(r"[-(]?\$?\d{1,3}(?:, ?\d{3})*[,.]? \d\d[)-]?")
#: A repaired amount is worth at most this much until a sum confirms it.
_REPAIRED = 0.75
#: How many amounts with their points must end where a torn one does, within so many line heights.
_WITNESSES, _FLUSH = 3, 0.8


def with_lost_points(page: Page) -> Page:
    """The page with amounts put together whose point was lost: figures, a small gap and two digits more that end where
    at least three amounts with points end. Pages that no OCR read stay as they are."""
    if page.origin != "ocr":
        return page
    ends = sorted(word.x1 for word in page.words if parse_money(word.text))
    joined: dict[int, Word] = {}
    dropped: set[int] = set()
    for line in page.lines:
        for at in range(len(line.words)):
            run = next((run for n in (3, 2) if _is_torn(run := line.words[at : at + n], n)), None)
            if run and id(run[0]) not in dropped and _witnesses(ends, run[-1]) >= _WITNESSES:
                joined[id(run[0])] = _join(run)
                dropped |= {id(word) for word in run[1:]}
    if not joined:
        return page
    words = tuple(joined.get(id(word), word) for word in page.words if id(word) not in dropped)
    return replace(page, words=words)


def _is_torn(run: Sequence[Word], length: int) -> bool:
    """Whether words are the pieces of an amount, near each other: ``5,817 38``, ``3, 268 38``, ``11, 00``."""
    if len(run) != length or not all(
        -0.3 * left.height <= right.x0 - left.x1 <= 1.3 * max(left.height, right.height)
        for left, right in pairwise(run)
    ):
        return False
    return bool(_TORN.fullmatch(" ".join(word.text for word in run)))


def _witnesses(ends: Sequence[float], word: Word) -> int:
    room = _FLUSH * word.height
    return bisect_right(ends, word.x1 + room) - bisect_left(ends, word.x1 - room)


def _join(run: Sequence[Word]) -> Word:
    """The pieces as one word, its last two digits the cents."""
    *whole, cents = (word.text for word in run)
    x0, top, x1, bottom = box_around(run)
    sure = min(_REPAIRED, *(word.confidence for word in run))
    text = "".join(whole).rstrip(",.") + "." + cents
    return replace(run[0], text=text, x0=x0, top=top, x1=x1, bottom=bottom, confidence=sure)
