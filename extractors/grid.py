"""Sheets of rows and columns (workbooks, CSV) as pages: each row one line, columns as wide as their cells need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.column_heads import ROLES
from extractors.paper import Page
from extractors.press import MOST_PAGES, Cell, Press, fitted_widths, width_for

#: Rows and columns read of one document; the rest is left, and the reading says so.
MOST_ROWS, MOST_COLUMNS = 100_000, 200
#: Letters from which a text goes on over the empty cells beside it instead of widening its column.
_LONG = 40
_UNNAMED = re.compile(r"(?:sheet|tabelle|feuil|blad|hoja|export|data)?\s*\d*", re.I)
_FIGURE = re.compile(r"[-+(]?\s*[$€£]?\s*[-(]?\d[\d,]*(?:\.\d+)?%?\)?|[-+(]?[$€£]?\.\d+\)?")


@dataclass
class Sheet:
    """Rows as a sheet shows them: each is its cells from left to right, an empty row is a gap. `notes` say what is not
    shown."""

    name: str = ""
    rows: list[Sequence[Cell]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class AmountColumns:
    """The columns of amounts that the header above a row names. A table of data prints amounts as bare numbers."""

    def __init__(self) -> None:
        self.columns: frozenset[int] = frozenset()

    def is_header(self, texts: Mapping[int, str]) -> bool:
        """Whether a row names the columns below; if so, its columns count from now on."""
        roles = {column: ROLES.get(header_phrase(text)) for column, text in texts.items()}
        named = {column for column, role in roles.items() if role}
        amounts = frozenset(column for column, role in roles.items() if role in ("amount", "spent"))
        if not amounts or len(named) < 2 or any(_FIGURE.fullmatch(text) for text in texts.values()):
            return False
        self.columns = amounts
        return True


def header_phrase(text: str) -> str:
    """A column's name as people would say it: ``CHECK_AMOUNT``, ``CheckAmount`` and ``Check Amount ($)`` are one."""
    plain = re.sub(r"\((?:\$|usd|us\$|dollars)\)|[\s.:*]+", " ", spaced_name(text).lower())
    return " ".join(plain.split())


def spaced_name(text: str) -> str:
    """A column's name of a database as words: ``VENDOR_NAME`` is ``VENDOR NAME``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", text)


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, which stands at the right of its column."""
    return bool(_FIGURE.fullmatch(text.strip()))


def set_sheet(sheet: Sheet, first: int = 1, most_pages: int = MOST_PAGES) -> tuple[tuple[Page, ...], bool]:
    """The pages of a sheet from page number `first` on, and whether something did not fit."""
    rows = _titled(sheet)
    last = max((cell.column + cell.span for row in rows for cell in row), default=0)
    rows = [spread_row(row, last) for row in rows]
    amounts = AmountColumns()
    heads = [n for n, row in enumerate(rows) if amounts.is_header({cell.column: cell.text for cell in row})]
    for n in heads:
        rows[n] = [replace(cell, text=spaced_name(cell.text)) for cell in rows[n]]
    ruled = _ruled(rows)
    _align_heads(rows, ruled)
    widths = fitted_widths(rows)
    press = Press(width_for(widths), first, most_pages)
    press.table(rows, widths, ruled, heads)
    if sheet.notes:
        press.text(f"\n[not shown: {'; '.join(sheet.notes)}]")
    return press.finish(), press.is_cut


def _titled(sheet: Sheet) -> list[Sequence[Cell]]:
    """The rows under the sheet's name, where somebody gave it one and its first rows do not say the same."""
    name = " ".join(sheet.name.split())
    first = " ".join(cell.text.casefold() for row in sheet.rows[:10] for cell in row)
    if _UNNAMED.fullmatch(name) or name.casefold() in first or not sheet.rows:
        return sheet.rows
    return [(Cell(name, 0),), (), *sheet.rows]


def spread_row(row: Sequence[Cell], last: int) -> Sequence[Cell]:
    """A row whose long texts go on over the empty cells beside them, as sheets show them."""
    out = []
    for n, cell in enumerate(row):
        end = row[n + 1].column if n + 1 < len(row) else last
        may = not cell.is_figure and cell.span == 1 and (len(row) == 1 or len(cell.text) > _LONG)
        out.append(replace(cell, span=max(1, end - cell.column)) if may else cell)
    return out


def _ruled(rows: Sequence[Sequence[Cell]]) -> list[bool]:
    """Which rows have lines around their cells: those of runs that are tables, two rows or more of three cells."""
    ruled = [False] * len(rows)
    start = 0
    for n in range(len(rows) + 1):
        if n < len(rows) and len(rows[n]) >= 2:
            continue
        run = range(start, n)
        if sum(len(rows[k]) >= 3 for k in run) >= 2:
            for k in run:
                ruled[k] = True
        start = n + 1
    return ruled


def _align_heads(rows: list[Sequence[Cell]], ruled: Sequence[bool]) -> None:
    """Let the head of each table stand over the figures of its columns: at the right, as they do."""
    for n, row in enumerate(rows):
        if ruled[n] and not (n and ruled[n - 1]):
            end = next((k for k in range(n, len(rows)) if not ruled[k]), len(rows))
            figures = Counter(cell.column for below in rows[n + 1 : end] for cell in below if cell.is_figure)
            filled = Counter(cell.column for below in rows[n + 1 : end] for cell in below)
            rows[n] = [
                replace(cell, is_figure=cell.is_figure or 2 * figures[cell.column] > filled[cell.column])
                for cell in row
            ]
