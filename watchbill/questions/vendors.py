"""What vendors sell, what they were paid, and who owned them then or owns them now."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.owners import THEN
from watchbill.questions import columns as c
from watchbill.questions.agencies import SPENDING, order_of, summed
from watchbill.questions.amounts import bought
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.flow import distinct, grouped, largest_first
from watchbill.questions.owners import OWNER, owners_of_group
from watchbill.questions.parts import named
from watchbill.questions.purchases import deals
from watchbill.store import schema as s

SPENDING_BY_VENDOR: Columns = {
    "maker_id": c.MAKER_ID,
    "maker_key": c.MAKER_KEY,
    "maker_name": c.MAKER_NAME,
    **OWNER,
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
    as_of: str = THEN,
) -> pd.DataFrame:
    """What was bought from each maker, directly or through a reseller, one row a maker and currency.

    A maker that took a new name has a row for each name under "then", one row under "now" or on a given day; its owner
    is shown where it is the same for all these purchases, and told in the note where it is not.
    """
    found = deals(connection, agency=agency, vendor=vendor, technology=technology, state=state, text=text, as_of=as_of)
    by = ("maker_id", "maker_key", "maker_name", "currency")
    rows = [
        dict(zip(by, key, strict=True))
        | summed(group)
        | owners_of_group(group)
        | {"agencies": distinct(bought(group), "agency_id", "agency_name")}
        for key, group in grouped(found, by)
    ]
    return table(largest_first(rows, order_of(found)), SPENDING_BY_VENDOR)


SPENDING_BY_OWNER: Columns = {
    "owner_id": Column("Public id of the owner; of the maker itself where it is independent", "id"),
    "owner_key": Column("Key of the owner in the registry", "id"),
    "owner_name": Column("The owner, at the top of the chain of owners; the maker itself where it is independent"),
    "makers": Column("The makers, by name, joined by a semicolon and a space"),
    "agencies": Column("How many agencies buy their technology", "count"),
    "owner_not_known": Column(
        "For how many of the purchases nobody can tell who owned the maker; they count for the maker itself", "count"
    ),
    **SPENDING,
}


def spending_by_owner(
    connection: Connection,
    *,
    agency: str | None = None,
    technology: str | None = None,
    state: str | None = None,
    as_of: str = THEN,
) -> pd.DataFrame:
    """What was bought from each owner of makers, one row an owner and currency.

    "then": what Vigilant sold before its takeover counts for Vigilant, what it sold after for Motorola Solutions.
    "now": all of it for Motorola Solutions.
    """
    found = deals(connection, agency=agency, technology=technology, state=state, as_of=as_of)
    for deal in found:
        deal["is_doubtful"] = deal["is_owner_known"] is False
        if not deal["owner_id"]:
            deal |= {f"owner_{what}": deal[f"maker_{what}"] for what in ("id", "key", "name")}
    by = ("owner_id", "owner_key", "owner_name", "currency")
    rows = [
        dict(zip(by, key, strict=True))
        | summed(group)
        | {
            "makers": "; ".join(sorted({deal["maker_name"] for deal in group if deal["maker_name"]})),
            "agencies": distinct(bought(group), "agency_id", "agency_name"),
            "owner_not_known": sum(bool(deal["is_doubtful"]) for deal in bought(group)),
        }
        for key, group in grouped(found, by)
    ]
    return table(largest_first(rows, order_of(found)), SPENDING_BY_OWNER)


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
