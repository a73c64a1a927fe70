"""Which documents and further pages a page offers, by its HTML alone."""

from __future__ import annotations

import datetime as dt
import html as entities
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.document_urls import is_document_url
from crawlers.links import Link, document_links, embedded_documents
from crawlers.paging import page_links

HERE = "https://records.example.gov/council/agendas/index.html"


def links_of(body: str, url: str = HERE) -> list[Link]:
    return document_links(f"<!doctype html><html><body>{body}</body></html>".encode(), url)


def only(body: str, url: str = HERE) -> Link:
    [link] = links_of(body, url)
    return link


WAYS = {
    '<a href="po.pdf">Order 7</a>': "https://records.example.gov/council/agendas/po.pdf",
    '<a href="/po.pdf#page=2">Order 7</a>': "https://records.example.gov/po.pdf",
    '<a href="//files.example.gov/po.PDF">Order 7</a>': "https://files.example.gov/po.PDF",
    '<a href=" Flock PO 7.pdf ">Order 7</a>': "https://records.example.gov/council/agendas/Flock%20PO%207.pdf",
    '<a href="a\nb.pdf">Order 7</a>': "https://records.example.gov/council/agendas/ab.pdf",
    '<a href="files\\po.pdf">Order 7</a>': "https://records.example.gov/council/agendas/files/po.pdf",
    '<a href="Attachment #1.pdf">Order 7</a>': "https://records.example.gov/council/agendas/Attachment%20%231.pdf",
    '<a href="?file=po.pdf">Order 7</a>': f"{HERE}?file=po.pdf",
    '<a href="/show.aspx?Doc=/x/po.pdf&amp;MID=5">Order 7</a>': "https://records.example.gov/show.aspx?Doc=/x/po.pdf&MID=5",
    '<a href="/po.pdf;jsessionid=0A1B.node7?x=1">Order 7</a>': "https://records.example.gov/po.pdf?x=1",
    '<a href="/d/?wpdmdl=5&amp;refresh=630cfeb4521061661796020">Order 7</a>': "https://records.example.gov/d/?wpdmdl=5",
    '<iframe src="/po.pdf"></iframe>': "https://records.example.gov/po.pdf",
    '<iframe src="/pdfjs/web/viewer.html?file=/po.pdf"></iframe>': "https://records.example.gov/po.pdf",
    '<iframe src="https://docs.google.com/viewer?url=https://records.example.gov/po.pdf&embedded=true"></iframe>': (
        "https://records.example.gov/po.pdf"
    ),
    '<embed src="/po.pdf">': "https://records.example.gov/po.pdf",
    '<object data="/po.pdf" type="application/pdf">no</object>': "https://records.example.gov/po.pdf",
    "<button onclick=\"window.open('/po.pdf')\">Order 7</button>": "https://records.example.gov/po.pdf",
    '<map><area href="/po.pdf"></map>': "https://records.example.gov/po.pdf",
    '<select><option value="/po.pdf">Order 7</option></select>': "https://records.example.gov/po.pdf",
}


@pytest.mark.parametrize("body", WAYS)
def test_every_way_to_write_a_link(body: str) -> None:
    link = only(body)
    assert (link.url, link.is_certain) == (WAYS[body], True)


def test_a_base_moves_every_relative_link() -> None:
    body = b'<html><head><base href="https://www.example.gov/"></head><body><a href="a/po.pdf">Order</a></body></html>'
    assert [link.url for link in document_links(body, HERE)] == ["https://www.example.gov/a/po.pdf"]


NO_EXTENSION = [
    "https://x.gov/AgendaCenter/ViewFile/Agenda/_01202026-17",
    "https://x.gov/AgendaCenter/ViewFile/Minutes/_01202026-17?html=true",
    "https://x.gov/DocumentCenter/View/123/Flock-Contract",
    "https://x.gov/Archive.aspx?ADID=77",
    "https://x.gov/home/showpublisheddocument/29019/637937594939600000",
    "https://x.gov/Home/ShowDocument?id=55",
    "https://x.legistar.com/View.ashx?M=F&ID=1234&GUID=AA-BB",
    "https://x.iqm2.com/Citizens/FileOpen.aspx?Type=14&ID=1970&Inline=True",
    "https://x.granicus.com/AgendaViewer.php?view_id=2&event_id=9",
    "https://x.novusagenda.com/agendapublic/DisplayAgendaPDF.ashx?MeetingID=4",
    "https://x.primegov.com/Public/CompiledDocument?meetingTemplateId=9&compileOutputType=1",
    "https://x.api.civicclerk.com/v1/Meetings/GetMeetingFileStream(fileId=5,plainText=false)",
    "https://x.gov/download/july-26-agenda/?wpdmdl=16194&refresh=6",
    "https://x.gov/LinkClick.aspx?fileticket=abc%3d&tabid=1",
    "https://x.gov/media/4411/download?inline",
    "https://x.gov/portal/DownloadFile/99",
    "https://drive.google.com/file/d/1AbC/view",
    "https://www.dropbox.com/s/abc/po?dl=0",
    "https://www.documentcloud.org/documents/24530000-flock",
]
NOT_DOCUMENTS = [
    "https://x.gov/",
    "https://x.gov/documents",
    "https://x.gov/how-do-i/request-document",
    "https://x.gov/view-documents/agendas/",
    "https://x.gov/police/services/file-police-report",
    "https://x.legistar.com/View.ashx?M=IC&ID=1&GUID=A",
    "https://x.gov/photo.jpg",
    "https://www.facebook.com/sharer/sharer.php?u=https://x.gov/agendas.php",
    "https://x.gov/news/pdf-tips",
    "https://x.gov/agendas/?year=2024",
]


