"""Which payments belong to which deal: checks and register rows, and what grant sheets state was spent.

A row belongs to a deal when its payee is the deal's seller or maker, and it names one of the deal's numbers or comes
from the same agency and no second deal fits. Every other row stays a payment that no purchase counts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchbill.model import Kind
from watchbill.names import fold
from watchbill.purchases.checks import Payment, Tie, paid_by
from watchbill.purchases.numbers import NUMBER, any_number, blurred, folded_number
from watchbill.purchases.papers import Facts, Paper
from watchbill.purchases.parties import Party, Registry, buyer_of, vendor_named
from watchbill.purchases.placed import Placed
from watchbill.technologies import technologies_in

LISTINGS = frozenset({Kind.REGISTER, Kind.PAYMENT_LISTING})
ORDERS = ("po_number", "contract_number")
TERM = ("start_date", "end_date")
#: A payment this long before or after all papers of a deal is of another deal.
NEAR = dt.timedelta(days=549)
#: Letters and digits of a number that is told among the words of a description.
LONG_NUMBER = 6


@dataclass(frozen=True)
class Side:
    """What a row is compared with: the deal's position, its buyer, its vendors, and the numbers on its papers.

    `orders` are the numbers of its orders and contracts alone; `days` the first and the last that its papers bear.
    """

    deal: int
    buyer: Party | None
    vendors: frozenset[str]
    numbers: frozenset[str]
    orders: frozenset[str]
    technologies: frozenset[str]
    days: tuple[dt.date, dt.date] | None


def side_of(position: int, papers: Sequence[Placed], buyer: Party | None, registry: Registry) -> Side:
    """A deal as payments see it."""
    parties = [party for paper in papers if not paper.is_resale for party in (paper.seller, paper.maker) if party]
    orders = frozenset(blurred(number) for paper in papers for _, number in paper.anchors)
    bills = (folded_number(paper.paper.text("number")) for paper in papers if paper.paper.kind == Kind.INVOICE)
    days = [
        day
        for paper in papers
        for day in (paper.paper.date, *(paper.paper.facts[name].date for name in TERM if name in paper.paper.facts))
        if day
    ]
    return Side(
        position,
        buyer,
        frozenset(_vendor_key(party, registry) for party in parties),
        (orders | frozenset(map(blurred, bills))) - {""},
        orders,
        frozenset[str]().union(*(paper.technologies for paper in papers)),
        (min(days), max(days)) if days else None,
    )


def _vendor_key(party: Party, registry: Registry) -> str:
    return str(registry.same_vendor[party.id]) if party.id is not None else party.key


@dataclass(frozen=True)
class _Row:
    """A row of a listing whose payee is known, as it is compared with deals."""

    paper: Paper
    facts: Facts
    buyer: Party | None
    vendor: str
    grant: str
    called: str


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
    left: list[_Row] = []
    for row in _rows(listings, grants, registry):
        printed = _numbers(row.facts)
        named = {
            side.deal: (side, number)
            for number in printed
            for side in by_number[row.vendor, number]
            if row.buyer is None or side.buyer is None or registry.are_related(row.buyer, side.buyer)
        }
        same = [] if named else _same_agency(row.buyer, by_buyer[row.vendor].values(), registry)
        if len(named) == 1:
            [(side, number)] = named.values()
            reason = f"{row.called} and names {printed[number]}"
            found.append(Tie(side.deal, row.paper, row.facts, row.grant, reason))
        elif len(same) == 1 and _may_pay(row, same[0], registry):
            reason = f"{row.called} for the same agency"
            found.append(Tie(same[0].deal, row.paper, row.facts, row.grant, reason, is_inferred=True))
        else:
            left.append(row)
    return found + _of_tied_checks(left, found, registry)


def _rows(listings: Iterable[Paper], grants: frozenset[str], registry: Registry) -> Iterator[_Row]:
    for paper in listings:
        buyer, grant = buyer_of(paper, registry), grant_number(paper, grants)
        for facts in paper.payments:
            payee = _payee(facts, bool(grant), registry)
            if payee is not None:
                called = f"{_called(paper, grant)} names {payee.name}"
                yield _Row(paper, facts, buyer, _vendor_key(payee, registry), grant, called)


def _may_pay(row: _Row, side: Side, registry: Registry) -> bool:
    """Nothing on a row without a number of the deal speaks against it: no number of another order or contract, no
    other technology, no day long before or after all of its papers."""
    others = {blurred(folded_number(row.facts[name].text)) for name in ORDERS if name in row.facts} - {""}
    if others and side.orders:
        return False
    words = [(row.facts["description"].id, row.facts["description"].text)] if "description" in row.facts else []
    about = {found.technology for found in technologies_in(words, registry.catalogue)}
    if about and side.technologies and not about & side.technologies:
        return False
    day = next((row.facts[name].date for name in ("date", "check_date") if name in row.facts), None) or row.paper.date
    return day is None or side.days is None or side.days[0] - NEAR <= day <= side.days[1] + NEAR


def _of_tied_checks(rows: Iterable[_Row], tied: Iterable[Tie], registry: Registry) -> list[Tie]:
    """Rows that name no deal and no order, but a check of the same payee that pays for one deal: those that void it,
    take it back or replace it."""
    deals: dict[tuple[str, str], set[int]] = defaultdict(set)
    for tie in tied:
        payee, check = _payee(tie.row, bool(tie.grant), registry), tie.row.get("check_number")
        if payee and check:
            deals[_vendor_key(payee, registry), blurred(any_number(check.text))].add(tie.deal)
    found = []
    for row in rows:
        checks = {blurred(any_number(row.facts["check_number"].text))} if "check_number" in row.facts else set[str]()
        if "description" in row.facts:
            checks |= {blurred(any_number(word)) for word in NUMBER.findall(row.facts["description"].text)}
        homes = {deal for check in checks - {""} for deal in deals.get((row.vendor, check), ())}
        if len(homes) == 1:
            reason = f"{row.called} and a check that pays for this deal"
            found.append(Tie(homes.pop(), row.paper, row.facts, row.grant, reason))
    return found


def _numbers(row: Facts) -> dict[str, str]:
    """The numbers a row prints, folded and blurred -> as printed; of a description also the long ones among its
    words."""
    fields = ("number", "invoice_number", "po_number", "contract_number", "description")
    printed = {blurred(folded_number(row[name].text)): row[name].text for name in fields if name in row}
    for word in NUMBER.findall(row["description"].text) if "description" in row else ():
        if len(folded := folded_number(word)) >= LONG_NUMBER:
            printed.setdefault(blurred(folded), word)
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
