"""What agencies buy."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.flow import add, distinct, grouped, largest_first
from watchbill.questions.purchases import deals

SPENDING: Columns = {
    "currency": c.CURRENCY,
    "purchases": Column("How many purchases", "count"),
    "without_figure": Column("How many of them have no figure at all", "count"),
    "technologies": Column("Keys of the technologies bought, in alphabetical order, joined by a comma and a space"),
    **{name: Column(f"{column.text}; sum over the purchases", "cents") for name, column in c.AMOUNTS.items()},
    "best_cents": Column("Sum of the furthest proved amount of each purchase", "cents"),
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
        dict(zip(by, key, strict=True)) | summed(group) | {"makers": distinct(group, "maker_id", "maker_name")}
        for key, group in grouped(found, by)
    ]
    return table(largest_first(rows, "best_cents"), SPENDING_BY_AGENCY)


def summed(group: list[dict[str, object]]) -> dict[str, object]:
    """The columns of SPENDING, but for the currency, over deals of one currency."""
    technologies = {key for deal in group for key in str(deal["technologies"]).split(", ") if key}
    dates = [deal[name] for name in ("first_date", "last_date") for deal in group if deal[name] is not None]
    return {
        "purchases": len(group),
        "without_figure": sum(deal["best_cents"] is None for deal in group),
        "technologies": ", ".join(sorted(technologies)),
        **{name: add(group, name) for name in (*c.AMOUNTS, "best_cents")},
        "first_date": min(dates, default=None),  # type: ignore[type-var]
        "last_date": max(dates, default=None),  # type: ignore[type-var]
    }
