"""Fee invoices: an agency bills a person for public records. The agency is buyer and seller at once: never a
purchase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.fields import party_value
from extractors.kinds import invoice
from extractors.kinds.commercial import read_paper
from extractors.labels import Form
from extractors.letterheads import letterhead, mentioned_agency
from extractors.paper import Page
from extractors.parties import labelled
from watchbill.model import Kind, Record

PLAN = replace(
    invoice.PLAN,
    kind=Kind.FEE_INVOICE,
    numbers={**invoice.PLAN.numbers, "number": {**invoice.PLAN.numbers["number"], "request_number": 0.8}},
    agency={},
    vendor={},
)


def read(pages: Sequence[Page]) -> Record | None:
    """The fee invoice on these pages."""
    record = read_paper(pages, PLAN)
    if record is None:
        return None
    form = Form.of(pages)
    senders = labelled(form, {"from_party": 0.95, "remit_to": 0.9}, prefer="agency")
    options = [p for p in [*senders, *letterhead(form, prefer="agency"), mentioned_agency(form)] if p]
    fields = {name: value for name, value in record.fields.items() if name not in ("agency", "vendor")}
    if options:
        sender = party_value(max(options, key=lambda party: party.score), form)
        fields |= {"agency": sender, "vendor": sender}
    return replace(record, fields=fields)
