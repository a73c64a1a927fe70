"""Totals that must wait although their label names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.item_choice import find_items
from extractors.labels import Form
from extractors.totals import Sums, read_sums
from extractors.values import find_money
from extractors.years import read_years
from tests.extractors.setting import form_of, pages_of

TABLE = """
Qty     Description                         Unit Price      Total
4       Portable radio                        1,850.00            7,400.00

                                            Subtotal:             7,400.00
                                            Freight:                210.00
                                            {last}
"""


def sums_of(form: Form) -> Sums:
    return read_sums(form, find_items(form))


@pytest.mark.parametrize(
    "label", ["Please Pay:", "Net to Pay:", "Amount payable:", "Pay this amount:", "Please remit:"]
)
def test_a_column_headed_total_is_no_total(label: str) -> None:
    sums = sums_of(form_of(TABLE.format(last=f"{label:<22}7,610.00")))
    assert sums.total is not None
    assert sums.total.value == "7610.00"
    checks = {check.name: (check.passed, check.detail) for check in sums.checks}
    assert checks["subtotal_plus_tax"] == (True, "7400.00 + 210.00 (Freight) against 7610.00")


def test_a_sum_without_the_charge_below_it_waits() -> None:
    text = TABLE.format(last="See our statement").replace("Subtotal:", "Total:   ")
    sums = sums_of(form_of(text))
    assert sums.total is not None
    assert sums.total.value == "7400.00"
    assert sums.total.confidence < 0.95
    assert sums.total.reason == "Freight of 210.00 is printed below the sum and is not in it"


@pytest.mark.parametrize("unreadable", ["7,6?0.O0", "$7.6I0,OO", "7,6"])
def test_no_other_figure_takes_the_place_of_a_total_that_cannot_be_read(unreadable: str) -> None:
    sums = sums_of(form_of(TABLE.format(last=f"Total Due:            {unreadable}").replace("210.00", "0.00")))
    assert sums.total is None or sums.total.confidence < 0.95
    if sums.total:
        assert sums.total.reason == "the amount beside Total Due cannot be read"


def test_no_other_figure_takes_the_place_of_a_total_that_was_struck_out() -> None:
    text = TABLE.format(last="Total Due:            7,610.00")
    page = pages_of(text)[0]
    struck = next(word for word in page.words if word.text == "7,610.00")
    left = tuple(word for word in page.words if word is not struck)
    sums = sums_of(Form.of([replace(page, words=left, struck=(struck,), origin="ocr")]))
    assert sums.total is None or sums.total.confidence < 0.95


def test_a_tax_that_the_total_holds_already_casts_no_doubt() -> None:
    text = TABLE.replace("Subtotal:", "Total:   ").replace(
        "Freight:                210.00", "VAT included:         123.00"
    )
    sums = sums_of(form_of(text.format(last="Thank you")))
    assert sums.total is not None
    assert sums.total.confidence >= 0.95


YEARS = """
Qty     Description                     Unit Price      Annual Total
8       Transcript seat                     750.00          6,000.00
1       Redaction module                  4,000.00          4,000.00

{years}
                                        Total Contract Value:     30,000.00
"""


def test_the_items_of_a_year_lead_to_the_total_of_all() -> None:
    years = "\n".join(f"                                        Year {n} Total:      10,000.00" for n in (1, 2, 3))
    sums = sums_of(form_of(YEARS.format(years=years)))
    assert sums.total is not None
    assert (sums.total.value, sums.total.confidence >= 0.95) == ("30000.00", True)
    assert sums.checks[0].detail == "10000.00 a year, 3 years printed: 30000.00 against 30000.00"
    with_term = sums_of(form_of(YEARS.format(years="Initial Term: 36 Months")))
    assert with_term.checks[0].detail == "10000.00 a year, a term of 3 years: 30000.00 against 30000.00"
    without = sums_of(form_of(YEARS.format(years="")))
    assert not without.checks[0].passed


def test_the_total_of_one_of_several_years_is_known_as_such() -> None:
    form = form_of("Item      Year 1      Year 2\nCameras    1,000.00    1,100.00\nTotal      1,000.00    1,100.00")
    last = find_money(form.pages[0].lines[2].words)[-1]
    item = find_money(form.pages[0].lines[1].words)[-1]
    years = read_years(form)
    assert years.is_one_of_several(last)
    assert not years.is_one_of_several(item)
