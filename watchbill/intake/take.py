"""Taking files into the archive: containers are opened, documents kept, and what became of each is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchbill.archive import Archive
from watchbill.intake.containers import read_zip
from watchbill.intake.items import (
    KEPT,
    LIMITS,
    OPENED,
    PASSED_OVER,
    REFUSED,
    Budget,
    Found,
    Item,
    Limits,
    Refusal,
    plain_text,
    why_refused,
)
from watchbill.mail.eml import read_message, split_mbox
from watchbill.mail.letter import Letter
from watchbill.mail.msg import read_msg
from watchbill.store import documents


class Taking:
    """One release on its way in. `items` tells what became of every file, containers before what they hold."""

    def __init__(self, archive: Archive, limits: Limits = LIMITS) -> None:
        self.archive = archive
        self.limits = limits
        self.items: list[Item] = []
        self._paths: set[str] = set()

    def note(self, item: Item) -> None:
        """Remember what became of a file that was not taken."""
        self.items.append(item)
        self._paths.add(item.path)

    def take(self, found: Found) -> None:
        """Keep, open or refuse one file. Raises WatchbillError only where the archive cannot be written."""
        found = Found(self._free_path(found.path), found.content, found.parent, found.depth, found.budget)
        place = len(self.items)
        try:
            media_type = found.sniff()
            refusal = why_refused(media_type, found)
            if refusal:
                raise Refusal(refusal)
            if media_type in (documents.ZIP, documents.EML, documents.MBOX, documents.MSG):
                self._open(found, media_type)
            else:
                self._keep(found, media_type)
        except Refusal as refused:
            self._refuse(found, str(refused), place)
        except OSError as error:
            self._refuse(found, f"cannot be read: {error.strerror or error}", place)

    def _refuse(self, found: Found, reason: str, place: int) -> None:
        """Refuse a file; one that was opened and broke off stays opened, with the reason, and what it gave is kept."""
        if place < len(self.items):
            opened = self.items[place]
            self.items[place] = Item(opened.path, OPENED, reason, opened.parent, envelope=opened.envelope)
        else:
            self.note(Item(found.path, REFUSED, reason, found.parent))

    def _keep(self, found: Found, media_type: str, reason: str | None = None) -> None:
        if isinstance(found.content, Path):
            sha = self.archive.put_file(found.content)
            size = self.archive.path(sha).stat().st_size
        else:
            sha, size = self.archive.put(found.content), len(found.content)
        self.note(Item(found.path, KEPT, reason, found.parent, sha, size, media_type))

    def _open(self, found: Found, media_type: str) -> None:
        if found.depth >= self.limits.depth:
            raise Refusal(f"nested more than {self.limits.depth} deep: unpack it and add the folder")
        if media_type == documents.ZIP:
            self._open_zip(found)
        elif found.size() > self.limits.file_bytes and media_type in (documents.EML, documents.MSG):
            raise Refusal(f"a message larger than {self.limits.file_bytes >> 20} MB")
        elif media_type == documents.EML:
            with found.open() as file:
                data = file.read()
            self._open_message(found, data, read_message(data))
        elif media_type == documents.MSG:
            self._open_outlook(found)
        else:
            self._open_mbox(found)

    def _open_zip(self, found: Found) -> None:
        budget = found.budget or Budget(self.limits.total_bytes, self.limits.count)
        with found.open() as file:
            for number, member in enumerate(read_zip(file, found.size(), self.limits, budget)):
                if number == 0:
                    self.note(Item(found.path, OPENED, None, found.parent))
                path = f"{found.path}/{member.name}"
                if member.data is not None:
                    self.take(Found(path, member.data, found.path, found.depth + 1, budget))
                elif member.reason:
                    self.note(Item(self._free_path(path), REFUSED, member.reason, found.path))
                else:
                    reason = "hidden, or left there by a program"
                    self.note(Item(self._free_path(path), PASSED_OVER, reason, found.path))

    def _open_outlook(self, found: Found) -> None:
        """An Outlook message; one that cannot be opened is kept as a document all the same: it is evidence."""
        with found.open() as file:
            data = file.read()
        try:
            letter = read_msg(data)
        except Refusal as refused:
            self._keep(found, documents.MSG, f"kept, but not opened: {refused}")
        else:
            self._open_message(found, data, letter)

    def _open_message(self, found: Found, data: bytes, letter: Letter) -> None:
        sha = self.archive.put(data)  # the message whole proves what is taken out of it
        self._open_letter(found, letter, f"kept whole as {sha}")

    def _open_letter(self, found: Found, letter: Letter, reason: str | None = None) -> None:
        self.note(Item(found.path, OPENED, reason, found.parent, envelope=letter.envelope))
        self._keep(self._inside(found, "message.txt", letter.body.encode("utf-8", "replace")), "text/plain")
        for part in letter.parts:
            if isinstance(part.content, bytes):
                self.take(self._inside(found, part.name, part.content))
            elif found.depth + 1 >= self.limits.depth:
                reason = f"nested more than {self.limits.depth} deep: add it on its own"
                self.note(Item(self._free_path(f"{found.path}/{part.name}"), REFUSED, reason, found.path))
            else:
                inner = self._inside(found, part.name, b"")
                self._open_letter(inner, part.content)

    def _open_mbox(self, found: Found) -> None:
        self.note(Item(found.path, OPENED, None, found.parent))
        with found.open() as file:
            for number, data in enumerate(split_mbox(file, self.limits.file_bytes), start=1):
                message = self._inside(found, f"{number:05d}.eml", data or b"")
                try:
                    if data is None:
                        raise Refusal(f"a message larger than {self.limits.file_bytes >> 20} MB")
                    self._open_message(message, data, read_message(data))
                except Refusal as refused:
                    self.note(Item(message.path, REFUSED, str(refused), found.path))

    def _inside(self, found: Found, name: str, data: bytes) -> Found:
        path = self._free_path(f"{found.path}/{name}")
        return Found(path, data, found.path, found.depth + 1, found.budget)

    def _free_path(self, path: str) -> str:
        """`path`, or where the release has it already, `path` with a number."""
        path = plain_text(path)
        return next(free for free in _numbered(path) if free not in self._paths)


def _numbered(path: str) -> Iterator[str]:
    yield path
    stem, dot, suffix = path.rpartition(".")
    if not dot or "/" in suffix:
        stem, suffix = path, ""
    number = 2
    while True:
        yield f"{stem} ({number}){dot if suffix else ''}{suffix}"
        number += 1
