"""Which papers belong together: by numbers within a family of buyers, else by agency, maker and technology."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, CONTRACT, ORDER, invoice, joined, lay, paper
from watchbill.answers import purchase_lines, show
from watchbill.model import Kind, Record
from watchbill.purchases.join import connected
from watchbill.purchases.links import papers_named
from watchbill.purchases.numbers import NUMBER, folded_number
from watchbill.questions import QUESTIONS

SHERIFF = "Washington County Sheriff's Office (Oregon)"


def purchases(engine: sa.Engine, *records: Record, agency: str | None = AGENCY) -> list[dict[str, Any]]:
    for record in records:
        lay(engine, record, agency=agency)
    joined(engine)
    with engine.connect() as connection:
        return purchase_lines(connection)


def contract(number: str, vendor: str = "Flock Safety", total: str = "1000.00", **more: str) -> Record:
    fields = {"agency": "City of Eugene", "vendor": vendor, "number": number, "total": total} | more
    return paper(Kind.CONTRACT, {name: text for name, text in fields.items() if text})


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("2510002336", "2510002336"),
        ("PO# 2510-002336", "2510002336"),
        ("Contract No. 2025-03244", "202503244"),
        ("Purchase Order: 77-A", "77a"),
        ("not published", ""),
        ("", ""),
        ("12", ""),
        ("P.O. Box", ""),
    ],
)
def test_numbers_are_compared_without_their_labels(printed: str, folded: str) -> None:
    assert folded_number(printed) == folded


def test_connected_groups_are_found_whatever_the_order_of_links() -> None:
    links = [[3, 1], [0, 2], [1, 4]]
    assert connected(range(6), links) == [[0, 2], [1, 3, 4], [5]]
    assert connected(range(6), reversed(links)) == [[0, 2], [1, 3, 4], [5]]


def test_two_contracts_with_different_numbers_are_two_purchases(desk: sa.Engine) -> None:
    assert len(purchases(desk, contract("2023-00001"), contract("2024-00002"))) == 2


def test_one_number_of_two_agencies_is_two_purchases(desk: sa.Engine) -> None:
    lay(desk, contract("2023-00001", agency="City of Irvine"), agency="us-ca-irvine-pd")
    assert len(purchases(desk, contract("2023-00001"))) == 2


def test_one_number_for_two_makers_is_two_purchases(desk: sa.Engine) -> None:
    found = purchases(desk, contract("2023-00001"), contract("2023-00001", vendor="Axon Enterprise, Inc."))
    assert sorted(line["maker_key"] for line in found) == ["axon", "flock-safety"]


def test_a_name_nobody_knows_contradicts_no_number(desk: sa.Engine) -> None:
    [line] = purchases(desk, CONTRACT, ORDER, invoice("INV-1", "2025-04-01", vendor="FLQCK SAFTY"))
    assert (line["maker"], line["invoiced"]) == ("Flock Safety", "171000.00")


def test_papers_of_a_city_and_its_department_join_by_number_without_a_release_agency(desk: sa.Engine) -> None:
    [line] = purchases(desk, CONTRACT, ORDER, invoice("INV-1", "2025-04-01"), agency=None)
    assert line["agency_key"] == AGENCY
    assert (line["ceiling"], line["ordered"], line["invoiced"]) == ("342000.00", "342000.00", "171000.00")


def test_a_paper_without_numbers_joins_the_only_purchase(desk: sa.Engine) -> None:
    quote = paper(Kind.QUOTE, {"agency": "Eugene Police Department", "vendor": "Flock Safety", "total": "350000.00"})
    [line] = purchases(desk, CONTRACT, quote)
    assert line["rungs"] == ["proposed", "signed"]


def test_a_paper_without_numbers_stands_alone_beside_two_purchases(desk: sa.Engine) -> None:
    loose = invoice("INV-9", "2025-04-01", po_number="")
    found = purchases(desk, contract("2023-00001"), contract("2024-00002"), loose)
    assert sorted(line["invoiced"] or "" for line in found) == ["", "", "171000.00"]


def test_loose_papers_of_one_agency_and_maker_are_one_purchase(desk: sa.Engine) -> None:
    bill = paper(
        Kind.INVOICE, {"agency": SHERIFF, "vendor": "Amazon Web Services", "total": "343.95"},
        items=[{"description": "Amazon Rekognition: face recognition", "amount": "343.95"}],
    )  # fmt: skip
    promise = paper(Kind.AGREEMENT, {"agency": SHERIFF, "vendor": "Amazon Web Services"})
    use = paper(Kind.OTHER, {"agency": SHERIFF, "vendor": "Amazon Web Services", "product": "Amazon Rekognition"})
    [line] = purchases(desk, bill, promise, use, agency=None)
    assert (line["agency_key"], line["maker"]) == ("us-or-washington-county-so", "Amazon Web Services")
    assert (line["rungs"], line["technologies"]) == (["signed", "invoiced"], ["face_recognition"])
    assert (line["invoiced"], line["ceiling"]) == ("343.95", None)


def test_a_statement_that_names_agency_vendor_and_product_is_a_purchase_without_a_rung(desk: sa.Engine) -> None:
    post = {"agency": "US Immigration and Customs Enforcement", "vendor": "Microsoft", "product": "Azure Government"}
    lay(desk, paper(Kind.OTHER, post), text=" The vendor named face recognition as a use.")
    [line] = purchases(desk)
    assert (line["maker"], line["rungs"], line["technologies"]) == ("Microsoft", [], ["face_recognition"])
    assert all(line[amount] is None for amount in ("ceiling", "authorised", "ordered", "invoiced", "paid"))


def test_a_statement_about_a_vendor_nobody_knows_is_no_purchase(desk: sa.Engine) -> None:
    assert purchases(desk, paper(Kind.OTHER, {"agency": "City of Eugene", "vendor": "Name", "product": "ALPR"})) == []


def test_interest_is_a_lead_and_never_a_purchase(desk: sa.Engine) -> None:
    wish = paper(
        Kind.OTHER,
        {"agency": "agencies in Arizona", "vendor": "Amazon Web Services", "product": "Amazon Rekognition",
         "interest": "expressed interest in Amazon Rekognition"},
    )  # fmt: skip
    assert purchases(desk, wish, agency=None) == []
    with desk.connect() as connection:
        leads = QUESTIONS["leads"].answer(connection)
        [lead] = leads.to_dict("records")
        answer = show(connection, lead["lead_id"])
        rungs = QUESTIONS["purchase_rungs"].answer(connection)
    assert (lead["maker_name"], lead["agency_name"]) == ("Amazon Web Services", "agencies in Arizona")
    assert (answer["is_lead"], answer["rungs"], answer["technologies"]) == (True, [], ["face_recognition"])
    assert answer["interest"][0]["words"] == "expressed interest in Amazon Rekognition"
    assert rungs.empty


def test_a_reseller_is_the_seller_and_the_product_names_the_maker(desk: sa.Engine) -> None:
    order = paper(
        Kind.PURCHASE_ORDER,
        {"agency": "City of Eugene", "vendor": "Insight Public Sector", "number": "4500012345", "total": "90000.00"},
        items=[{"description": "Flock Safety Falcon LPR camera, annual", "amount": "90000.00"}],
    )
    [line] = purchases(desk, order)
    assert (line["seller"], line["maker"], line["ordered"]) == ("Insight Public Sector", "Flock Safety", "90000.00")


def test_a_resellers_order_at_the_maker_is_not_the_agencys_order(desk: sa.Engine) -> None:
    own = paper(
        Kind.PURCHASE_ORDER,
        {"agency": "City of Eugene", "vendor": "Insight Public Sector", "number": "4500012345", "total": "90000.00"},
        items=[{"description": "Flock Safety Falcon LPR camera, annual", "amount": "90000.00"}],
    )
    resale = paper(
        Kind.PURCHASE_ORDER,
        {"agency": "Insight Public Sector", "vendor": "Flock Safety", "number": "IPS-778899", "total": "81000.00"},
    )
    lines = purchases(desk, own, resale)
    assert sum(float(line["ordered"] or 0) for line in lines) == 90000.00
    assert [line["seller"] for line in lines if line["ordered"]] == ["Insight Public Sector"]


@pytest.mark.parametrize("buyer", ["Shi", "Flock Safety"])
def test_letters_that_happen_to_be_a_vendors_name_hide_no_invoice(desk: sa.Engine, buyer: str) -> None:
    """ "Shi" is what a scan left of "Ship to", and nobody bills itself."""
    bill = {"agency": buyer, "vendor": "Flock Safety", "number": "INV-7005", "date": "2025-09-22", "total": "7074.00"}
    [line] = purchases(desk, paper(Kind.INVOICE, bill))
    assert (line["agency_key"], line["invoiced"]) == (AGENCY, "7074.00")


def test_a_doubtful_name_that_nobody_knows_is_no_seller(desk: sa.Engine) -> None:
    """ "~": the reader was not sure. The name may be of whoever signed the memo beside the quote."""
    item = [{"description": "UFED software updates", "amount": "999.00"}]
    quote = {"agency": "City of Eugene", "vendor": "~Gormley", "number": "m21025", "total": "999.00"}
    [line] = purchases(desk, paper(Kind.QUOTE, quote, item))
    assert (line["maker"], line["seller"]) == ("Cellebrite", None)
    assert purchases(desk, paper(Kind.INVOICE, quote | {"number": "77"})) == [line]  # nobody is known to have sold it


def test_an_order_that_cites_its_customers_order_is_the_resellers(desk: sa.Engine) -> None:
    own = {"agency": "City of Eugene", "vendor": "Insight Public Sector", "number": "10490", "total": "99999.20"}
    line = {"description": "Flock Safety Falcon", "amount": "99999.20"}
    resale = {"agency": "EPD ADMIN KAPLAN", "vendor": "Flock Safety", "number": "68716017", "total": "450000.40"}
    lay(desk, paper(Kind.PURCHASE_ORDER, own, [line]), agency=AGENCY)
    lay(desk, paper(Kind.PURCHASE_ORDER, resale), text="\nCustomer PO Number 10490\nDate 23-OCT-2024", agency=AGENCY)
    [purchase] = purchases(desk)
    assert (purchase["seller"], purchase["ordered"]) == ("Insight Public Sector", "99999.20")
    with desk.connect() as connection:
        assert len(QUESTIONS["purchase_papers"].answer(connection)) == 2


def test_a_resellers_order_alone_is_no_purchase_of_an_agency(desk: sa.Engine) -> None:
    resale = {"agency": "EPD ADMIN KAPLAN", "vendor": "Flock Safety", "number": "68716017", "total": "450000.40"}
    lay(desk, paper(Kind.PURCHASE_ORDER, resale), text="\nCustomer PO Number 10490", agency=AGENCY)
    assert purchases(desk) == []


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.FEE_INVOICE])
def test_what_an_agency_sells_to_itself_is_no_purchase(desk: sa.Engine, kind: Kind) -> None:
    fee = paper(kind, {"agency": "City of Eugene", "vendor": "Eugene Police Department", "total": "53.27"})
    assert purchases(desk, fee) == []


def test_papers_that_name_no_seller_are_no_purchase(desk: sa.Engine) -> None:
    assert purchases(desk, contract("2025-03215", vendor="", total="391263.00")) == []
    bill = paper(Kind.INVOICE, {"agency": "City of Eugene", "total": "12.00", "po_number": "2510002336"})
    assert purchases(desk, bill) == []
    [line] = purchases(desk, ORDER)
    assert line["invoiced"] == "12.00"  # the order of the same number says who sells


@pytest.mark.parametrize("buyer", ["Jane Roe", "Acme Holdings Inc"])
@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.CONTRACT, Kind.QUOTE])
def test_what_private_buyers_buy_is_no_purchase(desk: sa.Engine, buyer: str, kind: Kind) -> None:
    assert (
        purchases(desk, paper(kind, {"agency": buyer, "vendor": "Flock Safety", "total": "319.00"}), agency=None) == []
    )


def test_a_private_name_on_one_paper_hides_no_agency(desk: sa.Engine) -> None:
    signed = {"agency": "Jane Roe", "vendor": "Flock Safety", "number": "2023-00001", "total": "1000.00"}
    bill = {"agency": "Troy Police Dept.", "vendor": "Flock Safety", "contract_number": "2023-00001", "total": "400.00"}
    [line] = purchases(desk, paper(Kind.CONTRACT, signed), paper(Kind.INVOICE, bill), agency=None)
    assert (line["agency"], line["ceiling"], line["invoiced"]) == ("Troy Police Dept.", "1000.00", "400.00")


def test_without_a_buyer_only_a_known_vendor_makes_a_purchase(desk: sa.Engine) -> None:
    assert purchases(desk, paper(Kind.INVOICE, {"vendor": "Corner Bakery", "total": "34.73"}), agency=None) == []
    [line] = purchases(desk, paper(Kind.INVOICE, {"vendor": "Flock Safety", "total": "3000.00"}), agency=None)
    assert (line["agency"], line["maker"]) == (None, "Flock Safety")


def test_records_letters_and_grants_alone_are_no_purchases(desk: sa.Engine) -> None:
    letter = paper(Kind.RECORDS_LETTER, {"agency": "City of Eugene", "vendor": "Flock Safety", "total": "48731.76"})
    grant = paper(
        Kind.GRANT, {"agency": "City of Eugene", "funder": "Oregon Criminal Justice Commission", "number": "G-1"}
    )
    assert purchases(desk, letter, grant) == []


def test_asking_is_never_having(desk: sa.Engine) -> None:
    report = paper(Kind.STAFF_REPORT, {"agency": "City of Eugene", "vendor": "Flock Safety", "total": "342000.00"})
    [line] = purchases(desk, report)
    assert line["rungs"] == ["recommended"]
    assert all(line[amount] is None for amount in ("ceiling", "authorised", "ordered", "invoiced", "paid"))


@pytest.mark.parametrize(
    ("vendor", "date", "purchases_made"),
    [
        ("Flock Safety", "2025-01-10", 1),
        ("Flock Safety", "2023-01-10", 2),  # two years before every paper of the deal
        ("Insight Public Sector", "2025-01-10", 2),  # somebody else got the deal
    ],
)
def test_a_quote_without_numbers_joins_only_what_it_can_be_about(
    desk: sa.Engine, vendor: str, date: str, purchases_made: int
) -> None:
    quote = {"agency": "City of Eugene", "vendor": vendor, "maker": "Flock Safety", "date": date, "total": "342000.00"}
    assert len(purchases(desk, CONTRACT, ORDER, paper(Kind.QUOTE, quote))) == purchases_made


def test_long_runs_of_blanks_and_letters_are_looked_through_once() -> None:
    """Tried anew at each of them, this test would take hours."""
    assert papers_named(["quote" + 9_000 * " " + "-"]) == frozenset()
    assert NUMBER.findall(200_000 * "a" + " INV-7, 12") == ["INV-7", "12"]
