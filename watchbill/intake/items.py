"""What becomes of each file of a release, what is taken, and the bounds of what is opened."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import puremagic

from watchbill.mail.letter import Envelope
from watchbill.mail.letter import Refusal as Refusal  # taken in or refused: one answer for all that comes in
from watchbill.mail.letter import plain_name as plain_name
from watchbill.mail.letter import plain_text as plain_text
from watchbill.store import documents

KEPT, REFUSED, OPENED, PASSED_OVER = "kept", "refused", "opened", "passed over"

#: Media types that are kept as documents. Those the reader cannot read are kept all the same: they are evidence.
TAKEN = documents.OFFICE_TYPES | {
    documents.PDF, "text/plain", "text/html", "text/csv", "application/rtf",
    "image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp",
}  # fmt: skip
_TEXTS = {"text/plain": "text", "text/html": "a web page", "text/csv": "a table of text"}
#: What such a name promises no text is; `.xls` is none of them: many systems export tables of text under that name.
_NEVER_TEXT = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".docx", ".xlsx", ".doc", ".zip"})
_ARCHIVES = {
    "application/x-7z-compressed": "a 7-Zip archive",
    "application/vnd.rar": "a RAR archive",
    "application/gzip": "a gzip archive",
    "application/x-bzip2": "a bzip2 archive",
    "application/x-xz": "an xz archive",
    "application/x-tar": "a tar archive",
}
_LITTER = re.compile(r"(\..*|~\$.*|__MACOSX|Thumbs\.db|desktop\.ini|ehthumbs\.db|Icon\r)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what is opened, so that a small file never becomes a full disk.

    `total_bytes` and `count` bound all that comes out of one zip with everything nested in it; `ratio` is unpacked to
    packed bytes, asked of zips that unpack to more than `small_bytes`; `file_bytes` bounds each file in a container.
    """

    total_bytes: int = 4 << 30
    file_bytes: int = 256 << 20
    small_bytes: int = 32 << 20
    ratio: int = 100
    count: int = 20_000
    depth: int = 5


LIMITS = Limits()


@dataclass(slots=True)
class Budget:
    """What may still come out of one zip and everything nested in it."""

    bytes: int
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A file on its way in: its path inside the release, and its bytes in memory or on the disk."""

    path: str
    content: bytes | Path
    parent: str | None = None
    depth: int = 0
    budget: Budget | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def open(self) -> BinaryIO:
        return self.content.open("rb") if isinstance(self.content, Path) else io.BytesIO(self.content)

    def sniff(self) -> str:
        if isinstance(self.content, Path):
            return documents.sniff_file(self.content)
        return documents.sniff(self.content, self.name)

    def size(self) -> int:
        return self.content.stat().st_size if isinstance(self.content, Path) else len(self.content)


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one file: kept (as the document `sha256`), refused or passed over (with `reason`), or opened."""

    path: str
    outcome: str
    reason: str | None = None
    parent: str | None = None
    sha256: str | None = None
    size: int = 0
    media_type: str = ""
    envelope: Envelope | None = field(default=None, repr=False)


def why_refused(media_type: str, found: Found) -> str | None:
    """Why a file of this type is not taken, in a few words; None where it is kept or opened."""
    suffix = Path(found.name).suffix.lower()
    if media_type == documents.EMPTY:
        return "empty: it holds no bytes"
    if media_type in _TEXTS and suffix in _NEVER_TEXT:
        return f"named {suffix} but holds {_TEXTS[media_type]}"
    if media_type in TAKEN or media_type in (documents.ZIP, documents.EML, documents.MBOX):
        return None
    if media_type == documents.EXECUTABLE:
        return "a program, not a document"
    if media_type in _ARCHIVES:
        return f"{_ARCHIVES[media_type]}: unpack it and add the folder"
    if media_type == documents.PST:
        return "an Outlook mailbox: export it as mbox and add that"
    if media_type != documents.UNKNOWN:
        return f"of the type {media_type}, which is not taken"
    if suffix in _NEVER_TEXT:
        return f"named {suffix} but its bytes are something else{_looks_like(found)}"
    return f"not a document that is taken{_looks_like(found)}"


def is_litter(name: str) -> bool:
    """Whether a file or folder is hidden or left there by an operating system or an office program."""
    return _LITTER.fullmatch(name) is not None


def _looks_like(found: Found) -> str:
    """A guess for the person who reads the refusal; nothing is decided by it."""
    with found.open() as file:
        head = file.read(4096)
    try:
        guesses = puremagic.magic_string(head)
    except puremagic.PureError:
        return ""
    likely = [guess.name for guess in guesses if guess.name and guess.confidence >= 0.7]
    return f" (it looks like: {likely[0]})" if likely else ""
