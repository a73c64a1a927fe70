"""Where a number comes from: the page, the box, the bytes, where the bytes were found, and who corrected what."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.model import NAME_FIELDS
from watchbill.privacy import WITHHELD, withholder
from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import correction_of, evidence_path, is_bought, with_heads, with_row_vendors
from watchbill.review.checks import waiting_checks
from watchbill.review.corrections import verify_chain
from watchbill.review.deals import conflicts
from watchbill.review.pairs import open_pairs
from watchbill.review.settle import overlay_of, settle
from watchbill.review.waiting import names_waiting, values_waiting
from watchbill.store import schema as s
from watchbill.store.live import is_live, title_of

EVIDENCE: Columns = {
    "value_id": c.VALUE_ID,
    "field": Column("Which field of the paper: total, date, vendor, ..."),
    "value": Column(
        "The value in force: as read, or as corrected by a person; withheld where it may name a private one"
    ),
    "value_as_read": Column("The value as the reader understood it"),
    "raw": Column("The words and figures as printed"),
    "cents": Column("The value in force as money, where it is money", "cents"),
    "currency": c.CURRENCY,
    "is_reviewed": Column("A person accepted or corrected it", "yes/no"),
    "needs_review": Column("Read with a confidence under 0.95, and no person settled it", "yes/no"),
    **c.CORRECTED,
    "confidence": Column("How sure the reader is", "share"),
    "reason": Column("Why the confidence is low"),
    "row": Column("Position of the row the value stands in, from 1; empty outside of rows", "count"),
    "row_kind": Column("item or payment; empty outside of rows"),
    "row_vendor": c.ROW_VENDOR,
    "page": c.PAGE,
    **c.BOX,
    "page_width": Column("Width of the page as displayed", "points"),
    "page_height": Column("Height of the page as displayed", "points"),
    "page_origin": Column("Where the page's text comes from: native, or ocr where it is a picture"),
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "number": Column("Number printed on the paper"),
    "first_page": Column("First page of the paper in its document", "count"),
    "last_page": Column("Last page of the paper in its document", "count"),
    "purchase_id": Column(
        "Public id of the purchase it belongs to; empty where it belongs to none, or to those of several sellers", "id"
    ),
    "reader": Column("Version of the reader that read it"),
    "read_at": Column("When it was read", "time"),
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
    "size": Column("Size of the document in bytes", "count"),
    "media_type": Column("What the bytes are"),
    "evidence_path": c.EVIDENCE_PATH,
}


def evidence_of_value(connection: Connection, *, value: str) -> pd.DataFrame:
    """Everything that proves one value, in one row; no row where the id is unknown."""
    return _evidence(connection, s.value.c.public_id == value)


def values(connection: Connection) -> pd.DataFrame:
    """Every value of every current paper with its evidence; the same columns as `evidence_of_value`."""
    return _evidence(connection, sa.and_(s.record.c.is_current, is_live(s.document.c.id)))


def values_of_record(connection: Connection, *, record: str) -> pd.DataFrame:
    """The values of one paper, its own first, then row by row; the same columns as `evidence_of_value`."""
    return _evidence(connection, s.record.c.public_id == record)


def values_of_page(connection: Connection, *, document: str, page: int) -> pd.DataFrame:
    """The values printed on one page of a document, current readings only; the same columns as `evidence_of_value`."""
    return _evidence(
        connection, sa.and_(s.document.c.public_id == document, s.value.c.page == page, s.record.c.is_current)
    )


def _evidence(connection: Connection, condition: sa.ColumnElement[bool]) -> pd.DataFrame:
    value = s.value.c
    statement = (
        sa.select(
            value.id,
            value.record_id.label("record"),
            value.public_id.label("value_id"),
            value.value.label("value_as_read"),
            *(value[name] for name in ("value", "cents", "date")),
            *(value[name] for name in ("field", "raw", "currency", "confidence", "reason")),
            *(value[name] for name in ("page", "x0", "top", "x1", "bottom")),
            value.row_id.label("in_row"),
            s.row.c.position.label("row"),
            s.row.c.kind.label("row_kind"),
            s.page.c.width.label("page_width"),
            s.page.c.height.label("page_height"),
            s.page.c.origin.label("page_origin"),
            s.record.c.public_id.label("record_id"),
            _purchase().label("purchase_id"),
            *(s.record.c[name] for name in ("kind", "first_page", "last_page")),
            s.reading.c.reader,
            s.reading.c.read_at,
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            *(s.document.c[name] for name in ("sha256", "size", "media_type")),
        )
        .select_from(
            s.value.join(s.record, s.record.c.id == value.record_id)
            .join(s.reading, s.reading.c.id == s.record.c.reading_id)
            .join(s.document, s.document.c.id == s.record.c.document_id)
            .outerjoin(s.row, s.row.c.id == value.row_id)
            .outerjoin(s.page, sa.and_(s.page.c.document_id == s.document.c.id, s.page.c.number == value.page))
        )
        .where(condition)
        .order_by(s.row.c.id.is_not(None), s.row.c.kind, s.row.c.position, value.id)
    )
    overlay, found = overlay_of(connection), []
    for row in connection.execute(statement):
        now = settle(row, overlay)
        found.append(
            row._asdict()
            | {"value": now.value, "cents": now.cents}
            | {"is_reviewed": row.id in overlay.holds, "needs_review": not now.is_reviewed}
            | correction_of(row.id, row.value, row.cents, overlay)
            | {"evidence_path": evidence_path(row.value_id)}
        )
    found = with_row_vendors(connection, with_heads(connection, found, ("number",)))
    return table(_without_private_names(connection, found), EVIDENCE)


def _purchase() -> sa.ScalarSelect[str]:
    """The purchase of the paper that prints a value; of a paper with several sellers the one whose row it stands in."""
    named = s.value.alias("named")
    of_all = sa.and_(s.purchase_record.c.value_id.is_(None), s.purchase_record.c.record_id == s.value.c.record_id)
    return (
        sa.select(sa.func.min(s.purchase.c.public_id))
        .select_from(s.purchase_record.join(s.purchase).outerjoin(named, named.c.id == s.purchase_record.c.value_id))
        .where(
            s.purchase_record.c.record_id == s.value.c.record_id,
            sa.or_(of_all, named.c.row_id == s.value.c.row_id),
            is_bought(s.purchase),
        )
        .correlate(s.value)
        .scalar_subquery()
    )


def _without_private_names(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without printed names that may be of private persons, and without what was paid to these for."""
    published = withholder(connection)
    held = [row for row in rows if row["field"] in NAME_FIELDS and published(row["value"]) == WITHHELD]
    lines = {(row["record_id"], row["row"]) for row in held if row["field"] == "payee"}
    held += [row for row in rows if row["field"] == "description" and (row["record_id"], row["row"]) in lines]
    for row in held:
        row |= dict.fromkeys(("value", "value_as_read", "raw"), WITHHELD)
    for row in rows:
        row["row_vendor"] = published(row["row_vendor"])
    return rows


