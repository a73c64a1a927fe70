"""Tables saved as text (.csv, .tsv): the delimiter is seen in the rows themselves, since names and headers lie."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from extractors.grid import MOST_COLUMNS, MOST_ROWS, AmountColumns, Sheet, is_figure, set_sheet
from extractors.office.shown import with_cents
from extractors.paper import Page
from extractors.press import Cell
from watchbill.model import Reason

_DELIMITERS = ",\t;|"
#: Rows and letters that are looked at to tell a table from other text.
_LOOKED_AT, _LETTERS = 200, 65_536


def find_delimiter(text: str) -> str | None:
    """The delimiter of a table saved as text; None for any other text.

    Nearly all rows have as many cells as the others, two at least, and prose does not: after its commas stands a space.
    """
    start = text[:_LETTERS]
    if len(text) > _LETTERS:
        start = start[: start.rfind("\n") + 1]
    best: tuple[int, str] | None = None
    for delimiter in _DELIMITERS:
        if start.count(delimiter) < 2:
            continue
        try:
            rows = list(islice(_rows(start, delimiter), _LOOKED_AT))
        except csv.Error:
            continue
        columns = _common_width(rows)
        if columns and (best is None or columns > best[0]):
            best = (columns, delimiter)
    return best[1] if best else None


def _common_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells the rows of a table have; 0 where the rows are no table."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    body = filled[next((n for n, row in enumerate(filled) if len(row) > 1), 0) :]
    width, count = Counter(map(len, body)).most_common(1)[0] if body else (0, 0)
    if width < 2 or count < 2 or count < 0.85 * len(body) or (width == 2 and count < 4):
        return 0
    later = [cell for row in body for cell in row[1:] if cell.strip()]
    spaced = sum(cell[0] == " " and len(cell.split()) > 1 for cell in later)
    return width if later and spaced <= 0.3 * len(later) else 0


def read_delimited(text: str, delimiter: str, spent: Callable[[], bool]) -> tuple[tuple[Page, ...], tuple[Reason, ...]]:
    """The table as pages, and why they are not all of it."""
    sheet, amounts = Sheet(), AmountColumns()
    reasons: list[Reason] = []
    try:
        for number, row in enumerate(_rows(text, delimiter)):
            if number >= MOST_ROWS:
                reasons.append(Reason.TOO_MANY_PAGES)
                break
            if number % 500 == 499 and spent():
                reasons.append(Reason.TIMED_OUT)
                break
            if len(row) > MOST_COLUMNS:
                reasons.append(Reason.TOO_MANY_PAGES)
            sheet.rows.append(_cells(row[:MOST_COLUMNS], amounts))
    except csv.Error:
        reasons.append(Reason.DAMAGED)
    pages, is_cut = set_sheet(sheet)
    return pages, tuple(dict.fromkeys([*reasons, *[Reason.TOO_MANY_PAGES] * is_cut]))


def _cells(row: Sequence[str], amounts: AmountColumns) -> list[Cell]:
    texts = {column: text.strip() for column, text in enumerate(row) if text.strip()}
    if amounts.is_header(texts):
        return [Cell(text, column) for column, text in texts.items()]
    cells = []
    for column, text in texts.items():
        figure = is_figure(text)
        is_bare = figure and column in amounts.columns and text.lstrip("-").replace(".", "", 1).isdigit()
        cells.append(Cell(with_cents(text) if is_bare else text, column, 1, figure))
    return cells


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
