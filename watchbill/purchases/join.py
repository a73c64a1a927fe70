"""Which papers belong to one deal. The answer depends on the papers, never on the order in which they arrived.

Papers of one buyer's family that bear or cite the same contract or purchase order number belong together, as long as
they are about one maker. A paper without such a number joins the only purchase of the same agency, maker and
technology.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from watchbill.purchases.parties import Registry
from watchbill.purchases.placed import ASKING as ASKING
from watchbill.purchases.placed import FIRM as FIRM
from watchbill.purchases.placed import FIRMNESS as FIRMNESS
from watchbill.purchases.placed import OFFERS as OFFERS
from watchbill.purchases.placed import Anchor as Anchor
from watchbill.purchases.placed import Deal as Deal
from watchbill.purchases.placed import Placed as Placed
from watchbill.purchases.placed import anchors_of as anchors_of

LONE = "the only paper of this purchase"
LONGEST_GAP = dt.timedelta(days=549)  # 18 months; papers without a number further apart are not of one deal
TELLING_NUMBER = 6  # letters and digits: two agencies hardly share so long a number with one maker


def join(placed: Iterable[Placed], registry: Registry) -> list[Deal]:
    """The deals that the papers make, in a stable order. Papers of which none says who sells make no deal."""
    papers = sorted(placed, key=_place)
    groups = [part for whole in _by_number(papers, registry) for part in _by_maker(whole, registry)]
    numbered = _by_key(groups, lambda paper: {_maker_key(paper, registry)} if paper.anchors else set())
    priced = _by_key(groups, lambda paper: {_price(paper, registry)} - {None} if paper.anchors else set())
    homeless: list[Placed] = []
    fitting: dict[tuple[object, ...], list[list[Placed]]] = {}
    for paper in (paper for paper in papers if not paper.anchors):
        maker = _maker_key(paper, registry)
        seller = paper.seller.key if paper.seller and paper.paper.kind in OFFERS else ""
        date = paper.paper.date or _end(paper)
        buyer = (paper.buyer.key if paper.buyer else "", paper.department)
        alike = (maker or "", *buyer, paper.technologies, seller, date)
        if alike not in fitting:  # only the numbered papers of a group decide, so papers alike fit the same groups
            fitting[alike] = [group for group in numbered[maker] if _fits(paper, group, registry)]
        homes = fitting[alike]
        if len(homes) != 1:
            homes = [group for group in priced[_price(paper, registry)] if _is_priced_alike(paper, group, registry)]
        if maker and len(homes) == 1:
            homes[0].append(paper)
        else:
            homeless.append(paper)
    resold = [paper for paper in homeless if paper.maker is None and paper.seller is not None]
    groups += _loose_groups([paper for paper in homeless if paper.maker is not None], registry)
    groups = _with_resold(groups, resold, registry)
    sold = _by_key(groups, lambda paper: set(paper.technologies) if _maker_key(paper, registry) else set())
    for paper in (paper for paper in homeless if not _maker_key(paper, registry)):
        near = {id(group): group for technology in paper.technologies for group in sold[technology]}
        homes = [group for group in near.values() if _asks_for(paper, group, registry)]
        if len(homes) == 1 and paper.paper.kind in ASKING:
            homes[0].append(paper)
    return [explained(group) for group in groups if any(p.maker or p.seller for p in group)]


def _by_key(
    groups: Sequence[list[Placed]], keys: Callable[[Placed], set[str | None] | set[str]]
) -> defaultdict[str | None, list[list[Placed]]]:
    found: defaultdict[str | None, list[list[Placed]]] = defaultdict(list)
    for group in groups:
        for key in {key for paper in group for key in keys(paper)}:
            found[key].append(group)
    return found


def _place(placed: Placed) -> tuple[int, str, str]:
    kind = placed.paper.kind
    return (FIRMNESS.index(kind), str(placed.paper.date or "9999"), placed.paper.identity)


def _by_number(papers: Sequence[Placed], registry: Registry) -> list[list[Placed]]:
    """Papers linked by contract and purchase order numbers within one family of buyers."""
    families: dict[Anchor, dict[str, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for paper in papers:
        if paper.buyer and paper.buyer.id is not None:
            family = registry.agencies[registry.family(paper.buyer.id)].key
            for anchor in paper.anchors:
                families[anchor][family].add(_maker_key(paper, registry))
    links: dict[tuple[str, Anchor], list[int]] = defaultdict(list)
    for position, paper in enumerate(papers):
        for anchor in paper.anchors:
            links[_family(paper, anchor, families[anchor], registry), anchor].append(position)
    return [
        [papers[position] for position in group]
        for group in connected(range(len(papers)), links.values())
        if papers[group[0]].anchors
    ]


def _family(paper: Placed, anchor: Anchor, known: Mapping[str, set[str | None]], registry: Registry) -> str:
    """The family of buyers within which a paper's number counts.

    A buyer that is not printed or did not resolve takes the only resolved family that uses the number with the same
    maker; without one, a long number used with one maker is the same deal whatever the buyer's printed name. A body
    that is plainly not the agency which released the paper shares its numbers with nobody.
    """
    if paper.buyer and paper.buyer.id is not None:
        return registry.agencies[registry.family(paper.buyer.id)].key
    if paper.buyer and paper.buyer.instead_of:
        return paper.buyer.key
    maker = _maker_key(paper, registry)
    fitting = [family for family, makers in known.items() if maker is None or {maker, None} & makers]
    if len(fitting) == 1:
        return fitting[0]
    if maker is not None and len(anchor[1]) >= TELLING_NUMBER:
        return f"sold by {maker}"
    return paper.buyer.key if paper.buyer else f"paper {paper.paper.public_id}"


def connected(nodes: Iterable[int], links: Iterable[Sequence[int]]) -> list[list[int]]:
    """The connected groups (union-find): each sorted, in the order of their first nodes."""
    top = {node: node for node in nodes}

    def root(node: int) -> int:
        while top[node] != node:
            top[node] = top[top[node]]
            node = top[node]
        return node

    for link in links:
        for other in link[1:]:
            low, high = sorted((root(link[0]), root(other)))
            top[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for node in sorted(top):
        groups[root(node)].append(node)
    return list(groups.values())


def _by_maker(group: list[Placed], registry: Registry) -> Iterator[list[Placed]]:
    """One number used for several makers is several deals. A name that did not resolve contradicts nobody."""

    def kin(paper: Placed) -> int | None:
        return registry.kin_vendor[paper.maker.id] if paper.maker and paper.maker.id else None

    makers = {kin(paper) for paper in group} - {None}
    if len(makers) <= 1:
        yield group
        return
    parts: dict[int, list[Placed]] = {maker: [] for maker in sorted(m for m in makers if m is not None)}
    for paper in group:
        maker = kin(paper)
        if maker is not None:
            parts[maker].append(paper)
    numbers = {maker: frozenset[Anchor]().union(*(p.anchors for p in part)) for maker, part in parts.items()}
    for paper in group:
        if kin(paper) is None:
            homes = [maker for maker in parts if paper.anchors & numbers[maker]]
            if len(homes) == 1:
                parts[homes[0]].append(paper)
            else:
                yield [paper]
    for part in parts.values():
        links: dict[Anchor, list[int]] = defaultdict(list)
        for position, paper in enumerate(part):
            for anchor in paper.anchors:
                links[anchor].append(position)
        for numbered in connected(range(len(part)), links.values()):
            yield [part[position] for position in numbered]


def _maker_key(paper: Placed, registry: Registry) -> str | None:
    """The maker by which papers are compared; where only a reseller is known, the reseller."""
    if paper.maker is None:
        return f"sold by {paper.seller.key}" if paper.seller else None
    return str(registry.same_vendor[paper.maker.id]) if paper.maker.id else paper.maker.key


def _fits(paper: Placed, group: Sequence[Placed], registry: Registry) -> bool:
    """Same agency and maker, nothing that contradicts, not years apart; only the group's numbered papers are asked."""
    numbered = [other for other in group if other.anchors]
    technologies = frozenset[str]().union(*(other.technologies for other in numbered))
    return (
        any(_maker_key(other, registry) == _maker_key(paper, registry) for other in numbered)
        and any(_are_related(paper, other, registry) for other in numbered)
        and (not paper.technologies or not technologies or bool(paper.technologies & technologies))
        and not _is_of_another_department(paper, numbered)
        and not _offers_for_another(paper, numbered, registry)
        and _is_near(paper, numbered)
    )


