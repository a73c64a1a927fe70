"""Quotes, quotations, estimates, proposals and unsigned order forms: a seller offers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.evidence import make_value
from extractors.kinds.commercial import Plan, read_paper
from extractors.paper import Page
from extractors.signatures import blank_signatures
from watchbill.model import Kind, Record, Value

_OF_A_QUOTE = re.compile(r"(?:Q|QT|QTE|QUO|QUOTE|EST|QUO?TE?)[-#]\d[\w.-]*\d[A-Z]{0,3}", re.I)
#: An offer that its customer orders by signing: whether the lines to sign on are blank says something.
_ORDER_FORM = "order form"

PLAN = Plan(
    Kind.QUOTE,
    numbers={
        "number": {"quote_number": 1.0, "order_number": 0.75, "document_number": 0.65, "your_reference": 0.55},
        "po_number": {"po_number": 0.9},
        "contract_number": {"contract_number": 0.9},
    },
    dates={"date": {"quote_date": 1.0, "document_date": 0.88, "invoice_date": 0.7}},
    agency={"bill_to": 0.9, "customer": 0.9, "end_user": 0.9, "buyer": 0.8, "to_party": 0.65, "ship_to": 0.78},
    vendor={"remit_to": 0.8, "vendor": 0.85, "from_party": 0.85, "issuer": 0.85},
)


def read(pages: Sequence[Page]) -> Record | None:
    """The quote on these pages; of an order form also whether its lines to sign on are blank."""
    record = read_paper(pages, PLAN)
    if record is None:
        return None
    if any(_ORDER_FORM in page.small for page in pages) and (unsigned := blank_signatures(pages)):
        record = replace(record, checks=(*record.checks, unsigned))
    number = _bare_number(pages[0]) if "number" not in record.fields else None
    return replace(record, fields={"number": number, **record.fields}) if number else record


def _bare_number(page: Page) -> Value | None:
    """The only number in the head that names itself a quote's (``Q-552871``), where no label stands by it."""
    head = [cell for line in page.lines if line.box[1] < 0.25 * page.height for cell in line.segments]
    found = [cell.words for cell in head if len(cell.words) == 1 and _OF_A_QUOTE.fullmatch(cell.text)]
    if len({words[0].text for words in found}) != 1:
        return None
    return make_value(found[0][0].text, found[0], 0.93, reason="its own letters name it; it has no label")
