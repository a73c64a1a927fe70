"""From papers to purchases: read what the store holds, join, and say what each purchase is. Writes nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import sqlalchemy as sa

from watchbill.model import Amount, Kind, Role, public_id
from watchbill.purchases.amounts import Part, amounts_of
from watchbill.purchases.awards import awards_of, maker_of_award, technologies_of_award
from watchbill.purchases.checks import Tie
from watchbill.purchases.decided import regrouped
from watchbill.purchases.departments import department_of
from watchbill.purchases.endings import endings, ends_its_deal
from watchbill.purchases.funders import Funding, fundings, funds_named, number_of_grant
from watchbill.purchases.join import join
from watchbill.purchases.links import linked, papers_named, vehicle_numbers
from watchbill.purchases.numbers import folded_number
from watchbill.purchases.paid import LISTINGS, payments_of, side_of, ties
from watchbill.purchases.pairs import Pair, pairs_of
from watchbill.purchases.papers import Fact, Paper, load_papers
from watchbill.purchases.parties import (
    Party,
    Registry,
    buyer_of,
    customers_order,
    is_resale,
    load_registry,
    maker_of,
    seller_of,
    sells_to_itself,
    vehicle_of,
)
from watchbill.purchases.placed import ASKING, FIRM, FIRMNESS, Deal, Placed, anchors_of
from watchbill.purchases.reasons import not_of_release
from watchbill.purchases.roles import buyer_of_deal, departments, maker_of_deal, seller_of_deal, whole_of
from watchbill.purchases.rungs import Step, rungs_of, solicits
from watchbill.review.deals import regroupings
from watchbill.store import schema as s
from watchbill.technologies import FoundTechnology, technologies_in

PRODUCT_WORDS = ("product", "technology", "subject", "description")
USUAL_CURRENCY = "USD"
#: Kinds of which only the first page is read for numbers and departments: their small print names many.
LONG = frozenset({Kind.CONTRACT, Kind.AMENDMENT, Kind.AGREEMENT})


@dataclass(frozen=True)
class Purchase:
    """One agency, one maker, one deal, with everything that is derived for it."""

    public_id: str
    anchor: str  # public id of the record that its id is made of
    buyer: Party | None
    maker: Party | None
    seller: Party | None
    is_lead: bool
    currency: str
    papers: tuple[tuple[int, str], ...]  # (record id, why it belongs here)
    parties: tuple[tuple[Role, Party], ...]
    technologies: tuple[FoundTechnology, ...]
    rungs: tuple[Step, ...] = ()
    amounts: tuple[Part, ...] = ()
    dates: tuple[dt.date, ...] = field(default=())
    awards: Mapping[int, int] = field(
        default_factory=dict
    )  # record id -> value that names the one of its sellers meant
    pairs: tuple[Pair, ...] = ()  # other purchases that may be the same deal


def build_purchases(connection: sa.Connection) -> list[Purchase]:
    """Every purchase and lead that the current papers prove, in the order of public ids."""
    registry = load_registry(connection)
    papers = load_papers(connection)
    grants = [paper for paper in papers if paper.kind == Kind.GRANT]
    listings = [paper for paper in papers if paper.kind in LISTINGS]
    leads = [paper for paper in papers if "interest" in paper.facts]
    proving = (paper for paper in papers if "interest" not in paper.facts)
    placed = linked(_placed(connection, proving, registry), registry)
    joined = regrouped(join(placed, registry), placed, regroupings(connection))
    deals = [deal for deal in joined if _is_of_an_agency(deal.papers, registry)]
    sides = [
        side_of(position, deal.papers, buyer_of_deal(deal.papers, registry), registry)
        for position, deal in enumerate(deals)
    ]
    tied = ties(listings, sides, frozenset(filter(None, map(number_of_grant, grants))), registry)
    paid = payments_of(tied)
    funded = fundings(grants, tied, [deal.papers for deal in deals], sides, registry)
    ended = defaultdict(list)
    for ending in endings(papers, [deal.papers for deal in deals], sides, registry):
        ended[ending.deal].append(ending)
    ties_of, grants_of = defaultdict(list), defaultdict(list)
    for tie in tied:
        ties_of[tie.deal].append(tie)
    for funding in funded:
        grants_of[funding.deal].append(funding)
    open_pairs = pairs_of(deals, registry)
    found = []
    for position, deal in enumerate(deals):
        purchase = _purchase(connection, deal, registry)
        purchase = replace(purchase, pairs=open_pairs.get(position, ()))
        payments = paid.get(position, [])
        parts = (*purchase.amounts, *(Part(Amount.PAID, payment.fact, payment.cents) for payment in payments))
        purchase = replace(
            purchase,
            papers=(*purchase.papers, *((ending.paper.record_id, ending.reason) for ending in ended[position])),
            rungs=tuple(rungs_of(deal.papers, payments, [ending.paper for ending in ended[position]])),
            dates=purchase.dates + tuple(payment.date for payment in payments if payment.date),
        )
        purchase = _in_one_currency(purchase, parts)
        found.append(_funded(purchase, deal.papers, ties_of[position], grants_of[position]))
    return sorted(found + _leads(connection, leads, registry), key=lambda purchase: purchase.public_id)


def _placed(connection: sa.Connection, papers: Iterable[Paper], registry: Registry) -> Iterator[Placed]:
    """The papers that may prove a purchase: no payments, no grants, no fees, nothing an agency sells to itself."""
    for paper in chain.from_iterable(map(awards_of, papers)):
        buyer, seller = buyer_of(paper, registry), seller_of(paper, registry)
        maker = maker_of_award(paper, registry) if paper.award else maker_of(paper, registry)
        if paper.kind not in FIRMNESS or sells_to_itself(paper, buyer, registry):
            continue
        if seller and seller.id and registry.vendors[seller.id].kind == "funder":
            continue
        if paper.kind == Kind.OTHER:  # any words may stand where its seller was looked for
            seller = seller if seller and seller.id else None
            maker = maker if maker and maker.id else None
        bears, cites = anchors_of(paper)
        texts: list[tuple[int | None, str]] = [(fact.id, fact.text) for fact in _product_facts(paper)]
        pages = _page_texts(connection, [paper], 0 if paper.kind in LONG else None)
        resold = folded_number(customers_order(paper, pages[0] if pages else ""))
        if resold:
            cites |= {("purchase order", resold)}
        asked = [(None, text) for text in pages if paper.kind in ASKING and maker is None]
        printed = [text for _, text in texts] + pages
        named = technologies_in([*texts, *asked], registry.catalogue)
        if paper.award:
            named = technologies_of_award(named, [], [paper], maker, registry)
        is_solicitation = solicits(paper, pages[0] if pages else "")
        says_who_uses_what = buyer and maker and (named or "product" in paper.facts)
        if paper.kind == Kind.OTHER and not (bears or cites or is_solicitation or says_who_uses_what):
            continue
        technologies = frozenset(technology.technology for technology in named)
        vehicle = paper.text("vehicle")
        yield Placed(
            paper, buyer, seller, maker, technologies, bears, cites,
            bool(resold) or is_resale(paper, registry), is_solicitation,
            department_of(paper, pages[0] if pages else "", _name_of(buyer, registry)), papers_named(printed),
            vehicle_numbers([*printed, vehicle], registry), ends=ends_its_deal(paper, (seller, maker), registry),
        )  # fmt: skip


def _name_of(buyer: Party | None, registry: Registry) -> str:
    """The full name of a buyer of the registry; empty for any other."""
    return registry.agencies[buyer.id].name if buyer and buyer.id is not None else ""


def _product_facts(paper: Paper) -> Iterator[Fact]:
    for facts in (paper.facts, *paper.items):
        yield from (facts[name] for name in PRODUCT_WORDS if name in facts)


def _page_texts(connection: sa.Connection, papers: Iterable[Paper], more: int | None = None) -> list[str]:
    """The text of the papers' pages; `more` is how many pages after the first are wanted, all where it is None."""
    statement = sa.select(s.page.c.text).order_by(s.page.c.number)
    texts: list[str] = []
    for paper in papers:
        last = paper.last_page if more is None else min(paper.last_page, paper.first_page + more)
        pages = s.page.c.number.between(paper.first_page, last)
        texts += connection.scalars(statement.where(s.page.c.document_id == paper.document_id, pages))
    return texts


