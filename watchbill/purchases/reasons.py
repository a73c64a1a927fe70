"""Why a paper belongs to its purchase, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchbill.purchases.placed import ASKING, Deal, Placed, firmest_first

LONE = "the only paper of this purchase"


def explained(papers: Iterable[Placed]) -> Deal:
    """A group of papers as a deal: the firmest first, each with the sentence that says why it belongs here."""
    group = sorted(papers, key=firmest_first)
    return Deal(
        tuple(group), tuple(_reason(paper, group) + _remarked(paper) + not_of_release(paper) for paper in group)
    )


def _remarked(paper: Placed) -> str:
    return "".join(f"; {remark}" for remark in (paper.note, paper.doubt) if remark)


def not_of_release(paper: Placed) -> str:
    """Why the paper does not count for the agency that released it; empty where it does."""
    if paper.buyer is None or not paper.buyer.instead_of:
        return ""
    return f"; released by {paper.buyer.instead_of}, but it names {paper.buyer.name} as the buyer"


def _reason(paper: Placed, group: Sequence[Placed]) -> str:
    others = [other for other in group if other is not paper]
    if not others:
        return LONE
    for one, other in [(paper, other) for other in others] + [(other, paper) for other in others]:
        if one.cites & other.bears:
            return f"{one.called} cites {other.called}"
    for other in others:
        for kind, number in sorted(paper.bears & other.bears):
            return f"{paper.called} bears the same {kind} number as another {other.paper.kind} ({number})"
    for other in others:
        for kind, number in sorted(paper.cites & other.cites):
            return f"{paper.called} and {other.called} cite the same {kind} ({number})"
    same = [other for other in others if other.seller and paper.seller and other.seller.key == paper.seller.key]
    total = paper.paper.facts.get("total")
    for other in same if total and total.cents and paper.paper.kind in ASKING else ():
        its = other.paper.facts.get("total") or other.paper.facts.get("ceiling")
        if total and its and its.cents == total.cents:
            return f"{paper.called} has the same agency, seller and total as {other.called}"
    if same and (paper.maker is None or all(other.maker is None for other in others)):
        return f"{paper.called} has the same agency and seller, and there is no second such purchase of its time"
    if paper.maker is None and paper.seller is None:
        return f"{paper.called} asks for the technology of the only such purchase of the agency"
    return f"{paper.called} has the same agency and maker, and there is no second such purchase of its time"
