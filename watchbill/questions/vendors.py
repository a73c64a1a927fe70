"""What vendors sell, and what they were paid."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.agencies import SPENDING, summed
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.flow import distinct, grouped, largest_first
from watchbill.questions.parts import evidence_path, named
from watchbill.questions.purchases import deals
from watchbill.store import schema as s
from watchbill.store.live import is_live, title_of

SPENDING_BY_VENDOR: Columns = {
    "maker_id": c.MAKER_ID,
    "maker_key": c.MAKER_KEY,
    "maker_name": c.MAKER_NAME,
    "agencies": Column("How many agencies buy its technology", "count"),
    **SPENDING,
}


def spending_by_vendor(
    connection: Connection,
    *,
    agency: str | None = None,
    vendor: str | None = None,
    technology: str | None = None,
    state: str | None = None,
    text: str | None = None,
) -> pd.DataFrame:
    """What was bought from each maker, directly or through a reseller, one row a maker and currency."""
    found = deals(connection, agency=agency, vendor=vendor, technology=technology, state=state, text=text)
    by = ("maker_id", "maker_key", "maker_name", "currency")
    rows = [
        dict(zip(by, key, strict=True)) | summed(group) | {"agencies": distinct(group, "agency_id", "agency_name")}
        for key, group in grouped(found, by)
    ]
    return table(largest_first(rows, "best_cents"), SPENDING_BY_VENDOR)


VENDOR_RELATIONS: Columns = {
    "vendor_id": Column("Public id of the vendor", "id"),
    "vendor_name": Column("The vendor"),
    "relation": Column(
        "parent, renamed or resells: the vendor has the other as its parent, took its name, or sells its goods"
    ),
    "other_id": Column("Public id of the other vendor", "id"),
    "other_name": Column("The other vendor"),
    "start_date": Column("Since when, as precise as the source: a date, a month or a year"),
    "end_date": Column("Until when; empty while it lasts"),
    "source": Column("Where the fact was published"),
    "is_verified": Column("The source was seen; not general knowledge", "yes/no"),
}


def vendor_relations(connection: Connection, *, vendor: str | None = None) -> pd.DataFrame:
    """Who owns, renamed or resells whom, with dates: the owner on a paper is the owner when it was signed."""
    one, other = s.vendor.alias("one"), s.vendor.alias("other")
    relation = s.vendor_relation
    statement = (
        sa.select(
            one.c.public_id.label("vendor_id"),
            one.c.name.label("vendor_name"),
            relation.c.relation,
            other.c.public_id.label("other_id"),
            other.c.name.label("other_name"),
            *(relation.c[name] for name in ("start_date", "end_date", "source", "is_verified")),
        )
        .select_from(
            relation.join(one, one.c.id == relation.c.vendor_id).join(other, other.c.id == relation.c.other_id)
        )
        .where(sa.or_(named(one, vendor), named(other, vendor)) if vendor else sa.true())
        .order_by(one.c.name, relation.c.relation, other.c.name, relation.c.start_date)
    )
    return table((dict(row) for row in connection.execute(statement).mappings()), VENDOR_RELATIONS)


PAYMENTS: Columns = {
    "vendor_id": Column("Public id of the vendor paid; empty where the printed payee is not in the registry", "id"),
    "vendor_name": Column("The vendor paid: its registry name, or the payee as printed"),
    "payee": Column("The payee as printed"),
    "date": Column("Date printed in the row, else on the paper", "date"),
    "number": Column("Check, warrant or voucher number printed in the row"),
    "description": Column("Description printed in the row"),
    "cents": Column("Amount of the row; for a grant's expense sheet what was spent, never what was awarded", "cents"),
    "currency": c.CURRENCY,
    "value_id": c.VALUE_ID,
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "page": c.PAGE,
    "evidence_path": c.EVIDENCE_PATH,
}


def payments(connection: Connection, *, vendor: str | None = None, limit: int | None = None) -> pd.DataFrame:
    """Rows of check registers and payment listings, newest first, whether or not they join a purchase.

    They include rows that no purchase counts: cumulative sheets repeat rows, and a payee alone proves no purchase.
    """
    payee, match = s.value.alias("payee"), s.name_match
    statement = (
        sa.select(
            s.row.c.id,
            s.vendor.c.public_id.label("vendor_id"),
            sa.func.coalesce(s.vendor.c.name, payee.c.value).label("vendor_name"),
            payee.c.value.label("payee"),
            s.record.c.id.label("record"),
            s.record.c.public_id.label("record_id"),
            s.record.c.kind,
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
        )
        .select_from(
            s.row.join(payee, sa.and_(payee.c.row_id == s.row.c.id, payee.c.field == "payee"))
            .join(s.record, s.record.c.id == s.row.c.record_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
            .outerjoin(
                match,
                sa.and_(
                    match.c.kind == "vendor",
                    match.c.name == payee.c.value,
                    match.c.decision.in_(("auto", "accepted")),
                ),
            )
            .outerjoin(s.vendor, s.vendor.c.id == match.c.vendor_id)
        )
        .where(s.row.c.kind == "payment", s.record.c.is_current, is_live(s.document.c.id))
        .where(named(s.vendor, vendor) if vendor else sa.true())
        .order_by(s.row.c.id.desc())
    )
    found = {row["id"]: dict(row) for row in connection.execute(statement).mappings()}
    rows = [_with_printed(row, fields) for row, fields in _printed_fields(connection, found)]
    rows.sort(key=lambda row: (row["date"] is not None, str(row["date"]), row["value_id"]), reverse=True)
    return table(rows[:limit], PAYMENTS)


def _printed_fields(
    connection: Connection, found: dict[int, dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each row with its own values by field, what its paper's date is, and whether the paper is a grant's sheet."""
    fields: dict[int, dict[str, Any]] = {row_id: {} for row_id in found}
    dates: dict[int, Any] = {}
    sheets: set[int] = set()
    wanted = ("amount", "spent", "date", "check_date", "number", "check_number", "description", "payee", "grant_number")
    statement = (
        sa.select(s.value)
        .join(s.record)
        .where(s.value.c.field.in_(wanted), s.record.c.kind.in_(("register", "payment_listing")), s.record.c.is_current)
    )
    for value in connection.execute(statement):
        if value.field in ("spent", "grant_number"):
            sheets.add(value.record_id)
        if value.row_id in fields:
            fields[value.row_id][value.field] = value
        elif value.row_id is None and value.field in ("date", "check_date"):
            dates[value.record_id] = value.date
    return [
        ({**row, "paper_date": dates.get(row["record"]), "is_sheet": row["record"] in sheets}, fields[row_id])
        for row_id, row in found.items()
    ]


def _with_printed(row: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    money = fields.get("spent" if row["is_sheet"] else "amount")
    date = fields.get("date") or fields.get("check_date")
    number = fields.get("check_number") or fields.get("number")
    proof = money or fields["payee"]
    return row | {
        "date": date.date if date is not None else row["paper_date"],
        "number": number.value if number is not None else None,
        "description": fields["description"].value if "description" in fields else None,
        "cents": money.cents if money is not None else None,
        "currency": money.currency if money is not None else None,
        "value_id": proof.public_id,
        "page": proof.page,
        "evidence_path": evidence_path(proof.public_id),
    }
