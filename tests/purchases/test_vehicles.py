"""Cooperative contracts: their numbers make no two deals one, however the cooperative's name is printed."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, joined, lay, paper
from watchbill.answers import purchase_lines, show
from watchbill.model import Kind, Record
from watchbill.purchases.links import vehicle_numbers
from watchbill.purchases.parties import load_registry

READERS = [{"description": "Vigilant LPR camera, fixed, one year of hosting", "amount": "54105.65"}]


def deals(engine: sa.Engine, *records: Record) -> list[dict[str, Any]]:
    for record in records:
        lay(engine, record, agency=AGENCY)
    joined(engine)
    with engine.connect() as connection:
        return [show(connection, line["id"]) for line in purchase_lines(connection)]


def test_a_resellers_quote_on_a_cooperative_contract_is_not_the_makers_own_agreement(desk: sa.Engine) -> None:
    """The maker's undated terms are not put to what a reseller offers on a contract that many cities use."""
    offer = {
        "agency": "Eugene Police Department",
        "vendor": "Safeware-Mallory",
        "number": "Q-1437",
        "date": "2015-12-31",
    }
    offer |= {"contract_number": "4400001839", "total": "54105.65"}
    report = {"agency": "City of Eugene", "vendor": "Safeware, Inc.", "number": "16-0085", "date": "2016-02-02"}
    report |= {"vehicle": "U.S. Communities contract #4400001839", "total": "54105.65"}
    report |= {"technology": "License plate readers"}
    terms = {"agency": "City of Eugene", "vendor": "Vigilant Solutions, Inc.", "technology": "License plate readers"}
    found = deals(
        desk, paper(Kind.QUOTE, offer, READERS), paper(Kind.STAFF_REPORT, report), paper(Kind.AGREEMENT, terms)
    )
    kinds = {answer["seller"]: {one["kind"] for one in answer["papers"]} for answer in found}
    assert kinds == {"Safeware": {"quote", "staff_report"}, "Vigilant Solutions": {"agreement"}}
    [resold] = [answer for answer in found if answer["seller"] == "Safeware"]
    assert (resold["maker"], resold["vehicle"]) == ("Vigilant Solutions", "U.S. Communities")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("per U.S. Communities contract 4400001839", {"4400001839"}),
        ("OMNIA\nPartners # 23-6692-03", {"23669203"}),
        ("TIPS 230105", {"230105"}),
        ("Rugged tips with rapid battery, contract 2023-17", set()),
        ("National IPA Technology Solutions 130733", {"130733"}),
    ],
)
def test_numbers_beside_the_name_of_a_cooperative(desk: sa.Engine, text: str, numbers: set[str]) -> None:
    with desk.connect() as connection:
        assert vehicle_numbers([text], load_registry(connection)) == numbers
