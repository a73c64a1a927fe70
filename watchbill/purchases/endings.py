"""Which papers say that a deal was ended: those of the deal itself, and letters and e-mails that name it.

A letter belongs to a deal where it names a number of its contract or order (a long one, where nobody says whose letter
it is), or its vendor and no second deal of the agency fits. What is said of another vendor ends nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watchbill.model import Kind
from watchbill.names import fold, normal_name
from watchbill.purchases.numbers import NUMBER, blurred, folded_number
from watchbill.purchases.paid import LONG_NUMBER, Side
from watchbill.purchases.papers import Paper
from watchbill.purchases.parties import Party, Registry, buyer_of, vendor_named
from watchbill.purchases.placed import Placed

#: Papers that may tell of an end without being of the deal.
TELLING = frozenset({Kind.EMAIL, Kind.RECORDS_LETTER, Kind.OTHER})
#: Papers of a deal that end it by what they say.
ENDING = frozenset({Kind.AMENDMENT, Kind.RESOLUTION, Kind.OTHER})
LONGEST_NAME = 5  # words
#: What a firm's name ends with, also one that nobody knows.
_FIRM = re.compile(r"\b(?:inc|l\.?l\.?c|l\.?l\.?p|ltd|corp|corporation|co|gmbh|plc)\b", re.I)
#: A first word that says enough by itself: "our contract with Flock". Others begin many names.
_SHORTEST_WORD = 5
_COMMON = frozenset(
    [
        "agreement",
        "american",
        "board",
        "central",
        "contract",
        "council",
        "county",
        "department",
        "digital",
        "first",
        "general",
        "global",
        "national",
        "office",
        "police",
        "public",
        "safety",
        "security",
        "services",
        "sheriff",
        "state",
        "systems",
        "technology",
        "united",
        "village",
    ]
)


@dataclass(frozen=True)
class Ending:
    """A paper that says that a deal was ended, and the sentence that ties it there."""

    deal: int
    paper: Paper
    reason: str


def ends_its_deal(paper: Paper, parties: Sequence[Party | None], registry: Registry) -> bool:
    """Whether a paper of a deal says that it was ended: of the deal's vendor, or of none by name. A firm that nobody
    knows may be another one: its end is not taken for that of the deal."""
    if paper.kind not in ENDING or paper.is_unsigned:
        return False
    own = {registry.kin_vendor[party.id] for party in parties if party and party.id is not None}
    own_names = [normal_name(party.name) for party in parties if party]
    for fact in paper.states("ended"):
        named = {registry.kin_vendor[vendor] for vendor in _vendors_named(fact.text, registry)}
        is_of_own = any(name and name in normal_name(fact.text) for name in own_names)
        if named <= own and (named or is_of_own or not _FIRM.search(fact.text)):
            return True
    return False


def endings(
    papers: Iterable[Paper], deals: Sequence[Sequence[Placed]], sides: Sequence[Side], registry: Registry
) -> list[Ending]:
    """The letters and e-mails that say of exactly one deal that it was ended."""
    housed = {placed.paper.record_id for deal in deals for placed in deal}
    found = []
    for paper in papers:
        if paper.kind not in TELLING or paper.record_id in housed or not paper.states("ended"):
            continue
        buyer = buyer_of(paper, registry)
        near = [side for side in sides if _may_be_of(paper, buyer, side, registry)]
        numbers = _numbers(paper)
        long = frozenset(number for number in numbers if len(number) >= LONG_NUMBER)
        by_number = [side for side in near if side.orders & (numbers if buyer and side.buyer else long)]
        kind = paper.kind.replace("_", " ")
        if len(by_number) == 1:
            reason = f"the {kind} says that it was ended and names its number"
            found.append(Ending(by_number[0].deal, paper, reason))
        elif not by_number:
            named = [side for side in near if buyer and side.buyer and _names(paper, deals[side.deal], registry)]
            if len(named) == 1:
                reason = f"the {kind} says that the agency's contract with this vendor was ended"
                found.append(Ending(named[0].deal, paper, reason))
    return found


def _may_be_of(paper: Paper, buyer: Party | None, side: Side, registry: Registry) -> bool:
    if buyer and side.buyer and not registry.are_related(buyer, side.buyer):
        return False
    return paper.date is None or side.days is None or side.days[0] <= paper.date


def _numbers(paper: Paper) -> frozenset[str]:
    """The numbers that the paper bears, and the long ones in what it says of the end."""
    texts = [paper.text(name) for name in ("contract_number", "po_number", "number")]
    words = (word for fact in paper.states("ended") for word in NUMBER.findall(fact.text))
    texts += [word for word in words if len(folded_number(word)) >= LONG_NUMBER]
    return frozenset(blurred(folded_number(text)) for text in texts) - {""}


def _names(paper: Paper, deal: Sequence[Placed], registry: Registry) -> bool:
    """What the paper says of the end names the deal's vendor and no other; else its vendor is the deal's."""
    parties = [party for placed in deal if not placed.is_resale for party in (placed.seller, placed.maker) if party]
    own = {registry.kin_vendor[party.id] for party in parties if party.id is not None}
    said = " ".join(fact.text for fact in paper.states("ended"))
    named = {registry.kin_vendor[vendor] for vendor in _vendors_named(said, registry)}
    if named:
        return named <= own
    words = set(re.findall(r"[A-Z]\w+", said))
    firsts = {word for party in parties if (word := fold(party.name).split(" ")[0]) not in _COMMON}
    if any(fold(word) in firsts for word in words if len(word) >= _SHORTEST_WORD):
        return True
    vendor = vendor_named(paper.facts.get("vendor"), registry)
    return vendor is not None and (vendor.key in {party.key for party in parties} or _kin(vendor, registry) in own)


def _kin(party: Party, registry: Registry) -> int | None:
    return registry.kin_vendor[party.id] if party.id is not None else None


def _vendors_named(text: str, registry: Registry) -> set[int]:
    """The vendors of the registry whose names the text prints."""
    words = re.findall(r"[\w&'.-]*\w", text)
    spans = (
        " ".join(words[at : at + length])
        for length in range(1, LONGEST_NAME + 1)
        for at in range(len(words) - length + 1)
    )
    names = (normal_name(span) for span in spans if span[0].isupper())
    return {registry.vendor_names[name] for name in names if name in registry.vendor_names}
