"""Excel workbooks (.xlsx, .xlsm): what their visible cells show, sheet by sheet (ECMA-376 part 1, 18).

Formulas count by the result that the file keeps. Hidden sheets, rows and columns are not shown on anybody's screen and
may hold what was never meant to be released: they are left out, and the last line of the sheet says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractors.grid import MOST_COLUMNS, MOST_ROWS, AmountColumns, Sheet, set_sheet
from extractors.office.package import Package, attribute, is_on, local
from extractors.office.shown import BUILT_IN, GENERAL, is_day_format, show_number
from extractors.paper import Page
from extractors.press import MOST_PAGES, Cell
from extractors.refusal import RefusedError
from watchbill.model import Reason

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.I)
#: Letters of all shared texts together: more is a bomb.
_MOST_LETTERS = 64 << 20
_MOST_CELLS = 2_000_000
_LONGEST_CELL = 32_767


@dataclass
class _Book:
    """What the sheets of a workbook share."""

    package: Package
    texts: list[str]
    formats: list[str]
    is_1904: bool
    is_stale: bool  # whoever wrote it left its formulas to be computed when it is opened
    rows_left: int = MOST_ROWS
    cells_left: int = _MOST_CELLS


@dataclass
class _Hidden:
    """What a sheet does not show."""

    columns: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    cells: int = 0
    formulas: int = 0

    def notes(self) -> Iterator[str]:
        for count, one, many in (
            (self.rows, "hidden row", "hidden rows"),
            (self.cells, "cell of a hidden column", "cells of hidden columns"),
            (self.formulas, "formula without a result", "formulas without a result"),
        ):
            if count:
                yield f"{count} {one if count == 1 else many}"


def read_workbook(data: bytes, spent: Callable[[], bool]) -> tuple[tuple[Page, ...], tuple[Reason, ...]]:
    """The visible sheets as pages in their order, and why they are not all. Raises RefusedError."""
    package = Package(data)
    main = package.main
    book, listed = _open(package, main)
    relations = package.relations(main)
    shown = [
        (name, relations[relation].target)
        for name, state, relation in listed
        if state == "visible" and relation in relations and relations[relation].kind == "worksheet"
    ]
    hidden = [f"hidden sheet “{name}”" for name, state, _ in listed if state != "visible"]
    pages: list[Page] = []
    reasons: list[Reason] = []
    for name, part in shown:
        sheet, reason = _read_sheet(book, name, part, spent)
        sheet.notes += hidden if part == shown[-1][1] else []
        made, is_cut = set_sheet(sheet, len(pages) + 1, MOST_PAGES - len(pages))
        pages += made
        reasons += [reason] if reason else []
        reasons += [Reason.TOO_MANY_PAGES] * is_cut
        if reason in (Reason.TIMED_OUT, Reason.TOO_MANY_PAGES):
            break
    if not pages and reasons:
        raise RefusedError(reasons[0])
    return tuple(pages), tuple(dict.fromkeys(reasons))


def _open(package: Package, main: str) -> tuple[_Book, list[tuple[str, str, str]]]:
    """What sheets share, and each sheet's name, state and relation."""
    tree = package.tree(main)
    listed = []
    is_1904 = is_stale = False
    for element in tree.iter():
        if local(element) == "sheet":
            listed.append((element.get("name", ""), element.get("state", "visible"), attribute(element, "id") or ""))
        elif local(element) == "workbookPr":
            is_1904 = is_on(element.get("date1904"))
        elif local(element) == "calcPr":
            is_stale = is_on(element.get("fullCalcOnLoad"))
    parts = {relation.kind: relation.target for relation in package.relations(main).values()}
    texts = list(_shared_texts(package, parts["sharedStrings"])) if "sharedStrings" in parts else []
    formats = _formats(package, parts["styles"]) if "styles" in parts else []
    return _Book(package, texts, formats, is_1904, is_stale), listed


def _shared_texts(package: Package, part: str) -> Iterator[str]:
    letters = 0
    for _, element in package.elements(part, "si"):
        text = _text_of(element)
        letters += len(text)
        if letters > _MOST_LETTERS:
            raise RefusedError(Reason.TOO_LARGE)
        yield text


def _text_of(element: Any) -> str:
    """The text of runs; the small print that tells how to pronounce it (rPh) is not shown."""
    parts = []
    for child in element:
        if local(child) == "t":
            parts.append(child.text or "")
        elif local(child) == "r":
            parts += [each.text or "" for each in child if local(each) == "t"]
    return "".join(parts).replace("_x000D_", "").replace("\r", "")


def _formats(package: Package, part: str) -> list[str]:
    """The number format of each cell style."""
    codes = dict(BUILT_IN)
    styles: list[str] = []
    for element in package.tree(part):
        if local(element) == "numFmts":
            codes |= {_number(each.get("numFmtId"), 0): each.get("formatCode", GENERAL) for each in element}
        elif local(element) == "cellXfs":
            styles = [codes.get(_number(each.get("numFmtId"), 0), GENERAL) for each in element]
    return styles


