"""A firm that the registry lacks is one firm in all the spellings that papers and scans give it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, joined, lay, paper
from watchbill.answers import purchase_lines
from watchbill.model import Kind, Record
from watchbill.questions import QUESTIONS
from watchbill.resolve.spellings import blurred_name, spellings


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("Quillon Acoustics Inc", "QUILLON ACOUSTICS lnc.", True),
        ("Quillon Acoustics", "Qui11on Ac0ustics, LLC", True),
        ("Barnhill Drones Co.", "Bamhill Drones", True),  # rn on a scan
        ("Skylark-Optics", "SkyLark Optics Corporation", True),
        ("Quillon Acoustics", "Quillen Acoustics", False),  # a person may tell, a rule may not
        ("Sector 1", "Sector 7", False),
        ("Vantage Systems", "Vantage Optics", False),
        ("A1", "Al", False),  # too short
    ],
)
def test_spellings_are_told_from_names(one: str, other: str, are_one: bool) -> None:
    assert (blurred_name(one) == blurred_name(other)) is are_one


def test_the_best_spelling_is_shown_whatever_is_printed_most() -> None:
    found = spellings({"Quillon Acoustics lnc": 3, "QUILLON ACOUSTICS INC.": 1, "Quillon Acoustics Inc.": 1})
    assert {(each.key, each.name) for each in found.values()} == {
        ("printed: quillon acoustics", "Quillon Acoustics Inc."),
    }  # fmt: skip


def bill(vendor: str, number: str, order: str, kind: Kind = Kind.INVOICE) -> Record:
    fields = {"agency": "City of Eugene", "vendor": vendor, "number": number, "total": "900.00", "date": "2024-02-01"}
    if kind == Kind.INVOICE:
        fields["po_number"] = order
    return paper(kind, fields, items=[{"description": "Gunshot detection service", "amount": "900.00"}])


def test_papers_of_all_spellings_are_of_one_vendor(desk: sa.Engine) -> None:
    lay(desk, bill("Quillon Acoustics Inc.", "24-1001", "", Kind.PURCHASE_ORDER), agency=AGENCY)
    lay(desk, bill("Quillon Acoustics lnc", "7001", "241OO1"), agency=AGENCY)  # a number blurred by the scan, too
    lay(desk, bill("QUILLON ACOUSTICS", "24-2002", "", Kind.PURCHASE_ORDER), agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        found = purchase_lines(connection)
        vendors = QUESTIONS["spending_by_vendor"].answer(connection)
        parties = QUESTIONS["purchase_parties"].answer(connection)
    assert sorted(((one["seller"], one["invoiced"] or "") for one in found), key=lambda pair: pair[1]) == [
        ("Quillon Acoustics Inc.", ""), ("Quillon Acoustics Inc.", "900.00"),
    ]  # fmt: skip
    assert [name for name in vendors["maker_name"] if "acoustics" in name.casefold()] == ["Quillon Acoustics Inc."]
    sellers = parties[parties["role"] == "seller"]
    assert set(sellers["party_name"]) == {"Quillon Acoustics Inc."}
    assert "QUILLON ACOUSTICS" in set(sellers["printed"])  # what is printed stays
