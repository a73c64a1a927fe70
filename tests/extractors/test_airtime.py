"""Broadcast orders: which papers they are, and the gross total that their own sums prove."""

from __future__ import annotations

import pytest

from extractors.airtime import is_air_time, read
from tests.extractors.setting import pages_of, scanned

HEAD = """
                                      ORDER
Orders      Order / Rev:      702214
            Alt Order #:      8810022
            Flight Dates:     03/30/20 - 04/12/20       Primary AE:     Dover office
            Original Date:    03/31/20                  Agency Commission:   15%
Advertiser  Name:             Springfield PAC           Broadcast Market:    Dover
"""


def fields_of(text: str, *, is_scan: bool = False) -> dict[str, tuple[str, float]]:
    pages = pages_of(text)
    record = read(scanned(pages) if is_scan else pages)
    assert record is not None
    return {name: (value.value, value.confidence) for name, value in record.fields.items()}


def test_an_order_has_its_own_number_its_flight_and_its_gross_total() -> None:
    fields = fields_of(
        HEAD
        + """
Start Date  End Date   # Spots  Gross Amount    Net Amount
03/30/20    04/07/20   24       $3,160.00       $2,686.00
Totals                 24       $3,160.00       $2,686.00
"""
    )
    assert {name: value for name, (value, _) in fields.items()} == {
        "number": "702214",
        "start_date": "2020-03-30",
        "end_date": "2020-04-12",
        "total": "3160.00",
    }


@pytest.mark.parametrize(
    ("sums", "total"),
    [
        ("Gross Total     $900.00\nAgency Commission     ($90.00)\nNet Total     $810.00", "900.00"),  # ten per cent
        ("Net Total     $810.00\nCommission     $90.00\nOrdered     $900.00", "900.00"),  # no label that is known
        ("Sep 2020     $400.00\nOct 2020     $500.00\nTotals     $900.00", "900.00"),
        ("Order Total     $900.00\nMarket Total     $4,000.00\nNet     $765.00", "900.00"),
        ("GrossTotal     $900.00\nNet Amount Due     $765.00", "900.00"),  # letters that OCR set too close
    ],
)
def test_the_gross_total_is_the_one_that_sums_prove(sums: str, total: str) -> None:
    value, confidence = fields_of(HEAD + sums, is_scan=True)["total"]
    assert value == total
    assert confidence >= 0.95


def test_of_several_totals_that_nothing_proves_the_largest_waits_for_a_person() -> None:
    value, confidence = fields_of(HEAD + "Order Total     $900.00\nContract Total     $1,100.00")["total"]
    assert (value, confidence) == ("1100.00", 0.85)


def test_a_billing_period_is_no_flight() -> None:
    text = HEAD.replace("Flight Dates:", "Invoice Period:") + "Gross Total     $900.00"
    assert fields_of(text)["start_date"][1] < 0.95


def test_an_order_of_goods_is_no_broadcast_order() -> None:
    text = """
Purchase Order 5512
Buyer: A. Lund        Order Date: 03/30/20
Station wagon, police package, market price        $31,000.00
Total $31,000.00
"""
    assert not is_air_time(pages_of(text))


def test_a_quote_for_drones_is_no_broadcast_order() -> None:
    text = """
QUOTE Q-1182                       Estimate valid 30 days
Buyer: T. Alden, Police Department        Sales person: R. Lund
Docking station for drone as first responder, 2     $48,000.00
Flight time reporting, M-F 8am-5pm support     $6,000.00
On-site demo, broadcast of flight video to patrol cars     $0.00
Total     $54,000.00
"""
    assert not is_air_time(pages_of(text))
