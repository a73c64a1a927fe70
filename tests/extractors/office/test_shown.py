"""Numbers and days as cells show them."""

from __future__ import annotations

import pytest

from extractors.office.shown import BUILT_IN, show_number, with_cents

ACCOUNTING = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("1250.5", "General", "1250.5"),
        ("0.30000000000000004", "General", "0.3"),
        ("1E-3", "General", "0.001"),
        ("12345678901234567", "0", "12345678901234567"),
        ("1250.5", "0.00", "1250.50"),
        ("1250.005", "#,##0.00", "1,250.01"),
        ("-1250.5", "#,##0.00", "-1,250.50"),
        ("342000", '"$"#,##0.00', "$342,000.00"),
        ("342000", "[$$-409]#,##0.00", "$342,000.00"),
        ("342000", '#,##0.00 "USD"', "342,000.00 USD"),
        ("1234.5", "#,##0.00\\ [$€-407]", "1,234.50 €"),
        ("8600", ACCOUNTING, "$8,600.00"),
        ("-8600", ACCOUNTING, "$(8,600.00)"),
        ("0", ACCOUNTING, "$-"),
        ("-12", "$#,##0.00;[Red]($#,##0.00)", "($12.00)"),
        ("0.0725", "0.00%", "7.25%"),
        ("0.5", "0%", "50%"),
        ("12", "0000", "0012"),
        ("1", '"Void"', "Void"),
        ("3.25", "# ?/?", "3.25"),
        ("123000", "0.00E+00", "123000"),
    ],
)
def test_a_number_is_shown_as_its_format_says(stored: str, code: str, shown: str) -> None:
    assert show_number(stored, code) == shown


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("1500.25", "$#,##0", "$1,500.25"),
        ("1500.25", "0", "1500.25"),
        ("1500", "$#,##0", "$1,500"),
        ("1500.001", "$#,##0", "$1,500"),
        ("1250000", '$#,##0,"K"', "$1,250,000.00"),
        ("1250000", '0.0,,"M"', "1,250,000.00"),
    ],
)
def test_hidden_cents_and_thousands_are_shown(stored: str, code: str, shown: str) -> None:
    assert show_number(stored, code) == shown


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("45741", BUILT_IN[14], "3/25/2025"),
        ("45741", "mm/dd/yyyy", "03/25/2025"),
        ("45741", "mm\\-dd\\-yy", "03-25-25"),
        ("45741", "[$-409]mmmm d, yyyy;@", "March 25, 2025"),
        ("45741", "d-mmm-yy", "25-Mar-25"),
        ("45741.5930555556", "m/d/yyyy h:mm", "3/25/2025 14:14"),
        ("45741.5930555556", "m/d/yyyy h:mm AM/PM", "3/25/2025 2:14 PM"),
        ("45741", "yyyy-mm-dd", "2025-03-25"),
        ("45741.25", "h:mm", "06:00"),
        ("45741", "dd/mm/yyyy", "2025-03-25"),  # a page cannot prove that its days come first
        ("45741", "mmm-yy", "2025-03-25"),
        ("45741", "m/d", "2025-03-25"),
        ("-3", "m/d/yyyy", "-3"),
        ("99999999", "m/d/yyyy", "99999999"),
        ("30", "m/d/yyyy", "30"),  # Excel believes in 29 February 1900
    ],
)
def test_a_day_is_shown_as_its_format_says_or_plainly(stored: str, code: str, shown: str) -> None:
    assert show_number(stored, code) == shown


def test_workbooks_of_old_macs_count_from_1904() -> None:
    assert show_number("44279", "mm/dd/yyyy", is_1904=True) == "03/25/2025"


@pytest.mark.parametrize("odd", ["", "abc", "NaN", "Infinity", "1e999999999"])
def test_what_is_no_number_is_shown_as_it_stands(odd: str) -> None:
    assert show_number(odd, "0.00") == odd


@pytest.mark.parametrize("code", ["", ";;;", '"', "[", "\\", "0" * 5000, "y" * 500, "General;General", "[>=100]0;0.0"])
def test_a_broken_format_breaks_nothing(code: str) -> None:
    assert isinstance(show_number("12.5", code), str)


@pytest.mark.parametrize(
    ("bare", "amount"),
    [("1500", "1500.00"), ("1234.5", "1234.50"), ("-7", "-7.00"), ("0.125", "0.1250"), ("1.25", "1.25")],
)
def test_a_bare_amount_gets_the_decimals_of_an_amount(bare: str, amount: str) -> None:
    assert with_cents(bare) == amount
