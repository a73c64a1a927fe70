"""Saved web pages as pages: the text that a browser shows, a line a block, and tables of data as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from extractors.grid import spread_row
from extractors.press import WIDTH, Cell, Press, fitted_widths, width_for
from extractors.refusal import RefusedError
from watchbill.model import Reason

_BLOCKS = frozenset(
    ["p", "div", "br", "tr", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "table", "pre", "hr", "title",
     "section", "article", "header", "footer", "blockquote", "form", "fieldset", "dt", "dd", "caption"]
)  # fmt: skip
_HIDDEN = frozenset({"script", "style", "template", "noscript"})
_GAP = " " * 4
#: Cells of a row; more are a drawing made of cells.
_MOST_COLUMNS = 60

#: Points: a page is as wide as its widest table, up to this; a window has no right edge.
_WIDEST = 1440.0

_Rows = list[list[Cell]]


def set_webpage(text: str) -> Press:
    """A web page on the press. Raises RefusedError where it holds no page."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, recover=True)
    try:
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}>", "", text), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError(Reason.DAMAGED) from error
    blocks = list(_blocks(root)) if root is not None else []
    needed = (width_for(fitted_widths(block)) for block in blocks if not isinstance(block, str))
    press = Press(min(max(needed, default=WIDTH), _WIDEST))
    for block in blocks:
        if press.is_cut:
            break
        if isinstance(block, str):
            press.text(block)
        else:
            press.table(block, fitted_widths(block, press.columns))
            press.text("")
    return press


def _blocks(root: Any) -> Iterator[str | _Rows]:
    """The page as paragraphs of text and tables, in order."""
    waiting: list[str] = []
    for piece in _pieces(root):
        if isinstance(piece, str):
            waiting.append(piece)
            continue
        yield from _lines("".join(waiting))
        waiting = []
        yield piece
    yield from _lines("".join(waiting))


def _lines(text: str) -> Iterator[str]:
    """The lines of a run of text; where blocks follow each other, one empty line between them."""
    folded = re.sub(r"\n\s*\n+", "\n\n", text).strip("\n")
    if folded.strip():
        yield from (line.strip() for line in folded.split("\n"))
        yield ""


def _pieces(element: Any) -> Iterator[str | _Rows]:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _HIDDEN or not tag:
        return
    if tag == "table" and (rows := _data_rows(element)):
        yield rows
        return
    yield "\n" if tag in _BLOCKS else _GAP if tag in ("td", "th") else ""
    yield _folded(element.text)
    for child in element:
        yield from _pieces(child)
        yield _folded(child.tail)
    yield "\n" if tag in _BLOCKS else ""


def _data_rows(table: Any) -> _Rows:
    """The rows of a table of data; none of one that only places things: it holds tables, or a single column or row."""
    if table.find(".//table") is not None:
        return []
    rows = [row for row in (_row(each) for each in table.iter("tr")) if row]
    last = max((row[-1].column + row[-1].span for row in rows), default=0)
    is_data = sum(len(row) > 1 for row in rows) > 1 and last <= _MOST_COLUMNS
    return [list(spread_row(row, last)) for row in rows] if is_data else []


def _row(element: Any) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for each in element:
        if each.tag not in ("td", "th"):
            continue
        span = each.get("colspan", "1")
        wide = int(span) if span.isascii() and span.isdigit() and len(span) < 3 else 1
        text = "\n".join(line.strip() for line in "".join(_words(each)).split("\n") if line.strip())
        if text:
            cells.append(Cell(text, column, max(1, wide)))
        column += max(1, wide)
    return cells


def _words(cell: Any) -> Iterator[str]:
    for piece in _pieces(cell):
        if isinstance(piece, str):
            yield piece


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
