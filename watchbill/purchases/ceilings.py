"""The most that signed papers allow: a contract's sum, and what its amendments make of it, one after the other.

An amendment may say what the contract comes to with it, or only what it adds. What it adds counts where the sum before
it is known, and never as the contract's sum. A renewal's own limit that is below what was allowed before takes nothing
back: it speaks of the renewal.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from watchbill.model import Kind
from watchbill.purchases.copies import Figure, first_money, latest, own_number
from watchbill.purchases.numbers import any_number, blurred
from watchbill.purchases.papers import Fact
from watchbill.purchases.placed import Placed

_CONTRACTS = (Kind.CONTRACT, Kind.AGREEMENT)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ceilings(papers: Iterable[Placed]) -> list[Figure]:
    """The figures whose sum the signed papers allow, contract by contract.

    Contracts of different numbers add up, unless one cites the other, or both print one sum and no different days: then
    they are the offices' numbers of one paper. What bears no number is taken for a paper of the only numbered contract,
    or where there are several for a copy of them.
    """
    groups = _by_contract(papers)
    allowed = {number: _allowed(mine) for number, mine in groups.items()}
    allowed = {number: figures for number, figures in allowed.items() if figures}
    for number in sorted(allowed):
        if number in allowed and any(_is_part_of(number, other, groups, allowed) for other in allowed):
            del allowed[number]
    return [figure for _, figures in sorted(allowed.items()) for figure in figures]


def _by_contract(papers: Iterable[Placed]) -> dict[str, list[Placed]]:
    """Signed papers by the number of their contract, as a scan may blur it."""
    groups: dict[str, list[Placed]] = defaultdict(list)
    for paper in papers:
        if paper.paper.kind in (*_CONTRACTS, Kind.AMENDMENT) and not paper.paper.is_unsigned:
            numbers = sorted(number for what, number in paper.bears or paper.cites if what == "contract")
            groups[blurred(numbers[0]) if numbers else ""].append(paper)
    if len(groups) == 2 and "" in groups:
        [other] = groups.keys() - {""}
        groups[other] += [paper for paper in groups[""] if _is_of_no_order(paper)]
    if len(groups) > 1:
        groups.pop("", None)
    return groups


def _is_of_no_order(paper: Placed) -> bool:
    """A change of an order is no amendment of the contract."""
    return paper.paper.kind != Kind.AMENDMENT or not own_number(paper)


def _is_part_of(
    number: str, other: str, groups: Mapping[str, Sequence[Placed]], allowed: Mapping[str, Sequence[Figure]]
) -> bool:
    """A contract that cites another, which states a sum of its own; or a second number of the same paper."""
    if number == other:
        return False
    contracts = [paper for paper in groups[number] if paper.paper.kind in _CONTRACTS]
    cited = {blurred(cited) for paper in contracts for what, cited in paper.cites if what == "contract"}
    if other in cited:
        return True
    one, its = allowed[number], allowed[other]
    if len(one) != 1 or len(its) != 1 or one[0][1].cents != its[0][1].cents or not one[0][1].cents:
        return False
    days = {paper.paper.date for paper, _ in (*one, *its)} - {None}
    return len(days) < 2 and number > other


def _allowed(papers: Sequence[Placed]) -> list[Figure]:
    """What the papers of one contract allow: figures that add up."""
    steps = [latest(same) for same in _copies(papers)]
    steps.sort(key=_place)
    now: list[Figure] = []
    for paper, fact in steps:
        if paper.paper.kind != Kind.AMENDMENT:
            now = [(paper, fact)]
            continue
        added = [one for one in paper.paper.states("changed_by") if one.cents]
        if fact.field == "changed_by":
            now += [(paper, fact)] if now else []
        elif fact.field == "changed_to" or not _sum(now) or (fact.cents or 0) >= _sum(now):
            now = [(paper, fact)]
        elif not added:  # the limit of a renewal: what was allowed before is in doubt, and so is this
            now = [(other, replace(its, is_reviewed=False)) for other, its in now]
    return now


def _copies(papers: Iterable[Placed]) -> list[list[Figure]]:
    """Figures of the contract's papers: all contracts in one group by day, each amendment with its second scans."""
    same: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for paper in papers:
        figure = _figure(paper)
        if figure is None:
            continue
        day, ordinal = paper.paper.date, _ordinal(paper)
        if paper.paper.kind != Kind.AMENDMENT:
            same["contract", day].append((paper, figure))
        elif ordinal:
            same["amendment", ordinal].append((paper, figure))
        else:
            same["amendment", day or paper.paper.public_id, figure.cents].append((paper, figure))
    return list(same.values())


def _figure(paper: Placed) -> Fact | None:
    """What a contract comes to; of an amendment what the contract comes to with it, else what it adds."""
    if paper.paper.kind != Kind.AMENDMENT:
        return next(first_money(paper, ("ceiling", "total")), None)
    added = [fact for fact in paper.paper.states("changed_by") if fact.cents is not None]
    come_to = [fact for fact in paper.paper.states("changed_to") if fact.cents is not None]
    if come_to:
        return max(come_to, key=lambda fact: (fact.is_reviewed, fact.cents or 0))
    own = next(first_money(paper, ("ceiling",)), None)
    if own is not None and own.cents not in {fact.cents for fact in added}:
        return own
    if own_number(paper):  # it changes an order
        return None
    return added[0] if len({fact.cents for fact in added}) == 1 else None


def _place(figure: Figure) -> tuple[bool, dt.date, bool, int, str]:
    """In time: contracts without a day first, amendments without one last, in the order of their numbers."""
    paper, fact = figure
    is_change = paper.paper.kind == Kind.AMENDMENT
    day = paper.paper.date or (dt.date.max if is_change else dt.date.min)
    return (is_change and paper.paper.date is None, day, is_change, _ordinal(paper), fact.public_id)


def _ordinal(paper: Placed) -> int:
    """The number of an amendment: 2 of ``2``, ``Amendment No. 2`` and ``SECOND``; 0 where it has none."""
    text = paper.paper.text("number").casefold()
    named = next((place for place, word in enumerate(_ORDINALS, start=1) if re.search(rf"\b{word}\b", text)), 0)
    digits = any_number(text)
    return named or (int(digits) if digits.isdecimal() and len(digits) < 4 else 0)


def _sum(figures: Iterable[Figure]) -> int:
    return sum(fact.cents or 0 for _, fact in figures)
