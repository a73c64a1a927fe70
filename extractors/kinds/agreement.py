"""Agreements in which no money changes hands: non-disclosure, data sharing, pilots, trials, donations."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.named import find_agency, find_parties
from extractors.paper import Page
from extractors.prose import Prose
from extractors.spoken import dated, free_of_charge, labelled_date, labelled_name, make_record, numbered
from watchbill.model import Kind, Record, Value

_NUMBER = r"\b(?:agreement|contract|mou|file)\s+(?:no\.?|number|#)[ :]*(?P<n>[A-Z]{0,6}-?\d[\w-]*\d)"
_MADE = r"(?:made|entered|effective|dated|executed|as\s+of|effective\s+date\s*:?)\b[^.]{0,60}"
_TERM = r"term"


def read(pages: Sequence[Page]) -> Record | None:
    """The agreement on these pages: its parties, its days, its product, and 0.00 where it says that it is free."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    agency, vendor = find_parties(prose)
    fields: dict[str, Value | None] = {
        "agency": labelled_name(pages, "agency|customer|participating agency") or agency or find_agency(pages, prose),
        "vendor": labelled_name(pages, "vendor|company|provider|contractor") or vendor,
        "number": numbered(prose, _NUMBER, 0.9),
        "date": labelled_date(pages, "date|effective date|agreement date") or dated(prose, _MADE, 0.9),
        "start_date": labelled_date(pages, "start date|begins?|begun|from"),
        "end_date": labelled_date(pages, "end date|ends?|expires?|expiration date|until"),
        "term": labelled_name(pages, _TERM, 0.9),
        "product": labelled_name(pages, "products?|services?|system"),
        "technology": labelled_name(pages, "technology|technologies"),
        "total": free_of_charge(prose),
    }
    return make_record(Kind.AGREEMENT, pages, fields)
