"""Pieces of SQL that several questions share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from watchbill.model import Amount
from watchbill.store import schema as s

#: The furthest proved amount stands for a purchase in charts; a vote proves no spending, so `authorised` is never it.
BEST_ORDER = (Amount.PAID, Amount.INVOICED, Amount.ORDERED, Amount.CEILING)


def is_live(document_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """The document belongs to a release that was not removed, or to no release at all."""
    items = sa.select(sa.literal(1)).where(s.release_item.c.document_id == document_id).correlate_except(s.release_item)
    kept = (
        sa.select(sa.literal(1))
        .select_from(s.release_item.join(s.release))
        .where(s.release_item.c.document_id == document_id, s.release.c.removed_at.is_(None))
        .correlate_except(s.release_item, s.release)
    )
    return sa.or_(sa.not_(items.exists()), kept.exists())


def title_of(document_id: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    """What a document is called: the portal's title, else the shortest path it has in a release, else its hash."""
    on_portal = (
        sa.select(sa.func.min(s.retrieval.c.title))
        .where(s.retrieval.c.document_id == document_id, s.retrieval.c.title != "")
        .correlate_except(s.retrieval)
        .scalar_subquery()
    )
    in_release = (
        sa.select(sa.func.min(s.release_item.c.path))
        .select_from(s.release_item.join(s.release))
        .where(s.release_item.c.document_id == document_id, s.release.c.removed_at.is_(None))
        .correlate_except(s.release_item, s.release)
        .scalar_subquery()
    )
    itself = s.document.alias("itself")
    of_bytes = sa.select(itself.c.sha256).where(itself.c.id == document_id).correlate_except(itself).scalar_subquery()
    return sa.func.coalesce(on_portal, in_release, of_bytes)


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


def evidence_path(value_id: str | None) -> str | None:
    """The dashboard page that shows a printed value in its box."""
    return f"/evidence?value={value_id}" if value_id else None


def purchase_path(purchase_id: str) -> str:
    return f"/purchase?id={purchase_id}"
