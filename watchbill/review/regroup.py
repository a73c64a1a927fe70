"""Merging purchases, and splitting papers out of one: decisions of reviewers, each one row of the correction log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.errors import NotFoundError, WatchbillError
from watchbill.purchases.awards import AWARDING
from watchbill.purchases.placed import FIRMNESS
from watchbill.review.corrections import append, read_log, standing
from watchbill.review.deals import DEAL, Regrouping, Sheet, anchor_of_paper, deal_id, folded, load_sheets, regroupings
from watchbill.review.decision import Decision
from watchbill.store import schema as s

#: So many papers a sentence names before it counts the others.
NAMED_PAPERS = 3


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a purchase that decisions can speak of; `award` as printed, where it names several sellers."""

    sheet: Sheet
    award: str = ""


def merge(connection: sa.Connection, reviewer: str, targets: Sequence[str], reason: str) -> Decision:
    """The papers of these purchases are one deal. A target may also be a paper that belongs to no purchase.

    Raises NotFoundError for an unknown id, WatchbillError where there are no two different deals to merge, and where
    they are of agencies that have nothing to do with each other: a deal has one buyer.
    """
    parts = {target: _papers_of_target(connection, target) for target in dict.fromkeys(targets)}
    if len({frozenset(part) for part in parts.values()}) < 2:
        raise WatchbillError("Name two different purchases to merge; `watchbill purchases` lists them.")
    buyers = _families_that_bought(connection, parts)
    if len(buyers) > 1:
        raise WatchbillError(
            f"{' and '.join(sorted(buyers))} are different agencies, and one deal has one buyer: correct the agency of "
            "the papers first, if one of them was misread."
        )
    papers = list(dict.fromkeys(paper for part in parts.values() for paper in part))
    anchors = [anchor_of_paper(paper.sheet, paper.award) for paper in papers]
    before = {"decision": "apart", "purchases": sorted(parts)}
    after = {"decision": "one deal", "papers": [paper.sheet.called() for paper in papers]}
    return _write(connection, reviewer, "merge", anchors, [], before, after, reason, f"merged {' and '.join(parts)}")


def split(connection: sa.Connection, reviewer: str, target: str, records: Sequence[str], reason: str) -> Decision:
    """These papers are another deal than the others of the purchase; copies of a paper go with it.

    Raises NotFoundError for an unknown purchase or paper, WatchbillError where nothing would be left of the purchase.
    """
    purchase = _purchase(connection, target)
    papers = _papers_of_purchase(connection, purchase)
    unknown = [record for record in records if record not in {paper.sheet.record for paper in papers}]
    if unknown:
        raise NotFoundError(_why_not(connection, purchase, unknown[0]))
    alike = {_likeness(paper) for paper in papers if paper.sheet.record in records}
    out = [paper for paper in papers if paper.sheet.record in records or _likeness(paper) in alike]
    rest = [paper for paper in papers if paper not in out]
    if not out or not rest:
        raise WatchbillError(f"That is all of {purchase.public_id}: a split leaves at least one paper in the purchase.")
    names = [paper.sheet.called() for paper in out]
    anchors = [[anchor_of_paper(paper.sheet, paper.award) for paper in some] for some in (out, rest)]
    before = {"decision": "one deal", "purchases": [purchase.public_id]}
    after = {"decision": "apart", "papers": names}
    sentence = f"split {_listed(names)} out of {purchase.public_id}"
    return _write(connection, reviewer, "split", anchors[0], anchors[1], before, after, reason, sentence)


def confirm(connection: sa.Connection, reviewer: str, target: str, reason: str) -> Decision:
    """A decision about a deal holds for the papers as they are today, although some changed or are gone."""
    one = next((each for each in regroupings(connection) if each.said.target_id == target), None)
    if one is None:
        raise NotFoundError(
            f"No merge or split {target!r} stands; `watchbill review list --log` shows what was decided."
        )
    if not one.changes:
        return Decision(None, f"the {one.said.action} {target} by {one.said.reviewer} holds already", False)
    papers, rest = (_today(connection, one, of) for of in ("papers", "rest"))
    if len(papers) < (2 if one.is_merge else 1) or (not one.is_merge and not rest):
        raise WatchbillError(f"Too few of its papers are left; `watchbill review undo {target}` takes it back.")
    after = {**(one.said.after or {}), "papers": [_called(anchor) for anchor in papers]}
    number = append(
        connection, reviewer, one.said.action, DEAL, target, _anchor(papers, rest), one.said.after, after, reason
    )
    return Decision(number, f"the {one.said.action} {target} holds for the papers as they are now", False)


def _write(
    connection: sa.Connection,
    reviewer: str,
    action: str,
    papers: list[dict[str, Any]],
    rest: list[dict[str, Any]],
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str,
    sentence: str,
) -> Decision:
    target = deal_id(action, papers)
    stands = standing(read_log(connection), DEAL)
    held = stands.get(target)
    is_newest = held is not None and held.id == max(one.id for one in stands.values())
    if held is not None and is_newest and held.anchor == _anchor(papers, rest):
        return Decision(None, f"{held.reviewer} said so already (correction {held.id})", False)
    number = append(connection, reviewer, action, DEAL, target, _anchor(papers, rest), before, after, reason)
    return Decision(number, sentence, False)


def _anchor(papers: list[dict[str, Any]], rest: list[dict[str, Any]]) -> dict[str, Any]:
    name = _listed([_called(paper) for paper in papers])
    return {"name": name, "papers": papers} | ({"rest": rest} if rest else {})


def _called(anchor: dict[str, Any]) -> str:
    pages = (anchor["pages"][0], anchor["pages"][1])
    return Sheet(0, "", "", pages, anchor["kind"], anchor["number"]).called()


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED_PAPERS
    shown = ", ".join(names[:NAMED_PAPERS])
    return f"{shown} and {more} more" if more > 0 else shown


