"""What portals that list meetings as JSON have in common: rows, wall-clock times, papers named after their meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from crawlers.links import Link
from crawlers.listing import Answer, ShapeError

Meeting = Mapping[str, Any]


def meetings_of(answer: Answer, rows: Any, *keys: str) -> list[Meeting]:
    """`rows`, if they are meetings with these keys. Raises ShapeError where they are not."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) and all(key in row for key in keys) for row in rows):
        raise ShapeError(f"{answer.url} does not list meetings as its platform does.")
    return rows


def wall_date(stamp: Any) -> dt.date | None:
    """The day of a stamp such as ``2026-04-15T17:00:00Z``: local wall-clock time, whatever zone it claims."""
    try:
        return dt.datetime.fromisoformat(str(stamp)).date() if stamp else None
    except ValueError:
        return None


def text_of(value: Any) -> str:
    """A value as words on one line; nothing for null."""
    return " ".join(str(value).split()) if value is not None else ""


def paper_link(
    url: str, meeting: str, paper: str, date: dt.date | None, facts: Mapping[str, Any], *, is_page: bool = False
) -> Link:
    """A paper of a meeting: "City Council Regular Meeting: Agenda", unless its own name says as much."""
    says_meeting = meeting.lower() in paper.lower()
    title = paper if says_meeting or not meeting else f"{meeting}: {paper}" if paper else meeting
    known = {"meeting": meeting, "kind": paper} | {name: text_of(value) for name, value in facts.items()}
    return Link(url, title[:300], date, True, {name: text for name, text in known.items() if text}, is_page)
