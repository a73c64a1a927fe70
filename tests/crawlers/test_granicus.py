"""Granicus: crawls of a publisher page and of its feeds; agendas that are files and agendas that are web pages."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, Ask, ShapeError
from crawlers.platforms import granicus
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

VIEW = "https://x.granicus.com/ViewPublisher.php?view_id=2"
AGENDA = (
    b"<!doctype html><html><head><title>Agenda</title></head><body><p>1. Call to order. 2. Purchase of cameras.</p>%s"
)


def publisher(*rows: str) -> bytes:
    return f'<html><body><div id="granicus"><table>{"".join(rows)}</table></div></body></html>'.encode()


def row(name: str, date: str, *links: str) -> str:
    return f"<tr><td>{name}</td><td>{date} - 6:00 PM</td><td>01h 20m</td><td>{' '.join(links)}</td></tr>"


def feed(*items: str) -> bytes:
    channel = "".join(f"<item>{item}</item>" for item in items)
    gran = 'xmlns:gran="http://www.granicus.com/webapi"'
    return f'<?xml version="1.0"?><rss version="2.0" {gran}><channel>{channel}</channel></rss>'.encode()


def test_agendas_that_are_web_pages_are_kept_and_lead_to_their_papers_also_after_a_kill(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    site.routes["/ViewPublisher.php?view_id=2"] = Served(
        publisher(
            row("City Council", "Jan&nbsp;13,&nbsp;2026", '<a href="AgendaViewer.php?view_id=2&clip_id=1">Agenda</a>'),
            row("Planning", "Jan 14, 2026", '<a href="/AgendaViewer.php?view_id=2&clip_id=2"><img alt="Agenda"></a>'),
            row("Audit", "Jan 15, 2026", '<a href="/AgendaViewer.php?view_id=2&clip_id=3">Agenda</a>'),
        )
    )
    site.routes["/AgendaViewer.php?view_id=2&clip_id=1"] = Served(
        status=302, headers={"Location": "/GeneratedAgendaViewer.php?view_id=2&clip_id=1"}
    )
    paper = "/MetaViewer.php?view_id=2&clip_id=1&meta_id=7"
    site.routes["/GeneratedAgendaViewer.php?view_id=2&clip_id=1"] = Served(
        AGENDA % f'<a href="{paper}">Staff report: cameras</a>'.encode(), headers={"ETag": '"1"'}
    )
    site.pdf("/AgendaViewer.php?view_id=2&clip_id=2")
    site.routes["/AgendaViewer.php?view_id=2&clip_id=3"] = Served(
        b"<html><body><p>This agenda is not currently published.</p></body></html>"
    )
    site.routes[paper] = Served(b"busy", "text/plain", 500)  # as if the crawl had been killed before this came
    portals = {"page": {"path": "/ViewPublisher.php?view_id=2"}}
    report = crawl_portals(sqlite_store, archive, site, "granicus", portals)["page"]
    assert (report.outcome, report.documents) == ("incomplete", 2), report
    assert outcomes(sqlite_store, site)["/AgendaViewer.php?view_id=2&clip_id=3"][0] == "refused"
    site.pdf(paper)
    report = crawl_portals(sqlite_store, archive, site, "granicus", portals)["page"]
    assert (report.new, report.documents, report.skipped) == (1, 3, 2), report
    assert site.asked["/GeneratedAgendaViewer.php?view_id=2&clip_id=1"] == 1


def test_feeds_are_read_by_mode_and_say_that_they_end(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    url = f"{site.url}/AgendaViewer.php?view_id=2&clip_id="
    dated = '<gran:pubDateParts yr="2026" mo="01" day="13" hr="18"/>'
    items = [
        f"<title>City Council - Jan 13, 2026 06:00 PM</title><link>{url}{number}</link>{dated}" for number in range(100)
    ]
    site.routes["/ViewPublisherRSS.php?view_id=2&mode=agendas"] = Served(
        feed(*(item.replace("&clip", "&amp;clip") for item in items)), "application/rss+xml"
    )
    site.routes["/ViewPublisherRSS.php?view_id=2&mode=minutes"] = Served(feed(), "application/rss+xml")
    site.pdf("/AgendaViewer.php?view_id=2&clip_id=0")
    for number in range(1, 100):
        site.routes[f"/AgendaViewer.php?view_id=2&clip_id={number}"] = site.routes[
            "/AgendaViewer.php?view_id=2&clip_id=0"
        ]
    portals = {"feed": {"path": "/ViewPublisherRSS.php?view_id=2"}}
    report = crawl_portals(sqlite_store, archive, site, "granicus", portals)["feed"]
    assert (report.outcome, report.documents, report.entries) == ("incomplete", 1, 100), report
    assert "meetings beyond the last 100 of a feed" in report.detail


@pytest.mark.parametrize(
    ("title", "mode", "said"),
    [
        ("City Council - Jan 13, 2026 06:00 PM", "agendas", "City Council: Agenda"),
        ("City Council - Agenda - Jan 13, 2026 06:00 PM", "", "City Council: Agenda"),
        ("Parks - Trees - Minutes - Jan 13, 2026", "minutes", "Parks - Trees: Minutes"),
        ("Budget workshop", "minutes", "Budget workshop: Minutes"),
    ],
)
def test_a_feed_names_meeting_kind_and_day(title: str, mode: str, said: str) -> None:
    body = feed(
        f"<title>{title}</title><link>https://x.granicus.com/a</link><pubDate>Tue, 13 Jan 2026 18:00:00 -0600</pubDate>"
    )
    [link] = granicus.read(Answer(f"https://x.granicus.com/ViewPublisherRSS.php?view_id=2&mode={mode}", body)).links
    assert (link.title, link.date) == (said, dt.date(2026, 1, 13))


def test_a_feed_without_a_mode_is_known_by_its_viewers() -> None:
    link = "<link>https://x.granicus.com/%s.php?view_id=2&amp;clip_id=4</link>"
    items = [f"<title>Council - Jan 13, 2026</title>{link % name}" for name in ("MinutesViewer", "MediaPlayer")]
    listing = granicus.read(Answer("https://x.granicus.com/ViewPublisherRSS.php?view_id=2", feed(*items)))
    assert [link.title for link in listing.links] == ["Council: Minutes"]


def test_rows_of_any_template_name_the_meeting() -> None:
    body = (
        b'<html><body><div id="granicus"><div class="row"><div><span class="committee">Transit Board</span><br>'
        b"Jan 13, 2026</div><div>"
        b'<a href="//x.granicus.com/AgendaViewer.php?view_id=2&event_id=5"><img alt="Agenda Document"></a></div></div>'
        b'<div class="row"><h3>Finance</h3><p>January 14, 2026 <a href="/MinutesViewer.php?view_id=2&clip_id=6">M</a>'
        b'<a href="https://files.example.com/packet.pdf">Full packet</a></p></div>'
        b'<a href="/MediaPlayer.php?view_id=2&clip_id=6">Video</a></div></body></html>'
    )
    links = granicus.read(Answer(VIEW, body)).links
    assert [(link.title, str(link.date)) for link in links] == [
        ("Transit Board: Agenda", "2026-01-13"),
        ("Finance: Minutes", "2026-01-14"),
        ("Finance: Full packet", "2026-01-14"),
    ]
    cell = '<td headers="Name"><a href="javascript:void(0);">play</a>&nbsp;Work Session</td><td>Jul  7, 2026</td>'
    menu = '<select><option value="/MinutesViewer.php?view_id=2&clip_id=9&doc_id=a">Minutes</option></select>'
    window = "<a href='#' onclick=\"getDocLink('/AgendaViewer.php?view_id=2&clip_id=9')\">Agenda</a>"
    links = granicus.read(Answer(VIEW, publisher(f"<tr>{cell}<td>{window}{menu}</td></tr>"))).links
    assert [(link.title, str(link.date)) for link in links] == [
        ("Work Session: Agenda", "2026-07-07"),
        ("Work Session: Minutes", "2026-07-07"),
    ]


def test_what_granicus_does_not_answer_is_no_list() -> None:
    for body in (b"", b"<html><body><p>Welcome</p></body></html>", b'<?xml version="1.0"?><error/>', b"<rss"):
        with pytest.raises(ShapeError):
            granicus.read(Answer(VIEW, body))
    viewer = "https://x.granicus.com/AgendaViewer.php?view_id=2&clip_id=1"
    with pytest.raises(ShapeError):
        granicus.read(Answer(viewer, b"<html><body>Not found</body></html>", ask=Ask(viewer)))
    framed = b"<html><body><iframe src='DocumentViewer.php?file=x_1.pdf&view=1'></iframe></body></html>"
    [link] = granicus.read(Answer(viewer, framed, ask=Ask(viewer, facts={"date": "2026-01-13"}))).links
    assert link.date == dt.date(2026, 1, 13)
