"""A paper among its parties, with the numbers that it bears and cites."""

from __future__ import annotations

from dataclasses import dataclass

from watchbill.model import Kind
from watchbill.purchases.departments import NO_DEPARTMENT, Department
from watchbill.purchases.numbers import folded_number
from watchbill.purchases.papers import Paper
from watchbill.purchases.parties import Party

#: (what kind of number, the number folded): ("contract", "202503244"), ("purchase order", "2510002336")
Anchor = tuple[str, str]

#: Papers from the firmest to the loosest: the firmest says who takes part.
FIRMNESS = (
    Kind.CONTRACT, Kind.AMENDMENT, Kind.AGREEMENT, Kind.PURCHASE_ORDER, Kind.INVOICE, Kind.RESOLUTION,
    Kind.STAFF_REPORT, Kind.REQUISITION, Kind.QUOTE, Kind.OTHER,
)  # fmt: skip
#: Papers that others name in their words, by their own number.
NAMED = {Kind.QUOTE: "quote", Kind.RESOLUTION: "resolution"}
#: Papers that show what was bought.
FIRM = frozenset({Kind.CONTRACT, Kind.AMENDMENT, Kind.PURCHASE_ORDER, Kind.INVOICE})
#: Papers that come before a seller is chosen, and so may name only what is wanted.
ASKING = frozenset({Kind.REQUISITION, Kind.QUOTE, Kind.STAFF_REPORT, Kind.RESOLUTION, Kind.OTHER})
#: Papers that name a seller before anyone else had to agree.
OFFERS = frozenset({Kind.QUOTE, Kind.REQUISITION, Kind.STAFF_REPORT})


@dataclass(frozen=True)
class Placed:
    """A paper among its parties. `bears` are its own numbers, `cites` those of other papers."""

    paper: Paper
    buyer: Party | None
    seller: Party | None
    maker: Party | None
    technologies: frozenset[str]
    bears: frozenset[Anchor]
    cites: frozenset[Anchor]
    is_resale: bool = False
    is_solicitation: bool = False
    unit: Department = NO_DEPARTMENT  # for which department of the buyer, where the paper says it
    named: frozenset[Anchor] = frozenset()  # the quotes and resolutions that its words name, with folded numbers
    vehicle_numbers: frozenset[str] = frozenset()  # numbers of cooperative contracts that it prints
    ends: bool = False  # it says that its deal was ended
    doubt: str = ""  # why it may not belong to the papers it is joined to
    note: str = ""  # how the number that joins it is printed, where that is not as the other paper prints it

    @property
    def department(self) -> str:
        """By what its department is compared with those of other papers."""
        return self.unit.key

    @property
    def anchors(self) -> frozenset[Anchor]:
        return self.bears | self.cites

    @property
    def called(self) -> str:
        """What a sentence calls the paper: "invoice INV-61152"."""
        number = self.paper.text("number")
        if not number and self.paper.kind in (Kind.CONTRACT, Kind.AMENDMENT, Kind.AGREEMENT):
            number = self.paper.text("contract_number")
        kind = "paper" if self.paper.kind == Kind.OTHER else self.paper.kind.replace("_", " ")
        award = f" (award to {self.paper.award.text})" if self.paper.award else ""
        return f"{kind} {number}".strip() + award


@dataclass(frozen=True)
class Deal:
    """Papers of one agency, one maker, one deal; `reasons` says for each, in a sentence, why it belongs here."""

    papers: tuple[Placed, ...]
    reasons: tuple[str, ...]


def anchors_of(paper: Paper) -> tuple[frozenset[Anchor], frozenset[Anchor]]:
    """(numbers the paper bears, numbers it cites) of contracts and purchase orders."""
    number, contract = folded_number(paper.text("number")), folded_number(paper.text("contract_number"))
    order = folded_number(paper.text("po_number"))
    bears: set[Anchor] = set()
    cites: set[Anchor] = set()
    if paper.kind in (Kind.CONTRACT, Kind.AGREEMENT):
        bears.add(("contract", number or contract))
        cites.add(("contract", contract))
    elif paper.kind == Kind.AMENDMENT:  # its own number counts amendments: "Amendment 2"
        cites |= {("contract", contract), ("purchase order", order)}
        if not contract and not order:
            bears.add(("contract", number))
    elif paper.kind == Kind.PURCHASE_ORDER:
        bears.add(("purchase order", number or order))
        cites.add(("contract", contract))
    else:
        cites |= {("contract", contract), ("purchase order", order)}
    bears = {anchor for anchor in bears if anchor[1]}
    return frozenset(bears), frozenset(anchor for anchor in cites if anchor[1]) - bears


def firmest_first(placed: Placed) -> tuple[int, str, str]:
    """The order in which papers are looked at and shown."""
    kind = placed.paper.kind
    return (FIRMNESS.index(kind), str(placed.paper.date or "9999"), placed.paper.identity)
