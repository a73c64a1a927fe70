"""The terms of one purchase, from the papers that bind both sides. What is inferred or in doubt is never `is_reviewed`.

The end is that of the latest paper that names one: an amendment moves it. Where no paper names it, start and length
give it. The notice deadline is the end less the days of notice that the paper which governs it asks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from watchbill.dossier import Dossier, Proof, Sheet
from watchbill.model import Kind
from watchbill.purchases.papers import Fact
from watchbill.terms.spans import Span, goes_on, runs_from_another_day, span_of

#: Papers that bind both sides once they are signed.
BINDING = (Kind.CONTRACT, Kind.AGREEMENT, Kind.AMENDMENT)
#: Bills come after what they bill for: only one this much later than the end, and without a period, is for later use.
ARREARS = dt.timedelta(days=90)
#: A body renews a deal at most this long before its end.
RENEWED = dt.timedelta(days=180)


class TermKind(StrEnum):
    START = "start"
    END = "end"
    RENEWAL = "renewal"
    NOTICE = "notice"
    HOLDOVER = "holdover"


@dataclass(frozen=True)
class Term:
    """One term, with the day where it has one, a sentence, and what it rests on, the telling paper first."""

    kind: TermKind
    date: dt.date | None
    text: str
    proofs: tuple[Proof, ...]
    is_inferred: bool = False

    @property
    def is_reviewed(self) -> bool:
        return not self.is_inferred and all(proof.is_reviewed for proof in self.proofs)


def find_terms(dossier: Dossier) -> list[Term]:
    """The terms that the papers of a purchase state, in the order of `TermKind`."""
    binding = [s for s in dossier.of_kind(*BINDING) if not s.is_unsigned and not s.is_one_of_several]
    start, end = _start(binding), _end(binding)
    renewal = _renewal(dossier, binding)
    notice = _notice(dossier, binding, end) if end else None
    return [term for term in (start, end, renewal, notice, _holdover(dossier, binding, end)) if term]


def _start(binding: Sequence[Sheet]) -> Term | None:
    named = [(day, sheet) for sheet in binding if (day := sheet.on("start_date"))]
    if not named:
        return None
    day, sheet = min(named, key=lambda one: (one[0], one[1].public_id))
    proof = Proof(sheet.record_id, sheet.facts["start_date"])
    return Term(TermKind.START, day, f"The {sheet.called} says that it begins on {day}.", (proof,))


def _end(binding: Sequence[Sheet]) -> Term | None:
    """The end that the latest paper names; in doubt where papers without a date of their own name others."""
    named = [(sheet, day) for sheet in binding if (day := sheet.on("end_date"))]
    if not named:
        return _end_by_length(binding)
    named = [one for one in named if one[0].kind != Kind.AGREEMENT] or named  # an agreement to be silent ends alone
    days = {day for _, day in named}
    is_clear = len(days) == 1 or all(sheet.on("date") for sheet, _ in named)
    sheet, day = max(
        named,
        key=lambda one: (one[0].on("date") or dt.date.min if is_clear else dt.date.min, one[1], one[0].public_id),
    )
    proof = Proof(sheet.record_id, sheet.facts["end_date"])
    text = f"The {sheet.called} says that it ends on {day}."
    if not is_clear:
        text += " Other papers name other ends, and not all of them bear a date; this is the latest end."
    return Term(TermKind.END, day, text, (proof,), is_inferred=not is_clear)


def _end_by_length(binding: Sequence[Sheet]) -> Term | None:
    """Start and length of the one paper that prints both give the end, the day before the term would begin anew."""
    found = [
        (start, span, sheet)
        for sheet in binding
        if (start := sheet.on("start_date")) and "term" in sheet.facts and (span := _length(sheet.facts["term"].text))
    ]
    if len({(start, span) for start, span, _ in found}) != 1:
        return None
    start, span, sheet = found[0]
    day = span.last_day(start)
    text = f"The {sheet.called} begins on {start} and lasts {sheet.facts['term'].text}; so it would end on {day}."
    proofs = (Proof(sheet.record_id, sheet.facts["term"]), Proof(sheet.record_id, sheet.facts["start_date"]))
    return Term(TermKind.END, day, text, proofs, is_inferred=True)


def _length(term: str) -> Span | None:
    """How long a term is that begins with the contract and ends by itself."""
    return None if runs_from_another_day(term) or goes_on(term) else span_of(term)


def _telling(dossier: Dossier, binding: Sequence[Sheet], name: str) -> list[tuple[Sheet, Fact]]:
    """What the binding papers state; where they are silent what an offer does, as long as no paper contradicts it."""
    for sheets in (binding, dossier.of_kind(Kind.QUOTE, Kind.PURCHASE_ORDER)):
        found = [(sheet, fact) for sheet in sheets for fact in sheet.stated.get(name, ())]
        if found:
            return sorted(found, key=lambda one: (one[0].on("date") or dt.date.min, one[0].public_id), reverse=True)
    return []


def _renewal(dossier: Dossier, binding: Sequence[Sheet]) -> Term | None:
    found = _telling(dossier, binding, "renewal")
    if not found:
        return None
    sheet, fact = found[0]
    said = {one.text for other, one in found if other.record_id == sheet.record_id}
    how = {
        "automatic": "renews by itself",
        "by agreement": "can be renewed",
        "not automatic": "does not renew by itself",
    }
    if len(said) > 1 or fact.text not in how:
        text = f"The {sheet.called} speaks of its renewal in more than one way."
        return Term(TermKind.RENEWAL, None, text, (Proof(sheet.record_id, fact),), is_inferred=True)
    lasting = sheet.stated.get("renewal_term", ())
    for_long = f", for {lasting[0].text} each time" if len({one.text for one in lasting}) == 1 else ""
    proofs = [Proof(sheet.record_id, fact), *(Proof(sheet.record_id, one) for one in (lasting[:1] if for_long else ()))]
    text = f"The {sheet.called} says that it {how[fact.text]}{for_long}."
    return Term(TermKind.RENEWAL, None, text, tuple(proofs), is_inferred=sheet.kind == Kind.QUOTE)


def renews_itself(dossier: Dossier) -> bool:
    """Whether any paper says that the deal renews by itself, or goes on until somebody ends it."""
    if any(goes_on(sheet.facts["term"].text) for sheet in dossier.sheets if "term" in sheet.facts):
        return True
    return any(fact.text == "automatic" for sheet in dossier.sheets for fact in sheet.stated.get("renewal", ()))


def _notice(dossier: Dossier, binding: Sequence[Sheet], end: Term) -> Term | None:
    found = _telling(dossier, binding, "notice")
    if not found or end.date is None:
        return None
    sheet, _ = found[0]
    asked: list[tuple[Span, Fact]] = [
        (span, fact) for other, fact in found if other.record_id == sheet.record_id and (span := span_of(fact.text))
    ]
    if not asked:
        return None
    day, fact = min((span.before(end.date), fact) for span, fact in asked)
    is_one = len({span for span, _ in asked}) == 1
    text = f"The {sheet.called} asks for {fact.text} of notice before its end on {end.date}: by {day}."
    if not is_one:
        text += " It names more than one time of notice; this is the longest."
    is_inferred = end.is_inferred or not is_one or sheet.kind == Kind.QUOTE
    return Term(TermKind.NOTICE, day, text, (Proof(sheet.record_id, fact), *end.proofs), is_inferred)


def _holdover(dossier: Dossier, binding: Sequence[Sheet], end: Term | None) -> Term | None:
    """Invoices for use after the end, where no paper renews the deal and none says that it renews by itself."""
    if end is None or end.date is None or renews_itself(dossier):
        return None
    last = end.date
    later = (*binding, *dossier.of_kind(Kind.PURCHASE_ORDER))
    if any((sheet.on("date") or dt.date.min) > last for sheet in later):
        return None  # a later paper, whose end could not be read, or an order for what came after
    if any((sheet.on("date") or dt.date.min) > last - RENEWED for sheet in dossier.of_kind(Kind.RESOLUTION)):
        return None  # a vote near the end may be on its renewal
    late = [(sheet, fact) for sheet in dossier.of_kind(Kind.INVOICE) if (fact := _after(sheet, last))]
    if not late:
        return None
    late.sort(key=lambda one: (one[1].date or dt.date.max, one[0].public_id))
    number = "an invoice" if len(late) == 1 else f"{len(late)} invoices"
    text = f"The papers name {last} as the end and show {number} for the time after it, and no paper here renews it."
    proofs = (*(Proof(sheet.record_id, fact) for sheet, fact in late), *end.proofs)
    return Term(TermKind.HOLDOVER, late[0][1].date, text, proofs, end.is_inferred)


def _after(invoice: Sheet, end: dt.date) -> Fact | None:
    """The value that shows that an invoice is for a time after the end. A credit for that time gives money back."""
    total = invoice.money("total")
    if total is not None and (total.cents or 0) <= 0:
        return None
    if begins := invoice.on("start_date"):
        return invoice.facts["start_date"] if begins > end else None
    is_period_known = invoice.on("end_date") is not None
    day = invoice.on("date")
    return invoice.facts["date"] if day and not is_period_known and day > end + ARREARS else None
