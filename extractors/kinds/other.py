"""Papers of no kind of their own: request-for-check memos, contract records, broadcast orders, statements, leads.

What a form labels is read as on any form; a memo is read from its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.kinds.commercial import Plan, read_paper
from extractors.layouts import broadcast
from extractors.named import find_agency, find_seller
from extractors.paper import Page
from extractors.prose import Prose, total_claims
from extractors.spoken import claimed, head_date, interest, labelled_date, labelled_name, make_record
from watchbill.model import Kind, Record, Value

PLAN = Plan(
    Kind.OTHER,
    numbers={
        "number": {"contract_number": 1.0, "order_number": 0.9, "invoice_number": 0.8, "document_number": 0.6},
        "po_number": {"po_number": 0.9},
        "grant_number": {"grant_number": 0.95},
        "check_number": {"check_number": 0.9},
    },
    dates={"date": {"document_date": 0.9, "invoice_date": 0.8}, "check_date": {}},
    agency={"customer": 0.8, "bill_to": 0.8},
    vendor={"vendor": 0.93, "remit_to": 0.6},
)
#: The head of an office memo: who writes to whom about what.
_MEMO = (r"^\W*to\s*:", r"^\W*from\s*:", r"^\W*(?:subject|sub?[jb]i?ect|re)\s*:")


def read(pages: Sequence[Page]) -> Record | None:
    """What these pages say plainly: parties, number, dates, period, total; `interest` where they speak of a lead."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    if is_memo(pages):
        return _memo(pages, prose)
    if broadcast.is_broadcast(pages):
        return broadcast.read(pages)
    record = read_paper(pages, PLAN)
    if record is None:
        return None
    said: dict[str, Value | None] = {
        "interest": interest(prose),
        "agency": labelled_name(pages, "agency"),
        "vendor": labelled_name(pages, "vendor"),
        "product": labelled_name(pages, "product"),
        "start_date": labelled_date(pages, "effective date|start date|begin date"),
        "end_date": labelled_date(pages, "expiration date|end date|expires"),
    }
    fields = dict(record.fields) | {name: value for name, value in said.items() if value is not None}
    return replace(record, fields=fields)


def is_memo(pages: Sequence[Page]) -> bool:
    """Whether the first page begins as an office memo does."""
    head = "\n".join(line.text for line in pages[0].lines if line.box[1] < 0.6 * pages[0].height)
    return sum(bool(re.search(pattern, head, re.I | re.M)) for pattern in _MEMO) >= 2


def _memo(pages: Sequence[Page], prose: Prose) -> Record:
    """A memo that asks for a payment: the office, the day, whom to pay, and how much in all."""
    first = Prose.of(pages[:1])
    totals = total_claims(first) or total_claims(prose)
    fields: dict[str, Value | None] = {
        "agency": find_agency(pages, first),
        "date": head_date(pages),
        "vendor": find_seller(first),
        "total": claimed(totals, 0.9),
    }
    return make_record(Kind.OTHER, pages, fields)
