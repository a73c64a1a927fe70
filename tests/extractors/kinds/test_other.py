"""Other papers: memos that ask for a check, contract records, leads; nothing that is not labelled or said."""

from __future__ import annotations

from extractors.kinds.other import is_memo, read
from extractors.typeset import typeset
from watchbill.model import Kind, Record

MEMO = """
BUREAU OF ORGANIZED CRIME                                          10 August 2015
Asset Forfeiture Division

TO:       Chief
FROM:     Commander
SUBJECT:  LEASED VEHICLES - JULY 2015

The undersigned is requesting the payment of the following attached Enterprise Fleet
Services invoices totaling: $7,101.70.

Unit 188 Administration                             $   4,107.16
Unit 192 Vice Control Unit                          $   2,994.54
"""


def read_text(text: str) -> Record:
    record = read(typeset(text).pages)
    assert record is not None
    assert record.kind == Kind.OTHER
    return record


def test_a_memo_that_asks_for_a_check():
    record = read_text(MEMO)
    assert {name: value.value for name, value in record.fields.items()} == {
        "agency": "BUREAU OF ORGANIZED CRIME",
        "date": "2015-08-10",
        "vendor": "Enterprise Fleet Services",
        "total": "7101.70",
    }
    assert [row.fields["amount"].value for row in record.items] == ["4107.16", "2994.54"]
    assert [check.passed for check in record.checks] == [True]
    assert record.fields["total"].confidence >= 0.95


def test_lines_that_do_not_add_up_are_no_items():
    record = read_text(MEMO.replace("2,994.54", "2,994.00"))
    assert record.items == ()
    assert record.fields["total"].confidence < 0.95


def test_a_lead():
    fields = read_text("""
EXPRESSED INTEREST
Agency:    agencies in Arizona
Vendor:    Amazon Web Services
Product:   Amazon Rekognition
Date:      not published

Agencies in Arizona expressed interest in Amazon Rekognition. Whether any bought it was not published.
""").fields
    assert {name: value.value for name, value in fields.items()} == {
        "agency": "agencies in Arizona",
        "vendor": "Amazon Web Services",
        "product": "Amazon Rekognition",
        "interest": "expressed interest in Amazon Rekognition",
    }


def test_a_contract_record_has_its_period():
    fields = read_text("""
Contract 477
Name: License Plate Recognition
Working Contract ID: 477
Effective Date: 07/01/2022
Expiration Date: 06/30/2024
""").fields
    assert fields["number"].value == "477"
    assert fields["start_date"].value == "2022-07-01"
    assert fields["end_date"].value == "2024-06-30"


def test_a_letter_is_no_memo():
    assert not is_memo(typeset("To whom it may concern:\nWe write to you about records.").pages)
