"""Any sequence of merges, splits, undos and new readings: nothing counts twice, and what is taken back is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.purchases.desk import AGENCY, EUGENE, invoice, joined, lay, new_desk, paper
from tests.review.regrouping import again, derived, merge_them, purchase_of, sha_of, split_it, undo_it
from watchbill.errors import WatchbillError
from watchbill.model import Kind, Record
from watchbill.purchases import join_purchases
from watchbill.review.corrections import read_log, standing, verify_chain
from watchbill.review.deals import DEAL
from watchbill.store import schema as s

CONTRACT, ORDER, FIRST, SECOND = EUGENE[:4]
LONE = invoice("INV-70001", "2025-08-01", "5.00", po_number="99887766")
BODY = paper(
    Kind.CONTRACT,
    {"agency": "City of Eugene", "vendor": "Axon Enterprise, Inc.", "number": "2021-00777", "total": "88000.00"},
)
PAPERS = (CONTRACT, ORDER, FIRST, SECOND, LONE, BODY)
PILE = (*EUGENE, LONE, BODY)

papers = st.integers(0, len(PAPERS) - 1)
steps = st.one_of(
    st.tuples(st.just("merge"), papers, papers),
    st.tuples(st.just("split"), papers, papers),
    st.tuples(st.just("undo"), papers, papers),
    st.tuples(st.just("read"), papers, papers),
)
#: Not shrunk: every example takes a second, and its steps are few.
slow = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@contextmanager
def desk_with(order: Sequence[Record], scans: Sequence[Record] = ()) -> Iterator[sa.Engine]:
    """The papers in this order, and second scans of some."""
    with TemporaryDirectory() as folder:
        engine = new_desk(Path(folder) / "desk.db")
        for record in order:
            lay(engine, record, agency=AGENCY)
        for record in scans:
            lay(engine, record, agency=AGENCY, copy=1)
        joined(engine)
        yield engine
        engine.dispose()


def take(engine: sa.Engine, step: tuple[str, int, int], number: int) -> None:
    """One step; what makes no sense is refused with a sentence and changes nothing."""
    what, one, other = step
    try:
        if what == "merge":
            merge_them(engine, PAPERS[one], PAPERS[other])
        elif what == "split":
            out = {one, other}
            home = purchase_of(engine, PAPERS[one])
            mates = [place for place, record in enumerate(PAPERS) if purchase_of(engine, record) == home]
            whole = next((place for place in mates if place not in out), one)
            split_it(engine, PAPERS[whole], *(PAPERS[place] for place in sorted(out) if place in mates))
        elif what == "undo":
            with engine.connect() as connection:
                log = read_log(connection)
            if log:
                undo_it(engine, str(log[one % len(log)].id))
        else:
            again(engine, PAPERS[one], PAPERS[one], reader=f"2.{number}")
            join_purchases(engine)
    except WatchbillError:
        return


def counted_twice(engine: sa.Engine) -> list[object]:
    """Invoices (by number), contracts and orders whose figure counts more than once."""
    number = s.value.alias("number")
    counts = (
        sa.select(s.purchase_amount.c.amount, s.record.c.kind, number.c.value)
        .select_from(
            s.purchase_amount.join(s.value, s.value.c.id == s.purchase_amount.c.value_id)
            .join(s.record, s.record.c.id == s.value.c.record_id)
            .join(number, sa.and_(number.c.record_id == s.record.c.id, number.c.field == "number"))
        )
        .where(s.purchase_amount.c.amount != "paid")
        .group_by(s.purchase_amount.c.amount, s.record.c.kind, number.c.value)
        .having(sa.func.count() > 1)
    )
    with engine.connect() as connection:
        return list(connection.execute(counts).all())


@slow
@given(st.lists(steps, min_size=1, max_size=6), st.lists(st.sampled_from(PAPERS), max_size=2))
def test_nothing_counts_twice_and_what_is_undone_leaves_no_trace(
    taken: list[tuple[str, int, int]], scans: list[Record]
) -> None:
    with desk_with(PILE, scans) as engine:
        before = derived(engine)
        for number, step in enumerate(taken):
            take(engine, step, number)
            assert counted_twice(engine) == []
        while stands := _standing(engine):
            undo_it(engine, str(max(stands)))
        assert derived(engine) == before
        with engine.connect() as connection:
            assert verify_chain(connection).broken == ()


def _standing(engine: sa.Engine) -> list[int]:
    with engine.connect() as connection:
        return [one.id for one in standing(read_log(connection), DEAL).values()]


@slow
@given(st.permutations(PILE), st.lists(steps, min_size=1, max_size=4))
def test_the_order_of_arrival_does_not_matter(order: list[Record], taken: list[tuple[str, int, int]]) -> None:
    with desk_with(PILE) as engine, desk_with(order) as other:
        for number, step in enumerate(taken):
            take(engine, step, number)
        with engine.connect() as connection:
            log = [dict(row) for row in connection.execute(sa.select(s.correction)).mappings()]
        with other.begin() as connection:
            for row in log:
                empty = {name: sa.null() for name in ("before", "after") if row[name] is None}
                connection.execute(sa.insert(s.correction).values(row | empty))
        join_purchases(other)
        assert derived(other) == derived(engine)


def test_the_papers_of_these_tests_are_where_they_should_be() -> None:
    with desk_with(PILE) as engine:
        found = {purchase_of(engine, record) for record in PAPERS}
        assert len(found) == 3
        assert len({sha_of(record) for record in PAPERS}) == len(PAPERS)
