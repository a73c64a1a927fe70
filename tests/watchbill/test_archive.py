"""The archive keeps bytes whole or not at all, never overwrites, and says so when what it holds has changed."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from watchbill.archive import TEMPORARY, Archive, free_space
from watchbill.errors import NotFoundError, WatchbillError

PAPER = b"%PDF-1.4 an invoice"
SHA = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture(params=["folder", "file-url", "memory-url"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    roots = {
        "folder": str(tmp_path / "archive"),
        "file-url": f"file://{tmp_path}/archive",
        "memory-url": f"memory://{tmp_path.name}-{time.time_ns()}",
    }
    return Archive(roots[request.param])


def test_what_is_put_is_read_back(archive: Archive) -> None:
    assert list(archive.shas()) == []
    assert archive.put(PAPER) == SHA
    assert archive.has(SHA)
    assert archive.read(SHA) == PAPER
    assert archive.path(SHA).read_bytes() == PAPER
    assert list(archive.shas()) == [SHA]
    assert archive.damage(SHA) is None


def test_a_file_is_kept_like_its_bytes(archive: Archive, tmp_path: Path) -> None:
    big = tmp_path / "big.pdf"
    big.write_bytes(PAPER * 200_000)  # several chunks
    sha = archive.put_file(big)
    assert sha == hashlib.sha256(PAPER * 200_000).hexdigest()
    assert archive.put(PAPER * 200_000) == sha
    assert list(archive.shas()) == [sha]


def test_unknown_and_malformed_shas(archive: Archive) -> None:
    assert not archive.has(SHA)
    assert not archive.has("../../etc/passwd")
    assert archive.damage(SHA) == "missing"
    with pytest.raises(NotFoundError, match="holds no document"):
        archive.read(SHA)
    with pytest.raises(NotFoundError, match="not a SHA-256"):
        archive.path("../../etc/passwd")


def test_a_document_lies_by_its_hash_and_is_read_only(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    archive.put(PAPER)
    place = tmp_path / SHA[:2] / SHA[2:4] / SHA
    assert archive.path(SHA) == place
    assert stat.S_IMODE(place.stat().st_mode) == 0o444
    assert list(place.parent.iterdir()) == [place]


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    archive.put(PAPER)
    before = archive.path(SHA).stat()
    archive.put(PAPER)
    after = archive.path(SHA).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("spoilt", [b"", PAPER[:-1], PAPER[:-1] + b"E"])
def test_a_changed_file_is_named_and_left_alone(tmp_path: Path, spoilt: bytes) -> None:
    archive = Archive(str(tmp_path))
    path = archive.path(archive.put(PAPER))
    path.chmod(0o644)
    path.write_bytes(spoilt)
    assert f"its {len(spoilt)} bytes now hash to" in str(archive.damage(SHA))
    with pytest.raises(WatchbillError, match="put it right from a backup"):
        archive.put(PAPER)
    assert path.read_bytes() == spoilt


def test_what_a_killed_write_left_is_ignored_then_cleared(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    archive.put(PAPER)
    leftover = archive.path(SHA).with_name(f"{TEMPORARY}killed")
    leftover.write_bytes(PAPER[:4])
    assert list(archive.shas()) == [SHA]
    assert archive.clear_leftovers() == 0  # it may belong to a writer at work
    os.utime(leftover, (0, 0))
    assert archive.clear_leftovers() == 1
    assert not leftover.exists()
    assert archive.has(SHA)


def test_a_writer_killed_in_the_middle_leaves_no_document(tmp_path: Path) -> None:
    script = (
        "import os, stat, sys; from watchbill import archive\n"
        "archive.os.fsync = lambda number: stat.S_ISREG(os.fstat(number).st_mode) and os._exit(9)\n"
        "archive.Archive(sys.argv[1])._keep(sys.argv[2], 1, iter([b'x' * 4096]))"
    )
    sha = hashlib.sha256(b"x" * 4096).hexdigest()
    folder = tmp_path / sha[:2] / sha[2:4]
    folder.mkdir(parents=True)
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path), sha], check=False).returncode == 9
    archive = Archive(str(tmp_path))
    assert not archive.has(sha)
    assert list(archive.shas()) == []
    assert len(list(folder.iterdir())) == 1  # the temporary file, which the next put does not mind
    assert archive.read(archive.put(b"x" * 4096)) == b"x" * 4096


def test_every_new_entry_is_flushed_and_folders_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr("watchbill.archive._flush_folder", flushed.append)
    root, first, second = tmp_path, tmp_path / SHA[:2], tmp_path / SHA[:2] / SHA[2:4]
    archive = Archive(tmp_path)
    for expected in ([root, first, second], [second]):
        archive.put(PAPER)
        assert flushed == expected
        archive.path(SHA).unlink()
        flushed.clear()
    Archive(tmp_path).put(PAPER)  # the folders are there, but who made them may have been killed before they were safe
    assert flushed == [root, first, second]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("watchbill.archive.os.fsync", full)
    folder = tmp_path / SHA[:2] / SHA[2:4]
    folder.mkdir(parents=True)
    with pytest.raises(WatchbillError, match="cannot be written: No space left on device"):
        Archive(str(tmp_path)).put(PAPER)
    assert list(folder.iterdir()) == []


def test_a_root_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("in the way")
    with pytest.raises(WatchbillError, match="cannot be written"):
        Archive(str(tmp_path / "archive")).put(PAPER)


@pytest.mark.parametrize("root", ["nosuchscheme://bucket", "s3x://bucket"])
def test_an_unknown_scheme_is_one_sentence(root: str) -> None:
    with pytest.raises(WatchbillError, match="use a folder instead"):
        Archive(root)


def test_a_remote_archive_is_read_by_another_process_too(tmp_path: Path) -> None:
    root = f"memory://{tmp_path.name}-{time.time_ns()}"
    Archive(root).put(PAPER)
    elsewhere = Archive(root)  # with a local folder of its own
    assert elsewhere.read(SHA) == PAPER


def test_free_space_of_a_folder_that_is_not_made_yet(tmp_path: Path) -> None:
    assert (free_space(str(tmp_path / "not" / "yet")) or 0) > 0
    assert free_space("memory://x") is None


@pytest.mark.parametrize("together", [True, False])
def test_many_documents_are_kept_together_as_if_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    """Also where the system cannot flush them together."""
    if not together:
        monkeypatch.setattr("watchbill.archive.can_flush_together", lambda _root: False)
    archive = Archive(tmp_path / "archive")
    known = archive.put(b"known")
    papers = [b"known", b"", *(b"%d" % number for number in range(100)), b"7"]
    shas = archive.put_all(papers)
    assert shas == [hashlib.sha256(data).hexdigest() for data in papers]
    assert shas[0] == known
    assert [archive.read(sha) for sha in shas] == papers
    assert {archive.damage(sha) for sha in archive.shas()} == {None}
    assert archive.path(shas[5]).stat().st_mode & 0o777 == 0o444
    assert len([path for path in (tmp_path / "archive").rglob("*") if path.is_file()]) == 102


def test_what_lies_damaged_is_not_passed_over_when_many_are_kept(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    damaged = archive.path(archive.put(b"whole"))
    damaged.chmod(0o644)
    damaged.write_bytes(b"torn")
    with pytest.raises(WatchbillError, match="left as it is"):
        archive.put_all([b"other", b"whole", b"more"])
    assert damaged.read_bytes() == b"torn"
