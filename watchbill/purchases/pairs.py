"""Deals that may be one: the papers neither prove it nor speak against it, so a person decides.

Looked for is a deal that nothing numbers (an invoice without an order, what a council decided) beside one of the same
agency and seller that an order or a contract numbers. What cites an order that is not here is of that order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz.distance import OSA

from watchbill.model import Kind
from watchbill.purchases.fits import are_related, is_near, seller_key
from watchbill.purchases.parties import Registry
from watchbill.purchases.placed import FIRM, NAMED, Anchor, Deal, Placed

#: More deals than these may be meant: then the paper says too little to ask about any.
MOST = 3
#: Decisions of reviewers about deals are final: what they took apart is not asked about again.
_DECIDED = "a reviewer"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two deals that may be one: a paper of the one, the firmest of the other, and why it is in doubt."""

    record_id: int
    other_id: int
    identity: tuple[str, str]
    reason: str


def pairs_of(deals: Sequence[Deal], registry: Registry) -> dict[int, tuple[Pair, ...]]:
    """Position of a deal -> the pairs that a person should look at, each once."""
    numbered: dict[str | None, list[int]] = defaultdict(list)
    for position, deal in enumerate(deals):
        if any(map(_numbers, deal.papers)):
            paid = (paper for paper in deal.papers if paper.paper.kind in FIRM and not paper.is_resale)
            for key in {seller_key(paper, registry) for paper in paid} - {None}:
                numbered[key].append(position)
    found: dict[int, tuple[Pair, ...]] = {}
    for place, deal in enumerate(deals):
        asked = _asked(deal)
        if asked is None:
            continue
        others = (deals[position] for position in numbered[seller_key(asked, registry)])
        fitting = tuple(islice(_fitting(asked, deal, others, registry), MOST + 1))
        if 0 < len(fitting) <= MOST:
            found[place] = fitting
    return found


def _numbers(paper: Placed) -> frozenset[Anchor]:
    """The orders and contracts whose own paper this is."""
    return frozenset(anchor for anchor in paper.bears if anchor[0] not in NAMED.values())


def _asked(deal: Deal) -> Placed | None:
    """The paper to ask about: the firmest with a seller, of a deal that no number ties to an order or a contract."""
    if any(map(_numbers, deal.papers)) or any(_DECIDED in reason for reason in deal.reasons):
        return None
    return next((paper for paper in deal.papers if paper.seller and paper.paper.kind != Kind.OTHER), None)


def _fitting(asked: Placed, deal: Deal, others: Iterator[Deal], registry: Registry) -> Iterator[Pair]:
    cited = {anchor for paper in deal.papers for anchor in paper.cites if anchor[0] not in NAMED.values()}
    technologies = frozenset[str]().union(*(paper.technologies for paper in deal.papers))
    for other in others:
        firmest = next(paper for paper in other.papers if _numbers(paper))
        its = frozenset[str]().union(*(paper.technologies for paper in other.papers))
        if any(_DECIDED in reason for reason in other.reasons) or not are_related(asked, firmest, registry):
            continue
        if (technologies and its and not technologies & its) or not is_near(asked, other.papers):
            continue
        if not cited:
            reason = f"{asked.called} names no order or contract, and {firmest.called} is of the same agency and seller"
        elif slip := _slip(cited, firmest):
            reason = (
                f"{asked.called} prints {slip[0]} {slip[1]}, which no paper bears; {firmest.called} of the same agency "
                "and seller differs in one sign"
            )
        else:
            continue
        identity = (asked.paper.identity, firmest.paper.identity)
        yield Pair(asked.paper.record_id, firmest.paper.record_id, identity, f"{reason}: one deal or two?")


def _slip(cited: set[Anchor], firmest: Placed) -> Anchor | None:
    """The number cited that differs in one sign from one that the paper bears."""
    return next(
        (
            (kind, number)
            for kind, number in sorted(cited)
            for its_kind, its in sorted(_numbers(firmest))
            if kind == its_kind and len(number) == len(its) and OSA.distance(number, its, score_cutoff=1) == 1
        ),
        None,
    )
