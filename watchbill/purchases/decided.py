"""Deals as people regrouped them: the one place where merges and splits of the correction log reach the purchases.

Decisions are applied in the order in which they were made, to groups that the rules made of the same papers; so one
that was undone leaves no trace, and the order in which papers arrived changes nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from watchbill.model import Kind
from watchbill.purchases.copies import is_same_paper
from watchbill.purchases.join import connected
from watchbill.purchases.placed import Anchor, Deal, Placed
from watchbill.purchases.reasons import LONE, explained
from watchbill.review.deals import Member, Regrouping, folded


@dataclass(frozen=True)
class _Group:
    papers: tuple[Placed, ...]
    notes: tuple[str, ...] = ()


def regrouped(deals: Sequence[Deal], placed: Sequence[Placed], decisions: Sequence[Regrouping]) -> list[Deal]:
    """The deals with what people decided laid over them. Untouched deals come back as they are.

    `placed` are all papers that may prove a purchase: one that the rules joined to nothing may be merged into a deal.
    """
    holding = [one for one in decisions if one.holds]
    if not holding:
        return list(deals)
    untouched = {_identities(deal.papers): deal for deal in deals}
    groups = [_Group(deal.papers) for deal in deals]
    homeless = _without_home(placed, deals, holding)
    for one in holding:
        groups = _merged(groups, homeless, one) if one.is_merge else _split(groups, one)
    groups = sorted(groups, key=lambda group: min(map(_identity, group.papers)))
    kept = [untouched[key] for group in groups if not group.notes and (key := _identities(group.papers)) in untouched]
    return kept + [_noted(explained(group.papers), group) for group in groups if group.notes]


def _without_home(placed: Iterable[Placed], deals: Sequence[Deal], holding: Iterable[Regrouping]) -> list[Placed]:
    """Papers that the rules joined to nothing, as far as a merge speaks of them."""
    housed = {_identity(paper) for deal in deals for paper in deal.papers}
    named = frozenset[Member]().union(*(one.papers for one in holding if one.is_merge))
    return [paper for paper in placed if _identity(paper) not in housed and _is_among(paper, named)]


def _merged(groups: Sequence[_Group], homeless: Sequence[Placed], one: Regrouping) -> list[_Group]:
    mine = [group for group in groups if any(_is_among(paper, one.papers) for paper in group.papers)]
    housed = {_identity(paper) for group in mine for paper in group.papers}
    mine += [_Group((paper,)) for paper in homeless if _is_among(paper, one.papers) and _identity(paper) not in housed]
    if len(mine) < 2:
        return list(groups)
    whole = _Group(
        tuple(paper for group in mine for paper in group.papers),
        (
            *(note for group in mine for note in group.notes),
            f"a reviewer says that these papers are one deal (correction {one.said.id})",
        ),
    )
    return [group for group in groups if group not in mine] + [whole]


def _split(groups: Sequence[_Group], one: Regrouping) -> list[_Group]:
    found: list[_Group] = []
    for group in groups:
        out, rest = _sides(group.papers, one)
        if not out or not rest:
            found.append(group)
            continue
        note = f"a reviewer took it out of another purchase (correction {one.said.id})"
        left = f"a reviewer took other papers out of this purchase (correction {one.said.id})"
        found += [_Group(tuple(rest), (*group.notes, left)), _Group(tuple(out), (*group.notes, note))]
    return found


def _sides(papers: Sequence[Placed], one: Regrouping) -> tuple[list[Placed], list[Placed]]:
    """(what is taken out, what stays). A paper that came later goes with those whose numbers only they share with it,
    and a copy of a paper goes where that goes: otherwise it would count in both purchases."""
    alike = {_likeness(paper) for paper in papers if _is_among(paper, one.papers)}
    if not alike:
        return [], []
    same = [paper for paper in papers if _likeness(paper) in alike]
    named = [paper for paper in papers if _likeness(paper) in alike or any(_is_misread(paper, one) for one in same)]
    taken = set(map(_identity, named))
    others = [paper for paper in papers if _identity(paper) not in taken]
    stays = [paper for paper in others if _is_among(paper, one.rest)]
    if not stays:  # they are apart already
        return [], []
    later = [paper for paper in others if not _is_among(paper, one.rest)]
    gone = _linked_only_with(named, stays, later)
    return [*named, *gone], [*stays, *(paper for paper in later if _identity(paper) not in set(map(_identity, gone)))]


def _linked_only_with(named: Sequence[Placed], stays: Sequence[Placed], later: Sequence[Placed]) -> list[Placed]:
    """The later papers whose numbers lead to `named` and not, however indirectly, to what stays."""
    staying = frozenset[Anchor]().union(*(paper.anchors for paper in stays))
    owned = frozenset[Anchor]().union(*(paper.anchors for paper in named)) - staying
    links: dict[Anchor, list[int]] = {}
    for position, paper in enumerate(later, start=2):
        for anchor in paper.anchors:
            links.setdefault(anchor, [0] if anchor in owned else [1] if anchor in staying else []).append(position)
    groups = connected(range(len(later) + 2), [link for link in links.values() if len(link) > 1])
    with_named = next(group for group in groups if 0 in group)
    return [] if 1 in with_named else [later[position - 2] for position in with_named if position > 1]


def _likeness(placed: Placed) -> Hashable:
    """What tells one paper from another: its kind and number; without a number its date and sum, else only itself."""
    paper = placed.paper
    award = f"/{folded(paper.award.text)}" if paper.award else ""
    if number := folded(paper.text("number")):
        return str(paper.kind), number + award
    total = paper.facts.get("total")
    if paper.date and total and total.cents is not None:
        return str(paper.kind), paper.date, total.cents, award
    return paper.identity


def _is_misread(one: Placed, other: Placed) -> bool:
    """A scan of the same paper whose number was misread, as amounts take it for one."""
    total, its = one.paper.facts.get("total"), other.paper.facts.get("total")
    if one.paper.kind != other.paper.kind or one.paper.kind == Kind.AMENDMENT or total is None or its is None:
        return False
    return one.paper.award is None and other.paper.award is None and is_same_paper((one, total), (other, its))


def _is_among(placed: Placed, members: frozenset[Member]) -> bool:
    record_id, award = placed.paper.record_id, placed.paper.award
    return Member(record_id) in members or (award is not None and Member(record_id, folded(award.text)) in members)


def _identity(placed: Placed) -> str:
    return placed.paper.identity


def _identities(papers: Iterable[Placed]) -> frozenset[str]:
    return frozenset(map(_identity, papers))


def _noted(deal: Deal, group: _Group) -> Deal:
    """The deal with what people decided behind what the rules say of each paper."""
    notes = "; ".join(dict.fromkeys(group.notes))
    return Deal(deal.papers, tuple(notes if why == LONE else f"{why}; {notes}" for why in deal.reasons))