def _read_sheet(book: _Book, name: str, part: str, spent: Callable[[], bool]) -> tuple[Sheet, Reason | None]:
    """The rows that a sheet shows; a sheet that breaks off keeps the rows before."""
    sheet, hidden, merges = Sheet(name), _Hidden(), {}
    amounts = AmountColumns()
    reason = None
    numbers: list[int] = []
    try:
        for tag, element in book.package.elements(part, "cols", "row", "mergeCell"):
            if tag == "cols":
                hidden.columns = [_span_of(each) for each in element if is_on(each.get("hidden"))]
            elif tag == "mergeCell":
                merges.update(_merge(element.get("ref", "")))
            elif is_on(element.get("hidden")):
                hidden.rows += 1
            elif book.rows_left <= 0 or book.cells_left <= 0:
                reason = Reason.TOO_MANY_PAGES
                break
            else:
                numbers.append(_number(element.get("r"), numbers[-1] + 1 if numbers else 1))
                sheet.rows.append(_read_row(book, element, hidden, amounts))
                book.rows_left -= 1
                book.cells_left -= len(element)
                if len(numbers) % 500 == 0 and spent():
                    reason = Reason.TIMED_OUT
                    break
    except RefusedError as refused:
        reason = refused.reason
    if any(cell.column >= MOST_COLUMNS for row in sheet.rows for cell in row):
        sheet.rows = [[cell for cell in row if cell.column < MOST_COLUMNS] for row in sheet.rows]
        reason = reason or Reason.TOO_MANY_PAGES
    sheet.rows = _closed_up(sheet.rows, numbers, merges)
    sheet.notes = list(hidden.notes())
    return sheet, reason


def _read_row(book: _Book, element: Any, hidden: _Hidden, amounts: AmountColumns) -> list[Cell]:
    cells: list[Cell] = []
    column = -1
    for each in element:
        if local(each) != "c":
            continue
        place = _PLACE.fullmatch(each.get("r", ""))
        column = _column(place[1]) if place else column + 1
        shown = _shown(book, each, column in amounts.columns, hidden)
        if shown is None:
            continue
        if any(first <= column <= last for first, last in hidden.columns):
            hidden.cells += 1
            continue
        cells.append(Cell(shown[0][:_LONGEST_CELL], column, 1, shown[1]))
    amounts.is_header({cell.column: cell.text for cell in cells})
    return cells


def _shown(book: _Book, cell: Any, is_amount: bool, hidden: _Hidden) -> tuple[str, bool] | None:
    """What a cell shows, and whether it is a figure; None for an empty one."""
    kind = cell.get("t", "n")
    parts = {local(each): each for each in cell}
    if kind == "inlineStr":
        text = _text_of(parts["is"]) if "is" in parts else ""
        return (text.strip(), False) if text.strip() else None
    stored = (parts["v"].text or "").strip() if "v" in parts else ""
    if "f" in parts and (not stored or (book.is_stale and kind == "n" and stored == "0")):
        hidden.formulas += 1
        return None
    if not stored:
        return None
    if kind == "s":
        place = _number(stored, -1)
        text = book.texts[place].strip() if 0 <= place < len(book.texts) else ""
        return (text, False) if text else None
    if kind == "b":
        return ("TRUE" if stored == "1" else "FALSE"), False
    if kind == "d":
        return stored.partition("T")[0], False
    if kind != "n":  # the text that a formula gave, or its error
        return stored, False
    style = _number(cell.get("s"), 0)
    code = book.formats[style] if style < len(book.formats) else GENERAL
    text = show_number(stored, code, is_1904=book.is_1904, bare=is_amount)
    return (text, not is_day_format(code)) if text else None


def _closed_up(
    rows: list[Sequence[Cell]], numbers: list[int], merges: Mapping[tuple[int, int], int]
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
        wide = [
            Cell(cell.text, cell.column, merges.get((number, cell.column), 1), cell.is_figure)
            if (number, cell.column) in merges
            else cell
            for cell in row
        ]
        ends = [*(cell.column for cell in wide[1:]), MOST_COLUMNS]
        out.append(
            [
                Cell(c.text, c.column, min(c.span, end - c.column), c.is_figure) if c.span > end - c.column else c
                for c, end in zip(wide, ends, strict=True)
            ]
        )
    return out


def _merge(reference: str) -> dict[tuple[int, int], int]:
    """The first cell of a merged range -> how many columns it fills."""
    first, _, last = reference.partition(":")
    begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if not begin or not end:
        return {}
    return {(int(begin[2]), _column(begin[1])): max(1, _column(end[1]) - _column(begin[1]) + 1)}


def _span_of(element: Any) -> tuple[int, int]:
    return _number(element.get("min"), 1) - 1, _number(element.get("max"), 1) - 1


def _column(letters: str) -> int:
    """``A`` is 0, ``AA`` is 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
