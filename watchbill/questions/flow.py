"""Where the money goes: agency, technology and vendor together, by state, and the figures of the first page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.amounts import SUM, Deal, bought, chosen, summed_as
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import purchases_path
from watchbill.questions.purchases import NO_STATE, deals
from watchbill.store import schema as s
from watchbill.store.live import is_live

MONEY_FLOW: Columns = {
    "agency_id": c.AGENCY_ID,
    "agency_name": c.AGENCY_NAME,
    "technology": Column(
        "Key of the technology; 'several' where one purchase has more than one, 'unknown' where none is known"
    ),
    "technology_name": Column("Name of the technology"),
    "maker_id": c.MAKER_ID,
    "maker_name": c.MAKER_NAME,
    "currency": c.CURRENCY,
    **SUM,
    "path": c.PURCHASES_PATH,
}


def money_flow(
    connection: Connection,
    *,
    amount: str | None = None,
    agency: str | None = None,
    vendor: str | None = None,
    technology: str | None = None,
    state: str | None = None,
) -> pd.DataFrame:
    """Money of one kind from agency through technology to vendor; each purchase counts once.

    `amount` is invoiced, paid, ordered, ceiling or authorised; without it, the kind that the most purchases have.
    """
    names = dict(connection.execute(sa.select(s.technology.c.key, s.technology.c.name)).all())
    names |= {"several": "Several technologies", "unknown": "Technology not known"}
    found = bought(deals(connection, agency=agency, vendor=vendor, technology=technology, state=state))
    kind = chosen(amount, found)
    for deal in found:
        keys = deal["technologies"].split(", ")
        deal["technology"] = "several" if len(keys) > 1 else keys[0] or "unknown"
        deal["technology_name"] = names.get(deal["technology"], deal["technology"])
    by = ("agency_id", "agency_name", "technology", "technology_name", "maker_id", "maker_name", "currency")
    rows = []
    for key, group in grouped(found, by):
        row = dict(zip(by, key, strict=True)) | summed_as(kind, group)
        rows.append(row | {"path": _path_of(row)})
    return table(largest_first(rows, "amount_cents"), MONEY_FLOW)


def _path_of(row: Deal) -> str:
    """The list of purchases that a line of the flow sums; a name that is in no registry is looked for as printed."""
    known = row["technology"] not in ("several", "unknown")
    printed = (row[f"{who}_name"] for who in ("agency", "maker") if not row[f"{who}_id"] and row[f"{who}_name"])
    return purchases_path(
        agency=row["agency_id"],
        vendor=row["maker_id"],
        technology=row["technology"] if known else None,
        text=next(printed, None),
    )


PURCHASES_BY_STATE: Columns = {
    "state": c.STATE,
    "currency": c.CURRENCY,
    "agencies": Column("How many agencies buy", "count"),
    **SUM,
    "only_named": Column("Named by a paper, but nothing proves a purchase; in no other column", "count"),
    "leads": Column("Expressions of interest; not purchases, and in no other column", "count"),
    "path": c.PURCHASES_PATH,
}


def purchases_by_state(
    connection: Connection, *, amount: str | None = None, vendor: str | None = None, technology: str | None = None
) -> pd.DataFrame:
    """Purchases and money of one kind by state, for the map. State is empty for federal and unknown agencies.

    `amount` as in `money_flow`.
    """
    found = deals(connection, vendor=vendor, technology=technology)
    wishes = deals(connection, vendor=vendor, technology=technology, is_lead=True)
    kind = chosen(amount, bought(found))
    rows = []
    for (state, currency), group in grouped(found + wishes, ("state", "currency")):
        asked = [deal for deal in group if deal["is_lead"]]
        mine = bought(deal for deal in group if not deal["is_lead"])
        rows.append(
            {"state": state, "currency": currency, "agencies": distinct(mine, "agency_id", "agency_name")}
            | summed_as(kind, mine)
            | {"only_named": len(group) - len(mine) - len(asked), "leads": len(asked)}
            | {"path": purchases_path(state=state or NO_STATE)}
        )
    return table(largest_first(rows, "amount_cents"), PURCHASES_BY_STATE)


TOTALS: Columns = {
    "agencies": Column("Agencies with at least one purchase", "count"),
    "makers": Column("Makers with at least one purchase", "count"),
    "purchases": Column("Purchases; leads, and what a paper only names, are not counted", "count"),
    "only_named": Column("Named by a paper, but no rung and no amount proves a purchase", "count"),
    "leads": Column("Expressions of interest", "count"),
    "documents": Column("Documents kept", "count"),
    "documents_read": Column("Documents in which papers were found", "count"),
    "documents_refused": Column("Documents that could not be read", "count"),
    "pages": Column("Pages of the documents kept", "count"),
    "records": Column("Papers found in the documents", "count"),
    "values": Column("Values found on the papers, each with its page and box", "count"),
    "without_figure": Column("Purchases without any of the five amounts", "count"),
    "last_added": Column("When a document was last added", "time"),
}


def totals(connection: Connection) -> pd.DataFrame:
    """The figures of the first page, in one row."""
    every = deals(connection)
    found = bought(every)
    reading, live = s.reading, is_live(s.document.c.id)
    kept = s.document.outerjoin(reading, sa.and_(reading.c.document_id == s.document.c.id, reading.c.is_current))
    outcome = reading.c.outcome
    documents = connection.execute(
        sa.select(
            sa.func.count().label("documents"),
            sa.func.count(sa.case((outcome.in_(("read", "partial")), 1))).label("documents_read"),
            sa.func.count(sa.case((outcome == "refused", 1))).label("documents_refused"),
            sa.func.coalesce(sa.func.sum(reading.c.pages), 0).label("pages"),
            sa.func.max(s.document.c.added_at).label("last_added"),
        )
        .select_from(kept)
        .where(live)
    ).mappings()
    records = s.record.join(s.document, s.document.c.id == s.record.c.document_id)
    is_counted = sa.and_(s.record.c.is_current, live)
    row = dict(documents.one()) | {
        "agencies": distinct(found, "agency_id", "agency_name"),
        "makers": distinct(found, "maker_id", "maker_name"),
        "purchases": len(found),
        "only_named": len(every) - len(found),
        "leads": len(deals(connection, is_lead=True)),
        "records": connection.scalar(sa.select(sa.func.count()).select_from(records).where(is_counted)),
        "values": connection.scalar(
            sa.select(sa.func.count())
            .select_from(records.join(s.value, s.value.c.record_id == s.record.c.id))
            .where(is_counted)
        ),
        "without_figure": sum(all(deal[name] is None for name in c.AMOUNTS) for deal in found),
    }
    return table([row], TOTALS)


def grouped(found: Iterable[Deal], by: Sequence[str]) -> Iterable[tuple[tuple[Any, ...], list[Deal]]]:
    """Deals by the columns named, in a stable order."""
    groups: dict[tuple[Any, ...], list[Deal]] = {}
    for deal in found:
        groups.setdefault(tuple(deal[name] for name in by), []).append(deal)
    return sorted(groups.items(), key=lambda entry: tuple(str(part or "") for part in entry[0]))


def distinct(found: Iterable[Deal], *columns: str) -> int:
    """How many different parties: by id where resolved, else by printed name."""
    return len({next((deal[name] for name in columns if deal[name]), None) for deal in found} - {None})


def largest_first(rows: Iterable[Deal], column: str) -> list[Deal]:
    """Rows by falling amount; the ones without a figure come last."""
    order: Callable[[Deal], tuple[bool, int]] = lambda row: (row[column] is None, -(row[column] or 0))  # noqa: E731
    return sorted(rows, key=order)
