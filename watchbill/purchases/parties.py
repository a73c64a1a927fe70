"""Who buys, who is paid and whose technology it is, paper by paper.

The buyer is the agency that released the paper, unless the paper prints a department of it or plainly another public
body; without a release it is the agency printed. A reseller is the seller and never the maker: the maker then comes
from the maker field or from the product words that the paper prints.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import sqlalchemy as sa

from watchbill.model import Kind
from watchbill.names import agency_name, fold, names_public_body, normal_name
from watchbill.purchases.papers import Fact, Paper
from watchbill.resolve.elsewhere import KnownPlaces, is_elsewhere, load_places
from watchbill.resolve.match import SHORT_ALIAS
from watchbill.resolve.spellings import Spelling, blurred_name, load_spellings
from watchbill.store import schema as s
from watchbill.technologies import Catalogue, load_catalogue, phrases_in

#: Agencies of these kinds are parents in law only: their children do not buy for each other.
SEPARATE_PARENTS = frozenset({"state", "federal"})
_CUSTOMERS_ORDER = re.compile(
    r"\b(?:customer|client|end[- ]user)(?:'s)? (?:p\.?\s?o\.?|purchase order)(?: (?:number|no\.?|num\.?|#))?[\s:#]+"
    r"([\w-]*\d[\w-]*)",
    re.IGNORECASE,
)
DOUBTFUL_NAME = 0.6
PRODUCT_FIELDS = ("maker", "product", "technology", "subject")


@dataclass(frozen=True, slots=True)
class Party:
    """An agency or vendor as a paper names it. `key` is its registry key, or `printed: …` where it has none.

    `instead_of` is the agency that released the paper where the paper prints another body as its buyer.
    """

    key: str
    id: int | None
    name: str
    fact: Fact | None = None
    is_agency: bool = False
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """An agency or a vendor of the registry."""

    id: int
    key: str
    name: str
    kind: str
    parent_id: int | None = None


@dataclass(frozen=True)
class Registry:
    """What joining needs to know of the registry and of resolved names.

    `matches` leads from (kind, printed name) to an agency or vendor id; `same_vendor` and `kin_vendor` to one
    representative of the vendors that are one firm renamed, and of those that ever owned each other.
    """

    agencies: Mapping[int, Entity]
    vendors: Mapping[int, Entity]
    matches: Mapping[tuple[str, str], int]
    agency_names: Mapping[str, frozenset[int]]
    places: frozenset[str]
    known_places: KnownPlaces
    vendor_names: Mapping[str, int]
    resellers: frozenset[int]
    same_vendor: Mapping[int, int]
    kin_vendor: Mapping[int, int]
    product_makers: Mapping[tuple[str, ...], int]
    catalogue: Catalogue
    spellings: Mapping[str, Spelling] = field(default_factory=dict)

    def family(self, agency_id: int) -> int:
        """The highest body an agency belongs to, short of a state or the federal government."""
        seen = {agency_id}
        parent = self.agencies[agency_id].parent_id
        while parent is not None and parent not in seen and self.agencies[parent].kind not in SEPARATE_PARENTS:
            seen.add(parent)
            agency_id, parent = parent, self.agencies[parent].parent_id
        return agency_id

    def lineage(self, agency_id: int) -> Iterator[int]:
        """The agency, its parent, and so on."""
        seen: set[int] = set()
        current: int | None = agency_id
        while current is not None and current not in seen:
            seen.add(current)
            yield current
            current = self.agencies[current].parent_id

    def may_be_agency(self, party: Party) -> bool:
        """An agency of the registry, a printed name that says so by its words, or the name of an agency's place."""
        return party.id is not None or names_public_body(party.name) or fold(party.name) in self.places

    def is_one_vendor(self, one: int, other: int) -> bool:
        """One firm, under whichever of its names."""
        return self.same_vendor[one] == self.same_vendor[other]

    def are_related(self, one: Party, other: Party) -> bool:
        """The same agency, or one a department of the other. Two departments of one city are not related."""
        if one.id is None or other.id is None:
            return one.key == other.key
        return one.id in self.lineage(other.id) or other.id in self.lineage(one.id)


