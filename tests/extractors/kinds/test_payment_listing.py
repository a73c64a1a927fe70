"""Payment listings: grant expense sheets and pivot prints."""

from __future__ import annotations

from extractors.kinds.payment_listing import read
from extractors.typeset import typeset
from watchbill.model import Kind


def test_a_grant_expense_sheet():
    record = read(
        typeset("""
GRANT EXPENSE SHEET
Grant Recipient:            Eugene Police Department
Grant Agreement Number:     ORT-25-06

Line   Payee                                 Total Awarded
1      Flock Safety                             $56,700.00
2      Flock Safety                            $285,300.00
""").pages
    )
    assert record is not None
    assert record.kind == Kind.PAYMENT_LISTING
    assert record.fields["number"].value == "ORT-25-06"
    assert record.fields["grant_number"].value == "ORT-25-06"
    assert record.fields["agency"].value == "Eugene Police Department"
    assert [(row.fields["payee"].value, row.fields["amount"].value) for row in record.payments] == [
        ("Flock Safety", "56700.00"),
        ("Flock Safety", "285300.00"),
    ]


def test_pages_that_print_no_words_are_no_record():
    assert read(typeset("").pages) is None
