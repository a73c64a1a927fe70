"""Four of the five amounts, each with the values it is made of; `paid` comes from payments. They are never added.

An amount without any figure has no parts. A figure of 0 is a part like any other: a deal may cost nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from watchbill.model import Amount, Kind
from watchbill.purchases.ceilings import ceilings
from watchbill.purchases.copies import (
    Figure,
    copies,
    counted_once,
    first_money,
    is_same_paper,
    latest,
    own_number,
    same_invoice,
)
from watchbill.purchases.numbers import any_number, blurred
from watchbill.purchases.papers import Fact
from watchbill.purchases.parties import Registry
from watchbill.purchases.placed import Placed
from watchbill.purchases.votes import authorised


@dataclass(frozen=True, slots=True)
class Part:
    """A printed value that is part of an amount."""

    amount: Amount
    fact: Fact
    cents: int


def amounts_of(papers: Sequence[Placed], registry: Registry) -> list[Part]:
    """The parts of ceiling, authorised, ordered and invoiced, in that order."""
    return [
        *_parts(Amount.CEILING, ceilings(papers)),
        *_parts(Amount.AUTHORISED, authorised(papers)),
        *_parts(Amount.ORDERED, ordered(papers)),
        *_parts(Amount.INVOICED, invoiced(papers, registry)),
    ]


def _parts(amount: Amount, figures: Iterable[Figure]) -> Iterator[Part]:
    for paper, fact in figures:
        if fact.cents is not None:
            sure = replace(fact, is_reviewed=False) if paper.doubt else fact
            yield Part(amount, sure, fact.cents)


def ordered(papers: Sequence[Placed]) -> list[Figure]:
    """Each purchase order of the agency once, in its latest revision. A reseller's order at the maker is not one.

    A change order that cites an order at hand states what the order comes to from then on; one that says that it adds
    its sum stands beside the order.
    """
    figures = [
        (paper, fact)
        for paper in papers
        if paper.paper.kind == Kind.PURCHASE_ORDER and not paper.is_resale
        for fact in first_money(paper, ("total",))
    ]
    borne = {blurred(own_number(paper)) for paper, _ in figures} - {""}
    changes = [paper for paper in papers if paper.paper.kind == Kind.AMENDMENT and blurred(own_number(paper)) in borne]
    figures += [(paper, fact) for paper in changes if _added(paper) is None for fact in first_money(paper, ("total",))]
    groups = copies(figures, is_same_paper)
    orders = [counted_once(same) for same in groups]
    counted = {  # also under a number that a copy of the order misprints
        blurred(own_number(copy)): order.paper.date
        for (order, _), same in zip(orders, groups, strict=True)
        for copy, _ in same
    }
    added = [
        (paper, fact)
        for paper in changes
        if (fact := _added(paper)) and not _is_before(paper.paper.date, counted[blurred(own_number(paper))])
    ]
    return orders + [latest(same) for same in copies(added, _is_same_change)]


def _added(change: Placed) -> Fact | None:
    """What a change order says that it adds, where it says nothing of what the order comes to with it."""
    steps = {fact.cents: fact for fact in change.paper.states("changed_by") if fact.cents}
    totals = {fact.cents for fact in first_money(change, ("total",))}
    if len(steps) != 1 or change.paper.states("changed_to") or totals - set(steps):
        return None
    return next(iter(steps.values()))


def _is_before(day: dt.date | None, other: dt.date | None) -> bool:
    return day is not None and other is not None and day < other


def _is_same_change(one: Figure, other: Figure) -> bool:
    """Two scans of one change order: the same order and number of the change, else the same day and sum."""
    if not is_same_paper(one, other):
        return False
    numbers = {any_number(paper.paper.text("number")) for paper, _ in (one, other)} - {""}
    return len(numbers) == 1 or (not numbers and one[0].paper.date == other[0].paper.date)


def invoiced(papers: Sequence[Placed], registry: Registry) -> list[Figure]:
    """Each invoice once: a second scan is the same invoice, a second number is another one.

    One number with several totals counts once, the later one, and never as reviewed.
    """
    figures = [
        (paper, fact)
        for paper in papers
        if paper.paper.kind == Kind.INVOICE and not paper.is_resale
        for fact in first_money(paper, ("total",))
    ]
    return [
        counted_once(same, {fact.cents for _, fact in same})
        for same in copies(figures, same_invoice(figures, registry))
    ]
