"""Words of a born-digital page through which a line is drawn: the paper does not say them any more.

Changes of contracts print what they replace struck out beside what they put in its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from extractors.paper import Page, Rule, Word
from watchbill.model import Check

#: Where in a word's height a line strikes it out: programs draw it a quarter of the letters' size over the line on
#: which they stand, at 0.49 to 0.59 of the height. Down to the second share it may underline the word and sit high.
_MIDDLE, _LOW = (0.36, 0.62), 0.76
#: How far the line may run beyond the words that it strikes, in points, and how much of a word it must cover.
_BEYOND, _COVER = 2.5, 0.8
#: Points: no word is higher, no struck figure shorter.
_TALLEST, _SHORTEST = 40.0, 8.0


def without_struck(pages: Sequence[Page]) -> tuple[list[Page], Check | None]:
    """The pages without the words that lines strike out, and the check that names those with figures, and those with
    figures under which a line sits so high that it may strike them out: they are held, a person looks."""
    cleaned, figures = [], []
    for page in pages:
        struck, held = _struck(page) if page.origin == "native" else ([], [])
        figures += [f"{word.text} on page {word.page}" for word in (*struck, *held) if any(map(str.isdigit, word.text))]
        cleaned.append(_without(page, struck))
    return cleaned, Check("nothing_struck_out", False, ", ".join(figures)) if figures else None


def _without(page: Page, struck: Sequence[Word]) -> Page:
    if not struck:
        return page
    gone = set(map(id, struck))
    return replace(page, words=tuple(word for word in page.words if id(word) not in gone), struck=tuple(struck))


def _struck(page: Page) -> tuple[list[Word], list[Word]]:
    """The words through whose middle a line runs that begins and ends with them, and those that it may underline."""
    lines = [rule for rule in page.rules if rule.top == rule.bottom and rule.x1 - rule.x0 >= _SHORTEST]
    if not lines:
        return [], []
    words = sorted((word for word in page.words if not word.angle), key=lambda word: word.top)
    tops = [word.top for word in words]
    struck: dict[int, Word] = {}
    held: dict[int, Word] = {}
    for line in lines:
        near = words[bisect_left(tops, line.top - _TALLEST) : bisect_right(tops, line.top)]
        under = [word for word in near if _runs_through(line, word, _LOW)]
        if not under or any(id(word) in struck for word in under):
            continue
        begins, ends = min(word.x0 for word in under), max(word.x1 for word in under)
        if line.x0 >= begins - _BEYOND and line.x1 <= ends + _BEYOND:
            found = struck if all(_runs_through(line, word, _MIDDLE[1]) for word in under) else held
            found.update((id(word), word) for word in under)
    return list(struck.values()), [word for word in held.values() if id(word) not in struck]


def _runs_through(line: Rule, word: Word, lowest: float) -> bool:
    height = word.bottom - word.top
    is_middle = _MIDDLE[0] * height <= line.top - word.top <= lowest * height
    return is_middle and min(line.x1, word.x1) - max(line.x0, word.x0) >= _COVER * (word.x1 - word.x0)
