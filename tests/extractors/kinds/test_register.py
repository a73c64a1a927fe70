"""Registers and listings as records: agency, period, date of printing, rows."""

from __future__ import annotations

from extractors.kinds import register
from extractors.typeset import typeset
from watchbill.model import Kind

TEXT = """
                        City of El Cerrito
                        Payment Register
          From Payment Date: 1/1/2025 - To Payment Date: 1/31/2025
Check #   Date        Payee                     Amount
91870     01/09/2025  4LEAF, INC.               $8,687.80
91871     01/10/2025  ACME SUPPLY              $11,284.42
TOTAL CHECKS                                   $19,972.22
"""


def test_a_register_with_its_period():
    record = register.read(typeset(TEXT).pages)
    assert record is not None
    assert record.kind == Kind.REGISTER
    assert record.fields["agency"].value == "City of El Cerrito"
    assert record.fields["start_date"].value == "2025-01-01"
    assert record.fields["end_date"].value == "2025-01-31"
    assert len(record.payments) == 2
    assert "total" not in record.fields
    assert "vendor" not in record.fields


def test_a_month_in_the_title_is_a_period():
    record = register.read(
        typeset(
            TEXT.replace("From Payment Date: 1/1/2025 - To Payment Date: 1/31/2025", "for the month of February 2024")
        ).pages
    )
    assert record is not None
    assert record.fields["start_date"].value == "2024-02-01"
    assert record.fields["end_date"].value == "2024-02-29"


def test_without_a_printed_period_the_rows_give_it_with_doubt():
    record = register.read(typeset(TEXT.replace("From Payment Date: 1/1/2025 - To Payment Date: 1/31/2025", "")).pages)
    assert record is not None
    assert record.fields["start_date"].value == "2025-01-09"
    assert record.fields["start_date"].confidence < 0.95
    assert record.fields["start_date"].reason is not None


def test_deposits_are_not_payments_to_anybody():
    record = register.read(
        typeset("""
Chicago Police Department - Bureau of Organized Crime
Fund 1505 Forfeiture Deposits
Type      Date        Name                      Amount
Deposit   01/05/2015  Illinois State Police     $208.25
Deposit   01/06/2015  Department of Treasury    $563.66
""").pages
    )
    assert record is not None
    assert [row.fields["description"].value for row in record.payments] == [
        "Illinois State Police",
        "Department of Treasury",
    ]
    assert not any("payee" in row.fields for row in record.payments)
