"""What invoices, orders, requisitions and quotes have in common: labelled numbers and dates, two parties, items and
sums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.addressed import addressed, addressed_abroad, sender
from extractors.approvals import lent_contract, vehicle_cited
from extractors.clauses import term_text
from extractors.covered import read_period, validity
from extractors.fields import (
    Weights,
    bracketed_contract,
    date_behind,
    item_rows,
    lone_date,
    party_value,
    pick,
    signed_number,
)
from extractors.footers import registered_name
from extractors.item_choice import find_items
from extractors.items import Item
from extractors.labels import Form
from extractors.letterheads import letterhead, mentioned_agency, mentioned_company, named_by_domain
from extractors.names import LEGAL, is_agency, is_company, is_person, squash
from extractors.paper import Page
from extractors.parties import Party, labelled
from extractors.plain_items import items_by_sum, items_of_one_amount
from extractors.prose import Prose, total_claims
from extractors.spoken import claimed
from extractors.totals import read_sums
from watchbill.model import Kind, Record, Value

#: A number of this confidence or less is a reference of somebody, not surely the paper's own.
_WEAK = 0.75


@dataclass(frozen=True)
class Plan:
    """How a kind of paper fills its fields: meanings of labels with their weights, and whose the letterhead is."""

    kind: Kind
    numbers: Mapping[str, Weights]
    dates: Mapping[str, Weights]
    agency: Weights
    vendor: Weights
    letterhead: str = "vendor"
    names: Mapping[str, Weights] = field(
        default_factory=lambda: {"maker": {"maker": 0.92}, "vehicle": {"vehicle": 0.92}, "product": {"product": 0.92}}
    )


def read_paper(pages: Sequence[Page], plan: Plan) -> Record | None:
    """The record of a plan's kind on these pages; None where they print no words."""
    form = Form.of(pages)
    if not form.words:
        return None
    fields: dict[str, Value | None] = {name: pick(form, weights, "number") for name, weights in plan.numbers.items()}
    fields["number"] = _surer(fields.get("number"), signed_number(form))
    if "contract_number" in plan.numbers:
        lent = bracketed_contract(form) or lent_contract(Prose.of(pages))
        fields["contract_number"] = fields["contract_number"] or lent
    fields = _without_repeats(fields)
    for name, weights in plan.dates.items():
        fields[name] = pick(form, weights, "date")
    fields["date"] = fields.get("date") or date_behind(fields.get("number"), form) or lone_date(form)
    items = find_items(form) or items_by_sum(form)
    if plan.kind == Kind.INVOICE:
        items = items or items_of_one_amount(form)
    fields |= read_period(form, fields["date"], items, expires=plan.kind != Kind.QUOTE)  # a quote expires unsigned
    if plan.kind == Kind.PURCHASE_ORDER and not (fields["start_date"] and fields["end_date"]):
        fields |= validity(form)
    vendor, agency = read_parties(form, plan)
    fields["vendor"] = party_value(vendor, form) if vendor else None
    fields["agency"] = party_value(agency, form) if agency else None
    for name, weights in plan.names.items():
        named = labelled(form, weights, prefer="company", colon=True)
        fields[name] = party_value(named[0], form) if named else None
    fields["vehicle"] = fields.get("vehicle") or vehicle_cited(Prose.of(pages))
    sums = read_sums(form, items)
    fields |= {"total": sums.total or _said_total(pages, items), "subtotal": sums.subtotal, "tax": sums.tax}
    fields["term"] = term_text(form)
    kept = {name: value for name, value in fields.items() if value is not None}
    rows = item_rows(items, form, is_summed=sums.is_summed)
    return Record(
        plan.kind,
        (pages[0].number, pages[-1].number),
        record_confidence(kept, len(rows)),
        kept,
        rows,
        checks=sums.checks,
    )


def _surer(labelled: Value | None, signed: Value | None) -> Value | None:
    """The labelled number, unless its label leaves doubt and another one has a sign of numbers in the head."""
    return signed if labelled is None or (signed and labelled.confidence < _WEAK) else labelled


def _said_total(pages: Sequence[Page], items: Sequence[Item]) -> Value | None:
    """The one amount that a letter without a table of prices says that everything costs."""
    claims = total_claims(Prose.of(pages)) if not items else []
    return claimed(claims, 0.9) if len(claims) == 1 and claims[0].best.signed else None


