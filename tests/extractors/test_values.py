"""Money, dates and numbers are understood or refused, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.evidence import OCR_CEILING
from extractors.numbers import find_numbers, is_number
from extractors.paper import Word
from extractors.values import (
    find_dates,
    find_money,
    make_value,
    money_text,
    parse_date,
    parse_money,
    parse_number,
    parse_quantity,
    proves_day_first,
    proves_decimal_comma,
)
from tests.extractors.setting import pages_of, scanned, words_of
from watchbill.model import AUTO_ACCEPT

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999.99"), places=2, allow_nan=False)
DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31))


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$342,000.00", "342000.00", "USD"),
        ("342000.00", "342000.00", None),
        ("$285,000", "285000", "USD"),
        ("$ 1,234.50", "1234.50", "USD"),
        ("(1,234.50)", "-1234.50", None),
        ("$(5.00)", "-5.00", "USD"),
        ("($5.00)", "-5.00", "USD"),
        ("1,234.50-", "-1234.50", None),
        ("-$5.00", "-5.00", "USD"),
        ("12.00 CR", "-12.00", None),
        ("USD 1,234.56", "1234.56", "USD"),
        ("1.234,56 €", "1234.56", "EUR"),
        ("45,93 €", "45.93", "EUR"),
        ("₹ 1,23,456.00", "123456.00", "INR"),
        ("29,500.0000", "29500.0000", None),
        ("$.50", "0.50", "USD"),
    ],
)
def test_money_is_understood(text: str, amount: str, currency: str | None) -> None:
    money = parse_money(text)
    assert money is not None
    assert (money.amount, money.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text", ["342400", "285,000", "34,95", "2024.1", "1.000", "0,353,732.00", "12,34.00", "(3.00", "INV-3", "10.5", ""]
)
def test_what_is_not_surely_money_is_refused(text: str) -> None:
    assert parse_money(text) is None


def test_a_column_of_amounts_may_hold_bare_numbers() -> None:
    assert parse_money("285,000", bare=True) is not None
    assert parse_money("34,95", decimal_comma=True) is not None


@given(AMOUNTS)
def test_printed_amounts_are_read_to_the_cent(amount: Decimal) -> None:
    for text in (f"${amount:,.2f}", f"{amount:,.2f}", f"{amount:.2f}", f"USD {amount:,.2f}"):
        money = parse_money(text)
        assert money is not None
        assert money.amount == amount
        assert Decimal(money_text(money.amount)) == amount


@given(AMOUNTS.filter(bool))
def test_every_way_to_print_a_negative_amount(amount: Decimal) -> None:
    for text in (f"({amount:,.2f})", f"${amount:,.2f}-", f"-${amount:,.2f}", f"$({amount:,.2f})"):
        money = parse_money(text)
        assert money is not None
        assert money.amount == -amount


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_without_a_fault(text: str) -> None:
    parse_money(text)
    parse_date(text)
    parse_number(text)
    parse_quantity(text)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("$ 1 0,353,732.00", ["10353732.00"]),
        ("Total $ 500.00 due", ["500.00"]),
        ("fee - $500 - $600.00", ["500.00", "600.00"]),
        ("( $ 5.00 )", ["-5.00"]),
        ("171,000.00 171,000.00", ["171000.00", "171000.00"]),
        ("12 EA 45.00 540.00", ["45.00", "540.00"]),
        ("1,234.50 CR", ["-1234.50"]),
        ("Balance $75.00 CR 1,200.00 DR", ["-75.00", "1200.00"]),
        ("Paid 300.00   CR 18", ["300.00"]),
        ("FIFTY DOLLARS ($50.00) for the term", ["50.00"]),
        ("Discount   1   ($2,400.00)", ["-2400.00"]),
        ("section 3.1.12 of 2024", []),
    ],
)
def test_amounts_among_words(line: str, found: list[str]) -> None:
    assert [money.value for money in find_money(words_of(line))] == found


def close(*texts: str) -> list[Word]:
    """Words with a space between them as a letter of ten points has."""
    starts = accumulate((5.0 * len(text) + 2.8 for text in texts), initial=0.0)
    return [Word(text, x0, 0.0, x0 + 5.0 * len(text), 10.0, 1) for text, x0 in zip(texts, starts, strict=False)]


@pytest.mark.parametrize(
    ("texts", "comma", "found"),
    [
        (("10", "805,40", "€"), True, ["10805.40"]),
        (("1", "234", "567,89"), True, ["1234567.89"]),
        (("Total", "5", "076,00"), True, ["5076.00"]),
        (("10\u202f805,40", "€"), None, ["10805.40"]),
        (("CHF", "10’805.40"), None, ["10805.40"]),
        (("10", "805.40"), None, []),
        (("CHF", "10", "805.40"), None, []),
        (("$10", "805.40"), None, ["10805.40"]),
        (("$1", "250", "000.00"), None, ["1250000.00"]),
        (("2", "$1", "250.00"), None, ["1250.00"]),
        (("Radio,", "model", "12", "500.00"), None, ["500.00"]),
        (("Mount", "kit", "no", "3", "345.00"), None, ["345.00"]),
        (("Total", "12", "500.00"), None, []),
        (("Total", "due:", "12", "500.00"), None, []),
        (("Rs", "1939"), None, ["1939.00"]),
    ],
)
def test_thousands_parted_by_spaces_are_never_cut(texts: tuple[str, ...], comma: bool | None, found: list[str]) -> None:
    assert [money.value for money in find_money(close(*texts), decimal_comma=comma)] == found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("for May 1 - May 31, 2025", ["2025-05-01", "2025-05-31"]),
        ("Dec. 10 through Jan. 9, 2025", ["2024-12-10", "2025-01-09"]),
        ("May 1, 2024 - April 30, 2025", ["2024-05-01", "2025-04-30"]),
        ("12 mars 2024 und 3. Okt. 2024", ["2024-03-12", "2024-10-03"]),
        ("7 febbraio 2024", ["2024-02-07"]),
        ("due 21.05.14", []),
    ],
)
def test_days_among_words(text: str, days: list[str]) -> None:
    assert [found.value for found in find_dates(words_of(text))] == days


def test_a_dotted_day_with_a_short_year_needs_a_paper_that_puts_days_first() -> None:
    assert [found.value for found in find_dates(words_of("21.05.14"), day_first=True)] == ["2014-05-21"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-27", "2025-03-27"),
        ("3/27/2025", "2025-03-27"),
        ("03-25-25", "2025-03-25"),
        ("5/29/98", "1998-05-29"),
        ("27/3/2025", "2025-03-27"),
        ("March 27, 2025", "2025-03-27"),
        ("Sept. 4 2024", "2024-09-04"),
        ("27th March 2025", "2025-03-27"),
        ("23-OCT-2024", "2024-10-23"),
        ("Friday, March 27, 2025", "2025-03-27"),
        ("1/18/2021 12:00:00 AM", "2021-01-18"),
        ("NINTH DAY OF JANUARY, A.D., 2024", "2024-01-09"),
        ("the twenty-third day of January, 2024", "2024-01-23"),
        ("this 16th day of September, 2015", "2015-09-16"),
    ],
)
def test_dates_are_understood(text: str, day: str) -> None:
    assert parse_date(text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["Sep 22, 200", "13/13/2020", "2/30/2024", "October 2024", "24-0123", "3.1.12", "2024", "March", "12:30"]
)
def test_no_date_is_made_up(text: str) -> None:
    assert parse_date(text) is None


@given(DAYS)
def test_printed_days_are_read(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%m/%d/%Y}",
        f"{day:%m/%d/%y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%d-%b-%Y}",
    ):
        assert parse_date(text) == day
    assert parse_date(f"{day:%d/%m/%Y}", day_first=True) == day


def test_dates_among_words() -> None:
    line = "dated March 27, 2025 and Date:3/4/2020 from 1/1/2020 - 12/31/2021 under 3.1.12"
    assert [found.value for found in find_dates(words_of(line))] == [
        "2025-03-27",
        "2020-03-04",
        "2020-01-01",
        "2021-12-31",
    ]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Schedule 10/15/22-11/05/22 by week", ["2022-10-15", "2022-11-05"]),
        ("Flight 10/12 - 11/3/2020", ["2020-10-12", "2020-11-03"]),
        ("Flight 12/28-1/10/21", ["2020-12-28", "2021-01-10"]),
        ("Flight 10/12/20 - 11/3/20", ["2020-10-12", "2020-11-03"]),
        ("page 1/2 of 11/3/2020", ["2020-11-03"]),
    ],
)
def test_both_days_of_a_period(line: str, days: list[str]) -> None:
    assert [found.value for found in find_dates(words_of(line))] == days


def test_the_order_of_day_and_month_is_proved_not_supposed() -> None:
    assert proves_day_first(words_of("8-9-2022 22-9-2022"))
    assert not proves_day_first(words_of("8/9/2022 9/22/2022"))
    assert not proves_day_first(words_of("8/9/2022"))


def test_the_decimal_comma_is_proved_not_supposed() -> None:
    assert proves_decimal_comma(words_of("3,89 5,39 34,73"))
    assert not proves_decimal_comma(words_of("3.89 5,39"))


@pytest.mark.parametrize(
    ("text", "quantity"), [("2.00", "2"), ("40.0000", "40"), ("12 EA", "12"), ("1,250", "1250"), ("x", None)]
)
def test_quantities(text: str, quantity: str | None) -> None:
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize("text", ["INV-61152", "2510002336", "VS-42518_rev1", "2025-03244", "3/64"])
def test_numbers_of_papers(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["3/27/2025", "541-682-5055", "1,250.00", "ap@example.org", "58%", "none"])
def test_what_is_no_number_of_a_paper(text: str) -> None:
    assert not is_number(text)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("31909 RI", "31909 RI"),
        ("24-1102 PD", "24-1102 PD"),
        ("2024-551 USD", "2024-551"),
        ("24-118 FOB", "24-118"),
        ("2024551 USD", "2024551"),
        ("24-118 TX", "24-118"),
        ("#EPD-2025-4432", "EPD-2025-4432"),
        ("2 GENETEC SYSTEMS", None),
        ("0", None),
        ("not published", None),
    ],
)
def test_the_number_that_begins_a_value(line: str, number: str | None) -> None:
    assert next((found.value for found in find_numbers(words_of(line))), None) == number


def test_a_value_carries_its_print_and_its_box() -> None:
    words = words_of("Balance $ 171,000.00")[1:]
    value = make_value("171000.00", words, 0.97, currency="USD")
    assert (value.raw, value.page, value.reason) == ("$ 171,000.00", 1, None)
    assert value.bbox == (words[0].x0, words[0].top, words[1].x1, words[1].bottom)


def test_a_scan_is_not_accepted_without_confirmation() -> None:
    words = scanned(pages_of("171,000.00"), 0.99)[0].words
    alone, confirmed = make_value("171000.00", words, 0.99), make_value("171000.00", words, 0.99, confirmed=True)
    assert alone.confidence <= OCR_CEILING < AUTO_ACCEPT
    assert alone.reason
    assert confirmed.confidence >= AUTO_ACCEPT
    assert confirmed.reason is None
