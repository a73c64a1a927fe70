"""Figures that two looks read differently are settled by the sums they stand in, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.kinds.invoice import read
from extractors.ocr_looks import TWO_LOOKS
from extractors.paper import Page
from extractors.two_readings import settled
from tests.extractors.setting import pages_of, scanned
from watchbill.model import Record

BILL = """
Carrow Signal Inc
400 Tower Lane

INVOICE
Invoice Number: CS-5531        Invoice Date: 06/02/2022

Description                    Quantity      Unit Price      Amount
Acoustic sensor                3             1,250.00        {first}
Mounting arm                   4             62.50           250.00

                                             Subtotal        4,000.00
                                             Tax             {tax}
                                             Total Due       $4,000.00
"""


def bill(first: str = "3,750.00", tax: str = "0.00", **others: str) -> list[Page]:
    """The bill as a scan on which the other look read something else for the figures named so."""
    page = scanned(pages_of(BILL.format(first=first, tax=tax)))[0]
    doubts = {
        read_as: TWO_LOOKS.format(read_as, other)
        for name, other in others.items()
        for read_as in (_as(name, first, tax),)
    }
    words = (
        replace(word, doubt=doubts[word.text], confidence=0.6) if word.text in doubts else word for word in page.words
    )
    return [replace(page, words=tuple(words))]


def _as(name: str, first: str, tax: str) -> str:
    return first if name == "other_first" else tax


def record_of(pages: list[Page]) -> Record:
    record = read(pages)
    assert record is not None
    return settled(record, pages, read)


def test_the_other_reading_stays_where_all_sums_come_out_with_it() -> None:
    record = record_of(bill(tax="6.00", other_tax="0.00"))
    assert all(check.passed for check in record.checks)
    assert record.fields["tax"].value == "0.00"


def test_two_figures_may_be_read_otherwise_at_once() -> None:
    record = record_of(bill("3,150.00", "6.00", other_first="3,750.00", other_tax="0.00"))
    assert all(check.passed for check in record.checks)
    assert [item.fields["amount"].value for item in record.items] == ["3750.00", "250.00"]


@pytest.mark.parametrize("other", ["8.00", "G.00", "6"])
def test_a_reading_that_settles_nothing_changes_nothing(other: str) -> None:
    pages = bill(tax="6.00", other_tax=other)
    assert record_of(pages) == read(pages)


def test_sums_that_come_out_are_left_alone() -> None:
    pages = bill(other_tax="6.00")
    assert record_of(pages) == read(pages)
