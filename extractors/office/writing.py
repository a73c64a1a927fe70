"""Word documents (.docx, .docm): paragraphs, tables, letterheads and text boxes as pages (ECMA-376 part 1, 17).

The text is the one that a reader sees with every change accepted: what was inserted is read, what was deleted, moved
away or hidden is not. Pages end where the document itself ends them; otherwise they are ours, not Word's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.office.package import Package, attribute, is_on, local
from extractors.paper import Page
from extractors.press import GAP, LETTER, Cell, Press, fitted_widths, spread_tabs, width_of
from extractors.refusal import RefusedError
from watchbill.model import Reason

#: What is not seen, or is the same text once more for older programs.
_UNSEEN = frozenset({"del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "rPr", "pPr", "tblPr"})
#: Half points from which a run is larger than the text of a letter, and what that text usually is.
_LARGE, _USUAL = 28, 22
_TALLEST = 2.0
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    scale: float
    ends_page: bool


def read_writing(data: bytes) -> tuple[tuple[Page, ...], tuple[Reason, ...]]:
    """The document as pages, and why they are not all of it. Raises RefusedError."""
    package = Package(data)
    main = package.main
    tree = package.tree(main)
    body = next((each for each in tree if local(each) == "body"), None)
    if body is None:
        raise RefusedError(Reason.DAMAGED)
    scales = _heading_scales(package, main)
    heads, feet = ([package.tree(part) for part in _margins(package, main, body, w)] for w in ("header", "footer"))
    parts = [*heads, body, *feet]
    press = Press(_width(parts, scales))
    for part in parts:
        _set_blocks(press, part, scales, 0)
    return press.finish(), (Reason.TOO_MANY_PAGES,) * press.is_cut


def _heading_scales(package: Package, main: str) -> dict[str, float]:
    """How tall the paragraphs of each style are beside plain ones, by the ids of titles and headings."""
    part = next((r.target for r in package.relations(main).values() if r.kind == "styles"), None)
    if part is None or not package.has(part):
        return {}
    scales = {}
    for style in package.tree(part):
        name = next((attribute(each, "val") or "" for each in style if local(each) == "name"), "").lower()
        scale = {"title": 1.6, "heading 1": 1.4, "heading 2": 1.2}.get(name)
        if local(style) == "style" and scale:
            scales[attribute(style, "styleId") or ""] = scale
    return scales


def _margins(package: Package, main: str, body: Any, where: str) -> list[str]:
    """The parts that print above or below the text, each once: a letterhead is printed on its first page."""
    relations = package.relations(main)
    named: dict[str, None] = {}
    for element in body.iter():
        if local(element) == f"{where}Reference" and attribute(element, "type") in ("first", "default"):
            relation = relations.get(attribute(element, "id") or "")
            if relation and package.has(relation.target):
                named[relation.target] = None
    return list(named)


def _width(parts: Sequence[Any], scales: dict[str, float]) -> float:
    """Points of a page as wide as the document's, and as its lines of tabs: an amount that is folded away from its
    label would stand under the next one."""
    lengths = [
        len(line) * paragraph.scale
        for part in parts
        for element in _blocks(part)
        if local(element) == "p"
        for paragraph in (_paragraph(element, scales),)
        for line in paragraph.text.split("\n")
        if " " * GAP in line.strip()
    ]
    sections = (each for part in parts for each in part.iter() if local(each) == "sectPr")
    return width_of(max([*lengths, *(_points_between(section) / LETTER for section in sections)], default=0))


def _points_between(section: Any) -> float:
    """The points between the margins of a section's pages; 0 where it does not say so."""
    said = {local(each): each for each in section}
    sizes = [
        attribute(said[part], name) or "" if part in said else ""
        for part, name in (("pgSz", "w"), ("pgMar", "left"), ("pgMar", "right"))
    ]
    if not all(size.isascii() and size.isdigit() and len(size) < 6 for size in sizes):
        return 0
    width, left, right = (int(size) / 20 for size in sizes)
    return width - left - right


def _blocks(parent: Any, depth: int = 0) -> Iterator[Any]:
    """The paragraphs and tables of a part, in order, out of whatever holds them."""
    if depth > _DEEPEST:
        raise RefusedError(Reason.DAMAGED)
    for element in parent:
        kind = local(element)
        if kind in ("p", "tbl"):
            yield element
        elif kind not in _UNSEEN:
            yield from _blocks(element, depth + 1)


def _set_blocks(press: Press, parent: Any, scales: dict[str, float], depth: int) -> None:
    for element in _blocks(parent, depth):
        if press.is_cut:
            return
        if local(element) == "p":
            _set_paragraph(press, element, scales, depth)
        else:
            _set_table(press, element)


