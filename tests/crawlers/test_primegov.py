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
    papers = [link.url for link in primegov.read(Answer(site.url, recorded.read_bytes())).links]
    year = dt.datetime.now(dt.UTC).year
    replay(site, {UPCOMING: b"[]", archived(year): recorded})
    for url in papers:
        path = url.removeprefix(site.url)
        site.routes[path] = Served(pdf(path), "application/pdf")
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
    assert outcomes(sqlite_store, site)[UPCOMING] == ("refused", "not_a_list")
    replay(site, {archived(year): b'{"error": "gone"}'})
    report = crawl_all(sqlite_store, archive, [portal], allow=[("127.0.0.1", site.port)])["us_ga_test"]
    assert (report.outcome, report.is_unreachable) == ("failed", False)
    assert report.detail == f"{site.url}{UPCOMING} does not answer as its platform does"
    with pytest.raises(ShapeError):
        primegov.read(Answer(site.url, b'{"message": "no"}'))


def test_years_back_to_since_are_asked_for() -> None:
    portal = Portal("k", "a", "primegov", "https://x.primegov.com/public/portal", since=dt.date(2024, 5, 1))
    asked = [ask.url for ask in primegov.first(Start(portal, dt.date(2026, 2, 1)))]
    assert [url.rpartition("=")[2] for url in asked[1:]] == ["2026", "2025", "2024"]
