"""Messages that are read as files (.eml, .msg): envelope, words, and the names of what is attached.

`watchbill add` opens messages and keeps their attachments as documents of their own; read alone, a message only says
which it holds.
"""

from __future__ import annotations

import re

from extractors.refusal import RefusedError
from watchbill.mail.eml import read_message
from watchbill.mail.letter import Letter, Refusal
from watchbill.mail.msg import read_msg
from watchbill.model import Reason

_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_TRANSPORT = re.compile(rb"^(?:received|message-id|mime-version|return-path):", re.IGNORECASE | re.MULTILINE)


def is_message(start: bytes) -> bool:
    """Whether bytes begin with the headers that mail programs write; a pasted "From:" and "To:" is plain text."""
    headers = _HEADERS.match(start.removeprefix(b"\xef\xbb\xbf"))
    return bool(headers and _TRANSPORT.search(headers.group()))


def message_text(data: bytes, *, is_outlook: bool) -> str:
    """The message as lines of text. Raises RefusedError where it cannot be opened."""
    try:
        letter = read_msg(data) if is_outlook else read_message(data)
    except Refusal as refused:
        raise RefusedError(Reason.DAMAGED) from refused
    return _with_attachments(letter)


def _with_attachments(letter: Letter) -> str:
    """The text of a message with a line for its attachments under its envelope."""
    envelope, gap, words = letter.body.partition("\n\n")
    if letter.parts:
        envelope += f"\nAttachments: {'; '.join(part.name for part in letter.parts)}"
    return envelope + gap + words
