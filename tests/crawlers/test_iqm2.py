"""IQM2: a crawl of a recorded calendar with its meetings, and what is no calendar of it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, ShapeError, Start
from crawlers.platforms import iqm2
from crawlers.portals import Portal
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

RECORDED = Path("recordings/iqm2/fre_hanford_city_council.html")
TODAY = dt.datetime.now(dt.UTC).date()
NEXT = TODAY.year + 1


def year_path(begin: dt.date) -> str:
    return f"/Citizens/Calendar.aspx?View=List&From={begin.month}/1/{begin.year}&To=12/31/{begin.year}"


def meeting_row(number: int, day: int = 13) -> str:
    return (
        f'<div class="Row MeetingRow"><div class="RowLink"><a href="/Citizens/Detail_Meeting.aspx?ID={number}" '
        f'title="x&#13;&#13;Board:&#09;City Council&#13;Type:&#09;Special Meeting">Jan {day}, {NEXT} 6:00 PM</a></div>'
        f'<a href="FileOpen.aspx?Type=14&ID={number}">Agenda</a>'
        '<div class="RowDetails">City Council - Special Meeting</div></div>'
    )


def calendar(shown: int, *rows: str) -> bytes:
    return f"<html><body><span>Displaying {shown} meetings from 1/1</span>{''.join(rows)}</body></html>".encode()


def test_meetings_lead_to_their_items_and_a_count_that_is_not_reached_is_said(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    whole, short, login = (dt.date(NEXT, month, 1) for month in (1, 2, 3))
    site.routes[year_path(whole)] = Served(calendar(2, meeting_row(1), meeting_row(2, 14)))
    site.routes[year_path(short)] = Served(calendar(9, meeting_row(1)))
    site.routes[year_path(login)] = Served(b"<html><body><p>Welcome to our city</p></body></html>")
    place = "<div id='ContentPlaceholder1_x'>"
    legislation = "<a href='Detail_LegiFile.aspx?ID=55'>Purchase of plate readers</a>"
    other = "<a href='Detail_LegiFile.aspx?ID=56'>Proclamation</a>"
    pages = {
        "Detail_Meeting.aspx?ID=1": f"<a href='FileOpen.aspx?Type=14&ID=1'>Agenda</a>{legislation}{other}",
        "Detail_Meeting.aspx?ID=2": "no items",
        "Detail_LegiFile.aspx?ID=55": "<a href='FileOpen.aspx?Type=30&ID=9'>Quote (PDF)</a>",
    }
    for path, words in pages.items():
        site.routes[f"/Citizens/{path}"] = Served(f"<html><body>{place}{words}</div></body></html>".encode())
    for paper in ("Type=14&ID=1", "Type=14&ID=2", "Type=30&ID=9"):
        site.pdf(f"/Citizens/FileOpen.aspx?{paper}")
    portals = {
        name: {"path": "/Citizens/Calendar.aspx", "since": since, "search": ("plate readers",)}
        for name, since in {"whole": whole, "short": short, "login": login}.items()
    }
    reports = crawl_portals(sqlite_store, archive, site, "iqm2", portals)
    assert (reports["whole"].outcome, reports["whole"].documents) == ("complete", 3), reports["whole"]
    assert not site.asked["/Citizens/Detail_LegiFile.aspx?ID=56"]
    assert reports["short"].outcome == "incomplete"
    assert "1 of 9" in reports["short"].detail
    assert reports["login"].outcome == "failed"
    assert outcomes(sqlite_store, site)[year_path(login)] == ("refused", "not_a_list")


def test_a_recorded_calendar_names_every_paper_of_every_meeting(cases_folder: Path) -> None:
    body = (cases_folder / RECORDED).read_bytes()
    listing = iqm2.read(Answer("https://hanfordca.iqm2.com/Citizens/Calendar.aspx", body))
    assert len(listing.links) == len(set(re.findall(rb"File(?:Open|View)\.aspx\?([^'\"]+)", body)))
    assert (len(set(listing.entries)), listing.total) == (77, 77)
    assert all(link.date and link.date.year == 2022 and " - " in link.title for link in listing.links)


def test_a_meetings_own_page_says_body_type_and_day() -> None:
    spans = "".join(
        f"<span id='ContentPlaceholder1_lblMeeting{name}'>{words}</span>"
        for name, words in (("Group", "Police Committee"), ("Type", "Regular Meeting"), ("Date", "3/12/2019 5:30 PM"))
    )
    body = f"<html><body>{spans}<a href='FileOpen.aspx?Type=14&ID=1'>Agenda</a></body></html>".encode()
    [link] = iqm2.read(Answer("https://x.iqm2.com/Citizens/Detail_Meeting.aspx?ID=5", body)).links
    assert (link.title, link.date) == ("Police Committee - Regular Meeting: Agenda", dt.date(2019, 3, 12))


def test_years_are_asked_for_from_the_next_back_to_since() -> None:
    portal = Portal("k", "a", "iqm2", "https://x.iqm2.com/Citizens/", since=dt.date(2025, 3, 5))
    asked = [ask.url.partition("From=")[2] for ask in iqm2.first(Start(portal, dt.date(2026, 2, 1)))]
    assert asked == ["1/1/2027&To=12/31/2027", "1/1/2026&To=12/31/2026", "3/5/2025&To=12/31/2025"]


@pytest.mark.parametrize("body", [b"", b"{}", b"<html><body>Runtime Error</body></html>"])
def test_what_iqm2_does_not_answer_is_no_list(body: bytes) -> None:
    with pytest.raises(ShapeError):
        iqm2.read(Answer("https://x.iqm2.com/Citizens/Calendar.aspx", body))


def test_a_feed_names_meetings_and_papers() -> None:
    place = "https://x.iqm2.com/Citizens"
    items = "".join(
        f"<item><title>City Council - {words} - Jan 13, 2026 7:00 PM</title><link>{place}/{path}</link></item>"
        for words, path in (
            ("Regular Meeting", "Detail_Meeting.aspx?ID=5"),
            ("Minutes", "FileView.aspx?Type=12&amp;ID=6"),
        )
    )
    body = f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode()
    assert iqm2.recognises("https://saved.example/", body)
    listing = iqm2.read(Answer("https://x.iqm2.com/Services/RSS.aspx?Feed=Calendar", body))
    [link] = listing.links
    assert (link.url, link.date) == (f"{place}/FileView.aspx?Type=12&ID=6", dt.date(2026, 1, 13))
    assert [ask.url for ask in listing.asks] == [f"{place}/Detail_Meeting.aspx?ID=5"]
