"""CivicClerk: meetings as OData, their published files streamed by id.

Asked: ``https://{tenant}.api.civicclerk.com/v1/Events`` from `since` on, followed by `@odata.nextLink` (a page has some
15 events, and `$top` is a cap, not a page). A file is ``/v1/Meetings/GetMeetingFileStream(fileId=N,plainText=false)``;
without `plainText` it is not found, with ``true`` it is text. Times end in "Z" and are local wall-clock time. The null
`agendaFile` and `minutesFile` of an event are not its papers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query
from crawlers.markup import parse, with_others
from crawlers.meetings import Meeting, meetings_of, paper_link, text_of, wall_date

HOSTS: tuple[str, ...] = (".api.civicclerk.com", "civicclerk.blob.core.windows.net")
FIRST_YEAR_BACK = 5
_TENANT = re.compile(r"^([\w-]+)\.(?:portal\.|api\.)?civicclerk\.com$", re.IGNORECASE)


def recognises(url: str, body: bytes) -> bool:
    return bool(_TENANT.match(urlsplit(url).hostname or "")) or (b'"publishedFiles"' in body and b'"eventName"' in body)


def declare(url: str) -> str:
    """The API of the tenant whose portal is at `url`."""
    tenant = _TENANT.match(urlsplit(url).hostname or "")
    return f"https://{tenant[1].lower()}.api.civicclerk.com/v1/Events" if tenant else url


def first(start: Start) -> Iterator[Ask]:
    since = start.portal.since or dt.date(start.today.year - FIRST_YEAR_BACK, 1, 1)
    events = urljoin(declare(start.portal.url), "/v1/Events")
    wanted = f"startDateTime ge {since.isoformat()}T00:00:00Z"
    yield Ask(with_query(events, {"$filter": wanted, "$orderby": "startDateTime desc, eventName asc"}), "meetings")


def read(answer: Answer) -> Listing:
    if answer.body.lstrip()[:1] == b"<":
        return _page(answer)
    said = answer.json()
    if isinstance(said, dict) and "value" not in said and "publishedFiles" in said:
        said = {"value": [said]}
    if not isinstance(said, dict):
        raise ShapeError(f"{answer.url} does not list meetings as CivicClerk does.")
    meetings = meetings_of(answer, said.get("value"), "id", "publishedFiles")
    links = [link for meeting in meetings for link in _papers(meeting, answer.url)]
    further = said.get("@odata.nextLink")
    asks = [Ask(urljoin(answer.url, further), answer.series)] if further else []
    total = said.get("@odata.count")
    return Listing(links, asks, [str(meeting["id"]) for meeting in meetings], total if isinstance(total, int) else None)


def _papers(meeting: Meeting, url: str) -> Iterator[Link]:
    date = wall_date(meeting.get("startDateTime") or meeting.get("eventDate"))
    facts = {"body": meeting.get("categoryName") or meeting.get("eventCategoryName"), "location": _location(meeting)}
    name = text_of(meeting.get("eventName") or meeting.get("agendaName"))
    for paper in meeting["publishedFiles"] or []:
        if paper.get("fileId") is None:
            continue
        said = text_of(paper.get("name")) or text_of(paper.get("type"))
        address = urljoin(url, f"/v1/Meetings/GetMeetingFileStream(fileId={paper['fileId']},plainText=false)")
        yield paper_link(address, name, said, date, {**facts, "kind": paper.get("type")})


def _location(meeting: Meeting) -> str:
    place: dict[str, Any] = meeting.get("eventLocation") or {}
    parts = (text_of(place.get(part)) for part in ("address1", "address2", "city", "state"))
    return ", ".join(dict.fromkeys(filter(None, parts)))


def _page(answer: Answer) -> Listing:
    """A page of the older portal, or of a county that writes its own over it: whatever it links to."""
    parse(answer.body, answer.url)
    links = with_others((), answer.body, answer.url)
    if not links and answer.portal is not None:
        raise ShapeError(f"{answer.url} does not list meetings as CivicClerk does.")
    return Listing(links, entries=[link.url for link in links])