def _likeness(paper: Paper) -> tuple[str, str, str]:
    """Papers of one kind and number are one paper: counted once in a purchase, they must not count in two."""
    number = folded(paper.sheet.number)
    return (paper.sheet.kind, number or paper.sheet.record, folded(paper.award))


def _today(connection: sa.Connection, one: Regrouping, of: str) -> list[dict[str, Any]]:
    """The anchors of a decision's papers (or of what a split left) as those papers are today; without the gone."""
    members = one.papers if of == "papers" else one.rest
    sheets = load_sheets(connection, record_ids={member.record_id for member in members})
    names = {folded(anchor["award"]): anchor["award"] for anchor in one.said.anchor.get(of, ()) if "award" in anchor}
    return [
        anchor_of_paper(sheet, names.get(member.award, ""))
        for sheet in sheets
        for member in sorted(members, key=lambda member: member.award)
        if member.record_id == sheet.record_id
    ]


def _families_that_bought(connection: sa.Connection, targets: Iterable[str]) -> set[str]:
    """The names of the agencies that stand above all others over the buyers of these purchases: a city, not its
    departments. A purchase whose buyer is not known counts for none."""
    above = {row.id: (row.parent_id, row.name) for row in connection.execute(sa.select(s.agency))}
    bought = sa.select(s.purchase.c.agency_id).where(
        s.purchase.c.public_id.in_(sorted(targets)), s.purchase.c.agency_id.is_not(None)
    )
    families = set()
    for agency in connection.scalars(bought):
        while above[agency][0] is not None:
            agency = above[agency][0]
        families.add(above[agency][1])
    return families


def _papers_of_target(connection: sa.Connection, target: str) -> list[Paper]:
    if not target.startswith("r-"):
        return _papers_of_purchase(connection, _purchase(connection, target))
    record_id = connection.scalar(sa.select(s.record.c.id).where(s.record.c.public_id == target, s.record.c.is_current))
    sheets = load_sheets(connection, record_ids=[record_id]) if record_id else []
    if not sheets:
        raise NotFoundError(f"No paper has the id {target!r}.")
    if sheets[0].kind not in FIRMNESS:
        raise WatchbillError(_no_paper_of_deals(sheets[0]))
    held = sa.select(s.purchase.c.public_id).join_from(s.purchase, s.purchase_record)
    held = held.where(s.purchase_record.c.record_id == record_id)
    if (purchase := connection.scalar(held)) is not None:
        raise WatchbillError(f"{target} belongs to {purchase}: merge that, or split the paper out of it first.")
    return [Paper(sheets[0])]


def _purchase(connection: sa.Connection, target: str) -> sa.Row[*tuple[Any, ...]]:
    """The purchase of this id, also of one that it was known by before."""
    purchases = sa.select(s.purchase.c.id, s.purchase.c.public_id, s.purchase.c.is_lead)
    found = connection.execute(purchases.where(s.purchase.c.public_id == target)).first()
    if found is None:
        former = sa.select(s.former_purchase.c.record_public_id).where(s.former_purchase.c.public_id == target)
        led = purchases.select_from(s.purchase.join(s.purchase_record).join(s.record))
        found = connection.execute(led.where(s.record.c.public_id.in_(former))).first()
    if found is None:
        raise NotFoundError(f"No purchase has the id {target!r}; `watchbill purchases` lists them.")
    if found.is_lead:
        raise WatchbillError(f"{target} is a lead, not a purchase: it has no papers to merge or split.")
    return found


def _papers_of_purchase(connection: sa.Connection, purchase: sa.Row[*tuple[Any, ...]]) -> list[Paper]:
    """Its papers but for listings and grants, which follow the deal they pay, and papers that count for several of
    their sellers here, of which no single one can be named."""
    statement = (
        sa.select(s.purchase_record.c.record_id, s.value.c.value)
        .outerjoin(s.value, s.value.c.id == s.purchase_record.c.value_id)
        .where(s.purchase_record.c.purchase_id == purchase.id)
    )
    awards = dict(connection.execute(statement).all())
    sellers = sa.select(s.value.c.record_id).where(s.value.c.field == "vendor", s.value.c.row_id.is_(None))
    ids = sorted(awards)
    named = {
        found
        for at in range(0, len(ids), 500)
        for found in connection.scalars(sellers.where(s.value.c.record_id.in_(ids[at : at + 500])))
    }
    found = [
        Paper(sheet, awards[sheet.record_id] or "")
        for sheet in load_sheets(connection, record_ids=ids)
        if sheet.kind in FIRMNESS
        and (awards[sheet.record_id] or sheet.record_id in named or not sheet.awards or sheet.kind not in AWARDING)
    ]
    if not found:
        raise WatchbillError(f"{purchase.public_id} has no paper of its own that a decision could name.")
    return found


def _why_not(connection: sa.Connection, purchase: sa.Row[*tuple[Any, ...]], target: str) -> str:
    record_id = connection.scalar(sa.select(s.record.c.id).where(s.record.c.public_id == target))
    sheets = load_sheets(connection, record_ids=[record_id]) if record_id else []
    if sheets and sheets[0].kind not in FIRMNESS:
        return _no_paper_of_deals(sheets[0])
    return f"{purchase.public_id} has no paper {target!r}; `watchbill show {purchase.public_id}` lists its papers."


def _no_paper_of_deals(sheet: Sheet) -> str:
    return (
        f"{sheet.record} is a {sheet.kind.replace('_', ' ')}: it follows the deals that it pays or funds; correct the "
        "names or numbers that tie it instead."
    )