def _price(paper: Placed, registry: Registry) -> str | None:
    """Who asks how much: the seller and the total to the cent; None where either is not known."""
    total = paper.paper.facts.get("total")
    if total is None or not total.cents or paper.seller is None or paper.seller.id is None:
        return None
    return f"{registry.kin_vendor[paper.seller.id]} {total.cents}"


def _is_priced_alike(paper: Placed, group: Sequence[Placed], registry: Registry) -> bool:
    """An offer or a wish of the very total that a paper of the group bears, from the same seller to the same agency."""
    price = _price(paper, registry)
    alike = [other for other in group if other.anchors and price and _price(other, registry) == price]
    return (
        paper.paper.kind in ASKING
        and any(_are_related(paper, other, registry) for other in alike)
        and not _is_of_another_department(paper, group)
        and _is_near(paper, alike)
    )


def _with_resold(groups: Sequence[list[Placed]], papers: Sequence[Placed], registry: Registry) -> list[list[Placed]]:
    """Papers that name only a reseller join what the agency bought through it, if there is but one such purchase."""
    by_seller = _by_key(groups, lambda paper: {_seller_key(paper, registry)})
    homes = [
        [group for group in by_seller[_seller_key(paper, registry)] if _is_resold_in(paper, group, registry)]
        for paper in papers
    ]
    found = [list(group) for group in groups]
    places = {id(group): place for place, group in enumerate(groups)}
    for paper, fitting in zip(papers, homes, strict=True):
        if len(fitting) == 1:
            found[places[id(fitting[0])]].append(paper)
    left = [paper for paper, fitting in zip(papers, homes, strict=True) if len(fitting) != 1]
    return found + _loose_groups(left, registry)


