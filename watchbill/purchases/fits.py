"""What speaks for and against two papers being of one deal: maker, seller, agency, department, technology, date.

In doubt it speaks against: an invoice of one firm is never put to what the agency bought from another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from watchbill.model import Kind
from watchbill.names import normal_name
from watchbill.purchases.numbers import any_number, folded_number
from watchbill.purchases.parties import Party, Registry
from watchbill.purchases.placed import ASKING, FIRM, OFFERS, Placed

LONGEST_GAP = dt.timedelta(days=549)  # 18 months; papers without a number further apart are not of one deal
#: A maker's own terms belong to what a reseller sold only about the time of the sale; later it may sell directly.
TERMS_GAP = dt.timedelta(days=183)
#: So long after the last order or bill an offer may still be the paper of a deal under way.
OFFERED_LATE = dt.timedelta(days=61)
#: Names of firms that did not resolve are one firm's where rapidfuzz gives them so much of 100.
ALIKE = 85
#: The share by which invoices may come to more than their order.
ON_TOP = 0.1
_MONEY = ("total", "ceiling")


def maker_key(paper: Placed, registry: Registry) -> str | None:
    """The maker by which papers are compared; where only a reseller is known, the reseller."""
    if paper.maker is None:
        return f"sold by {paper.seller.key}" if paper.seller else None
    return str(registry.same_vendor[paper.maker.id]) if paper.maker.id else paper.maker.key


def seller_key(paper: Placed, registry: Registry) -> str | None:
    if paper.seller is None:
        return None
    return str(registry.same_vendor[paper.seller.id]) if paper.seller.id is not None else paper.seller.key


def is_resold_in(paper: Placed, group: Sequence[Placed], registry: Registry) -> bool:
    same = [other for other in group if seller_key(other, registry) == seller_key(paper, registry)]
    technologies = frozenset[str]().union(*(other.technologies for other in group))
    return (
        any(are_related(paper, other, registry) for other in same)
        and (not paper.technologies or not technologies or bool(paper.technologies & technologies))
        and not _is_of_another_department(paper, group)
        and is_near(paper, group)
    )


def fits(paper: Placed, group: Sequence[Placed], registry: Registry) -> bool:
    """Same agency and maker, nothing that contradicts, not years apart; only the group's numbered papers are asked."""
    numbered = [other for other in group if other.anchors]
    technologies = frozenset[str]().union(*(other.technologies for other in numbered))
    return (
        any(maker_key(other, registry) == maker_key(paper, registry) for other in numbered)
        and any(are_related(paper, other, registry) for other in numbered)
        and (not paper.technologies or not technologies or bool(paper.technologies & technologies))
        and not _is_of_another_department(paper, numbered)
        and not offers_for_another(paper, numbered, registry)
        and not sold_by_another(paper, numbered, registry)
        and not offers_afterwards(paper, numbered)
        and is_near(paper, numbered)
    )


def price(paper: Placed, registry: Registry) -> str | None:
    """Who asks how much: the seller and the total to the cent; None where either is not known."""
    total = paper.paper.facts.get("total")
    if total is None or not total.cents or paper.seller is None:
        return None
    seller = paper.seller.key if paper.seller.id is None else registry.kin_vendor[paper.seller.id]
    return f"{seller} {total.cents}"


def is_priced_alike(paper: Placed, group: Sequence[Placed], registry: Registry) -> bool:
    """An offer or a wish of the very total that a paper of the group bears, from the same seller to the same agency.

    Fees stay the same from year to year: an offer without a date, beside another one of that total, may be of any.
    """
    asked = price(paper, registry)
    alike = [other for other in group if other.anchors and asked and price(other, registry) == asked]
    return (
        paper.paper.kind in ASKING
        and any(are_related(paper, other, registry) for other in alike)
        and not _is_of_another_department(paper, group)
        and is_near(paper, alike)
        and not offers_afterwards(paper, alike)
        and (bool(days_of(paper)) or not _is_offered_again(paper, group, registry))
    )


