"""What do the papers show that somebody may want to ask about? A flag is a question, never an accusation."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from watchbill.flags import FLAGS as KNOWN
from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import evidence_path, is_surveillance, purchase_path
from watchbill.store import schema as s
from watchbill.store.live import title_of

FLAGS: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "title": Column("The purchase in a few words"),
    "flag": Column("Which flag: sole_source, holdover, invoiced_above_ceiling, ...", "id"),
    "flag_name": Column("The flag in a few words"),
    "sentence": Column("What the papers show; no judgement of anybody"),
    "refuted_by": Column("What would show that it is otherwise"),
    "needs_review": Column("It is inferred, or rests on a value that nobody reviewed", "yes/no"),
    "proof": Column("Which of its proofs the row holds, counted from 1; one row a proof", "count"),
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "value_id": c.VALUE_ID,
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
    "page": c.PAGE,
    "evidence_path": Column("Dashboard page that shows the printed value in its box, or the page of the paper", "path"),
    "path": c.PURCHASE_PATH,
}
_ORDER = [flag.key for flag in KNOWN]
_NAMES = {flag.key: flag.name for flag in KNOWN}


def flags(connection: sa.Connection, *, purchase: str | None = None, flag: str | None = None) -> pd.DataFrame:
    """The flags of one purchase or of all, or one flag of all, a row for each paper or value that a flag rests on."""
    raised, proof = s.purchase_flag, s.purchase_flag_proof
    statement = (
        sa.select(
            s.purchase.c.public_id.label("purchase_id"),
            s.purchase.c.title,
            raised.c.flag,
            raised.c.sentence,
            raised.c.refuted_by,
            sa.not_(raised.c.is_reviewed).label("needs_review"),
            proof.c.position.label("proof"),
            s.record.c.public_id.label("record_id"),
            s.record.c.kind,
            s.value.c.public_id.label("value_id"),
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            s.document.c.sha256,
            sa.func.coalesce(s.value.c.page, s.record.c.first_page).label("page"),
        )
        .select_from(
            raised.join(s.purchase)
            .join(proof, proof.c.purchase_flag_id == raised.c.id)
            .join(s.record, s.record.c.id == proof.c.record_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
            .outerjoin(s.value, s.value.c.id == proof.c.value_id)
        )
        .where(s.purchase.c.public_id == purchase if purchase else is_surveillance(s.purchase))
    )
    if flag:
        statement = statement.where(raised.c.flag == flag)
    rows = [
        dict(row)
        | {
            "flag_name": _NAMES[row["flag"]],
            "evidence_path": evidence_path(row["value_id"])
            or f"/evidence?document={row['document_id']}&page={row['page']}",
            "path": purchase_path(row["purchase_id"]),
        }
        for row in connection.execute(statement).mappings()
    ]
    rows.sort(key=lambda row: (row["purchase_id"], _ORDER.index(row["flag"]), row["proof"]))
    return table(rows, FLAGS)
