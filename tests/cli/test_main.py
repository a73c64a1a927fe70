"""Whatever a person types, one clear sentence and the right exit code come back, and never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from tests.cli.conftest import Run
from watchbill import cli
from watchbill.cli import COMMANDS
from watchbill.errors import NotFoundError, UnreachableError, WaitingError, WatchbillError


def test_help_lists_every_command_without_importing_them(run: Run) -> None:
    answer = run("--help")
    assert answer.code == 0
    for name, (_, line) in COMMANDS.items():
        assert name in answer.out
        assert line.split()[0] in answer.out


def test_help_is_quick(home: Path) -> None:
    script = "import sys; from watchbill.cli import main\ntry: main(['--help'])\nfinally: print(sorted(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    heavy = {"sqlalchemy", "pandas", "streamlit", "scrapy", "pdfplumber", "tesserocr", "rich"}
    assert {name for name in heavy if f"'{name}'" in shown} == set()


@pytest.mark.parametrize("arguments", [["nosuchcommand"], ["add"], ["--nosuchflag"], ["releases", "--nosuchflag"]])
def test_usage_errors_are_2(run: Run, arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert "Usage:" in answer.err


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("postgresql://user:secret@127.0.0.1:1/x", "cannot be opened"),
        ("postgresql://user:sec@ret@127.0.0.1:1/x", "is not a database URL that Watchbill can open"),
        ("mysql://user:secret@127.0.0.1/x", "is not a database URL that Watchbill can open"),
        ("nonsense", "is not a database URL that Watchbill can open"),
        ("sqlite:///{folder}", "cannot be opened: unable to open database file"),
        ("sqlite:///{text}", "is not a usable database: file is not a database"),
        ("sqlite:///{text}/in/a/file.db", "is not there; make it"),
    ],
)
def test_a_store_that_cannot_be_opened_is_one_sentence(run: Run, home: Path, database: str, words: str) -> None:
    (home / "folder").mkdir()
    (home / "text").write_text("words, enough of them to be longer than the header of a database file\n" * 9)
    url = database.format(folder=home / "folder", text=home / "text")
    answer = run("--database", url, "releases")
    assert answer.code == 1
    (line,) = answer.err.splitlines()
    assert line.startswith("watchbill: ")
    assert words in line
    assert "sec" not in line.replace("second", "")
    assert (home / "text").read_text().startswith("words")


@pytest.mark.parametrize(
    ("text", "words"),
    [("database = ", "is not valid TOML"), ("databse = 'x'", "sets 'databse', which is not one of database, archive")],
)
def test_a_bad_settings_file_is_one_sentence(run: Run, home: Path, text: str, words: str) -> None:
    (home / "watchbill.toml").write_text(text)
    answer = run("releases")
    assert answer.code == 1
    assert words in answer.err
    assert "Traceback" not in answer.err


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, BaseException]:
    """A command that raises what the test says."""
    raises: dict[str, BaseException] = {}

    @click.command()
    def fail() -> None:
        raise raises["what"]

    monkeypatch.setitem(COMMANDS, "fail", ("tests.cli.failing", "Fails."))
    monkeypatch.setitem(sys.modules, "tests.cli.failing", type(sys)("failing"))
    monkeypatch.setattr(sys.modules["tests.cli.failing"], "fail", fail, raising=False)
    return raises


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (WatchbillError("What was seen."), 1, "What was seen."),
        (NotFoundError("Unknown."), 3, "Unknown."),
        (WaitingError("Two wait."), 4, "Two wait."),
        (UnreachableError("No answer."), 5, "No answer."),
        (OSError(28, "No space left on device"), 1, "No space left on device. Nothing half-done was kept."),
        (PermissionError(13, "Permission denied", "/x/y"), 1, "/x/y: Permission denied. Nothing half-done was kept."),
        (KeyboardInterrupt(), 130, "Stopped. What was finished is kept; run the same command again to go on."),
    ],
)
def test_errors_become_sentences(
    run: Run, failing: dict[str, BaseException], error: BaseException, code: int, line: str
) -> None:
    failing["what"] = error
    answer = run("fail")
    assert (answer.code, answer.err) == (code, f"watchbill: {line}\n")


def test_database_errors_are_sentences_without_the_statement(run: Run, failing: dict[str, BaseException]) -> None:
    import sqlite3

    from sqlalchemy.exc import OperationalError

    locked = sqlite3.OperationalError("database is locked")
    for error in (locked, OperationalError("INSERT INTO secret", {}, locked)):
        failing["what"] = error
        answer = run("fail")
        assert answer.code == 1
        assert answer.err == "watchbill: The store refused: database is locked. Nothing half-done was kept.\n"


def test_our_own_faults_keep_their_traceback(run: Run, failing: dict[str, BaseException]) -> None:
    failing["what"] = ZeroDivisionError("a fault")
    with pytest.raises(ZeroDivisionError):
        cli.main(["fail"])


def test_a_reader_that_goes_away_is_no_traceback(run: Run, home: Path) -> None:
    run("init")
    script = "from watchbill.cli import main; main(['agency', 'list', '--json'])"
    piped = subprocess.run(
        ["sh", "-c", f'{sys.executable} -c "{script}" | head -n 1'], capture_output=True, text=True, check=True
    )
    assert piped.stdout.count("\n") == 1
    assert "Traceback" not in piped.stderr


def test_ctrl_c_ends_with_130_and_loses_nothing(home: Path, tmp_path: Path) -> None:
    """A real signal while the command waits to read a pipe."""
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"%PDF-1.4\n")
    script = (
        "import time; from watchbill.archive import Archive\n"
        "Archive.put_file = lambda self, path: (print('here', flush=True), time.sleep(60))\n"
        f"from watchbill.cli import main; main(['add', {str(folder)!r}])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        time.sleep(0.2)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert err.splitlines() == ["watchbill: Stopped. What was finished is kept; run the same command again to go on."]


def test_colour_obeys_no_color(home: Path) -> None:
    script = "from watchbill.cli import main; main(['releases', 'rel-x'])"
    plain = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert plain.returncode == 3
    assert "\x1b" not in plain.stderr
