"""A release goes in whole and once, in whatever it is wrapped; a kill in the middle loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.intake.test_containers import make_zip
from tests.intake.test_mail import make_message
from watchbill.agencies import add_agency
from watchbill.archive import Archive
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.intake.items import Limits
from watchbill.intake.release import Added, add_release, list_items, list_releases, remove_release
from watchbill.store.schema import document, message, release, release_item

PDF = b"%PDF-1.4\nan invoice\n%%EOF"


def outcomes(added: Added) -> dict[str, str]:
    return {item.path: item.outcome + (f": {item.reason}" if item.reason else "") for item in added.items}


def count(engine: sa.Engine, table: sa.Table) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(str(tmp_path / "archive"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release as a city sends it: papers, a zip, a message, and what should not be in it."""
    folder = tmp_path / "release"
    folder.mkdir()
    mail = make_message()
    mail.add_attachment(PDF + b"attached", maintype="application", subtype="pdf", filename="invoice.pdf")
    (folder / "a.pdf").write_bytes(PDF)
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "notes.txt").write_text("paid in full")
    (folder / "text.pdf").write_text("I am not a PDF")
    (folder / "setup.exe").write_bytes(b"MZ\x90\0")
    (folder / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + b"\0" * 99)
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "papers.zip").write_bytes(make_zip({"b.pdf": PDF + b"b", "same.pdf": PDF, "page.pdf": b"<html>error"}))
    (folder / "letter.eml").write_bytes(mail.as_bytes())
    (folder / "broken.zip").write_bytes(make_zip({"a.pdf": PDF})[:40])
    return folder


def test_every_file_has_an_outcome(store: sa.Engine, archive: Archive, folder: Path) -> None:
    added = add_release(store, archive, [folder])
    found = outcomes(added)
    whole = found.pop("release/letter.eml")
    assert whole.startswith("opened: kept whole as ")
    assert archive.read(whole.rpartition(" ")[2]) == (folder / "letter.eml").read_bytes()
    assert found == {
        "release/.DS_Store": "passed over: hidden, or left there by a program",
        "release/a.pdf": "kept",
        "release/broken.zip": "refused: a broken zip archive (File is not a zip file)",
        "release/empty.pdf": "refused: empty: it holds no bytes",
        "release/film.mp4": "refused: not a document that is taken (it looks like: MPEG-4 video file)",
        "release/letter.eml/message.txt": "kept",
        "release/letter.eml/invoice.pdf": "kept",
        "release/notes.txt": "kept",
        "release/papers.zip": "opened",
        "release/papers.zip/b.pdf": "kept",
        "release/papers.zip/same.pdf": "kept",
        "release/papers.zip/page.pdf": "refused: named .pdf but holds a web page",
        "release/setup.exe": "refused: a program, not a document",
        "release/text.pdf": "refused: named .pdf but holds text",
    }
    assert (added.state, added.known, len(added.documents)) == ("new", 0, 5)
    assert count(store, document) == 5
    assert all(archive.has(sha) for sha in added.documents)


def test_tables_and_files_of_other_offices_are_kept_whole(store: sa.Engine, archive: Archive, tmp_path: Path) -> None:
    """Systems export web pages and text under the name of Excel; LibreOffice's papers are archives."""
    (tmp_path / "checks.xls").write_bytes(b"<div>\r\n<table><tr><td>70100</td></tr></table></div>")
    (tmp_path / "vendors.xls").write_bytes(b"Vendor\tAmount\r\nAlder Paper Co\t1500.00\r\n")
    (tmp_path / "payments.ods").write_bytes(make_zip({"mimetype": b"x", "content.xml": b"<x/>", "styles.xml": b"<x/>"}))
    added = add_release(store, archive, [tmp_path / name for name in ("checks.xls", "payments.ods", "vendors.xls")])
    assert outcomes(added) == {"checks.xls": "kept", "payments.ods": "kept", "vendors.xls": "kept"}
    with store.connect() as connection:
        types = connection.scalars(sa.select(document.c.media_type).order_by(document.c.id)).all()
    assert types == ["text/html", "application/vnd.oasis.opendocument", "text/plain"]


def test_the_message_is_tied_to_its_body_and_attachments(store: sa.Engine, archive: Archive, folder: Path) -> None:
    add_release(store, archive, [folder / "letter.eml"])
    with store.connect() as connection:
        letter = connection.execute(sa.select(message)).one()
        children = connection.execute(
            sa.select(release_item.c.path, document.c.media_type)
            .join(document, document.c.id == release_item.c.document_id)
            .where(release_item.c.parent_id == letter.release_item_id)
            .order_by(release_item.c.id)
        ).all()
    assert (letter.subject, letter.sender) == ("Invoice INV-1", "Clerk <clerk@city.example>")
    assert letter.sent_at.strftime("%Y-%m-%d") == "2025-03-03"
    assert [tuple(child) for child in children] == [
        ("letter.eml/message.txt", "text/plain"),
        ("letter.eml/invoice.pdf", "application/pdf"),
    ]


