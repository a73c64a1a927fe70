"""eSCRIBE: meetings of a calendar as JSON, with the documents of each.

Asked: by POST ``/MeetingsCalendarView.aspx/GetCalendarMeetings`` with the days of a year, answered ``{"d": [...]}``;
times are local (``2025/12/17 17:15:00``). Documents lie at ``FileStream.ashx?DocumentId=``; those of format HTML are
web pages, ``Meeting.aspx?Id=…``, which link to the papers of the items. Some tenants turn away whatever is no browser.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.dates import find_date
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start
from crawlers.markup import parse, with_others, words
from crawlers.meetings import Meeting, meetings_of, paper_link, text_of

HOSTS: tuple[str, ...] = (".escribemeetings.com",)
FIRST_YEAR_BACK = 5
_FILE = re.compile(r"/filestream\.ashx$", re.IGNORECASE)


def recognises(url: str, body: bytes) -> bool:
    if (urlsplit(url).hostname or "").endswith(".escribemeetings.com"):
        return True
    return b'"MeetingDocumentLink"' in body and b'"MeetingName"' in body


def declare(url: str) -> str:
    return urljoin(url, "/")


def first(start: Start) -> Iterator[Ask]:
    """The years from the next one back to `since`, five where nothing is said."""
    since = start.portal.since or dt.date(start.today.year - FIRST_YEAR_BACK, 1, 1)
    meetings = urljoin(start.portal.url, "/MeetingsCalendarView.aspx/GetCalendarMeetings")
    for year in range(start.today.year + 1, since.year - 1, -1):
        begin = max(since, dt.date(year, 1, 1))
        days = {"calendarStartDate": begin.isoformat(), "calendarEndDate": f"{year}-12-31"}
        yield Ask(meetings, f"meetings of {year}", data=days)


def read(answer: Answer) -> Listing:
    if answer.body.lstrip()[:1] == b"<":
        return _page(answer)
    said = answer.json()
    if not isinstance(said, dict):
        raise ShapeError(f"{answer.url} does not list meetings as eSCRIBE does.")
    meetings = meetings_of(answer, said.get("d"), "ID", "MeetingName")
    links = [link for meeting in meetings for link in _papers(meeting, answer.url)]
    return Listing(links, entries=[text_of(meeting["ID"]) for meeting in meetings])


def _papers(meeting: Meeting, url: str) -> Iterator[Link]:
    date = find_date(text_of(meeting.get("StartDate")).partition(" ")[0].replace("/", "-"))
    name = text_of(meeting["MeetingName"])
    facts = {"type": meeting.get("MeetingType"), "location": meeting.get("Location")}
    papers: list[dict[str, Any]] = meeting.get("MeetingDocumentLink") or []
    for paper in papers:
        if not paper.get("Url"):
            continue
        said = text_of(paper.get("Title"))
        is_page = text_of(paper.get("Format")).lower() == "html"
        yield paper_link(urljoin(urljoin(url, "/"), paper["Url"]), name, said, date, facts, is_page=is_page)


def _page(answer: Answer) -> Listing:
    """An agenda that is a web page, and the papers of its items. Raises ShapeError for any other page."""
    page = parse(answer.body, answer.url)
    date = find_date(answer.facts.get("date", ""))
    links = {
        url: Link(url, words(anchor) or anchor.get("title") or "Attachment", date)
        for url, anchor in page.links()
        if _FILE.search(urlsplit(url).path)
    }
    if not links and not urlsplit(answer.url).path.lower().startswith("/meeting.aspx"):
        raise ShapeError(f"{answer.url} is no agenda of eSCRIBE.")
    return Listing(with_others(links.values(), answer.body, answer.url))
