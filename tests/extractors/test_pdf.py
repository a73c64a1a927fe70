"""Words of the text layer stand where the page as displayed shows them, and bad text layers are known as such."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.paper import group_lines
from extractors.pdf import native_text, needs_ocr, open_pdf
from extractors.refusal import RefusedError
from extractors.rules import drawn_rules
from tests.extractors import papers
from watchbill.model import Reason


def words_of(data: bytes) -> list[tuple[str, int]]:
    with pdfium.PdfDocument(data) as document:
        return [(word.text, word.angle) for word in native_text(document[0], 1).words]


def needs(data: bytes) -> bool:
    with pdfium.PdfDocument(data) as document:
        page = document[0]
        return needs_ocr(page, native_text(page, 1))


def test_words_and_their_boxes() -> None:
    with pdfium.PdfDocument(papers.invoice()) as document:
        words = native_text(document[0], 1).words
    assert " ".join(word.text for word in words) == " ".join(papers.INVOICE)
    assert words[0].x0 == pytest.approx(72, abs=1)
    assert words[0].top < 792 - 700 < words[0].bottom + 1  # the baseline stands 700 points above the foot
    assert all(word.page == 1 and word.confidence == 1.0 for word in words)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_displayed(rotation: int) -> None:
    """What the page shows inside a word's box is the word: ink there, none around the page's corners."""

    def turn(document: pikepdf.Pdf) -> None:
        document.pages[0].Rotate = rotation
        document.pages[0].CropBox = [36, 72, 576, 756]

    data = papers.changed(papers.invoice(("Total",)), turn)
    with pdfium.PdfDocument(data) as document:
        page = document[0]
        (word,) = native_text(page, 1).words
        image = page.render(scale=2, grayscale=True).to_pil()
    box = tuple(round(2 * n) for n in word.box)
    ink = image.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert ink is not None
    assert box[0] - 2 <= ink[0] < ink[2] <= box[2] + 2
    assert box[1] - 2 <= ink[1] < ink[3] <= box[3] + 2
    assert word.angle == (360 - rotation) % 360


def test_rows_of_a_font_that_lies_about_its_height_stay_apart() -> None:
    """A font may say that it is five times as tall as what it draws: its words would stand on each other's rows."""
    rows = ("Date: 8/29/2024", "To: Nora West, Town Manager", "From: Dana Whit, Analyst", "Subject: A grant of $41,000")

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for number, row in enumerate(rows):
            canvas.drawString(72, 700 - 19 * number, row)

    def lie(document: pikepdf.Pdf) -> None:
        for font in document.pages[0].Resources.Font.values():
            said = pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor, FontName=font.BaseFont, Flags=32, FontBBox=[-600, -2400, 2000, 3200],
                Ascent=3200, Descent=-2400, ItalicAngle=0, CapHeight=700, StemV=80,
            )  # fmt: skip
            font.FontDescriptor = document.make_indirect(said)

    with pdfium.PdfDocument(papers.changed(papers.pdf(draw), lie)) as document:
        words = native_text(document[0], 1).words
    assert tuple(line.text for line in group_lines(words)) == rows
    assert max(word.height for word in words) < 16


def test_a_page_of_an_inherited_size_is_placed_as_displayed() -> None:
    """pdfium's crop box falls back to a letter page where a page inherits its size; the page shown does not."""

    def inherit(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        document.Root.Pages.MediaBox = page.MediaBox
        del page.MediaBox

    def draw(canvas: Canvas) -> None:
        canvas.drawString(700, 600, "Warrants")

    data = papers.changed(papers.pdf(draw, (792, 612)), inherit)
    with pdfium.PdfDocument(data) as document:
        (word,) = native_text(document[0], 1).words
    assert word.bottom < 20


def test_overprinted_bold_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.4):
            canvas.drawString(72 + shift, 700, "Total $171,000.00")

    assert [text for text, _ in words_of(papers.pdf(draw))] == ["Total", "$171,000.00"]


def test_an_amount_set_with_loose_letters_is_one_word() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "of")
        canvas.drawString(90, 700, "$285,")
        canvas.drawString(90 + canvas.stringWidth("$285,") + 1.4, 700, "000")

    assert [text for text, _ in words_of(papers.pdf(draw))] == ["of", "$285,000"]


