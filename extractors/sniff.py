"""What strangers' bytes are, by looking at them: names lie, and a document of the archive has none."""

from __future__ import annotations

import io
import re
import zipfile

from extractors.delimited import find_delimiter
from extractors.typeset import decoded
from watchbill.model import Reason

PDF, TEXT, HTML, CSV = "application/pdf", "text/plain", "text/html", "text/csv"
EML, MSG = "message/rfc822", "application/vnd.ms-outlook"
_OFFICE = "application/vnd.openxmlformats-officedocument."
XLSX, DOCX = _OFFICE + "spreadsheetml.sheet", _OFFICE + "wordprocessingml.document"
ZIP, OLE, ENCRYPTED = "application/zip", "application/x-ole-storage", "application/encrypted"
OLD_WORD, OLD_EXCEL, XML = "application/msword", "application/vnd.ms-excel", "application/xml"
_FIRST_BYTES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"II+\0": "image/tiff",
    b"MM\0+": "image/tiff",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"PK\x03\x04": ZIP,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLE,
    b"{\\rtf": "application/rtf",
    b"\x1f\x8b": "application/gzip",
}
PICTURES = frozenset({"image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp"})
#: The part that makes an office file what it is -> its media type. A binary workbook (.xlsb) is an old one to us.
_PARTS = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "xl/workbook.bin": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "ppt/presentation.xml": _OFFICE + "presentationml.presentation",
    "content.xml": "application/vnd.oasis.opendocument",
}
#: A stream of an OLE file -> the media type.
_STREAMS = {
    "__properties_version1.0": MSG,
    "EncryptedPackage": ENCRYPTED,
    "WordDocument": OLD_WORD,
    "Workbook": OLD_EXCEL,
    "Book": OLD_EXCEL,
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
#: Comments are taken whole (`?>`): given back piece by piece, forty of them would be tried for years.
_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype html|html|head|body|meta|style|div|table)\b",
    re.I | re.S,
)
_LOOKED_AT = 65_536


def sniff_media(data: bytes) -> str:
    """The media type by the bytes: a PDF may have up to 1,024 bytes before its header, as Acrobat allows."""
    start = data[:_LOOKED_AT]
    if not start.startswith(b"%PDF-"):
        from extractors.mail import is_message

        if is_message(start):  # its attachments may be PDF
            return EML
    if b"%PDF-" in data[:1024]:
        return PDF
    for first, media_type in _FIRST_BYTES.items():
        if data.startswith(first):
            return _zipped(data) if media_type == ZIP else _ole(data) if media_type == OLE else media_type
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if _HTML.match(start[:4096].removeprefix(b"\xef\xbb\xbf")):
        return HTML
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):  # Excel and Word can save as XML, too
        return XML
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = decoded(start[: len(start) & ~1]) if data and (is_wide or b"\0" not in start) else None
    if text is None:
        return "application/octet-stream"
    return CSV if find_delimiter(text) else TEXT


def why_not_read(media_type: str) -> Reason:
    """Why a document of this type is refused."""
    if media_type == ENCRYPTED:
        return Reason.ENCRYPTED
    if media_type == OLD_WORD:
        return Reason.OLD_OFFICE
    is_known = media_type in {XML, *_FIRST_BYTES.values(), *_PARTS.values(), *_STREAMS.values()}
    return Reason.UNSUPPORTED if is_known else Reason.NOT_A_DOCUMENT


def unpacked_size(data: bytes, media_type: str) -> int:
    """Bytes of a document after unpacking, as its archive claims; of what is not packed, its own."""
    if media_type not in (XLSX, DOCX):
        return len(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return len(data)


def _zipped(data: bytes) -> str:
    """The office file that a zip is, by the parts it lists; where its list is lost, by the heads of its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower().lstrip("/") for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        heads = re.finditer(rb"PK\x03\x04.{22}(..)..", data[: 1 << 20], re.S)
        names = {
            data[head.end() : head.end() + int.from_bytes(head[1], "little")].decode("utf-8", "replace").lower()
            for head in heads
        }
    return next((media_type for part, media_type in _PARTS.items() if part in names), ZIP)


def _ole(data: bytes) -> str:
    """The document that an OLE file is, by the names of its streams."""
    for stream, media_type in _STREAMS.items():
        # an entry of the directory: the name in 64 bytes, then its length
        if re.search(re.escape(stream.encode("utf-16-le")) + rb"\0\0", data):
            return media_type
    return OLE
