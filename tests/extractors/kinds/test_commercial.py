"""Invoices, orders, requisitions, quotes and fee invoices, from small papers and from real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.kinds import READERS, fee_invoice, invoice, purchase_order, quote, requisition
from extractors.reader import read_document
from tests.extractors.setting import pages_of, scanned
from watchbill.model import AUTO_ACCEPT, Kind, Record

INVOICE = """
Flock Group Inc dba Flock Safety                    INVOICE
1170 Howell Mill Road

Invoice Number: INV-61152
Invoice Date: 3/27/2025
Due Date: 4/26/2025
PO#: 2510002336

Bill To:
Eugene Police Department
300 Country Club Rd

Description                              Quantity     Unit Price          Amount
Plate reader, first year                       57       3,000.00      171,000.00
Installation                                   22           0.00            0.00
                                                   Subtotal:         $171,000.00
                                                   Sales Tax:              $0.00
                                                   Balance Due:      $171,000.00
"""
ORDER = """
City of Eugene                    PURCHASE ORDER
Purchase Order                    Date
2510002336                        03-25-2025

Supplier: 1000008226              Ship To:
FLOCK SAFETY                      EPD
PO BOX 121923                     300 Country Club Rd

Line    Item/Description                  Quantity      PO Price     Extended Amt
1       K FY25 FLOCK                          1.00     342000.00        342000.00
PER CONTRACT 2025-03244
                                            Total PO Amount             342000.00
"""
QUOTE = """
DANA SAFETY SUPPLY, INC                             Sales Quote
Sales Quote No.     146187
Quote Date          01/15/15
Customer PO Number: 2 GENETEC SYSTEMS

Bill To: CITY OF FORT LAUDERDALE

Quantity    Item Number / Description         Unit Price      Extended Price
2           AUTOVU UNIT                      29,500.0000           59,000.00
                                             Subtotal              59,000.00
                                             Freight                  400.00
                                             Order Total           59,400.00
"""


def plain(record: Record | None) -> dict[str, str]:
    assert record is not None
    return {name: value.value for name, value in record.fields.items()}


def test_an_invoice() -> None:
    record = invoice.read(pages_of(INVOICE))
    assert plain(record) == {
        "number": "INV-61152", "po_number": "2510002336", "date": "2025-03-27", "due_date": "2025-04-26",
        "vendor": "Flock Group Inc dba Flock Safety", "agency": "Eugene Police Department",
        "total": "171000.00", "subtotal": "171000.00", "tax": "0.00",
    }  # fmt: skip
    assert record is not None
    assert [row.fields["amount"].value for row in record.items] == ["171000.00", "0.00"]
    assert all(check.passed for check in record.checks)
    assert all(record.fields[name].confidence >= AUTO_ACCEPT for name in ("number", "date", "total"))


def test_a_scanned_invoice_is_confirmed_by_its_sums() -> None:
    record = invoice.read(scanned(pages_of(INVOICE)))
    assert record is not None
    assert record.fields["total"].confidence >= AUTO_ACCEPT
    assert record.fields["number"].confidence < AUTO_ACCEPT


def test_a_purchase_order() -> None:
    got = plain(purchase_order.read(pages_of(ORDER)))
    assert got["number"] == "2510002336"
    assert got["contract_number"] == "2025-03244"
    assert got["date"] == "2025-03-25"
    assert (got["vendor"], got["agency"], got["total"]) == ("FLOCK SAFETY", "City of Eugene", "342000.00")


def test_a_requisition_has_a_number_of_its_own() -> None:
    text = ORDER.replace("PURCHASE ORDER", "REQUISITION").replace("Purchase Order  ", "Requisition No. ")
    record = requisition.read(pages_of(text))
    assert record is not None
    assert (record.kind, record.fields["number"].value) == (Kind.REQUISITION, "2510002336")


def test_a_quote() -> None:
    got = plain(quote.read(pages_of(QUOTE)))
    assert (got["number"], got["date"], got["total"]) == ("146187", "2015-01-15", "59400.00")
    assert (got["vendor"], got["agency"]) == ("DANA SAFETY SUPPLY, INC", "CITY OF FORT LAUDERDALE")
    assert "po_number" not in got


def test_a_fee_invoice_is_the_agency_s_own() -> None:
    text = """
Records Request
Invoice #EPD-2025-4432-INV-1
Created:     10/07/2025
To                                  From
Seth May                            Eugene Police Department
263 Huntington Ave                  300 Country Club Rd
Item Description               Quantity      Price      Amount
RESEARCH FEE (PER HOUR)        1             $53.27     $53.27
                               Total Due: $53.27
"""
    record = fee_invoice.read(pages_of(text))
    got = plain(record)
    assert record is not None
    assert record.kind == Kind.FEE_INVOICE
    assert got["agency"] == got["vendor"] == "Eugene Police Department"
    assert (got["number"], got["total"], got["date"]) == ("EPD-2025-4432-INV-1", "53.27", "2025-10-07")


def test_nothing_is_read_from_blank_pages() -> None:
    assert invoice.read(pages_of("")) is None


def test_every_kind_has_a_reader() -> None:
    assert set(READERS) == set(Kind)
    assert all(callable(READERS[kind]) for kind in Kind)


@pytest.mark.cases
@pytest.mark.parametrize(
    ("name", "kind", "fields", "items"),
    [
        ("eug-po-2510002336", Kind.PURCHASE_ORDER, {"number": "2510002336", "contract_number": "2025-03244",
         "total": "342000.00", "date": "2025-03-25", "vendor": "FLOCK SAFETY"}, 1),
        ("ftl-cdwg-2016", Kind.QUOTE, {"number": "GRWS601", "total": "30219.19", "date": "2015-12-30"}, 13),
        ("ppn-vigilant-inv", Kind.INVOICE, {"number": "31909 RI", "total": "11782.00", "due_date": "2020-04-26"}, 5),
        ("eug-prr-invoice", Kind.FEE_INVOICE, {"number": "EPD-2025-4432-INV-1", "total": "53.27"}, 1),
    ],
)  # fmt: skip
def test_real_papers(cases_folder: Path, name: str, kind: Kind, fields: dict[str, str], items: int) -> None:
    reading = read_document((cases_folder / "corpus" / "pdfs" / f"{name}.pdf").read_bytes())
    (record,) = reading.records
    assert (record.kind, len(record.items)) == (kind, items)
    assert {field: plain(record).get(field) for field in fields} == fields