RETRIEVALS: Columns = {
    "document_id": c.DOCUMENT_ID,
    "sha256": c.SHA256,
    "url": Column("Where the bytes were found; empty for a release added from disk"),
    "title": Column("What the portal calls the document, or its file name in the release"),
    "found_on": Column("The page that links to it"),
    "time": Column("When it was fetched, or when the release was added", "time"),
    "release_id": Column("Public id of the release it came in", "id"),
    "release": Column("Name of the release"),
    "request_ref": Column("The records request that brought it"),
    "agency_name": Column("The agency the release comes from"),
}


def retrievals_of_document(connection: Connection, *, document: str) -> pd.DataFrame:
    """Every place and time at which the document was found: URLs it was fetched from, releases it was added with."""
    doc = s.document.c
    mine = sa.or_(doc.public_id == document, doc.sha256 == document)
    fetched = (
        sa.select(
            doc.public_id.label("document_id"),
            doc.sha256,
            *(s.retrieval.c[name] for name in ("url", "title", "found_on")),
            s.retrieval.c.requested_at.label("time"),
            sa.null().label("release_id"),
            sa.null().label("release"),
            sa.null().label("request_ref"),
            s.agency.c.name.label("agency_name"),
        )
        .select_from(
            s.retrieval.join(s.document)
            .join(s.portal, s.portal.c.id == s.retrieval.c.portal_id)
            .outerjoin(s.agency, s.agency.c.key == s.portal.c.agency_key)
        )
        .where(mine)
    )
    added = (
        sa.select(
            doc.public_id.label("document_id"),
            doc.sha256,
            sa.null().label("url"),
            s.release_item.c.path.label("title"),
            sa.null().label("found_on"),
            s.release.c.added_at.label("time"),
            s.release.c.public_id.label("release_id"),
            s.release.c.name.label("release"),
            s.release.c.request_ref,
            s.agency.c.name.label("agency_name"),
        )
        .select_from(
            s.release_item.join(s.document, s.document.c.id == s.release_item.c.document_id)
            .join(s.release, s.release.c.id == s.release_item.c.release_id)
            .outerjoin(s.agency, s.agency.c.id == s.release.c.agency_id)
        )
        .where(mine, s.release.c.removed_at.is_(None))
    )
    rows = [dict(row) for statement in (fetched, added) for row in connection.execute(statement).mappings()]
    return table(sorted(rows, key=lambda row: (str(row["time"]), row["title"] or "")), RETRIEVALS)


