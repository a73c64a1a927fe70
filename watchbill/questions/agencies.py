"""What agencies buy."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.amounts import add, bought, chosen
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.flow import distinct, grouped, largest_first
from watchbill.questions.purchases import deals

SPENDING: Columns = {
    "currency": c.CURRENCY,
    "purchases": Column("How many purchases", "count"),
    "only_named": Column("Named by a paper, but nothing proves a purchase; in no other column", "count"),
    "without_figure": Column("How many of the purchases have none of the five amounts", "count"),
    "technologies": Column("Keys of the technologies bought, in alphabetical order, joined by a comma and a space"),
    **{name: Column(f"{column.text}; sum over the purchases", "cents") for name, column in c.AMOUNTS.items()},
    **c.UNREVIEWED,
    **c.REVIEWED,
    "first_date": Column("Earliest date on a paper of these purchases", "date"),
    "last_date": Column("Latest date on a paper of these purchases", "date"),
}

SPENDING_BY_AGENCY: Columns = {
    "agency_id": c.AGENCY_ID,
    "agency_key": c.AGENCY_KEY,
    "agency_name": c.AGENCY_NAME,
    "state": c.STATE,
    "makers": Column("How many makers it buys from", "count"),
    **SPENDING,
}


def spending_by_agency(
    connection: Connection,
    *,
    agency: str | None = None,
    vendor: str | None = None,
    technology: str | None = None,
    state: str | None = None,
    text: str | None = None,
) -> pd.DataFrame:
    """What each agency bought, one row an agency and currency. Amounts of different kinds are never summed."""
    found = deals(connection, agency=agency, vendor=vendor, technology=technology, state=state, text=text)
    by = ("agency_id", "agency_key", "agency_name", "state", "currency")
    rows = [
        dict(zip(by, key, strict=True)) | summed(group) | {"makers": distinct(bought(group), "maker_id", "maker_name")}
        for key, group in grouped(found, by)
    ]
    return table(largest_first(rows, order_of(found)), SPENDING_BY_AGENCY)


def order_of(found: list[dict[str, object]]) -> str:
    """The amount by which spending is listed, the largest first: the kind that the most purchases have."""
    return f"{chosen(None, bought(found))}_cents"


def summed(group: list[dict[str, object]]) -> dict[str, object]:
    """The columns of SPENDING, but for the currency, over deals of one currency."""
    mine = bought(group)
    technologies = {key for deal in mine for key in str(deal["technologies"]).split(", ") if key}
    dates = [deal[name] for name in ("first_date", "last_date") for deal in mine if deal[name] is not None]
    return {
        "purchases": len(mine),
        "only_named": len(group) - len(mine),
        "without_figure": sum(all(deal[name] is None for name in c.AMOUNTS) for deal in mine),
        "technologies": ", ".join(sorted(technologies)),
        **{name: add(mine, name) for name in (*c.AMOUNTS, *c.UNREVIEWED)},
        **{name: _all_reviewed(mine, name) for name in c.REVIEWED},
        "first_date": min(dates, default=None),
        "last_date": max(dates, default=None),
    }


def _all_reviewed(found: list[dict[str, object]], column: str) -> bool | None:
    known = [bool(deal[column]) for deal in found if deal[column] is not None]
    return all(known) if known else None
