"""Excel workbooks (.xlsx, .xlsm): what their sheets store, and how they show it (ECMA-376 part 1, 18).

Formulas count by the result that the file keeps. Why no library reads them is told in `docs/reading.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from extractors.office.package import Package, attribute, is_on, local
from extractors.office.sheets import Layout, Stored, StoredRow, Tab, set_tabs
from extractors.office.shown import BUILT_IN, GENERAL
from extractors.paper import Page
from extractors.refusal import RefusedError
from watchbill.model import Reason

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.I)
#: A letter that XML cannot hold, or that would look like such a one (22.9.2.19).
_ESCAPED = re.compile("_x([0-9A-F]{4})_", re.I)
#: Letters of all shared texts together: more is a bomb.
_MOST_LETTERS = 64 << 20


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of a workbook share."""

    package: Package
    texts: list[str]
    formats: list[str]
    is_1904: bool
    is_stale: bool  # whoever wrote it left its formulas to be computed when it is opened


def read_workbook(data: bytes, spent: Callable[[], bool]) -> tuple[tuple[Page, ...], tuple[Reason, ...]]:
    """The visible sheets as pages in their order, and why they are not all. Raises RefusedError."""
    package = Package(data)
    main = package.main
    book, listed = _open(package, main)
    relations = package.relations(main)
    sheets = {key: relation.target for key, relation in relations.items() if relation.kind == "worksheet"}
    tabs = [
        Tab(name, state == "visible", _rows_of(book, sheets.get(key, "")))
        for name, state, key in listed
        if state != "visible" or key in sheets  # charts and macros have no rows, but are named where they are hidden
    ]
    return set_tabs(tabs, spent, is_1904=book.is_1904)


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
    return _ESCAPED.sub(_letter, "".join(parts)).replace("\r", "")


def _letter(escaped: re.Match[str]) -> str:
    letter = chr(int(escaped[1], 16))
    return letter if letter.isprintable() or letter in "\t\n" else ""


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


def _rows_of(book: _Book, part: str) -> Callable[[Layout], Iterator[StoredRow]]:
    """The rows of a sheet as they come; what hides and merges them stands before and behind them."""

    def rows(layout: Layout) -> Iterator[StoredRow]:
        number = 0
        for tag, element in book.package.elements(part, "cols", "row", "mergeCell"):
            match tag:
                case "cols":
                    layout.hidden_columns = [_span_of(each) for each in element if _is_hidden(each, "width")]
                case "mergeCell":
                    layout.merges.update(_merge(element.get("ref", "")))
                case _:
                    number = _number(element.get("r"), number + 1)
                    if _is_hidden(element, "ht"):
                        layout.hidden_rows += 1
                    else:
                        yield StoredRow(number, _cells_of(book, element, layout), len(element))

    return rows


def _is_hidden(element: Any, size: str) -> bool:
    """Whether a row or column says so, or has no height or width."""
    return is_on(element.get("hidden")) or element.get(size, "1").strip("0.") == ""


def _cells_of(book: _Book, row: Any, layout: Layout) -> list[Stored]:
    cells = []
    column = -1
    for each in row:
        if local(each) == "c":
            place = _PLACE.fullmatch(each.get("r", ""))
            column = _column(place[1]) if place else column + 1
            cell = _stored(book, each, column, layout)
            if cell is not None:
                cells.append(cell)
    return cells


def _stored(book: _Book, cell: Any, column: int, layout: Layout) -> Stored | None:
    """What a cell holds, if anything."""
    kind = cell.get("t", "n")
    parts = {local(each): each for each in cell}
    stored = (parts["v"].text or "").strip() if "v" in parts else ""
    if kind == "inlineStr":
        stored = _text_of(parts["is"]).strip() if "is" in parts else ""
    elif "f" in parts and (not stored or (book.is_stale and kind == "n" and stored == "0")):
        layout.formulas += 1
        return None
    if not stored:
        return None
    match kind:
        case "n":
            style = _number(cell.get("s"), 0)
            return Stored(column, stored, book.formats[style] if style < len(book.formats) else GENERAL)
        case "s":
            place = _number(stored, -1)
            return Stored(column, book.texts[place].strip() if 0 <= place < len(book.texts) else "")
        case "b":
            return Stored(column, "TRUE" if stored == "1" else "FALSE")
        case "d":
            return Stored(column, stored.partition("T")[0])
        case _:  # the text that a formula gave, or its error
            return Stored(column, stored)


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