def _seller_key(paper: Placed, registry: Registry) -> str | None:
    if paper.seller is None:
        return None
    return str(registry.same_vendor[paper.seller.id]) if paper.seller.id is not None else paper.seller.key


def _is_resold_in(paper: Placed, group: Sequence[Placed], registry: Registry) -> bool:
    same = [other for other in group if _seller_key(other, registry) == _seller_key(paper, registry)]
    technologies = frozenset[str]().union(*(other.technologies for other in group))
    return (
        any(_are_related(paper, other, registry) for other in same)
        and (not paper.technologies or not technologies or bool(paper.technologies & technologies))
        and not _is_of_another_department(paper, group)
        and _is_near(paper, group)
    )


def _offers_for_another(paper: Placed, group: Iterable[Placed], registry: Registry) -> bool:
    """An offer, or a wish to buy, of a vendor from whom the group did not buy: somebody else got the deal."""
    if paper.paper.kind not in OFFERS or paper.paper.award or paper.seller is None or paper.seller.id is None:
        return False
    sellers = {registry.kin_vendor[other.seller.id] for other in group if other.seller and other.seller.id}
    return bool(sellers) and registry.kin_vendor[paper.seller.id] not in sellers


def _is_of_another_department(paper: Placed, group: Iterable[Placed]) -> bool:
    departments = {other.department for other in group} - {""}
    return bool(paper.department and departments) and paper.department not in departments


def _is_near(paper: Placed, group: Iterable[Placed]) -> bool:
    """Within LONGEST_GAP of some paper of the group, or one side bears no date.

    The day on which a term ends stands for a paper that bears no other.
    """
    date = paper.paper.date or _end(paper)
    dates = [day for other in group for day in (other.paper.date, _end(other)) if day]
    return date is None or not dates or min(abs(date - other) for other in dates) <= LONGEST_GAP


def _end(paper: Placed) -> dt.date | None:
    fact = paper.paper.facts.get("end_date")
    return fact.date if fact else None


def _are_related(one: Placed, other: Placed, registry: Registry) -> bool:
    """The same agency or one part of the other, and not two departments of one city."""
    if one.department and other.department and one.department != other.department:
        return False
    return bool(one.buyer and other.buyer and registry.are_related(one.buyer, other.buyer))


