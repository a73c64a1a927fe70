"""Pictures of pages are read upright whatever way they lie, once, and cited where they lie."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from extractors import ocr, ocr_ink
from extractors.media import scanned_page
from tests.extractors import papers

WORDS = " ".join(papers.INVOICE).split()


@pytest.fixture(scope="module")
def page_picture() -> Image.Image:
    """The invoice as a scanner at 200 dots per inch sees it."""
    return papers.picture(papers.invoice(), dots=200)


def test_a_scan_is_read(page_picture: Image.Image) -> None:
    page = scanned_page(page_picture, 612, 792, 1)
    found = {word.text: word for word in page.words}
    assert page.origin == "ocr"
    assert sum(word in found for word in WORDS) >= 0.9 * len(WORDS)
    total = found["$171,000.00"]
    assert total.confidence > 0.7
    assert total.top == pytest.approx(792 - 604 - 9, abs=4)


@pytest.mark.parametrize("lies", [90, 180, 270])
def test_a_sheet_that_lies_on_its_side_is_turned_upright(page_picture: Image.Image, lies: int) -> None:
    """`lies`: how far clockwise the sheet was turned on the glass."""
    size = (792, 612) if lies in (90, 270) else (612, 792)
    page = scanned_page(page_picture.rotate(-lies, expand=True), *size, 1)
    assert page.turn == (360 - lies) % 360
    assert (page.width, page.height) == (612, 792)
    assert page.displayed_size == size
    total = next(word for word in page.words if word.text == "$171,000.00")
    upright = next(word for word in scanned_page(page_picture, 612, 792, 1).words if word.text == "$171,000.00")
    assert total.box == pytest.approx(upright.box, abs=2)
    x0, top, x1, bottom = page.displayed(total.box)
    assert (x1 - x0 > bottom - top) == (lies == 180)


def test_an_askew_sheet_is_set_straight(page_picture: Image.Image) -> None:
    askew = page_picture.rotate(-1.5, fillcolor=255)
    page = scanned_page(askew, 612, 792, 1)
    assert page.slope == pytest.approx(0.026, abs=0.006)
    assert any("balance due" in line.text and "thirty days" in line.text for line in page.lines)


def test_a_blank_sheet_has_no_words() -> None:
    page = scanned_page(Image.new("L", (1700, 2200), 250), 612, 792, 1)
    assert page.origin == "none"
    assert page.words == ()


def test_what_was_read_once_is_kept_and_not_read_again(
    page_picture: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHBILL_OCR_CACHE", str(tmp_path / "cache"))
    small = page_picture.crop((0, 100, 1700, 500))
    first = ocr.read_picture(small)
    (kept,) = (tmp_path / "cache").iterdir()
    assert json.loads(kept.read_text())["turn"] == 0

    def fail(_: Image.Image) -> ocr.Scan:
        raise AssertionError("read again")

    monkeypatch.setattr(ocr, "_read", fail)
    assert ocr.read_picture(small) == first


def test_the_cells_of_a_scanned_table_are_read() -> None:
    """Ruled lines keep the layout analysis from words beside them; the second look finds those."""
    rows = [["Quantity", "Item", "Unit price", "Extension"], ["57", "FALCON-LPR", "3,000.00", "171,000.00"]]
    rows += [[str(n), f"PART-{n}", f"{n}25.50", f"{n}99.95"] for n in range(2, 8)]

    def draw(canvas: Canvas) -> None:
        table = Table(
            rows, colWidths=[60, 160, 90, 90], style=TableStyle([("GRID", (0, 0), (-1, -1), 1, colors.black)])
        )
        table.wrapOn(canvas, 500, 500)
        table.drawOn(canvas, 72, 500)

    page = scanned_page(papers.picture(papers.pdf(draw), dots=200), 612, 792, 1)
    found = {word.text for word in page.words}
    wanted = {cell for row in rows for cell in row[1:] if " " not in cell}
    assert len(wanted - found) <= 1


def test_long_lines_go_and_letters_stay(page_picture: Image.Image) -> None:
    ruled = page_picture.copy()
    ImageDraw.Draw(ruled).rectangle((150, 150, 1500, 700), outline=0, width=3)
    cleaned = ocr_ink.without_lines(ruled)
    assert cleaned.getpixel((151, 500)) == 255
    assert cleaned.getpixel((800, 151)) == 255
    assert ImageChops.difference(cleaned, page_picture).getbbox() is None


def test_the_slope_of_a_table_that_was_read_by_its_columns() -> None:
    """Columns come one after the other, so that a word is followed by the next row's: its lines tell the slope."""
    slope = -0.013
    words = []
    for left in range(100, 1500, 70):
        for row in range(12):
            bottom = round(200 + 26 * row + slope * left)
            words.append(("4,102.11", left, bottom - 16, left + 60, bottom, 0.95, ""))
    assert ocr.slope_of(ocr.Scan(0, tuple(words))) == pytest.approx(slope, abs=0.002)
