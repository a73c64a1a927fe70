"""The Eugene chain of published figures: eight papers of one deal, and a records fee that is none of them."""

from __future__ import annotations

import sqlalchemy as sa

from tests.purchases.desk import AGENCY, EUGENE, INVOICES, SHEET_2, joined, lay, remove, state
from watchbill.answers import purchase_lines, show
from watchbill.model import public_id
from watchbill.store import schema as s


def test_the_papers_make_one_purchase(both_desks: sa.Engine) -> None:
    for record in EUGENE:
        lay(both_desks, record, agency=AGENCY)
    report = joined(both_desks)
    assert (report.purchases, report.leads, report.papers) == (1, 0, 8)
    with both_desks.connect() as connection:
        [line] = purchase_lines(connection)
        answer = show(connection, line["id"])
    assert (line["agency_key"], line["maker"], line["seller"]) == (AGENCY, "Flock Safety", "Flock Safety")
    assert line["technologies"] == ["alpr"]
    assert line["rungs"] == ["proposed", "signed", "ordered", "invoiced", "paid"]
    amounts = {name: line[name] for name in ("ceiling", "authorised", "ordered", "invoiced", "paid")}
    known = dict.fromkeys(("ceiling", "ordered", "invoiced", "paid"), "342000.00")
    assert amounts == known | {"authorised": None}
    assert [funder["name"] for funder in answer["funders"]] == ["Oregon Criminal Justice Commission"]
    assert [grant["number"] for grant in answer["funders"][0]["grants"]] == ["ORT-25-06"]
    authorising = [paper for paper in answer["papers"] if paper["role"] == "authorising"]
    assert [(paper["kind"], paper["number"]) for paper in authorising] == [("contract", "2025-03244")]
    assert "fee_invoice" not in {paper["kind"] for paper in answer["papers"]}


def test_every_amount_leads_to_its_page_and_box(desk: sa.Engine) -> None:
    for record in EUGENE:
        lay(desk, record, agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
        amounts = show(connection, line["id"])["amounts"]
    assert sorted(value["number"] for value in amounts["invoiced"]["values"]) == ["INV-61152", "INV-66697"]
    assert sorted(value["amount"] for value in amounts["paid"]["values"]) == ["285300.00", "56700.00"]
    for name, amount in amounts.items():
        assert bool(amount["values"]) == (amount["amount"] is not None), name
        for value in amount["values"]:
            assert len(value["sha256"]) == 64
            assert value["page"] == 1
            assert value["bbox"][0] < value["bbox"][2]
            assert value["url_path"] == f"/evidence?value={value['id']}"


def test_each_paper_says_why_it_belongs(desk: sa.Engine) -> None:
    for record in EUGENE:
        lay(desk, record, agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
        reasons = {
            (paper["kind"], paper["number"]): paper["joined_by"] for paper in show(connection, line["id"])["papers"]
        }
    assert reasons["invoice", "INV-61152"] == "invoice INV-61152 cites purchase order 2510002336"
    assert reasons["purchase_order", "2510002336"] == "purchase order 2510002336 cites contract 2025-03244"
    assert reasons["grant", "ORT-25-06"].startswith("expense sheet of grant ORT-25-06 names Flock Safety")
    assert reasons["other", "RFI 20252027"].startswith("paper RFI 20252027 asks for the technology")


def test_a_second_scan_of_an_invoice_is_the_same_invoice(desk: sa.Engine) -> None:
    for record in EUGENE:
        lay(desk, record, agency=AGENCY)
    lay(desk, INVOICES[0], agency=AGENCY, copy=1)
    lay(desk, INVOICES[0], agency="us-or-eugene", name="found-by-the-city.pdf", copy=2)
    joined(desk)
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
        papers = show(connection, line["id"])["papers"]
    assert line["invoiced"] == "342000.00"
    assert [paper["number"] for paper in papers].count("INV-61152") == 3


def test_an_earlier_sheet_alone_proves_no_payment(desk: sa.Engine) -> None:
    for record in EUGENE[:5]:
        lay(desk, record, agency=AGENCY)
    lay(desk, SHEET_2, agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
        answer = show(connection, line["id"])
    assert line["paid"] is None
    assert "paid" not in line["rungs"]
    assert answer["funders"][0]["name"] == "Oregon Criminal Justice Commission"


def test_a_removed_release_no_longer_counts(desk: sa.Engine) -> None:
    shas = [lay(desk, record, agency=AGENCY) for record in EUGENE]
    joined(desk)
    remove(desk, shas[2])
    joined(desk)
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
    assert line["invoiced"] == "171000.00"


def test_joining_again_changes_nothing(desk: sa.Engine) -> None:
    for record in EUGENE:
        lay(desk, record, agency=AGENCY)
    joined(desk)
    before = state(desk)
    joined(desk)
    assert state(desk) == before


def test_an_old_id_leads_to_todays_purchase(desk: sa.Engine) -> None:
    for record in EUGENE[1:]:
        lay(desk, record, agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        [before] = purchase_lines(connection)
    lay(desk, EUGENE[0], agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        [after] = purchase_lines(connection)
        assert before["id"] != after["id"]  # the contract now names it
        assert show(connection, before["id"])["id"] == after["id"]


def test_ids_are_the_same_in_every_store(desk: sa.Engine) -> None:
    sha = lay(desk, EUGENE[0], agency=AGENCY)
    joined(desk)
    record = public_id("r", sha, "contract", 1, 1)
    with desk.connect() as connection:
        [found] = connection.scalars(sa.select(s.purchase.c.public_id))
    assert found == public_id("p", AGENCY, "flock-safety", record)
