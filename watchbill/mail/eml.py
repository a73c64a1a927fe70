"""E-mail: a message as its envelope, its words and its attachments; an mbox as its messages.

Nothing here trusts a header: what cannot be decoded is shown as it stands, and a date that is none stays empty.
"""

from __future__ import annotations

import datetime as dt
import html
import mimetypes
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from watchbill.mail.letter import MOST_PARTS, Envelope, Letter, Part, Refusal, body_of, plain_name, plain_text

_FROM_LINE = re.compile(rb"From (?:\S+ +.*\d\d:\d\d|\r?\n)")
_MAX_HEADER = 20_000
#: Headers whose parameters the standard library reads in the square of their length.
_ENDLESS_HEADER = re.compile(rb"(?im)^content-(?:type|disposition):(?:[^\n]|\n[ \t]){8192}")
_TOKEN = re.compile(r"<[^<>]*>|[^<]+|<")
_TAG = re.compile(r"<(/?)([a-zA-Z!?][a-zA-Z0-9]*)")
_BLOCKS = frozenset(
    ["p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"]
)
_HIDDEN = frozenset({"script", "style", "title", "noscript", "template"})


def read_message(data: bytes) -> Letter:
    """The message in `data`. Raises Refusal where it cannot be opened."""
    if _ENDLESS_HEADER.search(data):
        raise Refusal("a message with a header that does not end")
    try:
        return _read_letter(BytesParser(policy=compat32).parsebytes(data))
    except RecursionError as error:
        raise Refusal("a message nested too deep to open") from error


def split_mbox(file: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The messages of an mbox, without their "From " lines; None for one of more than `limit` bytes."""
    lines: list[bytes] = []
    size, is_blank, is_first = 0, True, True
    while line := file.readline(1 << 20):
        if line.startswith(b"From ") and is_blank and (is_first or _FROM_LINE.match(line)):
            if not is_first:
                yield b"".join(lines) if size <= limit else None
            lines, size, is_first = [], 0, False
            continue
        is_blank = not line.strip()
        size += len(line)
        if size <= limit:
            lines.append(line[1:] if re.match(rb">+From ", line) else line)
    if not is_first:
        yield b"".join(lines) if size <= limit else None


def _read_letter(message: Message) -> Letter:
    plain: list[str] = []
    web: list[str] = []
    parts: list[Part] = []
    for leaf in _leaves(message):
        kind = leaf.get_content_type()
        is_attached = leaf.get_content_disposition() == "attachment" or bool(leaf.get_filename())
        if kind == "message/rfc822":
            parts += [Part(_part_name(leaf, len(parts)), _read_letter(inner)) for inner in _inner(leaf)]
        elif kind == "text/plain" and not is_attached:
            plain.append(_text(leaf))
        elif kind == "text/html" and not is_attached:
            web.append(_text(leaf))
        else:
            parts.append(Part(_part_name(leaf, len(parts)), _bytes(leaf)))
        if len(parts) > MOST_PARTS:
            raise Refusal(f"a message with more than {MOST_PARTS} attachments")
    words = "\n".join(plain).strip() or "\n".join(map(html_text, web)).strip()
    return Letter(_read_envelope(message), _body(message, words), tuple(parts))


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; a message attached whole is one of them."""
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in _inner(message):
            yield from _leaves(part)
    else:
        yield message


def _inner(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    data = _bytes(part)
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return data.decode(charset)
        except (LookupError, ValueError):
            continue  # a charset that is unknown, or not the one the bytes are in: try the next
    return data.decode("cp1252", "replace")


def _part_name(part: Message, number: int) -> str:
    name = _decoded(part.get_filename() or "")
    if not name and part.get_content_type() == "message/rfc822":
        subject = next((_header(inner, "Subject") for inner in _inner(part)), "")
        name = (subject[:80].replace("/", "-") or "message") + ".eml"
    suffix = mimetypes.guess_extension(part.get_content_type()) or ".bin"
    return plain_name(name or f"attachment-{number + 1}{suffix}")


def _header(message: Message, name: str) -> str:
    return ", ".join(_decoded(str(found)) for found in message.get_all(name, []))


def _decoded(printed: str) -> str:
    """A header with its encoded words (RFC 2047) put into letters; as it stands where they are malformed."""
    printed = printed[:_MAX_HEADER]
    try:
        decoded = str(make_header(decode_header(printed)))
    except (HeaderParseError, LookupError, ValueError):  # binascii.Error and UnicodeError are among them
        decoded = printed
    return plain_text(decoded)


def _read_envelope(message: Message) -> Envelope:
    recipients = [_header(message, name) for name in ("To", "Cc")]
    return Envelope(
        message_id=_header(message, "Message-ID") or None,
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        recipients=", ".join(filter(None, recipients)),
        sent_at=_date(_header(message, "Date")),
    )


def _date(printed: str) -> dt.datetime | None:
    try:
        date = parsedate_to_datetime(printed)
        return date.replace(tzinfo=dt.UTC) if date.tzinfo is None else date.astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _body(message: Message, words: str) -> str:
    headers = {name: _header(message, name) for name in ("From", "To", "Cc", "Date", "Subject")}
    return body_of(headers, words)


def html_text(page: str) -> str:
    """The words of a web page as lines of text, cells of a row parted by tabs.

    The standard library's parser takes minutes over some 100 KB; this looks at every character once.
    """
    words: list[str] = []
    hidden = ""
    for token in _TOKEN.findall(_without_comments(page)):
        tag = _TAG.match(token)
        if tag is None:
            words.append("" if hidden else re.sub(r"\s+", " ", html.unescape(token)))
            continue
        is_end, name = bool(tag.group(1)), tag.group(2).lower()
        if hidden:
            hidden = "" if is_end and name == hidden else hidden
        elif name in _HIDDEN and not is_end:
            hidden = name
        elif name in _BLOCKS:
            words.append("\n")
        elif name in ("td", "th") and not is_end:
            words.append("\t")
    lines = ("\t".join(cell.strip() for cell in line.split("\t")).strip() for line in "".join(words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_comments(page: str) -> str:
    kept, at = [], 0
    while (start := page.find("<!--", at)) >= 0:
        kept.append(page[at:start])
        end = page.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, page[at:]])
