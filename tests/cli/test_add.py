"""`add`, `remove` and `releases`: what they say, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.intake.test_containers import encrypted, make_zip
from tests.intake.test_mail import make_message

PDF = b"%PDF-1.4\nan invoice\n%%EOF"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(PDF)
    return path


def added_release(run: Run, *arguments: str | Path) -> str:
    answer = run("add", "--json", *arguments)
    return str(json.loads(answer.out)["release"])


def test_a_release_is_taken_in_and_the_second_time_nothing_changes(run: Run, paper: Path, tmp_path: Path) -> None:
    (tmp_path / "papers.zip").write_bytes(make_zip({"a.pdf": PDF + b"a", "b.pdf": b""}))
    (tmp_path / "letter.eml").write_bytes(make_message().as_bytes())
    files = [paper, tmp_path / "papers.zip", tmp_path / "letter.eml"]
    first = run("add", *files)
    assert first.code == 0
    assert first.out == ""
    refused, summary = first.err.splitlines()
    assert refused == "refused papers.zip/b.pdf: empty: it holds no bytes"
    assert summary.startswith("kept 3 documents, refused 1, opened 1 archive, opened 1 message: release rel-")
    second = run("add", *files)
    assert second.code == 0
    assert second.err.splitlines()[-1].startswith("already in the store as rel-")
    assert second.err.splitlines()[-1].endswith("; nothing changed")
    third = run("add", paper)
    assert "kept 1 document (1 already known)" in third.err


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.pdf", b"", "empty: it holds no bytes"),
        ("text.pdf", b"not a PDF at all", "named .pdf but holds text"),
        ("broken.zip", make_zip({"a.pdf": PDF})[:50], "a broken zip archive"),
        ("locked.zip", encrypted(make_zip({"a.pdf": PDF}), "a.pdf"), "an encrypted zip archive"),
        ("noise.pdf", b"\0\1\2\3" * 99, "named .pdf but its bytes are something else"),
        ("run.exe", b"MZ\x90\0", "a program, not a document"),
        ("old.7z", b"7z\xbc\xaf\x27\x1c\0\0", "a 7-Zip archive: unpack it and add the folder"),
        ("mail.pst", b"!BDN\0\0", "an Outlook mailbox: export it as mbox and add that"),
        (
            "setup.msi",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(12),
            "of the type application/x-ole, which is not taken",
        ),
    ],
)
def test_what_cannot_be_taken_is_named_with_the_reason(
    run: Run, paper: Path, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(data)
    alone = run("add", bad)
    assert alone.code == 1
    refused, sentence = alone.err.splitlines()
    assert refused.startswith(f"refused {name}: {reason}")
    assert sentence == "watchbill: Nothing was taken in; nothing was changed."
    with_another = run("add", bad, paper)
    assert with_another.code == 0
    assert "kept 1 document, refused 1: release rel-" in with_another.err
    strict = run("add", bad, paper, "--strict")
    assert strict.code == 4
    assert strict.err.splitlines()[-1] == "watchbill: 1 file refused, and --strict was asked for."


def test_an_encrypted_pdf_is_kept(run: Run, tmp_path: Path) -> None:
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    assert "kept 1 document" in run("add", tmp_path / "locked.pdf").err


def test_an_unknown_agency_takes_nothing(run: Run, paper: Path, home: Path) -> None:
    answer = run("add", paper, "--agency", "us-or-eugene-pdd")
    assert answer.code == 3
    (line,) = answer.err.splitlines()
    assert "did you mean us-or-eugene-pd (Eugene Police Department)?" in line
    assert not (home / "archive").exists()
    assert run("add", paper, "--agency", "us-or-eugene-pd").code == 0


def test_missing_paths_are_named_and_no_paths_are_usage(run: Run, paper: Path) -> None:
    answer = run("add", "nowhere.pdf", paper)
    assert answer.code == 0
    assert "refused nowhere.pdf: missing: there is no such file" in answer.err
    assert run("add").code == 2


def test_litter_is_passed_over_by_name(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    folder.mkdir()
    for name in (".DS_Store", "Thumbs.db", ".a", ".b", ".c"):
        (folder / name).write_text("x")
    (folder / "a.pdf").write_bytes(PDF)
    answer = run("add", folder, "--strict")
    assert answer.code == 0
    assert "passed over release/.DS_Store, release/.a, release/.b and 2 more: hidden" in answer.err


def test_a_damaged_archive_is_one_sentence(run: Run, paper: Path, home: Path) -> None:
    run("add", paper)
    (kept,) = (path for path in (home / "archive").rglob("*") if path.is_file())
    kept.chmod(0o644)
    kept.write_bytes(b"spoilt")
    answer = run("add", paper, "--request", "R-2")
    assert answer.code == 1
    assert "put it right from a backup" in answer.err
    assert "Traceback" not in answer.err


def test_releases_lists_them_and_their_items(run: Run, paper: Path, tmp_path: Path) -> None:
    assert run("releases").err == "no releases yet; `watchbill add PATH…` takes one in\n"
    (tmp_path / "text.pdf").write_text("words")
    key = added_release(run, paper, tmp_path / "text.pdf", "--request", "25-1023", "--name", "Flock [papers]")
    (listed,) = [json.loads(line) for line in run("releases", "--json").out.splitlines()]
    assert (listed["release"], listed["name"], listed["request"]) == (key, "Flock [papers]", "25-1023")
    assert (listed["kept"], listed["refused"], listed["removed"]) == (1, 1, None)
    assert "Flock [papers]" in run("releases").out
    items = [json.loads(line) for line in run("releases", key, "--json").out.splitlines()]
    assert [(item["path"], item["outcome"]) for item in items] == [("invoice.pdf", "kept"), ("text.pdf", "refused")]
    assert "named .pdf but holds text" in run("releases", key).out
    assert run("releases", "rel-nothere").code == 3


def test_a_release_is_removed_once_and_comes_back(run: Run, paper: Path) -> None:
    key = added_release(run, paper)
    assert run("remove", key).code == 2  # --reason is needed
    assert run("remove", key, "--reason", " ").code == 2
    removed = run("remove", key, "--reason", "wrong city")
    assert removed.code == 0, removed.err
    assert removed.err.startswith(f"removed the release {key} (invoice.pdf); ")
    again = run("remove", key, "--reason", "wrong city")
    assert again.code == 1
    assert "already (wrong city); nothing changed." in again.err
    assert run("remove", "rel-nothere", "--reason", "x").code == 3
    assert json.loads(run("releases", "--json").out)["removed_reason"] == "wrong city"
    back = run("add", paper)
    assert back.code == 0
    assert f"the release {key} had been removed: it counts again" in back.err
    assert json.loads(run("releases", "--json").out)["removed"] is None
