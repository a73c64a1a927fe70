"""`verify`: whatever changed in the archive or in the log is found and named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Run
from watchbill.archive import TEMPORARY, Archive
from watchbill.cli.verify import _keys_of
from watchbill.model import Kind, Outcome, Reading, Record, Value
from watchbill.store.engine import open_store
from watchbill.store.readings import save_reading

PDF = b"%PDF-1.4\nan invoice\n%%EOF"


@pytest.fixture
def documents(run: Run, home: Path, tmp_path: Path) -> list[Path]:
    """Three documents that were added; the files in the archive."""
    for number in range(3):
        (tmp_path / f"{number}.pdf").write_bytes(PDF + bytes([number]))
    assert run("add", *sorted(tmp_path.glob("*.pdf"))).code == 0
    archive = Archive(str(home / "archive"))
    return [archive.path(sha) for sha in archive.shas()]


def test_an_untouched_archive_verifies(run: Run, documents: list[Path]) -> None:
    answer = run("verify")
    assert answer.code == 0
    assert answer.err == "verified 3 of 3 documents, 0 corrections\n"


def test_every_flipped_byte_is_found(run: Run, documents: list[Path]) -> None:
    for place in range(len(PDF)):
        path = documents[place % 3]
        good = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        answer = run("verify", "--json")
        assert answer.code == 1
        assert [wrong["sha256"] for wrong in json.loads(answer.out)["wrong"]] == [path.name]
        path.write_bytes(good)
    assert run("verify").code == 0


def test_a_missing_document_is_named(run: Run, documents: list[Path]) -> None:
    documents[1].unlink()
    answer = run("verify")
    assert answer.code == 1
    missing, summary, sentence = answer.err.splitlines()
    assert missing.startswith("missing: d-")
    assert ".pdf)" in missing
    assert summary == "verified 2 of 3 documents, 0 corrections"
    assert sentence.startswith("watchbill: Not everything still matches")


def test_what_only_the_archive_knows_is_hashed_too(run: Run, home: Path, documents: list[Path]) -> None:
    archive = Archive(str(home / "archive"))
    path = archive.path(archive.put(b"a message kept whole"))
    assert "3 of 3 documents, 1 other files of the archive" in run("verify").err
    path.chmod(0o644)
    path.write_bytes(b"changed")
    answer = run("verify")
    assert answer.code == 1
    assert "known to the archive only" in answer.err


def test_leftovers_of_killed_writes_are_cleared(run: Run, documents: list[Path]) -> None:
    leftover = documents[0].with_name(f"{TEMPORARY}x")
    leftover.write_bytes(b"half")
    os.utime(leftover, (0, 0))
    assert "cleared 1 unfinished files" in run("verify").err
    assert not leftover.exists()


def test_a_log_changed_behind_our_back_is_found(run: Run, home: Path) -> None:
    from watchbill.review.corrections import append

    engine = open_store(f"sqlite:///{home / 'watchbill.db'}")
    with engine.begin() as connection:
        for reason in ("one", "two"):
            append(connection, "ana", "accept", "value", "v-1", {}, None, None, reason)
    assert "2 corrections" in run("verify").err
    with engine.begin() as connection:
        for (name,) in connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(sa.text(f'DROP TRIGGER "{name}"'))
        connection.execute(sa.text("UPDATE correction SET reason = 'another' WHERE id = 1"))
    engine.dispose()
    answer = run("verify")
    assert answer.code == 1
    assert "correction 1 does not follow" in answer.err


def test_values_are_compared_with_a_new_reading(
    run: Run, home: Path, documents: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = documents[0].name
    total = Value("171000.00", "$171,000.00", 1, (10, 20, 60, 30), 0.99, "USD")
    vendor = Value("Flock Safety", "Flock Safety", 1, (10, 40, 60, 50), 0.99)
    before = Record(Kind.INVOICE, (1, 1), 0.9, {"total": total, "vendor": vendor})
    engine = open_store(f"sqlite:///{home / 'watchbill.db'}")
    save_reading(engine, Reading(sha, "application/pdf", 1, "native", Outcome.READ, "1.0", None, (before,)))
    engine.dispose()
    after = Record(Kind.INVOICE, (1, 1), 0.9, {"total": total})
    again = Reading(sha, "application/pdf", 1, "native", Outcome.READ, "1.1", None, (after,))
    monkeypatch.setattr("extractors.children.read_files", lambda paths: [(path, again) for path in paths])
    answer = run("verify", "--values")
    assert answer.code == 1
    assert "values: 1 of 2 still match (50.00%)" in answer.err
    assert "page 1: vendor 'Flock Safety' is not found again" in answer.err
    assert len(_keys_of(again)) == 1
