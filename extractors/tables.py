"""Tables drawn with lines: pdfplumber's table finder, fed with the lines that pdfium found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from extractors.paper import Line, Page, Rule, Word, group_lines
from watchbill.model import Box

#: A page with more lines than this is a drawing, and looking for cells in it would take minutes.
MOST_RULES = 5_000
#: Points by which lines that should be one may differ, and by which lines that should meet may miss.
TOLERANCE = 3.0


@dataclass(frozen=True)
class Cell:
    """One cell of a drawn table: its box in points and the words whose middle lies in it, in reading order."""

    box: Box
    words: tuple[Word, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(group_lines(self.words))

    @cached_property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A drawn table: rows from the top, cells from the left; None where a merged cell leaves none of its own."""

    bbox: Box
    rows: tuple[tuple[Cell | None, ...], ...]

    @property
    def texts(self) -> list[list[str]]:
        """The printed text, cell by cell."""
        return [[cell.text if cell else "" for cell in row] for row in self.rows]


def find_tables(page: Page) -> list[Table]:
    """The tables that are drawn on the page, from the top. A frame around one cell is not a table."""
    if not 4 <= len(page.rules) <= MOST_RULES:
        return []
    from pdfplumber.table import TableFinder

    drawn = _Drawn((0.0, 0.0, page.width, page.height), [_edge(rule) for rule in page.rules])
    settings = {"snap_tolerance": TOLERANCE, "join_tolerance": TOLERANCE, "intersection_tolerance": TOLERANCE}
    found = TableFinder(cast("Any", drawn), settings).tables
    tables = [_table(each, page.words) for each in found if len(each.cells) > 1]
    return sorted(tables, key=lambda table: (table.bbox[1], table.bbox[0]))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What pdfplumber's finder looks at of a page."""

    bbox: Box
    edges: list[dict[str, Any]]


def _edge(rule: Rule) -> dict[str, Any]:
    return {
        "x0": rule.x0,
        "x1": rule.x1,
        "top": rule.top,
        "bottom": rule.bottom,
        "width": rule.x1 - rule.x0,
        "height": rule.bottom - rule.top,
        "orientation": "h" if rule.top == rule.bottom else "v",
        "object_type": "line",
    }


def _table(found: Any, words: Sequence[Word]) -> Table:
    x0, top, x1, bottom = found.bbox
    inside = [word for word in words if x0 <= (word.x0 + word.x1) / 2 <= x1 and top <= word.middle <= bottom]
    rows = tuple(tuple(_cell(box, inside) if box else None for box in row.cells) for row in found.rows)
    return Table((x0, top, x1, bottom), rows)


def _cell(box: Box, words: Sequence[Word]) -> Cell:
    x0, top, x1, bottom = box
    held = (word for word in words if x0 <= (word.x0 + word.x1) / 2 < x1 and top <= word.middle < bottom)
    return Cell(box, tuple(word for line in group_lines(held) for word in line.words))
