"""What a purchase rests on: its rungs, its papers, the values that make up its amounts, and its parties."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.model import NAME_FIELDS, Amount, Role
from watchbill.privacy import withholder
from watchbill.purchases.papers import Fact, fact_of
from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import correction_of, evidence_path, is_surveillance, with_heads, with_row_vendors
from watchbill.questions.purchases import LADDER
from watchbill.review.settle import overlay_of
from watchbill.store import schema as s
from watchbill.store.live import title_of

PAPER_ROLES = {
    "contract": "authorising", "amendment": "authorising", "agreement": "authorising", "resolution": "authorising",
    "purchase_order": "ordering", "invoice": "invoicing", "register": "paying", "payment_listing": "paying",
    "grant": "funding", "quote": "asking", "requisition": "asking", "staff_report": "asking",
}  # fmt: skip

#: Fields from which a paper, or a row of a register, takes the date that a rung bears.
DATE_FIELDS = ("date", "check_date")


def _is_listed() -> sa.ColumnElement[bool]:
    """The purchases that `purchases` lists, and the leads."""
    return sa.or_(s.purchase.c.is_lead, is_surveillance(s.purchase))


PURCHASE_RUNGS: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "rung": Column("How far: proposed, recommended, approved, signed, ordered, invoiced, paid or ended"),
    "date": Column("Date of the record that proves it, where printed", "date"),
    "date_value_id": Column("Public id of the printed value that says the date", "id"),
    "date_is_reviewed": Column("That value needs no review; empty where no date is printed", "yes/no"),
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "number": Column("Number printed on the record"),
    "page": Column("First page of the record in its document", "count"),
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
}


def purchase_rungs(connection: Connection, *, purchase: str | None = None) -> pd.DataFrame:
    """The rungs of one purchase or of all, in the order of the ladder, each with the record that proves it."""
    statement = (
        sa.select(
            s.purchase.c.public_id.label("purchase_id"),
            s.purchase_rung.c.rung,
            s.purchase_rung.c.date,
            s.record.c.public_id.label("record_id"),
            s.record.c.kind,
            s.record.c.id.label("record"),
            s.record.c.first_page.label("page"),
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            s.document.c.sha256,
        )
        .select_from(
            s.purchase_rung.join(s.purchase)
            .join(s.record, s.record.c.id == s.purchase_rung.c.record_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
        )
        .where(s.purchase.c.public_id == purchase if purchase else _is_listed())
    )
    rows = _with_dates(connection, with_heads(connection, connection.execute(statement).mappings(), ("number",)))
    rows.sort(
        key=lambda r: (r["purchase_id"], LADDER.index(r["rung"]), r["date"] is None, str(r["date"]), r["record_id"])
    )
    return table(rows, PURCHASE_RUNGS)


def _with_dates(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rungs with the value that prints their date: one of the paper's own, else the least sure of its rows' dates."""
    records = sorted({row["record"] for row in rows})
    overlay = overlay_of(connection)
    facts: dict[tuple[int, dt.date | None], list[tuple[bool, Fact]]] = defaultdict(list)
    for at in range(0, len(records), 500):
        mine = s.value.c.record_id.in_(records[at : at + 500]) & s.value.c.field.in_(DATE_FIELDS)
        for value in connection.execute(sa.select(s.value).where(mine).order_by(s.value.c.public_id)):
            fact = fact_of(value, overlay)
            facts[value.record_id, fact.date].append((value.row_id is None, fact))
    for row in rows:
        found = facts[row["record"], row["date"]] if row["date"] is not None else []
        own = [fact for is_own, fact in found if is_own]
        surest = max(own, key=_sure, default=None) or min((fact for _, fact in found), key=_sure, default=None)
        row["date_value_id"] = surest.public_id if surest else None
        row["date_is_reviewed"] = surest.is_reviewed if surest else None
    return rows


def _sure(fact: Fact) -> tuple[bool, float]:
    return fact.is_reviewed, fact.confidence


