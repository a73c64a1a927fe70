"""Four of the five amounts, each with the values it is made of; `paid` comes from payments. They are never added.

An amount without any figure has no parts. A figure of 0 is a part like any other: a deal may cost nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from watchbill.model import Amount, Kind
from watchbill.purchases.copies import Figure, copies, is_same_paper, is_same_vote, own_number, same_invoice
from watchbill.purchases.numbers import blurred
from watchbill.purchases.papers import Fact
from watchbill.purchases.parties import Registry
from watchbill.purchases.placed import Placed


@dataclass(frozen=True, slots=True)
class Part:
    """A printed value that is part of an amount."""

    amount: Amount
    fact: Fact
    cents: int


def amounts_of(papers: Sequence[Placed], registry: Registry) -> list[Part]:
    """The parts of ceiling, authorised, ordered and invoiced, in that order."""
    return [
        *_parts(Amount.CEILING, ceiling(papers)),
        *_parts(Amount.AUTHORISED, authorised(papers)),
        *_parts(Amount.ORDERED, ordered(papers)),
        *_parts(Amount.INVOICED, invoiced(papers, registry)),
    ]


def _parts(amount: Amount, figures: Iterable[Figure]) -> Iterator[Part]:
    for paper, fact in figures:
        if fact.cents is not None:
            sure = replace(fact, is_reviewed=False) if paper.doubt else fact
            yield Part(amount, sure, fact.cents)


def ceiling(papers: Sequence[Placed]) -> list[Figure]:
    """The most that each contract allows: its latest amendment's ceiling, else its own ceiling, else its total.

    An unsigned paper allows nothing. Contracts of different numbers add up. A contract without a number is taken for a
    copy of the numbered ones.
    """
    figures: dict[str, list[Figure]] = defaultdict(list)
    for paper in papers:
        kind = paper.paper.kind
        if kind in (Kind.CONTRACT, Kind.AGREEMENT, Kind.AMENDMENT) and not paper.paper.is_unsigned:
            fields = ("ceiling",) if kind == Kind.AMENDMENT else ("ceiling", "total")
            numbers = sorted(number for what, number in paper.bears or paper.cites if what == "contract")
            for fact in _first_money(paper, fields):
                figures[numbers[0] if numbers else ""].append((paper, fact))
    if len(figures) > 1:
        figures.pop("", None)
    return [_latest(copies) for _, copies in sorted(figures.items())]


def authorised(papers: Sequence[Placed]) -> list[Figure]:
    """What the body voted: each resolution once, by its number, else by its date and sum; of several awards each."""
    figures = [
        (paper, fact)
        for paper in papers
        if paper.paper.kind == Kind.RESOLUTION
        for fact in _first_money(paper, ("ceiling", "total"))
    ]
    return [_latest(same) for same in copies(figures, is_same_vote)]


def ordered(papers: Sequence[Placed]) -> list[Figure]:
    """Each purchase order of the agency once, in its latest revision. A reseller's order at the maker is not one.

    A change order that cites an order at hand states what the order comes to from then on.
    """
    figures = [
        (paper, fact)
        for paper in papers
        if paper.paper.kind == Kind.PURCHASE_ORDER and not paper.is_resale
        for fact in _first_money(paper, ("total",))
    ]
    borne = {blurred(own_number(paper)) for paper, _ in figures} - {""}
    figures += [
        (paper, fact)
        for paper in papers
        if paper.paper.kind == Kind.AMENDMENT and blurred(own_number(paper)) in borne
        for fact in _first_money(paper, ("total",))
    ]
    return [
        _in_doubt(_latest(same), {own_number(paper) for paper, _ in same}) for same in copies(figures, is_same_paper)
    ]


def invoiced(papers: Sequence[Placed], registry: Registry) -> list[Figure]:
    """Each invoice once: a second scan is the same invoice, a second number is another one.

    One number with several totals counts once, the later one, and never as reviewed.
    """
    figures = [
        (paper, fact)
        for paper in papers
        if paper.paper.kind == Kind.INVOICE and not paper.is_resale
        for fact in _first_money(paper, ("total",))
    ]
    return [
        _in_doubt(_latest(same), {own_number(paper) for paper, _ in same}, {fact.cents for _, fact in same})
        for same in copies(figures, same_invoice(figures, registry))
    ]


def _in_doubt(figure: Figure, *printed: Collection[object]) -> Figure:
    """The figure, never as reviewed where the copies of its paper print different things."""
    paper, fact = figure
    return (paper, replace(fact, is_reviewed=False)) if any(len(said) > 1 for said in printed) else figure


def _first_money(paper: Placed, fields: Iterable[str]) -> Iterator[Fact]:
    for name in fields:
        fact = paper.paper.facts.get(name)
        if fact is not None and fact.cents is not None:
            yield fact
            return


def _latest(figures: Iterable[Figure]) -> Figure:
    """The latest by date, an amendment after its contract; among copies the one that is reviewed, then the surest."""

    def place(figure: Figure) -> tuple[dt.date, bool, bool, bool, float, str]:
        paper, fact = figure
        return (
            paper.paper.date or dt.date.min,
            paper.paper.kind == Kind.AMENDMENT,
            fact.field == "ceiling",
            fact.is_reviewed,
            fact.confidence,
            fact.public_id,
        )

    return max(figures, key=place)