def _loose_groups(papers: Sequence[Placed], registry: Registry) -> list[list[Placed]]:
    """Papers without numbers: one group for each agency, department, maker and technology; without a buyer each stands
    alone, and so does what an agency was offered by another seller than the one it bought from.

    Papers of no known technology join the only group of their agency and maker, else each other.
    """
    groups: list[list[Placed]] = [[paper] for paper in papers if paper.buyer is None]
    by_maker: dict[str, dict[tuple[str, str, str, str], list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for paper in papers:
        if paper.buyer is not None:
            is_offer = paper.paper.kind in OFFERS and paper.paper.award is None
            offered_by = paper.seller.key if paper.seller and is_offer else ""
            like = (paper.buyer.key, "|".join(sorted(paper.technologies)), paper.department, offered_by)
            by_maker[str(_maker_key(paper, registry))][like].append(paper)
    for _, buckets in sorted(by_maker.items()):
        alike = [bucket for _, bucket in sorted(buckets.items())]
        parts = _linked([bucket for bucket in alike if bucket[0].technologies], registry)
        vague = []
        for bucket in (bucket for bucket in alike if not bucket[0].technologies):
            homes = [part for part in parts if any(_may_be_one(bucket, other, registry) for other in part)]
            if len(homes) == 1:
                homes[0].append(bucket)
            else:
                vague.append(bucket)
        groups += [[paper for bucket in part for paper in bucket] for part in parts + _linked(vague, registry)]
    return groups


def _linked(buckets: Sequence[list[Placed]], registry: Registry) -> list[list[list[Placed]]]:
    """Buckets of papers alike, put together where agency, department, seller and technologies allow it.

    One that could belong to either of two that contradict each other belongs to neither.
    """
    near: dict[int, list[int]] = {
        one: [other for other, its in enumerate(buckets) if other != one and _may_be_one(bucket, its, registry)]
        for one, bucket in enumerate(buckets)
    }
    torn = {
        one
        for one, others in near.items()
        if any(not _are_related(buckets[a][0], buckets[b][0], registry) for a in others for b in others if a < b)
    }
    links = [(one, other) for one, others in near.items() for other in others if (one in torn) == (other in torn)]
    return [[buckets[position] for position in group] for group in connected(range(len(buckets)), links)]


def _may_be_one(one: Sequence[Placed], other: Sequence[Placed], registry: Registry) -> bool:
    """Two buckets, each of papers alike: nothing contradicts that they are of one deal."""
    technologies, others = one[0].technologies, other[0].technologies
    return (
        _are_related(one[0], other[0], registry)
        and (not technologies or not others or bool(technologies & others))
        and not _offers_for_another(one[0], other, registry)
        and not _offers_for_another(other[0], one, registry)
    )


def _asks_for(paper: Placed, group: Sequence[Placed], registry: Registry) -> bool:
    """A paper that names no seller asks for what the group bought: same agency, same technology, and not later."""
    firm = [other for other in group if _maker_key(other, registry)]
    dates = [other.paper.date for other in firm if other.paper.kind in FIRM and other.paper.date]
    return (
        any(_are_related(paper, other, registry) for other in firm)
        and any(paper.technologies & other.technologies for other in firm)
        and (paper.paper.date is None or not dates or paper.paper.date <= min(dates))
    )


def explained(papers: Iterable[Placed]) -> Deal:
    """A group of papers as a deal: the firmest first, each with the sentence that says why it belongs here."""
    group = sorted(papers, key=_place)
    return Deal(tuple(group), tuple(_reason(paper, group) + _doubted(paper) + not_of_release(paper) for paper in group))


def _doubted(paper: Placed) -> str:
    return f"; {paper.doubt}" if paper.doubt else ""


def not_of_release(paper: Placed) -> str:
    """Why the paper does not count for the agency that released it; empty where it does."""
    if paper.buyer is None or not paper.buyer.instead_of:
        return ""
    return f"; released by {paper.buyer.instead_of}, but it names {paper.buyer.name} as the buyer"


def _reason(paper: Placed, group: Sequence[Placed]) -> str:
    others = [other for other in group if other is not paper]
    if not others:
        return LONE
    for one, other in [(paper, other) for other in others] + [(other, paper) for other in others]:
        if one.cites & other.bears:
            return f"{one.called} cites {other.called}"
    for other in others:
        for kind, number in sorted(paper.bears & other.bears):
            return f"{paper.called} bears the same {kind} number as another {other.paper.kind} ({number})"
    for other in others:
        for kind, number in sorted(paper.cites & other.cites):
            return f"{paper.called} and {other.called} cite the same {kind} ({number})"
    same = [other for other in others if other.seller and paper.seller and other.seller.key == paper.seller.key]
    total = paper.paper.facts.get("total")
    for other in same if total and total.cents and paper.paper.kind in ASKING else ():
        its = other.paper.facts.get("total") or other.paper.facts.get("ceiling")
        if total and its and its.cents == total.cents:
            return f"{paper.called} has the same agency, seller and total as {other.called}"
    if same and paper.maker is None:
        return f"{paper.called} has the same agency and seller, and there is only one such purchase"
    if paper.maker is None and paper.seller is None:
        return f"{paper.called} asks for the technology of the only such purchase of the agency"
    return f"{paper.called} has the same agency and maker, and there is only one such purchase"