def _is_offered_again(paper: Placed, group: Iterable[Placed], registry: Registry) -> bool:
    """The group holds another offer of that price, by another number."""
    own, asked = folded_number(paper.paper.text("number")), price(paper, registry)
    numbers = {
        folded_number(other.paper.text("number"))
        for other in group
        if other.paper.kind == paper.paper.kind and price(other, registry) == asked
    }
    return bool(own and numbers - {own, ""})


def offers_for_another(paper: Placed, group: Iterable[Placed], registry: Registry) -> bool:
    """An offer, or a wish to buy, of a vendor from whom the group did not buy: somebody else got the deal."""
    if paper.paper.kind not in OFFERS or paper.paper.award or paper.seller is None or paper.seller.id is None:
        return False
    sellers = {registry.kin_vendor[other.seller.id] for other in group if other.seller and other.seller.id}
    return bool(sellers) and registry.kin_vendor[paper.seller.id] not in sellers


def offers_afterwards(paper: Placed, group: Iterable[Placed]) -> bool:
    """An offer made when all that was ordered, billed or agreed on was long past: it is for what comes next."""
    firm = [days_of(other) for other in group if other.paper.kind in FIRM and not other.is_resale]
    if paper.paper.kind not in (Kind.QUOTE, Kind.REQUISITION) or not firm or not all(firm):
        return False
    days = days_of(paper)
    return bool(days) and min(days) - max(max(one) for one in firm) > OFFERED_LATE


def sold_by_another(paper: Placed, group: Iterable[Placed], registry: Registry) -> bool:
    """A paper that asks for money, of a firm that the group did not buy from: the maker beside its reseller, or two
    resellers. A maker's terms without money belong to what its reseller sold, if they are of the same months."""
    if paper.seller is None or paper.is_resale:
        return False
    firm = [other for other in group if other.seller and other.paper.kind in FIRM and not other.is_resale]
    if not firm or paper.paper.kind not in FIRM | {Kind.AGREEMENT}:
        return False
    if asks_for_money(paper):  # the maker's terms in a reseller's deal are no sale of the maker
        firm = [other for other in firm if asks_for_money(other)] or firm
    if any(may_be_one_vendor(paper.seller, other.seller, registry) for other in firm if other.seller):
        return False
    return asks_for_money(paper) or not is_near(paper, firm, TERMS_GAP)


def asks_for_money(paper: Placed) -> bool:
    """An invoice or an order, or another paper that states a sum."""
    facts = (paper.paper.facts.get(name) for name in _MONEY)
    return paper.paper.kind in (Kind.INVOICE, Kind.PURCHASE_ORDER) or any(fact and fact.cents for fact in facts)


def may_be_one_vendor(one: Party, other: Party, registry: Registry) -> bool:
    """The same firm, or one that owned the other; names that did not resolve may be slips of each other."""
    if one.id is not None and other.id is not None:
        return registry.kin_vendor[one.id] == registry.kin_vendor[other.id]
    if one.key == other.key:
        return True
    return fuzz.token_sort_ratio(normal_name(one.name), normal_name(other.name)) >= ALIKE


def _is_of_another_department(paper: Placed, group: Iterable[Placed]) -> bool:
    departments = {other.department for other in group} - {""}
    return bool(paper.department and departments) and paper.department not in departments


def is_near(paper: Placed, group: Iterable[Placed], gap: dt.timedelta = LONGEST_GAP) -> bool:
    """Within `gap` of some paper of the group or of the term that it names, or one side bears no date."""
    dates, others = days_of(paper), [days for other in group if (days := days_of(other))]
    if not dates or not others:
        return True
    return any(max(min(dates) - max(days), min(days) - max(dates)) <= gap for days in others)


