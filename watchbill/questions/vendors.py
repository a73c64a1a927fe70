"""What vendors sell, and what they were paid."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.agencies import SPENDING, order_of, summed
from watchbill.questions.amounts import bought
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.flow import distinct, grouped, largest_first
from watchbill.questions.parts import named
from watchbill.questions.purchases import deals
from watchbill.store import schema as s

SPENDING_BY_VENDOR: Columns = {
    "maker_id": c.MAKER_ID,
    "maker_key": c.MAKER_KEY,
    "maker_name": c.MAKER_NAME,
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
) -> pd.DataFrame:
    """What was bought from each maker, directly or through a reseller, one row a maker and currency."""
    found = deals(connection, agency=agency, vendor=vendor, technology=technology, state=state, text=text)
    by = ("maker_id", "maker_key", "maker_name", "currency")
    rows = [
        dict(zip(by, key, strict=True))
        | summed(group)
        | {"agencies": distinct(bought(group), "agency_id", "agency_name")}
        for key, group in grouped(found, by)
    ]
    return table(largest_first(rows, order_of(found)), SPENDING_BY_VENDOR)


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
