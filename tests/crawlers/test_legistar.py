"""Legistar: crawls of its Web API and of its web pages, and what is no answer of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from w3lib.url import safe_url_string

from crawlers.listing import Answer, Ask, ShapeError, Start
from crawlers.platforms import legistar
from crawlers.portals import Portal
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

API = "https://webapi.legistar.com/v1/springfield"
TODAY = dt.date(2026, 2, 1)
WANTED = (
    "substringof('O''Neil',MatterTitle) and (MatterIntroDate ge datetime'2024-05-01' or "
    "MatterAgendaDate ge datetime'2024-05-01' or MatterLastModifiedUtc ge datetime'2024-05-01')"
)


def matter(number: int, **more: Any) -> dict[str, Any]:
    """A row of ``/matters`` with the keys of a recorded one."""
    return {
        "MatterId": number,
        "MatterFile": f"26-{number}",
        "MatterTitle": f"Contract {number} with  Flock Safety",
        "MatterTypeName": "Resolution",
        "MatterStatusName": "Passed",
        "MatterBodyName": "City Council",
        "MatterIntroDate": "2026-01-06T00:00:00",
        "MatterAgendaDate": "2026-01-13T00:00:00",
        "MatterPassedDate": "2026-01-13T00:00:00.000",
        "MatterEnactmentNumber": "R-26-9",
        "MatterRequester": "Police Department",
        "MatterCost": None,
        "MatterRestrictViewViaWeb": False,
    } | more


def attachment(number: int, url: str, **more: Any) -> dict[str, Any]:
    return {
        "MatterAttachmentId": number,
        "MatterAttachmentName": f"Exhibit {number}",
        "MatterAttachmentHyperlink": url,
        "MatterAttachmentLastModifiedUtc": "2026-01-07T10:00:00",
        "MatterAttachmentShowOnInternetPage": True,
    } | more


def event(number: int, **more: Any) -> dict[str, Any]:
    return {
        "EventId": number,
        "EventBodyName": "City Council",
        "EventDate": "2026-01-13T00:00:00",
        "EventTime": "7:00 PM",
        "EventAgendaFile": None,
        "EventMinutesFile": None,
    } | more


def asked_of(url: str, **facts: Any) -> list[str]:
    portal = Portal("us_x_test", "us-x-test", "legistar", url, **facts)
    return [ask.url for ask in legistar.first(Start(portal, TODAY))]


def path_of(site: Site, **facts: Any) -> str:
    [url] = asked_of(f"{site.url}/v1/springfield", **facts)
    return safe_url_string(url).removeprefix(site.url)


def test_a_search_asks_for_titles_since_a_date_by_any_of_its_stamps() -> None:
    [url] = asked_of(API, search=("O'Neil",), since=dt.date(2024, 5, 1))
    assert parse_qs(urlsplit(url).query) == {
        "$filter": [WANTED],
        "$orderby": ["MatterId"],
        "$top": ["1000"],
        "$skip": ["0"],
    }
    assert "%25" not in url  # encoded once
    matters, events = asked_of(API)
    assert "$filter" not in matters
    assert "/events?" in events


def test_a_searched_crawl_follows_full_answers_and_brings_exhibits_texts_and_the_meetings_that_acted(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    first = path_of(site, search=("flock",))
    hidden = [matter(number, MatterRestrictViewViaWeb=True) for number in range(2, 1001)]
    site.routes[first] = said([matter(1), *hidden])
    site.routes[first.replace("$skip=0", "$skip=1000")] = said([matter(1), *hidden])  # ids repeat; full again
    site.routes[first.replace("$skip=0", "$skip=2000")] = said([matter(2001)])
    base = "/v1/springfield/matters"
    exhibits = [
        attachment(1, f"{site.url}/a.pdf"),
        attachment(2, f"{site.url}/a.pdf"),
        attachment(3, f"{site.url}/draft.pdf", MatterAttachmentShowOnInternetPage=False),
    ]
    site.routes |= {
        f"{base}/1/attachments": said(exhibits),
        f"{base}/1/histories": said(
            [{"MatterHistoryId": 5, "MatterHistoryEventId": 77, "MatterHistoryActionName": "Passed"}]
        ),
        f"{base}/1/versions": said([{"Key": "9", "Value": "1"}]),
        f"{base}/1/texts/9": said({"MatterTextId": 9, "MatterTextPlain": "WHEREAS", "MatterTextRtf": None}),
        f"{base}/2001/attachments": said([]),
        f"{base}/2001/histories": said([]),
        f"{base}/2001/versions": said([]),
        "/v1/springfield/events/77": said(event(77, EventMinutesFile=f"{site.url}/minutes.pdf")),
    }
    site.pdf("/a.pdf")
    site.pdf("/minutes.pdf")
    portals = {"found": {"path": "/v1/springfield", "search": ("flock",)}}
    report = crawl_portals(sqlite_store, archive, site, "legistar", portals)["found"]
    assert (report.outcome, report.documents) == ("complete", 3), report
    assert {path for path, (outcome, _) in outcomes(sqlite_store, site).items() if outcome == "kept"} == {
        "/a.pdf",
        "/minutes.pdf",
        f"{base}/1/texts/9",
    }
    assert not site.asked["/draft.pdf"]
    assert not any(path.startswith(f"{base}/2/") for path in site.asked)
    accepted = {headers["Accept"].partition(",")[0] for path, headers, _ in site.seen if path.startswith(base)}
    assert accepted == {"application/json"}  # whoever names XML first gets XML


def test_without_terms_every_meeting_is_asked_for_its_items(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    matters, events = (url.removeprefix(site.url) for url in asked_of(f"{site.url}/v1/springfield"))
    site.routes[matters] = said([])
    site.routes[events] = said([event(5, EventAgendaFile=f"{site.url}/agenda.pdf")])
    item = {
        "EventItemId": 50,
        "EventItemTitle": "Camera lease",
        "EventItemMatterFile": "26-1",
        "EventItemActionName": "Approved",
        "EventItemMatterAttachments": [attachment(1, f"{site.url}/lease.pdf")],
    }
    site.routes["/v1/springfield/events/5/eventitems?AgendaNote=1&MinutesNote=1&Attachments=1"] = said([item])
    site.pdf("/agenda.pdf")
    site.pdf("/lease.pdf")
    portals = {
        "whole": {"path": "/v1/springfield"},
        "unknown": {"path": "/v1/nowhere", "search": ("flock",)},
        "closed": {"path": "/v1/nyc", "search": ("flock",)},
    }
    unknown = path_of(site, search=("flock",)).replace("springfield", "nowhere")
    site.routes[unknown] = Served(b'{"Message":"An error has occurred."}', "application/json", 500)
    site.routes[unknown.replace("nowhere", "nyc")] = Served(b"Token is required", "text/plain", 403)
    reports = crawl_portals(sqlite_store, archive, site, "legistar", portals)
    assert (reports["whole"].outcome, reports["whole"].documents) == ("complete", 2), reports
    assert reports["unknown"].outcome == reports["closed"].outcome == "failed"
    assert reports["unknown"].detail.endswith("Legistar answers 500 for a client it does not know")
    assert "wants a token: name the variable that holds it as `token`" in reports["closed"].detail


def test_a_token_is_asked_with_and_never_remembered(
    sqlite_store: sa.Engine, archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPRINGFIELD_TOKEN", "s3cret")
    site.routes[path_of(site, search=("flock",)) + "&token=s3cret"] = said({"Message": "no"})
    portals = {"signed": {"path": "/v1/springfield", "search": ("flock",), "token": "SPRINGFIELD_TOKEN"}}
    report = crawl_portals(sqlite_store, archive, site, "legistar", portals)["signed"]
    assert report.outcome == "failed"
    assert report.detail.endswith("does not answer as its platform does")
    assert "s3cret" not in report.detail + "".join(outcomes(sqlite_store, site))


def page(rows: str, more: str = "") -> bytes:
    return f"<!doctype html><html><body>{more}<table class='rgMasterTable'>{rows}</table></body></html>".encode()


def row(*cells: str) -> str:
    return "<tr class='rgRow'>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def heads(*names: str) -> str:
    return "<tr>" + "".join(f"<th class='rgHeader'>{name}</th>" for name in names) + "</tr>"


def test_a_calendar_of_web_pages_leads_to_meetings_and_matters(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    label = "ctl00_ContentPlaceHolder1_lbl"
    calendar = heads("Name", "Meeting Date", "", "Meeting Details", "Agenda") + row(
        "City Council",
        "1/13/2026",
        "<a href='View.ashx?M=IC&ID=1&GUID=A'>ics</a>",
        "<a href='MeetingDetail.aspx?ID=1&GUID=A&Options=info&Search='>Meeting details</a>",
        "<a href='View.ashx?M=A&ID=1&GUID=A'>Agenda</a>",
    )
    pager = "<span>2 records</span><a href=\"javascript:__doPostBack('grid$page2','')\">2</a>"
    site.routes["/Calendar.aspx"] = Served(page(calendar, pager))
    meeting = heads("File #", "Name", "Title") + row(
        "<a href='LegislationDetail.aspx?ID=7&GUID=B'>26-7</a>", "Cameras", "Lease of plate readers"
    )
    about = f"<span id='{label}Name'>Meeting Name:</span><a id='ctl00_ContentPlaceHolder1_hypName'>City Council</a>"
    site.routes["/MeetingDetail.aspx?ID=1&GUID=A&Options=info&Search="] = Served(page(meeting, about))
    about = (
        f"<span id='{label}File'>File #:</span><span id='{label}File2'>26-7</span>"
        f"<span id='{label}OnAgenda'>On agenda:</span><span id='{label}OnAgenda2'>1/13/2026</span>"
        f"<span id='{label}Attachments'>Attachments:</span><span id='{label}Attachments2'>"
        "<a href='View.ashx?M=F&ID=9&GUID=C'>1. Lease</a>, <a href='View.ashx?M=F&ID=10&GUID=D'>2. Quote</a></span>"
    )
    detail = page(heads("Date", "Action") + row("1/13/2026", "approved"), about)
    site.routes["/LegislationDetail.aspx?ID=7&GUID=B"] = Served(detail)
    for papers in ("M=A&ID=1&GUID=A", "M=F&ID=9&GUID=C", "M=F&ID=10&GUID=D"):
        site.pdf(f"/View.ashx?{papers}")
    site.routes["/Legislation.aspx"] = Served(b"<html><body><h1>Invalid parameters!</h1></body></html>")
    portals = {"calendar": {"path": "/Calendar.aspx"}, "error": {"path": "/Legislation.aspx"}}
    reports = crawl_portals(sqlite_store, archive, site, "legistar", portals)
    report = reports["calendar"]
    assert (report.outcome, report.documents, report.failed) == ("incomplete", 4, 0), report
    assert "further pages of a list that turns by a script only" in report.detail
    assert "1 of 2" in report.detail
    assert not site.asked["/View.ashx?M=IC&ID=1&GUID=A"]
    assert reports["error"].outcome == "failed"
    listing = legistar.read(Answer("https://x.legistar.com/LegislationDetail.aspx?ID=7&GUID=B", detail))
    assert [(link.title, link.date) for link in listing.links] == [
        ("26-7: 1. Lease", dt.date(2026, 1, 13)),
        ("26-7: 2. Quote", dt.date(2026, 1, 13)),
    ]
    assert listing.data
    assert listing.data.facts["number"] == "26-7"


def test_what_legistar_does_not_answer_is_no_list() -> None:
    for body in (b'{"Message": "An error has occurred."}', b'["x"]', b"<html><body>Error.aspx</body></html>", b"gone"):
        with pytest.raises(ShapeError):
            legistar.read(Answer(f"{API}/matters", body))
    assert not legistar.read(Answer(f"{API}/matters", b"[]")).asks


def test_facts_of_a_matter_go_along_with_its_exhibits() -> None:
    listing = legistar.read(Answer(f"{API}/matters", json.dumps([matter(7)]).encode()))
    [ask] = listing.asks
    assert ask.url == f"{API}/matters/7/attachments"
    assert dict(ask.facts) == {
        "number": "26-7",
        "title": "Contract 7 with Flock Safety",
        "type": "Resolution",
        "status": "Passed",
        "body": "City Council",
        "introduced": "2026-01-06",
        "agenda_date": "2026-01-13",
        "passed": "2026-01-13",
        "enactment_number": "R-26-9",
        "requester": "Police Department",
    }
    rows = json.dumps([attachment(1, "https://x.legistar1.com/1.pdf")]).encode()
    [link] = legistar.read(Answer(ask.url, rows, ask=Ask(ask.url, facts=ask.facts))).links
    assert (link.title, link.date) == ("26-7: Exhibit 1", dt.date(2026, 1, 13))


@pytest.mark.parametrize(
    ("met", "declared"),
    [
        ("https://seattle.legistar.com/Calendar.aspx", "https://webapi.legistar.com/v1/seattle"),
        ("https://webapi.legistar.com/v1/seattle", "https://webapi.legistar.com/v1/seattle"),
        ("https://legistar.council.nyc.gov/Calendar.aspx", "https://legistar.council.nyc.gov/Calendar.aspx"),
    ],
)
def test_a_client_is_declared_by_its_api(met: str, declared: str) -> None:
    assert legistar.declare(met) == declared


def test_answers_in_xml_are_read_too() -> None:
    names = (
        'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.example/LegistarWebAPI.Models.v1"'
    )
    body = f"""<?xml version="1.0"?><ArrayOfGranicusEvent {names}>
    <GranicusEvent><EventAgendaFile>https://x.legistar1.com/a.pdf</EventAgendaFile><EventBodyName>Council</EventBodyName>
    <EventDate>2026-01-13T00:00:00</EventDate><EventId>5</EventId><EventMinutesFile i:nil="true"/></GranicusEvent>
    </ArrayOfGranicusEvent>""".encode()
    assert legistar.recognises("https://saved.example/", body)
    [link] = legistar.read(Answer(f"{API}/events", body)).links
    assert (link.url, link.title, link.date) == (
        "https://x.legistar1.com/a.pdf",
        "Council: Agenda",
        dt.date(2026, 1, 13),
    )
    with pytest.raises(ShapeError):
        legistar.read(Answer(f"{API}/events", body[:300]))


def test_a_feed_leads_to_pages_of_meetings() -> None:
    link = "https://x.legistar.com/Gateway.aspx?M=MD&amp;From=RSS&amp;ID=5"
    item = f"<item><title>City Council - 1/13/2026 - 7:00 PM</title><link>{link}</link></item>"
    body = f"<rss><channel>{item}</channel></rss>".encode()
    listing = legistar.read(Answer("https://x.legistar.com/Feed.ashx?M=Calendar", body))
    assert [(page.title, page.date) for page in listing.mentions] == [
        ("City Council - 1/13/2026 - 7:00 PM", dt.date(2026, 1, 13))
    ]
    assert [ask.url for ask in listing.asks] == [link.replace("&amp;", "&")]