PURCHASE_PAPERS: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "role": Column("What the paper does: authorising, ordering, invoicing, paying, funding, asking or naming"),
    "number": Column("Number of the paper: as read, or as corrected by a person"),
    "date": Column("Date of the paper: as read, or as corrected by a person", "date"),
    "vendor": Column(
        "Vendor as printed, or as corrected by a person; where the paper names several, the one of this purchase"
    ),
    "total_cents": Column(
        "Total of the paper, or what it gives this vendor of several: as read, or as corrected by a person", "cents"
    ),
    "total_value_id": Column("Public id of that total", "id"),
    "total_is_reviewed": Column("That total needs no review; empty where there is none", "yes/no"),
    "method": Column("How the seller was chosen, as printed: Sole Source, Request for Proposals, ..."),
    "fund": Column("The account or fund that pays, as printed"),
    "vote": Column("How the body voted, as printed or counted: 5-2"),
    "joined_by": Column("Why the paper belongs to this purchase"),
    "first_page": Column("First page of the paper in its document", "count"),
    "last_page": Column("Last page of the paper in its document", "count"),
    "confidence": Column("How sure the reader is of the kind of paper", "share"),
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
}


def purchase_papers(connection: Connection, *, purchase: str | None = None) -> pd.DataFrame:
    """The papers of one purchase or of all, by date, each with the sentence that says why it belongs there."""
    rung = s.purchase_rung
    asks = sa.select(rung.c.id).where(
        rung.c.purchase_id == s.purchase.c.id, rung.c.record_id == s.record.c.id, rung.c.rung == "proposed"
    )
    statement = (
        sa.select(
            s.purchase.c.public_id.label("purchase_id"),
            s.record.c.public_id.label("record_id"),
            s.record.c.kind,
            asks.exists().label("asks"),
            s.record.c.id.label("record"),
            s.purchase_record.c.joined_by,
            s.purchase_record.c.value_id.label("award"),
            s.record.c.first_page,
            s.record.c.last_page,
            s.record.c.confidence,
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            s.document.c.sha256,
        )
        .select_from(
            s.purchase_record.join(s.purchase)
            .join(s.record, s.record.c.id == s.purchase_record.c.record_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
        )
        .where(s.purchase.c.public_id == purchase if purchase else _is_listed())
    )
    rows = [
        row | {"role": "asking" if row["asks"] else PAPER_ROLES.get(row["kind"], "naming")}
        for row in with_heads(
            connection,
            connection.execute(statement).mappings(),
            ("number", "date", "vendor", "total", "method", "fund", "vote"),
        )
    ]
    published = withholder(connection)
    for row in rows:
        row["vendor"] = published(row["vendor"])
    rows.sort(key=lambda r: (r["purchase_id"], r["date"] is None, str(r["date"]), r["kind"], r["record_id"]))
    return table(rows, PURCHASE_PAPERS)


PURCHASE_AMOUNTS: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "amount": Column("Which of the five: ceiling, authorised, ordered, invoiced or paid; never add one to another"),
    "cents": Column("What this value adds to that amount", "cents"),
    "currency": c.CURRENCY,
    "value_id": c.VALUE_ID,
    "raw": Column("The words and figures as printed"),
    "confidence": Column("How sure the reader is of the value", "share"),
    "is_reviewed": Column("A person accepted or corrected it", "yes/no"),
    "needs_review": Column("Read with a confidence under 0.95, and no person settled it", "yes/no"),
    **c.CORRECTED,
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "number": Column("Number printed on the paper"),
    "row_vendor": c.ROW_VENDOR,
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
    "page": c.PAGE,
    **c.BOX,
    "evidence_path": c.EVIDENCE_PATH,
}


