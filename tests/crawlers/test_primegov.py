"""PrimeGov, on a recorded year of meetings and on answers that are none."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, ShapeError, Start
from crawlers.platforms import primegov
from crawlers.portals import Portal
from tests.crawlers.conftest import crawl_all, outcomes
from tests.crawlers.replay import replay
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site, pdf
from watchbill.archive import Archive

RECORDED = Path("recordings/primegov/atl_clayton_co_boc_meetings.json")
UPCOMING = "/api/v2/PublicPortal/ListUpcomingMeetings"


def archived(year: int) -> str:
    return f"/api/v2/PublicPortal/ListArchivedMeetings?year={year}"


def test_papers_of_a_recorded_year_are_listed_by_template(cases_folder: Path) -> None:
    recorded = (cases_folder / RECORDED).read_bytes()
    meetings = json.loads(recorded)
    listing = primegov.read(Answer("https://claytonga.primegov.com" + archived(2026), recorded))
    assert len(listing.entries) == len(meetings) == 18
    url = "https://claytonga.primegov.com/Public/CompiledDocument?meetingTemplateId=4414&compileOutputType=1"
    [link] = [link for link in listing.links if link.url == url]
    assert (link.title, link.date) == ("Regular Business Meeting: Summary Minutes", dt.date(2026, 1, 6))


def test_a_crawl_of_recorded_meetings_brings_every_paper(
    sqlite_store: sa.Engine, archive: Archive, site: Site, cases_folder: Path
) -> None:
    recorded = cases_folder / RECORDED
    links = primegov.read(Answer(site.url, recorded.read_bytes())).links
    papers = [link.url for link in links]
    year = dt.datetime.now(dt.UTC).year
    replay(site, {UPCOMING: b"[]", archived(year): recorded})
    for link in links:
        path = link.url.removeprefix(site.url)
        page = f"<!doctype html><title>Agenda</title><p>{path}</p>".encode()
        site.routes[path] = Served(page) if link.is_page else Served(pdf(path), "application/pdf")
    portal = Portal("us_ga_test", "us-ga-test", "primegov", f"{site.url}/public/portal", since=dt.date(year, 1, 1))
    report = crawl_all(sqlite_store, archive, [portal], allow=[("127.0.0.1", site.port)])["us_ga_test"]
    assert (report.outcome, report.documents, report.pages) == ("complete", len(papers), 2), report
    assert {outcome for outcome, _ in outcomes(sqlite_store, site).values()} == {"kept"}


def test_an_error_page_is_no_empty_list_of_meetings(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    year = dt.datetime.now(dt.UTC).year
    replay(site, {UPCOMING: b"<html><body>Service unavailable</body></html>", archived(year): b"[]"}, "text/html")
    portal = Portal("us_ga_test", "us-ga-test", "primegov", f"{site.url}/public/portal", since=dt.date(year, 1, 1))
    report = crawl_all(sqlite_store, archive, [portal], allow=[("127.0.0.1", site.port)])["us_ga_test"]
    assert report.outcome == "incomplete"
    assert outcomes(sqlite_store, site)[UPCOMING] == ("refused", "error_page")
    replay(site, {UPCOMING: b'{"error": "gone"}', archived(year): b'{"error": "gone"}'})
    report = crawl_all(sqlite_store, archive, [portal], allow=[("127.0.0.1", site.port)])["us_ga_test"]
    assert (report.outcome, report.is_unreachable) == ("failed", False)
    assert report.detail == f"{site.url}{UPCOMING} does not answer as its platform does"
    with pytest.raises(ShapeError):
        primegov.read(Answer(site.url, b'{"message": "no"}'))


def test_years_back_to_since_are_asked_for() -> None:
    portal = Portal("k", "a", "primegov", "https://x.primegov.com/public/portal", since=dt.date(2024, 5, 1))
    asked = [ask.url for ask in primegov.first(Start(portal, dt.date(2026, 2, 1)))]
    assert [url.rpartition("=")[2] for url in asked[1:]] == ["2026", "2025", "2024"]


def test_web_pages_lead_to_the_papers_of_their_items_and_links_are_followed(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    year = dt.datetime.now(dt.UTC).year
    papers = [
        {"templateName": "HTML Agenda", "templateId": 7, "compileOutputType": 3},
        {"templateName": "Agenda", "templateId": 7, "compileOutputType": 2},
        {"templateName": "Minutes", "templateId": 8, "compileOutputType": 1, "link": "/files/minutes.pdf"},
        {"templateName": "Draft", "templateId": None, "compileOutputType": 1, "link": None},
    ]
    meeting = {"id": 1, "title": "City Council ", "dateTime": f"{year}-01-13T18:00:00", "documentList": papers}
    replay(site, {UPCOMING: json.dumps([meeting]).encode(), archived(year): b"[]"})
    paper = "/api/compilemeetingattachmenthistory/historyattachment/?historyId=a1"
    shown = f'<a href="/viewer/preview?id=0&uid=a1">Quote</a><a href="{paper}"><i class="download"></i></a>'
    page = f"<!doctype html><title>Agenda</title><p>1. Cameras {shown}</p>".encode()
    site.routes["/Portal/Meeting?meetingTemplateId=7"] = Served(page)
    for path in (paper, "/files/minutes.pdf"):
        site.pdf(path)
    site.routes["/Public/CompiledDocument?meetingTemplateId=7&compileOutputType=2"] = Served(
        b"PK\x03\x04" + b"a" * 40 + b"PK\x05\x06" + b"\0" * 18, "application/octet-stream"
    )
    portal = Portal("us_ga_test", "us-ga-test", "primegov", f"{site.url}/public/portal", since=dt.date(year, 1, 1))
    report = crawl_all(sqlite_store, archive, [portal], allow=[("127.0.0.1", site.port)])["us_ga_test"]
    assert (report.outcome, report.documents) == ("complete", 4), report
    assert {outcome for outcome, _ in outcomes(sqlite_store, site).values()} == {"kept"}
    url = "https://x.primegov.com/Portal/Meeting?meetingTemplateId=7"
    [link] = primegov.read(Answer(url, page)).links
    assert link.title == "Quote"
    only_shown = page.replace(paper.encode(), b"#")
    assert primegov.read(Answer(url, only_shown)).missing == ["papers that only a viewer shows"]
