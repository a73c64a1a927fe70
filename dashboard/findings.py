"""Pieces of the page of one purchase: its terms, what its papers state of its use, and what is worth asking about."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import parts
from dashboard.markup import Html, join, link, show, tag
from dashboard.tables import Col, download, table
from dashboard.words import count, day, is_missing, said

_TERMS = {
    "start": "Begins",
    "end": "Ends",
    "renewal": "Renewal",
    "notice": "Last day to give notice",
    "holdover": "Billed for the time after the end",
}


def terms(rows: pd.DataFrame) -> None:
    """When it begins and ends, whether it renews itself, until when to say no, and what was billed after the end."""
    if rows.empty:
        parts.empty("No paper here prints when it ends, as far as they were read.")
        return
    table(
        rows,
        [
            Col("Term", lambda row: tag("b", _TERMS[row.term])),
            Col("Day", lambda row: day(row.date, "")),
            Col("What the papers say", lambda row: join(row.sentence, _doubt(row))),
            Col("Printed", lambda row: link(row.evidence_path, f"“{row.raw}”") if row.raw else ""),
        ],
        question="terms",
        name="purchase-terms",
        what="term",
    )


def deployment(rows: pd.DataFrame) -> None:
    """Cameras, users, retention, ...: each number with the words that state it. They are never added."""
    if rows.empty:
        parts.empty("No paper here states a number of cameras, users or searches, or how long data is kept.")
        return
    table(
        rows,
        [
            Col("What", lambda row: said(row.fact).capitalize()),
            Col("Number", _number, is_number=True),
            Col("As printed", lambda row: join(link(row.evidence_path, f"“{row.raw}”"), _doubt(row))),
            Col("Paper", lambda row: join(said(row.kind).capitalize(), tag("small", _place(row)))),
        ],
        question="deployment",
        name="purchase-deployment",
        what="statement",
    )


def _number(row: Any) -> str:
    unit = "" if is_missing(row.unit) else f" {row.unit if row.number != 1 else row.unit[:-1]}"
    return f"{row.number:,}{unit}"


def flags(rows: pd.DataFrame) -> None:
    """Each flag as a sentence, with what would refute it and links to what it rests on."""
    if rows.empty:
        parts.empty("Nothing in the papers on record raises one of the questions that are asked of every purchase.")
        return
    entries = []
    for _, mine in rows.groupby("flag", sort=False):
        first = next(mine.itertuples(index=False))
        proofs = join(*(link(row.evidence_path, _place(row)) for row in mine.itertuples(index=False)), between="; ")
        entries.append(
            tag(
                "li",
                tag("b", first.flag_name),
                tag("p", first.sentence, " ", first.refuted_by),
                tag("small", f"{count(len(mine), 'proof')}: ", proofs),
            )
        )
    show(tag("div", tag("ul", *entries, class_="wb-hits"), class_="wb"))
    download(rows, "flags", "purchase-flags")


def _place(row: Any) -> str:
    return f"{row.document_title}, page {row.page}"


def _doubt(row: Any) -> Html | None:
    return tag("small", tag("span", "not reviewed", class_="wb-doubt")) if row.needs_review else None
