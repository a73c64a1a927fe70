"""Rows of scanned registers whose amount cannot be read stay rows, and are no money."""

from __future__ import annotations

from extractors.listing import Listing, read_listing
from extractors.paper import Page
from tests.extractors.setting import pages_of, scanned
from watchbill.model import AUTO_ACCEPT, Check

BOARD = """
Harlow Township                  Demands paid in March

Warrant     Date Paid     Payee                      Amount
70311       03/04/2024    CORVEN OPTICS LLC          1,240.00
70312       03/04/2024    PELL ROAD GRAVEL           615.20
70313       03/11/2024    MARDEN SIGNAL WORKS        {third}
70314       03/18/2024    TIDE AND OAR PRINTING      88.00
70315       03/25/2024    ASHBY VOICE SYSTEMS        2,300.00
70316       03/25/2024    QUILL OFFICE SUPPLY        {last}
Total of 6 demands                                   9,243.20
"""
UNDER_CHECKS = """
Orrin County            Disbursement journal

Check No   Date          Vendor                   Invoice    Amount
40011      05/02/2023    ALDER PAPER CO
                                                  A-118      75.50
                                                  A-131      44.50
40012      05/02/2023    CARROW SIGNAL INC
                                                  5531       150.00
                                                  5532       20.00
40013      05/09/2023    HALE VIDEO SYSTEMS
                                                  9912       250.00
"""


def pages(third: str = "3,000.00", last: str = "2,000.00") -> list[Page]:
    return pages_of(BOARD.format(third=third, last=last))


def rows(listing: Listing) -> list[tuple[str, str, str, str | None]]:
    said = [
        {name: row.fields[name].value if name in row.fields else None for name in ("number", "date", "payee", "amount")}
        for row in listing.payments
    ]
    return [(str(x["number"]), str(x["date"]), str(x["payee"]), x["amount"]) for x in said]


def failed(listing: Listing) -> dict[str, Check]:
    return {check.name: check for check in listing.checks if not check.passed}


def test_a_scanned_row_with_a_garbled_amount_stays_without_one():
    listing = read_listing(scanned(pages(third="3,O0O.~~")))
    assert len(listing.payments) == 6
    assert rows(listing)[2] == ("70313", "2024-03-11", "MARDEN SIGNAL WORKS", None)
    assert [amount for *_, amount in rows(listing)][3:] == ["88.00", "2300.00", "2000.00"]
    check = failed(listing)["amounts_read"]
    assert "1 of 6 rows" in check.detail
    assert "page 1, 70313 MARDEN SIGNAL WORKS (3,O0O.~~)" in check.detail
    assert "rows_sum_to_total" in failed(listing)
    kept = listing.payments[2].fields
    assert all(value.confidence < AUTO_ACCEPT for value in kept.values())


def test_a_row_whose_amount_ocr_passed_over_is_still_the_last_row():
    listing = read_listing(scanned(pages(last="")))
    assert rows(listing)[-1] == ("70316", "2024-03-25", "QUILL OFFICE SUPPLY", None)
    assert "QUILL OFFICE SUPPLY" in failed(listing)["amounts_read"].detail


def test_the_other_rows_are_confirmed_where_they_make_up_the_total():
    """Then the row may be none; it stays in doubt, and no amount is worked out for it."""
    text = BOARD.format(third="", last="2,000.00").replace("9,243.20", "6,243.20")
    listing = read_listing(scanned(pages_of(text)))
    assert rows(listing)[2][3] is None
    assert "rows_sum_to_total" not in failed(listing)
    assert "amounts_read" in failed(listing)


def test_a_readable_register_says_nothing_of_it():
    assert not failed(read_listing(scanned(pages())))


def test_a_page_with_text_of_its_own_prints_what_it_prints():
    assert len(read_listing(pages(third="")).payments) == 5


