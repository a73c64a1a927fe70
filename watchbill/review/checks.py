"""Checks of papers that failed: arithmetic that does not hold, signatures that are blank. None of them passes silently.

A failed check is about a paper, so it waits under the paper's id until a person accepts it. It waits again where a
newer reading fails otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.model import Check
from watchbill.review.corrections import Correction, read_log, standing
from watchbill.store.live import is_live, title_of
from watchbill.store.schema import document, record


@dataclass(frozen=True, slots=True)
class FailedChecks:
    """The checks of one paper that failed, as the reading keeps them (`name`, `detail`). `record` is its public id."""

    record: str
    kind: str
    pages: tuple[int, int]
    document: str
    sha256: str
    title: str
    checks: tuple[Mapping[str, Any], ...]

    @property
    def sentences(self) -> list[str]:
        """``items sum to total failed: 150.00 against 151.00``."""
        return [sentence_of(check) for check in self.checks]


def sentence_of(check: Mapping[str, Any]) -> str:
    """A check, as the store keeps it, in words."""
    return Check(check["name"], check["passed"], check.get("detail", "")).sentence


def failed_checks(connection: sa.Connection, public_id: str | None = None) -> Iterator[FailedChecks]:
    """The current papers of live documents of which a check failed; or only the paper of this id."""
    statement = (
        sa.select(
            record.c.public_id, record.c.kind, record.c.first_page, record.c.last_page, record.c.checks,
            document.c.public_id.label("document"), document.c.sha256, title_of(document.c.id).label("title"),
        )
        .join_from(record, document, document.c.id == record.c.document_id)
        .where(record.c.is_current, _may_have_failed(), is_live(document.c.id))
        .order_by(document.c.id, record.c.first_page, record.c.id)
    )  # fmt: skip
    for row in connection.execute(statement.where(record.c.public_id == public_id) if public_id else statement):
        failed = tuple(check for check in row.checks if not check["passed"])
        if failed:
            pages = (row.first_page, row.last_page)
            yield FailedChecks(row.public_id, row.kind, pages, row.document, row.sha256, row.title, failed)


def _may_have_failed() -> sa.ColumnElement[bool]:
    """The database looks for a failed check in the stored text, so that no other paper's checks are parsed. What a
    detail prints may look like one: the checks themselves decide."""
    text = sa.cast(record.c.checks, sa.Text)
    return sa.or_(text.contains('"passed": false'), text.contains('"passed":false'))


def waiting_checks(connection: sa.Connection, public_id: str | None = None) -> list[FailedChecks]:
    """The papers with failed checks that no person has accepted; or only the paper of this id."""
    accepted = standing(read_log(connection), "check")
    failing = failed_checks(connection, public_id)
    return [failed for failed in failing if not is_accepted(failed, accepted.get(failed.record))]


def is_accepted(failed: FailedChecks, said: Correction | None) -> bool:
    """Whether a person accepted just these failures."""
    return said is not None and (said.after or {}).get("checks") == [dict(check) for check in failed.checks]
