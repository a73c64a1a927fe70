"""What invoices, orders, requisitions and quotes have in common: labelled numbers and dates, two parties, items and
sums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.clauses import periods, term_text
from extractors.fields import Weights, date_behind, item_rows, lone_date, party_value, period, pick
from extractors.footers import registered_name
from extractors.item_choice import find_items
from extractors.labels import Form
from extractors.names import squash
from extractors.paper import Page
from extractors.parties import Party, labelled, letterhead, mentioned_agency, mentioned_company, named_by_domain
from extractors.plain_items import items_by_sum
from extractors.totals import read_sums
from watchbill.model import Kind, Record, Value

_NAMED = ("maker", "vehicle", "product")
_PERIOD: Weights = {"flight": 0.97, "period": 0.95}
_START: Weights = {"start_date": 0.9}
_END: Weights = {"end_date": 0.9, "expiry": 0.9}


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
    fields = _without_repeats(fields)
    for name, weights in plan.dates.items():
        fields[name] = pick(form, weights, "date")
    fields["date"] = fields.get("date") or date_behind(fields.get("number"), form) or lone_date(form)
    fields |= read_period(form, _END if plan.kind != Kind.QUOTE else {"end_date": 0.9})  # a quote expires unsigned
    vendor, agency = read_parties(form, plan)
    fields["vendor"] = party_value(vendor, form) if vendor else None
    fields["agency"] = party_value(agency, form) if agency else None
    for name, weights in plan.names.items():
        named = labelled(form, weights, prefer="company", colon=True)
        fields[name] = party_value(named[0], form) if named else None
    items = find_items(form) or items_by_sum(form)
    sums = read_sums(form, items)
    fields |= {"total": sums.total, "subtotal": sums.subtotal, "tax": sums.tax}
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


def read_period(form: Form, last: Weights = _END) -> dict[str, Value | None]:
    """The start and end of what the paper covers, where it labels them."""
    start, end = period(form, _PERIOD)
    if not start:
        start, end = periods(form)
    return {"start_date": start or pick(form, _START, "date"), "end_date": end or pick(form, last, "date")}


def read_parties(form: Form, plan: Plan) -> tuple[Party | None, Party | None]:
    """(vendor, agency). Labelled blocks speak first, then the letterhead, then who is mentioned."""
    vendors = labelled(form, plan.vendor, prefer="company")
    agencies = labelled(form, plan.agency, prefer="agency")
    if plan.letterhead == "vendor":
        skip = [party.name for party in agencies]
        heads = letterhead(form, prefer="company", skip=skip)
        others = [
            party
            for party in (named_by_domain(form), registered_name(form), mentioned_company(form))
            if party and party.name not in skip
        ]
        vendors = sorted([*vendors, *heads, *others], key=lambda party: -party.score)
        vendor = _in_full(vendors)
        agencies = [party for party in agencies if vendor is None or party.name.lower() != vendor.name.lower()]
        agency = agencies[0] if agencies else mentioned_agency(form)
        return vendor, agency
    vendor = vendors[0] if vendors else None
    heads = letterhead(form, prefer="agency", skip=[vendor.name] if vendor else [])
    mention = mentioned_agency(form)
    options = [
        p for p in [*agencies, *heads, mention] if p and (vendor is None or p.name.lower() != vendor.name.lower())
    ]
    return vendor, max(options, key=lambda party: party.score, default=None)


def _in_full(vendors: Sequence[Party]) -> Party | None:
    """The best vendor; where it is printed elsewhere together with the name it does business as, that print."""
    best = vendors[0] if vendors else None
    for other in vendors[1:]:
        longer = best and squash(best.name) in squash(other.name) and re.search(r"\bd/?b/?a\b", other.name, re.I)
        if best and longer and not re.search(r"\bd/?b/?a\b", best.name, re.I):
            return replace(other, score=best.score)
    return best


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
