"""Contracts: two parties, a number, a term, and a total or a ceiling. An order form inside belongs to the contract."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.agreed_fee import is_insured, said_fee
from extractors.clauses import (
    ceiling,
    end_of_term,
    periods,
    said_term,
    signature_date,
    signed_or_made,
    start_of_term,
    term_text,
    without_notary,
)
from extractors.effective import start_on_effective_date
from extractors.fields import item_rows, lone_date, party_value, period, pick, signed_number, value_of
from extractors.item_choice import find_items
from extractors.kinds.commercial import record_confidence
from extractors.labels import Form, candidates
from extractors.letterheads import letterhead, mentioned_agency
from extractors.names import is_company
from extractors.paper import Page
from extractors.parties import Party, labelled
from extractors.recitals import by_sort, contracting, defined_parties
from extractors.signatures import blank_signatures
from extractors.struck import without_struck
from extractors.totals import read_sums
from watchbill.model import Kind, Record, Value

_NUMBERS = {
    "number": {"contract_number": 1.0},
    "po_number": {"po_number": 0.85},
    "grant_number": {"grant_number": 0.9},
}


def read(pages: Sequence[Page]) -> Record | None:
    """The contract on these pages."""
    return read_agreement(pages, Kind.CONTRACT)


def read_agreement(pages: Sequence[Page], kind: Kind) -> Record | None:
    """A contract, or a paper built like one, as a record of `kind`; what is struck out is not said."""
    pages, struck = without_struck(pages)
    form = Form.of(pages)
    if not form.words:
        return None
    fields: dict[str, Value | None] = {name: pick(form, weights, "number") for name, weights in _NUMBERS.items()}
    fields["number"] = fields["number"] or signed_number(form)
    fields |= agreement_dates(form)
    agency, vendor = agreement_parties(form)
    fields["agency"] = party_value(agency, form) if agency else None
    fields["vendor"] = party_value(vendor, form) if vendor else None
    items = find_items(form)
    sums = read_sums(form, items, extra=["contract_sum"])
    most = ceiling(form) or pick_ceiling(form)
    total = sums.total
    if total and total.confidence < 0.9 and is_insured(total, form):
        total = None
    if total and (
        (most and (total.value == most.value or total.confidence < 0.9)) or (total.confidence < 0.75 and len(pages) > 3)
    ):
        total = None
    fields |= {
        "total": total or (said_fee(form) if not (most or items) else None),
        "ceiling": most,
        "subtotal": sums.subtotal,
        "tax": sums.tax,
        "term": term_text(form) or said_term(form),
    }
    kept = {name: value for name, value in fields.items() if value is not None}
    rows = item_rows(items, form, is_summed=sums.is_summed)
    checks = sums.checks if total else ()
    unsigned = blank_signatures(pages, is_dated=signature_date(form) is not None)
    checks = (*checks, *(check for check in (unsigned, struck) if check))
    return Record(
        kind, (pages[0].number, pages[-1].number), record_confidence(kept, len(rows)), kept, rows, checks=checks
    )


def pick_ceiling(form: Form) -> Value | None:
    """A ceiling behind a label (``Not to exceed: $50,000``)."""
    found = [c for c in candidates(form, ["ceiling"], "money") if c.where == "right"]
    return value_of(found[0].found, form, 0.96) if found else None


def agreement_dates(form: Form) -> dict[str, Value | None]:
    """Date (last signature, else the day it was made, else its effective date), start and end."""
    start, end = period(form, {"flight": 0.95, "period": 0.95})
    effective = pick(form, {"effective_date": 0.95}, "date")
    date = signed_or_made(form) or effective or pick(form, {"document_date": 0.85}, "date")
    if not start:
        start, end = periods(form)
    return {
        "date": date or (lone_date(form) if len(form.pages) <= 3 else None),
        "start_date": start
        or pick(form, {"start_date": 0.95}, "date")
        or start_of_term(form)
        or start_on_effective_date(form),
        "end_date": end
        or without_notary(pick(form, {"end_date": 0.95, "expiry": 0.95}, "date"), form)
        or end_of_term(form),
    }


def agreement_parties(form: Form) -> tuple[Party | None, Party | None]:
    """(agency, vendor) of an agreement: from its recital, else from labels and letterhead."""
    agency, vendor = by_sort(contracting(form))
    if not (agency and vendor):
        buys, sells = defined_parties(form)
        agency, vendor = agency or buys, vendor or sells
    if not agency:
        named = labelled(form, {"customer": 0.9, "bill_to": 0.8, "ship_to": 0.6}, prefer="agency")
        heads = letterhead(form, prefer="agency")
        options = [p for p in [*named, *heads, mentioned_agency(form)] if p]
        agency = max(options, key=lambda party: party.score, default=None)
    if not vendor:
        named = labelled(form, {"vendor": 0.93, "remit_to": 0.7}, prefer="company")
        heads = letterhead(form, prefer="company", skip=[agency.name] if agency else [])
        top = 0.35 * form.pages[0].height
        # names that look like no company may be the contract's title; further down stand items
        heads = [party for party in heads if is_company(party.name) and party.words[0].top < top]
        options = [*named, *heads]
        vendor = max(options, key=lambda party: party.score, default=None)
    return agency, vendor