def test_double_letters_stay() -> None:
    assert [text for text, _ in words_of(papers.invoice(("office 11 00 Sheriff",)))] == [
        "office",
        "11",
        "00",
        "Sheriff",
    ]


def test_text_off_the_page_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "seen")
        canvas.drawString(900, 700, "unseen")

    assert words_of(papers.pdf(draw)) == [("seen", 0)]


@pytest.mark.parametrize(("turn", "angle"), [(90, 90), (180, 180), (270, 270)])
def test_text_that_does_not_run_upright_says_how_it_runs(turn: int, angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(0, 0, "Vendor name")

    assert words_of(papers.pdf(draw)) == [("Vendor", angle), ("name", angle)]


def test_an_encrypted_document_is_refused_and_an_empty_password_opens_one() -> None:
    locked = papers.changed(papers.invoice(), lambda _: None, encryption=pikepdf.Encryption(user="x", owner="y"))
    with pytest.raises(RefusedError) as refused:
        open_pdf(locked)
    assert refused.value.reason is Reason.ENCRYPTED
    restricted = papers.changed(papers.invoice(), lambda _: None, encryption=pikepdf.Encryption(user="", owner="y"))
    document, is_repaired = open_pdf(restricted)
    assert len(document) == 1
    assert not is_repaired
    document.close()


def test_bytes_that_no_repair_opens_are_damaged() -> None:
    with pytest.raises(RefusedError) as refused:
        open_pdf(b"%PDF-1.7\n" + b"\x00" * 400)
    assert refused.value.reason is Reason.DAMAGED


def test_a_stamp_on_a_scan_does_not_hide_that_it_is_one() -> None:
    image = papers.picture(papers.invoice())
    assert needs(papers.scan(image, stamp="Received by the city clerk"))
    assert needs(papers.scan(image))
    assert not needs(papers.invoice())


def test_scrambled_letters_are_known_by_their_missing_vowels() -> None:
    plain = " ".join(papers.INVOICE)
    scrambled = "".join("bcdf"[ord(c) % 4] if c.isalpha() else c for c in plain)
    assert needs(papers.invoice((scrambled[:90], scrambled[90:180])))


def test_drawn_lines_and_boxes_become_rules() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(72, 700, 300, 700)
        canvas.rect(72, 500, 100, 50)
        canvas.rect(72, 400, 200, 0.7, fill=1, stroke=0)  # a line drawn as a thin box
        canvas.circle(400, 400, 30)

    with pdfium.PdfDocument(papers.pdf(draw)) as document:
        rules = drawn_rules(document[0])
    assert len(rules) == 1 + 4 + 1
    assert sum(rule.top == rule.bottom for rule in rules) == 4
    assert (rules[0].x0, rules[0].top, rules[0].x1) == pytest.approx((72, 92, 300))


def test_a_drawing_of_thousands_of_lines_has_no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors import rules

    monkeypatch.setattr(rules, "MOST_PATHS", 10)

    def draw(canvas: Canvas) -> None:
        for y in range(100):
            canvas.line(0, y, 100, y)

    with pdfium.PdfDocument(papers.pdf(draw)) as document:
        assert drawn_rules(document[0]) == ()


@pytest.mark.cases
def test_every_word_is_provable_in_real_papers(cases_folder: Path) -> None:
    """What pdfium finds inside a word's box holds the word, on a sample of real pages."""
    checked = wrong = 0
    for path in sorted((cases_folder / "corpus" / "pdfs").glob("*.pdf"))[::9]:
        with pdfium.PdfDocument(path) as document:
            page = document[0]
            text = native_text(page, 1)
            if page.get_rotation() or needs_ocr(page, text):
                continue
            left, _, _, high = page.get_bbox()
            textpage = page.get_textpage()
            for word in text.words:
                inside = textpage.get_text_bounded(
                    left + word.x0 - 1, high - word.bottom - 1, left + word.x1 + 1, high - word.top + 1
                )
                letters = [c for c in word.text.lower() if c.isascii() and c.isalnum()]
                found = [c for c in inside.lower() if c.isascii() and c.isalnum()]
                checked += 1
                wrong += "".join(letters) not in "".join(found)
    assert checked > 1000
    assert wrong / checked < 0.001
