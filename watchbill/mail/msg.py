"""Outlook messages (.msg, [MS-OXMSG]): an OLE file whose streams are the properties of the message, named by number.

The sender's address is taken from the internet where Outlook kept it; addresses of an Exchange server (``/O=CITY/…``)
say nothing to a reader and are left out.
"""

from __future__ import annotations

import datetime as dt
import re
import struct
from email.parser import HeaderParser
from email.utils import parsedate_to_datetime

import olefile

from watchbill.mail.eml import html_text
from watchbill.mail.letter import MOST_PARTS, Envelope, Letter, Part, Refusal, body_of, plain_name, plain_text
from watchbill.mail.rtf import rtf_text, unpack_rtf

_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_DEEPEST = 5
_MOST_TEXT = 32 << 20
#: Property numbers ([MS-OXPROPS]).
_SUBJECT, _HEADERS, _SENT, _DELIVERED, _CODE_PAGE = 0x0037, 0x007D, 0x0039, 0x0E06, 0x3FFD
_SENDER, _SENDER_ADDRESS, _SENDER_INTERNET, _FROM, _FROM_INTERNET = 0x0C1A, 0x0C1F, 0x5D01, 0x0042, 0x5D02
_TO, _CC, _BODY, _HTML, _RTF, _MESSAGE_ID = 0x0E04, 0x0E03, 0x1000, 0x1013, 0x1009, 0x1035
_DATA, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME = 0x3701, 0x3707, 0x3704, 0x3001
_RECIPIENT_NAME, _RECIPIENT_ADDRESS, _RECIPIENT_INTERNET, _RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
_KINDS = {1: "To", 2: "Cc"}
#: Bytes before the properties of the outermost message, of one inside it, and of all else ([MS-OXMSG] 2.4).
_TOP_HEADER, _INNER_HEADER, _OTHER_HEADER = 32, 24, 8

_Place = tuple[str, ...]


def read_msg(data: bytes) -> Letter:
    """The message in `data`. Raises Refusal where it cannot be opened."""
    try:
        with olefile.OleFileIO(data) as file:
            if not file.exists("__properties_version1.0"):
                raise Refusal("an OLE file without the properties of a message")
            return _letter(_Properties(file, (), _TOP_HEADER), 0)
    except Refusal:
        raise
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error, OverflowError, RecursionError) as error:
        raise Refusal("a broken Outlook message") from error


