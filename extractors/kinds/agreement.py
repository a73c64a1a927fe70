"""Agreements in which no money changes hands: non-disclosure, data sharing, pilots, trials, donations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.approvals import find_product
from extractors.captions import labelled
from extractors.clauses import end_of_term, said_term, signature_date, signed_or_made, start_of_term, term_text
from extractors.correspondence import is_letter, writer
from extractors.dates import find_dates
from extractors.evidence import make_value
from extractors.fields import party_value
from extractors.labels import Form
from extractors.named import find_agency, find_parties
from extractors.names import LEGAL, is_agency, is_name
from extractors.paper import Page
from extractors.prose import Prose
from extractors.recitals import defined_parties
from extractors.sellers import find_maker, find_seller
from extractors.signatures import blank_signatures
from extractors.spoken import (
    dated,
    free_of_charge,
    head_date,
    labelled_date,
    labelled_name,
    make_record,
    numbered,
    spoken_period,
    title_date,
)
from watchbill.model import Kind, Record, Value

_NUMBER = (
    r"\b(?:agreement|contract|mou|file|evaluation|loan|pilot|trial|demo(?:nstration)?)\s+(?:no\.?|number|#)[ :]*"
    r"(?P<n>[A-Z]{0,6}-?\d[\w-]*\d)"
)
_MADE = r"(?:made|entered|effective|dated|executed|as\s+of|effective\s+date\s*:?)\b[^.]{0,60}"
_DAY = (
    r"date|effective\s+date|agreement\s+date|date\s+of\s+(?:donation|gift|agreement|loan)|donation\s+date"
    r"|date\s+(?:accepted|received)"
)
_DONOR = r"donor(?:\s+name)?|name\s+of\s+donor|donated\s+by|donating\s+(?:organization|party)|gift\s+from|grantor"
_GOODS = (
    r"(?:products?|services?|system|equipment)(?:\s+(?:name|loaned|provided))?|items?\s+(?:donated|loaned)"
    r"|donated\s+items?"
)


def read(pages: Sequence[Page]) -> Record | None:
    """The agreement on these pages: its parties, its days, its product, and 0.00 where it says that it is free."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    form = Form.of(pages)
    agency, vendor = find_parties(prose)
    buys, sells = (party_value(party, form) if party else None for party in defined_parties(form))
    agency, vendor = agency or buys, vendor or sells
    start, end = spoken_period(prose)
    fields: dict[str, Value | None] = {
        "agency": labelled_name(pages, "agency|customer|participating agency") or agency or find_agency(pages, prose),
        "vendor": labelled_name(pages, "vendor|company|provider|contractor")
        or vendor
        or _lender(pages[0])
        or (None if _donor(pages, prose) else _letterhead(pages))
        or _named_seller(prose),
        "funder": labelled_name(pages, _DONOR, 0.93) or _donor(pages, prose),
        "maker": labelled_name(pages, "manufacturer|maker|make", 0.93) or find_maker(prose),
        "number": numbered(prose, _NUMBER, 0.9),
        "date": _signed(form)
        or _labelled_day(pages)
        or dated(prose, _MADE, 0.9)
        or _letter_date(pages)
        or title_date(pages),
        "start_date": labelled_date(pages, "start date|begins?|begun|from") or start or start_of_term(form),
        "end_date": labelled_date(pages, "end date|ends?|expires?|expiration date|until") or end or end_of_term(form),
        "term": labelled_name(pages, "term", 0.9) or term_text(form) or said_term(form),
        "product": labelled_name(pages, _GOODS, 0.93) or find_product(prose),
        "technology": labelled_name(pages, "technology|technologies"),
        "total": free_of_charge(prose),
    }
    unsigned = blank_signatures(pages, is_dated=signature_date(form) is not None)
    return make_record(Kind.AGREEMENT, pages, fields, checks=[unsigned] if unsigned else [])


def _signed(form: Form) -> Value | None:
    return signed_or_made(form) if signature_date(form) else None


def _donor(pages: Sequence[Page], prose: Prose) -> Value | None:
    """The company, foundation or club whose letter says that it donates."""
    gives = is_letter(pages[0]) and re.search(r"\bdonat(?:e|es|ed|ion|ing)\b", prose.text, re.I)
    return writer(pages, gives=True) if gives else None


def _labelled_day(pages: Sequence[Page]) -> Value | None:
    """The day behind a label; of several days that people wrote behind one the last, for a person to look at."""
    day = labelled_date(pages[:1], _DAY) or labelled_date(pages, _DAY, 0.85)
    others = [found for words in labelled(pages, _DAY) for found in find_dates(words)[:1]]
    if day is None or len({found.value for found in others}) < 2:
        return day
    last = max(others, key=lambda found: found.value)
    return make_value(last.value, last.words, 0.85, reason="several days stand behind such a label: the last one")


_LENDER = re.compile(r"\W*(?:owner|lender|lessor|supplier|vendor|company|provider|manufacturer)\W*", re.I)


def _lender(page: Page) -> Value | None:
    """The company in the cell behind its part, in a form without colons: ``Owner   Acme Drones, LLC``."""
    for line in page.lines:
        for label, cell in pairwise(line.segments):
            if _LENDER.fullmatch(label.text) and LEGAL.search(cell.text) and is_name(cell.text):
                return make_value(cell.text, cell.words, 0.9, reason="in the cell behind its part")
    return None


def _letterhead(pages: Sequence[Page]) -> Value | None:
    """The company over an agreement that is written as a letter."""
    lines = pages[0].lines
    if not any(line.text.lower().startswith("dear ") for line in lines) or any(is_agency(x.text) for x in lines[:2]):
        return None
    head = next((line for line in lines[:3] if LEGAL.search(line.text) and is_name(line.text)), None)
    return make_value(head.text, head.words, 0.9, reason="the head of the letter") if head else None


def _named_seller(prose: Prose) -> Value | None:
    """The company that the text names in the seller's place: it may be a party, or whose equipment is spoken of."""
    seller = find_seller(prose)
    return replace(seller, confidence=min(seller.confidence, 0.88)) if seller else None


def _letter_date(pages: Sequence[Page]) -> Value | None:
    """The date over an agreement that is written as a letter."""
    return (
        head_date(pages, 0.3, 0.93) if any(line.text.lower().startswith("dear ") for line in pages[0].lines) else None
    )
