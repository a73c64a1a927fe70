"""Quotes, quotations, estimates, proposals and unsigned order forms: a seller offers."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.kinds.commercial import Plan, read_paper
from extractors.paper import Page
from watchbill.model import Kind, Record

PLAN = Plan(
    Kind.QUOTE,
    numbers={
        "number": {"quote_number": 1.0, "order_number": 0.75, "document_number": 0.65},
        "po_number": {"po_number": 0.9},
        "contract_number": {"contract_number": 0.9},
    },
    dates={"date": {"quote_date": 1.0, "document_date": 0.88, "invoice_date": 0.7}},
    agency={"bill_to": 0.9, "customer": 0.9, "to_party": 0.65, "ship_to": 0.78},
    vendor={"remit_to": 0.8, "vendor": 0.85, "from_party": 0.85},
)


def read(pages: Sequence[Page]) -> Record | None:
    """The quote on these pages."""
    return read_paper(pages, PLAN)
