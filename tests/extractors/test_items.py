"""Line items from header rows and columns, and the sums that prove the total."""

from __future__ import annotations

from decimal import Decimal

from extractors.fields import item_rows, multiplies_out
from extractors.item_choice import find_items
from extractors.items import Item, amount_of
from extractors.plain_items import items_by_sum
from extractors.totals import read_sums
from tests.extractors.setting import form_of

TABLE = """
Qty     Description                         Unit Price      Extended Price
2       Plate reader camera                   1,000.00            2,000.00
        with bracket and cable
4       Hosting, one year                       375.00            1,500.00
1       Discount                               (500.00)            (500.00)
                                            Subtotal:             3,000.00
                                            Sales Tax:              210.00
                                            Total:                3,210.00
"""


def amounts(items: list[Item]) -> list[str]:
    return [str(amount_of(item)) for item in items]


def test_a_table() -> None:
    form = form_of(TABLE)
    items = find_items(form)
    assert amounts(items) == ["2000.00", "1500.00", "-500.00"]
    first = items[0]
    assert first.quantity is not None
    assert first.unit_price is not None
    assert (first.quantity.value, first.unit_price.value) == ("2", "1000.00")
    assert " ".join(word.text for word in first.description) == "Plate reader camera with bracket and cable"
    assert all(multiplies_out(item) for item in items)


def test_the_sums_confirm_the_total() -> None:
    form = form_of(TABLE)
    sums = read_sums(form, find_items(form))
    assert sums.total is not None
    assert sums.tax is not None
    assert sums.subtotal is not None
    assert (sums.total.value, sums.tax.value, sums.subtotal.value) == ("3210.00", "210.00", "3000.00")
    assert sums.total.confidence >= 0.97
    assert {check.name: check.passed for check in sums.checks} == {
        "items_sum_to_total": True, "quantity_times_price": True, "subtotal_plus_tax": True}  # fmt: skip


def test_a_total_that_does_not_add_up_waits_with_a_reason() -> None:
    form = form_of(TABLE.replace("3,210.00", "9,999.00").replace("3,000.00", "9,000.00"))
    sums = read_sums(form, find_items(form))
    assert sums.total is not None
    assert sums.total.confidence < 0.95
    assert "3000.00" in (sums.total.reason or "")
    assert not next(check for check in sums.checks if check.name == "items_sum_to_total").passed


def test_an_unlabelled_total_is_found_by_its_sum() -> None:
    text = TABLE.replace("Total:   ", "         ")
    form = form_of(text)
    total = read_sums(form, find_items(form)).total
    assert total is not None
    assert total.value == "3210.00"


def test_items_go_on_over_the_page() -> None:
    head = "Line    Item/Description          Quantity     Unit Cost     Extended Amount"
    first = f"{head}\n1       Camera                        1.00       342.00              342.00\n"
    row = "2       Pole                          3.00        10.00               30.00"
    second = f"Page 2\n{head}\n{row}\nTotal PO Amount    372.00\n"
    bare = "3       Mast                          1.00         8.00                8.00\nTotal PO Amount    380.00\n"
    assert amounts(find_items(form_of(first, second))) == ["342.00", "30.00"]
    assert amounts(find_items(form_of(first, bare))) == ["342.00", "8.00"]


def test_zero_is_an_amount_and_included_rows_share_the_amount_over_them() -> None:
    form = form_of("""
Item                                   Cost          Quantity         Total
Platform                                                              $171,000.00
    Plate reader                       Included      57               Included
    Installation                       $0.00         22               $0.00
Subtotal Year 1:                                                      $171,000.00
""")
    items = find_items(form)
    assert amounts(items) == ["171000.00", "0.00"]
    assert items[0].quantity is not None
    assert items[0].quantity.value == "57"


def test_items_without_a_header_need_their_sum() -> None:
    rows = (
        "Plate reader, first year          57      $3,000.00      $171,000.00\n"
        "Installation                      22          $0.00            $0.00\n"
    )
    found = items_by_sum(form_of(f"INVOICE\n{rows}Balance Due:      $171,000.00"))
    assert [amount_of(item) for item in found] == [Decimal("171000.00"), Decimal("0.00")]
    assert items_by_sum(form_of(f"INVOICE\n{rows}Balance Due:      $99.00")) == []


def test_rows_say_how_sure_they_are() -> None:
    form = form_of(TABLE)
    summed = item_rows(find_items(form), form, is_summed=True)
    assert summed[0].fields["amount"].confidence >= 0.97
    wrong = form_of(TABLE.replace("375.00", "999.00"))
    doubtful = item_rows(find_items(wrong), wrong, is_summed=False)[1]
    assert doubtful.fields["unit_price"].confidence < 0.95
    assert doubtful.fields["unit_price"].reason == "quantity times price is not the amount"
