"""eSCRIBE: a crawl by year, by POST, and what is no answer of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, ShapeError
from crawlers.platforms import escribe
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

ASKED = "/MeetingsCalendarView.aspx/GetCalendarMeetings"
NEXT = dt.datetime.now(dt.UTC).year + 1


def meeting(**papers: str) -> dict[str, Any]:
    links = [
        {"Title": title, "Url": url, "Format": "HTML" if "aspx?Id" in url else ".pdf"} for title, url in papers.items()
    ]
    start = f"{NEXT}/03/05 17:15:00"
    return {"ID": "1", "MeetingName": "Board of Ethics", "StartDate": start, "MeetingDocumentLink": links}


def test_a_years_meetings_bring_their_files_and_web_agendas(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    answers = {
        f"{NEXT}-01-01": {"d": [meeting(Agenda="FileStream.ashx?DocumentId=1", Web="Meeting.aspx?Id=a&Agenda=Agenda")]},
        f"{NEXT}-02-01": {"d": None},
    }
    site.posts[ASKED] = lambda body: said(answers[json.loads(body)["calendarStartDate"]])
    site.routes["/Meeting.aspx?Id=a&Agenda=Agenda"] = Served(
        b"<!doctype html><html><body><p>1. Cameras <a href='filestream.ashx?DocumentId=2'>Quote</a></p></body></html>"
    )
    site.pdf("/FileStream.ashx?DocumentId=1")
    site.pdf("/filestream.ashx?DocumentId=2")
    portals = {name: {"path": "/", "since": dt.date(NEXT, month, 1)} for name, month in (("whole", 1), ("refused", 2))}
    reports = crawl_portals(sqlite_store, archive, site, "escribe", portals)
    assert (reports["whole"].outcome, reports["whole"].documents) == ("complete", 3), reports["whole"]
    assert reports["refused"].outcome == "failed"


def test_papers_are_named_and_dated_by_their_meeting() -> None:
    body = json.dumps({"d": [meeting(Agenda="FileStream.ashx?DocumentId=1")]}).encode()
    [link] = escribe.read(Answer(f"https://pub-x.escribemeetings.com{ASKED}", body)).links
    assert link.url == "https://pub-x.escribemeetings.com/FileStream.ashx?DocumentId=1"
    assert (link.title, link.date) == ("Board of Ethics: Agenda", dt.date(NEXT, 3, 5))


@pytest.mark.parametrize("body", [b"", b"[]", b'{"d": [1]}', b'{"d": null}', b"<html><body>Sign in</body></html>"])
def test_what_escribe_does_not_answer_is_no_list(body: bytes) -> None:
    with pytest.raises(ShapeError):
        escribe.read(Answer(f"https://pub-x.escribemeetings.com{ASKED}", body))
