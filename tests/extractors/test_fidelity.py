"""What a page shows is what is read: against pdfplumber on turned and cropped pages, and however figures are set."""

from __future__ import annotations

import io

import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors import pdf
from extractors.paper import Word
from extractors.pdf import native_text, needs_ocr
from extractors.values import find_money
from tests.extractors import papers


def words_of(data: bytes) -> list[Word]:
    with pdfium.PdfDocument(data) as document:
        return list(native_text(document[0], 1).words)


def set_apart(canvas: Canvas, x: float, y: float, pieces: tuple[str, ...], gap: float) -> None:
    """Pieces of a figure on one line, each `gap` points after the one before."""
    for piece in pieces:
        canvas.drawString(x, y, piece)
        x += canvas.stringWidth(piece) + gap


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("is_cropped", [False, True])
def test_words_and_their_places_are_pdfplumbers(rotation: int, is_cropped: bool) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].Rotate = rotation
        if is_cropped:
            document.pages[0].CropBox = [36, 72, 576, 756]

    data = papers.changed(papers.invoice(), change)
    ours = {word.text: word for word in words_of(data)}
    with pdfplumber.open(io.BytesIO(data)) as document:
        theirs = document.pages[0].extract_words()
    letters = sorted("".join(word["text"] for word in theirs))
    assert sorted("".join(word.text for word in words_of(data))) == letters
    if rotation == 0:
        hidden = 36 if is_cropped else 0  # pdfplumber counts from the media box, we from what is shown
        assert sorted(ours) == sorted({word["text"] for word in theirs})
        for word in (word for word in theirs if sum(word["text"] == other["text"] for other in theirs) == 1):
            mine = ours[word["text"]]
            assert mine.x0 == pytest.approx(word["x0"] - hidden, abs=0.5)
            assert mine.top < (word["top"] + word["bottom"]) / 2 - hidden < mine.bottom


@pytest.mark.parametrize(
    ("pieces", "amount"),
    [
        (("$", "1", "0,353,732.00"), "10353732.00"),
        (("1,234.50-",), "-1234.50"),
        (("(1,234.50)",), "-1234.50"),
        (("(", "1,234.50", ")"), "-1234.50"),
        (("$", "(1,234.50)"), "-1234.50"),
    ],
)
def test_figures_in_the_ways_programs_set_them(pieces: tuple[str, ...], amount: str) -> None:
    data = papers.pdf(lambda canvas: set_apart(canvas, 300, 500, pieces, gap=3.5))
    assert [found.value for found in find_money(words_of(data))] == [amount]


@pytest.mark.parametrize("rotation", [0, 90])
def test_overprinted_figures_are_read_once_however_the_page_is_turned(rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3, 0.6):
            canvas.drawString(72 + shift, 700, "Total $11,000.00")

    def turn(document: pikepdf.Pdf) -> None:
        document.pages[0].Rotate = rotation

    assert [word.text for word in words_of(papers.changed(papers.pdf(draw), turn))] == ["Total", "$11,000.00"]


def test_letters_printed_twice_one_by_one_are_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        x = 72.0
        for letter in "1,100.00":
            for shift in (0, 0.4):
                canvas.drawString(x + shift, 700, letter)
            x += canvas.stringWidth(letter)

    assert [word.text for word in words_of(papers.pdf(draw))] == ["1,100.00"]


def test_letters_drawn_as_shapes_are_read_by_ocr() -> None:
    """Ink without any text: some programs print letters as outlines."""

    def draw(canvas: Canvas) -> None:
        for row in range(20):
            for column in range(40):
                x, y = 72 + 11 * column, 700 - 24 * row
                path = canvas.beginPath()
                path.moveTo(x, y)
                path.curveTo(x + 2, y + 12, x + 6, y + 12, x + 8, y)
                canvas.drawPath(path, fill=1)

    with pdfium.PdfDocument(papers.pdf(draw)) as document:
        page = document[0]
        assert needs_ocr(page, native_text(page, 1))


@pytest.mark.parametrize("rotation", [0, 180, 270])
def test_the_glance_at_plain_words_sees_what_walking_along_them_sees(
    rotation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Sheriff's office: 1,100.00 due 11/11/2011, (55.00) and 7 more")
        set_apart(canvas, 72, 650, ("$285,", "000", "in", "all"), 1.4)
        set_apart(canvas, 72, 600, ("far", "apart"), 90)
        for shift in (0, 0.4):
            canvas.drawString(72 + shift, 560, "bookkeeper 00.11")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72, 520, "No")
        canvas.drawString(82, 524, "2nd")

    def turn(document: pikepdf.Pdf) -> None:
        document.pages[0].Rotate = rotation

    data = papers.changed(papers.pdf(draw), turn)
    seen = words_of(data)
    monkeypatch.setattr(pdf, "words_at_a_glance", lambda letters, spans, size: [None] * len(spans))
    assert words_of(data) == seen
    assert len(seen) > 10
