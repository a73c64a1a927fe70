"""What registers and payment listings say was paid, row by row."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.model import Kind
from watchbill.privacy import WITHHELD, withholder
from watchbill.purchases.papers import Fact, fact_of
from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import evidence_path, named
from watchbill.review.settle import overlay_of
from watchbill.store import schema as s
from watchbill.store.live import is_live, title_of

FIELDS = ("amount", "spent", "date", "check_date", "number", "check_number", "description", "payee", "grant_number")

PAYMENTS: Columns = {
    "vendor_id": Column("Public id of the vendor paid; empty where the printed payee is not in the registry", "id"),
    "vendor_name": Column("The vendor paid: its registry name, or the payee as printed or corrected"),
    "payee": Column("The payee as printed, or as corrected by a person; withheld where it may be a private person"),
    "date": Column("Date printed in the row, else on the paper", "date"),
    "number": Column("Check, warrant or voucher number printed in the row"),
    "description": Column("Description printed in the row; left out where the payee is withheld"),
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


_WITHHELD: dict[str, Any] = {"payee": WITHHELD, "vendor_name": WITHHELD, "description": None}


def payments(connection: Connection, *, vendor: str | None = None, limit: int | None = None) -> pd.DataFrame:
    """Rows of check registers and payment listings, newest first, whether or not they join a purchase.

    They include rows that no purchase counts: cumulative sheets repeat rows, and a payee alone proves no purchase.
    """
    vendors = _vendors_by_name(connection, vendor)
    of_papers, of_rows = _facts(connection)
    rows: list[dict[str, Any]] = []
    for row in connection.execute(_rows()).mappings():
        facts = of_rows.get(row["row_id"], {})
        if "payee" in facts and (vendor is None or facts["payee"].text in vendors):
            rows.append(dict(row) | _payment(facts, of_papers[row["record"]], vendors))
    published = withholder(connection)
    for paid in rows:
        if paid["vendor_id"] is None and published(paid["payee"]) == WITHHELD:
            paid |= _WITHHELD
    rows.sort(key=lambda row: (row["date"] is not None, str(row["date"]), row["value_id"]), reverse=True)
    return table(rows[:limit], PAYMENTS)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            s.row.c.id.label("row_id"),
            s.record.c.id.label("record"),
            s.record.c.public_id.label("record_id"),
            s.record.c.kind,
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
        )
        .select_from(
            s.row.join(s.record, s.record.c.id == s.row.c.record_id).join(
                s.document, s.document.c.id == s.record.c.document_id
            )
        )
        .where(s.row.c.kind == "payment", s.record.c.is_current, is_live(s.document.c.id))
    )


def _vendors_by_name(connection: Connection, vendor: str | None) -> dict[str, sa.Row[Any, Any, Any]]:
    """Printed name -> public id and name of the vendor it means, for all vendors or for one."""
    match = s.name_match.c
    statement = (
        sa.select(match.name.label("printed"), s.vendor.c.public_id, s.vendor.c.name)
        .select_from(s.name_match.join(s.vendor, s.vendor.c.id == match.vendor_id))
        .where(match.kind == "vendor", match.decision.in_(("auto", "accepted")))
        .where(named(s.vendor, vendor) if vendor else sa.true())
    )
    return {row.printed: row for row in connection.execute(statement)}


def _facts(connection: Connection) -> tuple[dict[int, dict[str, Fact]], dict[int, dict[str, Fact]]]:
    """Facts by field of each record, and of each row; corrections laid over. A record spends where a row of it does."""
    overlay = overlay_of(connection)
    of_papers: dict[int, dict[str, Fact]] = defaultdict(dict)
    of_rows: dict[int, dict[str, Fact]] = defaultdict(dict)
    statement = (
        sa.select(s.value)
        .join(s.record)
        .where(s.record.c.kind.in_((Kind.REGISTER, Kind.PAYMENT_LISTING)), s.record.c.is_current)
        .where(s.value.c.field.in_(FIELDS))
        .order_by(s.value.c.public_id)
    )
    for value in connection.execute(statement):
        fact = fact_of(value, overlay)
        if not fact.text:
            continue  # a person says that it is not printed
        if value.row_id is not None:
            of_rows[value.row_id][fact.field] = fact
        if value.row_id is None or fact.field == "spent":
            of_papers[value.record_id].setdefault(fact.field, fact)
    return of_papers, of_rows


def _payment(
    facts: dict[str, Fact], paper: dict[str, Fact], vendors: dict[str, sa.Row[Any, Any, Any]]
) -> dict[str, Any]:
    is_sheet = "spent" in paper or "grant_number" in paper
    money = facts.get("spent" if is_sheet else "amount")
    date = facts.get("date") or facts.get("check_date") or paper.get("date") or paper.get("check_date")
    number = facts.get("check_number") or facts.get("number")
    payee, proof = facts["payee"].text, money or facts["payee"]
    known = vendors.get(payee)
    return {
        "vendor_id": known.public_id if known else None,
        "vendor_name": known.name if known else payee,
        "payee": payee,
        "date": date.date if date else None,
        "number": number.text if number else None,
        "description": facts["description"].text if "description" in facts else None,
        "cents": money.cents if money else None,
        "currency": money.currency if money else None,
        "value_id": proof.public_id,
        "page": proof.page,
        "evidence_path": evidence_path(proof.public_id),
    }
