"""Running text in two columns: terms that forms and contracts print side by side are read one column after the other.

Rows of a page join what stands at one height. Where a strip of white parts two columns of sentences, over many rows and
with the right ones flush at one edge, a row is two. Tables, forms and lists have few words of small letters in a cell:
they stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.paper import Word

Row = tuple["Word", ...]

#: Where the right column begins, in shares of the page's width; how exactly its lines begin there, in points.
_ZONE, _FLUSH = (0.42, 0.64), 2.0
#: How many lines each column has at least, how many words each line on average, and how many of those begin small.
_LINES, _WORDS, _SMALL = 8, 4.5, 0.5


def in_columns(rows: Sequence[Row], width: float) -> list[Row] | None:
    """The rows of a page, those of two columns of sentences parted: the left column's first, then the right one's.
    None where nothing is to be parted, as on most pages."""
    edge = _edge(rows, width)
    if edge is None:
        return None
    found: list[Row] = []
    is_parted = False
    for run, is_open in _runs(rows, edge):
        columns = _parted(run, edge) if is_open else None
        is_parted = is_parted or columns is not None
        found += columns or run
    return found if is_parted else None


def _edge(rows: Sequence[Row], width: float) -> float | None:
    """Where many rows begin a word in the middle of the page; None where none surely do."""
    low, high = _ZONE[0] * width, _ZONE[1] * width
    starts = Counter(edge for row in rows for edge in {round(word.x0) for word in row if low <= word.x0 <= high})
    if not starts:
        return None
    edge = max(starts, key=lambda x: (starts[x] + starts[x - 1] + starts[x + 1], starts[x]))
    return float(edge) if starts[edge] + starts[edge - 1] + starts[edge + 1] >= _LINES else None


def _runs(rows: Sequence[Row], edge: float) -> Iterator[tuple[list[Row], bool]]:
    """The rows in runs, each with whether its rows leave the strip left of the edge free and begin at the edge behind
    it, if there at all."""
    run: list[Row] = []
    was_open = False
    for row in rows:
        first = next((word for word in row if word.x1 > edge - _FLUSH), None)
        is_open = first is None or abs(first.x0 - edge) <= _FLUSH
        if run and is_open != was_open:
            yield run, was_open
            run = []
        run.append(row)
        was_open = is_open
    if run:
        yield run, was_open


def _parted(run: Sequence[Row], edge: float) -> list[Row] | None:
    """The two columns of a run, one after the other; None where they are no running text."""
    left: list[Row] = []
    right: list[Row] = []
    for row in run:
        at = next((n for n, word in enumerate(row) if word.x0 >= edge - _FLUSH), len(row))
        left += [row[:at]] if at else []
        right += [row[at:]] if at < len(row) else []
    return [*left, *right] if _is_running(left) and _is_running(right) else None


def _is_running(rows: Sequence[Row]) -> bool:
    """Whether rows are those of running text: many, of many words, most of which begin with a small letter."""
    words = [word for row in rows for word in row]
    small = sum(word.text[0].islower() for word in words)
    return len(rows) >= _LINES and len(words) >= _WORDS * len(rows) and small >= _SMALL * len(words)