def is_any_near(one: Iterable[Placed], other: Sequence[Placed]) -> bool:
    return any(is_near(paper, other) for paper in one)


def days_of(paper: Placed) -> tuple[dt.date, ...]:
    """The day that the paper bears and the days on which its term begins and ends, as far as they are known; the day
    on which it must be paid where it bears no other."""
    own = paper.paper.facts
    term = tuple(fact.date for name in ("start_date", "end_date") if (fact := own.get(name)) and fact.date)
    days = (paper.paper.date, *term) if paper.paper.date else term
    return days or tuple(fact.date for name in ("due_date",) if (fact := own.get(name)) and fact.date)


def are_related(one: Placed, other: Placed, registry: Registry) -> bool:
    """The same agency or one part of the other, and not two departments of one city."""
    if one.department and other.department and one.department != other.department:
        return False
    return bool(one.buyer and other.buyer and registry.are_related(one.buyer, other.buyer))


def may_be_one(one: Sequence[Placed], other: Sequence[Placed], registry: Registry) -> bool:
    """Two buckets, each of papers alike: nothing contradicts that they are of one deal."""
    technologies, others = one[0].technologies, other[0].technologies
    return (
        are_related(one[0], other[0], registry)
        and (not technologies or not others or bool(technologies & others))
        and is_any_near(one, other)
        and not any(offers_afterwards(paper, its) for some, its in ((one, other), (other, one)) for paper in some)
        and not any(
            speaks(some[0], others, registry)
            for some, others in ((one, other), (other, one))
            for speaks in (offers_for_another, sold_by_another)
        )
    )


def tells_of(paper: Placed, deal: Sequence[Placed], registry: Registry) -> bool:
    """A statement that may be about a deal of its maker: same agency, no other technology, not years apart."""
    technologies = frozenset[str]().union(*(other.technologies for other in deal))
    return (
        any(are_related(paper, other, registry) for other in deal)
        and (not paper.technologies or not technologies or bool(paper.technologies & technologies))
        and is_near(paper, deal)
    )


def asks_for(paper: Placed, group: Sequence[Placed], registry: Registry) -> bool:
    """A paper that names no seller asks for what the group bought: same agency, same technology, and not later."""
    firm = [other for other in group if maker_key(other, registry)]
    dates = [other.paper.date for other in firm if other.paper.kind in FIRM and other.paper.date]
    return (
        any(are_related(paper, other, registry) for other in firm)
        and any(paper.technologies & other.technologies for other in firm)
        and (paper.paper.date is None or not dates or paper.paper.date <= min(dates))
    )


def are_too_many(bills: Sequence[Placed], group: Sequence[Placed]) -> bool:
    """Invoices without the number of an order that come, with those that bear it, to more than the orders of the group.

    Then they are of another deal, or the order is not all that was agreed: nobody can tell from the papers. Freight and
    tax may come on top. Contracts may be billed every year, so a group with one takes any.
    """
    numbered = [paper for paper in group if paper.anchors]
    if any(paper.paper.kind in (Kind.CONTRACT, Kind.AGREEMENT, Kind.AMENDMENT) for paper in numbered):
        return False
    ordered = _sum_of_each(paper for paper in numbered if paper.paper.kind == Kind.PURCHASE_ORDER)
    if not ordered:
        return False
    billed = _sum_of_each(
        paper for paper in (*numbered, *bills) if paper.paper.kind == Kind.INVOICE and not paper.is_resale
    )
    return billed > ordered * (1 + ON_TOP)


def _sum_of_each(papers: Iterable[Placed]) -> int:
    """The totals in cents, each number once: the largest that is printed with it."""
    cents: dict[str, int] = {}
    for paper in papers:
        total = paper.paper.facts.get("total")
        number = any_number(paper.paper.text("number")) or paper.paper.identity
        cents[number] = max(cents.get(number, 0), (total.cents or 0) if total else 0)
    return sum(cents.values())