def load_registry(connection: sa.Connection) -> Registry:
    """The registry of the store and the names that were resolved: exactly, by rule, or by a reviewer."""
    agencies = {
        row.id: Entity(row.id, row.key, row.name, row.kind or "", row.parent_id)
        for row in connection.execute(sa.select(s.agency))
    }
    vendors = {row.id: Entity(row.id, row.key, row.name, row.kind) for row in connection.execute(sa.select(s.vendor))}
    places = connection.scalars(sa.select(s.agency.c.place).where(s.agency.c.place.is_not(None)).distinct())
    match = s.name_match.c
    decided = connection.execute(sa.select(s.name_match).where(match.decision.in_(("auto", "accepted"))))
    matches = {
        (row.kind, row.name): row.agency_id if row.kind == "agency" else row.vendor_id
        for row in decided
        if (row.agency_id if row.kind == "agency" else row.vendor_id) is not None
    }
    named: dict[str, set[int]] = defaultdict(set)
    aliases = connection.execute(sa.select(s.agency_alias.c.name, s.agency_alias.c.agency_id)).all()
    for name, agency_id in [*aliases, *((agency.name, agency.id) for agency in agencies.values())]:
        named[agency_name(name).normal].add(agency_id)
    vendor_aliases = connection.execute(sa.select(s.vendor_alias.c.name, s.vendor_alias.c.vendor_id)).all()
    relations = [
        (row.vendor_id, row.relation, row.other_id)
        for row in connection.execute(sa.select(s.vendor_relation).order_by(s.vendor_relation.c.id))
    ]
    return Registry(
        agencies=agencies,
        vendors=vendors,
        matches=matches,
        agency_names={name: frozenset(ids) for name, ids in named.items()},
        places=frozenset(map(fold, places)),
        known_places=load_places(connection),
        vendor_names={
            normal_name(name): vendor_id
            for name, vendor_id in [*((v.name, v.id) for v in vendors.values()), *vendor_aliases]
        },
        resellers=frozenset(v.id for v in vendors.values() if v.kind == "reseller")
        | {vendor_id for vendor_id, relation, _ in relations if relation == "resells"},
        same_vendor=_representatives(vendors, ((a, b) for a, kind, b in relations if kind == "renamed")),
        kin_vendor=_representatives(vendors, ((a, b) for a, kind, b in relations if kind != "resells")),
        product_makers=_product_makers(connection),
        catalogue=load_catalogue(connection),
        spellings=load_spellings(connection),
    )


