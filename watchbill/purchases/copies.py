"""Which papers are the same paper again: a second scan, a newer revision, a copy whose number was misread.

Papers are compared by their numbers. Letters that look like digits (O and 0, l and 1) are taken for those. One digit is
taken for another only where the reader was unsure of a number and day and sum are the same: papers are numbered one
after the other, and two of them may be alike in everything else. A paper whose number nobody could read is taken for
the one of the same day and sum; where the day could not be read either, for one that prints the very same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from watchbill.model import Kind
from watchbill.purchases.join import connected
from watchbill.purchases.numbers import any_number, blurred
from watchbill.purchases.papers import Fact
from watchbill.purchases.parties import Registry
from watchbill.purchases.placed import Placed

#: A paper with the value that counts on it.
Figure = tuple[Placed, Fact]
IsCopy = Callable[[Figure, Figure], bool]


def copies(figures: Sequence[Figure], is_copy: IsCopy, *, by_sum: bool = False) -> list[list[Figure]]:
    """The figures in groups of one paper each. Only papers of like numbers, or of one day and sum, are compared;
    `by_sum`: also those of one sum and different days."""
    near: dict[Hashable, list[int]] = defaultdict(list)
    for place, (paper, fact) in enumerate(figures):
        if number := own_number(paper):
            near["number", blurred(number)].append(place)
        if by_sum:
            near["sum", fact.cents].append(place)
        near["sight", paper.paper.date or _content(paper), fact.cents].append(place)
    links = {
        (one, other)
        for places in near.values()
        for one, other in combinations(places, 2)
        if is_copy(figures[one], figures[other])
    }
    return [[figures[place] for place in group] for group in connected(range(len(figures)), sorted(links))]


def own_number(paper: Placed) -> str:
    """What a paper is told by: its own number; of a change order that of its order, of a contract also what it calls
    the contract."""
    kind, own = paper.paper.kind, paper.paper
    names = {
        Kind.AMENDMENT: ("po_number",),
        Kind.PURCHASE_ORDER: ("number", "po_number"),
        Kind.CONTRACT: ("number", "contract_number"),
        Kind.AGREEMENT: ("number", "contract_number"),
    }
    return next((number for name in names.get(kind, ("number",)) if (number := any_number(own.text(name)))), "")


def is_same_paper(one: Figure, other: Figure) -> bool:
    """Orders of one number, also where it was misread; and those of one day and sum, where a number was not read."""
    if not own_number(one[0]) or not own_number(other[0]):
        return _looks_alike(one, other)
    return _is_numbered_alike(one, other)


def same_invoice(figures: Iterable[Figure], registry: Registry) -> IsCopy:
    """Whether two invoices are one. A credit that bears the number of the invoice it takes back stands beside it.

    One number of two known sellers is two invoices. A seller whose name did not resolve is taken for the one known
    seller of that number; where none or two are known, day or sum must be the same.
    """
    known: dict[str, set[int]] = defaultdict(set)
    for figure in figures:
        if (seller := _known_seller(figure, registry)) is not None:
            known[blurred(own_number(figure[0]))].add(seller)

    def is_copy(one: Figure, other: Figure) -> bool:
        number, its = own_number(one[0]), own_number(other[0])
        sellers = {_known_seller(figure, registry) for figure in (one, other)} - {None}
        if len(sellers) > 1 or ((one[1].cents or 0) < 0) != ((other[1].cents or 0) < 0):
            return False
        if not number and not its:
            return _looks_alike(one, other)
        if not number or not its:
            return _looks_alike(one, other) and _seller(one) == _seller(other)
        is_of_one = _seller(one) == _seller(other) or (len(sellers) == 1 and len(known[blurred(number)]) == 1)
        if number == its and is_of_one:
            return True
        return _is_numbered_alike(one, other) and (_shares_day(one, other) or one[1].cents == other[1].cents)

    return is_copy


def _is_numbered_alike(one: Figure, other: Figure) -> bool:
    """One number, letters that look like digits taken for those; or two that differ in one sign, of which the reader
    was unsure, on papers of one day and sum."""
    number, its = own_number(one[0]), own_number(other[0])
    if blurred(number) == blurred(its):
        return True
    if len(number) != len(its) or sum(a != b for a, b in zip(number, its, strict=True)) != 1:
        return False
    facts = (paper.paper.facts.get("number") for paper, _ in (one, other))
    return any(fact and not fact.is_reviewed for fact in facts) and _looks_alike(one, other)


def _looks_alike(one: Figure, other: Figure) -> bool:
    """One sum and one day; papers without a day print the very same."""
    is_undated = one[0].paper.date is None and other[0].paper.date is None
    is_near = _content(one[0]) == _content(other[0]) if is_undated else _shares_day(one, other)
    return is_near and one[1].cents == other[1].cents


def _content(paper: Placed) -> Hashable:
    """All that a paper prints, as far as it was read."""
    rows = (paper.paper.facts, *paper.paper.items)
    return (paper.paper.kind, *(frozenset((name, fact.text) for name, fact in row.items()) for row in rows))


def _shares_day(one: Figure, other: Figure) -> bool:
    return one[0].paper.date is not None and one[0].paper.date == other[0].paper.date


def _seller(figure: Figure) -> str | None:
    return figure[0].seller.key if figure[0].seller else None


def _known_seller(figure: Figure, registry: Registry) -> int | None:
    seller = figure[0].seller
    return registry.same_vendor[seller.id] if seller and seller.id is not None else None


def first_money(paper: Placed, fields: Iterable[str]) -> Iterator[Fact]:
    """The first of these fields that holds a figure, if one does."""
    for name in fields:
        fact = paper.paper.facts.get(name)
        if fact is not None and fact.cents is not None:
            yield fact
            return


def latest(figures: Iterable[Figure]) -> Figure:
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


def counted_once(same: Sequence[Figure], *printed: Collection[object]) -> Figure:
    """The latest of copies of one paper; never as reviewed where they print different numbers or `printed` differs."""
    paper, fact = latest(same)
    numbers = {own_number(each) for each, _ in same}
    return (
        (paper, replace(fact, is_reviewed=False))
        if any(len(said) > 1 for said in (numbers, *printed))
        else (paper, fact)
    )
