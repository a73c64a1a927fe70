"""BoardDocs: crawls by committee and by feed, and what is no answer of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, Ask, ShapeError
from crawlers.platforms import boarddocs
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

BOARD = "/or/spring/Board.nsf"
COMMITTEES = ("A4EP6J588C05", "B4EP6J588C06")
RECORDED = Path("recordings/boarddocs/wicks_goddard_boe.json")


def printed(*files: str) -> Served:
    links = "".join(
        f'<div class="item"><dl><dt>Subject</dt><dd>Item {number}</dd></dl>'
        f'<a class="public-file" href="{BOARD}/files/X{number}/$file/{name}">{name} (1.2 MB)</a></div>'
        for number, name in enumerate(files)
    )
    return Served(f"<html><body><h1>Regular meeting of the board, with its items</h1>{links}</body></html>".encode())


def meeting(unique: str, date: str) -> dict[str, str]:
    return {"unique": unique, "name": "Regular Meeting", "current": "0", "numberdate": date, "unid": unique * 3}


def test_every_committee_is_asked_for_its_meetings_and_these_for_their_files(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    options = "".join(f'<a class="committee-trigger" committeeid="{committee}">Board</a>' for committee in COMMITTEES)
    site.routes[f"{BOARD}/Public"] = Served(f"<html><body>{options}</body></html>".encode())
    lists = {
        COMMITTEES[0]: [meeting("M1", "20260113"), meeting("M0", "20190113"), {}],
        COMMITTEES[1]: [meeting("M2", "20260114"), {}],
    }
    site.posts[f"{BOARD}/BD-GetMeetingsList?open"] = lambda form: said(
        lists[parse_qs(form.decode())["current_committee_id"][0]]
    )
    site.posts[f"{BOARD}/PRINT-AgendaDetailed?open&id=M1"] = lambda form: printed("lease.pdf", "quote.pdf")
    site.posts[f"{BOARD}/PRINT-AgendaDetailed?open&id=M2"] = lambda form: printed()
    for path in ("X0/$file/lease.pdf", "X1/$file/quote.pdf"):
        site.pdf(f"{BOARD}/files/{path}")
    site.routes["/wa/none/Board.nsf/Public"] = Served(b"<html><body><p>Welcome to the district</p></body></html>")
    portals = {
        "board": {"path": f"{BOARD}/Public", "since": dt.date(2025, 1, 1)},
        "none": {"path": "/wa/none/Board.nsf/Public"},
        "one": {"path": f"{BOARD}/BD-GetMeetingsList?open&current_committee_id={COMMITTEES[1]}"},
    }
    reports = crawl_portals(sqlite_store, archive, site, "boarddocs", portals)
    report = reports["board"]
    assert (report.outcome, report.documents, report.entries) == ("complete", 4, 3), report
    assert {path for path, _ in site.posted if "M0" in path} == set()
    assert (b"id=M1&current_committee_id=" + COMMITTEES[0].encode()) in [form for _, form in site.posted]
    assert outcomes(sqlite_store, site)[f"{BOARD}/PRINT-AgendaDetailed?open&id=M1"] == ("kept", None)
    assert reports["none"].outcome == "failed"
    assert (reports["one"].outcome, reports["one"].documents, reports["one"].entries) == ("complete", 1, 1)


def test_a_feed_leads_to_the_agendas_of_its_meetings(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    link = f"{site.url}{BOARD}/goto?open&amp;id=M1"
    site.routes[f"{BOARD}/XML-ActiveMeetings"] = Served(
        f"""<?xml version="1.0" encoding="UTF-8"?><meetings><meeting bodyid="{COMMITTEES[0]}" bodyname="Board" id="M1">
        <name>Regular Meeting</name><start><date format="yyyy-mm-dd">2026-01-13</date></start><link>{link}</link>
        </meeting></meetings>""".encode(),
        "text/xml",
    )
    site.posts[f"{BOARD}/PRINT-AgendaDetailed?open&id=M1"] = lambda form: printed("lease.pdf")
    site.pdf(f"{BOARD}/files/X0/$file/lease.pdf")
    portals = {"feed": {"path": f"{BOARD}/XML-ActiveMeetings"}}
    report = crawl_portals(sqlite_store, archive, site, "boarddocs", portals)["feed"]
    assert (report.outcome, report.documents, report.entries) == ("complete", 2, 1), report


def test_the_empty_row_that_ends_a_recorded_list_is_no_meeting(cases_folder: Path) -> None:
    url = "https://go.boarddocs.com/ks/goddard/Board.nsf/BD-GetMeetingsList?open"
    form = {"current_committee_id": "C"}
    listing = boarddocs.read(Answer(url, (cases_folder / RECORDED).read_bytes(), ask=Ask(url, form=form)))
    assert len(listing.entries) == len(listing.asks) == 258
    assert listing.asks[0].form == {"id": listing.entries[0], "current_committee_id": "C"}


def test_files_are_named_and_dated_by_their_meeting() -> None:
    url = f"https://go.boarddocs.com{BOARD}/PRINT-AgendaDetailed?open&id=M1"
    ask = Ask(url, facts={"meeting": "Regular Meeting", "date": "2026-01-13"})
    listing = boarddocs.read(Answer(url, printed("lease.pdf").body, ask=ask))
    [link] = listing.links
    assert (link.title, link.date, link.facts["item"]) == ("lease.pdf", dt.date(2026, 1, 13), "Item 0")
    assert listing.data
    assert (listing.data.title, listing.data.date) == ("Regular Meeting: Agenda", dt.date(2026, 1, 13))


@pytest.mark.parametrize("body", [b"", b'{"error": 1}', b"[1]", b'[{"unique": "M1"}]', b"<meetings><meeting"])
def test_what_boarddocs_does_not_answer_is_no_list(body: bytes) -> None:
    with pytest.raises(ShapeError):
        boarddocs.read(Answer(f"https://go.boarddocs.com{BOARD}/BD-GetMeetingsList?open", body))


def test_a_meetings_own_answer_names_it_and_its_day() -> None:
    body = (
        b"<div><div class='meeting-name'>Special Meeting</div><div class='meeting-date'>Tuesday, January 13, 2026</div>"
        b"<div class='meeting-description'>At the <a href='/or/spring/Board.nsf/files/X9/$file/map.pdf'>school</a>"
    )
    listing = boarddocs.read(Answer(f"https://go.boarddocs.com{BOARD}/BD-GetMeeting?open", body))
    assert [(link.title, link.date) for link in listing.mentions] == [("Special Meeting", dt.date(2026, 1, 13))]
    assert [link.date for link in listing.links] == [dt.date(2026, 1, 13)]


def test_an_outline_of_an_agenda_names_its_items() -> None:
    body = b'<ul><li class="item" id="i1" unique="ITEM1" Xtitle="Approve lease of cameras"><span>1.1</span></li></ul>'
    listing = boarddocs.read(Answer(f"https://go.boarddocs.com{BOARD}/BD-GetAgenda?open", body))
    [item] = listing.mentions
    assert (item.url, item.title) == (f"https://go.boarddocs.com{BOARD}/goto?open&id=ITEM1", "Approve lease of cameras")
