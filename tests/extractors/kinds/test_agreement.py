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


def test_a_pilot_at_no_cost_is_a_purchase_of_nothing_said_in_words():
    record = read(
        typeset("""
PILOT AGREEMENT
Agency:    Marlow Police Department
Vendor:    Carrow Signal Inc

The Vendor provides its acoustic sensors to the Agency for ninety days at no cost to the Agency.
""").pages
    )
    assert record is not None
    assert record.fields["total"].value == "0.00"
    assert record.fields["total"].raw == "at no cost"
    assert record.fields["total"].confidence < 0.95


def test_a_repair_at_no_cost_makes_no_free_pilot():
    fields = fields_of("""
PILOT AGREEMENT
Agency:    Marlow Police Department
Vendor:    Carrow Signal Inc

Sensors that malfunction will be repaired at no cost to the Agency. The fee is $500.00 a month.
""")
    assert "total" not in fields
