"""Bytes are what they are, whatever their name; text, web pages and pictures become pages like any paper."""

from __future__ import annotations

import io
import zipfile

import pypdfium2 as pdfium
import pytest
from PIL import Image

from extractors import media
from extractors.media import count_pages, open_paper, sniff_media
from extractors.paper import Paper
from extractors.plumber import plumbed_page
from extractors.refusal import RefusedError
from extractors.typeset import LINE, MARGIN, decoded, typeset
from tests.extractors import papers
from watchbill.model import Reason


def never() -> bool:
    return False


def opened(data: bytes, name: str = "") -> tuple[Paper, tuple[Reason, ...]]:
    return open_paper(data, name, sniff_media(data), never)


def refused(data: bytes, name: str = "") -> Reason:
    with pytest.raises(RefusedError) as caught:
        opened(data, name)
    return caught.value.reason


def zipped(name: str = "letters/first.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, "<w/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xef\xbb\xbf  junk before %PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"<!DOCTYPE html><html><title>404</title>", "text/html"),
        (b"<!-- saved --> <HTML>", "text/html"),
        (b"<!---->" * 300 + b"<html>", "text/html"),
        (b"<!---->" * 300 + b"no page", "text/plain"),  # answered at once: a look at bytes has no limit of time
        (b"Dear records officer,\n", "text/plain"),
        ("Übernahme".encode("cp1252"), "text/plain"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_bytes_decide(data: bytes, media_type: str) -> None:
    assert sniff_media(data) == media_type


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "empty.pdf", Reason.EMPTY),
        (b"Dear records officer,", "letter.pdf", Reason.NOT_A_DOCUMENT),
        (b"<html><body>Session expired</body></html>", "invoice.PDF", Reason.NOT_A_DOCUMENT),
        (b"payee,amount\nA,1\nB,2\n", "listing.pdf", Reason.NOT_A_DOCUMENT),
        (zipped(), "invoice.pdf", Reason.UNSUPPORTED),
        (zipped("word/document.xml"), "letter.pdf", Reason.DAMAGED),  # read for what it is, whatever its name
        (zipped(), "letters.zip", Reason.UNSUPPORTED),
        (zipped("ppt/presentation.xml"), "slides.pptx", Reason.UNSUPPORTED),
        (zipped("word/document.xml"), "letter.docx", Reason.DAMAGED),
        (b"\x00\x01\x02\x03", "thing.bin", Reason.NOT_A_DOCUMENT),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, name: str, reason: Reason) -> None:
    assert refused(data, name) is reason


def test_too_many_bytes_and_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    three = papers.pages(3)
    assert count_pages(three) == 3
    monkeypatch.setattr(media, "MOST_PAGES", 2)
    paper, reasons = opened(three)
    assert (len(paper.pages), reasons) == (2, (Reason.TOO_MANY_PAGES,))
    monkeypatch.setattr(media, "ABSURD_PAGES", 2)
    assert refused(three) is Reason.TOO_MANY_PAGES
    monkeypatch.setattr(media, "MOST_BYTES", 100)
    assert refused(three) is Reason.TOO_LARGE


def test_pages_read_before_the_time_was_up_are_kept() -> None:
    three = papers.pages(3)
    answers = iter([False, True])
    paper, reasons = open_paper(three, "", "application/pdf", lambda: next(answers))
    assert (len(paper.pages), reasons) == (1, (Reason.TIMED_OUT,))


def test_a_paper_that_only_a_repair_opens_says_so() -> None:
    """Its trailer is lost: pdfium gives up, qpdf rebuilds it."""
    broken = papers.invoice().replace(b"trailer", b"trailed")
    paper, reasons = opened(broken)
    assert reasons == (Reason.REPAIRED,)
    assert paper.pages[0].lines[0].text == papers.INVOICE[0]