def _purchase(connection: sa.Connection, deal: Deal, registry: Registry) -> Purchase:
    own = [placed for placed in deal.papers if not placed.is_resale] or list(deal.papers)
    buyer = buyer_of_deal(own, registry)
    maker = maker_of_deal(own)
    seller = seller_of_deal(own, registry)
    vehicles = sorted(
        (vehicle for placed in own if (vehicle := vehicle_of(placed.paper, registry))),
        key=lambda vehicle: not any(sign.isdigit() for sign in vehicle.name),
    )  # the one printed with the number of its contract says most
    parts = departments(own, buyer)
    buyer = whole_of(buyer, own, parts, registry)
    parts = departments(own, buyer)
    roles = [(Role.BUYER, buyer), (Role.SELLER, seller), (Role.MAKER, maker)]
    roles += [(Role.DEPARTMENT, part) for part in parts]
    roles += [(Role.VEHICLE, vehicle) for vehicle in vehicles]
    anchor = _anchor(own)
    dates = [date for placed in own if (date := placed.paper.date)]
    return Purchase(
        public_id=public_id("p", buyer.key if buyer else "", _key_of(maker or seller), anchor),
        anchor=anchor,
        buyer=buyer,
        maker=maker,
        seller=seller,
        is_lead=False,
        currency=USUAL_CURRENCY,
        papers=_each_once(deal),
        parties=_distinct(roles),
        technologies=tuple(_technologies(connection, own, maker, registry)),
        amounts=tuple(amounts_of(deal.papers, registry)),
        dates=tuple(dates),
        awards=_awards(deal),
    )


