"""Which documents and further pages a page offers, by its HTML alone."""

from __future__ import annotations

import datetime as dt
import html as entities
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.anchors import read_page, steady
from crawlers.document_urls import is_document_url
from crawlers.links import Link, document_links, embedded_documents, links_of
from crawlers.paging import page_links
from crawlers.share_links import file_address
from tests.benchmarks.bench_links import labelled_pages, score, total

HERE = "https://records.example.gov/council/agendas/index.html"


def shown(body: str, url: str = HERE) -> list[Link]:
    return document_links(f"<!doctype html><html><body>{body}</body></html>".encode(), url)


def only(body: str, url: str = HERE) -> Link:
    [link] = shown(body, url)
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
    '<a href="/po.pdf;jsessionid=0A1B.node7?x=1">Order 7</a>': (
        "https://records.example.gov/po.pdf;jsessionid=0A1B.node7?x=1"
    ),
    '<a href="/po.pdf?a=1&amp;amp;b=2">Order 7</a>': "https://records.example.gov/po.pdf?a=1&b=2",
    '<a href="/ViewerJS/#../files/po.pdf">Order 7</a>': "https://records.example.gov/files/po.pdf",
    '<a href="https://view.officeapps.live.com/op/view.aspx?src=https%3A%2F%2Fx.gov%2Fpo.docx">Order 7</a>': (
        "https://x.gov/po.docx"
    ),
    '<a href="/download/7" type="application/pdf">Order 7</a>': "https://records.example.gov/download/7",
    '<a href="/records/7">Order 7 (PDF, 1.2 MB)</a>': "https://records.example.gov/records/7",
    '<a href="/scan.jpg">Agenda</a>': "https://records.example.gov/scan.jpg",
    '<iframe src="/po.pdf"></iframe>': "https://records.example.gov/po.pdf",
    '<iframe src="/pdfjs/web/viewer.html?file=/po.pdf"></iframe>': "https://records.example.gov/po.pdf",
    '<iframe src="https://docs.google.com/viewer?url=https://records.example.gov/po.pdf&embedded=true"></iframe>': (
        "https://records.example.gov/po.pdf"
    ),
    '<embed src="/po.pdf">': "https://records.example.gov/po.pdf",
    '<object data="/po.pdf" type="application/pdf">no</object>': "https://records.example.gov/po.pdf",
    "<button onclick=\"window.open('/po.pdf')\">Order 7</button>": "https://records.example.gov/po.pdf",
    "<a href=\"javascript:openPdf('/po.pdf')\">Order 7</a>": "https://records.example.gov/po.pdf",
    '<button type="submit" formaction="/po.pdf">Order 7</button>': "https://records.example.gov/po.pdf",
    '<form action="/po.pdf"><button>Order 7</button></form>': "https://records.example.gov/po.pdf",
    '<tr data-href="/po.pdf"><td>Order 7</td></tr>': "https://records.example.gov/po.pdf",
    '<div class="pdf" data-pdf-url="/po.pdf"></div>': "https://records.example.gov/po.pdf",
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
    "https://x.gov/civicax/filebank/blobdload.aspx?BlobID=22812",
    "https://x.gov/getattachment/0b1c2d3e-0000-4444-8888-0123456789ab/Minutes.aspx",
    "https://x.gov/WorkArea/DownloadAsset.aspx?id=5121",
    "https://x.gov/~/media/Files/Council/Agenda.ashx?la=en",
    "https://x.gov/minutes-2024/at_download/file",
    "https://x.gov/documents/20194/58231/Agenda+3-12.pdf/0b1c2d3e-0000-4444-8888-0123456789ab?t=1",
    "https://x.gov/files/agenda.pdf).",
    "https://x.gov/files/agenda.pdf&ver=2",
    "https://x.gov/DesktopModules/Docs/Default.aspx?EntryId=12&Command=Core_Download",
    "https://weblink.x.gov/WebLink/DocView.aspx?id=88121&dbid=0",
    "https://x.gov/index.php/minutes?download=45:special-meeting",
    "https://www.dropbox.com/scl/fi/x1/june?rlkey=9",
    "https://acrobat.adobe.com/id/urn:aaid:sc:US:1",
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
    "https://get.adobe.com/reader/reader.pdf",
    "https://issuu.com/x/docs/report.pdf",
    "https://www.dropbox.com/scl/fo/x1/folder?dl=0",
    "https://drive.google.com/drive/folders/1F",
    "https://x.gov/ImageRepository/Document?documentID=12",
    "https://weblink.x.gov/WebLink/Browse.aspx?id=5",
    "https://x.gov/user/login?destination=/node/5/download?file_id=3",
    "https://x.gov/documents/20194/",
    "https://x.gov/media/",
    "https://x.gov/agendas/?year=2024",
]


@pytest.mark.parametrize("url", NO_EXTENSION)
def test_known_addresses_without_an_extension(url: str) -> None:
    assert is_document_url(url)


@pytest.mark.parametrize("url", NOT_DOCUMENTS)
def test_addresses_that_are_no_documents(url: str) -> None:
    assert not is_document_url(url)


def test_what_only_the_words_suggest_is_uncertain_and_menus_suggest_nothing() -> None:
    body = '<nav><a href="/minutes">Minutes</a></nav><main><a href="/m/77">Meeting minutes</a></main>'
    page = read_page(f"<html><body>{body}</body></html>".encode(), HERE)
    assert page
    [link] = links_of(page)
    assert (link.url, link.is_certain) == ("https://records.example.gov/m/77", False)
    assert shown(body) == []


