"""Old Excel workbooks (.xls, from Excel 5 on), read by xlrd, which knows their formats and what they hide.

A formula counts by the result that the file keeps. A program that never computed it wrote nothing, or 0: that 0 looks
like any other.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.book import Book
from xlrd.sheet import Cell, Sheet

from extractors.office.sheets import Layout, Stored, StoredRow, Tab, set_tabs
from extractors.office.shown import GENERAL
from extractors.paper import Page
from extractors.refusal import RefusedError
from watchbill.model import Reason


def read_old_workbook(data: bytes, spent: Callable[[], bool]) -> tuple[tuple[Page, ...], tuple[Reason, ...]]:
    """The visible sheets as pages in their order, and why they are not all. Raises RefusedError."""
    with _faults():
        book = xlrd.open_workbook(
            file_contents=data,
            logfile=io.StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,  # otherwise one cell in the last corner makes sixteen million
        )
    tabs = [_tab(book, number, name) for number, name in enumerate(book.sheet_names())]
    return set_tabs(tabs, spent, is_1904=book.datemode == 1)


def _tab(book: Book, number: int, name: str) -> Tab:
    """A sheet; one that cannot be opened is one whose rows cannot be read."""

    def none(layout: Layout) -> Iterator[StoredRow]:
        raise RefusedError(Reason.DAMAGED)

    try:
        with _faults():
            sheet = book.sheet_by_index(number)
    except RefusedError:
        return Tab(name, True, none)
    return Tab(name, sheet.visibility == 0, _rows_of(book, sheet))


def _rows_of(book: Book, sheet: Sheet) -> Callable[[Layout], Iterator[StoredRow]]:
    def rows(layout: Layout) -> Iterator[StoredRow]:
        layout.hidden_columns = [
            (column, column) for column, look in sheet.colinfo_map.items() if look.hidden or not look.width
        ]
        layout.merges = {(top + 1, left): right - left for top, _, left, right in sheet.merged_cells}
        for number in range(sheet.nrows):
            look = sheet.rowinfo_map.get(number)
            if look.hidden or not look.height if look else sheet.default_row_hidden:
                layout.hidden_rows += 1
                continue
            listed = sheet.row(number)
            cells = [_stored(book, column, cell) for column, cell in enumerate(listed)]
            yield StoredRow(number + 1, [cell for cell in cells if cell.text], len(listed))

    return rows


def _stored(book: Book, column: int, cell: Cell) -> Stored:
    match cell.ctype:
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return Stored(column, repr(cell.value), _format(book, cell.xf_index))
        case xlrd.XL_CELL_BOOLEAN:
            return Stored(column, "TRUE" if cell.value else "FALSE")
        case xlrd.XL_CELL_ERROR:
            return Stored(column, error_text_from_code.get(cell.value, "#N/A"))
        case _:  # a text, or a cell that only has a look
            return Stored(column, cell.value.strip())


def _format(book: Book, style: int) -> str:
    found = book.format_map.get(book.xf_list[style].format_key) if 0 <= style < len(book.xf_list) else None
    return found.format_str if found else GENERAL


@contextmanager
def _faults() -> Iterator[None]:
    """What xlrd raises as refusals: it trusts what it opens, so that a damaged file makes it raise anything."""
    try:
        yield
    except MemoryError:
        raise
    except xlrd.XLRDError as error:
        raise RefusedError(Reason.ENCRYPTED if "encrypted" in str(error) else Reason.DAMAGED) from error
    except Exception as error:
        raise RefusedError(Reason.DAMAGED) from error
