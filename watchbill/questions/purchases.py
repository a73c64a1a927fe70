"""Which purchases are there, and which agencies only expressed interest."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.model import Amount, Role, Rung
from watchbill.names import STATES
from watchbill.owners import THEN
from watchbill.privacy import withholder
from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.owners import OWNER, names_meant, place_owners
from watchbill.questions.parts import (
    BEST_ORDER,
    amounts_by_purchase,
    evidence_path,
    is_surveillance,
    named,
    purchase_path,
)
from watchbill.store import schema as s
from watchbill.store.live import title_of

LADDER = [str(rung) for rung in Rung]
#: Of several papers that prove the same rung, the one that says most about who proposed what.
TELLING = ("quote", "staff_report", "requisition")
#: As the filter `state`: federal agencies and those whose state is not known.
NO_STATE = "none"
_AGENCIES_IN = re.compile(r"^agencies in (.+)$", re.IGNORECASE)
_STATES = {name: code for code, name in STATES.items()}

PURCHASES: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "title": Column("The purchase in a few words"),
    "agency_id": c.AGENCY_ID,
    "agency_key": c.AGENCY_KEY,
    "agency_name": c.AGENCY_NAME,
    "department_name": Column(
        "Departments of the agency for which it was bought, as far as its papers say, joined by a comma and a space; a "
        "department that the registry knows is the agency itself"
    ),
    "state": c.STATE,
    "maker_id": c.MAKER_ID,
    "maker_key": c.MAKER_KEY,
    "maker_name": c.MAKER_NAME,
    "seller_id": Column("Public id of the seller, who is paid; a reseller or the maker itself", "id"),
    "seller_key": Column("Key of the seller in the registry", "id"),
    "seller_name": Column("The seller: its registry name, or as printed where it is not in the registry"),
    **OWNER,
    "technologies": Column("Keys of the technologies bought, in alphabetical order, joined by a comma and a space"),
    "rungs": Column(
        "How far it came, in the order of the ladder, joined by a comma and a space; each has its own record"
    ),
    "first_date": Column("Earliest date printed on one of its papers", "date"),
    "last_date": Column("Latest date printed on one of its papers", "date"),
    "currency": c.CURRENCY,
    **c.AMOUNTS,
    **c.UNREVIEWED,
    **c.REVIEWED,
    **c.BEST,
    "best_is_reviewed": Column("No value of that amount needs review; empty where no figure is known", "yes/no"),
    "furthest_kind": Column("Kind of the paper that proves the furthest rung: quote, requisition, ..."),
    "is_only_named": Column("A paper names it, but no rung and no amount proves that it is a purchase", "yes/no"),
    "is_surveillance": Column("Its technology is known, or its maker is in the registry", "yes/no"),
    "papers": Column("How many papers it rests on", "count"),
    "path": c.PURCHASE_PATH,
}


def purchases(
    connection: Connection,
    *,
    agency: str | None = None,
    vendor: str | None = None,
    technology: str | None = None,
    state: str | None = None,
    text: str | None = None,
    purchase: str | None = None,
    is_all: bool = False,
    as_of: str = THEN,
) -> pd.DataFrame:
    """One row a purchase, the one with the largest amount of any kind first. Leads are not purchases and are not here.

    `agency` and `vendor` are public ids or registry keys; an agency brings its departments with it, a vendor is found
    as maker or seller, under any name it had; `state` is a postal code, or "none". `text` is looked for in the names
    and the title. `is_all` brings those too in which no surveillance technology was found. `as_of` says on which day
    names and owners count: "then" (when it was signed), "now", or an ISO date.
    """
    rows = deals(
        connection, agency=agency, vendor=vendor, technology=technology, state=state, text=text, purchase=purchase,
        is_all=is_all, as_of=as_of,
    )  # fmt: skip
    rows.sort(key=lambda row: (-_largest(row), row["title"], row["purchase_id"]))
    return table(rows, PURCHASES)


def _largest(row: dict[str, Any]) -> int:
    """The largest of the five amounts; those without any come after those of 0."""
    return max((row[name] for name in c.AMOUNTS if row[name] is not None), default=-1)


def deals(
    connection: Connection,
    *,
    agency: str | None = None,
    vendor: str | None = None,
    technology: str | None = None,
    state: str | None = None,
    text: str | None = None,
    purchase: str | None = None,
    is_lead: bool = False,
    is_all: bool = False,
    as_of: str = THEN,
) -> list[dict[str, Any]]:
    """The rows of `purchases` as dicts, in no order: what the questions that sum over purchases start from.

    A purchase without any surveillance technology is among them only where it is asked for by id, or `is_all`.
    """
    buyer, maker, seller = s.agency.alias("buyer"), s.vendor.alias("maker"), s.vendor.alias("seller")
    amounts = amounts_by_purchase()
    papers = (
        sa.select(sa.func.count())
        .where(s.purchase_record.c.purchase_id == s.purchase.c.id)
        .correlate(s.purchase)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            s.purchase.c.id,
            s.purchase.c.public_id.label("purchase_id"),
            s.purchase.c.title,
            *(buyer.c[name].label(f"agency_{label}") for name, label in (("public_id", "id"), ("key", "key"))),
            sa.func.coalesce(buyer.c.name, s.purchase.c.agency_name).label("agency_name"),
            buyer.c.state,
            *(maker.c[name].label(f"maker_{label}") for name, label in (("public_id", "id"), ("key", "key"))),
            sa.func.coalesce(maker.c.name, s.purchase.c.maker_name).label("maker_name"),
            *(seller.c[name].label(f"seller_{label}") for name, label in (("public_id", "id"), ("key", "key"))),
            sa.func.coalesce(seller.c.name, s.purchase.c.seller_name).label("seller_name"),
            *(s.purchase.c[name] for name in ("first_date", "last_date", "currency", "is_lead")),
            *(amounts.c[name] for name in (*c.AMOUNTS, *c.UNREVIEWED)),
            *(amounts.c[f"{amount}_waiting"] for amount in Amount),
            papers.label("papers"),
            is_surveillance(s.purchase).label("is_surveillance"),
        )
        .select_from(
            s.purchase.outerjoin(buyer, buyer.c.id == s.purchase.c.agency_id)
            .outerjoin(maker, maker.c.id == s.purchase.c.maker_id)
            .outerjoin(seller, seller.c.id == s.purchase.c.seller_id)
            .outerjoin(amounts, amounts.c.purchase_id == s.purchase.c.id)
        )
        .where(s.purchase.c.is_lead.is_(is_lead))
    )
    if not (is_all or is_lead or purchase):
        statement = statement.where(is_surveillance(s.purchase))
    if agency:
        parent = s.agency.alias("parent")
        of_parent = sa.select(parent.c.id).where(named(parent, agency)).scalar_subquery()
        statement = statement.where(sa.or_(named(buyer, agency), buyer.c.parent_id == of_parent))
    if vendor:
        names = names_meant(connection, vendor)
        statement = statement.where(sa.or_(maker.c.public_id.in_(names), seller.c.public_id.in_(names)))
    if technology:
        uses = s.purchase_technology
        statement = statement.where(
            s.purchase.c.id.in_(sa.select(uses.c.purchase_id).where(uses.c.technology == technology))
        )
    if state:
        statement = statement.where(sa.or_(buyer.c.state == state.upper(), buyer.c.state.is_(None)))
    if purchase:
        statement = statement.where(s.purchase.c.public_id == purchase)
    if text:
        words: tuple[sa.Column[Any], ...] = (s.purchase.c.title, buyer.c.name, maker.c.name, seller.c.name)
        words += (s.purchase.c.agency_name, s.purchase.c.maker_name, s.purchase.c.seller_name)
        statement = statement.where(sa.or_(*(column.icontains(text, autoescape=True) for column in words)))
    found = [dict(row) for row in connection.execute(statement).mappings()]
    _add_lists(connection, found)
    place_owners(connection, found, as_of)
    published = withholder(connection)
    for row in found:
        row["agency_name"] = published(row["agency_name"])
        for name in c.UNREVIEWED:
            row[name] = row[name] if row[name.replace("_unreviewed", "")] is not None else None
        for amount in Amount:
            row[f"{amount}_is_reviewed"] = not row[f"{amount}_waiting"] if row[f"{amount}_cents"] is not None else None
        proved = (str(amount) for amount in BEST_ORDER if row[f"{amount}_cents"] is not None)
        row["best_amount"] = next(proved, "none")
        row["best_cents"] = row.get(f"{row['best_amount']}_cents")
        row["best_is_reviewed"] = row.get(f"{row['best_amount']}_is_reviewed")
        row["is_only_named"] = not row["rungs"] and all(row[name] is None for name in c.AMOUNTS)
        row["state"] = row["state"] or _state_named(row["agency_name"])
        row["path"] = purchase_path(row["purchase_id"])
    return [row for row in found if not state or (row["state"] or NO_STATE).casefold() == state.casefold()]


def _state_named(agency: str | None) -> str | None:
    """The state of buyers that a paper names together: "agencies in Arizona" -> "AZ"."""
    named_together = _AGENCIES_IN.match(agency or "")
    return _STATES.get(named_together.group(1).strip().casefold()) if named_together else None


def _add_lists(connection: Connection, found: list[dict[str, Any]]) -> None:
    technologies: dict[int, set[str]] = defaultdict(set)
    rungs: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    departments: dict[int, list[str]] = defaultdict(list)
    ids = {row["id"] for row in found}
    uses, rung, party = s.purchase_technology, s.purchase_rung, s.purchase_party
    used = sa.select(uses.c.purchase_id, uses.c.technology)
    proved = sa.select(rung.c.purchase_id, rung.c.rung, s.record.c.kind).select_from(rung.join(s.record))
    parts = sa.select(party.c.purchase_id, party.c.name).where(party.c.role == str(Role.DEPARTMENT))
    parts = parts.order_by(party.c.id)
    if len(ids) < 500:
        parts = parts.where(party.c.purchase_id.in_(ids))
        used, proved = used.where(uses.c.purchase_id.in_(ids)), proved.where(rung.c.purchase_id.in_(ids))
    for purchase_id, technology in connection.execute(used):
        technologies[purchase_id].add(technology)
    for purchase_id, name in connection.execute(parts):
        departments[purchase_id].append(name)
    for purchase_id, word, kind in connection.execute(proved):
        rungs[purchase_id][word].add(kind)
    for row in found:
        mine = sorted(rungs[row["id"]], key=LADDER.index)
        kinds = rungs[row["id"]][mine[-1]] if mine else set()
        row["department_name"] = ", ".join(departments[row["id"]]) or None
        row["technologies"] = ", ".join(sorted(technologies[row["id"]]))
        row["rungs"] = ", ".join(mine)
        row["furthest_kind"] = next((kind for kind in TELLING if kind in kinds), min(kinds, default=None))


LEADS: Columns = {
    "lead_id": Column("Public id of the lead", "id"),
    "agency_id": c.AGENCY_ID,
    "agency_name": c.AGENCY_NAME,
    "state": c.STATE,
    "maker_id": c.MAKER_ID,
    "maker_name": c.MAKER_NAME,
    "technologies": PURCHASES["technologies"],
    "interest": Column("The printed words that express interest; they prove no purchase"),
    "value_id": c.VALUE_ID,
    "page": c.PAGE,
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "evidence_path": c.EVIDENCE_PATH,
}


def leads(
    connection: Connection, *, agency: str | None = None, vendor: str | None = None, state: str | None = None
) -> pd.DataFrame:
    """Agencies that expressed interest, one row for each printed expression. Interest is not a purchase."""
    found = {row["id"]: row for row in deals(connection, agency=agency, vendor=vendor, state=state, is_lead=True)}
    statement = (
        sa.select(
            s.purchase_record.c.purchase_id,
            s.value.c.value.label("interest"),
            s.value.c.public_id.label("value_id"),
            s.value.c.page,
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
        )
        .select_from(
            s.purchase_record.join(s.record)
            .join(s.document, s.document.c.id == s.record.c.document_id)
            .join(s.value, s.value.c.record_id == s.record.c.id)
        )
        .where(s.value.c.field == "interest")
        .order_by(s.value.c.public_id)
    )
    rows = [
        {**found[row["purchase_id"]], **row, "lead_id": found[row["purchase_id"]]["purchase_id"]}
        | {"evidence_path": evidence_path(row["value_id"])}
        for row in connection.execute(statement).mappings()
        if row["purchase_id"] in found
    ]
    return table(sorted(rows, key=lambda row: (row["agency_name"] or "", row["maker_name"] or "")), LEADS)