@pytest.mark.parametrize("url", NO_EXTENSION)
def test_known_addresses_without_an_extension(url: str) -> None:
    assert is_document_url(url)


@pytest.mark.parametrize("url", NOT_DOCUMENTS)
def test_addresses_that_are_no_documents(url: str) -> None:
    assert not is_document_url(url)


def test_what_only_the_words_suggest_is_uncertain_and_menus_suggest_nothing() -> None:
    [link] = links_of('<nav><a href="/minutes">Minutes</a></nav><main><a href="/m/77">Meeting minutes</a></main>')
    assert (link.url, link.is_certain) == ("https://records.example.gov/m/77", False)


SKIPPED = [
    "#top",
    "javascript:void(0)",
    "mailto:a@b.c",
    "tel:1",
    "",
    " ",
    "http://[broken/x.pdf",
    "http:///x.pdf",
    "ftp://x/a.pdf",
]


@pytest.mark.parametrize("reference", SKIPPED)
def test_what_leads_nowhere_is_no_link(reference: str) -> None:
    assert links_of(f'<a href="{reference}">x</a>') == []


TITLES = {
    '<a href="1.pdf">Purchase order 2510002336</a>': "Purchase order 2510002336",
    '<a href="1.pdf"><span>Flock</span> <b>c</b>ontract (1.2 MB)</a>': "Flock contract (1.2 MB)",
    '<a href="1.pdf" title="Invoice INV-61152">PDF</a>': "Invoice INV-61152",
    '<a href="1.pdf"><img src="i.png" alt="Grant agreement"></a>': "Grant agreement",
    "<table><tr><td>January 20, 2026</td><td>Work session</td><td><a href=1.pdf>Agenda</a></td>"
    "<td><a href=2.pdf>Minutes</a></td></tr></table>": "January 20, 2026 Work session: Agenda",
    "<p>Jan. 20, 2026 <a href=1.pdf>Minutes</a> Feb. 10, 2026 <a href=2.pdf>Minutes</a></p>": "Jan. 20, 2026: Minutes",
    "<h3>Camera contract</h3><ul><li><a href=1.pdf>Download</a></li></ul>": "Camera contract",
    "<h3>Documents</h3><a href='Flock_Safety-quote.pdf'>here</a>": "Flock Safety quote",
    "<a href='/home/showpublisheddocument/1/2'>Agenda</a>": "Agenda",
}


@pytest.mark.parametrize("body", TITLES)
def test_titles(body: str) -> None:
    assert links_of(body)[0].title == TITLES[body]


def test_dates_come_from_the_row_then_the_file_name_and_never_from_the_folder_of_an_upload() -> None:
    row = "<li>January 20, 2026 <a href='/up/2025/12/x.pdf'>Agenda</a> <a href='/up/2025/12/y.pdf'>Minutes</a></li>"
    assert [link.date for link in links_of(row)] == [dt.date(2026, 1, 20)] * 2
    assert only('<a href="/uploads/2021/03/agenda05062015.pdf">Agenda</a>').date == dt.date(2015, 5, 6)
    assert only('<a href="/uploads/2021/03/contract.pdf">Contract</a>').date is None


def test_a_document_linked_twice_is_one_link_with_the_better_title() -> None:
    link = only('<a href="1.pdf"><img src="pdf.png"></a> <a href="1.pdf">Flock contract</a>')
    assert link.title == "Flock contract"


def test_a_viewer_page_gives_what_it_shows() -> None:
    viewer = b'<html><iframe src="/inner.pdf"></iframe><a href="/other.pdf">Other</a></html>'
    assert embedded_documents(viewer, HERE) == ["https://records.example.gov/inner.pdf"]


DEEP = b"<div>" * 5000 + b"<a href=x.pdf>x</a>"
NOT_HTML = (b"", b"\0\0", b"%PDF-1.4", b"<", DEEP, bytes(range(256)), b"\xff\xfe<\0a\0")


