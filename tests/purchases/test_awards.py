"""A paper that names several sellers, each with its own amount: one purchase for each, and no money twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from extractors.reader import read_document
from tests.purchases.desk import invoice, joined, lay, paper, state
from tests.purchases.test_real_release import release
from watchbill.answers import purchase_lines, show
from watchbill.archive import Archive
from watchbill.model import Kind, Record
from watchbill.questions import QUESTIONS
from watchbill.resolve import resolve_names
from watchbill.typeset import typeset

AGENCY = "us-or-eugene-pd"
REPORT = {
    "pages": [
        [
            {"letterhead": ["City of Eugene"]},
            {"title": "Legislation Text"},
            {"rows": [[[0, "File #: 2025-1187, Version: 1"]]]},
            {"text": "AGENDA DATE: March 3, 2025"},
            {
                "text": "Title: Approve the purchase of license plate readers from Flock Group Inc. in the amount of "
                "$48,210.00 and body-worn cameras from Axon Enterprise, Inc. in the amount of $21,790.00, for a total "
                "of $70,000.00."
            },
            {"text": "Recommended Action: Move to approve both purchases under NASPO ValuePoint Agreement 00318."},
            {"text": "Fiscal Impact: Funds are available in account 101-4410-56120, General Fund."},
        ]
    ]
}


def resolution(*awards: tuple[str, str], **more: str) -> Record:
    fields = {"agency": "City of Eugene", "number": "5501", "date": "2025-03-10", "product": "license plate readers"}
    fields |= {"total": "70000.00", "ceiling": "70000.00", "vote": "7-1", "fund": "General Fund"} | more
    return paper(Kind.RESOLUTION, fields, [{"vendor": vendor, "amount": amount} for vendor, amount in awards])


TWO = resolution(("Flock Group Inc", "48210.00"), ("Axon Enterprise, Inc.", "21790.00"))


def lines(engine: sa.Engine) -> dict[str, dict[str, Any]]:
    joined(engine)
    with engine.connect() as connection:
        return {line["maker"]: line for line in purchase_lines(connection)}


def ask(engine: sa.Engine, question: str, **filters: Any) -> pd.DataFrame:
    with engine.connect() as connection:
        return QUESTIONS[question].answer(connection, **filters)


def shown(engine: sa.Engine, name: str) -> dict[str, Any]:
    with engine.connect() as connection:
        return show(connection, name)


def test_a_typeset_report_of_two_sellers_makes_two_purchases(both_desks: sa.Engine, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(typeset(REPORT))
    [record] = read_document(pdf.read_bytes(), pdf.name).records
    assert (record.kind, len(record.items), "vendor" in record.fields) == (Kind.STAFF_REPORT, 2, False)
    release(both_desks, Archive(str(tmp_path / "archive")), [pdf])
    found = lines(both_desks)
    assert {name: (line["rungs"], line["authorised"]) for name, line in found.items()} == {
        "Flock Safety": (["recommended"], None),  # staff ask: nothing is voted yet
        "Axon": (["recommended"], None),
    }
    assert found["Flock Safety"]["technologies"] == ["alpr"]
    assert found["Axon"]["technologies"] == ["body_worn_camera"]
    papers = ask(both_desks, "purchase_papers")
    assert dict(zip(papers["vendor"], papers["total_cents"], strict=True)) == {
        "Flock Group Inc.": 4821000,
        "Axon Enterprise, Inc.": 2179000,
    }
    parties = ask(both_desks, "purchase_parties")
    vehicles = parties[parties["role"] == "vehicle"]
    assert set(vehicles["party_key"]) == {"naspo-valuepoint"}
    assert set(vehicles["printed"]) == {"NASPO ValuePoint Agreement 00318"}
    fund = papers["fund"].iloc[0]
    assert (fund, papers["fund"].nunique()) == ("101-4410-56120", 1)


def test_each_award_is_authorised_alone_with_its_page_and_box(both_desks: sa.Engine) -> None:
    lay(both_desks, TWO, agency=AGENCY)
    found = lines(both_desks)
    assert {name: line["authorised"] for name, line in found.items()} == {
        "Flock Safety": "48210.00",
        "Axon": "21790.00",
    }
    for line in found.values():
        answer = shown(both_desks, line["id"])
        [value] = answer["amounts"]["authorised"]["values"]
        assert (value["amount"], value["page"]) == (line["authorised"], 1)
        assert value["bbox"][0] < value["bbox"][2]
        [voted] = answer["papers"]
        assert (voted["vendor"], voted["total"]) == (value["vendor"], line["authorised"])
        assert (voted["vote"], voted["fund"], voted["method"]) == ("7-1", "General Fund", None)
        assert shown(both_desks, value["id"])["row_vendor"] == value["vendor"]
        proof = ask(both_desks, "evidence_of_value", value=value["id"])
        assert proof["purchase_id"].tolist() == [line["id"]]
    totals = ask(both_desks, "money_flow", amount="authorised")
    assert totals["amount_cents"].sum() == 7000000
    assert ask(both_desks, "papers")["purchases"].tolist() == [2]


def test_a_later_invoice_joins_the_deal_of_its_seller(desk: sa.Engine) -> None:
    lay(desk, TWO, agency=AGENCY)
    before = lines(desk)
    bill = invoice("AX-1", "2025-06-01", "21790.00", po_number="", vendor="Axon Enterprise, Inc.")
    lay(desk, bill, agency=AGENCY)
    found = lines(desk)
    assert found["Axon"]["rungs"] == ["approved", "invoiced"]
    assert (found["Axon"]["invoiced"], found["Axon"]["authorised"]) == ("21790.00", "21790.00")
    assert (found["Flock Safety"]["invoiced"], found["Flock Safety"]["rungs"]) == (None, ["approved"])
    assert before["Flock Safety"]["id"] == found["Flock Safety"]["id"]


def test_joining_again_changes_nothing(desk: sa.Engine) -> None:
    lay(desk, TWO, agency=AGENCY)
    joined(desk)
    before = state(desk)
    resolve_names(desk, anew=True)
    joined(desk)
    assert state(desk) == before


def test_an_old_id_of_an_award_leads_to_its_own_purchase(desk: sa.Engine) -> None:
    lay(desk, TWO, agency=AGENCY)
    before = lines(desk)
    for vendor, number in (("Axon Enterprise, Inc.", "2025-900"), ("Flock Safety", "2025-901")):
        order = {"agency": "City of Eugene", "vendor": vendor, "number": number, "total": "10.00"}
        lay(desk, paper(Kind.PURCHASE_ORDER, order), agency=AGENCY)
    after = lines(desk)
    for maker in ("Axon", "Flock Safety"):
        assert before[maker]["id"] != after[maker]["id"]  # the order now names it
        assert shown(desk, before[maker]["id"])["id"] == after[maker]["id"]


def test_a_seller_beside_a_maker_is_not_taken_for_one(desk: sa.Engine) -> None:
    """What the words of the paper say was bought is not said of the paving company."""
    sold = resolution(("Flock Group Inc", "48210.00"), ("Ridge & Sons Paving Company", "21790.00"))
    lay(desk, sold, agency=AGENCY)
    assert {name: line["authorised"] for name, line in lines(desk).items()} == {"Flock Safety": "48210.00"}
    with desk.connect() as connection:
        every = purchase_lines(connection, is_all=True)
    assert [(line["authorised"], line["technologies"]) for line in every if line["maker"] != "Flock Safety"] == [
        ("21790.00", [])
    ]


def test_two_resellers_of_one_maker_are_one_deal_with_both_amounts(desk: sa.Engine) -> None:
    two = resolution(("Insight Public Sector", "48210.00"), ("SHI International", "21790.00"), maker="Flock Safety")
    lay(desk, two, agency=AGENCY)
    lay(desk, two, agency=AGENCY, copy=1)
    [line] = lines(desk).values()
    assert line["authorised"] == "70000.00"
    papers = shown(desk, line["id"])["papers"]
    assert [(told["vendor"], told["total"]) for told in papers] == [(None, "70000.00")] * 2


@pytest.mark.parametrize(
    ("fund", "funders"),
    [
        ("Federal Asset Forfeiture Fund", ["Federal Asset Forfeiture Fund"]),
        ("Urban Area Security Initiative Grant", ["Urban Area Security Initiative Grant"]),
        ("101-4410-56120", []),
        ("General Fund", []),
        ("Grants", []),
    ],
)
def test_a_fund_that_is_given_is_the_funder(desk: sa.Engine, fund: str, funders: list[str]) -> None:
    lay(desk, resolution(("Flock Group Inc", "48210.00"), ("Ridge Cameras LLC", "21790.00"), fund=fund), agency=AGENCY)
    answer = shown(desk, lines(desk)["Flock Safety"]["id"])
    assert [funder["name"] for funder in answer["funders"]] == funders


def test_a_number_of_the_paper_joins_none_of_its_sellers(desk: sa.Engine) -> None:
    sold = resolution(("Flock Group Inc", "48210.00"), ("Ridge Cameras LLC", "21790.00"), contract_number="2025-03244")
    lay(desk, sold, agency=AGENCY)
    assert lines(desk)["Flock Safety"]["authorised"] == "48210.00"
