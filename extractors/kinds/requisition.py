"""Requisitions: a department asks its own purchasing office to order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.kinds import purchase_order
from extractors.kinds.commercial import read_paper
from extractors.paper import Page
from watchbill.model import Kind, Record

PLAN = replace(
    purchase_order.PLAN,
    kind=Kind.REQUISITION,
    numbers={
        "number": {"requisition_number": 1.0, "request_number": 0.95, "document_number": 0.6},
        "po_number": {"po_number": 0.9},
        "contract_number": {"contract_number": 0.95},
    },
    dates={"date": {"requisition_date": 1.0, **purchase_order.PLAN.dates["date"]}},
)


def read(pages: Sequence[Page]) -> Record | None:
    """The requisition on these pages."""
    return read_paper(pages, PLAN)
