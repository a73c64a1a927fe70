"""CivicClerk: crawls by `@odata.nextLink`, of recorded and made-up events, and what is no answer of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from w3lib.url import safe_url_string

from crawlers.listing import Answer, ShapeError, Start
from crawlers.platforms import civicclerk
from crawlers.portals import Portal
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

RECORDED = Path("recordings/civicclerk/tulok_bocc.json")
SINCE = dt.date(2025, 1, 1)


def first_path(site: Site, since: dt.date) -> str:
    portal = Portal("k", "a", "civicclerk", f"{site.url}/v1/Events", since=since)
    [ask] = civicclerk.first(Start(portal, dt.date(2026, 2, 1)))
    return safe_url_string(ask.url).removeprefix(site.url)


def event(number: int, *files: int, **more: Any) -> dict[str, Any]:
    published = [{"fileId": file, "type": "Agenda", "name": "Agenda"} for file in files]
    start = "2026-01-14T00:30:00Z"  # the wall clock of the town: still the 14th
    return {"id": number, "eventName": "Council", "startDateTime": start, "publishedFiles": published} | more


def file_path(number: int) -> str:
    return f"/v1/Meetings/GetMeetingFileStream(fileId={number},plainText=false)"


def test_next_links_are_followed_and_a_total_that_is_not_reached_is_said(
    sqlite_store: sa.Engine, archive: Archive, site: Site, cases_folder: Path
) -> None:
    recorded = json.loads((cases_folder / RECORDED).read_bytes())
    second = f"{site.url}/v1/Events?$skip=15"
    site.routes[first_path(site, SINCE)] = said(recorded | {"@odata.nextLink": second})
    site.routes["/v1/Events?$skip=15"] = said({"value": [event(1, 1), event(2, 1, 2)]})
    numbers = [1, 2, *(paper["fileId"] for row in recorded["value"] for paper in row["publishedFiles"])]
    for number in numbers:
        site.pdf(file_path(number))
    short, gone, error = (dt.date(2025, month, 1) for month in (2, 3, 4))
    site.routes[first_path(site, short)] = said({"@odata.count": 3, "value": [event(1, 1)]})
    site.routes[first_path(site, gone)] = said({"error": {"message": "Resource not found"}})
    site.routes[first_path(site, error)] = Served(b"", "application/json")
    begins = {"whole": SINCE, "short": short, "gone": gone, "error": error}
    portals = {name: {"path": "/v1/Events", "since": since} for name, since in begins.items()}
    reports = crawl_portals(sqlite_store, archive, site, "civicclerk", portals)
    whole = reports["whole"]
    assert (whole.outcome, whole.documents, whole.entries, whole.pages) == ("complete", len(numbers), 5, 2), whole
    assert reports["short"].outcome == "incomplete"
    assert "1 of 3" in reports["short"].detail
    assert (reports["gone"].outcome, reports["error"].outcome) == ("failed", "failed")
    assert "does not answer as its platform does" in reports["gone"].detail
    assert "is empty" in reports["error"].detail


def test_times_are_the_wall_clock_of_the_town_whatever_their_zone_says() -> None:
    listing = civicclerk.read(
        Answer("https://x.api.civicclerk.com/v1/Events", json.dumps({"value": [event(1, 4)]}).encode())
    )
    [link] = listing.links
    assert link.url == f"https://x.api.civicclerk.com{file_path(4)}"
    assert (link.title, link.date) == ("Council: Agenda", dt.date(2026, 1, 14))


def test_events_are_asked_for_since_a_date_at_the_tenants_api() -> None:
    portal = Portal("k", "a", "civicclerk", "https://SpringfieldOR.portal.civicclerk.com/", since=SINCE)
    [ask] = civicclerk.first(Start(portal, dt.date(2026, 2, 1)))
    assert ask.url.startswith("https://springfieldor.api.civicclerk.com/v1/Events?")
    assert parse_qs(urlsplit(ask.url).query)["$filter"] == ["startDateTime ge 2025-01-01T00:00:00Z"]


@pytest.mark.parametrize("body", [b"", b"[]", b"[1]", b'{"value": [{"id": 1}]}', b'{"value": null}'])
def test_what_civicclerk_does_not_answer_is_no_list(body: bytes) -> None:
    with pytest.raises(ShapeError):
        civicclerk.read(Answer("https://x.api.civicclerk.com/v1/Events", body))