def test_a_page_that_pdfium_cannot_load_is_read_by_pdfplumber(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(document: object, index: int) -> None:
        raise pdfium.PdfiumError("Failed to load page.")

    monkeypatch.setattr(media, "page_with_forms", fail)
    paper, reasons = opened(papers.invoice())
    assert reasons == (Reason.DAMAGED,)
    assert paper.pages[0].lines[0].text == papers.INVOICE[0]


def test_a_page_that_no_parser_reads_is_empty() -> None:
    assert plumbed_page(papers.invoice(), 7) is None
    assert plumbed_page(b"%PDF-1.4 nothing", 0) is None


def test_a_sideways_table_is_turned_upright_with_its_lines() -> None:
    def draw(canvas: papers.Canvas) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        for row, line in enumerate(papers.INVOICE):
            canvas.drawString(0, -24 * row, line)
        canvas.line(0, 12, 400, 12)

    (page,) = opened(papers.pdf(draw))[0].pages
    assert page.turn == 90
    assert (page.width, page.height) == (792, 612)
    assert page.lines[0].text == papers.INVOICE[0]
    (rule,) = page.rules
    assert rule.top == rule.bottom
    assert rule.top < page.lines[0].box[1] + 2


def test_what_was_typed_into_a_form_is_read() -> None:
    def draw(canvas: papers.Canvas) -> None:
        canvas.drawString(72, 700, "Vendor name:")
        canvas.acroForm.textfield(value="Flock Safety", x=160, y=694, width=200, height=20, borderWidth=0)

    (page,) = opened(papers.pdf(draw))[0].pages
    assert page.lines[0].text == "Vendor name: Flock Safety"


def test_native_words_stay_where_a_scan_carries_a_stamp() -> None:
    stamp = "Released under request 3771"
    (page,) = opened(papers.scan(papers.picture(papers.invoice(), 200), stamp))[0].pages
    assert page.origin == "ocr"
    native = [word for word in page.words if word.confidence == 1.0]
    assert " ".join(word.text for word in native) == stamp
    assert sum(word.text == "Released" for word in page.words) == 1
    assert any(word.text == "$171,000.00" for word in page.words)


def test_text_is_typeset_as_pages_that_can_be_cited() -> None:
    (page,) = typeset("From: clerk@example.org\n\nThe total is $342,000.00\n").pages
    total = page.words[-1]
    assert total.text == "$342,000.00"
    assert total.x0 > MARGIN
    assert total.top == MARGIN + 2 * LINE
    assert page.text == "From: clerk@example.org\nThe total is $342,000.00"


def test_reports_of_132_letters_keep_their_amounts_beside_what_they_are_for() -> None:
    rows = [f"{70100 + n:<12}{'ALDER PAPER CO':<50}{'COPIES AND FORMS':<50}{n + 10:>17}.00" for n in range(3)]
    (page,) = typeset("\n".join(["CHECK REGISTER", "", *rows, "A sentence " + "that goes on " * 20])).pages
    lines = [line.text for line in page.lines]
    assert lines[1:4] == [f"{70100 + n} ALDER PAPER CO COPIES AND FORMS {n + 10}.00" for n in range(3)]
    assert len(lines) == 7  # the sentence is folded


def test_long_text_is_folded_and_runs_over_pages() -> None:
    paper = typeset("word " * 100 + "\n" + "line\n" * 120)
    assert len(paper.pages) == 3
    assert all(word.x1 <= 612 - MARGIN + 1 for page in paper.pages for word in page.words)
    assert sum(len(page.words) for page in paper.pages) == 220


def test_a_web_page_shows_what_a_browser_shows() -> None:
    html = "<html><style>p{}</style><body><p>Total&nbsp;due</p><script>x()</script><tr><td>A</td><td>$1.00</td></tr>"
    paper, _ = opened(html.encode())
    assert [word.text for word in paper.pages[0].words] == ["Total", "due", "A", "$1.00"]
    (page,) = opened(html.encode(), "page.html")[0].pages
    assert page.lines[-1].text == "A $1.00"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("§ 5".encode(), "§ 5"),
        (b"\xef\xbb\xbfa", "a"),
        ("§ 5".encode("utf-16"), "§ 5"),
        ("§ 5".encode("cp1252"), "§ 5"),
        (b"a\x01\xffb", None),
        ("a§".encode()[:-1], "a"),
    ],
)
def test_text_is_decoded(data: bytes, text: str | None) -> None:
    assert decoded(data) == text


def test_a_tiff_of_two_frames_is_two_pages_and_states_its_size() -> None:
    image = papers.picture(papers.invoice(), dots=200)
    out = io.BytesIO()
    image.save(out, "TIFF", save_all=True, append_images=[Image.new("L", image.size, 255)], dpi=(200, 200))
    pages = opened(out.getvalue(), "fax.tif")[0].pages
    assert [page.origin for page in pages] == ["ocr", "none"]
    assert (pages[0].width, pages[0].height) == pytest.approx((612, 792), abs=1)


def test_a_photograph_without_a_resolution_is_a_letter_page_wide() -> None:
    out = io.BytesIO()
    papers.picture(papers.invoice(), dots=100).save(out, "PNG")
    (page,) = opened(out.getvalue(), "photo.png")[0].pages
    assert page.width == pytest.approx(612, abs=1)
    assert any(word.text == "Invoice" for word in page.words)


def test_a_broken_picture_is_damaged() -> None:
    out = io.BytesIO()
    Image.new("L", (800, 800), 200).save(out, "PNG")
    assert refused(out.getvalue()[:60]) is Reason.DAMAGED
