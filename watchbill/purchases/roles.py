"""Who takes part in a deal, from what each of its papers says: buyer, department, seller, maker."""

from __future__ import annotations

from collections.abc import Sequence

from watchbill.model import Kind
from watchbill.names import agency_name, fold
from watchbill.purchases.departments import department_named, in_small_letters
from watchbill.purchases.parties import Party, Registry
from watchbill.purchases.placed import FIRMNESS, Placed

SELLER_ORDER = (Kind.INVOICE, Kind.PURCHASE_ORDER, *(kind for kind in FIRMNESS if kind != Kind.INVOICE))


def buyer_of_deal(papers: Sequence[Placed], registry: Registry) -> Party | None:
    """The department where city and department both appear; else the buyer of the firmest paper that resolved."""
    buyers = [placed.buyer for placed in papers if placed.buyer and not placed.is_resale]
    known = [party for party in buyers if party.id is not None]
    if not known:
        return next((party for party in buyers if registry.may_be_agency(party)), next(iter(buyers), None))
    deepest = max(len(list(registry.lineage(party.id))) for party in known if party.id is not None)
    chosen = [party for party in known if party.id is not None and len(list(registry.lineage(party.id))) == deepest]
    first = chosen[0]
    return next((party for party in chosen if party.id == first.id and party.fact), first)


def departments(papers: Sequence[Placed], buyer: Party | None) -> list[Party]:
    """The departments for which the deal was made, the one of the firmest paper first; none that is the buyer itself.

    They are parts of the buyer and no agencies: none gets an id. A part that is no usual department ("EPD
    Administration") counts only where no paper names one that is.
    """
    own = department_named(buyer.name) if buyer else ""
    units = [paper.unit for paper in papers if paper.unit.name and not paper.is_resale]
    usual = [unit for unit in units if unit.key]
    found: dict[str, Party] = {}
    for unit in usual or units:
        key = f"department: {unit.key or fold(unit.name)}"
        if key not in found or (found[key].fact is None and unit.fact):
            found[key] = Party(key, None, found[key].name if key in found else unit.name, unit.fact, True)
    found.pop(f"department: {own}", None)
    return list(found.values())


def whole_of(buyer: Party | None, papers: Sequence[Placed], parts: Sequence[Party], registry: Registry) -> Party | None:
    """The buyer; where the papers name only one department and the registry has it, that department.

    Where the buyer is one department, and the papers name only others, it is the body they belong to: a police
    department releases papers of public works, too. The body is the parent that the registry knows, else the one that
    the papers print.
    """
    own = department_named(buyer.name) if buyer else ""
    named = {paper.department for paper in papers if paper.department and not paper.is_resale}
    if buyer is None or buyer.id is None or not named or own in named:
        return buyer
    if not own:
        return _part_of(buyer.id, named, parts, registry) or buyer
    parent = registry.agencies[buyer.id].parent_id
    if parent is not None:
        return Party(registry.agencies[parent].key, parent, registry.agencies[parent].name, None, True)
    printed = (paper.paper.facts.get("agency") for paper in papers)
    body = next((fact for fact in printed if fact and not department_named(fact.text)), None)
    if body is None:
        return buyer
    name = in_small_letters(body.text) if body.text.isupper() else body.text
    return Party(f"printed: {agency_name(body.text).normal}", None, name, body, True)


def _part_of(whole: int, named: set[str], parts: Sequence[Party], registry: Registry) -> Party | None:
    """The only department named, where the registry has it as a part of the agency."""
    known = [
        agency
        for agency in registry.agencies.values()
        if agency.parent_id == whole and {department_named(agency.name)} == named
    ]
    if len(known) != 1:
        return None
    [agency] = known
    fact = next((part.fact for part in parts if part.fact), None)
    return Party(agency.key, agency.id, fact.text if fact else agency.name, fact, True)


def maker_of_deal(papers: Sequence[Placed]) -> Party | None:
    """Whose technology it is: a vendor of the registry first, else whom a paper calls the maker, else who sells."""
    makers = [placed.maker for placed in papers if placed.maker]
    called = (party for party in makers if party.fact and party.fact.field == "maker")
    return next((party for party in makers if party.id is not None), next(called, next(iter(makers), None)))


def seller_of_deal(papers: Sequence[Placed], registry: Registry) -> Party | None:
    """Who is paid: the seller of an invoice, else of an order, else of the firmest paper; a known one first."""
    ranked = sorted(papers, key=lambda placed: SELLER_ORDER.index(placed.paper.kind))
    sellers = [placed.seller for placed in ranked if placed.seller]
    return next((party for party in sellers if party.id is not None), next(iter(sellers), None))
