"""Changes of orders, voided checks, figures without a currency, and links in doubt."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tests.purchases.desk import AGENCY, CONTRACT, INVOICES, ORDER, invoice, joined, lay, paper
from watchbill.answers import purchase_lines, show
from watchbill.model import Kind, Record
from watchbill.store import schema as s


def deals(engine: sa.Engine, *records: Record) -> list[dict[str, Any]]:
    for record in records:
        lay(engine, record, agency=AGENCY)
    joined(engine)
    with engine.connect() as connection:
        return purchase_lines(connection)


def register(*rows: tuple[str, str, str, str]) -> Record:
    payments = [
        {"payee": "FLOCK SAFETY", "check_number": number, "date": date, "amount": amount, "description": what}
        for number, date, amount, what in rows
    ]
    return paper(Kind.REGISTER, {"agency": "City of Eugene"}, payments=payments)


def test_a_change_order_replaces_the_sum_of_its_order(desk: sa.Engine) -> None:
    change = paper(
        Kind.AMENDMENT,
        {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "2", "po_number": "2510002336",
         "date": "2025-09-01", "total": "400000.00"},
    )  # fmt: skip
    [line] = deals(desk, CONTRACT, ORDER, change)
    assert (line["ordered"], line["ceiling"]) == ("400000.00", "342000.00")


def test_a_voided_check_and_its_second_issue_pay_once(desk: sa.Engine) -> None:
    june = register(("9001", "2025-06-02", "171000.00", "cameras"))
    july = register(("9001", "2025-07-01", "171000.00", "VOID"), ("9044", "2025-07-02", "171000.00", "cameras"))
    [line] = deals(desk, CONTRACT, ORDER, june, july)
    assert line["paid"] == "171000.00"


def test_a_check_that_was_only_voided_proves_no_payment(desk: sa.Engine) -> None:
    [line] = deals(desk, CONTRACT, ORDER, register(("9001", "2025-07-01", "171000.00", "VOIDED")))
    assert line["paid"] is None
    assert "paid" not in line["rungs"]


def test_a_letter_for_a_digit_joins_in_doubt_and_is_unreviewed(desk: sa.Engine) -> None:
    [line] = deals(desk, CONTRACT, ORDER, invoice("INV-1", "2025-04-01", po_number="251OOO2336"))
    assert line["invoiced"] == "171000.00"
    with desk.connect() as connection:
        answer = show(connection, line["id"])
    [why] = [one["joined_by"] for one in answer["papers"] if one["number"] == "INV-1"]
    assert "in doubt: it prints purchase order 251OOO2336, taken for 2510002336" in why


def test_another_digit_joins_nothing(desk: sa.Engine) -> None:
    found = deals(desk, CONTRACT, ORDER, invoice("INV-1", "2025-04-01", po_number="2510002337"))
    assert sorted(line["invoiced"] or "" for line in found) == ["", "171000.00"]


def test_a_cooperative_contract_joins_no_two_orders(desk: sa.Engine) -> None:
    def order(number: str, total: str) -> Record:
        return paper(
            Kind.PURCHASE_ORDER,
            {"agency": "City of Eugene", "vendor": "Insight Public Sector", "number": number, "total": total,
             "contract_number": "23-6692-03"},
            items=[{"description": "Flock Safety Falcon CONTRACT # 23-6692-03 - OMNIA Partners", "amount": total}],
        )  # fmt: skip

    found = deals(desk, order("4500010490", "99999.20"), order("4500014582", "68530.00"))
    assert sorted(line["ordered"] for line in found) == ["68530.00", "99999.20"]
    assert {line["maker"] for line in found} == {"Flock Safety"}


def test_a_quote_that_an_order_names_belongs_to_it(desk: sa.Engine) -> None:
    quote = paper(
        Kind.QUOTE,
        {"agency": "City of Eugene", "vendor": "Insight Public Sector", "maker": "Flock Safety",
         "number": "Q-224510", "date": "2025-01-10", "total": "90000.00"},
    )  # fmt: skip
    orders = [
        paper(
            Kind.PURCHASE_ORDER,
            {"agency": "City of Eugene", "vendor": "Insight Public Sector", "number": number, "total": "1000.00"},
            items=[{"description": f"Flock Safety Falcon LPR {words}", "amount": "1000.00"}],
        )
        for number, words in (("4500010490", "per Quote # Q-224510"), ("4500010491", "annual"))
    ]
    found = deals(desk, quote, *orders)
    assert sorted(line["rungs"] for line in found) == [["ordered"], ["proposed", "ordered"]]


def test_one_number_with_two_totals_counts_once_and_waits_for_a_person(desk: sa.Engine) -> None:
    two = invoice("INV-1", "2025-04-01"), invoice("INV-1", "2025-04-02", total="171500.00")
    [line] = deals(desk, CONTRACT, ORDER, *two)
    assert line["invoiced"] == "171500.00"
    with desk.connect() as connection:
        reviewed = connection.scalars(
            sa.select(s.purchase_amount.c.is_reviewed).where(s.purchase_amount.c.amount == "invoiced")
        ).all()
    assert reviewed == [False]


def test_invoices_of_the_order_still_add_up(desk: sa.Engine) -> None:
    [line] = deals(desk, CONTRACT, ORDER, *INVOICES)
    assert (line["ordered"], line["invoiced"]) == ("342000.00", "342000.00")
