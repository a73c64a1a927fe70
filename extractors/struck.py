"""Words of a born-digital page through which a line is drawn: the paper does not say them any more.

Changes of contracts print what they replace struck out beside what they put in its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from extractors.paper import Page, Word
from watchbill.model import Check

#: Where in a word's height a line strikes it out (under it, it underlines), how far the line may run beyond the words
#: that it strikes, in points, and how much of a word it must cover.
_MIDDLE, _BEYOND, _COVER = (0.36, 0.7), 2.5, 0.8
#: Points: no word is higher, no struck figure shorter.
_TALLEST, _SHORTEST = 40.0, 8.0


def without_struck(pages: Sequence[Page]) -> tuple[list[Page], Check | None]:
    """The pages without the words that lines strike out, and the check that names those with figures."""
    cleaned = [_cleaned(page) for page in pages]
    figures = [
        f"{word.text} on page {word.page}"
        for page in cleaned
        for word in page.struck
        if page.origin == "native" and any(map(str.isdigit, word.text))
    ]
    return cleaned, Check("nothing_struck_out", False, ", ".join(figures)) if figures else None


def _cleaned(page: Page) -> Page:
    if page.origin != "native":
        return page
    struck = _struck(page)
    if not struck:
        return page
    return replace(page, words=tuple(word for word in page.words if word not in struck), struck=tuple(struck))


def _struck(page: Page) -> list[Word]:
    """The words through whose middle a line runs that begins and ends with them."""
    lines = [rule for rule in page.rules if rule.top == rule.bottom and rule.x1 - rule.x0 >= _SHORTEST]
    if not lines:
        return []
    words = sorted((word for word in page.words if not word.angle), key=lambda word: word.top)
    tops = [word.top for word in words]
    found: list[Word] = []
    for line in lines:
        near = words[bisect_left(tops, line.top - _TALLEST) : bisect_right(tops, line.top)]
        under = [word for word in near if _runs_through(line.x0, line.x1, line.top, word)]
        if not under or any(word in found for word in under):
            continue
        begins, ends = min(word.x0 for word in under), max(word.x1 for word in under)
        if line.x0 >= begins - _BEYOND and line.x1 <= ends + _BEYOND:
            found += under
    return found


def _runs_through(x0: float, x1: float, y: float, word: Word) -> bool:
    height = word.bottom - word.top
    is_middle = _MIDDLE[0] * height <= y - word.top <= _MIDDLE[1] * height
    return is_middle and min(x1, word.x1) - max(x0, word.x0) >= _COVER * (word.x1 - word.x0)
