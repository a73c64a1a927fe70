"""Lists of payments without a header: names, leaders of dots, amounts, in one or in several columns of a page.

Councils print them with their minutes. Figures beside names are no payments before something says so: here the printed
total does, which all of them add up to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median

from extractors.columns import has_amount
from extractors.listing_totals import starts_as_total
from extractors.paper import Line, Word
from extractors.values import parse_money

_LEADER = re.compile(r"[.…·_]+|[-–—]{3,}")
#: How many lines tell that lists stand side by side, which share of them must fit, and how far, in points, amounts of
#: one list may end from each other.
_LINES_TELL, _MOST, _NEAR = 4, 0.9, 8.0


def plain_lists(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of a page's lists, without leaders, one list after the other as they stand from left to right."""
    bare = [line for line in map(_without_leaders, lines) if line.words]
    edges = _right_edges(bare)
    if len(edges) < 2:
        return [bare]
    bounds = [float("-inf"), *(edge + _NEAR for edge in edges[:-1]), float("inf")]
    parts = [[_between(line, low, high) for low, high in pairwise(bounds)] for line in bare]
    full = [row for row in parts if all(any(parse_money(word.text) for word in words) for words in row)]
    named = sum(all(sum(map(str.isalpha, _text(words))) >= 3 for words in row) for row in full)
    if len(full) < _LINES_TELL or named < _MOST * len(full):
        return [bare]
    return [[Line(row[n]) for row in parts if row[n]] for n in range(len(edges))]


def add_up(lines: Iterable[Line]) -> bool:
    """Whether the last amounts of the lines add up to a total that is printed among them."""
    rows, totals = Decimal(0), set()
    for line in lines:
        if has_amount(line):
            amount = [money for word in line.words if (money := parse_money(word.text))][-1].amount
            if starts_as_total(line):
                totals.add(amount)
            else:
                rows += amount
    return bool(rows) and rows in totals


def _without_leaders(line: Line) -> Line:
    words = tuple(word for word in line.words if not _LEADER.fullmatch(word.text))
    return line if len(words) == len(line.words) else Line(words)


def _right_edges(lines: Sequence[Line]) -> list[float]:
    """Where the amounts of each list end, where most lines of several amounts print as many at the same places."""
    ends = [[word.x1 for word in line.words if parse_money(word.text)] for line in lines]
    several = [row for row in ends if len(row) > 1]
    if len(several) < _LINES_TELL:
        return []
    count = Counter(map(len, several)).most_common(1)[0][0]
    alike = [row for row in several if len(row) == count]
    edges = [median(row[n] for row in alike) for n in range(count)]
    near = sum(all(abs(end - edge) <= _NEAR for end, edge in zip(row, edges, strict=True)) for row in alike)
    return edges if near >= _MOST * len(several) else []


def _between(line: Line, low: float, high: float) -> tuple[Word, ...]:
    return tuple(word for word in line.words if low < word.x1 <= high)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
