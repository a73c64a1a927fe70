"""A copied check behind the invoice that it paid is a paper of its own."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.reader import read_document
from tests.extractors import papers

STUB = (
    "CITY OF FALLOW SPRINGS             CHECK NO: 0077120    CHECK DATE: 05/14/2019",
    "",
    "INVOICE      DATE         DESCRIPTION                 NET AMOUNT",
    "CS-7001      04/30/2019   SENSOR SUBSCRIPTION           3,750.00",
    "                          TOTAL                         3,750.00",
)
INVOICE = (
    "Carrow Signal Inc",
    "INVOICE",
    "Invoice Number: CS-7001",
    "Invoice Date: 04/30/2019",
    "Bill To: City of Fallow Springs",
    "Acoustic sensor subscription      3      1,250.00      3,750.00",
    "Total Due: $3,750.00",
)


def released(*order: str) -> bytes:
    """An invoice and the check that paid it; `order` are the rows of the check that name whom it pays."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 9)
        for row, line in enumerate(INVOICE):
            canvas.drawString(54, 720 - 18 * row, line)
        canvas.showPage()
        canvas.setFont("Courier", 9)
        for row, line in enumerate(STUB):
            canvas.drawString(54, 740 - 14 * row, line)
        for row, line in enumerate(
            ("CITY OF FALLOW SPRINGS     0077120", "PAY Three thousand seven hundred fifty and 00/100 DOLLARS", *order)
        ):
            canvas.drawString(54, 400 - 16 * row, line)

    return papers.pdf(draw)


@pytest.mark.parametrize(
    "order",
    [
        ("TO THE ORDER OF CARROW SIGNAL INC, 400 TOWER LANE",),
        ("TO THE     CARROW SIGNAL INC", "ORDER OF   400 TOWER LANE"),
        ("TO THE ORDER OF", "CARROW SIGNAL INC", "400 TOWER LANE"),
    ],
)
def test_a_check_copy_ends_the_invoice_before_it(order: tuple[str, ...]) -> None:
    invoice, check = read_document(released(*order), "release.pdf").records
    assert (invoice.kind, invoice.pages, check.kind, check.pages) == ("invoice", (1, 1), "other", (2, 2))
    values = {name: value.value for name, value in check.fields.items()}
    assert (values["check_number"], values["check_date"]) == ("0077120", "2019-05-14")
    assert (values["vendor"], values["total"]) == ("CARROW SIGNAL INC", "3750.00")


def test_an_invoice_that_asks_for_a_check_is_none() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 9)
        for row, line in enumerate((*INVOICE, "Make checks payable to the order of Carrow Signal Inc")):
            canvas.drawString(54, 720 - 18 * row, line)

    (record,) = read_document(papers.pdf(draw), "invoice.pdf").records
    assert record.kind == "invoice"
