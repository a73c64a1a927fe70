"""When do deals begin and end, do they renew themselves, and until when can one say no?"""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import evidence_path, is_surveillance, named, purchase_path
from watchbill.store import schema as s
from watchbill.store.live import title_of

TERMS: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "title": Column("The purchase in a few words"),
    "agency_id": c.AGENCY_ID,
    "agency_key": c.AGENCY_KEY,
    "agency_name": Column("The buying agency: its registry name; empty where it is not in the registry"),
    "term": Column("start, end, renewal, notice (the last day to say no) or holdover (billed for the time after)"),
    "date": Column("The day, where the term has one", "date"),
    "sentence": Column("What is so, and which paper says it"),
    "needs_review": Column("It is inferred, or rests on a value that nobody reviewed", "yes/no"),
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "value_id": c.VALUE_ID,
    "raw": Column("The words and figures as printed"),
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "page": c.PAGE,
    "evidence_path": c.EVIDENCE_PATH,
    "path": c.PURCHASE_PATH,
}
ORDER = ("start", "end", "renewal", "notice", "holdover")


def terms(connection: sa.Connection, *, purchase: str | None = None, agency: str | None = None) -> pd.DataFrame:
    """The terms of one purchase, of an agency with its departments, or of all, a row each.

    `agency` is a public id or a registry key.
    """
    buyer, term = s.agency.alias("buyer"), s.purchase_term
    statement = (
        sa.select(
            s.purchase.c.public_id.label("purchase_id"),
            s.purchase.c.title,
            buyer.c.public_id.label("agency_id"),
            buyer.c.key.label("agency_key"),
            buyer.c.name.label("agency_name"),
            term.c.kind.label("term"),
            term.c.date,
            term.c.text.label("sentence"),
            sa.not_(term.c.is_reviewed).label("needs_review"),
            s.record.c.public_id.label("record_id"),
            s.record.c.kind,
            s.value.c.public_id.label("value_id"),
            s.value.c.raw,
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            sa.func.coalesce(s.value.c.page, s.record.c.first_page).label("page"),
        )
        .select_from(
            term.join(s.purchase)
            .outerjoin(buyer, buyer.c.id == s.purchase.c.agency_id)
            .outerjoin(s.record, s.record.c.id == term.c.record_id)
            .outerjoin(s.document, s.document.c.id == s.record.c.document_id)
            .outerjoin(s.value, s.value.c.id == term.c.value_id)
        )
        .where(s.purchase.c.public_id == purchase if purchase else is_surveillance(s.purchase))
    )
    if agency:
        parent = s.agency.alias("parent")
        above = sa.select(parent.c.id).where(named(parent, agency)).scalar_subquery()
        statement = statement.where(sa.or_(named(buyer, agency), buyer.c.parent_id == above))
    rows = [
        dict(row) | {"evidence_path": evidence_path(row["value_id"]), "path": purchase_path(row["purchase_id"])}
        for row in connection.execute(statement).mappings()
    ]
    rows.sort(key=lambda row: (row["purchase_id"], ORDER.index(row["term"])))
    return table(rows, TERMS)
