"""Purchase orders: a buyer orders from a seller. The letterhead is the buyer's."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.kinds.commercial import Plan, read_paper
from extractors.paper import Page
from watchbill.model import Kind, Record

PLAN = Plan(
    Kind.PURCHASE_ORDER,
    numbers={
        "number": {"own_po_number": 1.0, "document_number": 0.6},
        "contract_number": {"contract_number": 0.95},
        "grant_number": {"grant_number": 0.95},
    },
    dates={"date": {"po_date": 1.0, "document_date": 0.88}},
    agency={"customer": 0.75, "bill_to": 0.6, "ship_to": 0.5},
    vendor={"vendor": 0.95, "to_party": 0.7, "remit_to": 0.6},
    letterhead="agency",
)


def read(pages: Sequence[Page]) -> Record | None:
    """The purchase order on these pages."""
    return read_paper(pages, PLAN)