def test_voids_and_totals_without_amounts_are_no_rows():
    listing = read_listing(scanned(pages(third="VOID")))
    assert len(listing.payments) == 5
    assert "amounts_read" not in failed(listing)


def test_lines_over_their_invoices_are_no_rows():
    listing = read_listing(scanned(pages_of(UNDER_CHECKS)))
    assert [amount for *_, amount in rows(listing)] == ["75.50", "44.50", "150.00", "20.00", "250.00"]
    assert rows(listing)[0][:3] == ("40011", "2023-05-02", "ALDER PAPER CO")


def test_a_number_unlike_the_others_makes_no_row():
    text = BOARD.format(third="3,000.00", last="2,000.00")
    text = text.replace("Total of 6", "12          04/02/2024    Passed by the board\nTotal of 6")
    assert len(read_listing(scanned(pages_of(text))).payments) == 6


def test_an_amount_a_little_below_its_row_is_the_rows():
    lines = BOARD.format(third="", last="2,000.00").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("70313"))
    lines.insert(at + 1, " " * lines[at - 1].index("615.20") + "3,000.00")
    listing = read_listing(scanned(pages_of("\n".join(lines))))
    assert rows(listing)[2] == ("70313", "2024-03-11", "MARDEN SIGNAL WORKS", "3000.00")
    assert not failed(listing)


PAID = """
Harbor Bureau                    Disbursements

{head}
Check       03/04/2024    70311       (1,240.00)
Check       03/04/2024    70312       (615.20)
Check       03/11/2024    70313       {third}
Check       03/18/2024    70314       (88.00)
Check       03/25/2024    70315       (2,300.00)
"""
WHOLE, POOR = "Type        Date          Num         Paid Amount", "Type                      Nun         Paid Amount"


def test_a_list_without_payees_keeps_rows_without_an_amount_and_reads_pages_that_lost_their_header():
    """The header of one page was read; the page before it lost its header, the one behind it two of its words."""
    first, third = PAID.format(head="", third="(3,000.00)"), PAID.format(head=POOR, third="(30.00)")
    listing = read_listing(scanned(pages_of(first, PAID.format(head=WHOLE, third="3,O0O.~~"), third)))
    found = [(number, date, amount) for number, date, _, amount in rows(listing)]
    assert len(found) == 15
    assert found[2] == ("70313", "2024-03-11", "-3000.00")
    assert found[7] == ("70313", "2024-03-11", None)
    assert found[12] == ("70313", "2024-03-11", "-30.00")


def test_a_cover_with_sums_of_its_own_is_not_read_under_a_later_header():
    cover = """
Harbor Bureau

Checking       1,240.00
Savings        615.20
Petty cash     30.00
Held           88.00
"""
    listing = read_listing(scanned(pages_of(cover, PAID.format(head=WHOLE, third="(3,000.00)"))))
    assert len(listing.payments) == 5


PRINTED = """
TOWNSHIP OF ALDEN          ACCOUNTS PAYABLE CHECK REGISTER

CHECK NO   YENDOR NAME                              DESCRIPTION     AMOUNT
20117      ACME TOWING              F04410          TOWING          185.00
20118      ALDEN COUNTY WATER       F04523          WATER           412.77
20119      BANNER OFFICE SUPPLY     F04636          SUPPLIES        1,093.20
20120      BRIGHTLINE PHONE CO      F04749          PHONES          884.16
20121      CARDEN FORD INC          F04862          REPAIR          2,210.45
                                                    TOTAL CHECKS 5  4,785.58
"""


def test_a_head_with_a_letter_misread_and_one_that_was_lost_still_part_the_columns():
    listing = read_listing(scanned(pages_of(PRINTED)))
    assert [row.fields["payee"].value for row in listing.payments][:2] == ["ACME TOWING", "ALDEN COUNTY WATER"]
    assert len(listing.payments) == 5
    assert [(check.name, check.passed) for check in listing.checks] == [("rows_sum_to_total", True)]
