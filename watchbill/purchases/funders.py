"""Which grant pays for a deal. A grant's own sum is never part of an amount: it may pay for much else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watchbill.names import normal_name
from watchbill.purchases.checks import Tie
from watchbill.purchases.numbers import folded_number
from watchbill.purchases.paid import Side
from watchbill.purchases.papers import Paper
from watchbill.purchases.parties import Party, Registry, buyer_of, vendor_named
from watchbill.purchases.placed import Placed

#: Words of a fund whose money is not the agency's own budget, and not the name of one alone: "Grants" names nobody.
_GIVEN = re.compile(r"(?=.*\w\W+\w)(?:.*\b(?:forfeitures?|foundation|grants?)\b)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Funding:
    """A grant that a paper ties to a deal; `funder` is the grantor as the grant prints it."""

    deal: int
    grant: Paper
    funder: Party | None
    reason: str


def number_of_grant(grant: Paper) -> str:
    """The number of a grant, folded."""
    return folded_number(grant.text("grant_number")) or folded_number(grant.text("number"))


def fundings(
    grants: Iterable[Paper],
    tied: Sequence[Tie],
    deals: Sequence[Sequence[Placed]],
    sides: Sequence[Side],
    registry: Registry,
) -> list[Funding]:
    """Grants tied to deals: a sheet of the grant pays the seller or maker, or a paper of the deal cites the grant."""
    found: list[Funding] = []
    for grant in grants:
        number, recipient = number_of_grant(grant), buyer_of(grant, registry)
        if not number:
            continue
        reasons: dict[int, str] = {}
        for position, papers in enumerate(deals):
            citing = [paper for paper in papers if folded_number(paper.paper.text("grant_number")) == number]
            if citing:
                reasons[position] = f"{citing[0].called} cites grant {grant.text('number')}"
        for tie in tied:
            if tie.grant == number:
                reasons.setdefault(tie.deal, tie.reason)
        for deal, reason in sorted(reasons.items()):
            if _may_fund(recipient, sides[deal].buyer, registry):
                found.append(Funding(deal, grant, funder_of(grant, registry), reason))
    return found


def _may_fund(recipient: Party | None, buyer: Party | None, registry: Registry) -> bool:
    """The recipient and the buyer belong to one family; what did not resolve contradicts nobody, unless it is plainly
    another than the agency that released it."""
    if recipient and buyer and (recipient.instead_of or buyer.instead_of) and None in (recipient.id, buyer.id):
        return recipient.key == buyer.key
    if recipient is None or buyer is None or recipient.id is None or buyer.id is None:
        return True
    return registry.family(recipient.id) == registry.family(buyer.id)


def funds_named(papers: Iterable[Placed]) -> list[Party]:
    """The forfeiture funds, grants and foundations from which the papers say a deal is paid, as printed."""
    funds = (fact for placed in papers if (fact := placed.paper.facts.get("fund")) and _GIVEN.match(fact.text))
    return [Party(f"printed: {normal_name(fact.text)}", None, fact.text, fact) for fact in funds]


def funder_of(grant: Paper, registry: Registry) -> Party | None:
    """The grantor: an agency or a foundation, as printed."""
    fact = grant.facts.get("funder") or grant.facts.get("vendor")
    if fact is None:
        return None
    agency = registry.matches.get(("agency", fact.text))
    if agency is not None:
        return Party(registry.agencies[agency].key, agency, fact.text, fact, True)
    return vendor_named(fact, registry)
