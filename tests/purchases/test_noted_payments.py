"""A bill that bears the number or the day of the check that paid it was paid; of what sum it does not say."""

from __future__ import annotations

import sqlalchemy as sa

from tests.purchases.desk import AGENCY, ORDER, joined, lay, paper
from watchbill.answers import purchase_lines
from watchbill.model import Kind

BILL = {
    "agency": "City of Eugene",
    "vendor": "Flock Safety",
    "number": "INV-9",
    "po_number": "2510002336",
    "date": "2025-04-02",
    "total": "171000.00",
}


def line_of(engine: sa.Engine, bill: dict[str, str]) -> dict[str, object]:
    for each in (ORDER, paper(Kind.INVOICE, bill)):
        lay(engine, each, agency=AGENCY)
    joined(engine)
    with engine.connect() as connection:
        [line] = purchase_lines(connection)
    return line


def test_a_stamped_check_proves_the_rung_and_no_amount(desk: sa.Engine) -> None:
    line = line_of(desk, {**BILL, "check_number": "554120", "check_date": "2025-04-30"})
    assert "paid" in str(line["rungs"])
    assert (line["paid"], line["invoiced"]) == (None, "171000.00")


def test_a_bill_without_a_note_was_only_billed(desk: sa.Engine) -> None:
    assert "paid" not in str(line_of(desk, BILL)["rungs"])


def test_a_row_is_tied_to_the_deal_whose_invoice_it_names(desk: sa.Engine) -> None:
    other = {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "2511007777", "total": "90000.00"}
    row = {"payee": "FLOCK SAFETY", "number": "9001", "date": "2025-04-20", "amount": "171000.00"}
    named = paper(Kind.REGISTER, {"agency": "City of Eugene"}, payments=[{**row, "invoice_number": "INV-9"}])
    for each in (ORDER, paper(Kind.INVOICE, BILL), paper(Kind.PURCHASE_ORDER, other), named):
        lay(desk, each, agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        lines = purchase_lines(connection)
    assert {str(line["ordered"]): line["paid"] for line in lines} == {"342000.00": "171000.00", "90000.00": None}
