"""`watchbill match` on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from watchbill.cli.match import match
from watchbill.errors import WatchbillError


def csv_of(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return csv_of(tmp_path / "catalogue.csv", "id,name\n1,Eugene Police Department\n2,Flock Safety\n")


def test_json_is_one_object_a_name(tmp_path: Path, catalogue: Path) -> None:
    names = csv_of(
        tmp_path / "names.csv", '\ufeffNAME,amount\nOR - Eugene PD,1\n"FLOCK SAFETY, INC.",2\nHarbor Lights,3\n'
    )
    result = CliRunner().invoke(match, [str(names), "--against", str(catalogue), "--json"])
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(row) for row in rows] == [["name", "match", "score", "decision"]] * 3
    assert [(row["match"], row["decision"]) for row in rows] == [
        ("Eugene Police Department", "auto"),
        ("Flock Safety", "auto"),
        (None, "none"),
    ]


def test_the_table_says_why(tmp_path: Path, catalogue: Path) -> None:
    names = csv_of(tmp_path / "names.csv", "name\nEugene\n")
    result = CliRunner().invoke(match, [str(names), "--against", str(catalogue)])
    assert "review" in result.stdout
    assert "only one is a police" in result.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        ("vendor,amount\nFlock,1\n", "no column `name`; the first line has vendor, amount"),
        ("name\n\n", "no names below"),
        (b"name\nCaf\xe9\n", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, catalogue: Path, text: str | bytes, told: str) -> None:
    names = csv_of(tmp_path / "names.csv", text)
    result = CliRunner().invoke(match, [str(names), "--against", str(catalogue)])
    assert isinstance(result.exception, WatchbillError)
    assert told in str(result.exception)
