"""What links papers beyond equal numbers: numbers printed another way or blurred by a scan, quotes and resolutions
named in prose; and what looks like a link and is none, the number of a cooperative contract that many deals ride on.

Each rule asks for more than the number: the same family of buyers and a common seller or maker. In doubt, no link.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, combinations

from watchbill.model import Kind
from watchbill.purchases.numbers import NUMBER, blurred, folded_number, loosened
from watchbill.purchases.parties import Party, Registry
from watchbill.purchases.placed import NAMED, Anchor, Placed
from watchbill.resolve.match import SHORT_ALIAS

#: Letters and digits: "Quote 12" may be anything.
SHORTEST_NAMED = 4
_NUMBER = r"\s*+(?:no\b\.?|number|num\b\.?|#|id\b)?\s*+[:#]?\s*+((?=[\w-]*\d)[A-Z0-9][\w-]{2,})"
_IN_WORDS = {
    "quote": re.compile(r"\b(?:quot(?:e|ation)|estimate|proposal)s?" + _NUMBER, re.IGNORECASE),
    "resolution": re.compile(r"\b(?:resolution|ordinance)s?" + _NUMBER, re.IGNORECASE),
}
NEAR_VEHICLE = 60  # characters between the number of a cooperative contract and the name of the cooperative


def linked(papers: Iterable[Placed], registry: Registry) -> list[Placed]:
    """The papers with the links that their numbers do not show by themselves, in the same order."""
    placed = _without_vehicles(list(papers), registry)
    return _with_misread_copies(_with_alike_numbers(_with_named_papers(placed, registry), registry), registry)


def papers_named(texts: Iterable[str]) -> frozenset[Anchor]:
    """The quotes and resolutions that a paper's words name, with their folded numbers.

    >>> sorted(papers_named(["per Quote # Q-224510 dated 5/1/2024 and Resolution No. 2024-31", "quoted 15 days ago"]))
    [('quote', 'q224510'), ('resolution', '202431')]
    """
    found = (
        (kind, folded_number(number))
        for text in texts
        for kind, pattern in _IN_WORDS.items()
        for number in pattern.findall(text)
    )
    return frozenset(anchor for anchor in found if len(anchor[1]) >= SHORTEST_NAMED)


def vehicle_numbers(texts: Iterable[str], registry: Registry) -> frozenset[str]:
    """The numbers that stand beside the name of a cooperative: "CONTRACT # 23-6692-03 - OMNIA PARTNERS"."""
    names = [name for name, vendor in registry.vendor_names.items() if registry.vendors[vendor].kind == "vehicle"]
    found: set[str] = set()
    for text in texts:
        plain = " ".join(text.split())
        for place in chain.from_iterable(_printed_as(name).finditer(plain) for name in names):
            if len(place.group()) > SHORT_ALIAS or place.group().isupper():  # "tips" are no TIPS
                around = plain[max(0, place.start() - NEAR_VEHICLE) : place.end() + NEAR_VEHICLE]
                found |= {folded_number(word) for word in NUMBER.findall(around)}
    return frozenset(found - {""})


@cache
def _printed_as(name: str) -> re.Pattern[str]:
    """A folded name as papers print it: "us communities" as "U.S. Communities"."""
    words = (r"\.?".join(map(re.escape, word)) + r"\.?" if len(word) < 4 else re.escape(word) for word in name.split())
    return re.compile(rf"\b{r'[^a-z0-9]+'.join(words)}(?![a-z0-9])", re.IGNORECASE)


def _without_vehicles(papers: list[Placed], registry: Registry) -> list[Placed]:
    """A cooperative contract is a role: its number, wherever it is cited, makes no two purchases one."""
    shared = frozenset[str]().union(*(paper.vehicle_numbers for paper in papers))
    drop = {("contract", number) for number in shared}
    own = frozenset[Anchor]().union(*(paper.bears for paper in papers if paper.paper.kind == Kind.CONTRACT))
    drop -= own  # an agency's own contract may stand beside the cooperative's name
    return [replace(paper, cites=paper.cites - drop) if paper.cites & drop else paper for paper in papers]


def _with_named_papers(papers: list[Placed], registry: Registry) -> list[Placed]:
    """A quote or resolution whose number other papers name, of the same buyer and seller or maker, belongs to them.

    Where those others contradict each other, such as the orders of two departments under one resolution, it joins none.
    """
    bearers: dict[Anchor, list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        if anchor := _own_name(paper):
            bearers[anchor].append(place)
    naming: dict[tuple[Anchor, int], list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        for anchor in sorted(paper.named & bearers.keys() - {_own_name(paper)}):
            for other in bearers[anchor]:
                if other != place and _agree(paper, papers[other], registry):
                    naming[anchor, other].append(place)
    out = list(papers)
    for (anchor, bearer), places in naming.items():
        if all(_may_be_of_one(papers[one], papers[other], registry) for one, other in combinations(places, 2)):
            out[bearer] = replace(out[bearer], bears=out[bearer].bears | {anchor})
            for place in places:
                out[place] = replace(out[place], cites=out[place].cites | {anchor})
    return out


def _own_name(paper: Placed) -> Anchor | None:
    """How the words of other papers would name this one; None where no words do."""
    number = folded_number(paper.paper.text("number"))
    kind = NAMED.get(paper.paper.kind, "")
    return (kind, number) if kind and len(number) >= SHORTEST_NAMED else None


def _with_alike_numbers(papers: list[Placed], registry: Registry) -> list[Placed]:
    """A number that no paper bears is taken for the one number like it that a paper of the same deal bears.

    Alike are numbers that differ in the zeros before them, in "PO" written on to them or in a revision; and, in doubt,
    in letters and digits that look alike on a scan (O and 0, l and 1). One digit is never taken for another: orders are
    numbered one after the other.
    """
    bearers: dict[tuple[str, str], list[tuple[Placed, Anchor]]] = defaultdict(list)
    borne = frozenset[Anchor]().union(*(paper.bears for paper in papers))
    for paper in papers:
        for kind, number in paper.bears:
            for form in {blurred(form) for form in loosened(_printed(paper, number))}:
                bearers[kind, form].append((paper, (kind, number)))
    return [_with_alike_number(paper, borne, bearers, registry) for paper in papers]


def _with_alike_number(
    paper: Placed,
    borne: frozenset[Anchor],
    bearers: Mapping[tuple[str, str], Sequence[tuple[Placed, Anchor]]],
    registry: Registry,
) -> Placed:
    taken = paper
    for kind, number in sorted(paper.cites - borne):
        printed = _printed(paper, number)
        forms = {blurred(form) for form in loosened(printed)}
        alike = [found for form in sorted(forms) for found in bearers.get((kind, form), ())]
        found = [(other, anchor) for other, anchor in alike if _agree(paper, other, registry)]
        meant = {anchor for _, anchor in found}
        if len(meant) != 1:
            continue
        other, anchor = found[0]
        its = _printed(other, anchor[1])
        if loosened(printed) & loosened(its):
            taken = replace(taken, cites=taken.cites | meant, note=f"it prints {kind} {its} as {printed}")
        else:
            doubt = f"in doubt: it prints {kind} {printed}, taken for {anchor[1]}"
            taken = replace(taken, cites=taken.cites | meant, doubt=doubt)
    return taken


def _with_misread_copies(papers: list[Placed], registry: Registry) -> list[Placed]:
    """An order or a contract whose own number a scan blurred is taken for the one of the same deal that it looks like.

    Of two numbers alike the one with more digits is the printed one.
    """
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for paper in papers:
        for kind, number in paper.bears:
            bearers[kind, blurred(number)].add(number)
    out = list(papers)
    for place, paper in enumerate(papers):
        for kind, number in sorted(paper.bears):
            clearest = min(bearers[kind, blurred(number)], key=lambda one: (sum(map(str.isalpha, one)), one))
            anchor = (kind, clearest)
            if clearest != number and any(anchor in other.bears and _agree(paper, other, registry) for other in papers):
                doubt = f"in doubt: it prints {kind} {_printed(paper, number)}, taken for {clearest}"
                out[place] = replace(out[place], cites=out[place].cites | {anchor}, doubt=doubt)
    return out


def _printed(paper: Placed, number: str) -> str:
    texts = (paper.paper.text(name) for name in ("po_number", "contract_number", "number"))
    return next((text for text in texts if folded_number(text) == number), number)


def _agree(one: Placed, other: Placed, registry: Registry) -> bool:
    """Nothing speaks against one deal, and a seller or maker speaks for it."""
    return _may_be_of_one(one, other, registry) and bool(_vendors(one, registry) & _vendors(other, registry))


def _may_be_of_one(one: Placed, other: Placed, registry: Registry) -> bool:
    """Neither buyer nor department nor technology speaks against it; a maker and its reseller may both sell."""
    return (
        _may_share_buyer(one.buyer, other.buyer, registry)
        and not (one.department and other.department and one.department != other.department)
        and not (one.technologies and other.technologies and not one.technologies & other.technologies)
    )


def _may_share_buyer(one: Party | None, other: Party | None, registry: Registry) -> bool:
    if one is None or other is None:
        return True
    if one.id is None or other.id is None:
        return one.key == other.key
    return registry.family(one.id) == registry.family(other.id)


def _vendors(paper: Placed, registry: Registry) -> frozenset[str]:
    parties: Sequence[Party | None] = (paper.seller, paper.maker)
    return frozenset(
        str(registry.same_vendor[party.id]) if party.id is not None else party.key for party in parties if party
    )
