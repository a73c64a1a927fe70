"""A sheet that lies askew, in shadow, or prints white on black is read like a clean one."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from extractors import ocr_sheet
from extractors.ocr import read_picture
from extractors.reader import read_document
from tests.extractors import papers


def order_form(canvas: Canvas) -> None:
    """An order on a printed form: title white on black, captions small, what was typed half a line lower."""
    canvas.setFont("Times-Bold", 15)
    canvas.drawString(54, 730, "TOWN OF QUARRY BEND")
    canvas.rect(340, 718, 220, 34, fill=1)
    canvas.rect(54, 560, 506, 16, fill=1)
    canvas.setFillGray(1)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawCentredString(450, 729, "PURCHASE ORDER")
    canvas.setFont("Helvetica-Bold", 8)
    for x, head in ((60, "QTY"), (110, "DESCRIPTION"), (400, "UNIT PRICE"), (500, "AMOUNT")):
        canvas.drawString(x, 565, head)
    canvas.setFillGray(0)
    canvas.setFont("Helvetica", 7)
    for x, y, caption in (
        *((60, 690, "P.O. NUMBER"), (240, 690, "DATE"), (60, 650, "VENDOR")),
        *((400, 450, "SUB-TOTAL"), (400, 434, "FREIGHT"), (400, 418, "TOTAL")),
    ):
        canvas.drawString(x, y, caption)
    canvas.setFont("Courier", 10)
    for x, y, typed in (
        *((70, 676, "0071164"), (250, 676, "03/14/13"), (70, 634, "CARROW SIGNAL INC")),
        *((70, 622, "18 DEPOT RD"), (70, 610, "ALDER FALLS NY 12010")),
        *((62, 530, "4"), (112, 530, "IN-CAR CAMERA, FRONT"), (402, 530, "1,150.00"), (500, 530, "4,600.00")),
        *((62, 506, "4"), (112, 506, "MOUNTING BRACKET"), (402, 506, "   62.50"), (500, 506, "  250.00")),
        *((500, 445, "4,850.00"), (500, 429, "   85.00"), (500, 413, "4,935.00")),
    ):
        canvas.drawString(x, y, typed)


@pytest.fixture(scope="module")
def form() -> Image.Image:
    return papers.picture(papers.pdf(order_form), dots=200)


def in_shadow(image: Image.Image) -> Image.Image:
    """The sheet as a copier with an open lid sees it: dark to the left and grey below."""
    across = np.linspace(0.45, 1.0, image.width)[None, :]
    down = np.linspace(1.0, 0.8, image.height)[:, None]
    return Image.fromarray((np.asarray(image) * across * down).astype(np.uint8))


def test_a_clean_sheet_stays_as_it_is() -> None:
    sheet = papers.picture(papers.invoice(), dots=200)
    assert ocr_sheet.evened(sheet) is sheet
    assert ocr_sheet.slope_of_rows(sheet) == 0.0
    assert ocr_sheet.levelled(sheet, 0.0) is sheet
    assert ocr_sheet.unreversed(sheet) is sheet


def test_a_shadow_goes_and_print_stays(form: Image.Image) -> None:
    even = ocr_sheet.evened(in_shadow(form))
    assert np.percentile(np.asarray(even), 20) >= 250
    differs = np.asarray(ImageChops.difference(even, form)) > 100
    assert differs.mean() < 0.002


@pytest.mark.parametrize("degrees", [-4.9, -2.4, -0.6, 0.4, 1.5, 3.2])
def test_the_slope_of_a_sheet_is_found_and_taken_away(form: Image.Image, degrees: float) -> None:
    askew = form.rotate(-degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    slope = ocr_sheet.slope_of_rows(askew)
    assert slope == pytest.approx(np.tan(np.radians(degrees)), abs=0.0008)
    assert ocr_sheet.slope_of_rows(ocr_sheet.levelled(askew, slope)) == 0.0


def test_a_sheet_without_rows_has_no_slope() -> None:
    specks = np.random.default_rng(7).random((2200, 1700)) < 0.004
    assert ocr_sheet.slope_of_rows(Image.fromarray(np.where(specks, 0, 255).astype(np.uint8))) == 0.0
    assert ocr_sheet.slope_of_rows(Image.new("L", (1700, 2200), 255)) == 0.0


def test_white_print_on_black_is_turned_round(form: Image.Image) -> None:
    """Two boxes of the form: its title and the head of its table."""
    turned = np.asarray(ocr_sheet.unreversed(form))
    title, head = turned[115:200, 950:1550], turned[600:640, 160:1540]
    assert 0.03 < (title < 128).mean() < 0.3
    assert 0.005 < (head < 128).mean() < 0.3
    assert (turned[650:] == np.asarray(form)[650:]).all()


@pytest.mark.parametrize("grey", [0.4, 0.45, 0.55, 0.65, 0.75])
def test_white_print_on_grey_is_black_on_white_and_grey_under_black_print_goes(grey: float) -> None:
    def barred(canvas: Canvas) -> None:
        canvas.setFillGray(grey)
        canvas.rect(60, 640, 240, 18, stroke=0, fill=1)
        canvas.rect(60, 600, 240, 18, stroke=0, fill=1)
        canvas.rect(320, 640, 120, 18, stroke=0, fill=1)
        canvas.setFont("Helvetica-Bold", 11)
        canvas.setFillGray(1)
        canvas.drawString(70, 645, "TOTAL AMOUNT DUE")
        canvas.setFillGray(0)
        canvas.drawString(70, 605, "TAX AMOUNT")
        canvas.drawString(330, 645, "$4,935.00")

    words = [word[0] for word in read_picture(papers.picture(papers.pdf(barred), dots=200)).words]
    assert [words.count(word) for word in ("TOTAL", "AMOUNT", "DUE", "TAX", "$4,935.00")] == [1, 2, 1, 1, 1]


@pytest.mark.parametrize(("grey", "print_in"), [(0.35, 0.0), (0.5, 0.0), (0.65, 0.0), (0.35, 1.0)])
def test_print_on_grey_made_of_dots_is_read(grey: float, print_in: float) -> None:
    """Faxes and copiers of two colours make grey of black dots, which the engine takes for ink."""

    def headed(canvas: Canvas) -> None:
        canvas.setFillGray(grey)
        canvas.rect(60, 640, 400, 26, stroke=0, fill=1)
        canvas.setFont("Helvetica-Bold", 12)
        canvas.setFillGray(print_in)
        for x, head in ((70, "Check"), (160, "Date"), (250, "Number"), (350, "Paid Amount")):
            canvas.drawString(x, 648, head)
        canvas.setFillGray(0)
        canvas.setFont("Helvetica", 10)
        for x, cell in ((70, "Check"), (160, "03/11/2014"), (250, "20771"), (350, "(4,935.00)")):
            canvas.drawString(x, 610, cell)

    fax = papers.picture(papers.pdf(headed), dots=200).convert("1").convert("L")
    words = [word[0] for word in read_picture(fax).words]
    assert [words.count(word) for word in ("Check", "Date", "Number", "Paid", "Amount", "(4,935.00)")] == [
        2,
        1,
        1,
        1,
        1,
        1,
    ]


def test_what_is_black_throughout_stays_black() -> None:
    def redacted(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 60)
        canvas.drawString(60, 500, "FAX")  # large letters are no box
        canvas.rect(60, 640, 180, 12, fill=1)

    sheet = papers.picture(papers.pdf(redacted), dots=200)
    assert ocr_sheet.unreversed(sheet) is sheet


@pytest.mark.parametrize("size", [(556, 695), (701, 903), (640, 800)])
def test_grey_made_of_dots_may_run_to_the_edge_of_a_sheet(size: tuple[int, int]) -> None:
    """The last dot of the ground may be cut by the edge, on either side."""
    wide, high = size
    checks = (np.indices((high, wide)).sum(axis=0) % 2 * 255).astype(np.uint8)
    checks[: high // 3] = 255
    assert ocr_sheet.evened(Image.fromarray(checks)).size == size


def test_leaders_of_dots_go_and_full_stops_stay() -> None:
    def led(canvas: Canvas) -> None:
        canvas.setFont("Courier", 11)
        for row, caption in enumerate(("Department", "Date of request", "Vendor")):
            canvas.drawString(60, 700 - 24 * row, caption + "." * (24 - len(caption)))
            canvas.drawString(260, 700 - 24 * row, ("Police - Records", "May 7, 2014", "Carrow Signal Inc.")[row])
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(60, 600, "Cash on hand . . . . . . . . . . . . . . . . . . . 3,739.22")
        canvas.drawString(60, 560, "See Mr. J. R. Dunn, Sgt. No. 4, about it. He knows...")

    sheet = papers.picture(papers.pdf(led), dots=200)
    plain = np.asarray(ocr_sheet.without_leaders(sheet))
    lead = plain[sheet.height - round(710 * 200 / 72) : sheet.height - round(696 * 200 / 72)]
    assert (lead[:, round(132 * 200 / 72) : round(215 * 200 / 72)] > 200).all()
    last = slice(sheet.height - round(572 * 200 / 72), sheet.height - round(552 * 200 / 72))
    assert (plain[last] == np.asarray(sheet)[last]).all()
    words = [word[0] for word in read_picture(sheet).words]
    assert {"Department", "request", "Vendor", "hand", "3,739.22", "Inc."} <= set(words)


def test_a_ticket_typed_a_little_above_its_leaders_is_a_bill() -> None:
    """No title; the captions stand on dotted lines, what was typed above them; a hand points at the total."""

    def ticket(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 18)
        canvas.drawString(60, 740, "HALVORSEN'S TOWING & REPAIR")
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(440, 712, "No.   71206")
        for x, y, caption, dots in ((60, 690, "Name", 60), (400, 690, "Date", 14), (60, 664, "Address", 56)):
            canvas.setFont("Times-Roman", 9)
            canvas.drawString(x, y, f"{caption} {'.' * dots}")
        canvas.setFont("Courier-Bold", 11)
        for x, y, typed in ((110, 694, "ALDER CITY POLICE DEPT"), (446, 694, "8-11-09"), (110, 668, "14 N MAIN")):
            canvas.drawString(x, y, typed)
        rows = (("SERVICE CALL", "95.00"), ("MILEAGE", "77.00"), ("STORAGE", "180.00"), ("PAY THIS TOTAL &", "352.00"))
        for n, (text, amount) in enumerate(rows):
            canvas.drawString(330 if n == 3 else 70, 600 - 24 * n, text)
            canvas.drawRightString(540, 600 - 24 * n, amount)

    (record,) = read_document(papers.scan(papers.picture(papers.pdf(ticket), dots=200)), "ticket.pdf").records
    values = {name: value.value for name, value in record.fields.items()}
    assert record.kind == "invoice"
    assert (values["number"], values["date"], values["total"]) == ("71206", "2009-08-11", "352.00")


def test_faint_print_is_made_as_dark_as_ink(form: Image.Image) -> None:
    faint = Image.fromarray((255 - (255 - np.asarray(form)) * 0.3).astype(np.uint8))
    assert (np.asarray(ocr_sheet.evened(faint)) < 100).mean() == pytest.approx(
        (np.asarray(form) < 100).mean(), abs=0.01
    )
    (record,) = read_document(papers.scan(faint), "order.pdf").records
    assert record.fields["total"].value == "4935.00"


def test_an_empty_sheet_of_grey_paper_shows_no_print() -> None:
    paper = np.random.default_rng(5).normal(215, 3, (2200, 1700)).clip(0, 255).astype(np.uint8)
    assert read_picture(Image.fromarray(paper)).words == ()


@pytest.mark.parametrize("degrees", [0.0, 2.2])
def test_a_form_with_all_of_this_is_read(form: Image.Image, degrees: float) -> None:
    askew = form.rotate(-degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    (record,) = read_document(papers.scan(in_shadow(askew)), "order.pdf").records
    values = {name: value.value for name, value in record.fields.items()}
    assert record.kind == "purchase_order"
    assert (values["number"], values["date"]) == ("0071164", "2013-03-14")
    assert (values["vendor"], values["total"]) == ("CARROW SIGNAL INC", "4935.00")
    assert [check.passed for check in record.checks if check.name == "items_sum_to_total"] == [True]
