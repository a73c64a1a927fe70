"""`--as-of`: owners as of then, now or a day, in tables and as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Run
from tests.purchases.desk import joined, lay, new_desk, paper
from watchbill.model import Kind


@pytest.fixture
def engine(run: Run) -> sa.Engine:
    """The store that the commands use, with an order of 2017 for plate readers of Vigilant Solutions."""
    opened = new_desk(Path(os.environ["WATCHBILL_DATABASE"].removeprefix("sqlite:///")))
    fields = {"agency": "City of Springfield", "vendor": "Vigilant Solutions", "date": "2017-05-01", "number": "PO-7"}
    lay(opened, paper(Kind.PURCHASE_ORDER, fields | {"total": "1000.00", "product": "Vigilant LPR camera"}))
    joined(opened)
    return opened


@pytest.mark.parametrize(
    ("as_of", "owner"),
    [("then", None), ("now", "Motorola Solutions"), ("2018-12-31", None), ("2019-02-01", "Motorola Solutions")],
)
def test_the_owner_is_that_of_the_day(run: Run, engine: sa.Engine, as_of: str, owner: str | None) -> None:
    line = json.loads(run("purchases", "--as-of", as_of, "--json").out)
    assert (line["maker"], line["owner"], line["is_owner_known"]) == ("Vigilant Solutions", owner, True)
    shown = json.loads(run("show", line["id"], "--as-of", as_of, "--json").out)
    assert shown["owner"] == owner


def test_then_is_what_nobody_asks_for_and_is_told_in_words(run: Run, engine: sa.Engine) -> None:
    line = json.loads(run("purchases", "--json").out)
    note = "owned by Motorola Solutions since January 2019; independent when this was signed"
    assert (line["owner"], line["owner_note"]) == (None, note)
    assert f"Vigilant Solutions ({note})" in run("show", line["id"]).out
    vendor = json.loads(run("show", "vigilant-solutions", "--json").out)
    assert (vendor["owner"], vendor["purchases"][0]["owner"]) == ("Motorola Solutions", None)


def test_what_is_no_day_is_a_usage_error(run: Run, engine: sa.Engine) -> None:
    ended = run("purchases", "--as-of", "yesterday")
    assert ended.code == 2
    assert "'yesterday' is no day; write then, now or a day such as 2019-01-31." in ended.err
