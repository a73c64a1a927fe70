"""The names that current papers print, each once, with the fields that print it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

import sqlalchemy as sa

from watchbill.model import NAME_FIELDS
from watchbill.review.settle import overlay_of, settled_from
from watchbill.store.live import is_live
from watchbill.store.schema import agency, portal, record, release, release_item, retrieval, value

T = TypeVar("T")


def printed_names(connection: sa.Connection) -> dict[str, frozenset[str]]:
    """name -> fields that print it, over current records of live documents, corrections laid over."""
    statement = (
        sa.select(value.c.value, value.c.field, sa.func.count())
        .join(record)
        .where(record.c.is_current, is_live(record.c.document_id), value.c.field.in_(sorted(NAME_FIELDS)))
        .group_by(value.c.value, value.c.field)
    )
    printed = Counter[tuple[str, str]]()
    for text, field, count in connection.execute(statement):
        printed[text, field] += count
    corrected = overlay_of(connection).holds
    for ids in _parts(sorted(corrected)):
        rows = sa.select(value.c.id, value.c.value, value.c.field).join(record)
        for row in connection.execute(rows.where(value.c.id.in_(ids), is_live(record.c.document_id))):
            after = corrected[row.id].after
            if (row.value, row.field) in printed and after is not None:
                printed[row.value, row.field] -= 1
                printed[settled_from(after).value, row.field] += 1
    fields: dict[str, set[str]] = defaultdict(set)
    for (text, field), count in printed.items():
        if count > 0 and text.strip():
            fields[text].add(field)
    return {text: frozenset(those) for text, those in fields.items()}


def releasing_agencies(connection: sa.Connection, names: Collection[str]) -> Mapping[str, frozenset[int]]:
    """name -> the agencies that released the papers which print it; left out where a paper has none.

    A release counts for the agency it was added for, or whose portal it came from.
    """
    papers_of: dict[str, set[int]] = defaultdict(set)
    for part in _parts(sorted(names)):
        for document_id, text in connection.execute(_documents_printing(part)):
            papers_of[text].add(document_id)
    released_by: dict[int, set[int]] = defaultdict(set)
    for documents in _parts(sorted({one for papers in papers_of.values() for one in papers})):
        for document_id, agency_id in connection.execute(_agencies_releasing(documents)):
            released_by[document_id].add(agency_id)
    return {
        text: frozenset(agency_id for paper in papers for agency_id in released_by[paper])
        for text, papers in papers_of.items()
        if all(released_by[paper] for paper in papers)
    }


def _parts(every: list[T], size: int = 500) -> Iterator[list[T]]:
    """A long list in pieces that fit into one statement."""
    return (every[at : at + size] for at in range(0, len(every), size))


def _documents_printing(names: Collection[str]) -> sa.Select[int, str]:
    return (
        sa.select(record.c.document_id, value.c.value)
        .join_from(record, value)
        .where(
            record.c.is_current,
            is_live(record.c.document_id),
            value.c.field.in_(sorted(NAME_FIELDS)),
            value.c.value.in_(names),
        )
        .distinct()
    )


def _agencies_releasing(documents: Collection[int]) -> sa.CompoundSelect[int, int]:
    of_portal = agency.alias()
    added = (
        sa.select(release_item.c.document_id, sa.func.coalesce(release.c.agency_id, of_portal.c.id))
        .select_from(
            release_item.join(release)
            .outerjoin(portal, portal.c.id == release.c.portal_id)
            .outerjoin(of_portal, of_portal.c.key == portal.c.agency_key)
        )
        .where(
            release.c.removed_at.is_(None),
            release_item.c.document_id.in_(documents),
            sa.func.coalesce(release.c.agency_id, of_portal.c.id).is_not(None),
        )
    )
    crawled = (
        sa.select(retrieval.c.document_id, agency.c.id)
        .select_from(retrieval.join(portal).join(agency, agency.c.key == portal.c.agency_key))
        .where(retrieval.c.document_id.in_(documents))
    )
    return sa.union(added, crawled)
