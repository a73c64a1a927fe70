"""Two purchases that may be one deal: what joining left open. A merge settles one; so does a person's word that they
are two, which stands as long as the papers do."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from watchbill.errors import NotFoundError
from watchbill.review.corrections import append, read_log, standing
from watchbill.review.decision import Decision
from watchbill.store import schema as s
from watchbill.store.live import title_of

#: `target_kind` of such decisions in the correction log.
PAIR = "pair"


@dataclass(frozen=True, slots=True)
class OpenPair:
    """Two purchases, by public id, and the paper that leaves it open to which of them it belongs."""

    id: str
    purchase: str
    other: str
    reason: str
    record_id: int
    document: str
    sha256: str
    title: str
    pages: tuple[int, int]

    @property
    def name(self) -> str:
        return f"{self.purchase} and {self.other}"


def open_pairs(connection: sa.Connection) -> list[OpenPair]:
    """The pairs that wait for a person, in the order of their ids."""
    settled = standing(read_log(connection), PAIR)
    return [pair for pair in _pairs(connection) if pair.id not in settled]


def find_pair(connection: sa.Connection, target: str) -> OpenPair:
    """The pair of this id, settled or not. Raises NotFoundError where today's papers leave no such doubt."""
    found = next((pair for pair in _pairs(connection) if pair.id == target), None)
    if found is None:
        raise NotFoundError(f"No two purchases {target!r} are in doubt.")
    return found


def keep_apart(connection: sa.Connection, reviewer: str, target: str, reason: str) -> Decision:
    """They are two purchases. Raises NotFoundError for an unknown id."""
    pair = find_pair(connection, target)
    said = standing(read_log(connection), PAIR).get(target)
    if said is not None:
        return Decision(None, f"{said.reviewer} said already that {pair.name} are two purchases", False)
    anchor = {"sha256": pair.sha256, "pages": list(pair.pages), "name": pair.name}
    after = {"decision": "two purchases", "reason": pair.reason}
    number = append(connection, reviewer, "accept", PAIR, target, anchor, {"decision": "waiting"}, after, reason)
    return Decision(number, f"{pair.name} are two purchases", False)


def _pairs(connection: sa.Connection) -> list[OpenPair]:
    one, other = s.purchase.alias("one"), s.purchase.alias("other")
    pair, document = s.purchase_pair, s.document
    statement = (
        sa.select(
            pair.c.public_id, one.c.public_id.label("purchase"), other.c.public_id.label("other"), pair.c.reason,
            pair.c.record_id, document.c.public_id.label("document"), document.c.sha256,
            title_of(document.c.id).label("title"), s.record.c.first_page, s.record.c.last_page,
        )
        .select_from(
            pair.join(one, one.c.id == pair.c.purchase_id)
            .join(other, other.c.id == pair.c.other_id)
            .join(s.record, s.record.c.id == pair.c.record_id)
            .join(document, document.c.id == s.record.c.document_id)
        )
        .order_by(pair.c.public_id)
    )  # fmt: skip
    return [
        OpenPair(
            row.public_id, row.purchase, row.other, row.reason, row.record_id, row.document, row.sha256, row.title,
            (row.first_page, row.last_page),
        )
        for row in connection.execute(statement)
    ]  # fmt: skip
