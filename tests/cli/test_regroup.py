"""Merge, split and undo on the command line, and what is said of them in `show`, the log and the export."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tests.purchases.desk import AGENCY, CONTRACT, invoice, joined, lay, new_desk
from tests.review.regrouping import purchase_of, record_of
from watchbill.cli import watchbill
from watchbill.errors import NotFoundError

NEAR, FAR = invoice("INV-1", "2025-06-01", "10.00"), invoice("INV-9", "2025-06-02", "90.00", po_number="77777777")
PAPERS = (CONTRACT, invoice("INV-2", "2025-06-03", "20.00", contract_number="2025-03244"), NEAR, FAR)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    path = tmp_path / "desk.db"
    engine = new_desk(path)
    for record in PAPERS:
        lay(engine, record, agency=AGENCY)
    joined(engine)
    monkeypatch.setenv("WATCHBILL_DATABASE", f"sqlite:///{path}")
    monkeypatch.setenv("WATCHBILL_ARCHIVE", str(tmp_path / "archive"))
    yield engine
    engine.dispose()


def run(*words: str) -> Result:
    return CliRunner().invoke(watchbill, list(words))


def test_merged_shown_exported_split_and_taken_back(desk: sa.Engine, tmp_path: Path) -> None:
    whole, lone = purchase_of(desk, CONTRACT), purchase_of(desk, FAR)
    why = ("--reason", "the order was renumbered", "--reviewer", "Ann")
    merged = run("review", "merge", whole, lone, *why)
    assert (merged.exit_code, merged.stderr) == (0, f"merged {whole} and {lone} (correction 1)\n")
    now = purchase_of(desk, CONTRACT)
    assert purchase_of(desk, FAR) == now
    shown = json.loads(run("show", now, "--json").stdout)
    assert [(row["action"], row["reviewer"], row["reason"]) for row in shown["corrections"]] == [
        ("merge", "Ann", "the order was renumbered")
    ]
    assert "the order was renumbered" in run("show", now).stdout
    split = run("review", "split", now, record_of(desk, FAR), *why)
    assert "split invoice INV-9 out of" in split.stderr
    assert purchase_of(desk, FAR) != purchase_of(desk, CONTRACT)
    assert run("review", "undo", "2", *why).exit_code == 0
    assert run("review", "undo", "1", *why).exit_code == 0
    assert (purchase_of(desk, CONTRACT), purchase_of(desk, FAR)) == (whole, lone)
    assert "merge" in run("review", "list", "--log").stdout
    assert run("export", "csv", str(tmp_path / "out")).exit_code == 0
    rows = list(csv.DictReader((tmp_path / "out" / "corrections.csv").open(encoding="utf-8", newline="")))
    assert [row["action"] for row in rows] == ["undo", "undo", "split", "merge"]
    assert rows[-1]["about"].count("invoice") >= 1
    assert rows[0]["undoes"] == "1"
    verified = run("verify", "--json")
    assert json.loads(verified.stdout)["corrections_head"] == rows[0]["hash"]


def test_a_reason_is_demanded(desk: sa.Engine) -> None:
    whole, lone = purchase_of(desk, CONTRACT), purchase_of(desk, FAR)
    assert run("review", "merge", whole, lone, "--reason", "  ").exit_code == 2
    assert run("review", "split", whole, record_of(desk, CONTRACT)).exit_code == 2
    assert isinstance(run("review", "merge", whole, "p-nothing", "--reason", "x").exception, NotFoundError)
