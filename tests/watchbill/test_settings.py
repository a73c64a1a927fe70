"""Flags win over variables, variables over the file, the file over the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchbill.errors import WatchbillError
from watchbill.settings import DEFAULTS, ROOT, load_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "watchbill.toml"
    path.write_text('database = "sqlite:///file.db"\narchive = "file-archive"\n', encoding="utf-8")
    return path


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(environ={}, file=tmp_path / "none.toml")
    assert (settings.database, settings.archive) == (DEFAULTS["database"], str(ROOT / "data" / "archive"))


def test_the_order_in_which_they_win(file: Path) -> None:
    environ = {"WATCHBILL_DATABASE": "sqlite:///variable.db", "WATCHBILL_ARCHIVE": ""}
    assert load_settings(environ={}, file=file).database == "sqlite:///file.db"
    assert load_settings(environ=environ, file=file).database == "sqlite:///variable.db"
    assert load_settings({"database": "sqlite:///flag.db"}, environ, file).database == "sqlite:///flag.db"
    assert load_settings({"database": None}, environ, file).database == "sqlite:///variable.db"
    assert load_settings(environ=environ, file=file).archive == "file-archive"  # an empty variable says nothing
    assert load_settings(environ=environ, file=file).contact == DEFAULTS["contact"]


def test_the_file_is_found_in_the_current_folder(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    assert load_settings(environ={}).archive == "file-archive"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"archive = ", "is not valid TOML"),
        (b"archive = '\xff'", "is not valid TOML"),
        (b"folder = 'x'", "sets 'folder', which is not one of database, archive, contact"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: bytes, words: str) -> None:
    path = tmp_path / "watchbill.toml"
    path.write_bytes(text)
    with pytest.raises(WatchbillError, match=words) as raised:
        load_settings(environ={}, file=path)
    assert str(path) in str(raised.value)
