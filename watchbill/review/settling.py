"""Decisions into the store, and what follows from them: names resolved and purchases joined anew."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from watchbill.purchases import join_purchases
from watchbill.resolve import resolve_names
from watchbill.review.decision import Decision


def settle_all(engine: sa.Engine, decide: Callable[[sa.Connection], list[Decision]]) -> list[Decision]:
    """Write what `decide` decides in one transaction, then bring names and purchases up to date."""
    with engine.begin() as connection:
        decisions = decide(connection)
    if any(decision.changes_names for decision in decisions):
        resolve_names(engine)
    if any(decision.correction_id is not None for decision in decisions):
        join_purchases(engine)
    return decisions
