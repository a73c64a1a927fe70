"""Purchase orders: a buyer orders from a seller. The letterhead is the buyer's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.fields import value_of
from extractors.kinds.commercial import Plan, read_paper
from extractors.labels import Form, candidates
from extractors.paper import Page
from watchbill.model import Kind, Record, Value

_CHANGED = re.compile(r"(?:change|revised|amendment) date|date of change")
_OF_CUSTOMER = re.compile(r"(?:customer|client|cust|end user)\b")

PLAN = Plan(
    Kind.PURCHASE_ORDER,
    numbers={
        "number": {"own_po_number": 1.0, "document_number": 0.6},
        "contract_number": {"contract_number": 0.95},
        "grant_number": {"grant_number": 0.95},
    },
    dates={"date": {"po_date": 1.0, "document_date": 0.88, "entered_date": 0.72}},
    agency={"issuer": 0.9, "customer": 0.75, "end_user": 0.65, "bill_to": 0.6, "ship_to": 0.3},
    vendor={"vendor": 0.95, "order_party": 0.9, "to_party": 0.7, "remit_to": 0.6},
    letterhead="agency",
)


def read(pages: Sequence[Page]) -> Record | None:
    """The purchase order on these pages; `po_number` is that of the customer for whom a reseller orders."""
    record = read_paper(pages, PLAN)
    if record is None:
        return None
    form = Form.of(pages)
    record = _changed_later(record, form)
    number = customers_order(form)
    own = record.fields.get("number")
    if number is None or (own and own.value == number.value):
        return record
    return replace(record, fields={**record.fields, "po_number": number})


def _changed_later(record: Record, form: Form) -> Record:
    """The record; where the day of a change is printed beside that of the order, its date waits for a person."""
    dated = record.fields.get("date")
    later = [c for c in candidates(form, ["not_a_date"], "date") if _CHANGED.match(c.label.phrase)]
    if dated is None or all(candidate.found.value <= dated.value for candidate in later):
        return record
    reason = "the day of a change is printed, too"
    return replace(
        record, fields={**record.fields, "date": replace(dated, confidence=min(dated.confidence, 0.85), reason=reason)}
    )


def customers_order(form: Form) -> Value | None:
    """The number behind ``Customer PO Number``: the order of the body for which a reseller orders at the maker."""
    found = [c for c in candidates(form, ["po_number"], "number") if _OF_CUSTOMER.match(c.label.phrase)]
    if len({candidate.found.value for candidate in found}) != 1:
        return None
    return value_of(found[0].found, form, 0.96 if found[0].where == "right" else 0.9)
