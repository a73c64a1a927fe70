"""What do papers state of how much was deployed, how long data is kept, and with whom it is shared?"""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import evidence_path, is_surveillance
from watchbill.store import schema as s
from watchbill.store.live import title_of

DEPLOYMENT: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "fact": Column("cameras, devices, drones, licences, users, mug_shots, plate_reads, searches, retention, ...", "id"),
    "number": Column("How many, or how long; numbers of different papers are never added", "count"),
    "unit": Column("Of a time: hours, days, months or years"),
    "raw": Column("The words as printed"),
    "confidence": Column("How sure the reader is that the number means this", "share"),
    "needs_review": Column("Read with a confidence under 0.95, and no person settled it", "yes/no"),
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "value_id": c.VALUE_ID,
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
    "page": c.PAGE,
    **c.BOX,
    "evidence_path": c.EVIDENCE_PATH,
}


def deployment(connection: sa.Connection, *, purchase: str | None = None) -> pd.DataFrame:
    """What the papers of one purchase, or of all, state of its use, a row for each statement."""
    fact = s.purchase_fact
    statement = (
        sa.select(
            s.purchase.c.public_id.label("purchase_id"),
            fact.c.fact,
            fact.c.number,
            fact.c.unit,
            sa.not_(fact.c.is_reviewed).label("needs_review"),
            *(s.value.c[name] for name in ("raw", "confidence", "page", "x0", "top", "x1", "bottom")),
            s.value.c.public_id.label("value_id"),
            s.record.c.public_id.label("record_id"),
            s.record.c.kind,
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            s.document.c.sha256,
        )
        .select_from(
            fact.join(s.purchase)
            .join(s.value, s.value.c.id == fact.c.value_id)
            .join(s.record, s.record.c.id == s.value.c.record_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
        )
        .where(s.purchase.c.public_id == purchase if purchase else is_surveillance(s.purchase))
        .order_by(s.purchase.c.public_id, fact.c.fact, s.record.c.public_id, s.value.c.public_id)
    )
    rows = [
        dict(row) | {"evidence_path": evidence_path(row["value_id"])}
        for row in connection.execute(statement).mappings()
    ]
    return table(rows, DEPLOYMENT)