def read_parties(form: Form, plan: Plan) -> tuple[Party | None, Party | None]:
    """(vendor, agency). Labelled blocks speak first, then the letterhead, then who is mentioned."""
    vendors = labelled(form, plan.vendor, prefer="company")
    agencies = labelled(form, plan.agency, prefer="agency")
    if plan.letterhead == "vendor":
        skip = [party.name for n, party in enumerate(agencies) if n == 0 or not is_company(party.name)]
        heads = letterhead(form, prefer="company", skip=skip)
        others = [
            party
            for party in (named_by_domain(form), registered_name(form), mentioned_company(form))
            if party and party.name not in skip
        ]
        sent = sender(form)
        others += [*_prepared_by(form), *(sent[:1] if sent else ())]
        vendors = sorted([*vendors, *heads, *others], key=lambda party: -party.score)
        vendor = _in_full(vendors)
        agencies = [party for party in agencies if vendor is None or party.name.lower() != vendor.name.lower()]
        named = [vendor.name] if vendor else []
        sent_to = addressed(form, prefer="agency", skip=named)
        agencies = [] if sent_to and agencies and _GETS_THE_GOODS.match(agencies[0].why) else agencies
        agency = max([*agencies[:1], *filter(None, [sent_to])], key=lambda p: p.score, default=None)
        agency = agency or (sent[1] if sent else None) or mentioned_agency(form) or addressed_abroad(form, named)
        if vendor and agency and is_agency(vendor.name) and is_company(agency.name):
            vendor, agency = agency, vendor
        return vendor, agency
    vendor = vendors[0] if vendors else addressed(form, prefer="company", skip=[party.name for party in agencies])
    heads = letterhead(form, prefer="agency", skip=[vendor.name] if vendor else [])
    mention = mentioned_agency(form)
    if any(label.phrase in _OWN_BODY for label in form.labels[form.pages[0].number]):
        bodies = labelled(form, {"vendor": 0.8}, prefer="agency")
        agencies += [party for party in bodies if party.why in _OWN_BODY and is_agency(party.name)]
    if any(is_agency(head.name) and not _OF_ITS_BODY.search(head.name) for head in heads):
        agencies = [party for party in agencies if not (party.why in _OFFICES and _OF_ITS_BODY.search(party.name))]
    agencies = agencies if heads else [_also_in_head(party, form) for party in agencies]
    options = [
        p for p in [*agencies, *heads, mention] if p and (vendor is None or p.name.lower() != vendor.name.lower())
    ]
    return vendor, max(options, key=lambda party: party.score, default=None)


def _prepared_by(form: Form) -> list[Party]:
    """Whoever prepared an offer, where it is no person: a company, or a name printed again."""
    whole = squash(form.text)
    found = labelled(form, {"preparer": 0.8}, prefer="company", colon=True)
    return [p for p in found if is_company(p.name) or (not is_person(p.name) and whole.count(squash(p.name)) > 1)]


#: Labels of where the goods go, who need not be who is billed.
_GETS_THE_GOODS = re.compile(
    r"ship|deliver|destination|liefer|aflever|livr|adresse de livraison|dirección de e|indirizzo di c"
)
#: Labels of whose paper it is: of a seller's company, or of the body that orders.
_OWN_BODY = ("company", "company name")
#: Labels that name an office of a body, and what an office is called beside the body's own name.
_OFFICES = ("department", "requesting department", "using agency", "division")
_OF_ITS_BODY = re.compile(
    r"^\W*(?:police|sheriff(?:'?s)?|fire|finance|purchasing|public works|information technology|administration|parks)\b"
    r"(?!.*\b(?:city|county|town|village|borough|township) of\b)",
    re.I,
)


def _also_in_head(party: Party, form: Form) -> Party:
    """A buyer whose name also stands over the whole paper is surer: no person's does."""
    page = form.pages[0]
    head = [cell for line in page.lines if line.box[1] < 0.12 * page.height for cell in line.segments]
    is_there = any(squash(cell.text) == squash(party.name) and cell.words != party.words for cell in head)
    return replace(party, score=max(party.score, 0.85)) if is_there else party


def _in_full(vendors: Sequence[Party]) -> Party | None:
    """The best vendor; where it is printed elsewhere together with the name it does business as, that print."""
    best = vendors[0] if vendors else None
    for other in vendors[1:]:
        if best and other.why == "letterhead" and _is_legal_name(best.name, other.name):
            return replace(other, score=min(best.score, other.score + 0.1))
        longer = best and squash(best.name) in squash(other.name) and re.search(r"\bd/?b/?a\b", other.name, re.I)
        if best and longer and not re.search(r"\bd/?b/?a\b", best.name, re.I):
            return replace(other, score=best.score)
    return best


def _is_legal_name(short: str, full: str) -> bool:
    """Whether `full` has a legal form and begins like `short`, which has none."""
    first = short.split()[0]
    return (
        len(first) >= 5
        and not LEGAL.search(short)
        and bool(LEGAL.search(full))
        and full.lower().startswith(first.lower())
    )


def record_confidence(fields: Mapping[str, Value], rows: int) -> float:
    """How sure we are that these pages are a paper of this kind: the more of its fields are there, the surer."""
    present = sum(name in fields for name in ("number", "date", "total", "vendor", "agency"))
    return round(0.6 + 0.07 * present + (0.04 if rows else 0.0), 3)


def _without_repeats(fields: Mapping[str, Value | None]) -> dict[str, Value | None]:
    """A number can't be two numbers: the paper's own keeps it."""
    own = fields.get("number")
    return {
        name: None
        if name != "number" and own and value and value.value == own.value and value.bbox == own.bbox
        else value
        for name, value in fields.items()
    }
