"""PrimeGov: council meetings as JSON, their papers compiled on demand.

Asked: ``/api/v2/PublicPortal/ListUpcomingMeetings`` and, for every year from `since` on,
``ListArchivedMeetings?year=``.
A paper's address is made from its `templateId`, not from its own id: ``/Public/CompiledDocument`` with the
`compileOutputType` it has (1 is a PDF), or for type 3, a web page, ``/Portal/Meeting``, which links to the papers of
the agenda's items. Where `link` is set, the paper lies there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query
from crawlers.markup import parse, with_others, words
from crawlers.meetings import Meeting, meetings_of, paper_link, text_of, wall_date

HOSTS: tuple[str, ...] = (".primegov.com",)
FIRST_YEAR_BACK = 5
_PAGE = 3
#: Papers of an agenda's items, as the web page of an agenda links to them.
_ITEM_PAPER = re.compile(r"/(api/compilemeetingattachmenthistory/|public/compileddocument)", re.IGNORECASE)
_VIEWER = re.compile(r"/viewer/preview|/portal/viewer", re.IGNORECASE)


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
    if answer.body.lstrip()[:1] == b"<":
        return _agenda(answer)
    meetings = meetings_of(answer, answer.json(), "id", "documentList")
    links = [link for meeting in meetings for link in _papers(meeting, answer.url)]
    return Listing(links, entries=[str(meeting["id"]) for meeting in meetings])


def _papers(meeting: Meeting, url: str) -> Iterator[Link]:
    date = wall_date(meeting.get("dateTime"))
    facts = {"time": meeting.get("time"), "committee": meeting.get("committeeId")}
    for paper in meeting["documentList"] or []:
        is_page = paper.get("compileOutputType") == _PAGE
        name = text_of(paper.get("templateName"))
        if address := _address(paper, url):
            yield paper_link(address, text_of(meeting.get("title")), name, date, facts, is_page=is_page)


def _address(paper: dict[str, Any], url: str) -> str | None:
    if paper.get("link"):
        return urljoin(url, paper["link"])
    template, output = paper.get("templateId"), paper.get("compileOutputType")
    if template is None:
        return None
    if output == _PAGE:
        return with_query(urljoin(url, "/Portal/Meeting"), {"meetingTemplateId": template})
    parameters = {"meetingTemplateId": template, "compileOutputType": output}
    return with_query(urljoin(url, "/Public/CompiledDocument"), parameters)


def _agenda(answer: Answer) -> Listing:
    """An agenda that is a web page, and the papers it links to. Raises ShapeError for any other page."""
    if not urlsplit(answer.url).path.lower().startswith("/portal/meeting"):
        raise ShapeError(f"{answer.url} does not list meetings as PrimeGov does.")
    page = parse(answer.body, answer.url)
    date, known = wall_date(answer.facts.get("date")), {**answer.facts, "kind": "Attachment"}
    found: dict[str, Link] = {}
    shown, name = 0, ""
    for url, anchor in page.links():
        path = urlsplit(url).path
        if _VIEWER.search(path):  # a viewer made by scripts stands before each paper, and carries its name
            shown, name = shown + 1, words(anchor)
        elif _ITEM_PAPER.search(path):
            title = words(anchor) or name or anchor.get("title") or "Attachment"
            found.setdefault(url, Link(url, title, date, True, known))
    missing = ["papers that only a viewer shows"] if shown and not found else []
    others = [link for link in with_others(found.values(), answer.body, answer.url) if not _VIEWER.search(link.url)]
    return Listing(others, missing=missing)
