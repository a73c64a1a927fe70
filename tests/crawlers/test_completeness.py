"""A crawl that did not get everything says so: against the declaration, the portal's totals, and the crawl before."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from crawlers.completeness import Crawled, findings
from crawlers.portals import Portal
from tests.crawlers.conftest import crawl_all, portal_of
from tests.crawlers.replay import replay
from tests.crawlers.site import Answer, Site, pdf
from watchbill.archive import Archive
from watchbill.model import CrawlReport

PORTAL = Portal("us_or_test", "us-or-test", "pages", "https://records.example.org/")


def offer(site: Site, documents: int) -> None:
    paths = [f"/papers/{number}.pdf" for number in range(documents)]
    for path in paths:
        site.pdf(path)
    site.page("/", *[f'<p><a href="{path}">Invoice {path}</a></p>' for path in paths])


@pytest.mark.parametrize(
    ("crawled", "lacking"),
    [
        (Crawled(PORTAL, {"documents": 9}), {}),
        (Crawled(PORTAL, {"documents": 9}, before={"documents": 11}), {}),
        (Crawled(PORTAL, {"documents": 8}, before={"documents": 10}), {"documents of the last complete crawl": 2}),
        (Crawled(PORTAL, {}, before={"documents": 3}), {"documents of the last complete crawl": 3}),
        (Crawled(PORTAL, {"documents": 0}), {"documents at all": 1}),
        (Crawled(PORTAL, {"documents": 0}, has_losses=True), {}),
        (Crawled(replace(PORTAL, search=("flock",)), {"documents": 0}), {}),
        (Crawled(replace(PORTAL, expect={"entries": 5}), {"documents": 9, "entries": 4}), {"expected entries": 1}),
        (Crawled(PORTAL, {"documents": 1}, {"matters": (1000, 1001)}), {"entries of matters": 1}),
        (Crawled(PORTAL, {"documents": 1}, {"": (10, 12), "events": (3, None)}), {"entries": 2}),
    ],
)
def test_monitors(crawled: Crawled, lacking: dict[str, int]) -> None:
    assert {finding.what: finding.lacking for finding in findings(crawled)} == lacking


def test_a_source_that_shrinks_by_a_fifth_stays_incomplete_until_a_person_has_looked(
    store: sa.Engine, archive: Archive, site: Site
) -> None:
    def crawled(**facts: object) -> CrawlReport:
        portal = portal_of(site, **facts)
        return crawl_all(store, archive, [portal], allow=[("127.0.0.1", site.port)])[portal.key]

    offer(site, 10)
    assert crawled().outcome == "complete"
    offer(site, 9)
    assert crawled().outcome == "complete"
    offer(site, 7)
    for _ in range(2):
        report = crawled()
        assert report.outcome == "incomplete"
        assert "7 documents where the last complete crawl found 9" in report.detail
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    assert crawled(checked=tomorrow.isoformat()).outcome == "complete"


def test_a_page_that_offers_nothing_is_not_complete(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    site.page("/", "<p>Please sign in to see records.</p>")
    report = crawl_all(sqlite_store, archive, [portal_of(site)], allow=[("127.0.0.1", site.port)])["us_or_test"]
    assert (report.outcome, report.documents) == ("incomplete", 0)
    assert "not one document was found" in report.detail


def test_a_list_that_could_not_be_asked_for_is_missing(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    year = dt.datetime.now(dt.UTC).year
    meeting = {"id": 1, "dateTime": f"{year}-01-06T18:00:00", "title": "Council", "meetingTypeId": 2}
    paper = {"templateId": 9, "templateName": "Minutes", "compileOutputType": 1}
    listed = json.dumps([meeting | {"documentList": [paper]}]).encode()
    replay(site, {f"/api/v2/PublicPortal/ListArchivedMeetings?year={year}": listed})
    document = "/Public/CompiledDocument?meetingTemplateId=9&compileOutputType=1"
    site.routes[document] = Answer(pdf("minutes"), "application/pdf")
    portal = replace(portal_of(site), platform="primegov", since=dt.date(year, 1, 1))
    report = crawl_all(sqlite_store, archive, [portal], allow=[("127.0.0.1", site.port)])["us_or_test"]
    assert (report.outcome, report.entries, report.documents) == ("incomplete", 1, 1)
    assert "1 failed: http_error 404" in report.detail
