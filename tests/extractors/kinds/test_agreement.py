"""Agreements without money: parties, product, and 0.00 where the paper says that nothing is paid."""

from __future__ import annotations

from extractors.kinds.agreement import read
from extractors.typeset import typeset


def fields_of(text: str) -> dict[str, str]:
    record = read(typeset(text).pages)
    assert record is not None
    return {name: value.value for name, value in record.fields.items()}


def test_a_pilot_that_costs_nothing():
    fields = fields_of("""
PILOT PROGRAMME
Agency:    Orlando Police Department (Florida)
Vendor:    Amazon Web Services
Product:   Amazon Rekognition
Date:      not published
Total:     $0.00

Amazon gave free consulting to build a proof of concept.
""")
    assert fields == {
        "agency": "Orlando Police Department (Florida)",
        "vendor": "Amazon Web Services",
        "product": "Amazon Rekognition",
        "total": "0.00",
    }


def test_parties_and_day_in_running_text():
    fields = fields_of("""
                       MEMORANDUM OF UNDERSTANDING

This Memorandum is entered into as of March 10, 2014 by and between Flock Group, Inc., d/b/a Flock Safety,
with a place of business in Atlanta (Flock) and Eugene Police Department (Customer).
""")
    assert fields["agency"] == "Eugene Police Department"
    assert fields["vendor"].startswith("Flock Group, Inc.")
    assert fields["date"] == "2014-03-10"
    assert "total" not in fields
