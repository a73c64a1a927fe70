"""Whether a bill for work on public records is sent to a public body, not by one: an invoice like any other."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.labels import Form
from extractors.letterheads import letterhead
from extractors.names import LEGAL, is_agency
from extractors.paper import Page
from extractors.parties import labelled


def bills_a_body(pages: Sequence[Page]) -> bool:
    """Whether a label says that a public body is billed, and a company with a legal form stands over the paper."""
    form = Form.of(pages[:1])
    billed = labelled(form, {"bill_to": 1.0, "customer": 0.9}, prefer="agency")
    if not billed or not is_agency(billed[0].name):
        return False
    return any(LEGAL.search(head.name) for head in letterhead(form, prefer="company", skip=[billed[0].name])[:1])
