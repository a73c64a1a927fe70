"""Pieces of SQL that several questions share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from watchbill.model import Amount
from watchbill.purchases.papers import Fact, load_heads
from watchbill.store import schema as s

#: The furthest proved amount stands for a purchase in charts; a vote proves no spending, so `authorised` is never it.
BEST_ORDER = (Amount.PAID, Amount.INVOICED, Amount.ORDERED, Amount.CEILING)


def named(table: sa.Table | sa.FromClause, name: str) -> sa.ColumnElement[bool]:
    """The row a person means by a public id or a registry key."""
    return sa.or_(table.c.public_id == name, table.c.key == name)


def amounts_by_purchase() -> sa.Subquery:
    """purchase_id with the sum of each of the five amounts (null: no figure) and how much of each is unreviewed."""
    part = s.purchase_amount
    sums: list[sa.ColumnElement[Any]] = []
    for amount in Amount:
        mine = part.c.amount == str(amount)
        waiting = sa.and_(mine, sa.not_(part.c.is_reviewed))
        sums.append(sa.cast(sa.func.sum(sa.case((mine, part.c.cents))), sa.BigInteger).label(f"{amount}_cents"))
        sums.append(
            sa.cast(sa.func.sum(sa.case((waiting, part.c.cents), else_=0)), sa.BigInteger).label(
                f"{amount}_unreviewed_cents"
            )
        )
    return sa.select(part.c.purchase_id, *sums).group_by(part.c.purchase_id).subquery("amounts")


def with_heads(
    connection: sa.Connection, rows: Iterable[Mapping[Any, Any]], fields: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows, each with what the head of the paper `record` (its id in the store) says, corrections laid over.

    Text under the field's name, `date` as a date; `total` gives `total_cents`, `total_value_id` and `currency`.
    """
    kept = list(rows)
    heads = load_heads(connection, {row["record"] for row in kept}, fields)
    return [dict(row) | _head(heads[row["record"]], fields) for row in kept]


def _head(facts: Mapping[str, Fact], fields: Sequence[str]) -> dict[str, Any]:
    head: dict[str, Any] = {}
    for name in fields:
        fact = facts.get(name)
        if name == "total":
            head |= {
                "total_cents": fact.cents if fact else None,
                "total_value_id": fact.public_id if fact else None,
                "currency": fact.currency if fact else None,
            }
        elif name == "date":
            head[name] = fact.date if fact else None
        else:
            head[name] = fact.text if fact else None
    return head


def evidence_path(value_id: str | None) -> str | None:
    """The dashboard page that shows a printed value in its box."""
    return f"/evidence?value={value_id}" if value_id else None


def purchase_path(purchase_id: str) -> str:
    return f"/purchase?id={purchase_id}"
