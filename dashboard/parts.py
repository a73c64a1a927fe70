"""Pieces that pages are made of: masthead, openings, tables with their download, kind words for empty answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.markup import Child, Html, join, link, show, tag
from dashboard.words import count, is_missing
from watchbill.errors import NotFoundError
from watchbill.exports import csv_text
from watchbill.questions import QUESTIONS, Column

ROWS_SHOWN = 100
NAVIGATION = (
    ("/", "Search"),
    ("/agency", "Agencies"),
    ("/vendor", "Vendors"),
    ("/purchase", "Purchases"),
    ("/method", "Method"),
)


# --- Addresses ----------


def parameter(name: str, longest: int = 200) -> str | None:
    """A query parameter as a person may have typed it: trimmed, without control characters, None where empty."""
    given = st.query_params.get(name)
    if given is None:
        return None
    return re.sub(r"[\x00-\x1f\x7f]", "", given)[:longest].strip() or None


def identifier(name: str) -> str | None:
    """The public id (``p-3k9x…``) or registry key (``flock-safety``) in a query parameter; None where it is missing.

    Raises NotFoundError for anything that is neither.
    """
    given = parameter(name)
    if given is not None and (len(given) > 80 or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given)):
        raise NotFoundError(f"“{given[:60]}” is not an address of ours.")
    return given


def whole_number(name: str) -> int | None:
    """A positive whole number in a query parameter, or None where it is missing or anything else."""
    given = parameter(name, 6)
    return int(given) if given and re.fullmatch(r"[1-9][0-9]{0,5}", given) else None


# --- Around every page ----------


def masthead(active: str, searched: str | None) -> None:
    """The name, the way around, and a search box on every page but the one that has its own."""
    nav = tag(
        "nav",
        *(link(path, name, aria_current="page" if path == active else None) for path, name in NAVIGATION),
        aria_label="Pages",
    )
    box = tag(
        "form",
        tag(
            "input", type="search", name="q", value=searched, placeholder="Agency, vendor, words…", aria_label="Search"
        ),
        tag("button", "Search", type="submit"),
        action="/",
        method="get",
        role="search",
    )
    name = tag("a", "Watch", tag("i", "bill"), href="/", class_="wb-name")
    show(tag("header", name, nav, None if active == "/" else box, class_="wb wb-masthead"))


def footer(*, is_sample: bool) -> None:
    """What stands under every page: the sample's notice, the method, corrections."""
    blocks = [
        _block(
            "Every figure has its page",
            "Amounts, dates and names were read from released documents by a program. Each one links to the page it "
            "stands on, with a box around it. Figures that nobody has reviewed say so.",
        ),
        _block(
            "Something is wrong?",
            join(
                "Every reading can be corrected; the correction, its reason and its date are kept "
                "beside the first reading. ",
                link("/method#corrections", "How corrections work"),
                ".",
            ),
        ),
        _block(
            "Method",
            join(
                "Asking is not having, and the five amounts are never added to each other. ",
                link("/method", "What the words mean"),
                ".",
            ),
        ),
    ]
    if is_sample:
        blocks.insert(
            0,
            _block(
                "Sample release",
                "These papers are marked “Facsimile typeset from published facts”. They are not originals; "
                "each names the publication it was typeset from.",
            ),
        )
    show(tag("footer", *blocks, class_="wb wb-footer"))


def _block(title: str, body: Child) -> Html:
    return tag("p", tag("b", title), body)


def opening(kicker: Child, headline: Child, standfirst: Child = None) -> None:
    """The top of a page: a label, the headline sentence, and one sentence more."""
    show(
        tag(
            "div",
            tag("p", kicker, class_="wb-kicker"),
            tag("h1", headline),
            tag("p", standfirst, class_="wb-standfirst") if standfirst else None,
            class_="wb wb-open",
        )
    )


def section(title: Child, note: Child = None) -> None:
    """A new section under a rule; its title is a sentence, its note says what stands behind it."""
    show(tag("div", tag("h2", title), tag("p", note) if note else None, class_="wb wb-section"))


def note(*words: Child) -> None:
    """A remark in small grey type."""
    show(tag("div", tag("p", *words, class_="wb-note"), class_="wb"))


def legend(*patches: tuple[str, str]) -> None:
    """What each colour of a chart means, in its own words."""
    keys = (
        tag("span", tag("i", class_="wb-patch", style=f"background:{colour}"), words, class_="wb-legend")
        for colour, words in patches
    )
    show(tag("div", tag("p", *keys, class_="wb-note"), class_="wb"))


def empty(*sentence: Child) -> None:
    """ "No records yet", said as kindly as a full page."""
    show(tag("div", tag("div", tag("p", *sentence), class_="wb-empty"), class_="wb"))


def sorry(sentence: str) -> None:
    """The page for an address that leads to nothing."""
    opening(
        "Nothing here",
        sentence,
        join(
            "It may have been mistyped, or the release it belonged to was taken out. ",
            link("/", "Search for a name or a word"),
            " instead.",
        ),
    )


def trouble() -> None:
    """The page for a fault of ours; what happened is on the terminal, not here."""
    opening(
        "Our fault",
        "This page could not be put together.",
        "The terminal that runs the dashboard says why. Nothing was changed; other pages still work.",
    )
    footer(is_sample=False)


# --- Tables ----------

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


def download(frame: pd.DataFrame, question: str, name: str) -> None:
    """The same rows as a file, each with the page that shows its evidence; no cell runs as a formula."""
    st.download_button(
        "Download CSV with evidence links",
        data=lambda: csv_with_links(frame, question),
        file_name=f"watchbill-{name}.csv",
        mime="text/csv",
        key=f"download-{name}",
        on_click="ignore",
    )


def csv_with_links(frame: pd.DataFrame, question: str) -> bytes:
    """Rows of an answer as CSV. Where the answer has no path of its own, `page_path` leads to what proves the row."""
    columns = dict(QUESTIONS[question].columns)
    if not {"path", "evidence_path"} & set(frame.columns):
        paths = [page_of(row) for row in frame.itertuples(index=False)]
        frame = frame.assign(page_path=pd.Series(paths, index=frame.index, dtype="object"))
        columns["page_path"] = Column("Dashboard page that shows what this row rests on", "path")
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


def facts(pairs: Mapping[str, Child]) -> Html:
    """Label and value, one pair a line; pairs without a value are left out."""
    lines = [join(tag("dt", label), tag("dd", value)) for label, value in pairs.items() if not _is_nothing(value)]
    return tag("dl", *lines, class_="wb-facts")


def _is_nothing(value: Child) -> bool:
    return is_missing(value)
