"""Search: names of agencies, vendors, products and technologies, and the text of every page."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import is_bought, is_surveillance
from watchbill.store import schema as s
from watchbill.store.live import is_live, title_of

#: Around the words found, in a snippet; whoever shows it escapes the text first and then marks what is between them.
FOUND_START, FOUND_END = "⟦", "⟧"
LONGEST_QUERY = 400  # characters; the rest of a longer one is not looked for

SEARCH_PAGES: Columns = {
    "rank": Column("1 is the best hit", "count"),
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
    "page": c.PAGE,
    "snippet": Column(f"The words around the hit; the words found stand between {FOUND_START} and {FOUND_END}"),
    "origin": Column("Where the text comes from: native, or ocr where the page is a picture"),
    "purchase_id": Column("Public id of a purchase that rests on a paper on this page, if any", "id"),
}


def search_pages(connection: Connection, *, text: str, limit: int = 50, offset: int = 0) -> pd.DataFrame:
    """Pages that hold all the words of `text`, best first. Words in double quotes must follow each other.

    Any text is a valid search; one without a letter or digit finds nothing.
    """
    pieces = _pieces(text)
    if not pieces:
        return table([], SEARCH_PAGES)
    search = _sqlite_search if connection.dialect.name == "sqlite" else _postgresql_search
    found, matches = search(pieces)
    on_page = (
        sa.select(sa.func.min(s.purchase.c.public_id))
        .select_from(s.purchase.join(s.purchase_record).join(s.record, s.record.c.id == s.purchase_record.c.record_id))
        .where(
            s.record.c.document_id == s.page.c.document_id,
            s.page.c.number.between(s.record.c.first_page, s.record.c.last_page),
            s.purchase.c.is_lead.is_(False),
            is_surveillance(s.purchase),
        )
        .correlate(s.page)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            s.document.c.sha256,
            s.page.c.number.label("page"),
            matches["snippet"].label("snippet"),
            s.page.c.origin,
            on_page.label("purchase_id"),
        )
        .select_from(found.join(s.document, s.document.c.id == s.page.c.document_id))
        .where(matches["condition"], is_live(s.document.c.id))
        .order_by(matches["order"], s.document.c.public_id, s.page.c.number)
        .limit(limit)
        .offset(offset)
    )
    rows = [
        {**row, "rank": offset + place, "snippet": " ".join(row["snippet"].split())}
        for place, row in enumerate(connection.execute(statement).mappings(), start=1)
    ]
    return table(rows, SEARCH_PAGES)


def _pieces(text: str) -> list[str]:
    """What must be found: quoted phrases and single words, as plain words without any operator."""
    plain = text[:LONGEST_QUERY].encode("utf-8", "ignore").decode().replace("\x00", " ")
    quoted = re.findall(r'"([^"]*)"|([^\s"]+)', plain)
    pieces = (" ".join(re.findall(r"[^\W_]+", phrase or word)) for phrase, word in quoted)
    return [piece for piece in pieces if piece]


def _sqlite_search(pieces: list[str]) -> tuple[sa.FromClause, dict[str, Any]]:
    search = sa.table("page_search", sa.column("rowid"), sa.column("page_search"))
    query = " ".join(f'"{piece}"' for piece in pieces)
    index: sa.ColumnElement[Any] = sa.literal_column("page_search")
    snippet = sa.func.snippet(index, 0, FOUND_START, FOUND_END, " … ", 24)
    return s.page.join(search, search.c.rowid == s.page.c.id), {
        "snippet": snippet,
        "condition": search.c.page_search.op("MATCH")(query),
        "order": sa.func.bm25(index),
    }


def _postgresql_search(pieces: list[str]) -> tuple[sa.FromClause, dict[str, Any]]:
    english: sa.ColumnElement[Any] = sa.literal_column("'english'::regconfig")
    words = sa.func.to_tsvector(english, sa.func.left(s.page.c.text, sa.literal_column("500000")))
    queries = [_phrase(english, piece) for piece in pieces]
    query = queries[0]
    for other in queries[1:]:
        query = query.op("&&")(other)
    look = f"StartSel={FOUND_START}, StopSel={FOUND_END}, MaxWords=24, MinWords=12, MaxFragments=2"
    return s.page, {
        "snippet": sa.func.ts_headline(english, s.page.c.text, query, look),
        "condition": words.op("@@")(query),
        "order": sa.func.ts_rank(words, query).desc(),
    }


def _phrase(english: sa.ColumnElement[Any], piece: str) -> sa.ColumnElement[Any]:
    """The words in a row. PostgreSQL reads "INV-61152" as a word and a negative number, so both are looked for."""
    phrase: sa.ColumnElement[Any] = sa.func.phraseto_tsquery(english, piece)
    for signed in {re.sub(r"(?<=\s)(?=\d)", "-", piece), re.sub(r"\b(?=\d)", "-", piece)} - {piece}:
        phrase = sa.func.tsquery_or(phrase, sa.func.phraseto_tsquery(english, signed))
    return phrase


SEARCH_NAMES: Columns = {
    "kind": Column("agency, vendor, product or technology"),
    "id": Column("Public id of the agency or vendor; a product leads to its vendor", "id"),
    "key": Column("Key in the registry", "id"),
    "name": Column("The name in the registry"),
    "matched": Column("The name or alias in which the text was found"),
    "detail": Column("State of an agency, kind of a vendor, maker of a product"),
    "purchases": Column("How many purchases it takes part in", "count"),
}


def search_names(connection: Connection, *, text: str, limit: int = 20) -> pd.DataFrame:
    """Agencies, vendors, products and technologies whose name or alias holds the text, the nearest first."""
    wanted = " ".join(text[:LONGEST_QUERY].replace("\x00", " ").encode("utf-8", "ignore").decode().split())
    if not wanted:
        return table([], SEARCH_NAMES)
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for statement in (_agencies(wanted), _vendors(wanted), _products(wanted), _technologies(wanted)):
        for row in (dict(entry) for entry in connection.execute(statement).mappings()):
            place = (row["kind"], row["name"] if row["kind"] == "product" else row["key"])
            if place not in best or _nearness(row["matched"], wanted) < _nearness(best[place]["matched"], wanted):
                best[place] = row
    rows = sorted(
        best.values(), key=lambda row: (_nearness(row["matched"], wanted), -row["purchases"], row["kind"], row["name"])
    )
    return table(rows[:limit], SEARCH_NAMES)


def _nearness(name: str, wanted: str) -> int:
    """0 for the same words, 1 where the name begins with them, 2 where a word does, 3 anywhere."""
    name, wanted = name.casefold(), wanted.casefold()
    if name == wanted:
        return 0
    return 1 if name.startswith(wanted) else 2 if f" {wanted}" in name else 3


def _count(condition: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(s.purchase)
        .where(condition, is_bought(s.purchase))
        .correlate_except(s.purchase)
        .scalar_subquery()
    )


def _row(
    kind: str, entity: sa.FromClause, matched: Any, detail: Any, condition: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    return sa.select(
        sa.literal(kind).label("kind"),
        entity.c.public_id.label("id"),
        entity.c.key,
        entity.c.name,
        matched.label("matched"),
        detail.label("detail"),
        _count(condition).label("purchases"),
    )


def _agencies(wanted: str) -> sa.CompoundSelect[Any]:
    agency, alias = s.agency, s.agency_alias
    buys = s.purchase.c.agency_id == agency.c.id
    by_name = _row("agency", agency, agency.c.name, agency.c.state, buys).where(
        sa.or_(agency.c.name.icontains(wanted, autoescape=True), agency.c.key == wanted.casefold())
    )
    by_alias = _row("agency", agency, alias.c.name, agency.c.state, buys).join(alias, alias.c.agency_id == agency.c.id)
    return by_name.union(by_alias.where(alias.c.name.icontains(wanted, autoescape=True)))


def _vendors(wanted: str) -> sa.CompoundSelect[Any]:
    vendor, alias = s.vendor, s.vendor_alias
    sells = sa.or_(s.purchase.c.maker_id == vendor.c.id, s.purchase.c.seller_id == vendor.c.id)
    by_name = _row("vendor", vendor, vendor.c.name, vendor.c.kind, sells).where(
        sa.or_(vendor.c.name.icontains(wanted, autoescape=True), vendor.c.key == wanted.casefold())
    )
    by_alias = _row("vendor", vendor, alias.c.name, vendor.c.kind, sells).join(alias, alias.c.vendor_id == vendor.c.id)
    return by_name.union(by_alias.where(alias.c.name.icontains(wanted, autoescape=True)))


def _products(wanted: str) -> sa.Select[Any]:
    product, vendor = s.product, s.vendor
    uses = s.purchase_technology
    of_it = sa.exists().where(uses.c.purchase_id == s.purchase.c.id, uses.c.technology == product.c.technology)
    makes = sa.and_(s.purchase.c.maker_id == vendor.c.id, of_it)
    return (
        sa.select(
            sa.literal("product").label("kind"),
            vendor.c.public_id.label("id"),
            vendor.c.key,
            product.c.name,
            product.c.name.label("matched"),
            vendor.c.name.label("detail"),
            _count(makes).label("purchases"),
        )
        .select_from(product.join(vendor))
        .where(product.c.name.icontains(wanted, autoescape=True))
    )


def _technologies(wanted: str) -> sa.Select[Any]:
    technology, uses = s.technology, s.purchase_technology
    counted = (
        sa.select(sa.func.count())
        .select_from(uses.join(s.purchase))
        .where(uses.c.technology == technology.c.key, is_bought(s.purchase))
        .correlate(technology)
        .scalar_subquery()
    )
    return sa.select(
        sa.literal("technology").label("kind"),
        technology.c.key.label("id"),
        technology.c.key,
        technology.c.name,
        technology.c.name.label("matched"),
        technology.c.description.label("detail"),
        counted.label("purchases"),
    ).where(
        sa.or_(
            technology.c.name.icontains(wanted, autoescape=True),
            technology.c.key.icontains(wanted.replace(" ", "_"), autoescape=True),
        )
    )
