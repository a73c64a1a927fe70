"""Which rows are the items: the printed totals decide between parents and children, summaries and payment plans."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.charges import is_charge
from extractors.item_cells import multiplies
from extractors.item_choice import find_items
from extractors.items import amount_of
from extractors.printed_sums import printed_sums
from extractors.totals import read_sums
from tests.extractors.setting import form_of

HEAD = "Qty     Description                         Unit Price          Amount\n"


def amounts(text: str) -> list[str]:
    return [str(amount_of(item)) for item in find_items(form_of(text))]


def test_children_that_add_up_to_their_parent_are_the_items() -> None:
    rows = """1       Aerial package                        5,000.00        5,000.00
2       Airframe                              2,000.00        4,000.00
1       Ground station                        1,000.00        1,000.00
"""
    assert amounts(f"{HEAD}{rows}                 Total                           5,000.00") == ["4000.00", "1000.00"]
    bare = amounts(HEAD + rows)
    assert bare == ["5000.00", "4000.00", "1000.00"], "without a total nothing says which they are"


def test_the_accounts_of_a_line_are_no_items() -> None:
    rows = """2       Radio                                   500.00        1,000.00
        100-31-4210-560100                                        600.00
        224-31-4210-560100                                        400.00
"""
    assert amounts(HEAD + rows) == ["1000.00"]


def test_the_number_of_a_part_is_no_account() -> None:
    assert amounts(HEAD + "        SSU-LN-COM                                             600.00\n") == ["600.00"]


def test_a_payment_plan_after_the_prices_repeats_them() -> None:
    prices = """2       Radio                                   500.00        1,000.00
1       Mast                                    200.00          200.00
        Total                                                 1,200.00

"""
    plan = """Qty     Description                         Unit Price          Amount
2       Radio                                   250.00          500.00
1       Mast                                    100.00          100.00
        Total                                                   600.00
"""
    assert amounts(HEAD + prices + plan) == ["1000.00", "200.00"]


def test_sections_go_on_after_a_subtotal_where_the_total_proves_it() -> None:
    rows = """10      Hours of an analyst                     100.00        1,000.00
        Total Labor                                           1,000.00
1       Travel                                   50.00           50.00
        Total Expenses                                           50.00
        Total Due                                             {total}
"""
    assert amounts(HEAD + rows.format(total="1,050.00")) == ["1000.00", "50.00"]
    assert amounts(HEAD + rows.format(total="9,999.00")) == ["1000.00"]


def test_two_taxes_are_charges_and_neither_is_the_tax() -> None:
    form = form_of(
        HEAD
        + """2       Radio                                   500.00        1,000.00
                                            Subtotal          1,000.00
                                            GST @ 5%             50.00
                                            PST (BC) @ 7%        70.00
                                            Total             1,120.00
"""
    )
    sums = read_sums(form, find_items(form))
    assert sums.total is not None
    assert sums.total.value == "1120.00"
    assert sums.total.confidence >= 0.97
    assert sums.tax is None
    assert [check.passed for check in sums.checks] == [True, True, True]


def test_the_row_that_sums_columns_names_the_tax_and_the_total() -> None:
    form = form_of(
        """Date            Subtotal          Tax          Total
Mar 2024        1,000.00        70.00       1,070.00
Mar 2025        1,000.00        70.00       1,070.00
Total           2,000.00       140.00       2,140.00
"""
    )
    printed = printed_sums(form)
    assert Decimal("140.00") in {Decimal(tax.value) for tax in printed.taxes}
    assert printed.reaches(Decimal("2000.00"), Decimal("2140.00"))


def test_the_total_of_an_option_is_no_total() -> None:
    form = form_of(
        HEAD + "2       Radio                500.00        1,000.00\n        Option A Total       1,000.00\n"
    )
    assert not printed_sums(form).totals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sales Tax @ 8.25%", True),
        ("Shipping & Handling", True),
        ("Less: trade-in credit", True),
        ("HST 13%", True),
        ("Fuel surcharge", True),
        ("Tax ID 86-0741227", False),
        ("Radio with tax module", False),
    ],
)
def test_charges_by_their_names(text: str, expected: bool) -> None:
    assert is_charge(text) is expected


def test_prices_of_a_month_multiply_out_over_the_term() -> None:
    assert multiplies("50", "105.00", "315000.00", "60")
    assert multiplies("3", "0.385", "1.16")
    assert not multiplies("50", "105.00", "315000.00")
    assert not multiplies("6", "310.00", "1680.00", "12")
