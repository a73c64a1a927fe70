"""Outlook messages in a release: kept whole, their words and attachments documents of their own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import outlook
from watchbill.archive import Archive
from watchbill.intake.release import add_release
from watchbill.store.schema import document, message, release_item

PDF = b"%PDF-1.4\nan offer\n%%EOF"
SENT = dt.datetime(2025, 3, 25, 14, 2, tzinfo=dt.UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(str(tmp_path / "archive"))


def test_a_message_gives_its_words_and_attachments(sqlite_store: sa.Engine, archive: Archive, tmp_path: Path) -> None:
    inner = outlook.message_storage(
        subject="First offer", body="Ninety days.", attached=[("b.pdf", PDF + b"b")], is_inner=True
    )
    data = outlook.message(
        subject="Plate readers", body="See attached.", sender=("Dana Ortiz", "dana@brightwatch.example"),
        to=[("Pat Ames", "pames@larkspurfalls.example")], sent=SENT, attached=[("offer.pdf", PDF)], inside=[inner],
    )  # fmt: skip
    (tmp_path / "letter.msg").write_bytes(data)
    added = add_release(sqlite_store, archive, [tmp_path / "letter.msg"])
    outcomes = {item.path: item.outcome for item in added.items}
    assert outcomes == {
        "letter.msg": "opened",
        "letter.msg/message.txt": "kept",
        "letter.msg/offer.pdf": "kept",
        "letter.msg/First offer.msg": "opened",
        "letter.msg/First offer.msg/message.txt": "kept",
        "letter.msg/First offer.msg/b.pdf": "kept",
    }
    (whole,) = [item for item in added.items if item.path == "letter.msg"]
    assert archive.read((whole.reason or "").rpartition(" ")[2]) == data
    with sqlite_store.connect() as connection:
        found = connection.execute(
            sa.select(message.c.subject, message.c.sender, message.c.recipients, message.c.sent_at)
            .join(release_item)
            .where(release_item.c.path == "letter.msg")
        ).one()
        types = set(connection.scalars(sa.select(document.c.media_type)))
    assert tuple(found)[:3] == (
        "Plate readers",
        "Dana Ortiz <dana@brightwatch.example>",
        "Pat Ames <pames@larkspurfalls.example>",
    )
    assert found.sent_at.replace(tzinfo=dt.UTC) == SENT
    assert types == {"text/plain", "application/pdf"}


def test_a_message_that_cannot_be_opened_is_kept(sqlite_store: sa.Engine, archive: Archive, tmp_path: Path) -> None:
    broken = outlook.compound_file({"__substg1.0_0037001F": "no properties".encode("utf-16-le")})
    (tmp_path / "letter.msg").write_bytes(broken)
    (item,) = add_release(sqlite_store, archive, [tmp_path / "letter.msg"]).items
    assert (item.outcome, item.media_type) == ("kept", "application/vnd.ms-outlook")
    assert (item.reason or "").startswith("kept, but not opened: ")
    assert archive.read(item.sha256 or "") == broken
