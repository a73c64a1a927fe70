"""What the figures rest on: documents, papers, releases, portals, and what could not be read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.owners import THEN
from watchbill.privacy import withholder
from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.owners import OWNER, owner_of_vendors
from watchbill.questions.parts import is_bought, named, with_heads
from watchbill.store import schema as s
from watchbill.store.live import is_live, title_of

DETAIL = Column("Where our own code failed: what was left out, the error and its line of code, or how a crash ended")

DOCUMENTS: Columns = {
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
    "size": Column("Size in bytes", "count"),
    "media_type": Column("What the bytes are"),
    "added_at": Column("When it was first kept", "time"),
    "outcome": Column(
        "How its reading ended: read, nothing_found, partial or refused; empty while it waits to be read"
    ),
    "reason": Column("Why it was refused or only partly read"),
    "detail": DETAIL,
    "text": Column("Where its text comes from: native, ocr, mixed or none"),
    "pages": Column("How many pages", "count"),
    "papers": Column("How many papers were found in it", "count"),
    "reader": Column("Version of the reader"),
}


def documents(connection: Connection, *, document: str | None = None, outcome: str | None = None) -> pd.DataFrame:
    """Documents kept and how their reading ended. `document` is a public id, or a SHA-256 or the beginning of one."""
    doc, reading = s.document.c, s.reading
    papers = (
        sa.select(sa.func.count())
        .where(s.record.c.document_id == doc.id, s.record.c.is_current)
        .correlate(s.document)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            doc.public_id.label("document_id"),
            title_of(doc.id).label("document_title"),
            *(doc[name] for name in ("sha256", "size", "media_type", "added_at")),
            *(reading.c[name] for name in ("outcome", "reason", "detail", "text", "pages", "reader")),
            papers.label("papers"),
        )
        .select_from(s.document.outerjoin(reading, sa.and_(reading.c.document_id == doc.id, reading.c.is_current)))
        .where(is_live(doc.id), reading.c.outcome == outcome if outcome else sa.true())
        .where(
            sa.or_(doc.public_id == document, doc.sha256.startswith(document, autoescape=True))
            if document
            else sa.true()
        )
        .order_by(title_of(doc.id), doc.sha256)
    )
    return table((dict(row) for row in connection.execute(statement).mappings()), DOCUMENTS)


REFUSED_DOCUMENTS: Columns = {
    "document_id": c.DOCUMENT_ID,
    "document_title": Column("The document, or the file of a release that was not even kept"),
    "sha256": c.SHA256,
    "step": Column("added: refused while taking in the release; read: refused by the reader"),
    "reason": Column("Why"),
    "detail": DETAIL,
    "release": Column("The release it came in"),
}


def refused_documents(connection: Connection) -> pd.DataFrame:
    """What could not be taken in or read, by name and with the reason. Nothing is dropped in silence."""
    doc = s.document.c
    refused = (
        sa.select(
            sa.null().label("document_id"),
            s.release_item.c.path.label("document_title"),
            sa.null().label("sha256"),
            sa.literal("added").label("step"),
            s.release_item.c.reason,
            sa.null().label("detail"),
            s.release.c.name.label("release"),
        )
        .select_from(s.release_item.join(s.release))
        .where(s.release_item.c.outcome == "refused", s.release.c.removed_at.is_(None))
    )
    release = (
        sa.select(sa.func.min(s.release.c.name))
        .select_from(s.release_item.join(s.release))
        .where(s.release_item.c.document_id == doc.id, s.release.c.removed_at.is_(None))
        .correlate(s.document)
        .scalar_subquery()
    )
    unread = (
        sa.select(
            doc.public_id.label("document_id"),
            title_of(doc.id).label("document_title"),
            doc.sha256,
            sa.literal("read").label("step"),
            s.reading.c.reason,
            s.reading.c.detail,
            release.label("release"),
        )
        .select_from(s.reading.join(s.document))
        .where(s.reading.c.is_current, s.reading.c.outcome == "refused", is_live(doc.id))
    )
    rows = [dict(row) for statement in (refused, unread) for row in connection.execute(statement).mappings()]
    return table(sorted(rows, key=lambda row: (row["document_title"], row["step"])), REFUSED_DOCUMENTS)


PAPERS: Columns = {
    "record_id": c.RECORD_ID,
    "kind": c.KIND,
    "number": Column("Number of the paper: as read, or as corrected by a person"),
    "date": Column("Date of the paper: as read, or as corrected by a person", "date"),
    "agency": Column("Agency as printed, or as corrected by a person; withheld where it may be a private person"),
    "vendor": Column("Vendor as printed, or as corrected by a person; withheld where it may be a private person"),
    "total_cents": Column("Total of the paper: as read, or as corrected by a person", "cents"),
    "currency": c.CURRENCY,
    "confidence": Column("How sure the reader is of the kind of paper", "share"),
    "first_page": Column("First page of the paper in its document", "count"),
    "last_page": Column("Last page of the paper in its document", "count"),
    "purchase_id": Column("Public id of the purchase it belongs to, if any; of several the first", "id"),
    "purchases": Column(
        "To how many purchases it belongs: a paper that names several sellers, to one of each", "count"
    ),
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
}


def papers(
    connection: Connection, *, document: str | None = None, record: str | None = None, kind: str | None = None
) -> pd.DataFrame:
    """Every paper found in the documents, whether or not it belongs to a purchase."""
    first, many = (
        sa.select(found)
        .select_from(s.purchase_record.join(s.purchase))
        .where(s.purchase_record.c.record_id == s.record.c.id, is_bought(s.purchase))
        .correlate(s.record)
        .scalar_subquery()
        for found in (sa.func.min(s.purchase.c.public_id), sa.func.count())
    )
    doc = s.document.c
    statement = (
        sa.select(
            s.record.c.public_id.label("record_id"),
            *(s.record.c[name] for name in ("kind", "confidence", "first_page", "last_page")),
            s.record.c.id.label("record"),
            first.label("purchase_id"),
            many.label("purchases"),
            doc.public_id.label("document_id"),
            title_of(doc.id).label("document_title"),
            doc.sha256,
        )
        .select_from(s.record.join(s.document, doc.id == s.record.c.document_id))
        .where(s.record.c.is_current, is_live(doc.id))
        .where(doc.public_id == document if document else sa.true())
        .where(s.record.c.public_id == record if record else sa.true())
        .where(s.record.c.kind == kind if kind else sa.true())
        .order_by(title_of(doc.id), s.record.c.first_page, s.record.c.public_id)
    )
    rows = connection.execute(statement).mappings()
    published = withholder(connection)
    found = with_heads(connection, rows, ("number", "date", "agency", "vendor", "total"))
    return table((row | {name: published(row[name]) for name in ("agency", "vendor")} for row in found), PAPERS)


AGENCIES: Columns = {
    "agency_id": c.AGENCY_ID,
    "agency_key": c.AGENCY_KEY,
    "agency_name": c.AGENCY_NAME,
    "state": c.STATE,
    "place": Column("City or county"),
    "kind": Column("police, sheriff, city, county, school, federal, state or other"),
    "parent_id": Column("Public id of the body it belongs to", "id"),
    "parent_name": Column("The body it belongs to"),
    "purchases": Column("How many purchases, without those of its departments", "count"),
    "source": Column("Where the fact was published"),
}


def agencies(connection: Connection, *, agency: str | None = None, state: str | None = None) -> pd.DataFrame:
    """The agencies of the registry, and those added by hand."""
    one, parent = s.agency.alias("one"), s.agency.alias("parent")
    bought = (
        sa.select(sa.func.count())
        .select_from(s.purchase)
        .where(s.purchase.c.agency_id == one.c.id, is_bought(s.purchase))
        .correlate(one)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            one.c.public_id.label("agency_id"),
            one.c.key.label("agency_key"),
            one.c.name.label("agency_name"),
            *(one.c[name] for name in ("state", "place", "kind", "source")),
            parent.c.public_id.label("parent_id"),
            parent.c.name.label("parent_name"),
            bought.label("purchases"),
        )
        .select_from(one.outerjoin(parent, parent.c.id == one.c.parent_id))
        .where(named(one, agency) if agency else sa.true(), one.c.state == state.upper() if state else sa.true())
        .order_by(one.c.key)
    )
    return table((dict(row) for row in connection.execute(statement).mappings()), AGENCIES)


VENDORS: Columns = {
    "vendor_id": Column("Public id of the vendor", "id"),
    "vendor_key": Column("Key of the vendor in the registry", "id"),
    "vendor_name": Column("The vendor"),
    "kind": Column("vendor, reseller, vehicle (cooperative contract) or funder"),
    "aliases": Column("Other names it is printed under, joined by a semicolon and a space"),
    "purchases": Column("How many purchases it takes part in as maker or seller", "count"),
    **OWNER,
    "notes": Column("What else is known"),
    "source": Column("Where the facts were published"),
    "is_verified": Column("The source was seen; not general knowledge", "yes/no"),
}


def vendors(connection: Connection, *, vendor: str | None = None, as_of: str = THEN) -> pd.DataFrame:
    """The vendors, resellers, cooperative contracts and funders of the registry, with today's owners, or those of the
    day that `as_of` gives."""
    one = s.vendor
    sold = (
        sa.select(sa.func.count())
        .select_from(s.purchase)
        .where(
            sa.or_(s.purchase.c.maker_id == one.c.id, s.purchase.c.seller_id == one.c.id),
            is_bought(s.purchase),
        )
        .correlate(one)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            one.c.id,
            one.c.public_id.label("vendor_id"),
            one.c.key.label("vendor_key"),
            one.c.name.label("vendor_name"),
            *(one.c[name] for name in ("kind", "notes", "source", "is_verified")),
            sold.label("purchases"),
        )
        .where(named(one, vendor) if vendor else sa.true())
        .order_by(one.c.key)
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    aliases: dict[int, list[str]] = {}
    for vendor_id, name in connection.execute(
        sa.select(s.vendor_alias.c.vendor_id, s.vendor_alias.c.name).order_by("name")
    ):
        aliases.setdefault(vendor_id, []).append(name)
    for row in rows:
        row["aliases"] = "; ".join(aliases.get(row["id"], []))
    owner_of_vendors(connection, rows, as_of)
    return table(rows, VENDORS)


PORTALS: Columns = {
    "portal": Column("Key of the portal"),
    "agency_name": Column("The agency whose records it holds"),
    "url": Column("Its address"),
    "platform": Column("The software behind it"),
    "last_crawl": Column("When its last crawl began", "time"),
    "outcome": Column("How that ended: complete, incomplete or failed; empty while it runs or where it was killed"),
    "detail": Column("What the crawl says about that"),
    "found": Column("How many documents the last crawl found on offer", "count"),
    "new": Column("How many of them were not known before", "count"),
    "lost": Column("How many addresses brought no document or no answer in the last crawl", "count"),
    "last_complete": Column("When its last complete crawl ended", "time"),
    "retrievals": Column("How many addresses were fetched from it, over all crawls", "count"),
    "documents": Column("How many different documents they brought", "count"),
}


def portals(connection: Connection) -> pd.DataFrame:
    """The portals that were crawled, and how their last crawl ended."""
    portal, crawl, retrieval = s.portal, s.crawl, s.retrieval
    newest = sa.select(sa.func.max(crawl.c.id)).where(crawl.c.portal_id == portal.c.id).correlate(portal)
    mine = retrieval.c.portal_id == portal.c.id
    counted = sa.select(sa.func.count()).where(mine).correlate(portal).scalar_subquery()
    brought = sa.select(sa.func.count(retrieval.c.document_id.distinct())).where(mine).correlate(portal)
    whole = sa.select(sa.func.max(crawl.c.ended_at)).where(
        crawl.c.portal_id == portal.c.id, crawl.c.outcome == "complete"
    )
    statement = (
        sa.select(
            portal.c.key.label("portal"),
            sa.func.coalesce(s.agency.c.name, portal.c.agency_key).label("agency_name"),
            *(portal.c[name] for name in ("url", "platform")),
            crawl.c.started_at.label("last_crawl"),
            *(crawl.c[name] for name in ("outcome", "detail", "counts")),
            whole.correlate(portal).scalar_subquery().label("last_complete"),
            counted.label("retrievals"),
            brought.scalar_subquery().label("documents"),
        )
        .select_from(
            portal.outerjoin(s.agency, s.agency.c.key == portal.c.agency_key).outerjoin(
                crawl, crawl.c.id == newest.scalar_subquery()
            )
        )
        .order_by(portal.c.key)
    )
    return table((_portal(dict(row)) for row in connection.execute(statement).mappings()), PORTALS)


def _portal(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the counts of its last crawl, where that has ended."""
    counts = row.pop("counts") or {}
    lost = counts["refused"] + counts["failed"] if counts else None
    return row | {"found": counts.get("documents"), "new": counts.get("new"), "lost": lost}
