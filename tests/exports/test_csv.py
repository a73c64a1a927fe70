"""CSV files: numbers stay numbers, text never runs, and a folder is written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.purchases.desk import new_desk
from tests.questions.conftest import fill
from watchbill.errors import WatchbillError
from watchbill.exports import FORMULA_STARTS, MANIFEST, cell, csv_text, export_csv
from watchbill.questions import QUESTIONS
from watchbill.questions.columns import Column, table

TEXT = Column("words")
MONEY = Column("money", "cents")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    engine = new_desk(tmp_path_factory.mktemp("store") / "watchbill.db")
    fill(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("entry", "column", "written"),
    [
        ('=HYPERLINK("http://x")', TEXT, '\'=HYPERLINK("http://x")'),
        ("+1 541 555 0100", TEXT, "'+1 541 555 0100"),
        ("-", TEXT, "'-"),
        ("@cmd", TEXT, "'@cmd"),
        ("\t=1", TEXT, "'\t=1"),
        ("＝1+1", TEXT, "'＝1+1"),
        (" =1", TEXT, "' =1"),
        ("Flock Safety", TEXT, "Flock Safety"),
        (None, TEXT, ""),
        (-100050, MONEY, "-1000.50"),
        (0, MONEY, "0.00"),
        (5, MONEY, "0.05"),
        (pd.NA, MONEY, ""),
        (-3, Column("how many", "count"), "-3"),
        (509.98001, Column("place", "points"), "509.98"),
        (True, Column("whether", "yes/no"), "yes"),
    ],
)
def test_a_cell_is_a_number_or_safe_text(entry: object, column: Column, written: str) -> None:
    assert cell(entry, column) == written


@given(st.text())
def test_no_text_begins_as_a_formula(text: str) -> None:
    frame = table([{"words": text}], {"words": TEXT})
    [_, [written]] = csv.reader(io.StringIO(csv_text(frame, {"words": TEXT}), newline=""))
    assert not written.startswith(FORMULA_STARTS)
    assert written.removeprefix("'") == text.removeprefix("'")


def test_every_table_is_there_with_every_row_and_its_evidence(filled: sa.Engine, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "today"
    with filled.connect() as connection:
        counts = export_csv(connection, folder)
        for name, question in QUESTIONS.items():
            if not question.needs:
                assert counts[name] == len(question.answer(connection)) == len(read(folder / f"{name}.csv")), name
    for row in read(folder / "purchase_amounts.csv"):
        assert len(row["sha256"]) == 64
        assert row["evidence_path"] == f"/evidence?value={row['value_id']}"
        assert float(row["x0"]) < float(row["x1"])
    described = {(row["table"], row["column"]) for row in read(folder / "columns.csv")}
    assert {("purchases", column) for column in read(folder / "purchases.csv")[0]} <= described
    assert json.loads((folder / MANIFEST).read_text())["rows"] == counts


def test_our_own_folder_is_written_again_and_notes_in_it_stay(filled: sa.Engine, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with filled.connect() as connection:
        export_csv(connection, folder)
        (folder / "notes.txt").write_text("mine")
        (folder / "purchases.csv").write_text("")
        export_csv(connection, folder)
    assert len(read(folder / "purchases.csv")) == 3
    assert (folder / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_force_writes_beside_the_files_of_others(filled: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with filled.connect() as connection:
        with pytest.raises(WatchbillError, match="--force"):
            export_csv(connection, tmp_path)
        export_csv(connection, tmp_path, force=True)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    assert (tmp_path / MANIFEST).is_file()


def test_a_failed_export_leaves_nothing(filled: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with filled.connect() as connection, pytest.raises(WatchbillError, match="No space left"):
        export_csv(connection, folder)
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []


def test_a_file_is_not_a_folder(filled: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with filled.connect() as connection, pytest.raises(WatchbillError, match="is a file"):
        export_csv(connection, tmp_path / "out")