@pytest.mark.parametrize("body", NOT_HTML)
def test_what_is_not_html_has_no_links_and_harms_nobody(body: bytes) -> None:
    assert len(document_links(body, HERE)) <= 1
    page_links(body, HERE)


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_page_breaks_the_reading_of_links(words: str, reference: str) -> None:
    body = f'<h2>{words}</h2><li>{words}<a href="{entities.escape(reference)}">{words}</a><base href="{words}">'
    document_links(body.encode("utf-8", "replace"), HERE)
    page_links(body.encode("utf-8", "replace"), HERE)


# --- Further pages ---

LIST = "https://records.example.gov/council/agendas/"


def further(body: str, url: str = LIST) -> tuple[list[str], list[str]]:
    found = page_links(f"<html><body>{body}</body></html>".encode(), url)
    return [page.removeprefix(LIST) for page in found.turns], [page.removeprefix(LIST) for page in found.details]


TURNS = {
    '<a rel="next" href="two.html">on</a>': ["two.html"],
    '<a href="?page=2">2</a><a href="?page=3">3</a>': ["?page=2", "?page=3"],
    '<a href="?page=2">Next ›</a>': ["?page=2"],
    '<a href="?cp_364=2">2</a>': ["?cp_364=2"],
    '<a href="page/2/">»</a>': ["page/2/"],
    '<a href="?start=20" aria-label="Next page"><i></i></a>': ["?start=20"],
    '<ul class="pagination"><li><a href="?q=x&amp;set=2">2</a></li></ul>': ["?q=x&set=2"],
    '<a href="?year=2024">2024</a>': ["?year=2024"],
    '<a href="?sort=date">Date</a>': [],
    '<a href="https://elsewhere.example.org/council/agendas/?page=2">2</a>': [],
}


@pytest.mark.parametrize("body", TURNS)
def test_the_next_pages_of_a_list(body: str) -> None:
    assert further(body)[0] == TURNS[body]


DETAILS = {
    '<main><a href="2026-01-20/">January meeting</a></main>': ["2026-01-20/"],
    '<li>January 20, 2026 <a href="https://records.example.gov/event/77">Details</a></li>': [
        "https://records.example.gov/event/77"
    ],
    '<p><a href="https://records.example.gov/parks">Parks</a></p>': [],
    '<nav><a href="2026-01-20/">January meeting</a></nav>': [],
    '<div class="site-menu"><a href="all/">All</a></div>': [],
    '<main><a href="login/">Log in</a> <a href="photo.jpg">Photo</a> <a href="po.pdf">Order</a></main>': [],
}


@pytest.mark.parametrize("body", DETAILS)
def test_the_detail_pages_of_a_list(body: str) -> None:
    assert further(body)[1] == DETAILS[body]


def test_a_pager_that_only_a_script_can_turn_is_noticed() -> None:
    body = b"""<html><a href="javascript:__doPostBack('grid','Page$2')">2</a></html>"""
    assert page_links(body, LIST).has_script_pager
    assert not page_links(
        b"""<html><a href="javascript:__doPostBack('menu','x')">2</a></html>""", LIST
    ).has_script_pager


# --- Real pages ---

_RAW = re.compile(
    rb"""(?:href|src|data)\s*=\s*["']([^"'<>]*\.(?:pdf|docx?|xlsx?|pptx?|csv|zip|rtf)(?:[?&#][^"'<>]*)?)["']""", re.I
)
#: Documents without an extension that were counted by eye on these pages.
BY_EYE = {
    "cc_police_safety": 2,  # FileOpen.aspx
    "fre_reedley_city_council": 39,  # ?wpdmdl=
    "sandie_nationalcity": 30,  # showpublisheddocument
    "skamania_county_bocc": 3,  # showpublisheddocument
}


@pytest.mark.cases
def test_real_agency_pages(cases_folder: Path) -> None:
    """Of 29 real pages: every href that names a document file, and those counted by eye, and next to nothing else."""
    expected, got, wanted_and_got, dated = 0, 0, 0, 0
    for path in sorted((cases_folder / "recordings" / "agency_pages").glob("*.html")):
        body = path.read_bytes()
        written = {entities.unescape(found.decode("utf-8", "replace")).strip() for found in _RAW.findall(body)}
        certain = [link for link in document_links(body, "https://www.example.gov/list/page") if link.is_certain]
        assert all(link.title for link in certain)
        wanted = len(written) + BY_EYE.get(path.stem, 0)
        expected, got, wanted_and_got = (
            expected + wanted,
            got + len(certain),
            wanted_and_got + min(wanted, len(certain)),
        )
        dated += sum(link.date is not None for link in certain)
    assert wanted_and_got / expected >= 0.98
    assert wanted_and_got / got >= 0.95
    assert dated / got >= 0.6
