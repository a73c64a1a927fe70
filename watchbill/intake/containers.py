"""What holds files: folders on the disk, and zip archives, which are opened within bounds, never unpacked by name."""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from watchbill.intake.items import PASSED_OVER, REFUSED, Budget, Found, Item, Limits, Refusal, is_litter, plain_name

_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd", 99: "AES encryption"}


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a zip: its bytes, or the reason why it is not taken."""

    name: str
    data: bytes | None = None
    reason: str | None = None


def find_files(paths: Iterable[Path]) -> Iterator[Found | Item]:
    """The files that `paths` name, folders in order and to the bottom; what is refused or passed over as items.

    Paths inside the release begin with the name given or, where two names are alike, at the folder that all of `paths`
    share. A file named twice comes once.
    """
    given = list(dict.fromkeys(Path(os.path.abspath(path)) for path in paths))  # noqa: PTH100 - resolve() follows links
    shared = Path(os.path.commonpath([path.parent for path in given])) if given else Path()
    are_distinct = len({path.name for path in given}) == len(given)
    seen: set[str | bytes | Path] = set()
    for path in given:
        for entry in _find(path, plain_name(path.name if are_distinct else path.relative_to(shared).as_posix())):
            place = entry.path if isinstance(entry, Item) else entry.content
            if place not in seen:
                seen.add(place)
                yield entry


def _find(path: Path, shown: str) -> Iterator[Found | Item]:
    if path.is_dir():
        yield from _find_in_folder(path, shown)
    elif path.is_file():
        yield Found(shown, path)
    elif os.path.lexists(path):
        yield Item(shown, REFUSED, "not a file" if path.exists() else "a link to a file that is not there")
    else:
        yield Item(shown, REFUSED, "missing: there is no such file")


def _find_in_folder(folder: Path, shown: str) -> Iterator[Found | Item]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield Item(shown, REFUSED, f"the folder cannot be read: {error.strerror}")
        return
    for path in entries:
        name = f"{shown}/{plain_name(path.name)}"
        if is_litter(path.name):
            yield Item(name, PASSED_OVER, "hidden, or left there by a program")
        elif path.is_symlink():
            yield Item(name, REFUSED, "a link: add what it points to")
        elif path.is_dir():
            yield from _find_in_folder(path, name)
        elif path.is_file():
            yield Found(name, path)
        else:
            yield Item(name, REFUSED, "not a file")


def read_zip(file: BinaryIO, size: int, limits: Limits, budget: Budget) -> Iterator[Member]:
    """The files of a zip archive of `size` bytes, one at a time, each no larger than its own entry declares.

    Raises Refusal before anything is unpacked where the whole cannot be taken. `budget` shrinks by what is unpacked.
    """
    try:
        opened = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise Refusal(f"a broken zip archive ({_cause(error)})") from error
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    _refuse_excess(entries, size, limits, budget)
    for entry in entries:
        yield _read_member(opened, entry, limits)


def _refuse_excess(entries: list[zipfile.ZipInfo], size: int, limits: Limits, budget: Budget) -> None:
    total = sum(entry.file_size for entry in entries)
    if not entries:
        raise Refusal("a zip archive without files")
    if all(entry.flag_bits & 1 for entry in entries):
        raise Refusal("an encrypted zip archive: unpack it with its password and add the folder")
    if len(entries) > budget.count:
        raise Refusal(f"a zip archive of {len(entries)} files, more than the {limits.count} that are opened")
    if total > budget.bytes:
        raise Refusal(f"a zip archive that unpacks to {_megabytes(total)}, more than {_megabytes(limits.total_bytes)}")
    if total > limits.small_bytes and total > limits.ratio * max(size, 1):
        raise Refusal(f"a zip bomb: {_megabytes(size)} that unpack to {_megabytes(total)}")
    budget.count -= len(entries)
    budget.bytes -= total


def _read_member(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> Member:
    name = plain_name(entry.filename)
    if any(is_litter(part) for part in name.split("/")):
        return Member(name)
    if entry.flag_bits & 1:
        return Member(name, reason="encrypted: unpack it with its password and add the file")
    if entry.file_size > limits.file_bytes:
        bound = _megabytes(limits.file_bytes)
        return Member(name, reason=f"larger than {bound} inside a zip: unpack it and add the file")
    try:
        return Member(name, opened.read(entry))
    except NotImplementedError:
        method = _METHODS.get(entry.compress_type, f"method {entry.compress_type}")
        return Member(name, reason=f"packed with {method}, which is not opened here: unpack it and add the file")
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError) as error:
        return Member(name, reason=f"damaged inside the zip ({_cause(error)})")


def _cause(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0].rstrip(".")[:120] or type(error).__name__


def _megabytes(count: int) -> str:
    return f"{count / (1 << 20):,.1f} MB"
