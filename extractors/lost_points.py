"""Amounts on scans that lost a mark: their decimal point (``5,817 38`` where a column prints its cents), or one of the
parentheses that make them negative (``6,299.40)`` where the column's other amounts have both)."""

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


#: An amount in parentheses, and one that lost one of them, or both.
_WITHIN, _HALF_WITHIN = (
    re.compile(r"\(\$?[\d,]+\.\d\d\)"),
    re.compile(r"(?P<open>[({\[]?)(?P<amount>\$?[\d,]+\.\d\d)(?P<close>[)}\]]?)"),
)
#: In a column of which this share stands in parentheses, an amount without any has lost them, or is a correction.
_MOST_WITHIN, _SIGN_LOST, _DOUBTED = 0.75, "its parentheses may be lost", 0.5


def with_lost_parentheses(page: Page) -> Page:
    """The page with the parentheses put back of which OCR lost one, where at least three amounts that end at the same
    place have both; an amount without any among them is in doubt. Pages that no OCR read stay as they are."""
    if page.origin != "ocr":
        return page
    ends = sorted(word.x1 for word in page.words if word.text[0] == "(" and _WITHIN.fullmatch(word.text))
    if len(ends) < _WITNESSES:
        return page
    plain = sorted(word.x1 for word in page.words if parse_money(word.text) and word.text[0] != "(")
    return replace(page, words=tuple(_within(word, ends, plain) for word in page.words))


def _within(word: Word, ends: Sequence[float], plain: Sequence[float]) -> Word:
    match = _HALF_WITHIN.fullmatch(word.text)
    if match is None or _WITHIN.fullmatch(word.text) or (witnesses := _witnesses(ends, word)) < _WITNESSES:
        return word
    if match["open"] or match["close"]:
        return replace(word, text=f"({match['amount']})", confidence=min(_REPAIRED, word.confidence))
    if witnesses < _MOST_WITHIN * (witnesses + _witnesses(plain, word)):
        return word
    return replace(word, confidence=min(_DOUBTED, word.confidence), doubt=_SIGN_LOST)


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
