"""Outlook messages made by hand ([MS-OXMSG]), in the compound file that holds them ([MS-CFB], version 3)."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

Storage = Mapping[str, Union[bytes, "Storage"]]

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_STREAM, _STORAGE, _ROOT = 2, 1, 5


# --- the message ----------


def message(**said: Any) -> bytes:
    """A .msg file that says what `message_storage` takes by name."""
    return compound_file(message_storage(**said))


def message_storage(
    *,
    subject: str = "",
    body: str = "",
    html: bytes = b"",
    rtf: bytes = b"",
    sender: tuple[str, str] = ("", ""),
    to: Sequence[tuple[str, str]] = (),
    cc: Sequence[tuple[str, str]] = (),
    sent: dt.datetime | None = None,
    headers: str = "",
    attached: Sequence[tuple[str, bytes]] = (),
    inside: Sequence[Storage] = (),
    is_wide: bool = True,
    is_inner: bool = False,
) -> Storage:
    """The storages and streams of a message. `inside` are the storages of attached messages; without `is_wide`, texts
    are in code page 1252."""
    texts = {0x0037: subject, 0x1000: body, 0x0C1A: sender[0], 0x5D01: sender[1], 0x007D: headers}
    storage: dict[str, bytes | Storage] = _texts(texts, is_wide)
    storage |= {f"__substg1.0_{number:04X}0102": data for number, data in ((0x1013, html), (0x1009, rtf)) if data}
    fixed = [struct.pack("<HHIII", 0x0003, 0x3FFD, 6, 1252, 0)]
    if sent:
        ticks = int((sent - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10_000_000
        fixed.append(struct.pack("<HHIQ", 0x0040, 0x0039, 6, ticks))
    storage["__properties_version1.0"] = bytes(24 if is_inner else 32) + b"".join(fixed)
    people = [*((1, one) for one in to), *((2, one) for one in cc)]
    for number, (kind, (name, address)) in enumerate(people):
        properties = bytes(8) + struct.pack("<HHIII", 0x0003, 0x0C15, 6, kind, 0)
        person = _texts({0x3001: name, 0x39FE: address}, is_wide) | {"__properties_version1.0": properties}
        storage[f"__recip_version1.0_#{number:08X}"] = person
    parts: list[dict[str, bytes | Storage]] = [
        _texts({0x3707: name}, is_wide) | {"__substg1.0_37010102": data} for name, data in attached
    ]
    parts += [{"__substg1.0_3701000D": inner} for inner in inside]
    for number, part in enumerate(parts):
        storage[f"__attach_version1.0_#{number:08X}"] = {"__properties_version1.0": bytes(8), **part}
    return storage


def _texts(texts: Mapping[int, str], is_wide: bool) -> dict[str, bytes | Storage]:
    kind, code = ("001F", "utf-16-le") if is_wide else ("001E", "cp1252")
    return {f"__substg1.0_{number:04X}{kind}": text.encode(code) for number, text in texts.items() if text}


# --- the compound file ----------


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = 0
    inside: list[int] = field(default_factory=list)


def compound_file(root: Storage) -> bytes:
    """An OLE file with these storages and streams."""
    entries = [_Entry("Root Entry", _ROOT)]
    _list(entries, 0, root)
    mini, mini_fat, body, fat = bytearray(), [], bytearray(), []
    for entry in entries:
        if entry.kind == _STREAM and len(entry.data) < _CUTOFF:
            entry.start = _append(mini, mini_fat, entry.data, _MINI)
        elif entry.kind == _STREAM:
            entry.start = _append(body, fat, entry.data, _SECTOR)
    entries[0].data = bytes(mini)
    entries[0].start = _append(body, fat, bytes(mini), _SECTOR)
    mini_table = b"".join(struct.pack("<I", link) for link in mini_fat)
    mini_start = _append(body, fat, mini_table, _SECTOR, b"\xff")
    directory = b"".join(map(_packed, entries))
    directory += bytes(-len(directory) % _SECTOR)
    directory_start = _append(body, fat, directory, _SECTOR)
    count = 1
    while (len(fat) + count) * 4 > count * _SECTOR:
        count += 1
    first = len(fat)
    fat += [_FAT] * count
    table = b"".join(struct.pack("<I", link) for link in fat).ljust(count * _SECTOR, b"\xff")
    sectors_of_fat = [first + n for n in range(count)]
    header = struct.pack(
        "<8s16sHHHHH6s9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, count, directory_start, 0,
        _CUTOFF, mini_start, -(-len(mini_table) // _SECTOR), _END, 0,
    )  # fmt: skip
    header += b"".join(struct.pack("<I", n) for n in sectors_of_fat).ljust(436, b"\xff")
    return header[:512] + bytes(body) + table


def _list(entries: list[_Entry], parent: int, storage: Storage) -> None:
    numbers = []
    for name in sorted(storage, key=lambda name: (len(name), name.upper())):
        content = storage[name]
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
            _list(entries, len(entries) - 1, content)
    entries[parent].child = _tree(entries, numbers)


def _tree(entries: list[_Entry], numbers: Sequence[int]) -> int:
    """The entries of a storage as a balanced tree."""
    if not numbers:
        return _FREE
    middle = len(numbers) // 2
    entries[numbers[middle]].left = _tree(entries, numbers[:middle])
    entries[numbers[middle]].right = _tree(entries, numbers[middle + 1 :])
    return numbers[middle]


def _append(body: bytearray, fat: list[int], data: bytes, size: int, fill: bytes = b"\0") -> int:
    """Append `data` as a chain of sectors; its first, or the mark of no sector."""
    if not data:
        return _END
    start, count = len(fat), -(-len(data) // size)
    body += data.ljust(count * size, fill)
    fat += [*range(start + 1, start + count), _END]
    return start


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    size = len(entry.data) if entry.kind != _STORAGE else 0
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name, len(name) + 2, entry.kind, 1, entry.left, entry.right, entry.child, bytes(16), 0, 0, 0,
        entry.start if size else (0 if entry.kind == _STORAGE else _END), size,
    )  # fmt: skip
