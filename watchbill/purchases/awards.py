"""A paper that names several sellers, each with its own amount, counts as one paper for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from watchbill.model import Kind
from watchbill.purchases.papers import Paper
from watchbill.purchases.parties import Party, Registry, maker_of, seller_of, vendor_named
from watchbill.technologies import FoundTechnology

AWARDING = frozenset({Kind.STAFF_REPORT, Kind.RESOLUTION})
#: What such a paper says of its sellers together: money would count once for each, a number would join them.
OF_ALL = frozenset({"total", "ceiling", "subtotal", "tax", "contract_number", "po_number"})


def awards_of(paper: Paper) -> tuple[Paper, ...]:
    """The paper as each of its sellers sees it: its own name and amount; a paper of one seller as it is."""
    rows = [row for row in paper.items if "vendor" in row]
    if paper.kind not in AWARDING or "vendor" in paper.facts or not rows:
        return (paper,)
    shared = {name: fact for name, fact in paper.facts.items() if name not in OF_ALL}
    return tuple(
        replace(
            paper,
            facts=shared | {"vendor": row["vendor"]} | ({"total": row["amount"]} if "amount" in row else {}),
            items=(row,),
            award=row["vendor"],
            other_sellers=tuple(other["vendor"] for other in rows if other is not row),
        )
        for row in rows
    )


def maker_of_award(paper: Paper, registry: Registry) -> Party | None:
    """As `maker_of`, but a seller that makes what it sells comes first, and what the words of the paper say is never
    another of its sellers."""
    seller = seller_of(paper, registry)
    if seller and seller.id and seller.id not in registry.resellers:
        return seller
    maker = maker_of(paper, registry)
    if maker and maker.id and registry.kin_vendor[maker.id] in _kin_of_others([paper], registry):
        return seller if seller and not seller.id else None
    return maker


def technologies_of_award(
    named: Sequence[FoundTechnology],
    told: Sequence[FoundTechnology],
    papers: Iterable[Paper],
    maker: Party | None,
    registry: Registry,
) -> list[FoundTechnology]:
    """What papers of several sellers say of one: what only this maker sells of them all, else what it sells; of a
    seller not known for anything what none of the others is known for.

    `named` is found in the papers' values, `told` in the text of their pages: the latter decides where no value does,
    and for what only this maker sells.
    """
    sold = registry.catalogue.vendor_technologies
    kin = _kin_of_others(papers, registry)
    others = frozenset[str]().union(
        *(sold.get(vendor, ()) for vendor, one in registry.kin_vendor.items() if one in kin)
    )
    own = sold.get(maker.id, frozenset()) if maker and maker.id is not None else frozenset()
    for found, wanted in ((named, own - others), (told, own - others), (named or told, own)):
        mine = [technology for technology in found if technology.technology in wanted]
        if mine:
            return mine
    return [technology for technology in named or told if technology.technology not in others | own]


def _kin_of_others(papers: Iterable[Paper], registry: Registry) -> frozenset[int]:
    """The other sellers that the papers name, as far as they are known, each by the representative of its kin."""
    sellers = (vendor_named(fact, registry) for paper in papers for fact in paper.other_sellers)
    return frozenset(registry.kin_vendor[party.id] for party in sellers if party and party.id is not None)
