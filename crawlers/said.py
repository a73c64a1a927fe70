"""How portals say dates and other facts in their JSON."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any

from crawlers.dates import find_date

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
#: Control signs, which a terminal obeys and PostgreSQL partly refuses, and halves of surrogate pairs.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def writable(text: str) -> str:
    """`text` with blanks in place of the signs that a stranger's JSON may hold and a store or terminal may not."""
    return _UNWRITABLE.sub(" ", text)


def day(said: object) -> dt.date | None:
    """The day that a portal's text says: ``2025-09-24T16:09:01.460Z``, ``05/29/2025``, ``May 13, 2025``; else None."""
    if not isinstance(said, str):
        return None
    if iso := _ISO.match(said):
        try:
            return dt.date(*(int(part) for part in iso.groups()))
        except ValueError:
            return None
    return find_date(said)


def facts(**said: object) -> dict[str, str]:
    """What is said, as texts; what is not (None, empty) is left out."""
    return {name: text for name, thing in said.items() if (text := plain(thing))}


def plain(said: object) -> str:
    """A text without mark-up and with single spaces; numbers and truths as JSON writes them; None as nothing."""
    if said is None or said == [] or said == {}:
        return ""
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, (list, tuple)):
        return "; ".join(text for entry in said if (text := plain(entry)))
    text = html.unescape(re.sub(r"<[^>]*>", " ", said)) if isinstance(said, str) else str(said)
    return " ".join(text.split())


def member(said: object, *names: str) -> Any:
    """What a JSON object holds under `names`, one inside the other; None where anything is missing."""
    for name in names:
        said = said.get(name) if isinstance(said, Mapping) else None
    return said
