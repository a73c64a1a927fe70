"""Which payments belong to which deal: checks and register rows, and what grant sheets state was spent.

A row belongs to a deal when its payee is the deal's seller or maker, and it names one of the deal's numbers or comes
from the same agency and no second deal fits. Every other row stays a payment that no purchase counts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from watchbill.model import Kind
from watchbill.names import fold
from watchbill.purchases.checks import Payment as Payment
from watchbill.purchases.checks import Tie as Tie
from watchbill.purchases.checks import paid_by
from watchbill.purchases.join import Placed
from watchbill.purchases.numbers import folded_number
from watchbill.purchases.papers import Facts, Paper
from watchbill.purchases.parties import Party, Registry, buyer_of, vendor_named

LISTINGS = frozenset({Kind.REGISTER, Kind.PAYMENT_LISTING})


@dataclass(frozen=True)
class Side:
    """What a row is compared with: the deal's position, its buyer, its vendors, and the numbers on its papers."""

    deal: int
    buyer: Party | None
    vendors: frozenset[str]
    numbers: frozenset[str]


def side_of(position: int, papers: Sequence[Placed], buyer: Party | None, registry: Registry) -> Side:
    """A deal as payments see it."""
    parties = [party for paper in papers if not paper.is_resale for party in (paper.seller, paper.maker) if party]
    numbers = {number for paper in papers for _, number in paper.anchors}
    numbers |= {folded_number(paper.paper.text("number")) for paper in papers if paper.paper.kind == Kind.INVOICE}
    return Side(
        position, buyer, frozenset(_vendor_key(party, registry) for party in parties), frozenset(numbers - {""})
    )


def _vendor_key(party: Party, registry: Registry) -> str:
    return str(registry.same_vendor[party.id]) if party.id is not None else party.key


def ties(listings: Iterable[Paper], sides: Sequence[Side], grants: frozenset[str], registry: Registry) -> list[Tie]:
    """Every row tied to a deal. `grants` are the folded numbers of known grants: what bears one is its sheet."""
    by_number: dict[tuple[str, str], list[Side]] = defaultdict(list)
    by_buyer: dict[str, dict[str, list[Side]]] = defaultdict(lambda: defaultdict(list))
    for side in sides:
        for vendor in side.vendors:
            by_buyer[vendor][side.buyer.key if side.buyer else ""].append(side)
            for number in side.numbers:
                by_number[vendor, number].append(side)
    found: list[Tie] = []
    for paper in listings:
        buyer, grant = buyer_of(paper, registry), grant_number(paper, grants)
        for row in paper.payments:
            payee = _payee(row, bool(grant), registry)
            if payee is None:
                continue
            vendor, called = _vendor_key(payee, registry), f"{_called(paper, grant)} names {payee.name}"
            printed = _numbers(row)
            named = {
                side.deal: (side, number)
                for number in printed
                for side in by_number[vendor, number]
                if buyer is None or side.buyer is None or registry.are_related(buyer, side.buyer)
            }
            same = [] if named else _same_agency(buyer, by_buyer[vendor].values(), registry)
            if len(named) == 1:
                [(side, number)] = named.values()
                found.append(Tie(side.deal, paper, row, grant, f"{called} and names {printed[number]}"))
            elif len(same) == 1:
                found.append(Tie(same[0].deal, paper, row, grant, f"{called} for the same agency"))
    return found


def _numbers(row: Facts) -> dict[str, str]:
    """The numbers a row prints, folded -> as printed."""
    fields = ("number", "po_number", "contract_number", "description")
    printed = {folded_number(row[name].text): row[name].text for name in fields if name in row}
    return {folded: printed[folded] for folded in sorted(printed) if folded}


def _same_agency(buyer: Party | None, groups: Iterable[list[Side]], registry: Registry) -> list[Side]:
    """The deals of the agency; each group is of one buyer."""
    return [
        side
        for group in groups
        if buyer and group[0].buyer and registry.are_related(buyer, group[0].buyer)
        for side in group
    ]


def grant_number(paper: Paper, grants: frozenset[str]) -> str:
    """The grant whose expense sheet a listing is: it says so, or bears the number of a known grant; else empty."""
    number = folded_number(paper.text("grant_number"))
    own = folded_number(paper.text("number"))
    return number or (own if own in grants else "")


def _called(paper: Paper, grant: str) -> str:
    if grant:
        return f"expense sheet of grant {paper.text('grant_number') or paper.text('number')}"
    return f"{paper.kind.replace('_', ' ')} {paper.text('number')}".strip()


def _payee(row: Facts, is_sheet: bool, registry: Registry) -> Party | None:
    """Who is paid. The rows of a grant's sheet begin with the vendor and go on with what was bought.

    A sheet has sections, so a payee printed on an earlier page than the figure is that of another section.
    """
    fact = row.get("payee")
    figure = row.get("spent") or row.get("amount")
    if is_sheet and (fact is None or (figure and fact.page != figure.page)):
        fact = row.get("description")
    payee = vendor_named(fact, registry)
    if fact is None or payee is None or payee.id is not None or not is_sheet:
        return payee
    words = fold(fact.text).split()
    for length in range(len(words), 0, -1):
        vendor = registry.vendor_names.get(" ".join(words[:length]))
        if vendor is not None:
            return Party(registry.vendors[vendor].key, vendor, registry.vendors[vendor].name, fact)
    return payee


def payments_of(tied: Iterable[Tie]) -> Mapping[int, list[Payment]]:
    """deal -> its payments. Checks and stated expenditures may be the same money: the larger sum counts, never both."""
    checks: dict[int, list[Payment]] = defaultdict(list)
    stated: dict[int, list[Payment]] = defaultdict(list)
    ties_by_deal: dict[int, list[Tie]] = defaultdict(list)
    for tie in tied:
        ties_by_deal[tie.deal].append(tie)
    for deal, mine in ties_by_deal.items():
        checks[deal] = paid_by([tie for tie in mine if not _is_sheet(tie)])
        stated[deal] = _stated([tie for tie in mine if _is_sheet(tie)])
    return {
        deal: max((checks[deal], stated[deal]), key=lambda payments: sum(payment.cents for payment in payments))
        for deal in sorted(ties_by_deal)
        if checks[deal] or stated[deal]
    }


def _is_sheet(tie: Tie) -> bool:
    """On a grant's expense sheet `amount` is what was awarded; only `spent` was paid."""
    return bool(tie.grant) or any("spent" in row for row in tie.paper.payments)


def _stated(tied: Sequence[Tie]) -> list[Payment]:
    """What the latest sheet of each grant states as spent: sheets are cumulative and never add up."""
    sheets: dict[str, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for tie in tied:
        sheets[tie.grant][tie.paper.public_id].append(tie)
    found: list[Payment] = []
    for _, papers in sorted(sheets.items()):
        all_dated = all(rows[0].paper.date for rows in papers.values())
        latest = max((_lateness(rows[0].paper, all_dated), paper) for paper, rows in papers.items())
        for tie in papers[latest[1]]:
            fact = tie.row.get("spent")
            if fact is not None and fact.cents:
                found.append(Payment(tie.paper, fact, fact.cents, tie.paper.date, tie.reason))
    return found


def _lateness(paper: Paper, all_dated: bool) -> tuple[dt.date, int, int, str]:
    """By date where every sheet of the grant has one, else by how much the sheet states as spent."""
    spent = Counter({row["spent"].public_id: row["spent"].cents or 0 for row in paper.payments if "spent" in row})
    date = paper.date if all_dated and paper.date else dt.date.min
    return (date, spent.total(), len(spent), paper.public_id)
