"""What workbooks of every form share: of each visible sheet the cells that it shows become pages, within limits.

Hidden sheets, rows and columns are not shown on anybody's screen and may hold what was never meant to be released: they
are left out, and the last line of the sheet says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.grid import MOST_COLUMNS, MOST_ROWS, AmountColumns, Sheet, set_sheet
from extractors.office.shown import is_day_format, show_number
from extractors.paper import Page
from extractors.press import MOST_PAGES, Cell
from extractors.refusal import RefusedError
from watchbill.model import Reason

_MOST_CELLS = 2_000_000
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Stored:
    """What a cell holds: a text, or with the `code` of its number format a number as the file writes it."""

    column: int
    text: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row that is shown: its number from 1, its cells that hold something, and how many the file lists for it."""

    number: int
    cells: Sequence[Stored]
    listed: int


@dataclass
class Layout:
    """What a sheet hides and merges. Whoever reads the rows fills it before (columns) or meanwhile (the others)."""

    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # the first and the last of each run, from 0
    merges: dict[tuple[int, int], int] = field(default_factory=dict)  # first cell (row, column) -> columns it fills
    hidden_rows: int = 0
    hidden_cells: int = 0
    formulas: int = 0  # without a result

    def notes(self) -> Iterator[str]:
        for count, one, many in (
            (self.hidden_rows, "hidden row", "hidden rows"),
            (self.hidden_cells, "cell of a hidden column", "cells of hidden columns"),
            (self.formulas, "formula without a result", "formulas without a result"),
        ):
            if count:
                yield f"{count} {one if count == 1 else many}"


@dataclass
class _Left:
    """Rows and cells that may still be read of one document."""

    rows: int = MOST_ROWS
    cells: int = _MOST_CELLS


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet: its name, whether people see it, and its rows as they are read."""

    name: str
    is_visible: bool
    rows: Callable[[Layout], Iterable[StoredRow]]


_Made = tuple[tuple[Page, ...], tuple[Reason, ...]]


def set_tabs(tabs: Iterable[Tab], spent: Callable[[], bool], *, is_1904: bool) -> _Made:
    """The visible sheets as pages in their order, and why they are not all. `is_1904` says from when days count."""
    listed = list(tabs)
    shown = [tab for tab in listed if tab.is_visible]
    left = _Left()
    pages: list[Page] = []
    reasons: list[Reason] = []
    for tab in shown:
        sheet, reason = _read_tab(tab, left, spent, is_1904)
        if tab is shown[-1]:
            sheet.notes += [f"hidden sheet “{other.name}”" for other in listed if not other.is_visible]
        made, is_cut = set_sheet(sheet, len(pages) + 1, MOST_PAGES - len(pages))
        pages += made
        reasons += [reason] if reason else []
        reasons += [Reason.TOO_MANY_PAGES] * is_cut
        if reason in (Reason.TIMED_OUT, Reason.TOO_MANY_PAGES):
            break
    if not pages and reasons:
        raise RefusedError(reasons[0])
    return tuple(pages), tuple(dict.fromkeys(reasons))


def _read_tab(tab: Tab, left: _Left, spent: Callable[[], bool], is_1904: bool) -> tuple[Sheet, Reason | None]:
    """The rows that a sheet shows; a sheet that breaks off keeps the rows before."""
    sheet, layout, amounts = Sheet(tab.name), Layout(), AmountColumns()
    reason = None
    numbers: list[int] = []
    try:
        for row in tab.rows(layout):
            if left.rows <= 0 or left.cells <= 0:
                reason = Reason.TOO_MANY_PAGES
                break
            numbers.append(row.number)
            sheet.rows.append(_shown_cells(row, layout, amounts, is_1904))
            left.rows -= 1
            left.cells -= row.listed
            if len(numbers) % 500 == 0 and spent():
                reason = Reason.TIMED_OUT
                break
    except RefusedError as refused:
        reason = refused.reason
    if any(cell.column >= MOST_COLUMNS for row in sheet.rows for cell in row):
        sheet.rows = [[cell for cell in row if cell.column < MOST_COLUMNS] for row in sheet.rows]
        reason = reason or Reason.TOO_MANY_PAGES
    sheet.rows = _closed_up(sheet.rows, numbers, layout.merges)
    sheet.notes = list(layout.notes())
    return sheet, reason


def _shown_cells(row: StoredRow, layout: Layout, amounts: AmountColumns, is_1904: bool) -> list[Cell]:
    cells: list[Cell] = []
    for stored in row.cells:
        text = stored.text
        if stored.code is not None:
            text = show_number(text, stored.code, is_1904=is_1904, bare=stored.column in amounts.columns)
        if not text:
            continue
        if any(first <= stored.column <= last for first, last in layout.hidden_columns):
            layout.hidden_cells += 1
            continue
        is_figure = stored.code is not None and not is_day_format(stored.code)
        cells.append(Cell(text[:_LONGEST_CELL], stored.column, 1, is_figure))
    amounts.is_header({cell.column: cell.text for cell in cells})
    return cells


def _closed_up(
    rows: Sequence[Sequence[Cell]], numbers: Sequence[int], merges: Mapping[tuple[int, int], int]
) -> list[Sequence[Cell]]:
    """The rows with their merged cells as wide as shown; empty rows between them leave one gap, however many."""
    out: list[Sequence[Cell]] = []
    before = 0
    for number, row in zip(numbers, rows, strict=True):
        if not row:
            continue
        if out and number > before + 1:
            out.append(())
        before = number
        ends = [*(cell.column for cell in row[1:]), MOST_COLUMNS]
        spans = [
            min(merges.get((number, cell.column), 1), end - cell.column) for cell, end in zip(row, ends, strict=True)
        ]
        out.append([replace(cell, span=span) if span > 1 else cell for cell, span in zip(row, spans, strict=True)])
    return out
