"""Pieces of SQL that several questions share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from watchbill.model import Amount
from watchbill.purchases.papers import Fact, load_award_rows, load_heads
from watchbill.review.settle import Overlay, overlay_of, settle
from watchbill.store import schema as s

#: The furthest proved amount stands for a purchase in charts; a vote proves no spending, so `authorised` is never it.
BEST_ORDER = (Amount.PAID, Amount.INVOICED, Amount.ORDERED, Amount.CEILING)


def named(table: sa.Table | sa.FromClause, name: str) -> sa.ColumnElement[bool]:
    """The row a person means by a public id or a registry key."""
    return sa.or_(table.c.public_id == name, table.c.key == name)


def amounts_by_purchase() -> sa.Subquery:
    """purchase_id with the sum of each of the five amounts (null: no figure) and of each how much, and how many
    values (`_waiting`: a figure of 0 may wait too), nobody has reviewed."""
    part = s.purchase_amount
    sums: list[sa.ColumnElement[Any]] = []
    for amount in Amount:
        mine = part.c.amount == str(amount)
        waiting = sa.and_(mine, sa.not_(part.c.is_reviewed))
        sums.append(sa.cast(sa.func.sum(sa.case((mine, part.c.cents))), sa.BigInteger).label(f"{amount}_cents"))
        sums.append(sa.func.count(sa.case((waiting, 1))).label(f"{amount}_waiting"))
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

    Text under the field's name, `date` as a date; `total` gives `total_cents`, `total_value_id` and `currency`. Of a
    paper that names several sellers, vendor and total are those of the one that the row means by `award` (the id in the
    store of the value that names it).
    """
    kept = list(rows)
    heads = load_heads(connection, {row["record"] for row in kept}, fields)
    awards = load_award_rows(connection, {row["award"] for row in kept if row.get("award") is not None})
    return [
        dict(row) | _head(_as_meant(heads[row["record"]], awards.get(row.get("award") or 0)), fields) for row in kept
    ]


def _as_meant(head: Mapping[str, Fact], award: Mapping[str, Fact] | None) -> Mapping[str, Fact]:
    if award is None:
        return head
    own = {"vendor": award.get("vendor"), "total": award.get("amount")}
    return dict(head) | {name: fact for name, fact in own.items() if fact}


def with_row_vendors(connection: sa.Connection, rows: Iterable[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    """Rows of values, each with `row_vendor`: the seller named in the row of the paper (its `in_row`) it stands in."""
    overlay = overlay_of(connection)
    statement = sa.select(s.value).where(s.value.c.field == "vendor", s.value.c.row_id.is_not(None))
    named_in = {row.row_id: settle(row, overlay).value for row in connection.execute(statement)}
    return [dict(row) | {"row_vendor": named_in.get(row["in_row"]) or None} for row in rows]


def _head(facts: Mapping[str, Fact], fields: Sequence[str]) -> dict[str, Any]:
    head: dict[str, Any] = {}
    for name in fields:
        fact = facts.get(name)
        if name == "total":
            head |= {
                "total_cents": fact.cents if fact else None,
                "total_value_id": fact.public_id if fact else None,
                "total_is_reviewed": fact.is_reviewed if fact else None,
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


def purchases_path(**filters: str | None) -> str:
    """The dashboard page that lists the purchases that these filters of the question `purchases` give."""
    named_ones = {name: word for name, word in filters.items() if word}
    return f"/purchase?{urlencode(named_ones)}" if named_ones else "/purchase"


def correction_of(value_id: int, text: str, cents: int | None, overlay: Overlay) -> dict[str, Any]:
    """The columns CORRECTED of a value, from what was read; the last two are None where no correction changed it."""
    said = overlay.holds.get(value_id)
    changed = said is not None and said.after is not None and said.after.get("value") != text
    return {
        "as_read_cents": cents,
        "corrected_at": said.made_at if said is not None and changed else None,
        "correction_reason": said.reason if said is not None and changed else None,
    }


def is_bought(purchase: sa.Table | sa.FromClause) -> sa.ColumnElement[bool]:
    """Purchases of surveillance that at least a rung or an amount proves: no leads, not what a paper only names."""
    rung, part = s.purchase_rung, s.purchase_amount
    proved = (sa.exists().where(proof.c.purchase_id == purchase.c.id).correlate(purchase) for proof in (rung, part))
    return sa.and_(purchase.c.is_lead.is_(False), is_surveillance(purchase), sa.or_(*proved))


def is_surveillance(purchase: sa.Table | sa.FromClause) -> sa.ColumnElement[bool]:
    """Purchases of a known technology, or from a maker of the registry: councils also vote for buses and pumps."""
    uses = s.purchase_technology
    return sa.or_(
        purchase.c.maker_id.is_not(None), sa.exists().where(uses.c.purchase_id == purchase.c.id).correlate(purchase)
    )