VISITS = {
    "https://x.gov/po.pdf;jsessionid=0A1B.node7?x=1": "https://x.gov/po.pdf?x=1",
    "https://x.gov/d/?wpdmdl=5&refresh=630cfeb4521061661796020": "https://x.gov/d/?wpdmdl=5",
    "https://x.gov/po.pdf?utm_source=mail&utm_medium=x": "https://x.gov/po.pdf",
    "https://x.gov/po.pdf?fbclid=abc&v=2": "https://x.gov/po.pdf?v=2",
    "https://x.gov/(S(abcdefghijklmnopqrstuvwx))/po.pdf": "https://x.gov/po.pdf",
    "https://x.gov/po.pdf?sfvrsn=60356a8a_1": "https://x.gov/po.pdf?sfvrsn=60356a8a_1",
}


@pytest.mark.parametrize("url", VISITS)
def test_marks_of_a_visit_name_no_other_document(url: str) -> None:
    assert steady(url) == VISITS[url]
    body = f'<a href="{entities.escape(url)}">Order 7</a><a href="{entities.escape(VISITS[url])}">Order 7</a>'
    assert len(shown(body)) == 1


SHARED = {
    "https://drive.google.com/file/d/1AbC-d_E/view?usp=sharing": "https://drive.google.com/uc?export=download&id=1AbC-d_E",
    "https://drive.google.com/open?id=1AbC": "https://drive.google.com/uc?export=download&id=1AbC",
    "https://docs.google.com/document/d/1234567890abcdefghij_x/edit#heading=h.1": (
        "https://docs.google.com/document/d/1234567890abcdefghij_x/export?format=pdf"
    ),
    "https://docs.google.com/document/d/e/2PACX-1v/pub": "https://docs.google.com/document/d/e/2PACX-1v/pub",
    "https://www.dropbox.com/scl/fi/x1/june.pdf?rlkey=9&dl=0": "https://www.dropbox.com/scl/fi/x1/june.pdf?rlkey=9&dl=1",
    "https://www.dropbox.com/s/abc/po.pdf": "https://www.dropbox.com/s/abc/po.pdf?dl=1",
    "https://x.sharepoint.com/:b:/g/Ed?e=1": "https://x.sharepoint.com/:b:/g/Ed?download=1",
    "https://x.gov/po.pdf": "https://x.gov/po.pdf",
}


@pytest.mark.parametrize("url", SHARED)
def test_the_file_behind_a_link_to_share(url: str) -> None:
    assert file_address(url) == SHARED[url]


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
    assert shown(f'<a href="{reference}">x</a>') == []


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
    assert shown(body)[0].title == TITLES[body]


def test_dates_come_from_the_row_then_the_file_name_and_never_from_the_folder_of_an_upload() -> None:
    row = "<li>January 20, 2026 <a href='/up/2025/12/x.pdf'>Agenda</a> <a href='/up/2025/12/y.pdf'>Minutes</a></li>"
    assert [link.date for link in shown(row)] == [dt.date(2026, 1, 20)] * 2
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


LONG = {
    "one paragraph": "<p>{}</p>".format("".join(f"word <a href={n}.pdf>Agenda</a> " for n in range(3000))),
    "one list": "<ul>{}</ul>".format("".join(f"<li>May {n % 28 + 1} <a href={n}.pdf>Agenda</a>" for n in range(3000))),
    "one cell": "<table><tr><td>{}".format("".join(f"May 3, 2024 <a href={n}.pdf>Agenda</a><br>" for n in range(3000))),
    "boxes": "".join(f"<div class=c><p>May 3</p><div><a href={n}.pdf>Agenda</a></div></div>" for n in range(3000)),
}


@pytest.mark.parametrize("body", LONG.values(), ids=LONG)
def test_thousands_of_links_in_one_place_are_read_in_seconds(body: str) -> None:
    begun = time.process_time()
    assert len(shown(body)) == 3000
    assert time.process_time() - begun < 10  # measured: 0.6 to 2.6 beside seven busy neighbours


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_page_breaks_the_reading_of_links(words: str, reference: str) -> None:
    body = f'<h2>{words}</h2><li>{words}<a href="{entities.escape(reference)}">{words}</a><base href="{words}">'
    document_links(body.encode("utf-8", "replace"), HERE)
    page_links(body.encode("utf-8", "replace"), HERE)


# --- Real pages ---


@pytest.mark.cases
@pytest.mark.parametrize("is_held_back", [False, True])
def test_real_pages_beside_labels_made_by_hand(cases_folder: Path, is_held_back: bool) -> None:
    """Of 47 recorded pages with 4,606 documents: nearly all, hardly anything else, with the dates printed for them."""
    pages = [page for page in labelled_pages() if page.is_held_back == is_held_back]
    assert sum(len(page.documents) for page in pages) == (915 if is_held_back else 3691)
    result = total(score(page, (cases_folder / "recordings" / page.path).read_bytes()) for page in pages)
    assert result.recall >= 0.98
    assert result.precision >= 0.95
    assert result.dates >= 0.95


@pytest.mark.cases
def test_every_document_of_a_real_page_has_a_title(cases_folder: Path) -> None:
    for page in labelled_pages():
        body = (cases_folder / "recordings" / page.path).read_bytes()
        assert all(link.title.strip() for link in document_links(body, HERE)), page.path
