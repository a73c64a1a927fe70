"""A letter: what every kind of e-mail holds, and names out of it made plain."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

#: Attachments of one message; more are no letter.
MOST_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whose message it is. Names and addresses as the message gives them; `sent_at` in UTC."""

    message_id: str | None
    subject: str
    sender: str
    recipients: str
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment: its name, and its bytes or the message that was attached."""

    name: str
    content: bytes | Letter


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. `body` is its envelope and words as lines of text; html without a text version is put into text."""

    envelope: Envelope
    body: str
    parts: tuple[Part, ...]


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """A file cannot be taken. The message says why in a few words."""


def plain_name(name: str) -> str:
    """A name from inside a container as a relative path that leads nowhere else, in characters every store can hold."""
    parts = [part for part in re.split(r"[\\/]+", plain_text(name)) if part.strip() not in ("", ".", "..")]
    return "/".join(parts)[-400:] or "unnamed"


def plain_text(text: str) -> str:
    """`text` on one line without control characters or halves of characters (PostgreSQL refuses both)."""
    whole = re.sub(r"[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
    return re.sub(r"[\x00-\x1f\x7f]+", " ", whole).strip()


def body_of(headers: dict[str, str], words: str) -> str:
    """The envelope and the words as lines of text; headers that say nothing are left out."""
    printed = "\n".join(f"{name}: {value}" for name, value in headers.items() if value)
    return f"{printed}\n\n{words}\n".replace("\r\n", "\n").replace("\0", "")
