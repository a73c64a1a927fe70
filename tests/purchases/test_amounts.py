"""The five amounts: what counts, what counts once, and what is unreviewed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tests.purchases.desk import (
    AGENCY,
    CONTRACT,
    GRANT,
    INVOICES,
    ORDER,
    SHEET_4,
    invoice,
    joined,
    lay,
    paper,
    sheet,
    value,
)
from watchbill.answers import purchase_lines
from watchbill.model import Kind, Record, Row


def only(engine: sa.Engine, *records: Record, agency: str | None = AGENCY) -> dict[str, Any]:
    for record in records:
        lay(engine, record, agency=agency)
    joined(engine)
    with engine.connect() as connection:
        [line] = purchase_lines(connection)
    return line


def register(*rows: dict[str, str], **fields: str) -> Record:
    return paper(Kind.REGISTER, {"agency": "City of Eugene"} | fields, payments=rows)


def check(number: str, date: str, amount: str, payee: str = "FLOCK SAFETY", **more: str) -> dict[str, str]:
    return {"payee": payee, "check_number": number, "date": date, "amount": amount} | more


def test_zero_is_an_amount_and_no_figure_is_none(desk: sa.Engine) -> None:
    pilot = paper(
        Kind.AGREEMENT,
        {
            "agency": "Orlando Police Department (Florida)",
            "vendor": "Amazon Web Services",
            "product": "Amazon Rekognition",
            "total": "0.00",
        },
    )
    line = only(desk, pilot, agency=None)
    assert (line["ceiling"], line["ordered"], line["paid"]) == ("0.00", None, None)


def test_a_ceiling_outranks_a_total_and_an_amendment_its_contract(desk: sa.Engine) -> None:
    contract = {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "2025-03244", "date": "2025-03-24"}
    first = paper(Kind.CONTRACT, contract | {"total": "342000.00", "ceiling": "400000.00"})
    assert only(desk, first)["ceiling"] == "400000.00"
    change = {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "1", "contract_number": "2025-03244"}
    amendment = paper(Kind.AMENDMENT, change | {"date": "2026-01-05", "ceiling": "500000.00", "total": "100000.00"})
    assert only(desk, amendment)["ceiling"] == "500000.00"


def test_an_amendments_own_sum_is_not_the_ceiling(desk: sa.Engine) -> None:
    change = {"agency": "City of Eugene", "vendor": "Flock Safety", "contract_number": "2025-03244", "total": "9.00"}
    assert only(desk, CONTRACT, paper(Kind.AMENDMENT, change))["ceiling"] == "342000.00"


def test_a_vote_authorises(desk: sa.Engine) -> None:
    vote = {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "5123", "date": "2025-03-10"}
    resolution = paper(Kind.RESOLUTION, vote | {"total": "342000.00", "contract_number": "2025-03244"})
    line = only(desk, CONTRACT, resolution)
    assert (line["authorised"], line["rungs"]) == ("342000.00", ["approved", "signed"])


def test_the_latest_revision_of_an_order_counts(desk: sa.Engine) -> None:
    head = {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "2510002336"}
    first = paper(Kind.PURCHASE_ORDER, head | {"date": "2025-03-25", "total": "342000.00"})
    second = paper(Kind.PURCHASE_ORDER, head | {"date": "2025-09-01", "total": "300000.00"})
    assert only(desk, second, first)["ordered"] == "300000.00"


def test_two_invoices_of_one_amount_and_order_are_two(desk: sa.Engine) -> None:
    assert only(desk, ORDER, *INVOICES)["invoiced"] == "342000.00"


def test_credits_are_taken_off(desk: sa.Engine) -> None:
    assert only(desk, ORDER, *INVOICES, invoice("CM-7", "2025-07-01", total="-1000.50"))["invoiced"] == "340999.50"


def test_unreviewed_money_is_counted_and_named(desk: sa.Engine) -> None:
    line = only(desk, ORDER, INVOICES[0], invoice("INV-66697", "2025-06-09", total="~171000.00"))
    assert (line["invoiced"], line["unreviewed"]["invoiced"]) == ("342000.00", "171000.00")
    assert line["unreviewed"]["ordered"] == "0.00"
    assert line["unreviewed"]["paid"] is None


def test_register_rows_pay_when_the_agency_matches(desk: sa.Engine) -> None:
    rows = register(
        check("9001", "2025-04-20", "171000.00"), check("9002", "2025-04-20", "55.00", payee="OFFICE DEPOT")
    )
    line = only(desk, ORDER, INVOICES[0], rows)
    assert (line["paid"], line["rungs"][-1]) == ("171000.00", "paid")


def test_overlapping_registers_pay_once_and_rows_alike_in_one_register_each(desk: sa.Engine) -> None:
    twice = (check("9001", "2025-04-20", "100.00"), check("9001", "2025-04-20", "100.00"))
    april, spring = register(*twice), register(*twice, check("9050", "2025-05-20", "71.00"), number="spring")
    assert only(desk, ORDER, april, spring)["paid"] == "271.00"


def test_another_agencys_payment_joins_nothing(desk: sa.Engine) -> None:
    lay(desk, register(check("9001", "2025-04-20", "171000.00"), agency="City of Irvine"), agency="us-ca-irvine")
    assert only(desk, ORDER)["paid"] is None


def test_a_number_decides_between_two_purchases(desk: sa.Engine) -> None:
    head = {"agency": "City of Eugene", "vendor": "Flock Safety"}
    other = paper(Kind.PURCHASE_ORDER, head | {"number": "2610009999", "total": "10.00"})
    unclear, clear = check("1", "2025-04-20", "7.00"), check("2", "2025-04-20", "10.00", po_number="2610009999")
    for record in (ORDER, other, register(unclear, clear)):
        lay(desk, record, agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        paid = {line["ordered"]: line["paid"] for line in purchase_lines(connection)}
    assert paid == {"342000.00": None, "10.00": "10.00"}


def test_checks_and_stated_expenditures_are_the_same_money(desk: sa.Engine) -> None:
    line = only(desk, ORDER, GRANT, SHEET_4, register(check("9001", "2025-04-20", "171000.00")))
    assert line["paid"] == "342000.00"


def test_the_latest_sheet_of_a_grant_counts_alone(desk: sa.Engine) -> None:
    early = sheet(("Flock Safety", "342000.00", "171000.00"))
    late = sheet(("Flock Safety", "342000.00", "200000.00"))
    assert only(desk, ORDER, GRANT, late, early)["paid"] == "200000.00"


def test_a_credit_with_the_number_of_its_invoice_takes_it_back(desk: sa.Engine) -> None:
    credit = invoice("INV-61152", "2025-05-01", "-171000.00")
    assert only(desk, ORDER, *INVOICES, credit)["invoiced"] == "171000.00"


def test_a_payee_of_another_page_of_a_grants_sheet_is_of_another_section(desk: sa.Engine) -> None:
    named = {"payee": value("payee", "Flock Safety", 1), "amount": value("amount", "342000.00", 2)}
    inherited = named | {
        "amount": value("amount", "31670.00", 1, page=2),
        "spent": value("spent", "31670.00", 2, page=2),
    }
    rows = (Row(named | {"spent": value("spent", "342000.00", 3)}), Row(inherited))
    head = {"agency": value("agency", "Eugene Police Department", 0), "number": value("number", "ORT-25-06", 4)}
    sheet_of_two_pages = Record(Kind.PAYMENT_LISTING, (1, 2), 0.98, head, (), rows)
    assert only(desk, ORDER, GRANT, sheet_of_two_pages)["paid"] == "342000.00"


def test_an_award_is_not_a_payment_and_a_grants_sum_is_no_amount(desk: sa.Engine) -> None:
    line = only(desk, ORDER, GRANT, sheet(("Flock Safety", "342000.00", None)))
    assert line["paid"] is None
    assert "391264.00" not in line.values()
