"""Two departments of one city, native and scanned: four deals, and nobody's invoice in another's purchase."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import joined
from tests.purchases.release import answers, give_out
from tests.purchases.two_departments import RELEASE


@pytest.fixture(params=[False, True], ids=["native", "scanned"])
def deals(request: pytest.FixtureRequest, desk: sa.Engine) -> dict[str, dict[str, Any]]:
    """The purchases by the number of their order."""
    give_out(desk, RELEASE, "us-nv-reno", is_scan=request.param)
    joined(desk)
    found = answers(desk)
    assert len(found) == 4
    orders = {paper["number"]: one for one in found for paper in one["papers"] if paper["kind"] == "purchase_order"}
    assert len(orders) == 4
    return orders


def test_each_order_is_a_deal_with_its_own_invoices(deals: dict[str, dict[str, Any]]) -> None:
    lines = {number: one["line"] for number, one in deals.items()}
    assert {number: (line["maker"], line["ordered"], line["invoiced"]) for number, line in lines.items()} == {
        "22-00417": ("Flock Safety", "50000.00", "50000.00"),
        "22-00533": ("Axon", "70000.00", "70000.00"),
        "23-00108": ("Flock Safety", "12500.00", "12500.00"),  # with the invoice that names only the department
        "23-00222": ("Verkada", "12000.00", "12000.00"),  # the invoice printed twice counts once
    }
    assert all(line["rungs"] == ["ordered", "invoiced"] for line in lines.values())


def test_a_letter_for_a_digit_joins_and_says_so(deals: dict[str, dict[str, Any]]) -> None:
    [why] = [paper["joined_by"] for paper in deals["22-00417"]["papers"] if paper["number"] == "INV-1002"]
    assert why.startswith("invoice INV-1002 cites purchase order 22-00417")
