"""CivicPlus: crawls of recorded cassettes and of an AgendaCenter, and what is no page of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, ShapeError, Start
from crawlers.platforms import civicplus
from crawlers.portals import Portal
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals
from tests.crawlers.replay import cassette
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

CASSETTES = Path("recordings/civicplus/cassettes")
TODAY = dt.datetime.now(dt.UTC).date()


def searches(site: Site, **facts: object) -> list[str]:
    """The searches that a portal of the site is asked for, by path."""
    portal = Portal("us_x_test", "us-x-test", "civicplus", f"{site.url}/AgendaCenter", **facts)  # type: ignore[arg-type]
    return [ask.url.removeprefix(site.url) for ask in civicplus.first(Start(portal, TODAY))]


def row(title: str, **menu: str) -> str:
    links = "".join(f'<li><a href="/AgendaCenter/{address}">{words}</a></li>' for words, address in menu.items())
    heading = "<h4><strong>Jan 13, 2026</strong></h4>"
    return f'<tr class="catAgendaRow"><td>{heading}<p>{title}</p></td><td><ol>{links}</ol></td></tr>'


def center(*rows: str) -> bytes:
    table = f'<div id="cat2"><h2><span>&#9658;</span>City Council</h2><table>{"".join(rows)}</table></div>'
    return f'<!doctype html><html><body><input name="chkCategoryID">{table}</body></html>'.encode()


def test_years_are_searched_from_the_next_back_to_since() -> None:
    url = "https://x.civicplus.com/AgendaCenter"
    portal = Portal("k", "a", "civicplus", url, since=dt.date(2024, 5, 1), search=("alpr",))
    asked = [parse_qs(urlsplit(ask.url).query) for ask in civicplus.first(Start(portal, dt.date(2025, 7, 1)))]
    assert [(query["startDate"], query["endDate"], query["term"]) for query in asked] == [
        (["01/01/2026"], ["12/31/2026"], ["alpr"]),
        (["01/01/2025"], ["12/31/2025"], ["alpr"]),
        (["05/01/2024"], ["12/31/2024"], ["alpr"]),
    ]


def test_recorded_answers_are_unpacked_and_their_papers_come(
    sqlite_store: sa.Engine, archive: Archive, site: Site, cases_folder: Path
) -> None:
    exchanges = list(cassette(cases_folder / CASSETTES / "test_scrape_download_filter_size.yaml"))
    page = next(exchange.answer for exchange in exchanges if "/Search/" in exchange.url)
    assert page.headers["content-encoding"] == "gzip"
    agenda = next(exchange for exchange in exchanges if exchange.method == "GET" and "ViewFile" in exchange.url)
    site.routes[searches(site)[0]] = page
    site.routes[agenda.path] = agenda.answer
    site.pdf(agenda.path.replace("/Agenda/", "/Minutes/"))
    report = crawl_portals(sqlite_store, archive, site, "civicplus", {"nash": {"path": "/AgendaCenter"}})["nash"]
    assert report.outcome == "incomplete"  # years that were not recorded are lost by name, not passed over
    assert report.documents == 2
    assert outcomes(sqlite_store, site)[agenda.path] == ("kept", None)


def test_packets_are_papers_web_pages_only_where_there_is_no_file_and_earlier_versions_are_asked_for(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    year, moved, broken = (dt.date(TODAY.year + 1, month, 1) for month in (1, 2, 3))
    view = f"ViewFile/Agenda/_0413{TODAY.year + 1}"
    with_file = row(
        "Regular Meeting",
        HTML=f"{view}-1?html=true",
        PDF=f"{view}-1",
        Packet=f"{view}-1?packet=true",
        Previous="PreviousVersions/_04132026-1",
    )
    page_only = row("Special Meeting", HTML=f"{view}-2?html=true")
    [listed] = searches(site, since=year)
    site.routes[listed] = Served(center(with_file, page_only))
    site.routes["/AgendaCenter/PreviousVersions/_04132026-1"] = Served(
        b"<html><body><a href='/AgendaCenter/ViewFile/ArchivedAgenda/_04139999-90'>Jan 9</a></body></html>"
    )
    for path in (f"{view}-1", f"{view}-1?packet=true", "ViewFile/ArchivedAgenda/_04139999-90"):
        site.pdf(f"/AgendaCenter/{path}")
    site.routes[f"/AgendaCenter/{view}-2?html=true"] = Served(
        b"<!doctype html><html><body><p>1. Lease of cameras "
        b"<a href='/AgendaCenter/ViewFile/Item/55?fileID=9'>Lease</a></p></body></html>"
    )
    site.pdf("/AgendaCenter/ViewFile/Item/55?fileID=9")

    [away] = searches(site, since=moved)
    site.routes[away] = Served(status=302, headers={"Location": "https://www.city.example/AgendaCenter"})
    [ill] = searches(site, since=broken)
    site.routes[ill] = Served(b"<html><body><p>Our site is busy; a menu leads to /AgendaCenter</p></body></html>")
    begins = {"listed": year, "moved": moved, "broken": broken}
    portals = {name: {"path": "/AgendaCenter", "since": since} for name, since in begins.items()}
    reports = crawl_portals(sqlite_store, archive, site, "civicplus", portals)
    assert (reports["listed"].outcome, reports["listed"].documents) == ("complete", 5), reports["listed"]
    assert not site.asked[f"/AgendaCenter/{view}-1?html=true"]
    assert outcomes(sqlite_store, site)[f"/AgendaCenter/{view}-2?html=true"] == ("kept", None)
    assert (reports["moved"].outcome, reports["broken"].outcome) == ("failed", "failed")
    assert "leads to a host that the portal does not declare" in reports["moved"].detail
    assert "does not answer as its platform does" in reports["broken"].detail


def test_an_empty_year_is_a_list_and_another_page_is_none() -> None:
    assert civicplus.read(Answer("https://x.gov/AgendaCenter/Search/?term=", center())).entries == []
    for body in (b"", b"{}", b"<html><body><a href='/AgendaCenter'>Agendas</a></body></html>"):
        with pytest.raises(ShapeError):
            civicplus.read(Answer("https://x.gov/AgendaCenter/Search/?term=", body))
