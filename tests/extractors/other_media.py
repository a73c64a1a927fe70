"""The papers of `tests/cases` set in other media: as Word letters, workbooks, text tables, e-mail and pictures."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import xlsxwriter
import xlwt
from docx import Document
from docx.shared import Pt

Rows = Iterator[list[tuple[int, object]]]
#: Number formats as accounting programs write them.
FORMATS = ("$#,##0.00", "#,##0.00", "mm/dd/yyyy", "General")


def as_docx(paper: Mapping[str, Any]) -> bytes:
    """A Word document: labels and values parted by tabs, tables as tables, a page of the paper on a page of its own."""
    document = Document()
    for number, blocks in enumerate(paper["pages"]):
        if number:
            document.add_page_break()
        for block in blocks:
            for kind, content in block.items():
                _add(document, kind, content)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Any, kind: str, content: Any) -> None:
    if kind == "title":
        document.add_heading(content, 0)
    elif kind in ("text", "lines", "letterhead"):
        for line in content if kind == "letterhead" else content.split("\n"):
            document.add_paragraph(line)
    elif kind == "fields":
        for label, value in content.items():
            document.add_paragraph(f"{label}:\t{value}")
    elif kind == "rows":
        for row in content:
            first = row[0][0] == 0
            paragraph = document.add_paragraph(("" if first else "\t") + "\t".join(str(text) for _, text in row))
            for place, _ in row[first:]:
                paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(place))
    else:
        for row in _tables(kind, content):
            _add_table(document, row, is_ruled=kind != "columns")


def _tables(kind: str, content: Any) -> list[list[list[str]]]:
    if kind == "columns":
        return [[["\n".join([label, *lines]) for block in content for label, lines in block.items()]]]
    if kind == "grid":
        return [[[f"{label}\n{value}" for cell in row for label, value in cell.items()]] for row in content]
    return [[[str(cell) for cell in row] for row in (content["head"], *content["rows"])]]


def _add_table(document: Any, rows: list[list[str]], *, is_ruled: bool) -> None:
    table = document.add_table(0, len(rows[0]))
    if is_ruled:
        table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def as_html(paper: Mapping[str, Any]) -> bytes:
    """A saved web page: labels and values in tables, as portals print them."""
    parts = ["<!doctype html><html><head><style>p {margin: 0}</style></head><body>"]
    for block in (block for blocks in paper["pages"] for block in blocks):
        for kind, content in block.items():
            is_table = kind not in ("title", "text", "lines", "letterhead")
            parts.append("<table>" if is_table else "<div>")
            for row in _rows_of(kind, content):
                texts = {column: html.escape(str(cell)) for column, cell in row}
                cells = "".join(f"<td>{texts.get(column, '')}</td>" for column in range(max(texts, default=0) + 1))
                parts.append(f"<tr>{cells}</tr>" if is_table else f"{texts[0]}<br>")
            parts.append("</table>" if is_table else "</div>")
    return "\n".join([*parts, "</body></html>"]).encode()


def as_xlsx(paper: Mapping[str, Any]) -> bytes:
    """A workbook, a sheet for each page: amounts and days are numbers in formats, as accounting programs write them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        looks = {code: book.add_format({"num_format": code}) for code in FORMATS}
        for blocks in paper["pages"]:
            _fill(book.add_worksheet(), blocks, looks)
    return out.getvalue()


def as_xls(paper: Mapping[str, Any]) -> bytes:
    """The same as an old workbook."""
    out, book = io.BytesIO(), xlwt.Workbook()
    looks = {code: xlwt.easyxf(num_format_str=code) for code in FORMATS}
    for number, blocks in enumerate(paper["pages"]):
        _fill(book.add_sheet(f"Sheet{number + 1}"), blocks, looks)
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, blocks: Iterable[Mapping[str, Any]], looks: Mapping[str, Any]) -> None:
    for number, row in enumerate(_sheet_rows(blocks)):
        for column, cell in row:
            value, code = _typed(str(cell))
            sheet.write(number, column, value, looks[code])


def _typed(text: str) -> tuple[float | dt.datetime | str, str]:
    """What an accounting program keeps of a printed text, and in which format."""
    money = re.fullmatch(r"(-?)(\$?)([\d,]+\.\d\d)", text)
    day = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text)
    if money:
        return float(money[1] + money[3].replace(",", "")), "$#,##0.00" if money[2] else "#,##0.00"
    if day:
        return dt.datetime(int(day[3]), int(day[1]), int(day[2])), "mm/dd/yyyy"
    return (int(text) if re.fullmatch(r"[1-9]\d{0,8}", text) else text), "General"


def _sheet_rows(blocks: Iterable[Mapping[str, Any]]) -> Rows:
    for block in blocks:
        for kind, content in block.items():
            yield from _rows_of(kind, content)
            yield []


def _rows_of(kind: str, content: Any) -> Rows:
    if kind in ("title", "text", "lines"):
        yield from ([(0, line)] for line in content.split("\n"))
    elif kind == "letterhead":
        yield from ([(0, line)] for line in content)
    elif kind == "fields":
        yield from ([(0, f"{label}:"), (1, value)] for label, value in content.items())
    elif kind == "rows":
        places = sorted({place for row in content for place, _ in row})
        yield from ([(places.index(place), text) for place, text in row] for row in content)
    elif kind == "table":
        yield from (list(enumerate(row)) for row in (content["head"], *content["rows"]))
    elif kind == "columns":
        blocks = [[label, *lines] for block in content for label, lines in block.items()]
        for step in range(max(map(len, blocks))):
            yield [(3 * n, lines[step]) for n, lines in enumerate(blocks) if step < len(lines)]
    else:
        for row in content:
            cells = [(label, value) for cell in row for label, value in cell.items()]
            yield [(2 * n, label) for n, (label, _) in enumerate(cells)]
            yield [(2 * n, value) for n, (_, value) in enumerate(cells)]


def as_csv(paper: Mapping[str, Any], delimiter: str = ",") -> bytes:
    """The tables of a paper as a database would save them, all rows under the first header."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    is_first = True
    for blocks in paper["pages"]:
        for table in (block["table"] for block in blocks if "table" in block):
            writer.writerows([table["head"], *table["rows"]] if is_first else table["rows"])
            is_first = False
    return out.getvalue().encode("cp1252")
