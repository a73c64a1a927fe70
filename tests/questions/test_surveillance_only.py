"""Councils vote for buses too: what is no surveillance is listed only with `--all`, and in no other table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.purchases.desk import AGENCY, CONTRACT, joined, lay, new_desk, paper
from watchbill.answers import NO_TECHNOLOGY, purchase_lines
from watchbill.cli import main
from watchbill.exports import export_csv
from watchbill.model import Kind

BUSES = paper(
    Kind.CONTRACT,
    {"agency": "City of Eugene", "vendor": "Springfield Shuttle Buses Inc", "number": "2025-00077",
     "date": "2025-01-02", "total": "900000.00", "subject": "Shuttle buses"},
)  # fmt: skip


def test_a_bus_is_listed_only_with_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = new_desk(tmp_path / "desk.db")
    lay(desk, CONTRACT, agency=AGENCY)
    lay(desk, BUSES, agency=AGENCY)
    report = joined(desk)
    assert (report.purchases, report.papers, report.left_out) == (1, 1, 1)
    with desk.connect() as connection:
        assert [line["maker"] for line in purchase_lines(connection)] == ["Flock Safety"]
        lines = purchase_lines(connection, is_all=True)
        assert [(line["maker_key"], line.get("note")) for line in lines] == [
            (None, NO_TECHNOLOGY), ("flock-safety", None),
        ]  # fmt: skip
        export_csv(connection, tmp_path / "csv")
    named = {file.name for file in (tmp_path / "csv").glob("*.csv") if "Shuttle" in file.read_text(encoding="utf-8")}
    assert named == {"papers.csv", "values.csv"}
    desk.dispose()
    with pytest.raises(SystemExit):
        main(("--database", f"sqlite:///{tmp_path / 'desk.db'}", "purchases", "--all"))
    assert NO_TECHNOLOGY in capsys.readouterr().out


def test_an_unknown_state_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_desk(tmp_path / "desk.db").dispose()
    with pytest.raises(SystemExit) as ended:
        main(("--database", f"sqlite:///{tmp_path / 'desk.db'}", "purchases", "--state", "ZZ"))
    assert ended.value.code == 2
    assert "'ZZ' is not a state" in capsys.readouterr().err


def test_a_missing_folder_of_the_store_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(("--database", f"sqlite:///{tmp_path / 'no' / 'such.db'}", "purchases"))
    assert ended.value.code == 1
    assert "is not there; make it" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "no").exists()
