"""Word documents as pages: every change accepted, letterheads and text boxes read, hidden text not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from extractors.media import open_paper, sniff_media
from extractors.paper import Page, Paper
from extractors.reader import read_document
from extractors.refusal import RefusedError
from extractors.tables import find_tables
from watchbill.model import Outcome, Reason

W = nsdecls("w")


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opened(data: bytes) -> Paper:
    paper, _ = open_paper(data, "", sniff_media(data), lambda: False)
    return paper


def texts(document: Any) -> list[str]:
    return [line.text for page in opened(saved(document)).pages for line in page.lines]


def with_body(*elements: str) -> Any:
    """A document of these elements of WordprocessingML."""
    document = Document()
    for element in elements:
        document.element.body.insert(-1, parse_xml(element.replace(">", f" {W}>", 1) if W not in element else element))
    return document


def test_inserted_text_is_read_and_deleted_moved_and_hidden_text_is_not() -> None:
    document = with_body(
        "<w:p><w:r><w:t xml:space='preserve'>The fee is </w:t></w:r>"
        "<w:del w:id='1' w:author='a'><w:r><w:delText>$9,000.00</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='a'><w:r><w:t>$12,500.00</w:t></w:r></w:ins>"
        "<w:moveFrom w:id='3' w:author='a'><w:r><w:t> a year</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> or less</w:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>kept</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:trPr><w:del w:id='4' w:author='a'/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr>"
        "</w:tbl>",
    )
    assert texts(document) == ["The fee is $12,500.00", "kept"]


def test_the_letterhead_is_read_first_and_the_footer_last() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Larkspur Falls Police Department"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 1"
    document.add_paragraph("Dear Ms. Ortiz,")
    assert texts(document) == ["Larkspur Falls Police Department", "Dear Ms. Ortiz,", "Page 1 of 1"]


def test_a_text_box_is_read_once() -> None:
    """Word writes each twice: for itself, and for programs that do not know its newer form."""
    box = "<w:txbxContent><w:p><w:r><w:t>Total due $1,200.00</w:t></w:r></w:p></w:txbxContent>"
    document = with_body(
        f"<w:p {W} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>beside it</w:t></w:r></w:p>"
    )
    assert texts(document) == ["Total due $1,200.00", "beside it"]


def test_links_fields_and_containers_are_read_and_instructions_are_not() -> None:
    document = with_body(
        "<w:p><w:hyperlink><w:r><w:t>the vendor</w:t></w:r></w:hyperlink><w:r><w:instrText> DATE </w:instrText></w:r>"
        "<w:r><w:t xml:space='preserve"
        "'> on March 25, 2025</w:t></w:r></w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>from a form</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert texts(document) == ["the vendor on March 25, 2025", "from a form"]


#: What stands in the body (p, r and t as the letters say) -> the text that Word shows.
SHOWN = {
    "moved text stands where it was moved to": (
        "<w:p>{}<w:moveFrom w:id='3' w:author='a'>{}</w:moveFrom><w:moveTo w:id='3' w:author='a'>{}</w:moveTo></w:p>",
        ("The fee is ", "$9,000.00", "$12,500.00"),
        "The fee is $12,500.00",
    ),
    "an inserted row is read": (
        "<w:tbl><w:tr><w:trPr><w:ins w:id='4'/></w:trPr><w:tc><w:p><w:ins>{}</w:ins></w:p></w:tc></w:tr></w:tbl>",
        ("new $3.00",),
        "new $3.00",
    ),
    "a form's field in a line is read": (
        "<w:p>{}<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:p>",
        ("Total: ", "$77.00"),
        "Total: $77.00",
    ),
    "a form's row is read": (
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
        ("row $4.00",),
        "row $4.00",
    ),
    "a marked word is read": (
        "<w:p>{}<w:smartTag w:uri='u' w:element='e'>{}</w:smartTag></w:p>",
        ("paid ", "$8.00"),
        "paid $8.00",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_amounts_stand_as_word_shows_them(name: str) -> None:
    """Each is lost, or shown beside the amount that it replaced, by one of the libraries that docs/reading.md names."""
    element, words, shown = SHOWN[name]
    runs = (f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>" for text in words)
    assert texts(with_body(element.format(*runs))) == [shown]


def test_a_letterhead_may_be_a_table() -> None:
    document = Document()
    document.sections[0].header.add_table(1, 1, Pt(200)).cell(0, 0).text = "Larkspur Falls Police Department"
    document.add_paragraph("Dear Ms. Ortiz,")
    assert texts(document) == ["Larkspur Falls Police Department", "Dear Ms. Ortiz,"]


def test_headings_are_taller_and_pages_end_where_the_document_says() -> None:
    document = Document()
    document.add_heading("INVOICE", 0)
    document.add_paragraph("the first page")
    document.add_page_break()
    large = document.add_paragraph().add_run("QUOTE")
    large.font.size = Pt(22)
    pages = opened(saved(document)).pages
    assert [[line.text for line in page.lines] for page in pages] == [["INVOICE", "the first page"], ["QUOTE"]]
    heights = {word.text: word.height for page in pages for word in page.words}
    assert heights["INVOICE"] == pytest.approx(1.6 * heights["first"])
    assert heights["QUOTE"] == pytest.approx(2 * heights["first"])


def test_tabs_lead_to_their_stops() -> None:
    document = Document()
    for label, value in (("Invoice No.:", "A-1"), ("Invoice Date of the paper:", "03/14/2023")):
        paragraph = document.add_paragraph(f"{label}\t{value}\t$1.00")
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(192))
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(384), WD_TAB_ALIGNMENT.RIGHT)
    first, second = opened(saved(document)).pages[0].lines
    assert [word.x0 for word in (first.words[2], second.words[-2])] == [72 + 192, 72 + 192]
    assert [line.words[-1].x1 for line in (first, second)] == [72 + 384, 72 + 384]


def test_amounts_at_the_edge_stay_beside_their_labels() -> None:
    """Folded away, each stood under the next label, and the total of a year was read as that of the contract."""
    document = Document()
    for label, amount in (("Year 1 Total", "$10,000.00"), ("Total Contract Value", "$30,000.00")):
        paragraph = document.add_paragraph(f"\t{label}\t{amount}")
        for place in (300, 440):
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(place))
    assert texts(document) == ["Year 1 Total $10,000.00", "Total Contract Value $30,000.00"]


def test_pages_are_as_wide_as_the_documents() -> None:
    """A table on a page that lies on its side has room for its cells."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height, section.left_margin, section.right_margin = (
        Pt(792),
        Pt(612),
        Pt(36),
        Pt(36),
    )
    table = document.add_table(2, 6)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "words of a cell"
    (page,) = opened(saved(document)).pages
    assert page.width == pytest.approx(72 + 720 + 72, abs=5)
    assert [line.text for line in page.lines] == [" ".join(["words of a cell"] * 6)] * 2