def _set_paragraph(press: Press, element: Any, scales: dict[str, float], depth: int) -> None:
    for box in _boxes(element):
        _set_blocks(press, box, scales, depth + 1)
    paragraph = _paragraph(element, scales)
    before, *after = paragraph.text.split("\f")
    press.text(before.rstrip(), paragraph.scale)
    for text in after:
        press.end_page()
        press.text(text.strip("\n"), paragraph.scale)
    if paragraph.ends_page:
        press.end_page()


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph; the copy for older programs is left out."""
    for child in element:
        if local(child) == "txbxContent":
            yield child
        elif local(child) not in _UNSEEN:
            yield from _boxes(child)


def _paragraph(element: Any, scales: dict[str, float]) -> _Paragraph:
    properties = next((each for each in element if local(each) == "pPr"), ())
    scale = max(
        (scales.get(attribute(each, "val") or "", 1.0) for each in properties if local(each) == "pStyle"), default=1.0
    )
    pieces: list[tuple[str, float]] = list(_pieces(element))
    text = "".join(piece for piece, _ in pieces)
    stops = sorted(_tab_stops(properties))
    text = "\n".join(spread_tabs(line, stops) for line in text.split("\n"))
    sizes = [size for piece, size in pieces if piece.strip()]
    if sizes and scale == 1.0:
        scale = min(sizes)
    if any(local(each) == "pageBreakBefore" and is_on(attribute(each, "val") or "1") for each in properties):
        text = f"\f{text}"
    ends_page = any(local(each) == "sectPr" and _turns_page(each) for each in properties)
    return _Paragraph(text, scale, ends_page)


def _tab_stops(properties: Iterable[Any]) -> Iterator[tuple[int, bool]]:
    """The stops of a paragraph in letters, and whether text ends there; in the file they are twentieths of a point."""
    for each in properties:
        for stop in each if local(each) == "tabs" else ():
            place, kind = attribute(stop, "pos") or "", attribute(stop, "val")
            if kind != "clear" and place.isascii() and place.isdigit() and len(place) < 6:
                yield round(int(place) / 20 / LETTER), kind in ("right", "end", "decimal")


def _turns_page(section: Any) -> bool:
    kinds = [attribute(each, "val") for each in section if local(each) == "type"]
    return not kinds or kinds[0] != "continuous"


def _pieces(element: Any, size: float = 1.0) -> Iterator[tuple[str, float]]:
    """The seen text of a paragraph with the size of its letters; text boxes are blocks of their own."""
    for child in element:
        kind = local(child)
        if kind in _UNSEEN or kind == "txbxContent":
            continue
        if kind == "t":
            yield child.text or "", size
        elif kind == "br" and attribute(child, "type") == "page":
            yield "\f", size
        elif kind in _MARKS:
            yield _MARKS[kind], size
        elif kind == "r":
            look = next((each for each in child if local(each) == "rPr"), ())
            if not any(local(each) == "vanish" and is_on(attribute(each, "val") or "1") for each in look):
                yield from _pieces(child, _size(look))
        else:
            yield from _pieces(child, size)


def _size(look: Iterable[Any]) -> float:
    for each in look:
        if local(each) == "sz":
            value = attribute(each, "val") or ""
            halves = int(value) if value.isascii() and value.isdigit() and len(value) < 5 else _USUAL
            return min(_TALLEST, halves / _USUAL) if halves >= _LARGE else 1.0
    return 1.0


def _set_table(press: Press, table: Any) -> None:
    """A table between lines where it is drawn with lines, in columns as wide as the page allows."""
    rows = [row for row in (_row(each) for each in _rows(table)) if row]
    if not rows:
        return
    is_drawn = any(
        local(each) in ("tblStyle", "tblBorders") for look in table if local(look) == "tblPr" for each in look
    )
    press.table(rows, fitted_widths(rows, press.columns + GAP), [is_drawn] * len(rows))
    press.text("")


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, those in containers too; a deleted row is not seen."""
    for child in table:
        if local(child) == "tr":
            look = next((each for each in child if local(each) == "trPr"), ())
            if not any(local(each) == "del" for each in look):
                yield child
        elif local(child) in ("ins", "sdt", "sdtContent", "customXml", "smartTag"):
            yield from _rows(child)


def _row(element: Any) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for each in element.iter():
        if local(each) != "tc" or _nearest_row(each) is not element:
            continue
        look = [mark for part in each if local(part) == "tcPr" for mark in part]
        spans = [attribute(mark, "val") or "1" for mark in look if local(mark) == "gridSpan"]
        span = int(spans[0]) if spans and spans[0].isdigit() and len(spans[0]) < 3 else 1
        goes_on = any(local(mark) == "vMerge" and attribute(mark, "val") != "restart" for mark in look)
        text = "" if goes_on else "\n".join(line for line in _cell_lines(each) if line.strip())
        if text:
            cells.append(Cell(text.replace("\f", "\n").replace("\t", " " * GAP), column, max(1, span)))
        column += max(1, span)
    return cells


def _nearest_row(cell: Any) -> Any:
    parent = cell.getparent()
    while parent is not None and local(parent) != "tr":
        parent = parent.getparent()
    return parent


def _cell_lines(element: Any) -> Iterator[str]:
    """The lines of a cell; a table inside it gives its rows as lines."""
    for child in element:
        kind = local(child)
        if kind == "p":
            for box in _boxes(child):
                yield from _cell_lines(box)
            yield from "".join(piece for piece, _ in _pieces(child)).split("\n")
        elif kind == "tbl":
            for row in _rows(child):
                yield (" " * GAP).join(cell.text.replace("\n", " ") for cell in _row(row))
        elif kind not in _UNSEEN:
            yield from _cell_lines(child)
