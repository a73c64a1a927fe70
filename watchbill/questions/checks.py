"""The checks of a paper: sums and products that hold or do not, signatures that are there or blank."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.review.checks import sentence_of, waiting_checks
from watchbill.store import schema as s

CHECKS: Columns = {
    "record_id": c.RECORD_ID,
    "check": Column("What was checked, such as items_sum_to_total"),
    "passed": Column("It holds", "yes/no"),
    "needs_review": Column("It failed, and no person has accepted that", "yes/no"),
    "detail": Column("The figures that were compared; empty where there is no more to say"),
    "sentence": Column("The check in words"),
}


def checks_of_record(connection: Connection, *, record: str) -> pd.DataFrame:
    """The checks of one paper, those that failed first. `record` is a public id."""
    found = connection.scalar(sa.select(s.record.c.checks).where(s.record.c.public_id == record)) or []
    waits = bool(waiting_checks(connection, record))
    rows = [
        {
            "record_id": record,
            "check": check["name"],
            "passed": check["passed"],
            "needs_review": waits and not check["passed"],
            "detail": check.get("detail"),
            "sentence": sentence_of(check),
        }
        for check in sorted(found, key=lambda check: bool(check["passed"]))
    ]
    return table(rows, CHECKS)
