"""Folders and zip archives: what they hold comes out in order and within bounds, and their names lead nowhere."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from watchbill.intake.containers import Member, find_files, read_zip
from watchbill.intake.items import Budget, Found, Item, Limits, Refusal, is_litter, plain_name, plain_text

LIMITS = Limits(total_bytes=1 << 20, file_bytes=1 << 19, small_bytes=1 << 16, ratio=100, count=50, depth=3)


def make_zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def encrypted(data: bytes, *names: str) -> bytes:
    """The same zip with the encryption bit set on the members named: enough for a reader to refuse them."""
    out = bytearray(data)
    for signature, flags, name_length, name_at in ((b"PK\x03\x04", 6, 26, 30), (b"PK\x01\x02", 8, 28, 46)):
        at = data.find(signature)
        while at >= 0:
            (length,) = struct.unpack_from("<H", data, at + name_length)
            if data[at + name_at : at + name_at + length].decode() in names:
                out[at + flags] |= 1
            at = data.find(signature, at + 1)
    return bytes(out)


def open_zip(data: bytes, limits: Limits = LIMITS) -> list[Member]:
    return list(read_zip(io.BytesIO(data), len(data), limits, Budget(limits.total_bytes, limits.count)))


def shown(paths: list[Path]) -> list[tuple[str, str]]:
    return [
        (entry.path, "found" if isinstance(entry, Found) else f"{entry.outcome}: {entry.reason}")
        for entry in find_files(paths)
    ]


def test_folders_are_searched_to_the_bottom_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    (folder / "b" / "c").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("z.pdf", "a.pdf", "b/c/deep.pdf", ".DS_Store", "b/Thumbs.db", ".git/config", "~$open.docx"):
        (folder / name).write_text("x")
    litter = "passed over: hidden, or left there by a program"
    assert shown([folder]) == [
        ("release/.DS_Store", litter),
        ("release/.git", litter),
        ("release/a.pdf", "found"),
        ("release/b/Thumbs.db", litter),
        ("release/b/c/deep.pdf", "found"),
        ("release/z.pdf", "found"),
        ("release/~$open.docx", litter),
    ]


def test_what_is_missing_or_no_file_is_refused_and_the_rest_found(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link.pdf").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "folder" / "pipe")
    assert shown([tmp_path / name for name in ("missing.pdf", "dangling", "folder", "a.pdf")]) == [
        ("missing.pdf", "refused: missing: there is no such file"),
        ("dangling", "refused: a link to a file that is not there"),
        ("folder/link.pdf", "refused: a link: add what it points to"),
        ("folder/pipe", "refused: not a file"),
        ("a.pdf", "found"),
    ]


def test_a_file_named_twice_comes_once_and_namesakes_are_told_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.pdf").write_text(folder)
    one, two = tmp_path / "one", tmp_path / "two"
    assert [path for path, _ in shown([one, one / "a.pdf", one / ".." / "one"])] == ["one/a.pdf"]
    assert [path for path, _ in shown([one / "a.pdf", two / "a.pdf"])] == ["one/a.pdf", "two/a.pdf"]


def test_names_that_are_not_unicode_are_taken(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xe9sum\xe9.pdf")).write_text("x")
    (path, state) = shown([tmp_path])[0]
    assert state == "found"
    assert path.encode().decode() == path


def test_a_zip_gives_its_files() -> None:
    data = make_zip({"in/a.pdf": b"A", "b.txt": b"B", "in/": b"", "__MACOSX/in/._a.pdf": b"litter"})
    assert open_zip(data) == [Member("in/a.pdf", b"A"), Member("b.txt", b"B"), Member("__MACOSX/in/._a.pdf")]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a/./b//c", "a/b/c"),
        ("..", "unnamed"),
        ("a\x00b\n\x1b[31m.pdf", "a b [31m.pdf"),
        ("half \ud800.pdf", "half \N{REPLACEMENT CHARACTER}.pdf"),
        ("x" * 5000 + ".pdf", "x" * 396 + ".pdf"),
    ],
)
def test_names_lead_nowhere(name: str, plain: str) -> None:
    assert plain_name(name) == plain
    assert "\0" not in plain_text(name)


def test_zip_slip_names_are_harmless() -> None:
    assert [member.name for member in open_zip(make_zip({"../../evil.pdf": b"x"}))] == ["evil.pdf"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = make_zip({"a.txt": b"\0" * 500_000})
    assert len(bomb) < 5000
    with pytest.raises(Refusal, match="zip bomb"):
        open_zip(bomb)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({str(n): b"x" for n in range(51)}, "51 files, more than the 50"),
        ({str(n): os.urandom(200_000) for n in range(6)}, "unpacks to 1.1 MB, more than 1.0 MB"),
        ({}, "without files"),
    ],
)
def test_zips_beyond_the_bounds_are_refused(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(Refusal, match=message):
        open_zip(make_zip(files))


def test_a_budget_is_shared_by_what_is_nested() -> None:
    budget = Budget(bytes=1000, count=3)
    data = make_zip({"a": b"x" * 600})
    list(read_zip(io.BytesIO(data), len(data), LIMITS, budget))
    with pytest.raises(Refusal, match="unpacks to"):
        list(read_zip(io.BytesIO(data), len(data), LIMITS, budget))


def test_a_size_that_lies_gives_no_more_than_it_says() -> None:
    honest = make_zip({"a.txt": b"x" * 50_000})
    lying = honest.replace(struct.pack("<I", 50_000), struct.pack("<I", 10))
    assert lying != honest
    (member,) = open_zip(lying)
    assert member.data is None
    assert "damaged inside the zip" in (member.reason or "")


def test_encrypted_members_are_refused_and_a_wholly_encrypted_zip_too() -> None:
    data = make_zip({"a.pdf": b"A", "b.pdf": b"B"})
    first, second = open_zip(encrypted(data, "a.pdf"))
    assert first.data is None
    assert (first.reason or "").startswith("encrypted")
    assert second == Member("b.pdf", b"B")
    with pytest.raises(Refusal, match="encrypted zip archive"):
        open_zip(encrypted(data, "a.pdf", "b.pdf"))


def test_a_damaged_member_is_refused_and_the_others_are_given() -> None:
    data = make_zip({"a.pdf": b"A" * 1000, "b.pdf": b"B"}, zipfile.ZIP_STORED)
    spoilt = data.replace(b"A" * 1000, b"A" * 999 + b"Z")
    first, second = open_zip(spoilt)
    assert "damaged inside the zip" in (first.reason or "")
    assert second == Member("b.pdf", b"B")


def test_a_large_member_and_an_unknown_method_say_what_to_do() -> None:
    large = make_zip({"a.pdf": os.urandom(600_000)})
    assert "larger than 0.5 MB inside a zip" in (open_zip(large)[0].reason or "")
    deflate64 = bytearray(make_zip({"a.pdf": b"A"}))
    deflate64[8:10] = struct.pack("<H", 9)
    at = deflate64.find(b"PK\x01\x02") + 10
    deflate64[at : at + 2] = struct.pack("<H", 9)
    assert "Deflate64" in (open_zip(bytes(deflate64))[0].reason or "")


@pytest.mark.parametrize("cut", [4, 30, -1, -20])
def test_a_broken_zip_is_refused(cut: int) -> None:
    data = make_zip({"a.pdf": b"A" * 100})
    with pytest.raises(Refusal, match="broken zip archive"):
        open_zip(data[:cut])


def test_litter() -> None:
    assert all(map(is_litter, (".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX", "~$a.docx", "._a.pdf")))
    assert not any(map(is_litter, ("a.pdf", "Thumbs.pdf", "release.db")))


def test_an_item_stands_for_what_was_not_taken(tmp_path: Path) -> None:
    (entry,) = find_files([tmp_path / "gone"])
    assert entry == Item("gone", "refused", "missing: there is no such file")