def purchase_amounts(connection: Connection, *, purchase: str | None = None) -> pd.DataFrame:
    """The printed values that make up the amounts of one purchase or of all, each with its page and box."""
    statement = (
        sa.select(
            s.purchase.c.public_id.label("purchase_id"),
            s.purchase_amount.c.amount,
            s.purchase_amount.c.cents,
            sa.func.coalesce(s.value.c.currency, s.purchase.c.currency).label("currency"),
            s.value.c.public_id.label("value_id"),
            *(s.value.c[name] for name in ("raw", "confidence", "page", "x0", "top", "x1", "bottom")),
            sa.not_(s.purchase_amount.c.is_reviewed).label("needs_review"),
            s.value.c.id.label("value"),
            s.value.c.row_id.label("in_row"),
            s.value.c.value.label("value_as_read"),
            s.value.c.cents.label("as_read_cents"),
            s.record.c.public_id.label("record_id"),
            s.record.c.kind,
            s.record.c.id.label("record"),
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            s.document.c.sha256,
        )
        .select_from(
            s.purchase_amount.join(s.purchase)
            .join(s.value, s.value.c.id == s.purchase_amount.c.value_id)
            .join(s.record, s.record.c.id == s.value.c.record_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
        )
        .where(s.purchase.c.public_id == purchase if purchase else _is_listed())
    )
    order = [str(amount) for amount in Amount]
    overlay = overlay_of(connection)
    published = withholder(connection)
    rows = [
        row
        | {"row_vendor": published(row["row_vendor"])}
        | {"is_reviewed": row["value"] in overlay.holds}
        | correction_of(row["value"], row["value_as_read"], row["as_read_cents"], overlay)
        | {"evidence_path": evidence_path(row["value_id"])}
        for row in with_row_vendors(
            connection, with_heads(connection, connection.execute(statement).mappings(), ("number",))
        )
    ]
    rows.sort(key=lambda r: (r["purchase_id"], order.index(r["amount"]), r["record_id"], r["value_id"]))
    return table(rows, PURCHASE_AMOUNTS)


PURCHASE_PARTIES: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "role": Column(
        "buyer, department (the part of the buyer it was bought for), seller (who is paid), maker (whose technology it "
        "is), vehicle (cooperative contract) or funder"
    ),
    "party_id": Column("Public id of the agency or vendor; empty where the printed name is not in the registry", "id"),
    "party_key": Column("Its key in the registry", "id"),
    "party_name": Column("Its registry name, or as printed where it is not in the registry"),
    "printed": Column("The name as printed"),
    "value_id": c.VALUE_ID,
    "evidence_path": c.EVIDENCE_PATH,
}


def purchase_parties(connection: Connection, *, purchase: str | None = None) -> pd.DataFrame:
    """Who takes part in one purchase or in all, and in which role."""
    party = s.purchase_party
    statement = (
        sa.select(
            s.purchase.c.public_id.label("purchase_id"),
            party.c.role,
            sa.func.coalesce(s.vendor.c.public_id, s.agency.c.public_id).label("party_id"),
            sa.func.coalesce(s.vendor.c.key, s.agency.c.key).label("party_key"),
            sa.func.coalesce(s.vendor.c.name, s.agency.c.name, party.c.name).label("party_name"),
            sa.case((s.value.c.field.in_(sorted(NAME_FIELDS)), s.value.c.value), else_=party.c.name).label("printed"),
            s.value.c.public_id.label("value_id"),
        )
        .select_from(
            party.join(s.purchase)
            .outerjoin(s.vendor, s.vendor.c.id == party.c.vendor_id)
            .outerjoin(s.agency, s.agency.c.id == party.c.agency_id)
            .outerjoin(s.value, s.value.c.id == party.c.value_id)
        )
        .where(s.purchase.c.public_id == purchase if purchase else _is_listed())
        .order_by(s.purchase.c.public_id, party.c.role, party.c.name)
    )
    published = withholder(connection)
    rows = [
        row
        | ({name: published(row[name]) for name in ("party_name", "printed")} if _may_be_a_person(row) else {})
        | {"evidence_path": evidence_path(row["value_id"])}
        for row in (dict(entry) for entry in connection.execute(statement).mappings())
    ]
    return table(rows, PURCHASE_PARTIES)


def _may_be_a_person(party: Mapping[str, Any]) -> bool:
    """Nobody of the registry; and no department, which is recognised by the words of an office."""
    return party["party_id"] is None and party["role"] != Role.DEPARTMENT
