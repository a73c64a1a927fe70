"""`init` and `doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from watchbill.cli import checks
from watchbill.settings import Settings


def test_init_says_where_things_are_and_may_be_repeated(run: Run, home: Path) -> None:
    for _ in range(2):
        answer = run("init")
        assert answer.code == 0
        assert f"the store is sqlite:///{home / 'watchbill.db'}" in answer.err
        assert f"the archive is {home / 'archive'}" in answer.err
        assert "0 documents" in answer.err
    assert (home / "watchbill.db").is_file()


def test_a_whole_installation_is_healthy(run: Run) -> None:
    answer = run("doctor", "--json")
    states = {check["name"]: check["state"] for check in map(json.loads, answer.out.splitlines())}
    needed = ("Python", "packages", "OCR", "store", "archive", "disk")
    assert {name: states[name] for name in needed} == dict.fromkeys(needed, "ok")
    assert answer.code == 0
    assert run("doctor").out.startswith("ok ")


def test_the_contact_is_asked_for_until_it_is_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "optional contact" in run("doctor").out
    monkeypatch.setenv("WATCHBILL_CONTACT", "desk@paper.example")
    assert "crawlers give desk@paper.example" in run("doctor").out


def test_what_is_missing_is_named_and_fails(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "archive").write_text("a file is in the way")
    monkeypatch.setenv("WATCHBILL_DATABASE", "postgresql://user:secret@127.0.0.1:1/x")
    answer = run("doctor")
    assert answer.code == 1
    assert answer.err == "watchbill: Something that is needed is missing: store, archive.\n"
    assert "secret" not in answer.out + answer.err
    assert "set WATCHBILL_DATABASE, or start the database" in answer.out


@pytest.mark.parametrize(
    ("name", "patched", "value"),
    [
        ("packages", "_has_package", lambda name: name not in ("pdfplumber", "rapidocr")),
        ("disk", "_ENOUGH_SPACE", 1 << 60),
        ("Chromium", "shutil.which", lambda name: None),
    ],
)
def test_each_lack_has_advice(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, patched: str, value: object
) -> None:
    monkeypatch.setattr(f"watchbill.cli.checks.{patched}", value)
    settings = Settings(f"sqlite:///{home / 'watchbill.db'}", str(home / "archive"), "desk@paper.example")
    (found,) = (check for check in checks.check_installation(settings) if check.name == name)
    assert found.state != checks.OK
    assert found.advice


def test_an_archive_elsewhere_is_no_folder_here(home: Path) -> None:
    settings = Settings(f"sqlite:///{home / 'watchbill.db'}", "memory://doctor", "desk@paper.example")
    found = {check.name: check for check in checks.check_installation(settings)}
    assert found["archive"].state == found["disk"].state == checks.OK
    unknown = Settings(settings.database, "nosuchscheme://x", settings.contact)
    assert {check.name: check.state for check in checks.check_installation(unknown)}["archive"] == checks.MISSING