CORRECTIONS: Columns = {
    "correction": Column("Number of the correction, from 1 in the order in which they were made", "count"),
    "made_at": Column("When", "time"),
    "reviewer": Column("Who, as the reviewer gave the name"),
    "action": Column("accept, correct, reject, resolve, merge, split or undo"),
    "about": Column("What it is about: the field and its printed words, the printed name, or the papers of a deal"),
    "target_kind": Column("value, name, check or deal"),
    "target_id": Column("Public id of the value, name or deal, or of the paper whose checks failed", "id"),
    "before": Column("What it said before, as JSON"),
    "after": Column("What it says since, as JSON"),
    "reason": Column("Why"),
    "undoes": Column("Number of the correction that it takes back", "count"),
    "hash": Column("SHA-256 of the row and the hash of the row before it: the log cannot be rewritten unseen"),
}


def corrections(connection: Connection, *, target: str | None = None, purchase: str | None = None) -> pd.DataFrame:
    """The public correction log, newest first; `target` is the public id of one value, name, paper or deal, `purchase`
    that of a purchase: all that was decided about its papers and their values."""
    log = s.correction
    statement = (
        sa.select(log)
        .where(log.c.target_id == target if target else sa.true())
        .where(log.c.id.in_(_decisions_about(connection, purchase)) if purchase else sa.true())
        .order_by(log.c.id.desc())
    )
    published = withholder(connection)
    return table((_published(dict(row), published) for row in connection.execute(statement).mappings()), CORRECTIONS)


def _published(row: dict[str, Any], published: Callable[[str | None], str | None]) -> dict[str, Any]:
    """A row of the log as the public sees it: names that may be of private persons withheld."""
    anchor, names_somebody = row["anchor"], row["anchor"].get("field") in NAME_FIELDS
    sides = {side: row[side] for side in ("before", "after")}
    for side, said in sides.items():
        if names_somebody and said and said.get("value"):
            sides[side] = {**said, "value": published(said["value"])}
    words = anchor.get("name") if row["target_kind"] != "name" else published(anchor["name"])
    if words is None:
        raw = anchor.get("raw", "")
        words = f"{anchor.get('field', '').replace('_', ' ')} “{published(raw) if names_somebody else raw}”"
    return {
        **row,
        **{side: None if said is None else json.dumps(said, ensure_ascii=False) for side, said in sides.items()},
        "correction": row["id"],
        "about": words,
        "reason": row["reason"] or "no reason given",
    }


def _decisions_about(connection: Connection, purchase: str) -> list[int]:
    """The numbers of the corrections about the papers of a purchase, their values, and the deal itself."""
    papers = (
        sa.select(s.record.c.id, s.record.c.public_id)
        .select_from(s.purchase_record.join(s.purchase).join(s.record))
        .where(s.purchase.c.public_id == purchase)
    )
    records = {row.public_id: row.id for row in connection.execute(papers)}
    log = s.correction
    own = sa.select(s.value.c.public_id).where(s.value.c.record_id.in_(sorted(records.values())))
    mine = sa.or_(log.c.target_id.in_(own), log.c.target_id.in_(sorted(records)))
    found = list(connection.scalars(sa.select(log.c.id).where(mine)))
    deals = sa.select(log.c.id, log.c.anchor).where(log.c.target_kind == "deal")
    for number, anchor in connection.execute(deals):
        if any(paper["record"] in records for paper in anchor["papers"]):
            found.append(number)
    return found


CORRECTION_CHAIN: Columns = {
    "corrections": Column("How many rows the log has", "count"),
    "head": Column("Hash of the newest row: it stands for the whole log; 64 zeros where it is empty"),
    "broken": Column(
        "Number of the first correction that does not follow from the one before it; empty: none", "count"
    ),
}


def correction_chain(connection: Connection) -> pd.DataFrame:
    """The log checked from row to row, in one row: whoever kept an earlier `head` can tell a rewriting."""
    chain = verify_chain(connection)
    broken = chain.broken[0] if chain.broken else None
    return table([{"corrections": chain.length, "head": chain.head, "broken": broken}], CORRECTION_CHAIN)


WAITING: Columns = {
    "what": Column("value, name, check, deal or pair"),
    "field": Column("Which field, which kind of name, which check failed, merge, split, or one or two"),
    "waiting": Column("How many nobody has settled", "count"),
}


def waiting_for_review(connection: Connection) -> pd.DataFrame:
    """How many uncertain values, unresolved names, failed checks, merges and splits in conflict, and purchases that may
    be one wait, by field."""
    checks = Counter(str(check["name"]) for failed in waiting_checks(connection) for check in failed.checks)
    deals = Counter(one.said.action for one in conflicts(connection))
    values = values_waiting(connection)
    pairs = Counter("one or two" for _ in open_pairs(connection))
    waits = (
        ("deal", deals),
        ("pair", pairs),
        ("name", names_waiting(connection)),
        ("check", checks),
        ("value", values),
    )
    rows = [
        {"what": what, "field": field, "waiting": number}
        for what, counted in waits
        for field, number in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    ]
    return table(rows, WAITING)