class _Properties:
    """The properties of one storage: the message, a recipient or an attachment."""

    def __init__(self, file: olefile.OleFileIO, place: _Place, header: int) -> None:
        self.file, self.place = file, place
        stream = self._stream("__properties_version1.0") or b""
        self.fixed = {}
        for start in range(header, len(stream) - 15, 16):
            kind, number, _, value = struct.unpack_from("<HHI8s", stream, start)
            self.fixed[number] = (kind, value)
        page = struct.unpack("<I", self.fixed[_CODE_PAGE][1][:4])[0] if _CODE_PAGE in self.fixed else 1252
        self.code_page = "utf-8" if page == 65001 else f"cp{page}"

    def text(self, *numbers: int) -> str:
        """The first of the texts that says anything."""
        for number in numbers:
            wide = self._stream(f"__substg1.0_{number:04X}001F")
            if wide is not None:
                text = wide.decode("utf-16-le", "replace")
            else:
                text = _decoded(self._stream(f"__substg1.0_{number:04X}001E") or b"", self.code_page)
            if text.strip("\0 \r\n\t"):
                return text.replace("\0", "").strip()
        return ""

    def data(self, number: int) -> bytes | None:
        return self._stream(f"__substg1.0_{number:04X}0102")

    def number(self, number: int) -> int | None:
        kind, value = self.fixed.get(number, (0, b""))
        return int(struct.unpack("<i", value[:4])[0]) if kind == 0x0003 else None

    def moment(self, *numbers: int) -> dt.datetime | None:
        """The first of the moments that is given, in UTC."""
        for number in numbers:
            kind, value = self.fixed.get(number, (0, b""))
            ticks = struct.unpack("<Q", value)[0] if kind == 0x0040 else 0
            if ticks:
                try:
                    return (_EPOCH + dt.timedelta(microseconds=ticks // 10)).replace(microsecond=0)
                except OverflowError:
                    continue  # a moment that no calendar has
        return None

    def inside(self, prefix: str) -> list[_Place]:
        """The storages right inside this one whose names begin so, in their order."""
        depth = len(self.place) + 1
        found = {
            tuple(entry[:depth])
            for entry in self.file.listdir(streams=True, storages=True)
            if len(entry) >= depth and tuple(entry[: depth - 1]) == self.place and entry[depth - 1].startswith(prefix)
        }
        return sorted(found)

    def _stream(self, name: str) -> bytes | None:
        path = [*self.place, name]
        if not self.file.exists(path) or self.file.get_type(path) != olefile.STGTY_STREAM:
            return None
        with self.file.openstream(path) as stream:
            content: bytes = stream.read()
        return content


def _letter(message: _Properties, depth: int) -> Letter:
    headers = HeaderParser().parsestr(message.text(_HEADERS)[:100_000])
    sent_at = message.moment(_SENT, _DELIVERED) or _header_date(headers.get("Date", ""))
    sender = _named(message.text(_SENDER, _FROM), message.text(_SENDER_INTERNET, _FROM_INTERNET, _SENDER_ADDRESS))
    recipients = _recipients(message)
    subject = plain_text(message.text(_SUBJECT))
    shown = {
        "From": sender or plain_text(str(headers.get("From", ""))),
        **recipients,
        "Date": f"{sent_at:%a, %d %b %Y %H:%M:%S +0000}" if sent_at else "",
        "Subject": subject,
    }
    everybody = ", ".join(filter(None, recipients.values()))
    message_id = message.text(_MESSAGE_ID) or str(headers.get("Message-ID", ""))
    envelope = Envelope(plain_text(message_id) or None, subject, shown["From"], everybody, sent_at)
    places = message.inside("__attach_version1.0_")
    if len(places) > MOST_PARTS:
        raise Refusal(f"a message with more than {MOST_PARTS} attachments")
    parts = [_part(message.file, place, number, depth) for number, place in enumerate(places)]
    return Letter(envelope, body_of(shown, _words(message)), tuple(part for part in parts if part))


def _words(message: _Properties) -> str:
    """What the message says: its plain text, else its html, else its rich text."""
    words = message.text(_BODY)
    if not words:
        page = message.data(_HTML)
        words = html_text(_decoded(page[:_MOST_TEXT], message.code_page) if page else message.text(_HTML))
    if not words:
        packed = message.data(_RTF)
        words = rtf_text(unpack_rtf(packed, _MOST_TEXT)) if packed else ""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def _recipients(message: _Properties) -> dict[str, str]:
    """To and Cc with their addresses; where no recipient is listed, the names that were shown."""
    found: dict[str, list[str]] = {"To": [], "Cc": []}
    for place in message.inside("__recip_version1.0_")[:MOST_PARTS]:
        recipient = _Properties(message.file, place, _OTHER_HEADER)
        kind = _KINDS.get(recipient.number(_RECIPIENT_KIND) or 0)
        name = _named(recipient.text(_RECIPIENT_NAME), recipient.text(_RECIPIENT_INTERNET, _RECIPIENT_ADDRESS))
        if kind and name:
            found[kind].append(name)
    shown = {"To": message.text(_TO), "Cc": message.text(_CC)}
    return {kind: plain_text(", ".join(names) or shown[kind]) for kind, names in found.items()}


def _named(name: str, address: str) -> str:
    """``Name <address>``, as messages on the internet print it."""
    address = address if "@" in address else ""
    name = "" if name.strip("'\"") == address else name
    return plain_text(f"{name} <{address}>" if name and address else name or address)


def _part(file: olefile.OleFileIO, place: _Place, number: int, depth: int) -> Part | None:
    """An attachment; None for one that is only a link to a file elsewhere."""
    attached = _Properties(file, place, _OTHER_HEADER)
    name = attached.text(_LONG_NAME, _SHORT_NAME, _SHOWN_NAME)
    content = attached.data(_DATA)
    if content is not None:
        return Part(plain_name(name or f"attachment-{number + 1}.bin"), content)
    inner = (*place, f"__substg1.0_{_DATA:04X}000D")
    if not file.exists([*inner, "__properties_version1.0"]):
        return None
    if depth + 1 >= _DEEPEST:
        raise Refusal("a message nested too deep to open")
    letter = _letter(_Properties(file, inner, _INNER_HEADER), depth + 1)
    name = name or letter.envelope.subject.replace("/", "-") or "message"
    return Part(plain_name(name if re.search(r"\.(?:msg|eml)$", name, re.I) else f"{name[:80]}.msg"), letter)


def _decoded(data: bytes, code_page: str) -> str:
    for name in (code_page, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue  # a code page that is unknown, or not the one the bytes are in: try the next
    return data.decode("cp1252", "replace")


def _header_date(printed: str) -> dt.datetime | None:
    try:
        date = parsedate_to_datetime(str(printed))
        return date.replace(tzinfo=dt.UTC) if date.tzinfo is None else date.astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        return None
