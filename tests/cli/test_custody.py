"""`custody`: the history of a document, by its id, its hash or its file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from watchbill.archive import Archive

PDF = b"%PDF-1.4\nan invoice\n%%EOF"


@pytest.fixture
def added(run: Run, tmp_path: Path) -> Path:
    """A file added twice, under two names and for two requests; where it lies."""
    for name, request in (("first", "R-1"), ("second", "R-2")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.pdf").write_bytes(PDF)
        assert run("add", folder, "--request", request, "--name", f"Release {name}").code == 0
    return tmp_path / "first" / "first.pdf"


def test_every_release_and_reading_is_told(run: Run, added: Path) -> None:
    run("read")
    answer = run("custody", added, "--json")
    assert answer.code == 0
    told = json.loads(answer.out)
    assert told["schema"] == "watchbill.custody/1"
    assert told["archive"] == "matches"
    assert [(release["name"], release["request"]) for release in told["releases"]] == [
        ("Release first", "R-1"),
        ("Release second", "R-2"),
    ]
    assert [Path(release["path"]).name for release in told["releases"]] == ["first.pdf", "second.pdf"]
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", release["added_at"]) for release in told["releases"]
    )
    [reading] = told["readings"]
    assert (reading["outcome"], reading["is_current"]) == ("refused", True)
    assert told["retrievals"] == told["other_bytes"] == []


@pytest.mark.parametrize("length", [None, 64, 10])
def test_a_document_is_known_by_its_id_and_its_hash(run: Run, added: Path, length: int | None) -> None:
    told = json.loads(run("custody", added, "--json").out)
    name = told["sha256"][:length] if length else told["document"]
    assert json.loads(run("custody", name, "--json").out) == told


def test_a_person_reads_it_line_by_line(run: Run, added: Path) -> None:
    lines = run("custody", added).out.splitlines()
    assert lines[0].startswith("document   d-")
    assert lines[4] == "archive    its bytes still hash to this"
    assert "Retrievals: none" in lines
    assert sum("Release second" in line for line in lines) == 1
    assert any(line.strip() == "request R-1" for line in lines)


@pytest.mark.parametrize("name", ["d-0000000000", "0123456789abcdef", "nowhere.pdf"])
def test_what_is_unknown_ends_with_3(run: Run, name: str) -> None:
    answer = run("custody", name)
    assert answer.code == 3
    assert name in answer.err
    assert answer.out == ""


def test_a_file_that_was_never_added_ends_with_3(run: Run, added: Path) -> None:
    added.write_bytes(PDF + b"!")
    answer = run("custody", added)
    assert answer.code == 3
    assert "No document of the store has the bytes of" in answer.err


def test_bytes_that_changed_are_said_to_have_changed(run: Run, home: Path, added: Path) -> None:
    archive = Archive(str(home / "archive"))
    [path] = [archive.path(sha) for sha in archive.shas()]
    path.chmod(0o644)
    path.write_bytes(PDF[:-1])
    answer = run("custody", added)
    assert answer.code == 1
    assert "archive    changed: its" in answer.out
    path.unlink()
    assert "archive    missing" in run("custody", added).out
