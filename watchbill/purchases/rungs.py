"""How far a purchase has come. Every rung stands on a record of its own kind; asking is never having."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watchbill.model import Kind, Rung
from watchbill.purchases.checks import Payment
from watchbill.purchases.papers import Paper
from watchbill.purchases.placed import Placed

RUNG_OF = {
    Kind.CONTRACT: Rung.SIGNED,
    Kind.AGREEMENT: Rung.SIGNED,
    Kind.AMENDMENT: Rung.SIGNED,
    Kind.PURCHASE_ORDER: Rung.ORDERED,
    Kind.INVOICE: Rung.INVOICED,
    Kind.RESOLUTION: Rung.APPROVED,
    Kind.STAFF_REPORT: Rung.RECOMMENDED,
    Kind.QUOTE: Rung.PROPOSED,
    Kind.REQUISITION: Rung.PROPOSED,
}
HEAD = 300  # characters: the title of a page, before its text begins
_SOLICITATION = re.compile(
    r"\b(?:RF[IPQ]|request for (?:information|proposals?|quotes?|quotations?|qualifications|bids?)|solicitation)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A rung and the record that proves it; `date` is printed on it, never guessed."""

    rung: Rung
    record_id: int
    date: dt.date | None


def rungs_of(papers: Sequence[Placed], payments: Iterable[Payment], ended_by: Iterable[Paper] = ()) -> list[Step]:
    """Every rung that a paper proves, one step for each paper, also where two of its awards belong to one deal.

    `ended_by` are letters and e-mails that say that the deal was ended.
    """
    proved = [Step(rung, paper.paper.record_id, paper.paper.date) for paper in papers if (rung := rung_of(paper))]
    proved += [Step(Rung.ENDED, paper.paper.record_id, paper.paper.date) for paper in papers if paper.ends]
    proved += [Step(Rung.ENDED, paper.record_id, paper.date) for paper in ended_by]
    proved += [step for paper in papers if (step := noted_payment(paper))]
    steps = list(dict.fromkeys(proved))
    first: dict[int, Payment] = {}
    for payment in payments:
        kept = first.get(payment.paper.record_id)
        if kept is None or (payment.date or dt.date.max) < (kept.date or dt.date.max):
            first[payment.paper.record_id] = payment
    return steps + [Step(Rung.PAID, record_id, payment.date) for record_id, payment in sorted(first.items())]


def noted_payment(placed: Placed) -> Step | None:
    """That a bill was paid, where a stamp or a note on it names the check or its day; of the sum it says nothing."""
    facts = placed.paper.facts
    if placed.is_resale or placed.paper.kind != Kind.INVOICE or not {"check_number", "check_date"} & facts.keys():
        return None
    return Step(Rung.PAID, placed.paper.record_id, facts["check_date"].date if "check_date" in facts else None)


def rung_of(placed: Placed) -> Rung | None:
    """The rung that one paper proves; None where it proves none, such as a vendor's own statement.

    A contract whose lines for signatures are blank is only proposed; a vote that ends a deal approves nothing.
    """
    if placed.is_resale or (placed.ends and placed.paper.kind == Kind.RESOLUTION):
        return None
    rung = Rung.PROPOSED if placed.is_solicitation else RUNG_OF.get(placed.paper.kind)
    return Rung.PROPOSED if rung == Rung.SIGNED and placed.paper.is_unsigned else rung


def solicits(paper: Paper, first_page: str) -> bool:
    """A paper of no kind of its own that asks vendors for offers: it says so in its number, its subject or its head."""
    head = f"{paper.text('number')} {paper.text('subject')} {first_page[:HEAD]}"
    return paper.kind == Kind.OTHER and bool(_SOLICITATION.search(head))
