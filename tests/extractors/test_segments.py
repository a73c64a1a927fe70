"""A document is cut where a new paper starts, and each paper gets its kind."""

from __future__ import annotations

import pytest

from extractors.paper import Paper
from extractors.segments import find_papers
from tests.extractors.setting import pages_of
from watchbill.model import Kind

INVOICE = """Hale Video Systems Inc

INVOICE

Invoice Number: {}
Invoice Date: 3/27/2025
Bill To: City of Marlow
Total: $10.00"""
TERMS = "All sales are final. Goods remain ours until they are paid for in full by the buyer named overleaf."
LETTER = "March 3, 2025\nDear Ms. Ames,\nThis letter answers your public records request of February 1 under the act."


def cut(*texts: str) -> list[tuple[Kind, int, int]]:
    return [(segment.kind, segment.first, segment.last) for segment in find_papers(Paper(tuple(pages_of(*texts))))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (INVOICE.format("A-1"), Kind.INVOICE),
        ("I N V O I C E\nInvoice Date: 3/27/2025\nTotal: $10.00", Kind.INVOICE),
        ("PURCHASE ORDER\nPO Number: 4711\nVendor: Hale Inc\nTotal: $10.00", Kind.PURCHASE_ORDER),
        ("PROJECT QUOTATION\nQuote Number: Q-1\nTotal: $10.00 for all of it", Kind.QUOTE),
        ("ORDER FORM\nCustomer: City of Marlow\nContract Total: $10.00", Kind.QUOTE),
        ("PURCHASE REQUISITION\nRequisition Number: R-17\nVendor: Hale Inc", Kind.REQUISITION),
        (
            "CITY OF MARLOW SOFTWARE SERVICES CONTRACT\nBETWEEN: The City of Marlow\nCONTRACT NO.: 2025-1\nfor $10.00",
            Kind.CONTRACT,
        ),
        ("NON-DISCLOSURE AGREEMENT\nAgency: Marlow Police Department", Kind.AGREEMENT),
        ("PILOT PROGRAMME\nAgency: Marlow Police Department", Kind.AGREEMENT),
        ("SECOND AMENDMENT TO THE SERVICE AGREEMENT\nThe parties hereby amend the agreement.", Kind.AMENDMENT),
        ("ORT-25-06 GRANT AGREEMENT\nThis grant agreement is between the State and the City.", Kind.GRANT),
        ("RESOLUTION NO. 2024- 06\nA RESOLUTION OF THE CITY COMMISSION\nWHEREAS the City needs it", Kind.RESOLUTION),
        ("City Commission Agenda Memo      #14-0192\nREGULAR MEETING of the commission", Kind.STAFF_REPORT),
        (LETTER, Kind.RECORDS_LETTER),
        ("From: Ann Ames <ann@example.org>\nSent: Monday\nTo: Bob\nSubject: cameras and their price", Kind.EMAIL),
        ("TO: Chief Brown\nFROM: Lt. Ames\nSUBJECT: Request for check for the rented cars", Kind.OTHER),
        ("Records Request\nInvoice #EPD-1\nResearch fee for public records request $53.27", Kind.FEE_INVOICE),
        ("Agency data sharing report of the vehicle manager of the whole city", Kind.OTHER),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    assert cut(text) == [(kind, 1, 1)]


def test_pages_that_cannot_be_read_belong_to_the_message_behind_them() -> None:
    message = "From: Ann Ames <ann@example.org>\nSent: Monday\nTo: Bob\nSubject: cameras and their price"
    assert cut("w i n @ c h\nw r o t e :", "C a l l\nM a r i a", message) == [(Kind.EMAIL, 1, 3)]
    plain = "A plain page of words about cameras in the streets of the town."
    assert cut(plain, plain, message)[-1] == (Kind.EMAIL, 3, 3)


def test_pages_full_of_checks_are_a_register() -> None:
    head = "Check Number     Check Date     Payee                    Amount\n"
    rows = "".join(
        f"{9000 + n}             01/{n + 1:02}/2025     Supplier {n}               {n + 1}0.00\n" for n in range(12)
    )
    assert cut(head + rows)[0][0] == Kind.REGISTER


def test_terms_and_slips_stay_with_their_paper() -> None:
    slip = "Payment Remittance Information\nInvoice Number: A-1\nAmount Due: $10.00\nPlease return this slip"
    assert cut(INVOICE.format("A-1"), slip, TERMS) == [(Kind.INVOICE, 1, 3)]


def test_another_number_is_another_paper() -> None:
    assert cut(INVOICE.format("A-1"), INVOICE.format("A-1"), INVOICE.format("B-2")) == [
        (Kind.INVOICE, 1, 2),
        (Kind.INVOICE, 3, 3),
    ]


def test_a_bundle_behind_a_letter() -> None:
    quote = "Quotation\nQuote Number: Q-77\nQuote Date: 3/1/2025\nTotal: $10.00"
    assert cut(LETTER, TERMS, INVOICE.format("A-1"), quote) == [
        (Kind.RECORDS_LETTER, 1, 2), (Kind.INVOICE, 3, 3), (Kind.QUOTE, 4, 4)]  # fmt: skip


def test_a_contract_keeps_its_order_form() -> None:
    contract = "SERVICES AGREEMENT\nThis agreement is by and between the City of Marlow and Hale Inc for $10.00."
    assert cut(contract, TERMS, "ORDER FORM\nQuote Number: Q-1\nContract Total: $10.00") == [(Kind.CONTRACT, 1, 3)]


def test_a_cover_belongs_to_what_it_covers() -> None:
    assert cut("Hale Video Systems + the City of Marlow, Ohio", "ORDER FORM\nContract Total: $10.00 a year") == [
        (Kind.QUOTE, 1, 2)
    ]


def test_a_blank_document_is_one_paper() -> None:
    assert cut("", "") == [(Kind.OTHER, 1, 2)]


CONTRACT = """SERVICES AGREEMENT
This agreement is by and between the City of Marlow and Hale Inc.
The total compensation shall not exceed $10.00."""
ORDER = """PURCHASE ORDER

PO Number: {}
PO Date: 3/27/2025
Vendor: Hale Inc
Ship To: City of Marlow
Total: $10.00"""


def test_a_bill_behind_a_contract_is_a_paper() -> None:
    assert cut(CONTRACT, INVOICE.format("A-4417")) == [(Kind.CONTRACT, 1, 1), (Kind.INVOICE, 2, 2)]


@pytest.mark.parametrize(
    "form",
    [
        "Exhibit C: Form of Invoice\n" + INVOICE.format("A-4417"),
        "ATTACHMENT 3\n" + ORDER.format("4711"),
        "Exhibit B - Sample Purchase Order\n" + ORDER.format("4711"),
        INVOICE.format("00001"),
        INVOICE.format("12345"),
        ORDER.format("SAMPLE-001"),
        ORDER.format("2024-XX"),
        INVOICE.format("A-4417") + "\n\nAppendix 2",
    ],
)
def test_the_form_of_a_bill_stays_with_its_contract(form: str) -> None:
    assert cut(CONTRACT, form) == [(Kind.CONTRACT, 1, 2)]


def test_a_contract_that_prescribes_the_form_of_its_bills_keeps_it() -> None:
    listed = CONTRACT + "\nExhibits: Exhibit A, Services; Exhibit B, Form of Invoice."
    assert cut(listed, INVOICE.format("A-4417")) == [(Kind.CONTRACT, 1, 2)]
    assert cut(CONTRACT, "Exhibit D\nSample Invoice", INVOICE.format("A-4417")) == [(Kind.CONTRACT, 1, 3)]


def test_a_bill_for_an_act_is_no_invoice() -> None:
    """Legislatures number their bills."""
    text = (
        "BILL NO. 24-015      ORDINANCE NO. 7781\nAN ORDINANCE AUTHORIZING A CONTRACT WITH HALE INC.\n"
        "BE IT ORDAINED BY THE COUNCIL OF THE CITY OF MARLOW\nfor the sum of $50,000.00"
    )
    assert cut(text) == [(Kind.RESOLUTION, 1, 1)]


def test_a_program_that_an_office_proposes_is_no_quote() -> None:
    text = "Marlow Police Department\nDrone Program Proposal\nMarch 5, 2024\nEstimated cost: $24,000.00 of two drones"
    assert cut(text) == [(Kind.OTHER, 1, 1)]
    offered = text.replace("Marlow Police Department", "Hale Inc\nPrepared for: Marlow Police Department")
    assert cut(offered) == [(Kind.QUOTE, 1, 1)]


def test_the_number_of_a_packing_slip_on_a_bill_without_a_title() -> None:
    head = "Hale Video Systems Inc\n\nPacking Slip # 4471        Invoice No: 88121\n"
    text = head + "Invoice Date: 3/27/2025\nBill To: City of Marlow\nDue Date: 4/27/2025\n\nTotal Due: $10.00"
    assert cut(text) == [(Kind.INVOICE, 1, 1)]
    assert cut(text.replace("Packing Slip # 4471 ", "Packing Slip        4471 ")) == [(Kind.INVOICE, 1, 1)]
    slip = (
        "Hale Video Systems Inc        PACKING SLIP\n\nOrder No: 771\nShip To: City of Marlow\nRadio        2        2"
    )
    assert cut(slip) == [(Kind.OTHER, 1, 1)]
