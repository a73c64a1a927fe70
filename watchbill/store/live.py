"""Which documents count today, and what they are called: pieces of SQL that every room shares."""

from __future__ import annotations

import sqlalchemy as sa

from watchbill.store import schema as s


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