def _each_once(deal: Deal) -> tuple[tuple[int, str], ...]:
    """(record id, why it belongs here), once also where two of a paper's awards belong to the deal."""
    reasons: dict[int, str] = {}
    for placed, why in zip(deal.papers, deal.reasons, strict=True):
        reasons.setdefault(placed.paper.record_id, why)
    return tuple(reasons.items())


def _awards(deal: Deal) -> dict[int, int]:
    """record id -> the value that names its one award of this deal."""
    awards = [(placed.paper.record_id, placed.paper.award.id) for placed in deal.papers if placed.paper.award]
    counts = Counter(record for record, _ in awards)
    return {record: award for record, award in awards if counts[record] == 1}


def _key_of(party: Party | None) -> str:
    return party.key if party else ""


def _anchor(papers: Sequence[Placed]) -> str:
    """The record whose public id names the purchase: the smallest of its contracts, else of its orders, else of all."""
    for kinds in ((Kind.CONTRACT,), (Kind.PURCHASE_ORDER,), FIRMNESS):
        ids = [placed.paper.identity for placed in papers if placed.paper.kind in kinds]
        if ids:
            return min(ids)
    raise ValueError("a deal without papers")


def _is_of_an_agency(papers: Sequence[Placed], registry: Registry) -> bool:
    """A public body buys. Private persons and firms buy too, and their papers lie in releases: those are no purchases.

    Where no buyer could be read, a vendor of the registry shows that the deal is of the kind that is looked for. What
    a reseller orders at the maker is no deal of an agency by itself.
    """
    own = [placed for placed in papers if not placed.is_resale]
    buyers = [placed.buyer for placed in own if placed.buyer]
    if buyers:
        return any(registry.may_be_agency(buyer) for buyer in buyers)
    return any(party.id is not None for placed in own for party in (placed.maker, placed.seller) if party)


def _distinct(roles: Iterable[tuple[Role, Party | None]]) -> tuple[tuple[Role, Party], ...]:
    kept: dict[tuple[Role, str], Party] = {}
    for role, party in roles:
        if party is not None:
            kept.setdefault((role, party.key), party)
    return tuple((role, party) for (role, _), party in kept.items())


