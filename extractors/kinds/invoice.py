"""Invoices: a seller bills a buyer. The buyer is billed, the seller sends the paper and is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.fields import due_by, pick
from extractors.kinds.commercial import Plan, read_paper
from extractors.labels import Form
from extractors.names import has_us_place
from extractors.paid_stamps import payment_noted
from extractors.paper import Page
from watchbill.model import Kind, Record

PLAN = Plan(
    Kind.INVOICE,
    numbers={
        "number": {"invoice_number": 1.0, "document_number": 0.6},
        "po_number": {"po_number": 1.0, "your_reference": 0.7},
        "contract_number": {"contract_number": 0.95},
        "grant_number": {"grant_number": 0.95},
        "check_number": {"check_number": 0.8},
    },
    dates={
        "date": {"invoice_date": 1.0, "document_date": 0.85},
        "due_date": {"due_date": 1.0},
        "check_date": {"check_date": 0.85},
    },
    agency={"bill_to": 0.93, "customer": 0.85, "end_user": 0.82, "buyer": 0.8, "to_party": 0.7, "ship_to": 0.6},
    vendor={"remit_to": 0.86, "vendor": 0.92, "from_party": 0.88, "issuer": 0.88},
)


def read(pages: Sequence[Page]) -> Record | None:
    """The invoice on these pages, with the check that paid it where a stamp or a note on it names one."""
    record = read_paper(pages, PLAN)
    if record is None:
        return None
    form = Form.of(pages)
    noted = {name: value for name, value in payment_noted(form).items() if name not in record.fields}
    fields = {**record.fields, **noted}
    reference = pick(form, {"your_reference": 0.62}, "number") if "number" not in fields else None
    if reference and reference.value != getattr(fields.get("po_number"), "value", None):
        fields["number"] = replace(reference, confidence=min(reference.confidence, 0.7), reason="a mere reference")
    foreign = "po_number" not in fields and not has_us_place(form.text)  # in America it is the seller's own order
    order = pick(form, {"order_number": 0.8}, "number") if foreign else None
    if order and order.value != getattr(fields.get("number"), "value", None):
        reason = "the order may be the buyer's or the seller's"
        fields["po_number"] = replace(order, confidence=min(order.confidence, 0.8), reason=reason)
    due, dated = due_by(form) if "due_date" not in fields else None, fields.get("date")
    if due and not (dated and due.value < dated.value):
        fields["due_date"] = due
    return replace(record, fields=fields)