def test_the_same_release_twice_changes_nothing(store: sa.Engine, archive: Archive, folder: Path) -> None:
    first = add_release(store, archive, [folder])
    before = [count(store, table) for table in (release, release_item, document, message)]
    folder.rename(folder.with_name("moved"))
    again = add_release(store, archive, [folder.with_name("moved")], name="another name")
    assert (again.state, again.release) == ("known", first.release)
    assert [count(store, table) for table in (release, release_item, document, message)] == before


def test_the_same_bytes_in_two_releases_are_one_document(store: sa.Engine, archive: Archive, folder: Path) -> None:
    add_release(store, archive, [folder / "a.pdf"])
    second = add_release(store, archive, [folder / "a.pdf", folder / "notes.txt"])
    third = add_release(store, archive, [folder / "a.pdf"], request_ref="R-17")
    assert (second.state, second.known) == ("new", 1)
    assert (third.state, third.known) == ("new", 1)
    assert count(store, document) == 2
    assert count(store, release) == 3


def test_for_an_agency(store: sa.Engine, archive: Archive, folder: Path) -> None:
    with store.begin() as connection:
        add_agency(connection, "us-or-eugene-pd", "Eugene Police Department", "OR")
    with pytest.raises(NotFoundError, match="did you mean us-or-eugene-pd"):
        add_release(store, archive, [folder], agency_key="us-or-eugene-pdd")
    assert list(archive.shas()) == []
    add_release(store, archive, [folder], agency_key="us-or-eugene-pd", request_ref="25-1023", name="Flock papers")
    with store.connect() as connection:
        (row,) = list_releases(connection)
    assert (row["agency"], row["request"], row["name"]) == ("us-or-eugene-pd", "25-1023", "Flock papers")
    assert (row["kept"], row["refused"], row["opened"]) == (5, 6, 2)


def test_nothing_taken_writes_nothing(store: sa.Engine, archive: Archive, folder: Path) -> None:
    added = add_release(store, archive, [folder / "empty.pdf", folder / "gone.pdf"])
    assert added.release is None
    assert list(outcomes(added).values()) == [
        "refused: empty: it holds no bytes",
        "refused: missing: there is no such file",
    ]
    assert count(store, release) == count(store, release_item) == 0


def test_a_removed_release_comes_back_with_its_history(store: sa.Engine, archive: Archive, folder: Path) -> None:
    key = add_release(store, archive, [folder]).release
    assert key is not None
    assert remove_release(store, key, "wrong city") == "release"
    with pytest.raises(WatchbillError, match="already \\(wrong city\\)"):
        remove_release(store, key, "again")
    with pytest.raises(NotFoundError, match="watchbill releases"):
        remove_release(store, "rel-000000000000", "x")
    again = add_release(store, archive, [folder])
    assert (again.state, again.release) == ("revived", key)
    with store.connect() as connection:
        (row,) = list_releases(connection)
        items = list_items(connection, key)
    assert row["removed"] is None
    assert row["removed_reason"].startswith("wrong city (removed ")
    assert len(items) == len(again.items)
    assert remove_release(store, key, "the same mistake") == "release"


def test_zips_in_zips_end_at_a_depth(sqlite_store: sa.Engine, archive: Archive, tmp_path: Path) -> None:
    data = make_zip({"deep.pdf": PDF + b"deep"})
    for level in range(4):
        data = make_zip({f"{level}.zip": data, f"{level}.pdf": PDF + bytes([level])})
    (tmp_path / "nest.zip").write_bytes(data)
    found = outcomes(add_release(sqlite_store, archive, [tmp_path / "nest.zip"], limits=Limits(depth=3)))
    assert found["nest.zip/3.zip/2.zip/1.pdf"] == "kept"
    assert found["nest.zip/3.zip/2.zip/1.zip"].startswith("refused: nested more than 3 deep")
    assert len([path for path, outcome in found.items() if outcome == "kept"]) == 3


def test_a_bomb_inside_a_zip_is_refused_and_the_rest_goes_in(
    sqlite_store: sa.Engine, archive: Archive, tmp_path: Path
) -> None:
    bomb = make_zip({"zeros.txt": b"0" * (40 << 20)})
    (tmp_path / "a.zip").write_bytes(make_zip({"bomb.zip": bomb, "good.pdf": PDF}))
    found = outcomes(add_release(sqlite_store, archive, [tmp_path / "a.zip"]))
    assert found["a.zip/bomb.zip"].startswith("refused: a zip bomb")
    assert found["a.zip/good.pdf"] == "kept"


