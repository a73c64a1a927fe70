"""Staff reports and agenda items: staff ask a body to act. Asking is not having: nothing is approved by being asked."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.named import find_agency, find_seller
from extractors.paper import Page
from extractors.prose import Prose, ceiling_claims, total_claims
from extractors.spoken import claimed, dated, head_date, labelled_date, make_record, numbered, qualified
from watchbill.model import Kind, Record, Value

_N = r"(?P<n>[A-Z]{0,4}-?\d{2,4}[-‐]\d{2,6}(?:\.\d+)?)"
_NUMBERS = (
    rf"\bfile\s*(?:#|no\.?|number|id)\s*:?[ ]*{_N}",
    rf"(?<!\w)#[ ]?{_N}",
    rf"\b(?:agenda|item|memo|memorandum|report|legislation)\s*(?:item\s*)?(?:#|no\.?|number)\s*:?[ ]*{_N}",
)
_MEETING = r"(?:meeting|session)\s+(?:of|on|date|held)?[\s:,-]*"


def read(pages: Sequence[Page]) -> Record | None:
    """The staff report on these pages: what is recommended, with whom, for how much at most or in all."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    ceiling = qualified(claimed(ceiling_claims(prose), 0.95), prose)
    totals = total_claims(prose)
    fields: dict[str, Value | None] = {
        "number": _number(pages, prose),
        "date": _date(pages, prose),
        "agency": find_agency(pages, prose),
        "vendor": find_seller(prose),
        "ceiling": ceiling,
        "total": None if ceiling else qualified(claimed(totals, 0.95), prose),
    }
    return make_record(Kind.STAFF_REPORT, pages, fields)


def _number(pages: Sequence[Page], prose: Prose) -> Value | None:
    """The item's number: printed in the head of the first page; other items are cited in the text."""
    top = pages[0]
    head = Page(
        top.number, top.width, top.height, top.origin, tuple(w for w in top.words if w.bottom < 0.35 * top.height)
    )
    in_head = Prose.of([head])
    for pattern in _NUMBERS:
        if found := numbered(in_head, pattern, 0.97):
            return found
    return numbered(prose, _NUMBERS[0], 0.85)


def _date(pages: Sequence[Page], prose: Prose) -> Value | None:
    """The day of the meeting, or of the memo. The day of printing is no date of the paper."""
    for label in ("on agenda", "meeting date", "agenda date", "date", "final action"):
        if found := labelled_date(pages[:1], label):
            return found
    return dated(prose, _MEETING, 0.93) or head_date(pages, 0.3, 0.85)