def _representatives(vendors: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    first = {vendor: vendor for vendor in vendors}
    for one, other in pairs:
        low, high = sorted((first[one], first[other]))
        first = {vendor: low if top == high else top for vendor, top in first.items()}
    return first


def _product_makers(connection: sa.Connection) -> dict[tuple[str, ...], int]:
    """Phrases that mean the product of exactly one vendor, as folded words."""
    makers: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for phrases, vendor_id in connection.execute(sa.select(s.product.c.phrases, s.product.c.vendor_id)):
        for phrase in phrases:
            makers[_words(phrase)].add(vendor_id)
    return {words: ids.pop() for words, ids in makers.items() if len(ids) == 1 and None not in ids}


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def buyer_of(paper: Paper, registry: Registry) -> Party | None:
    """The agency that buys; None where no release and no print says which.

    What is printed settles it where the registry or a person knows it as an agency of another family than the releasing
    one, and where its words name a public body of another place: a release may hold a stray paper.
    """
    fact = paper.facts.get("agency")
    printed = registry.matches.get(("agency", fact.text)) if fact else None
    released = sorted(paper.releases, key=lambda agency: registry.agencies[agency].key)
    named = " and ".join(registry.agencies[agency].name for agency in released)
    if fact and printed is None and vendor_printed(fact.text, registry) is None:
        released = [agency for agency in released if not is_elsewhere(fact.text, agency, registry.known_places)]
    chosen = _of_release(printed, released, registry)
    if chosen is not None:
        agency = registry.agencies[chosen]
        proof = fact if chosen == printed else None
        return Party(agency.key, agency.id, proof.text if proof else agency.name, proof, True)
    if fact is None:
        return None
    if printed is None:
        return Party(f"printed: {agency_name(fact.text).normal}", None, fact.text, fact, True, named)
    return Party(registry.agencies[printed].key, printed, fact.text, fact, True, named)


def _of_release(printed: int | None, released: Sequence[int], registry: Registry) -> int | None:
    """The agency printed if it is a department of a releasing one, else the releasing agency; None where the agency
    printed is of another family."""
    if printed is None:
        return next(iter(released), None)
    if any(agency in registry.lineage(printed) for agency in released):
        return printed
    parts = (agency for agency in released if printed in registry.lineage(agency))
    siblings = (agency for agency in released if registry.family(agency) == registry.family(printed))
    return next(chain(parts, siblings), None)


def vendor_named(fact: Fact | None, registry: Registry) -> Party | None:
    """A printed vendor, maker, payee or vehicle as a party; None where nothing is printed.

    A name nobody knows is shown in the best of its spellings.
    """
    if fact is None or not normal_name(fact.text):
        return None
    found = registry.matches.get(("vendor", fact.text))
    if found is None:
        spelt = registry.spellings.get(blurred_name(fact.text))
        if spelt is None:
            return Party(f"printed: {normal_name(fact.text)}", None, fact.text, fact)
        return Party(spelt.key, None, spelt.name, fact)
    return Party(registry.vendors[found].key, found, fact.text, fact)


def seller_of(paper: Paper, registry: Registry) -> Party | None:
    """Who is paid: the printed vendor, unless that is a cooperative contract.

    A name that nobody knows, only inferred from a place where a scan is poor, may be anybody's: until a person accepts
    it, it is no seller.
    """
    fact = paper.facts.get("vendor")
    seller = vendor_named(fact, registry)
    if fact and seller and seller.id is None and fact.confidence < DOUBTFUL_NAME and not fact.is_reviewed:
        return None
    return None if seller and seller.id and registry.vendors[seller.id].kind == "vehicle" else seller


def vehicle_of(paper: Paper, registry: Registry) -> Party | None:
    """The cooperative contract that the paper rides on."""
    named = vendor_named(paper.facts.get("vendor"), registry)
    if named and named.id and registry.vendors[named.id].kind == "vehicle":
        return named
    return vendor_named(paper.facts.get("vehicle"), registry)


def maker_of(paper: Paper, registry: Registry) -> Party | None:
    """Whose technology it is: the printed maker, else a seller who makes what it sells, else the product's maker.

    A seller who is not in the registry is taken for the maker, as printed, unless the product words say otherwise.
    """
    printed = vendor_named(paper.facts.get("maker"), registry)
    if printed and printed.id:
        return printed
    seller = seller_of(paper, registry)
    if seller and seller.id and seller.id not in registry.resellers:
        return seller
    by_product = maker_by_product(paper, registry)
    if by_product:
        return by_product
    return printed or (seller if seller and not seller.id else None)


def maker_by_product(paper: Paper, registry: Registry) -> Party | None:
    """The vendor whose product most of the paper's money, then most of its lines, are spent on."""
    weight: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    proof: dict[int, Fact] = {}
    texts = [(paper.facts[name], 0) for name in PRODUCT_FIELDS if name in paper.facts]
    for item in paper.items:
        spent = abs(item["amount"].cents or 0) if "amount" in item else 0
        texts += [(item[name], spent) for name in ("product", "description") if name in item]
    for fact, cents in texts:
        for words, _ in phrases_in(fact.text, registry.catalogue):
            vendor = registry.product_makers.get(_words(words))
            if vendor is not None:
                money, times = weight[vendor]
                weight[vendor] = (money + cents, times + 1)
                proof.setdefault(vendor, fact)
    if not weight:
        return None
    vendor = max(weight, key=lambda v: (*weight[v], registry.vendors[v].key))
    return Party(registry.vendors[vendor].key, vendor, registry.vendors[vendor].name, proof[vendor])


def customers_order(paper: Paper, first_page: str) -> str:
    """The number that a purchase order prints as its customer's order: then it is a reseller's. Empty where none."""
    found = _CUSTOMERS_ORDER.search(first_page) if paper.kind == Kind.PURCHASE_ORDER else None
    return found.group(1) if found else ""


def is_resale(paper: Paper, registry: Registry) -> bool:
    """A reseller's own order at the maker, or the maker's bill to it: neither is the agency's. Nobody bills itself."""
    fact = paper.facts.get("agency")
    if fact is None or ("agency", fact.text) in registry.matches:
        return False
    if paper.kind not in (Kind.PURCHASE_ORDER, Kind.INVOICE):
        return False
    buyer, seller = vendor_printed(fact.text, registry), seller_of(paper, registry)
    return buyer is not None and (seller is None or seller.id is None or not registry.is_one_vendor(buyer, seller.id))


def vendor_printed(name: str, registry: Registry) -> int | None:
    """The vendor whose name stands where a buyer was looked for; a name of a few letters ("Ship" read as "Shi") is
    none."""
    normal = normal_name(name)
    return registry.vendor_names.get(normal) if len(normal) > SHORT_ALIAS else None


def sells_to_itself(paper: Paper, buyer: Party | None, registry: Registry) -> bool:
    """The printed vendor is the buying agency: a records fee or an internal charge, whatever kind it was read as."""
    fact = paper.facts.get("vendor")
    if fact is None or buyer is None:
        return False
    if buyer.id is None:
        return buyer.key == f"printed: {agency_name(fact.text).normal}"
    family = registry.family(buyer.id)
    named = registry.agency_names.get(agency_name(fact.text).normal, frozenset())
    return any(registry.family(agency) == family for agency in named)
