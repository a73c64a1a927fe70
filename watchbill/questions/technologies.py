"""What was bought: technologies by name, and the printed words that decided that a purchase is about one."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.questions.parts import evidence_path, is_bought
from watchbill.store import schema as s

TECHNOLOGY = Column("Key of the technology", "id")

TECHNOLOGIES: Columns = {
    "technology": TECHNOLOGY,
    "technology_name": Column("Its name"),
    "description": Column("What it does, in a sentence"),
    "purchases": Column("How many purchases are about it; not leads nor what is only named", "count"),
}


def technologies(connection: Connection, *, technology: str | None = None) -> pd.DataFrame:
    """The technologies of the registry, by name."""
    counted = (
        sa.select(sa.func.count())
        .select_from(s.purchase_technology.join(s.purchase))
        .where(s.purchase_technology.c.technology == s.technology.c.key, is_bought(s.purchase))
        .correlate(s.technology)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            s.technology.c.key.label("technology"),
            s.technology.c.name.label("technology_name"),
            s.technology.c.description,
            counted.label("purchases"),
        )
        .where(s.technology.c.key == technology if technology else sa.true())
        .order_by(s.technology.c.name)
    )
    return table((dict(row) for row in connection.execute(statement).mappings()), TECHNOLOGIES)


PURCHASE_TECHNOLOGIES: Columns = {
    "purchase_id": c.PURCHASE_ID,
    "technology": TECHNOLOGY,
    "technology_name": Column("Its name"),
    "words": Column("The printed words that decided"),
    "value_id": c.VALUE_ID,
    "evidence_path": c.EVIDENCE_PATH,
}


def purchase_technologies(connection: Connection, *, purchase: str | None = None) -> pd.DataFrame:
    """The technologies of one purchase or of all, each with the words that decided and the value that prints them.

    There is no value where the text of a page, or the vendor alone, decided.
    """
    uses = s.purchase_technology
    statement = (
        sa.select(
            s.purchase.c.public_id.label("purchase_id"),
            uses.c.technology,
            s.technology.c.name.label("technology_name"),
            uses.c.words,
            s.value.c.public_id.label("value_id"),
        )
        .select_from(
            uses.join(s.purchase, s.purchase.c.id == uses.c.purchase_id)
            .join(s.technology, s.technology.c.key == uses.c.technology)
            .outerjoin(s.value, s.value.c.id == uses.c.value_id)
        )
        .where(s.purchase.c.public_id == purchase if purchase else sa.true())
        .order_by(s.purchase.c.public_id, s.technology.c.name)
    )
    rows = (
        row | {"evidence_path": evidence_path(row["value_id"])}
        for row in map(dict, connection.execute(statement).mappings())
    )
    return table(rows, PURCHASE_TECHNOLOGIES)