@pytest.mark.parametrize("size", ["", "-5", "99999", "1e9", "x"])
def test_pages_of_no_size_are_letters(size: str) -> None:
    look = f"<w:sectPr><w:pgSz w:w='{size}'/><w:pgMar w:left='1440' w:right='1440'/></w:sectPr>"
    (page,) = opened(saved(with_body(f"<w:p><w:pPr>{look}</w:pPr><w:r><w:t>text</w:t></w:r></w:p>"))).pages
    assert 612 <= page.width < 920


def cells_of(page: Page) -> list[list[str]]:
    return [row for table in find_tables(page) for row in table.texts]


def test_tables_keep_their_cells_merged_ones_too() -> None:
    document = Document()
    table = document.add_table(3, 3)
    table.style = "Table Grid"
    for row, content in enumerate((["Item", "Qty", "Amount"], ["Camera", "2", "$40.00"], ["Total", "", "$40.00"])):
        for cell, text in zip(table.rows[row].cells, content, strict=True):
            cell.text = text
    table.cell(2, 0).merge(table.cell(2, 1))
    table.cell(1, 0).add_table(1, 1).cell(0, 0).text = "with mount"
    rows = cells_of(opened(saved(document)).pages[0])
    assert rows[0] == ["Item", "Qty", "Amount"]
    assert rows[1] == ["Camera with mount", "2", "$40.00"]
    assert [text for text in rows[2] if text] == ["Total", "$40.00"]


def test_a_long_table_goes_on_over_pages_and_wide_cells_wrap() -> None:
    document = Document()
    table = document.add_table(0, 2)
    for n in range(60):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = f"row {n} " + "word " * 30, "$1.00"
    pages = opened(saved(document)).pages
    assert len(pages) > 2
    assert sum(word.text == "$1.00" for page in pages for word in page.words) == 60
    assert all(word.x1 <= page.width - 60 for page in pages for word in page.words)


def rezipped(data: bytes, change: dict[str, bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        {"word/document.xml": b"<w:document"},
        {"word/document.xml": b"<w/>"},
        {"_rels/.rels": None},
        {"word/styles.xml": b"\x00"},
    ],
)
def test_a_broken_document_is_refused(change: dict[str, bytes | None]) -> None:
    with pytest.raises(RefusedError) as caught:
        opened(rezipped(saved(Document()), change))
    assert caught.value.reason is Reason.DAMAGED


def test_elements_nested_without_end_are_refused() -> None:
    deep = b"<w:sdt><w:sdtContent>" * 120 + b"</w:sdtContent></w:sdt>" * 120
    body = f"<w:document {W}><w:body>".encode() + deep + b"</w:body></w:document>"
    reading = read_document(rezipped(saved(Document()), {"word/document.xml": body}))
    assert (reading.outcome, reading.reason) == (Outcome.REFUSED, Reason.DAMAGED)
