"""Cities drawn by lot: amounts never double, whatever the order of arrival, repeated adds, readings, merges and undo.

Deep runs: ``WATCHBILL_EXAMPLES=500 pytest tests/purchases/test_invented.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, note
from hypothesis import strategies as st

from tests.purchases.depth import examples
from tests.purchases.desk import NOW, joined, lay, new_desk
from tests.purchases.everything import answers, differences, lay_all, purchases_of, rungs_of, totals, truth_of
from tests.purchases.invented import City, Laid, Truth, cities
from tests.review.regrouping import amounts, derived, sha_of, undo_it
from watchbill.errors import WatchbillError
from watchbill.model import Kind, Outcome, PageText, Reading
from watchbill.review.decide import correct
from watchbill.review.regroup import merge, split
from watchbill.review.settling import settle_all
from watchbill.store import schema as s
from watchbill.store.readings import save_reading

LATER = NOW + dt.timedelta(days=1)


@contextmanager
def desk_with(papers: Sequence[Laid]) -> Iterator[sa.Engine]:
    with TemporaryDirectory() as folder:
        engine = new_desk(Path(folder) / "desk.db")
        lay_all(engine, tuple(papers))
        yield engine
        engine.dispose()


def described(city: City) -> str:
    """The papers of a city in a few lines, for who looks at a counterexample."""
    lines = []
    for one in city.papers:
        rows = [
            {name: value.value for name, value in row.fields.items()}
            for row in (*one.record.items, *one.record.payments)
        ]
        fields = {name: value.value for name, value in one.record.fields.items()}
        lines.append(f"{one.agency} scan {one.copy}: {one.record.kind} {fields} {rows}")
    return "\n".join(lines)


def home_of(engine: sa.Engine, city: City, deal: Truth) -> str:
    """The one purchase that holds the first contract or order of a deal."""
    firm = next(record for record in deal.papers if record.kind in (Kind.CONTRACT, Kind.PURCHASE_ORDER))
    [home] = purchases_of(engine)[sha_of(firm)]
    return home


def assert_true(engine: sa.Engine, city: City) -> None:
    found, rungs = amounts(engine), rungs_of(engine)
    for deal in city.deals:
        home = home_of(engine, city, deal)
        assert (found.get(home, {}), rungs[home]) == (deal.amounts, deal.rungs), f"deal {deal.lot.number}"
    assert totals(found) == truth_of(city)


@examples(12)
@given(cities(), st.randoms(use_true_random=False))
def test_every_deal_comes_to_what_its_papers_say(city: City, random: Any) -> None:
    note(described(city))
    papers = list(city.papers)
    random.shuffle(papers)
    with desk_with(papers) as engine:
        assert_true(engine, city)


@examples(4)
@given(cities(), st.randoms(use_true_random=False), st.data())
def test_order_and_repetition_change_no_answer(city: City, random: Any, data: st.DataObject) -> None:
    note(described(city))
    papers = list(city.papers)
    random.shuffle(papers)
    again = data.draw(st.lists(st.sampled_from(papers), max_size=4))
    with desk_with(city.papers) as engine, desk_with(papers[: len(papers) // 2]) as other:
        lay_all(other, tuple(papers[len(papers) // 2 :]))
        lay_all(other, tuple(again))
        assert differences(answers(other), answers(engine)) == []


@examples(3)
@given(cities(most=2))
def test_reading_again_changes_nothing(city: City) -> None:
    note(described(city))
    with desk_with(city.papers) as engine:
        before, rows = answers(engine), derived(engine)
        for one in city.papers:
            read_again(engine, one)
        joined(engine)
        assert differences(answers(engine), before) + differences(derived(engine), rows) == []


def read_again(engine: sa.Engine, one: Laid, reader: str = "1.0") -> None:
    """`read --again`: the same reader, or a newer one, finds the same."""
    sha = lay(engine, one.record, agency=one.agency, copy=one.copy)
    with engine.connect() as connection:
        text = connection.scalar(sa.select(s.page.c.text).join(s.document).where(s.document.c.sha256 == sha))
    page = PageText(1, 612, 792, "native", text or "")
    found = Reading(sha, "application/pdf", 1, "native", Outcome.READ, reader, None, (one.record,), (page,))
    save_reading(engine, found, LATER)


@examples(4)
@given(cities(), st.data())
def test_a_merge_never_counts_more_than_its_papers_and_undo_restores_all(city: City, data: st.DataObject) -> None:
    note(described(city))
    with desk_with(city.papers) as engine:
        before, rows, apart = answers(engine), derived(engine), amounts(engine)
        if len(apart) < 2:
            return
        with engine.connect() as connection:
            buyers = dict(connection.execute(sa.select(s.purchase.c.public_id, s.purchase.c.agency_id)).all())
        targets = data.draw(st.lists(st.sampled_from(sorted(apart)), min_size=2, max_size=3, unique=True))
        if len({buyers[target] for target in targets} - {None}) > 1:  # two cities, or a city and its department
            return
        [decision] = settle_all(engine, lambda connection: [merge(connection, "ann", targets, "one deal")])
        together = totals(amounts(engine))
        for name in ("ceiling", "authorised", "ordered", "invoiced"):
            assert together.get(name, 0) <= totals(apart).get(name, 0), name
        assert together.get("paid", 0) <= printed_in_registers(city)
        undo_it(engine, str(decision.correction_id))
        assert differences(answers(engine), before) + differences(derived(engine), rows) == []


def printed_at_most(engine: sa.Engine, records: Sequence[str]) -> int:
    """What the orders, votes and changes among these papers come to: the largest sum that each prints, in cents."""
    largest = sa.select(sa.func.max(sa.func.abs(s.value.c.cents)).label("cents")).join_from(s.value, s.record)
    largest = largest.where(
        s.record.c.kind.in_(("purchase_order", "amendment", "resolution")), s.record.c.public_id.in_(records)
    ).group_by(s.record.c.id)
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.sum(largest.subquery().c.cents))) or 0


def printed_in_registers(city: City) -> int:
    """What all checks come to at most: a row that fitted two deals pays the one that they are merged to."""
    checks: dict[str, int] = {}
    for record in (record for deal in city.deals for record in deal.loose):
        for row in record.payments:  # listings alone have such
            cents = round(float(row.fields["amount"].value) * 100)
            if row.fields["payee"].value != "OFFICE DEPOT" and cents > 0:
                checks[row.fields["check_number"].value] = cents
    return sum(checks.values())


@examples(4)
@given(cities(most=2), st.data())
def test_a_split_counts_no_paper_twice_and_undo_restores_all(city: City, data: st.DataObject) -> None:
    note(described(city))
    with desk_with(city.papers) as engine:
        before, rows, whole = answers(engine), derived(engine), totals(amounts(engine))
        home = home_of(engine, city, data.draw(st.sampled_from(city.deals)))
        with engine.connect() as connection:
            records = connection.scalars(
                sa.select(s.record.c.public_id)
                .select_from(s.purchase.join(s.purchase_record).join(s.record))
                .where(s.purchase.c.public_id == home, s.record.c.kind.not_in(("register", "email")))
                .order_by(s.record.c.public_id)
            ).all()
        out = data.draw(st.lists(st.sampled_from(records), min_size=1, max_size=3, unique=True))
        try:
            [decision] = settle_all(engine, lambda connection: [split(connection, "ann", home, out, "another deal")])
        except WatchbillError:  # nothing would be left
            return
        now = totals(amounts(engine))
        assert now.get("invoiced", 0) == whole.get("invoiced", 0)
        parted = printed_at_most(engine, out)  # an order without its change, a vote without the one after it
        for name in ("ordered", "authorised"):
            assert abs(now.get(name, 0) - whole.get(name, 0)) <= parted, name
        assert now.get("paid", 0) <= whole.get("paid", 0)
        undo_it(engine, str(decision.correction_id))
        assert differences(answers(engine), before) + differences(derived(engine), rows) == []


@examples(3)
@given(cities(most=2), st.data())
def test_a_correction_counts_survives_a_new_reading_and_can_be_taken_back(city: City, data: st.DataObject) -> None:
    note(described(city))
    with desk_with(city.papers) as engine:
        before = answers(engine)
        figures = sa.select(s.value.c.public_id).join(s.purchase_amount).order_by(s.value.c.public_id)
        with engine.connect() as connection:
            target = data.draw(st.sampled_from(connection.scalars(figures).all()))
        [decision] = settle_all(engine, lambda connection: [correct(connection, "ann", target, "123.45", "misread")])
        corrected = answers(engine)
        for one in city.papers:
            read_again(engine, one, reader="1.1")
        joined(engine)
        assert differences(_without_reader(answers(engine)), _without_reader(corrected)) == []
        undo_it(engine, str(decision.correction_id))
        assert differences(_without_reader(answers(engine)), _without_reader(before)) == []


def _without_reader(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: [row.replace("'1.1'", "'1.0'") for row in rows] for name, rows in found.items()}


@pytest.mark.postgresql
@examples(1)
@given(cities(most=3))
def test_postgresql_answers_as_sqlite_does(cluster: Any, city: City) -> None:
    from watchbill.registry import sync_registry
    from watchbill.store.engine import open_store

    with desk_with(city.papers) as engine, cluster.database() as url:
        other = open_store(url)
        sync_registry(other)
        lay_all(other, city.papers[::-1])
        assert_true(other, city)
        assert differences(answers(other), answers(engine)) == []
        other.dispose()
