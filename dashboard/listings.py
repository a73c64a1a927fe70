"""Tables that several pages show."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import parts
from dashboard.markup import Html, join, link, tag
from dashboard.sentences import (
    agency_link,
    dates_of,
    doubt_of_sum,
    doubted,
    figure_of,
    furthest_rung,
    maker_link,
    sentence_of,
    technology_names,
)
from dashboard.tables import Col, table
from dashboard.words import count, is_missing, money


def proved_and_named(purchases: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The purchases that something proves, and those that a paper only names."""
    is_named = purchases["is_only_named"].astype(bool)
    return purchases[~is_named], purchases[is_named]


def only_named(named: pd.DataFrame, name: str, *, without: str = "") -> None:
    """What papers name without proving it: never among purchases."""
    if named.empty:
        return
    parts.section(
        "Named by a paper, no rung proved",
        "A paper names agency and maker together. Nothing here proves a purchase; no total counts these.",
    )
    purchases_table(named, name, without=without, what="pair that is only named", whats="pairs that are only named")


def purchases_table(
    purchases: pd.DataFrame, name: str, *, without: str = "", what: str = "purchase", whats: str | None = None
) -> None:
    """Purchases with who, what, how far and how much. `without` leaves out "agency" or "maker" on their own pages."""
    columns = [
        Col(what.split()[0].capitalize(), lambda row: link(row.path, sentence_of(row))),
        *([] if without == "agency" else [Col("Agency", agency_link)]),
        *([] if without == "maker" else [Col("Maker", maker_link)]),
        Col("Technology", lambda row: ", ".join(technology_names(row.technologies)) or "not known"),
        Col("Furthest rung", lambda row: furthest_rung(row.rungs)),
        Col("Dates on the papers", dates_of),
        Col("Papers", lambda row: count(row.papers, "paper"), is_number=True),
        Col("Amount", figure_of, is_number=True),
    ]
    table(purchases, columns, question="purchases", name=name, what=what, whats=whats)


def leads_table(leads: pd.DataFrame, name: str) -> None:
    """Agencies that asked. Never mixed with purchases."""
    table(
        leads,
        [
            Col("Agency", agency_link),
            Col("State", lambda row: row.state),
            Col("Asked about", maker_link),
            Col("Technology", lambda row: ", ".join(technology_names(row.technologies)) or "not known"),
            Col("Words that say so", lambda row: link(row.evidence_path, f"“{row.interest}”")),
            Col("Paper", lambda row: join(row.document_title, tag("small", f"page {row.page}"))),
        ],
        question="leads",
        name=name,
        what="expression of interest",
        whats="expressions of interest",
    )


def spending_by_agency_table(rows: pd.DataFrame, name: str) -> None:
    """What agencies bought; the amounts stand apart."""
    columns = [
        Col("Agency", agency_link),
        Col("State", lambda row: "federal or not known" if is_missing(row.state) else row.state),
        *_bought(),
        Col("Makers", lambda row: row.makers, is_number=True),
        *_sums(),
    ]
    table(rows, columns, question="spending_by_agency", name=name, what="agency", whats="agencies")


def spending_by_vendor_table(rows: pd.DataFrame, name: str) -> None:
    """What makers sold; the amounts stand apart."""
    columns = [
        Col("Maker", maker_link),
        *_bought(),
        Col("Agencies", lambda row: row.agencies, is_number=True),
        *_sums(),
    ]
    table(rows, columns, question="spending_by_vendor", name=name, what="maker")


def _bought() -> list[Col]:
    return [
        Col("Technologies", lambda row: ", ".join(technology_names(row.technologies)) or "not known"),
        Col("Purchases", _purchases, is_number=True),
    ]


def _purchases(row: Any) -> Html:
    return join(str(row.purchases), tag("small", f"{row.only_named} only named") if row.only_named else None)


def _sums() -> list[Col]:
    return [_sum(amount) for amount in ("ceiling", "authorised", "ordered", "invoiced", "paid")]


def _sum(amount: str) -> Col:
    def cell(row: Any) -> Html:
        return join(money(getattr(row, f"{amount}_cents"), row.currency, "–"), doubted(doubt_of_sum(row, amount)))

    return Col(amount.capitalize(), cell, is_number=True)
