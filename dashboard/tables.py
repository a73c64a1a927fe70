"""Tables: rows as words with links, their number, and the same rows as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from dashboard.markup import Child, Html, show, tag
from dashboard.parts import note
from dashboard.words import count, is_missing
from watchbill.exports import csv_text
from watchbill.questions import QUESTIONS, Column

ROWS_SHOWN = 100
Cell = Callable[[Any], Child]


@dataclass(frozen=True)
class Col:
    """A column of a table: its heading, how a row (a named tuple) is shown in it, and whether it is a figure."""

    heading: str
    cell: Cell
    is_number: bool = False


def table_markup(frame: pd.DataFrame, columns: list[Col], caption: str) -> Html:
    """The first rows of a frame as a table. Roles are written out because rows become cards on a phone."""
    head = tag(
        "tr",
        *(
            tag("th", c.heading, scope="col", role="columnheader", class_="wb-number" if c.is_number else None)
            for c in columns
        ),
        role="row",
    )
    body = []
    for row in frame.head(ROWS_SHOWN).itertuples(index=False):
        cells = []
        for position, column in enumerate(columns):
            kind = "wb-number" if column.is_number else None
            label = column.heading if position else None
            cells.append(tag("td", tag("div", column.cell(row)), role="cell", class_=kind, data_label=label))
        body.append(tag("tr", *cells, role="row"))
    return tag(
        "div",
        tag(
            "table",
            tag("thead", head, role="rowgroup"),
            tag("tbody", *body, role="rowgroup"),
            class_="wb-table",
            role="table",
            aria_label=caption,
        ),
        class_="wb",
    )


def table(
    frame: pd.DataFrame, columns: list[Col], *, question: str, name: str, what: str, whats: str | None = None
) -> None:
    """A table with its row count and its download.

    `frame` is an answer to `question` (or rows of it); `name` names the file, `what` one row ("purchase").
    """
    show(table_markup(frame, columns, caption=f"{count(len(frame), what, whats)}"))
    shown = min(len(frame), ROWS_SHOWN)
    rest = "." if shown == len(frame) else f"; the first {shown} are shown, the file has all."
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        note(count(len(frame), what, whats) + rest)
        download(frame, question, name)


def own_address() -> str:
    """Where this server is, as the browser knows it: ``http://127.0.0.1:8501``; empty where no browser said so."""
    place = urlsplit(st.context.url or "")
    return f"{place.scheme}://{place.netloc}" if place.scheme in ("http", "https") and place.netloc else ""


def download(frame: pd.DataFrame, question: str, name: str) -> None:
    """The same rows as a file, each with the page that shows its evidence; no cell runs as a formula."""
    address = own_address()
    st.download_button(
        "Download CSV with evidence links",
        data=lambda: csv_with_links(frame, question, address),
        file_name=f"watchbill-{name}.csv",
        mime="text/csv",
        key=f"download-{name}",
        on_click="ignore",
    )


def csv_with_links(frame: pd.DataFrame, question: str, address: str = "") -> bytes:
    """Rows of an answer as CSV. Where the answer has no path of its own, `page_path` leads to what proves the row.

    Paths begin with `address`, so that they lead back here from a spreadsheet; without one they are relative.
    """
    columns = dict(QUESTIONS[question].columns)
    if not {"path", "evidence_path"} & set(frame.columns):
        paths = [page_of(row) for row in frame.itertuples(index=False)]
        frame = frame.assign(page_path=pd.Series(paths, index=frame.index, dtype="object"))
        columns["page_path"] = Column("Dashboard page that shows what this row rests on", "path")
    for name, column in columns.items():
        if column.unit == "path" and address:
            frame = frame.assign(**{name: [None if is_missing(path) else f"{address}{path}" for path in frame[name]]})
    return csv_text(frame, columns).encode("utf-8-sig")  # the mark by which spreadsheets know UTF-8


def page_of(row: Any) -> str | None:
    """The page that shows what a row without a path of its own rests on."""
    if not is_missing(getattr(row, "document_id", None)):
        return f"/evidence?document={row.document_id}&page={getattr(row, 'page', getattr(row, 'first_page', 1))}"
    for column, page in (
        ("agency_id", "/agency?id="),
        ("maker_id", "/vendor?id="),
        ("vendor_id", "/vendor?id="),
        ("technology", "/purchase?technology="),
        ("state", "/agency?state="),
    ):
        if not is_missing(getattr(row, column, None)):
            return f"{page}{getattr(row, column)}"
    return None
