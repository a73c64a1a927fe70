"""Resolutions and ordinances: a body acted. Its number, the day of adoption, and what may be spent with whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.named import find_agency, find_seller
from extractors.paper import Page
from extractors.prose import Prose, ceiling_claims, total_claims
from extractors.spoken import claimed, dated, make_record, numbered, qualified
from watchbill.model import Kind, Record, Value

_NUMBER = (
    r"\b(?:resolution|ordinance)\s+(?:no|number|num|#)[.,:]?[ ]*#?"
    r"(?P<n>[A-Z]{0,4}[- ]?\d{1,5}(?:[ ]?[-/][ ]?[A-Z]?\d{1,5}|-[A-Z]{1,3}-?\d{1,5})*[A-Z]?)"
)
_ADOPTED = r"\b(?:passed|adopted|approved|enacted|done|signed|resolved)\b[^.]{0,60}\b(?:this|on|the)\b[^.]{0,20}"


def read(pages: Sequence[Page]) -> Record | None:
    """The resolution on these pages; amounts of grants, budgets and revenue are not what it approves."""
    prose = Prose.of(_own_pages(pages))
    if not prose.words:
        return None
    ceiling = qualified(claimed(ceiling_claims(prose), 0.95), prose)
    totals = [claim for claim in total_claims(prose) if claim.strength >= (3.0 if ceiling else 1.0)]
    fields: dict[str, Value | None] = {
        "number": _number(prose, pages),
        "date": dated(prose, _ADOPTED, 0.97, last=True),
        "agency": find_agency(pages, prose),
        "vendor": find_seller(prose),
        "ceiling": ceiling,
        "total": qualified(claimed(totals, 0.9), prose),
    }
    return make_record(Kind.RESOLUTION, pages, fields)


def _own_pages(pages: Sequence[Page]) -> Sequence[Page]:
    """The pages up to the one that says it was adopted: what follows is the memo or the exhibit that it approves."""
    for n, page in enumerate(pages):
        if re.search(r"^\W*(?:passed|adopted|approved|enacted)\b.{0,40}\b(?:this|on)\b", page.text, re.I | re.M):
            return pages[: n + 1]
    return pages


def _number(prose: Prose, pages: Sequence[Page]) -> Value | None:
    """The number in the heading: a resolution also cites others."""
    head = Prose.of(pages[:1])
    return numbered(Prose(head.text[:600], head.words, head.starts), _NUMBER, 0.97) or numbered(prose, _NUMBER, 0.9)
