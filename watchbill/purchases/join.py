"""Which papers belong to one deal. The answer depends on the papers, never on the order in which they arrived.

Papers of one buyer's family that bear or cite the same contract or purchase order number belong together, as long as
they are about one maker. A paper without such a number joins the only purchase of the same agency, maker and
technology.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from watchbill.model import Kind
from watchbill.purchases.fits import (
    LONGEST_GAP,
    are_related,
    are_too_many,
    asks_for,
    asks_for_money,
    days_of,
    fits,
    is_any_near,
    is_priced_alike,
    is_resold_in,
    maker_key,
    may_be_one,
    offers_for_another,
    price,
    seller_key,
    sold_by_another,
    tells_of,
)
from watchbill.purchases.numbers import folded_number
from watchbill.purchases.parties import Registry
from watchbill.purchases.placed import ASKING, NAMED, OFFERS, Anchor, Deal, Placed, firmest_first
from watchbill.purchases.reasons import explained

TELLING_NUMBER = 6  # letters and digits: two agencies hardly share so long a number with one maker


def join(placed: Iterable[Placed], registry: Registry) -> list[Deal]:
    """The deals that the papers make, in a stable order. Papers of which none says who sells make no deal."""
    papers = sorted(placed, key=firmest_first)
    groups = [part for whole in _by_number(papers, registry) for part in _by_maker(whole, registry)]
    groups = _with_wishes(groups, registry)
    numbered = _by_key(groups, lambda paper: {maker_key(paper, registry)} if paper.anchors else set())
    priced = _by_key(groups, lambda paper: {price(paper, registry)} - {None} if paper.anchors else set())
    homeless: list[Placed] = []
    bills: dict[int, list[Placed]] = defaultdict(list)  # position of a group -> invoices that may be of it
    positions = {id(group): position for position, group in enumerate(groups)}
    fitting: dict[tuple[object, ...], list[list[Placed]]] = {}
    for paper in (paper for paper in papers if not paper.anchors):
        maker = maker_key(paper, registry)
        buyer = (paper.buyer.key if paper.buyer else "", paper.department)
        seller = (paper.seller.key if paper.seller else "", paper.paper.kind, asks_for_money(paper))
        alike = (maker or "", *buyer, *seller, paper.technologies, days_of(paper))
        if alike not in fitting:  # only the numbered papers of a group decide, so papers alike fit the same groups
            fitting[alike] = [group for group in numbered[maker] if fits(paper, group, registry)]
        homes = fitting[alike]
        if len(homes) != 1:
            homes = [group for group in priced[price(paper, registry)] if is_priced_alike(paper, group, registry)]
        if maker and len(homes) == 1:
            at_home = bills[positions[id(homes[0])]] if paper.paper.kind == Kind.INVOICE else homes[0]
            at_home.append(paper)
        else:
            homeless.append(paper)
    too_many: list[Placed] = []
    for position, mine in bills.items():
        (too_many if are_too_many(mine, groups[position]) else groups[position]).extend(mine)
    resold = [paper for paper in homeless if paper.maker is None and paper.seller is not None]
    loose = [paper for paper in homeless + too_many if paper.maker is not None]
    groups += _loose_groups([paper for paper in loose if not _is_statement(paper)], registry)
    groups = _with_resold(groups, resold, registry)
    groups = _with_statements(groups, [paper for paper in loose if _is_statement(paper)], registry)
    groups += _loose_groups([paper for paper in too_many if paper.maker is None], registry)
    sold = _by_key(groups, lambda paper: set(paper.technologies) if maker_key(paper, registry) else set())
    for paper in (paper for paper in homeless if not maker_key(paper, registry)):
        near = {id(group): group for technology in paper.technologies for group in sold[technology]}
        homes = [group for group in near.values() if asks_for(paper, group, registry)]
        if len(homes) == 1 and paper.paper.kind in ASKING:
            homes[0].append(paper)
    return [explained(group) for group in groups if any(p.maker or p.seller for p in group)]


def _with_wishes(groups: Sequence[list[Placed]], registry: Registry) -> list[list[Placed]]:
    """Quotes, reports and resolutions that only name each other join, all of them, what was bought then: the only group
    in which the same seller asks the same price, else the only one that one of them fits."""
    wishes = [group for group in groups if all(map(_only_wishes, group))]
    bought = [group for group in groups if not all(map(_only_wishes, group))]
    by_price = _by_key(bought, lambda paper: {price(paper, registry)} - {None} if paper.anchors else set())
    by_maker = _by_key(bought, lambda paper: {maker_key(paper, registry)} if paper.anchors else set())
    out = {id(group): list(group) for group in groups}
    for wish in wishes:
        priced = [
            group
            for paper in wish
            for group in by_price[price(paper, registry)]
            if is_priced_alike(paper, group, registry)
        ]
        fitting = priced or [
            group for paper in wish for group in by_maker[maker_key(paper, registry)] if fits(paper, group, registry)
        ]
        homes = {id(group) for group in fitting}
        if len(homes) == 1:
            out[homes.pop()].extend(out.pop(id(wish)))
    return list(out.values())


def _only_wishes(paper: Placed) -> bool:
    return paper.paper.kind in ASKING and all(kind in NAMED.values() for kind, _ in paper.anchors)


def _with_statements(
    groups: Sequence[list[Placed]], papers: Sequence[Placed], registry: Registry
) -> list[list[Placed]]:
    """Statements, which prove no rung, join the only deal of their agency and maker that they can be about.

    Where several fit, they are about nobody knows which; where none does, they are a deal of their own.
    """
    deals = _by_key(groups, lambda paper: {maker_key(paper, registry)})
    told: list[tuple[Placed, list[Placed]]] = []
    untold: list[Placed] = []
    for paper in papers:
        homes = [deal for deal in deals[maker_key(paper, registry)] if tells_of(paper, deal, registry)]
        if len(homes) == 1:
            told.append((paper, homes[0]))
        elif not homes:
            untold.append(paper)
    for paper, deal in told:
        deal.append(paper)
    return [*groups, *_loose_groups(untold, registry)]


def _is_statement(paper: Placed) -> bool:
    return paper.paper.kind == Kind.OTHER and not paper.is_solicitation


def _by_key(
    groups: Sequence[list[Placed]], keys: Callable[[Placed], set[str | None] | set[str]]
) -> defaultdict[str | None, list[list[Placed]]]:
    found: defaultdict[str | None, list[list[Placed]]] = defaultdict(list)
    for group in groups:
        for key in {key for paper in group for key in keys(paper)}:
            found[key].append(group)
    return found


def _by_number(papers: Sequence[Placed], registry: Registry) -> list[list[Placed]]:
    """Papers linked by contract and purchase order numbers within one family of buyers."""
    families: dict[Anchor, dict[str, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for paper in papers:
        if paper.buyer and paper.buyer.id is not None:
            family = registry.agencies[registry.family(paper.buyer.id)].key
            for anchor in paper.anchors:
                families[anchor][family].add(maker_key(paper, registry))
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
    maker = maker_key(paper, registry)
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


def _with_resold(groups: Sequence[list[Placed]], papers: Sequence[Placed], registry: Registry) -> list[list[Placed]]:
    """Papers that name only a reseller join what the agency bought through it, if there is but one such purchase."""
    by_seller = _by_key(groups, lambda paper: {seller_key(paper, registry)})
    homes = [
        [group for group in by_seller[seller_key(paper, registry)] if is_resold_in(paper, group, registry)]
        for paper in papers
    ]
    found = [list(group) for group in groups]
    places = {id(group): place for place, group in enumerate(groups)}
    for paper, fitting in zip(papers, homes, strict=True):
        if len(fitting) == 1:
            found[places[id(fitting[0])]].append(paper)
    left = [paper for paper, fitting in zip(papers, homes, strict=True) if len(fitting) != 1]
    return found + _loose_groups(left, registry)


def _loose_groups(papers: Sequence[Placed], registry: Registry) -> list[list[Placed]]:
    """Papers without numbers: one group for each agency, department, maker and technology; without a buyer each stands
    alone, and so does what an agency was offered by another seller than the one it bought from.

    Papers of no known technology join the only group of their agency and maker, else each other.
    """
    groups: list[list[Placed]] = [[paper] for paper in papers if paper.buyer is None]
    by_maker: dict[str, dict[tuple[str, str, str, str], list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for paper in papers:
        if paper.buyer is not None:
            is_own = asks_for_money(paper) or paper.paper.kind in OFFERS
            sold_by = paper.seller.key if paper.seller and is_own and paper.paper.award is None else ""
            like = (paper.buyer.key, "|".join(sorted(paper.technologies)), paper.department, sold_by)
            by_maker[str(maker_key(paper, registry))][like].append(paper)
    for _, buckets in sorted(by_maker.items()):
        alike = [part for _, bucket in sorted(buckets.items()) for part in _by_time(bucket)]
        parts = _linked([bucket for bucket in alike if bucket[0].technologies], registry)
        vague = []
        for bucket in (bucket for bucket in alike if not bucket[0].technologies):
            homes = [part for part in parts if any(may_be_one(bucket, other, registry) for other in part)]
            if len(homes) == 1:
                homes[0].append(bucket)
            else:
                vague.append(bucket)
        groups += [[paper for bucket in part for paper in bucket] for part in parts + _linked(vague, registry)]
    return groups


def _by_time(papers: Sequence[Placed]) -> list[list[Placed]]:
    """Papers alike that are years apart are of several deals; one without a day is then of nobody knows which."""
    parts: list[list[Placed]] = []
    last = dt.date.min
    for paper in sorted((paper for paper in papers if days_of(paper)), key=lambda paper: min(days_of(paper))):
        if parts and min(days_of(paper)) - last <= LONGEST_GAP:
            parts[-1].append(paper)
        else:
            parts.append([paper])
        last = max(last, *days_of(paper))
    undated = [paper for paper in papers if not days_of(paper)]
    if len(parts) == 1:
        return [parts[0] + undated]
    by_number: dict[str, list[Placed]] = defaultdict(list)
    for paper in undated:
        by_number[folded_number(paper.paper.text("number")) if parts else ""].append(paper)
    return parts + [by_number[number] for number in sorted(by_number)]


def _linked(buckets: Sequence[list[Placed]], registry: Registry) -> list[list[list[Placed]]]:
    """Buckets of papers alike, put together where agency, department, seller, technologies and days allow it.

    One that could belong to either of two that contradict each other belongs to neither.
    """
    near: dict[int, list[int]] = {
        one: [other for other, its in enumerate(buckets) if other != one and may_be_one(bucket, its, registry)]
        for one, bucket in enumerate(buckets)
    }
    torn = {
        one
        for one, others in near.items()
        if any(_are_apart(buckets[a], buckets[b], registry) for a in others for b in others if a < b)
    }
    links = [(one, other) for one, others in near.items() for other in others if (one in torn) == (other in torn)]
    return [[buckets[position] for position in group] for group in connected(range(len(buckets)), links)]


def _are_apart(one: Sequence[Placed], other: Sequence[Placed], registry: Registry) -> bool:
    """Of two departments, sold or offered by two firms, or years apart."""
    return (
        not are_related(one[0], other[0], registry)
        or sold_by_another(one[0], other, registry)
        or offers_for_another(one[0], other, registry)
        or offers_for_another(other[0], one, registry)
        or not is_any_near(one, other)
    )