def _technologies(
    connection: sa.Connection, papers: Sequence[Placed], maker: Party | None, registry: Registry
) -> list[FoundTechnology]:
    """What the firm papers' printed words say was bought; else any paper's words; else page text; else the maker.

    A paper of several sellers says it last, and only of what this one sells.
    """
    own = [placed.paper for placed in papers if placed.paper.award is None]
    shared = [placed.paper for placed in papers if placed.paper.award]
    catalogue = registry.catalogue
    for some in ([paper for paper in own if paper.kind in FIRM], own):
        if found := technologies_in(_printed(some), catalogue):
            return found
    if shared:
        named = technologies_in(_printed(shared), catalogue)
        told = technologies_in([(None, text) for text in _page_texts(connection, shared)], catalogue)
        if found := technologies_of_award(named, told, shared, maker, registry):
            return found
    texts = [(None, text) for text in _page_texts(connection, own)]
    return technologies_in(texts, catalogue, [maker.id] if maker and maker.id is not None else [])


def _printed(papers: Iterable[Paper]) -> list[tuple[int | None, str]]:
    return [(fact.id, fact.text) for paper in papers for fact in _product_facts(paper)]


def _in_one_currency(purchase: Purchase, parts: Iterable[Part]) -> Purchase:
    """The purchase with the parts in its usual currency: sums of different currencies mean nothing.

    A figure that states no currency is taken to be in the one that the others state; where none does, in the usual one.
    """
    kept = list(parts)
    counts = Counter(part.fact.currency for part in kept if part.fact.currency)
    currency = min(counts, key=lambda code: (-counts[code], code), default=USUAL_CURRENCY)
    amounts = tuple(part for part in kept if (part.fact.currency or currency) == currency)
    return replace(purchase, currency=currency, amounts=amounts)


def _funded(purchase: Purchase, placed: Sequence[Placed], tied: Sequence[Tie], funded: Sequence[Funding]) -> Purchase:
    """The purchase with the listings that pay it and the grants that fund it among its papers and parties.

    Where no grant is known, the funds that its papers name are the funders.
    """
    papers = dict(purchase.papers)
    for tie in tied:
        papers.setdefault(tie.paper.record_id, tie.reason)
    for funding in funded:
        papers.setdefault(funding.grant.record_id, funding.reason)
    funders = [(Role.FUNDER, funding.funder) for funding in funded]
    if not funded:
        funders += [(Role.FUNDER, fund) for fund in funds_named(placed)]
    return replace(purchase, papers=tuple(papers.items()), parties=_distinct([*purchase.parties, *funders]))


def _leads(connection: sa.Connection, papers: Sequence[Paper], registry: Registry) -> list[Purchase]:
    """Expressed interest, one lead for each agency and maker. Interest proves no rung and no amount."""
    by_parties: dict[tuple[str, str], list[Placed]] = {}
    for paper in papers:
        buyer, seller, maker = buyer_of(paper, registry), seller_of(paper, registry), maker_of(paper, registry)
        if buyer and not registry.may_be_agency(buyer):
            continue
        placed = Placed(paper, buyer, seller, maker, frozenset(), frozenset(), frozenset())
        by_parties.setdefault((_key_of(buyer), _key_of(maker)), []).append(placed)
    found = []
    for (buyer_key, maker_key), mine in sorted(by_parties.items()):
        anchor = min(placed.paper.public_id for placed in mine)
        first = mine[0]
        found.append(
            Purchase(
                public_id=public_id("p", "lead", buyer_key, maker_key, anchor),
                anchor=anchor,
                buyer=first.buyer,
                maker=first.maker,
                seller=None,
                is_lead=True,
                currency=USUAL_CURRENCY,
                papers=tuple(
                    (placed.paper.record_id, f"expresses interest; proves no purchase{not_of_release(placed)}")
                    for placed in mine
                ),
                parties=_distinct([(Role.BUYER, first.buyer), (Role.MAKER, first.maker)]),
                technologies=tuple(_technologies(connection, mine, first.maker, registry)),
                dates=tuple(date for placed in mine if (date := placed.paper.date)),
            )
        )
    return found
