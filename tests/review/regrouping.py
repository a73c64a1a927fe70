"""Steps of the tests of merges and splits: decide, read again, and say what the purchases are."""

from __future__ import annotations

import hashlib
from collections import defaultdict

import sqlalchemy as sa

from tests.purchases.desk import NOW
from watchbill.model import Outcome, PageText, Reading, Record
from watchbill.review.decide import undo
from watchbill.review.decision import Decision
from watchbill.review.regroup import merge, split
from watchbill.review.settling import settle_all
from watchbill.store import schema as s
from watchbill.store.readings import save_reading


def sha_of(record: Record, text: str = "", copy: int = 0) -> str:
    """The hash of the document that `desk.lay` makes of a record."""
    return hashlib.sha256(repr(((record,), text, copy)).encode()).hexdigest()


def record_of(engine: sa.Engine, record: Record) -> str:
    """The public id of the one record of its document."""
    statement = (
        sa.select(s.record.c.public_id).join_from(s.record, s.document).where(s.document.c.sha256 == sha_of(record))
    )
    with engine.connect() as connection:
        return connection.execute(statement).scalar_one()


def purchase_of(engine: sa.Engine, record: Record) -> str:
    """The public id of the purchase that holds a record."""
    statement = (
        sa.select(s.purchase.c.public_id)
        .select_from(s.purchase.join(s.purchase_record).join(s.record))
        .where(s.record.c.public_id == record_of(engine, record))
    )
    with engine.connect() as connection:
        return connection.execute(statement).scalar_one()


def again(engine: sa.Engine, laid: Record, now: Record, reader: str) -> None:
    """A newer reader reads the document of `laid` as `now`."""
    page = PageText(1, 612, 792, "native", "")
    sha = sha_of(laid)
    save_reading(engine, Reading(sha, "application/pdf", 1, "native", Outcome.READ, reader, None, (now,), (page,)), NOW)


def merge_them(engine: sa.Engine, *records: Record) -> list[int]:
    """Say that the purchases of these records are one; the numbers of the corrections."""
    targets = [purchase_of(engine, record) for record in records]
    return _numbers(settle_all(engine, lambda connection: [merge(connection, "ann", targets, "one deal")]))


def split_it(engine: sa.Engine, whole: Record, *records: Record) -> list[int]:
    """Say that these records are another deal than `whole`."""
    target, ids = purchase_of(engine, whole), [record_of(engine, record) for record in records]
    return _numbers(settle_all(engine, lambda connection: [split(connection, "ann", target, ids, "another deal")]))


def undo_it(engine: sa.Engine, number: str) -> None:
    """Take a decision back."""
    settle_all(engine, lambda connection: [undo(connection, "ann", number, "was wrong")])


def _numbers(decisions: list[Decision]) -> list[int]:
    return [decision.correction_id for decision in decisions if decision.correction_id is not None]


def amounts(engine: sa.Engine) -> dict[str, dict[str, int]]:
    """purchase id -> its amounts in cents."""
    part = s.purchase_amount.c
    columns = (s.purchase.c.public_id, part.amount, sa.func.sum(part.cents))
    sums = sa.select(*columns).join_from(s.purchase_amount, s.purchase)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with engine.connect() as connection:
        for public_id, amount, cents in connection.execute(sums.group_by(s.purchase.c.public_id, part.amount)):
            found[public_id][amount] = int(cents)
    return dict(found)


def derived(engine: sa.Engine) -> dict[str, list[str]]:
    """Every row of every derived table by content: row ids replaced by public ids, order left out.

    `former_purchase` is no part: it remembers which ids were ever given out, so that links keep leading somewhere.
    """
    public: dict[str, dict[int, str]] = {}
    with engine.connect() as connection:
        for name in ("purchase", "record", "value", "agency", "vendor"):
            table = s.metadata.tables[name]
            public[name] = dict(connection.execute(sa.select(table.c.id, table.c.public_id)).all())
        found = {}
        for name in (
            "purchase", "purchase_record", "purchase_party", "purchase_technology", "purchase_rung", "purchase_amount",
            "name_match",
        ):  # fmt: skip
            table = s.metadata.tables[name]
            rows = connection.execute(sa.select(table)).mappings()
            found[name] = sorted(
                repr([
                    public[column.name.removesuffix("_id").replace("maker", "vendor").replace("seller", "vendor")].get(
                        row[column.name]
                    )
                    if column.foreign_keys and column.name != "technology"
                    else row[column.name]
                    for column in table.c
                    if column.name != "id"
                ])
                for row in rows
            )  # fmt: skip
    return found
