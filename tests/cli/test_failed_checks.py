"""A failed check shows wherever its paper shows: `review list`, `show`, and `read`."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from tests.cli.conftest import Run
from tests.extractors.test_explain import INVOICE
from tests.review.failing import record_id, save_failing
from watchbill.store import schema
from watchbill.store.engine import open_store
from watchbill.typeset import typeset


def test_show_and_review_say_it(run: Run, home: Path) -> None:
    engine = open_store(f"sqlite:///{home / 'watchbill.db'}")
    save_failing(engine)
    with engine.connect() as connection:
        paper = record_id(connection)
        value = connection.execute(sa.select(schema.value.c.public_id)).scalar_one()
    engine.dispose()
    listed = run("review", "list")
    assert "items sum to total failed: 150.00 against 151.00" in " ".join(listed.out.split())
    assert "papers with a failed check: 1; shown: 1 of 1" in listed.err
    shown = json.loads(run("show", paper, "--json").out)
    assert shown["checks"][0] == {
        "check": "items_sum_to_total", "passed": False, "needs_review": True, "detail": "150.00 against 151.00",
    }  # fmt: skip
    assert "items_sum_to_total" in run("show", paper).out
    assert json.loads(run("show", value, "--json").out)["failed_checks"] == [
        "items sum to total failed: 150.00 against 151.00"
    ]
    assert "items sum to total failed" in run("show", value).out
    assert run("review", "accept", paper, "--reviewer", "ann").code == 0
    assert "failed checks of the invoice  waiting -> accepted" in run("review", "list", "--log").out
    assert run("review", "list", "--kind", "check").err == "nothing waits for review\n"


def test_read_says_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "wrong.pdf"
    path.write_bytes(typeset({"pages": [[*INVOICE["pages"][0][:5], {"fields": {"Total": "$5,100.00"}}]]}))
    ended = run("read", path)
    assert ended.code == 0
    assert "    ! items sum to total failed: 5000.00 against 5100.00\n" in ended.out
