"""What a governing body voted. A vote on a rising total counts with the total alone, and one sum voted twice once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from watchbill.model import Kind
from watchbill.purchases.copies import Figure, copies, counted_once, first_money, is_same_paper
from watchbill.purchases.papers import Fact
from watchbill.purchases.placed import Placed

#: A committee and a council, a first and a second reading vote on one sum within this time; councils meet monthly.
ONE_DECISION = dt.timedelta(days=21)


def authorised(papers: Sequence[Placed]) -> list[Figure]:
    """The figures whose sum the body voted: each resolution once; of several awards each.

    A vote to raise a contract to a sum stands for the votes before it. A vote that ratifies what was voted already, and
    one on the same sum within ONE_DECISION, approves no more money: in doubt it counts once.
    """
    figures = [
        (paper, fact)
        for paper in papers
        if paper.paper.kind == Kind.RESOLUTION and not paper.ends and (fact := _figure(paper))
    ]
    votes = [counted_once(same) for same in copies(figures, _is_same_decision, by_sum=True)]
    for place, (paper, _) in enumerate(votes):
        if any(other != place and _stands_for(votes[other], paper) for other in range(len(votes))):
            votes[place] = (paper, replace(votes[place][1], cents=None))
    return [(paper, fact) for paper, fact in votes if fact.cents is not None]


def _figure(paper: Placed) -> Fact | None:
    """What the contract comes to by this vote, else what it adds, else the sum voted."""
    if paper.paper.award is None:
        for name in ("changed_to", "changed_by"):
            said = [fact for fact in paper.paper.states(name) if fact.cents is not None]
            if len({fact.cents for fact in said}) == 1:
                return said[0]
    return next(first_money(paper, ("ceiling", "total")), None)


def _is_same_decision(one: Figure, other: Figure) -> bool:
    """One resolution again; or one sum, voted twice within a short time or ratified later, for one contract."""
    sellers = {paper.seller.key for paper, _ in (one, other) if paper.paper.award and paper.seller}
    if len(sellers) > 1:
        return False
    if is_same_paper(one, other):
        return True
    day, its = one[0].paper.date, other[0].paper.date
    is_near = day is not None and its is not None and abs(day - its) <= ONE_DECISION
    is_ratified = any(paper.paper.states("ratified") for paper, _ in (one, other))
    return one[1].cents == other[1].cents and not _contradict(one[0], other[0]) and (is_near or is_ratified)


def _stands_for(later: Figure, earlier: Placed) -> bool:
    """The later vote names what the contract comes to, with the earlier one in it."""
    paper, fact = later
    if fact.field != "changed_to" or _contradict(paper, earlier):
        return False
    mine, its = paper.paper.date, earlier.paper.date
    if not earlier.paper.states("changed_to"):
        return mine is None or its is None or its <= mine
    # Of votes that name the sum the last alone stands; one without a day is before all others, or all would fall.
    return (its or dt.date.min, earlier.paper.identity) < (mine or dt.date.min, paper.paper.identity)


def _contradict(one: Placed, other: Placed) -> bool:
    """Votes on different contracts or orders."""
    for kind in ("contract", "purchase order"):
        numbers = [{number for what, number in paper.anchors if what == kind} for paper in (one, other)]
        if all(numbers) and not numbers[0] & numbers[1]:
            return True
    return False
