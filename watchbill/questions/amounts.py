"""One kind of amount at a time: which kinds are on record, and sums that never mix them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from watchbill.model import Amount
from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.purchases import deals

#: Kinds of amount in the order in which one is chosen where two are printed for as many purchases.
CHOICES = (Amount.INVOICED, Amount.PAID, Amount.ORDERED, Amount.CEILING, Amount.AUTHORISED)

Deal = dict[str, Any]

#: A sum over purchases of one kind of amount.
SUM: Columns = {
    "amount_kind": Column(
        "Which of the five amounts is summed: invoiced, paid, ordered, ceiling or authorised; never another one"
    ),
    "amount_cents": Column(
        "Sum of that amount; 0 for no-cost deals, empty where none of the purchases has that amount", "cents"
    ),
    "unreviewed_cents": Column("How much of that sum nobody has reviewed yet", "cents"),
    "is_reviewed": Column("No value in that sum needs review; empty where there is no sum", "yes/no"),
    "purchases": Column("How many purchases", "count"),
    "without_figure": Column("How many of them have no amount of that kind, and are in the sum with nothing", "count"),
}

AMOUNTS_ON_RECORD: Columns = {
    "amount_kind": SUM["amount_kind"],
    "meaning": Column("What that amount is"),
    "purchases": Column("How many purchases have an amount of that kind; one of 0 counts", "count"),
    "without_figure": Column("How many purchases have none", "count"),
}


def amounts_on_record(connection: Connection) -> pd.DataFrame:
    """The five kinds of amount, the one that the most purchases have first: what sums are of where nobody chose."""
    found = bought(deals(connection))
    rows = [
        {"amount_kind": str(kind), "meaning": c.AMOUNTS[f"{kind}_cents"].text, "purchases": having}
        | {"without_figure": len(found) - having}
        for kind, having in _having(found)
    ]
    return table(rows, AMOUNTS_ON_RECORD) if found else table([], AMOUNTS_ON_RECORD)


def _having(found: Sequence[Deal]) -> list[tuple[Amount, int]]:
    counted = [(kind, sum(deal[f"{kind}_cents"] is not None for deal in found)) for kind in CHOICES]
    return sorted(counted, key=lambda pair: -pair[1])  # stable: ties stay in the order of CHOICES


def chosen(amount: str | None, found: Sequence[Deal]) -> Amount:
    """The kind asked for, else the one that the most of these purchases have. Raises ValueError for no kind of ours."""
    return Amount(amount) if amount else _having(found)[0][0]


def bought(found: Iterable[Deal]) -> list[Deal]:
    """Without those that a paper only names: nothing proves that they are purchases."""
    return [deal for deal in found if not deal["is_only_named"]]


def summed_as(amount: Amount, found: Sequence[Deal]) -> dict[str, Any]:
    """The columns of SUM over deals of one currency."""
    having = [deal for deal in found if deal[f"{amount}_cents"] is not None]
    return {
        "amount_kind": str(amount),
        "amount_cents": add(having, f"{amount}_cents"),
        "unreviewed_cents": add(having, f"{amount}_unreviewed_cents"),
        "is_reviewed": all(deal[f"{amount}_is_reviewed"] for deal in having) if having else None,
        "purchases": len(found),
        "without_figure": len(found) - len(having),
    }


def add(found: Iterable[Deal], column: str) -> int | None:
    """The sum of one amount over deals; None where none of them has a figure."""
    known = [deal[column] for deal in found if deal[column] is not None]
    return sum(known) if known else None
