"""What must stay apart: other sellers of one maker's technology, and invoices that no order has room for."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, joined, lay, paper
from watchbill.answers import purchase_lines, show
from watchbill.model import Kind, Record
from watchbill.purchases.numbers import loosened

UNLOCK = {"description": "Cellebrite UFED licence, phone extraction"}


UNLOCK_ANY = {"description": "Phone extraction licence"}


def deals(engine: sa.Engine, *records: Record) -> list[dict[str, Any]]:
    """The purchases in the order of what was ordered and invoiced, each with its papers."""
    for record in records:
        lay(engine, record, agency=AGENCY)
    joined(engine)
    with engine.connect() as connection:
        found = [line | show(connection, line["id"]) for line in purchase_lines(connection)]
    return sorted(found, key=lambda one: (one["ordered"] or "", one["seller"] or ""))


def sums(found: list[dict[str, Any]]) -> list[tuple[str, str | None, str | None]]:
    return [(one["seller"], one["ordered"], one["invoiced"]) for one in found]


def order(number: str, vendor: str, total: str, date: str = "2023-08-21", what: str = UNLOCK["description"]) -> Record:
    fields = {"agency": "City of Eugene", "vendor": vendor, "number": number, "date": date, "total": total}
    return paper(Kind.PURCHASE_ORDER, fields, items=[{"description": what, "amount": total}])


def bill(number: str, vendor: str, total: str, date: str = "2023-09-14", **more: str) -> Record:
    fields = {"agency": "City of Eugene", "vendor": vendor, "number": number, "date": date, "total": total}
    return paper(Kind.INVOICE, fields | more, items=[UNLOCK | {"amount": total}])


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("0012-345", "12345"),
        ("PO-2023-000417", "2023417"),
        ("2023-417", "2023417"),
        ("12345", "12345"),
        ("PO# 0012345", "12345"),
        ("PO12345", "12345"),
        ("P12345", "12345"),
        ("0012-345 Rev 2", "12345"),
        ("0012345-00", "12345"),
        ("P.O. 7", ""),
        ("0012", "0012"),  # what is left would be too short to mean anything
        ("22-00417", "2200417"),  # the end of this is no revision
    ],
)
def test_numbers_are_bared_of_what_offices_add(printed: str, bare: str) -> None:
    assert (bare in loosened(printed)) if bare else not loosened(printed)


def test_zeros_that_fill_the_parts_of_a_number_are_told_from_its_digits(desk: sa.Engine) -> None:
    orders = (order("PO-2023-000417", "Cellebrite", "5000.00"), order("PO-2023-004170", "Cellebrite", "7000.00"))
    found = deals(desk, *orders, bill("I-1", "Cellebrite", "5000.00", po_number="2023-417"))
    assert sums(found) == [("Cellebrite", "5000.00", "5000.00"), ("Cellebrite", "7000.00", None)]


@pytest.mark.parametrize("printed", ["12345", "PO12345", "0012345-00", "P.O. No. 0012 345"])
def test_an_invoice_that_prints_the_order_another_way_joins_and_says_so(desk: sa.Engine, printed: str) -> None:
    [one] = deals(
        desk, order("0012-345", "Cellebrite", "5000.00"), bill("I-1", "Cellebrite", "5000.00", po_number=printed)
    )
    assert (one["ordered"], one["invoiced"]) == ("5000.00", "5000.00")
    [why] = [each["joined_by"] for each in one["papers"] if each["number"] == "I-1"]
    assert why.startswith("invoice I-1 cites purchase order 0012-345")
    assert one["unreviewed"]["invoiced"] == "0.00"  # not in doubt: only the filling differs


def test_a_bare_number_that_two_orders_may_mean_joins_neither(desk: sa.Engine) -> None:
    orders = (order("0012-345", "Cellebrite", "5000.00"), order("P12345", "Cellebrite", "7000.00"))
    found = deals(desk, *orders, bill("I-1", "Cellebrite", "5000.00", po_number="12345"))
    assert sums(found) == [
        ("Cellebrite", None, "5000.00"), ("Cellebrite", "5000.00", None), ("Cellebrite", "7000.00", None),
    ]  # fmt: skip


def test_the_number_of_another_firms_order_joins_only_as_it_is_printed(desk: sa.Engine) -> None:
    found = deals(
        desk, order("0012-345", "Cellebrite", "5000.00"), bill("I-1", "Grayshift", "5000.00", po_number="12345")
    )
    assert len(found) == 2


def test_what_the_maker_sells_itself_is_not_what_its_reseller_sold(desk: sa.Engine) -> None:
    renewal = paper(
        Kind.CONTRACT,
        {"agency": "City of Eugene", "vendor": "Cellebrite", "date": "2024-05-28", "end_date": "2025-05-31"},
        items=[UNLOCK],
    )
    found = deals(
        desk, order("23000388", "Carahsoft", "11450.00"), bill("S-1", "Carahsoft", "11450.00", po_number="23000388"),
        renewal, bill("V-1", "Cellebrite", "16200.00", date="2024-06-11"),
    )  # fmt: skip
    assert sums(found) == [("Cellebrite", None, "16200.00"), ("Carahsoft", "11450.00", "11450.00")]
    assert found[0]["rungs"] == ["signed", "invoiced"]
    assert {one["maker"] for one in found} == {"Cellebrite"}


def test_two_resellers_of_one_maker_are_two_purchases_also_without_numbers(desk: sa.Engine) -> None:
    found = deals(desk, bill("A-1", "Carahsoft", "100.00"), bill("B-1", "CDW Government", "200.00"))
    assert sums(found) == [("CDW Government", None, "200.00"), ("Carahsoft", None, "100.00")]


def test_the_makers_terms_belong_to_what_its_reseller_sold_then(desk: sa.Engine) -> None:
    terms = paper(Kind.AGREEMENT, {"agency": "City of Eugene", "vendor": "Cellebrite", "date": "2023-09-01"}, [UNLOCK])
    [one] = deals(desk, order("23000388", "Carahsoft", "11450.00"), terms)
    assert (one["seller"], one["maker"], one["rungs"]) == ("Carahsoft", "Cellebrite", ["signed", "ordered"])


def test_a_paper_that_calls_somebody_the_maker_is_believed_before_the_seller(desk: sa.Engine) -> None:
    fields = {"agency": "City of Eugene", "vendor": "Brightwater Technology Group, LLC", "total": "48600.00"}
    report = paper(Kind.STAFF_REPORT, fields | {"maker": "Veridact Labs, Inc.", "date": "2022-05-03"})
    bought = order("22000451", fields["vendor"], "48600.00", "2022-05-16", "phone extraction licence")
    [one] = deals(desk, report, bought)
    assert (one["seller"], one["maker"]) == (fields["vendor"], "Veridact Labs, Inc.")


@pytest.mark.parametrize(
    ("without_number", "made"),
    [
        ("2500.00", [("Cellebrite", "10000.00", "10000.00")]),
        ("3200.00", [("Cellebrite", "10000.00", "10700.00")]),  # freight
        ("9000.00", [("Cellebrite", None, "9000.00"), ("Cellebrite", "10000.00", "7500.00")]),
    ],
)
def test_an_invoice_without_a_number_joins_an_order_that_has_room_for_it(
    desk: sa.Engine, without_number: str, made: list[tuple[str, str | None, str | None]]
) -> None:
    found = deals(
        desk, order("10-4455", "Cellebrite", "10000.00"), bill("I-1", "Cellebrite", "7500.00", po_number="10-4455"),
        bill("I-2", "Cellebrite", without_number, date="2023-10-02"),
    )  # fmt: skip
    assert sums(found) == made


RESELLER = "Crestline Public Safety Supply, LLC"
HERON = {"description": "Heron drone with thermal camera"}


def council(vendor: str = RESELLER) -> tuple[Record, Record, Record]:
    """A staff report that names a quote and a resolution, and these two; the report alone knows the maker."""
    fields = {"agency": "City of Eugene", "vendor": vendor, "date": "2023-08-22"}
    words = "Drones of Aerolith Robotics, per quote 88-20417, Resolution 23-118"
    return (
        paper(
            Kind.STAFF_REPORT, fields | {"maker": "Aerolith Robotics, Inc.", "subject": words, "ceiling": "65000.00"}
        ),
        paper(Kind.RESOLUTION, fields | {"number": "23-118", "ceiling": "65000.00", "subject": "drones"}),
        paper(Kind.QUOTE, fields | {"number": "88-20417", "total": "64350.00"}, items=[HERON]),
    )


def test_what_the_council_saw_joins_what_was_ordered_at_that_price(desk: sa.Engine) -> None:
    later = order("240877", RESELLER, "8900.00", "2024-07-15", "Heron drone maintenance")
    found = deals(
        desk, *council(), order("231145", RESELLER, "64350.00", "2023-08-28", HERON["description"]), later,
        paper(Kind.AGREEMENT, {"agency": "City of Eugene", "vendor": "Aerolith Robotics, Inc.", "date": "2023-09-18"}),
        paper(Kind.INVOICE, {"agency": "City of Eugene", "vendor": "Aerolith Robotics, Inc.", "number": "AR-3301",
                             "date": "2024-03-04", "total": "1975.00"}, [{"description": "Repair of a Heron drone"}]),
    )  # fmt: skip
    assert [(one["seller"], one["maker"], one["ordered"], one["rungs"]) for one in found] == [
        ("Aerolith Robotics, Inc.", "Aerolith Robotics, Inc.", None, ["invoiced"]),
        (RESELLER, "Aerolith Robotics, Inc.", "64350.00", ["proposed", "recommended", "approved", "signed", "ordered"]),
        (RESELLER, RESELLER, "8900.00", ["ordered"]),
    ]
    assert found[1]["authorised"] == "65000.00"


def test_a_resolution_joins_no_orders_of_two_departments(desk: sa.Engine) -> None:
    resolution = council()[1]
    per = HERON["description"] + " per Resolution 23-118"
    lay(desk, order("24-1001", RESELLER, "100.00", what=per), agency=AGENCY, text="\nShip to: Police Department")
    lay(desk, order("24-2002", RESELLER, "200.00", what=per), agency=AGENCY, text="\nShip to: Fire Department")
    assert [one["ordered"] for one in deals(desk, resolution)] == [None, "100.00", "200.00"]


def test_a_maker_and_its_reseller_name_one_quote(desk: sa.Engine) -> None:
    maker = "Veridact Labs, Inc."
    quote = {"agency": "City of Eugene", "vendor": RESELLER, "maker": maker, "number": "BTG-44817", "total": "48600.00"}
    form = {"agency": "City of Eugene", "vendor": maker, "subject": "ordered per quote BTG-44817"}
    later = paper(Kind.CONTRACT, {"agency": "City of Eugene", "vendor": maker, "date": "2024-05-28"}, [UNLOCK_ANY])
    bought = order("22000451", RESELLER, "48600.00", "2022-05-16", "Phone extraction licence, quote BTG-44817")
    found = deals(desk, paper(Kind.QUOTE, quote), paper(Kind.QUOTE, form), bought, later)
    assert [(one["seller"], one["ordered"], len(one["papers"])) for one in found] == [
        (maker, None, 1), (RESELLER, "48600.00", 3),
    ]  # fmt: skip


def test_the_makers_order_form_in_a_resellers_deal_does_not_draw_the_makers_own_sales_into_it(desk: sa.Engine) -> None:
    maker = "Veridact Labs, Inc."
    quote = {"agency": "City of Eugene", "vendor": RESELLER, "maker": maker, "number": "BTG-44817", "total": "48600.00"}
    form = {"agency": "City of Eugene", "vendor": maker, "date": "2022-05-20", "end_date": "2023-05-31"}
    terms = paper(Kind.CONTRACT, form, [UNLOCK_ANY | {"description": "Licence as ordered per quote BTG-44817"}])
    bought = order("22000451", RESELLER, "48600.00", "2022-05-16", "Phone extraction licence, quote BTG-44817")
    renewal = {"agency": "City of Eugene", "vendor": maker, "date": "2023-05-28", "total": "16200.00"}
    found = deals(
        desk, paper(Kind.QUOTE, quote), bought, terms, paper(Kind.CONTRACT, renewal, [UNLOCK_ANY]),
        paper(Kind.INVOICE, {**renewal, "date": "2023-06-11", "number": "VL-1"}, [UNLOCK_ANY]),
    )  # fmt: skip
    assert sums(found) == [(maker, None, "16200.00"), (RESELLER, "48600.00", None)]