def test_files_of_one_name_in_a_zip_are_both_kept(sqlite_store: sa.Engine, archive: Archive, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("a.pdf", PDF)
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("a.pdf", PDF + b"other")
    found = outcomes(add_release(sqlite_store, archive, [tmp_path / "a.zip"]))
    assert found == {"a.zip": "opened", "a.zip/a.pdf": "kept", "a.zip/a (2).pdf": "kept"}


def test_an_mbox_with_a_forward_and_a_zip(store: sa.Engine, archive: Archive, tmp_path: Path) -> None:
    inner = make_message("The quote")
    inner.add_attachment(PDF + b"quote", maintype="application", subtype="pdf", filename="quote.pdf")
    outer = make_message("Fwd: two")
    outer.add_attachment(inner)
    outer.add_attachment(make_zip({"z.pdf": PDF}), maintype="application", subtype="zip", filename="z.zip")
    letters: list[EmailMessage] = [make_message("one"), outer]
    (tmp_path / "box.mbox").write_bytes(
        b"\n".join(b"From clerk@city.example Mon Mar  3 10:00:00 2025\n" + one.as_bytes() for one in letters)
    )
    added = add_release(store, archive, [tmp_path / "box.mbox"])
    assert [(item.path, item.outcome) for item in added.items] == [
        ("box.mbox", "opened"),
        ("box.mbox/00001.eml", "opened"),
        ("box.mbox/00001.eml/message.txt", "kept"),
        ("box.mbox/00002.eml", "opened"),
        ("box.mbox/00002.eml/message.txt", "kept"),
        ("box.mbox/00002.eml/The quote.eml", "opened"),
        ("box.mbox/00002.eml/The quote.eml/message.txt", "kept"),
        ("box.mbox/00002.eml/The quote.eml/quote.pdf", "kept"),
        ("box.mbox/00002.eml/z.zip", "opened"),
        ("box.mbox/00002.eml/z.zip/z.pdf", "kept"),
    ]
    assert count(store, message) == 3


def test_names_no_database_can_hold_are_kept(store: sa.Engine, archive: Archive, tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xe9sum\xe9\n.pdf")).write_bytes(PDF)
    letter = make_message().as_bytes().replace(b"Subject: Invoice INV-1", b"Subject: a\0b \xff\xfe")
    (tmp_path / "a.eml").write_bytes(letter)
    added = add_release(store, archive, [*sorted(tmp_path.glob("*.pdf")), tmp_path / "a.eml"])
    assert len(added.documents) == 2
    assert count(store, message) == 1


def test_unreadable_files_are_refused(sqlite_store: sa.Engine, archive: Archive, folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (folder / "a.pdf").chmod(0)
    found = outcomes(add_release(sqlite_store, archive, [folder / "a.pdf", folder / "notes.txt"]))
    assert found == {"a.pdf": "refused: cannot be read: Permission denied", "notes.txt": "kept"}


def test_a_read_error_is_refused(
    sqlite_store: sa.Engine, archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Archive, path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Archive, "put_file", fail)
    found = outcomes(add_release(sqlite_store, archive, [folder / "a.pdf"]))
    assert found == {"a.pdf": "refused: cannot be read: Permission denied"}


def test_a_full_disk_stops_the_release_and_leaves_no_rows(
    store: sa.Engine, archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("watchbill.archive.os.fsync", full)
        with pytest.raises(WatchbillError, match="No space left on device"):
            add_release(store, archive, [folder])
    assert count(store, release) == count(store, document) == 0
    assert add_release(store, archive, [folder]).state == "new"


@pytest.mark.parametrize("failpoint", ["keep_document", "_write_message"])
def test_a_kill_in_the_middle_loses_nothing(
    store_url: str, store: sa.Engine, archive: Archive, folder: Path, failpoint: str
) -> None:
    script = f"""
        import os, sys
        from pathlib import Path
        from watchbill.archive import Archive
        from watchbill.intake import release
        from watchbill.store.engine import open_store
        release.{failpoint} = lambda *arguments: os._exit(9)
        release.add_release(open_store(sys.argv[1]), Archive(sys.argv[2]), [Path(sys.argv[3])])
    """
    command = [sys.executable, "-c", textwrap.dedent(script), store_url, archive.root, str(folder)]
    assert subprocess.run(command, check=False).returncode == 9
    assert count(store, release) == count(store, document) == 0
    kept = len(list(archive.shas()))
    assert kept == 6  # the documents, and the message whole
    added = add_release(store, archive, [folder])
    assert (added.state, len(added.documents), len(list(archive.shas()))) == ("new", 5, kept)


def test_two_writers_of_one_release_are_no_fault(
    store_url: str, store: sa.Engine, archive: Archive, folder: Path
) -> None:
    script = """
        import sys
        from pathlib import Path
        from watchbill.archive import Archive
        from watchbill.intake.release import add_release
        from watchbill.store.engine import open_store
        print(add_release(open_store(sys.argv[1]), Archive(sys.argv[2]), [Path(sys.argv[3])]).state)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), store_url, archive.root, str(folder)]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    states = sorted(writer.communicate(timeout=120)[0].strip() for writer in writers)
    assert states == ["known", "new"]
    assert (count(store, release), count(store, document)) == (1, 5)
