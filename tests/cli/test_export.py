"""`export` as a person meets it."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.questions.conftest import fill
from watchbill.store.engine import open_store


def test_export_writes_every_table_and_counts_rows(run: Run, home: Path) -> None:
    fill(open_store(os.environ["WATCHBILL_DATABASE"]))
    ended = run("export", "csv", "out")
    assert ended.code == 0
    with (home / "out" / "purchases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["paid"] for row in rows] == ["342000.00", "", ""]
    assert f"{len(rows):>9}  out/purchases.csv" in ended.out
    assert "wrote" in ended.err


@pytest.mark.parametrize("name", ["xlsx", "ocds", "parquet", "sqlite", "ftm"])
def test_formats_to_come_are_named_and_are_a_usage_error(run: Run, home: Path, name: str) -> None:
    ended = run("export", name, "out")
    assert ended.code == 2
    assert f"{name} is not there yet" in ended.err
    assert not (home / "out").exists()


def test_an_unknown_format_is_a_usage_error(run: Run) -> None:
    assert run("export", "docx", "out").code == 2


def test_a_folder_of_others_is_left_alone(run: Run, home: Path) -> None:
    (home / "mine").mkdir()
    (home / "mine" / "purchases.csv").write_text("my own work\n")
    ended = run("export", "csv", "mine")
    assert ended.code == 1
    assert "--force" in ended.err
    assert (home / "mine" / "purchases.csv").read_text() == "my own work\n"
