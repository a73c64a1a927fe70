"""A figure's currency: from its sign, else from its paper, else not said."""

from __future__ import annotations

import pytest

from extractors.currency import dollars_of, paper_currency, with_currency
from extractors.values import parse_money
from tests.extractors.setting import pages_of
from watchbill.model import Kind, Record, Value


@pytest.mark.parametrize(
    ("line", "currency"),
    [
        ("Factuur totaal EUR 49,99", "EUR"),
        ("Total 29.99 €", "EUR"),
        ("Grand Total Rs 1939", "INR"),
        ("Grand Total $12.00", "USD"),
        ("Fort Lauderdale, FL 33301 Total 12.00", "USD"),
        ("TROY SCHOOL DISTRICT check register 12.00", "USD"),
        ("Marlow, Harbour Lane 4, Total 12.00", None),
        ("USD 10.00 or 9.00 EUR", None),
        ("3 CAD licences 12.00", None),
        ("Austin, TX 78701 Total $40.00\nInterface to CAD 12,500.00", "USD"),
    ],
)
def test_a_paper_tells_its_currency_or_does_not(line: str, currency: str | None) -> None:
    assert paper_currency(pages_of(line)) == currency


@pytest.mark.parametrize(
    ("line", "currency"),
    [
        ("Total CAD $9,542.93", "CAD"),
        ("99 King St, Carleton ON K1A 0B1 Total $12.00", "CAD"),
        ("Total $96,048.00 MXN", "MXN"),
        ("ABN 51 824 753 556 Total $12.00", "AUD"),
        ("3 CAD licences $12.00", "USD"),
        ("Interface to CAD 12,500.00\nTotal due $15,000.00", "USD"),
        ("Computer Aided Dispatch (CAD) $12,500.00\nTotal CAD $12,500.00", "USD"),
        ("CAD   12,500.00\nTotal due $15,000.00", "USD"),
        ("Unit price (CAD)   Amount\nTotal $15,000.00", "CAD"),
        ("Wire to ABN AMRO Bank\nTotal due $2,500.00", "USD"),
        ("Bill to: Burlington Police Department\n1200 rue Sherbrooke, Laval QC H7A 1B2\nTotal $2,845.00", "USD"),
        ("Boise, ID 83701 Total $12.00", "USD"),
        ("Factura A-1, factura de venta, Total $12.00", None),
    ],
)
def test_a_bare_sign_of_dollars_is_of_the_paper(line: str, currency: str | None) -> None:
    assert dollars_of(pages_of(line)) == currency


def test_dispatch_software_is_no_canadian_money() -> None:
    assert parse_money("3 CAD") is None
    assert parse_money("3.00 CAD") is not None


@pytest.mark.parametrize(
    ("raw", "name", "confidence"),
    [
        ("€ 1.250", "total", 0.85),
        ("€ 1.250", "unit_price", 0.96),
        ("€ 1.250,00", "total", 0.96),
        ("$1,250.000", "total", 0.96),
        ("$1,250.00", "total", 0.96),
    ],
)
def test_a_sum_of_three_decimals_may_be_of_thousands(raw: str, name: str, confidence: float) -> None:
    value = Value("1.25", raw, 1, (0, 0, 1, 1), 0.96, "EUR")
    pages = pages_of("Total due € 1.250")
    read = with_currency(Record(Kind.INVOICE, (1, 1), 0.9, {name: value}, ()), pages, pages).fields[name]
    assert read.confidence == confidence
    assert confidence > 0.9 or read.reason
