"""Documents in the store, and what kind of bytes a document is: the bytes decide, names only choose between texts."""

from __future__ import annotations

import codecs
import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from watchbill.model import public_id
from watchbill.store.schema import document

EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
EXECUTABLE = "application/x-executable"
PST = "application/vnd.ms-outlook-pst"
PDF, ZIP, EML, MBOX = "application/pdf", "application/zip", "message/rfc822", "application/mbox"
MSG = "application/vnd.ms-outlook"
_OFFICE = "application/vnd.openxmlformats-officedocument."

#: First bytes -> media type.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"MZ", EXECUTABLE),
    (b"\x7fELF", EXECUTABLE),
    (b"\xcf\xfa\xed\xfe", EXECUTABLE),
    (b"\xca\xfe\xba\xbe", EXECUTABLE),
    (b"#!", EXECUTABLE),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"!BDN", PST),
)
#: A folder inside an OOXML file -> media type; a stream of an OLE file -> media type and the usual end of its name.
_ZIPPED = {
    "word/": _OFFICE + "wordprocessingml.document",
    "xl/": _OFFICE + "spreadsheetml.sheet",
    "ppt/": _OFFICE + "presentationml.presentation",
}
#: LibreOffice's files. They are kept whole, like every office document, whether or not the reader knows them.
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE = {
    "WordDocument": ("application/msword", ".doc"),
    "Workbook": ("application/vnd.ms-excel", ".xls"),
    "PowerPoint Document": ("application/vnd.ms-powerpoint", ".ppt"),
    "__substg1.0_": (MSG, ".msg"),
}
OFFICE_TYPES = frozenset({_OPEN_DOCUMENT, *_ZIPPED.values(), *(kind for kind, _ in _OLE.values())})
_PDF_HEADER = re.compile(rb"%PDF-\d")
_HTML = re.compile(
    rb"(?>(?><\?xml[^>]*>|<!--.*?-->|\s)*)<(!doctype\s+html|html|head|body|meta|style|div|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = rb"[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*"
_MAIL = re.compile(rb"(?:" + _HEADER + rb"){2,}\r?\n?")
_TRANSPORT = re.compile(rb"^(received|message-id|mime-version|return-path):", re.IGNORECASE | re.MULTILINE)
_HEAD = 65536


def sniff(data: bytes, name: str = "") -> str:
    """The media type of `data` by its bytes; `name` only tells CSV, HTML and mail from other text.

    Bytes that nothing explains are `application/octet-stream`, no bytes are `application/x-empty`.
    """
    return _sniff(io.BytesIO(data), name)


def sniff_file(path: Path) -> str:
    """The media type of a file by its bytes, without reading the whole of it. Raises OSError."""
    with path.open("rb") as file:
        return _sniff(file, path.name)


def _sniff(file: BinaryIO, name: str) -> str:
    head = file.read(_HEAD)
    if not head:
        return EMPTY
    if _PDF_HEADER.match(head):  # most of what is crawled, and nothing else begins so
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(file)
    if head.startswith(_OLE_MAGIC):
        return _ole_type(file, head, name)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(b"BM") and head[6:10] == bytes(4):  # two letters alone may begin a text
        return "image/bmp"
    if head[257:262] == b"ustar":
        return "application/x-tar"
    mail = _mail_type(head, name)
    if mail:
        return mail
    is_text = _is_text(head)
    if is_text and _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "text/html"
    if _PDF_HEADER.search(head[:1024]):  # readers accept up to 1024 bytes before the header
        return PDF
    if not is_text:
        return UNKNOWN
    return {".csv": "text/csv", ".htm": "text/html", ".html": "text/html"}.get(Path(name).suffix.lower(), "text/plain")


def _mail_type(head: bytes, name: str) -> str | None:
    """Mail begins with headers. Its parts may hold any bytes; a pasted "From:" and "To:" is text."""
    if head.startswith(b"From ") and _MAIL.match(head.partition(b"\n")[2]):
        return MBOX
    headers = _MAIL.match(head)
    if headers and (name.lower().endswith(".eml") or _TRANSPORT.search(headers.group())):
        return EML
    return None


def _is_text(head: bytes) -> bool:
    """Text in UTF-8, UTF-16 with its mark, or a one-byte code: no zero bytes and hardly a control character."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head:
        return False
    odd = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\f\x1b")
    high = len(head) - len(head.translate(None, bytes(range(128, 256))))
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a character cut in two at the end is no error
        is_utf8 = True
    except UnicodeDecodeError:
        is_utf8 = False
    return odd <= len(head) // 200 and (is_utf8 or high <= len(head) * 3 // 10)


def _ole_type(file: BinaryIO, head: bytes, name: str) -> str:
    """The office document that an OLE file is, by the streams its directory lists ([MS-CFB] 2.2), or by its name."""
    sector = 1 << min(struct.unpack_from("<H", head.ljust(512, b"\0"), 30)[0], 16)
    (first,) = struct.unpack_from("<I", head.ljust(512, b"\0"), 48)
    file.seek((first + 1) * sector)
    directory = file.read(4096)
    found = (kind for stream, (kind, _) in _OLE.items() if stream.encode("utf-16-le") in directory)
    named = (kind for kind, suffix in _OLE.values() if name.lower().endswith(suffix))
    return next(found, None) or next(named, "application/x-ole")


def _zip_type(file: BinaryIO) -> str:
    """Zip, or the office document that a zip is."""
    try:
        with zipfile.ZipFile(file) as opened:
            return _office_type(opened.namelist()) or ZIP
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return ZIP  # a broken one: whoever opens it says what is wrong


def _office_type(names: Iterable[str]) -> str | None:
    listed = set(names)
    if listed >= {"mimetype", "content.xml"}:
        return _OPEN_DOCUMENT
    if "[Content_Types].xml" not in listed:
        return None
    return next((kind for folder, kind in _ZIPPED.items() if any(name.startswith(folder) for name in listed)), None)


def keep_document(
    connection: sa.Connection, sha256: str, size: int, media_type: str, now: dt.datetime | None = None
) -> int:
    """The id of the document with these bytes, made where there is none; the archive holds them already.

    `size` is in bytes; `now` (UTC) is when it was first added, and is not changed by adding it again.
    """
    return add_document(connection, sha256, size, media_type, now)[0]


def add_document(
    connection: sa.Connection, sha256: str, size: int, media_type: str, now: dt.datetime | None = None
) -> tuple[int, bool]:
    """As `keep_document`, and whether the document is new."""
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    made = connection.scalar(
        insert(document)
        .values(
            public_id=public_id("d", sha256),
            sha256=sha256,
            size=size,
            media_type=media_type,
            added_at=now or dt.datetime.now(dt.UTC),
        )
        .on_conflict_do_nothing(index_elements=[document.c.sha256])
        .returning(document.c.id)
    )
    if made is not None:
        return int(made), True
    return int(connection.execute(sa.select(document.c.id).where(document.c.sha256 == sha256)).scalar_one()), False


class DocumentFacts(NamedTuple):
    """What the store keeps of a document's bytes; `size` is in bytes."""

    sha256: str
    size: int
    media_type: str


def add_documents(connection: sa.Connection, documents: Sequence[DocumentFacts], now: dt.datetime) -> None:
    """Make those documents that are not there; the archive holds their bytes already."""
    if not documents:
        return
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = [{"public_id": public_id("d", facts.sha256), **facts._asdict(), "added_at": now} for facts in documents]
    connection.execute(insert(document).on_conflict_do_nothing(index_elements=[document.c.sha256]), rows)
