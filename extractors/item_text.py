"""The words that describe an item: those on its row, and those of the rows around it that belong to the same cell."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from extractors.item_tables import Column, Table
from extractors.paper import Line, Page, Word
from extractors.values import parse_money

#: Rows of one cell stand this much tighter than the rows of two.
_LOOSER = 1.12
_MOST_WORDS = 100
#: The rows below the last item that may still be its words.
_MOST_LINES = 14
#: A word that begins so near to the left edge of its column's header stands at it, in points.
_AT_EDGE = 2.0
_NO_TEXT = re.compile(r"[-_=*.|~]{4,}")


@dataclass(frozen=True)
class Rows:
    """The rows of one page between a table's header and what ends it: those that hold items, with the words of each
    one's figures, and those that sum up or charge, which describe nothing."""

    page: Page
    table: Table
    start: int
    stop: int
    figures: Mapping[int, Collection[Word]]
    ends: Collection[int]

    def words(self, row: int) -> tuple[Word, ...]:
        """The words of a row that stand in the column of descriptions, without the figures of its item."""
        own = self.figures.get(row)
        words = _words_of(self.page.lines[row], self.table, is_item=own is not None)
        return tuple(word for word in words if word not in own) if own else words

    def middle(self, row: int) -> float:
        """The vertical middle of a row."""
        _, top, _, bottom = self.page.lines[row].box
        return (top + bottom) / 2


def descriptions(rows: Rows) -> dict[int, tuple[Word, ...]]:
    """The description of each item, by its row."""
    items = sorted(rows.figures)
    cells = {item: _centred_cell(item, rows) for item in items}
    taken = {row: item for item, cell in cells.items() for row in cell}
    return {item: _trimmed(_description(item, items, cells[item], taken, rows)) for item in items}


def _centred_cell(item: int, rows: Rows) -> tuple[int, ...]:
    """The rows of a cell of three or more lines whose middle one stands on the item's row: forms centre their figures
    beside the text. Empty where the lines of one cell stand no tighter than those of two."""
    texts = [row for row in range(rows.start, rows.stop) if rows.words(row)]
    if item not in texts:
        return ()
    at = texts.index(item)
    steps = [rows.middle(low) - rows.middle(high) for high, low in itertools.pairwise(texts)]
    near = steps[max(at - 1, 0) : at + 1]
    if len(near) < 2:
        return ()
    tight = max(near)
    first = last = at
    while first > 0 and steps[first - 1] <= tight * 1.02:
        first -= 1
    while last < len(steps) and steps[last] <= tight * 1.02:
        last += 1
    cell = texts[first : last + 1]
    outside = [steps[n] for n in (first - 1, last) if 0 <= n < len(steps)]
    is_alone = not any(row in rows.ends or (row in rows.figures and row != item) for row in cell)
    is_apart = (
        bool(outside) and min(outside) >= _LOOSER * tight and tight <= 1.5 * rows.page.lines[item].words[0].height
    )
    return tuple(cell) if is_alone and is_apart and first < at and at - first == last - at else ()


def _description(
    item: int, items: Sequence[int], cell: Sequence[int], taken: Mapping[int, int], rows: Rows
) -> list[Word]:
    if cell:
        return [word for row in cell for word in rows.words(row)]
    own = rows.words(item)
    index = items.index(item)
    has_next = index + 1 < len(items)
    after = items[index + 1] if has_next else min(rows.stop, item + _MOST_LINES)
    centred = has_next and not rows.words(after)
    words = list(own)
    for row in range(item + 1, after):
        line = rows.page.lines[row]
        if row in rows.ends or row in taken:
            break
        if own and line.box[1] - rows.page.lines[row - 1].box[3] > 0.9 * own[0].height:
            break
        nearer_to_next = (
            rows.middle(row) - rows.middle(item) > rows.middle(after) - rows.middle(row) if has_next else False
        )
        if nearer_to_next and (centred or not own):
            break
        words += rows.words(row)
    if not own:
        words = [*_above(item, items[index - 1] if index else None, taken, rows), *words]
    return words


def _above(item: int, before: int | None, taken: Mapping[int, int], rows: Rows) -> list[Word]:
    """The words over a row that has none itself, nearer to it than to the item before."""
    first = before + 1 if before is not None else rows.start
    last = rows.middle(first - 1) if before is not None else 0.0
    height = rows.middle(item)
    near = [
        row
        for row in range(first, item)
        if height - rows.middle(row) <= 30
        and height - rows.middle(row) <= rows.middle(row) - last
        and row not in taken
        and row not in rows.ends
    ]
    return [word for row in near for word in rows.words(row)]


def _words_of(line: Line, table: Table, *, is_item: bool) -> tuple[Word, ...]:
    """The words of a row that belong to its description column."""
    description = table.column("description") or table.column("item_id")
    others = [c for c in table.columns if c is not description and c.role != "unknown"]
    right = min((c.x0 for c in others if description and c.x0 > description.x1), default=float("inf"))
    words: list[Word] = []
    for segment in line.segments:
        x0, _, x1, _ = segment.box
        if description is None or min(x1, description.x1) > max(x0, description.x0):
            kept = _of_column(segment, description, others, is_item=is_item) if description else segment.words
            words += [w for w in kept if w.x0 < right or (w.x0 - right < 2 and not parse_money(w.text, bare=True))]
        elif x0 < right - 5 and not any(min(x1, c.x1) - max(x0, c.x0) > 0 for c in others):
            words += segment.words
    return tuple(word for word in words if not _NO_TEXT.fullmatch(word.text))


def _of_column(segment: Line, description: Column, others: Sequence[Column], *, is_item: bool) -> tuple[Word, ...]:
    """A cell's words without those of the columns left of the description, where narrow gaps let them touch. A line
    that begins under another column and starts no word at the description's edge is a heading over the rows."""
    first = segment.words[0]
    left = [c for c in others if c.x1 <= description.x0 and min(first.x1, c.x1) > max(first.x0, c.x0)]
    if not left or first.x0 > description.x0 - 5:
        return segment.words
    at_edge = [n for n, word in enumerate(segment.words) if abs(word.x0 - description.x0) <= _AT_EDGE]
    if at_edge:
        return segment.words[at_edge[0] :]
    return segment.words if is_item else ()


def _trimmed(words: Sequence[Word]) -> tuple[Word, ...]:
    """Without the marks at both ends that print nothing: rules and specks of scans."""
    first, last = 0, len(words)
    while first < last and not any(map(str.isalnum, words[first].text)):
        first += 1
    while last > first and re.fullmatch(r"[-_=|~.,:;'`*—–]+", words[last - 1].text):
        last -= 1
    return tuple(words[first:last][:_MOST_WORDS])
