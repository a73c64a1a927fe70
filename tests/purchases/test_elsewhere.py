"""Stray papers in a release: what prints another public body as its buyer never counts for the releasing agency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, CONTRACT, INVOICES, ORDER, invoice, joined, lay, paper
from tests.purchases.test_real_release import release
from watchbill.answers import purchase_lines, show
from watchbill.archive import Archive
from watchbill.model import Kind, Record
from watchbill.resolve import name_id
from watchbill.resolve.elsewhere import is_elsewhere, load_places
from watchbill.review.decide import resolve
from watchbill.review.waiting import list_waiting
from watchbill.store import schema as s
from watchbill.typeset import typeset

SPRINGFIELD = "City of Springfield Police Department"


def bill(number: str, to: list[str], total: str, **noise: Any) -> dict[str, Any]:
    page = [
        {"letterhead": ["Flock Group Inc", "1170 Howell Mill Road NW, Atlanta, GA 30318"]},
        {"title": "INVOICE"},
        {"fields": {"Invoice number": number, "Invoice date": "03/27/2025"}},
        {"columns": [{"Bill To": to}]},
        {
            "table": {
                "head": ["Description", "Quantity", "Amount"],
                "rows": [["Flock Safety LPR cameras", "1", total], ["Total due", "", total]],
                "widths": [300, 60, 90],
            }
        },
    ]
    return {"pages": [page]} | ({"noise": noise} if noise else {})


def register(agency: str, total: str) -> dict[str, Any]:
    head = ["Check Number", "Check Date", "Vendor", "Amount"]
    rows = [["70112", "04/30/2025", "Flock Safety", total], ["70113", "04/30/2025", "Ace Hardware", "12.00"]]
    page = [
        {"letterhead": [agency]},
        {"title": "CHECK REGISTER"},
        {"table": {"head": head, "rows": rows, "widths": [90, 90, 200, 90]}},
    ]
    return {"pages": [page]}


def by_agency(engine: sa.Engine) -> dict[str | None, dict[str, Any]]:
    """Purchases by the name of their buyer; the names of agencies nobody knows are as printed."""
    joined(engine)
    with engine.connect() as connection:
        return {line["agency"]: line for line in purchase_lines(connection)}


def waiting(engine: sa.Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {one.printed: one.reason for one in list_waiting(connection, "name") if one.what == "agency name"}


def test_typeset_strays_do_not_count(desk: sa.Engine, tmp_path: Path) -> None:
    papers = {
        "ours.pdf": bill(
            "INV-1", ["Eugene Police Department", "300 Country Club Road", "Eugene, OR 97401"], "$1,950.00"
        ),
        "stray.pdf": bill("INV-2", [SPRINGFIELD, "230 4th Street", "Springfield, OR 97477"], "$12,500.00"),
        "scan.pdf": bill("INV-3", ["Dayton Police Department", "335 W Third Street"], "$700.00", scan=150),
        "register.pdf": register("City of Springfield", "12,500.00"),
    }
    paths = []
    for name, typed in papers.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(typeset(typed))
    release(desk, Archive(str(tmp_path / "archive")), paths)
    found = by_agency(desk)
    assert found.keys() == {"Eugene Police Department", SPRINGFIELD, "Dayton Police Department"}
    ours = found["Eugene Police Department"]
    assert (ours["agency_key"], ours["invoiced"], ours["paid"]) == (AGENCY, "1950.00", None)
    assert (found[SPRINGFIELD]["agency_key"], found[SPRINGFIELD]["invoiced"]) == (None, "12500.00")
    reasons = waiting(desk)
    assert reasons.keys() == {SPRINGFIELD, "Dayton Police Department", "City of Springfield"}
    for reason in reasons.values():
        assert "Eugene Police Department released it, but it names another public body" in reason
    with desk.connect() as connection:
        answer = show(connection, found[SPRINGFIELD]["id"])
    [why] = [one["joined_by"] for one in answer["papers"] if one["kind"] == "invoice"]
    assert why.endswith(f"; released by Eugene Police Department, but it names {SPRINGFIELD} as the buyer")


def test_a_shared_number_does_not_bring_a_stray_paper_in(desk: sa.Engine) -> None:
    for record in (CONTRACT, ORDER, *INVOICES, invoice("INV-9", "2025-04-01", agency=SPRINGFIELD)):
        lay(desk, record, agency=AGENCY)
    found = by_agency(desk)
    assert sorted(line["invoiced"] for line in found.values()) == ["171000.00", "342000.00"]
    assert found[SPRINGFIELD]["invoiced"] == "171000.00"


def test_another_agency_of_the_registry_is_the_buyer(desk: sa.Engine) -> None:
    lay(desk, invoice("INV-1", "2025-04-01"), agency=AGENCY)
    lay(desk, invoice("INV-2", "2025-04-02", agency="Chicago Police Department", total="5.00"), agency=AGENCY)
    found = {line["agency_key"]: line["invoiced"] for line in by_agency(desk).values()}
    assert found == {AGENCY: "171000.00", "us-il-chicago-pd": "5.00"}


def test_a_stray_lead_is_of_the_body_it_names(desk: sa.Engine) -> None:
    interest = {"agency": SPRINGFIELD, "maker": "Flock Safety", "interest": "asks for a demonstration"}
    lay(desk, paper(Kind.EMAIL, interest), agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        [lead] = connection.execute(sa.select(s.purchase).where(s.purchase.c.is_lead)).all()
    assert (lead.agency_id, lead.agency_name) == (None, SPRINGFIELD)


def test_what_a_person_says_of_the_name_counts_for_more(desk: sa.Engine) -> None:
    lay(desk, invoice("INV-1", "2025-04-01", agency=SPRINGFIELD), agency=AGENCY)
    assert [line["agency_key"] for line in by_agency(desk).values()] == [None]
    with desk.begin() as connection:
        resolve(connection, "Jo", name_id("agency", SPRINGFIELD), AGENCY, "the vendor typed the wrong city")
    assert [line["agency_key"] for line in by_agency(desk).values()] == [AGENCY]
    assert waiting(desk) == {}


def test_of_two_releases_the_one_whose_place_is_printed_counts(desk: sa.Engine) -> None:
    record: Record = invoice("INV-1", "2025-04-01", agency="Irvine Police Records Division")
    lay(desk, record, agency=AGENCY)
    lay(desk, record, agency="us-ca-irvine-pd")
    assert [line["agency_key"] for line in by_agency(desk).values()] == ["us-ca-irvine-pd"]


@pytest.mark.parametrize(
    ("agency", "printed", "elsewhere"),
    [
        (AGENCY, "City of Eugene Finance/Purchasing", False),
        (AGENCY, "OR - Eugene PD", False),
        (AGENCY, "Eugcne Police Department", False),  # misread
        (AGENCY, "CityofEugene Police", False),
        (AGENCY, "EUG POLICE DEPT", False),
        (AGENCY, "Eugene, Oregon Police Department", False),
        (AGENCY, "City of Eugene, Lane County", False),
        (AGENCY, "Attn: Jane Roe, Police Department", False),
        (AGENCY, "Accounts Payable", False),
        (AGENCY, "Information Technology Department", False),
        (AGENCY, "Department of Public Safety", False),
        (AGENCY, "Jane Roe", False),
        (AGENCY, "Springfield", False),  # not public by its words
        (AGENCY, "Springfield PD", True),
        (AGENCY, "Dayton, City of", True),
        (AGENCY, "OH - Dayton PD", True),
        (AGENCY, "Lane County, Eugene", True),
        (AGENCY, "Lane County Sheriff's Office", True),
        (AGENCY, "Eugene Police Department, MO", True),
        (AGENCY, "Records Unit (City of Springfield)", True),
        ("us-fl-fort-lauderdale-pd", "Ft Lauderdale Fire Rescue", False),
        ("us-fl-fort-lauderdale-pd", "City of Lauderdale Lakes", True),
        ("us-fl-coral-gables", "City of Coral Springs", True),
        ("us-ca-orange-pd", "Orange Public Works", False),
        ("us-ca-orange-pd", "East Orange Police Department", True),
        ("us-ca-orange-pd", "Orange Park Police", True),
        ("us-ca-orange-pd", "Orange County Fire Authority", True),
        ("us-ca-orange-county-so", "Orange County Fire Authority", False),
    ],
)
def test_what_is_of_elsewhere(desk: sa.Engine, agency: str, printed: str, elsewhere: bool) -> None:
    with desk.connect() as connection:
        agency_id = connection.scalar(sa.select(s.agency.c.id).where(s.agency.c.key == agency))
        assert agency_id is not None
        assert is_elsewhere(printed, agency_id, load_places(connection)) == elsewhere


def test_a_vendor_with_the_words_of_a_public_body_is_none(desk: sa.Engine) -> None:
    fields = {"agency": "Versaterm Public Safety", "vendor": "Flock Safety", "number": "2024-00017", "total": "9.00"}
    lay(desk, paper(Kind.CONTRACT, fields), agency=AGENCY)
    assert [line["agency_key"] for line in by_agency(desk).values()] == [AGENCY]
