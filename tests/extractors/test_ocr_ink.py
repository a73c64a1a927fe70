"""What a pen, a stamp or a ruled line does to figures is seen in the picture."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from extractors import ocr, ocr_ink
from extractors.reader import read_document
from tests.extractors import papers

LINES = (
    "MEMORANDUM",
    "TO: Finance Office",
    "FROM: Harbor Division",
    "SUBJECT: Payment for radios",
    "Payment in the total amount of $8,415.60 is requested",
    "for Carrow Signal Inc., who repaired 14 radios.",
)

Mark = Callable[[ImageDraw.ImageDraw, ocr_ink.PixelBox], None]


def no_mark(_: ImageDraw.ImageDraw, __: ocr_ink.PixelBox) -> None:
    """A clean sheet."""


def pen_stroke(draw: ImageDraw.ImageDraw, box: ocr_ink.PixelBox) -> None:
    left, top, right, bottom = box
    middle = (top + bottom) / 2
    draw.line((left - 6, middle + 3, right + 8, middle - 2), fill=0, width=4)


def signature(draw: ImageDraw.ImageDraw, box: ocr_ink.PixelBox) -> None:
    left, top, right, bottom = box
    x = left + 0.7 * (right - left)
    draw.line((x - 12, top - 40, x + 6, bottom + 45), fill=0, width=5)


def underline(draw: ImageDraw.ImageDraw, box: ocr_ink.PixelBox) -> None:
    left, _, right, bottom = box
    draw.line((left, bottom + 3, right, bottom + 3), fill=0, width=2)


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    """A typed memo as a scanner at 200 dots per inch sees it."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 12)
        for row, line in enumerate(LINES):
            canvas.drawString(72, 700 - 24 * row, line)

    return papers.picture(papers.pdf(draw), dots=200).filter(ImageFilter.GaussianBlur(0.6))


@pytest.fixture(scope="module")
def figure(sheet: Image.Image) -> ocr_ink.PixelBox:
    word = next(word for word in ocr.read_picture(sheet).words if word[0] == "$8,415.60")
    return word[1:5]


def marked(sheet: Image.Image, figure: ocr_ink.PixelBox, mark: Mark) -> Image.Image:
    copy = sheet.copy()
    mark(ImageDraw.Draw(copy), figure)
    return copy


@pytest.mark.parametrize(
    ("mark", "is_struck", "is_run_over"),
    [(no_mark, False, False), (underline, False, False), (pen_stroke, True, True), (signature, False, True)],
)
def test_marks_over_a_figure_are_told_apart(
    sheet: Image.Image, figure: ocr_ink.PixelBox, mark: Mark, is_struck: bool, is_run_over: bool
) -> None:
    ink = ocr_ink.ink_of(marked(sheet, figure, mark))
    assert ocr_ink.is_struck_out(ink, figure) == is_struck
    assert ocr_ink.is_run_over(ink, figure) == is_run_over


def test_a_ruled_line_through_a_row_strikes_nothing_out(sheet: Image.Image, figure: ocr_ink.PixelBox) -> None:
    _, top, _, bottom = figure
    ruled = sheet.copy()
    ImageDraw.Draw(ruled).line((100, (top + bottom) / 2, 1600, (top + bottom) / 2), fill=0, width=3)
    assert not ocr_ink.is_struck_out(ocr_ink.ink_of(ruled), figure)


def total_of(image: Image.Image) -> tuple[str | None, dict[str, bool]]:
    (record,) = read_document(papers.scan(image), "memo.pdf").records
    total = record.fields.get("total")
    return total.value if total else None, {check.name: check.passed for check in record.checks}


def test_a_clean_amount_is_read(sheet: Image.Image) -> None:
    assert total_of(sheet) == ("8415.60", {})


def test_an_amount_that_was_struck_out_is_said_by_nobody(sheet: Image.Image, figure: ocr_ink.PixelBox) -> None:
    """The paper says another figure, by hand; the printed one must not pass as its total."""
    value, checks = total_of(marked(sheet, figure, pen_stroke))
    assert value is None
    assert False in checks.values()


def test_an_amount_under_a_signature_is_left_out_or_doubted(sheet: Image.Image, figure: ocr_ink.PixelBox) -> None:
    image = marked(sheet, figure, signature)
    (record,) = read_document(papers.scan(image), "memo.pdf").records
    total = record.fields.get("total")
    assert total is None or total.confidence < 0.6
    assert total is not None or any(not check.passed for check in record.checks)


@pytest.mark.parametrize("text", ["$89,345.00.", "$6,500.00", "4,107.16", "45-B"])
def test_a_whole_amount_has_lost_no_cents(text: str) -> None:
    assert ocr.TORN.search(text) is None


@pytest.mark.parametrize("text", ["$125,452.", "$125,452.3", "3,930.7", "$54."])
def test_an_amount_without_its_cents_is_torn(text: str) -> None:
    assert ocr.TORN.search(text)


def test_ink_that_only_nears_a_figure_does_not_run_over_it(sheet: Image.Image, figure: ocr_ink.PixelBox) -> None:
    """The tail of a letter in the line above, and a box that cuts a pixel off the figure's own letters."""
    left, top, right, bottom = figure
    near = sheet.copy()
    ImageDraw.Draw(near).line((left + 30, top - 30, left + 36, top - 3), fill=0, width=4)
    cut = left + 1, top + 1, right - 1, bottom - 1
    assert not ocr_ink.is_run_over(ocr_ink.ink_of(near), cut)
