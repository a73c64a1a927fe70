"""PrimeGov: council meetings as JSON, their papers compiled on demand.

Asked: ``/api/v2/PublicPortal/ListUpcomingMeetings`` and, for every year from `since` on,
``ListArchivedMeetings?year=``.
A paper's address is made from its `templateId`, not from its own id; `compileOutputType` 1 is a PDF, 3 a web page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query

HOSTS: tuple[str, ...] = ()
FIRST_YEAR_BACK = 5
_PDF = 1


def recognises(url: str, body: bytes) -> bool:
    host = urlsplit(url).hostname or ""
    return host.endswith(".primegov.com") or (b'"documentList"' in body and b'"meetingTypeId"' in body)


def declare(url: str) -> str:
    return urljoin(url, "/public/portal")


def first(start: Start) -> Iterator[Ask]:
    """Meetings to come, then the years back to `since`, five where nothing is said."""
    since = start.portal.since.year if start.portal.since else start.today.year - FIRST_YEAR_BACK
    yield Ask(urljoin(start.portal.url, "/api/v2/PublicPortal/ListUpcomingMeetings"), "upcoming meetings")
    archived = urljoin(start.portal.url, "/api/v2/PublicPortal/ListArchivedMeetings")
    for year in range(start.today.year, since - 1, -1):
        yield Ask(with_query(archived, {"year": year}), f"meetings of {year}")


def read(answer: Answer) -> Listing:
    meetings = answer.json()
    if not isinstance(meetings, list) or not all(isinstance(meeting, dict) for meeting in meetings):
        raise ShapeError(f"{answer.url} does not list meetings as PrimeGov does.")
    links = [link for meeting in meetings for link in _papers(meeting, answer.url)]
    return Listing(links, entries=[str(meeting.get("id")) for meeting in meetings])


def _papers(meeting: dict[str, Any], url: str) -> Iterator[Link]:
    date = dt.datetime.fromisoformat(meeting["dateTime"]).date()  # local wall-clock time
    for paper in meeting.get("documentList") or []:
        title = f"{meeting.get('title', '')}: {paper.get('templateName', '')}"
        if paper.get("compileOutputType") == _PDF:
            parameters = {"meetingTemplateId": paper["templateId"], "compileOutputType": _PDF}
            yield Link(with_query(urljoin(url, "/Public/CompiledDocument"), parameters), title, date)
