"""The order in which papers arrive, and how often, never changes what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.purchases.desk import AGENCY, EUGENE, invoice, joined, lay, new_desk, paper, state
from watchbill.model import Kind, Record
from watchbill.store import schema as s

MORE = (
    invoice("INV-70001", "2025-08-01", po_number=""),
    paper(Kind.CONTRACT, {"agency": "City of Eugene", "vendor": "Axon Enterprise, Inc.", "number": "2021-00777",
                          "total": "~88000.00", "product": "Axon Body 3"}),
    paper(Kind.QUOTE, {"agency": "Eugene Police Department", "vendor": "Acme Gadgets", "total": "12.00"}),
    paper(Kind.INVOICE, {"vendor": "Insight Public Sector", "number": "77", "total": "5.00"}),
    paper(Kind.REGISTER, {"agency": "City of Eugene"},
          payments=[{"payee": "FLOCK SAFETY", "amount": "171000.00", "check_number": "9001", "date": "2025-05-01"}]),
)  # fmt: skip
PILE = (*EUGENE, *MORE)


@contextmanager
def temporary_desk() -> Iterator[sa.Engine]:
    with TemporaryDirectory() as folder:
        engine = new_desk(Path(folder) / "desk.db")
        yield engine
        engine.dispose()


def laid(order: Sequence[Record]) -> list[dict[str, Any]]:
    with temporary_desk() as engine:
        for record in order:
            lay(engine, record, agency=AGENCY)
        joined(engine)
        return state(engine)


def unordered(found: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items(), key=lambda pair: pair[0])) for row in found)


@cache
def expected() -> list[str]:
    return unordered(laid(PILE))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.permutations(PILE), st.lists(st.sampled_from(PILE), max_size=3))
def test_any_order_and_any_repetition_give_the_same_purchases(order: list[Record], again: list[Record]) -> None:
    assert unordered(laid([*order, *again])) == expected()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.permutations(EUGENE[:4]), st.integers(1, 4))
def test_joining_between_arrivals_changes_nothing(order: list[Record], stop: int) -> None:
    with temporary_desk() as engine:
        for place, record in enumerate(order):
            lay(engine, record, agency=AGENCY)
            if place + 1 == stop:
                joined(engine)
        joined(engine)
        part = s.purchase_amount.c
        with engine.connect() as connection:
            sums = sa.select(part.amount, sa.func.sum(part.cents)).group_by(part.amount)
            amounts = dict(connection.execute(sums).all())
    assert amounts == {"ceiling": 34200000, "ordered": 34200000, "invoiced": 34200000}
