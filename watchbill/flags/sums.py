"""Flags about sums: near a threshold, split below it, grown by amendment, billed above the ceiling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from watchbill.dossier import Dossier, Figure, Proof, Sheet
from watchbill.flags.figures import money
from watchbill.flags.flag import Found
from watchbill.flags.thresholds import OF_COMPETITION, Threshold, thresholds_of
from watchbill.flags.ways import cooperative, sole_source
from watchbill.model import Amount, Kind, Role, Rung
from watchbill.review.deals import folded

#: A sum of at least this share of a threshold, and below it, is just under it.
JUST_UNDER = (9, 10)
#: Orders so near each other may be one need.
TOGETHER = dt.timedelta(days=90)
#: A ceiling that grew by at least this share grew.
GROWTH = (11, 10)


def just_under(dossier: Dossier, thresholds: Sequence[Threshold]) -> Found | None:
    """An order or a contract of at least nine tenths of a threshold and not beyond it, which nobody is shown to
    approve."""
    if Rung.APPROVED in dossier.rungs:
        return None
    asked = _asked_of(dossier, thresholds)
    for figure in _figures(dossier, Amount.ORDERED, Amount.CEILING):
        sheet = dossier.sheet(figure.record_id)
        for one in thresholds_of(dossier, asked, sheet.on("date") if sheet else None):
            if (
                sheet
                and not sheet.is_unsigned
                and one.cents * JUST_UNDER[0] <= figure.cents * JUST_UNDER[1]
                and not one.asks_of(figure.cents)
            ):
                near = "exactly" if figure.cents == one.cents else "less than a tenth under"
                words = {"paper": sheet.called, "sum": money(figure.cents, dossier.currency), "near": near}
                words |= {"threshold": one.told, "meaning": one.meaning}
                return Found(words, (Proof(sheet.record_id, figure.fact),))
    return None


def _asked_of(dossier: Dossier, thresholds: Sequence[Threshold]) -> Sequence[Threshold]:
    """Without those of competition where the papers say that the deal needs none of its own."""
    needs_none = cooperative(dossier, ()) or sole_source(dossier, ()) or Role.VEHICLE in dossier.parties
    return [one for one in thresholds if not (needs_none and one.kind in OF_COMPETITION)]


def split_orders(dossier: Dossier, thresholds: Sequence[Threshold]) -> Found | None:
    """Orders of different numbers within ninety days for one body and one time, each below a threshold and together
    beyond it."""
    if Rung.APPROVED in dossier.rungs:
        return None
    dated = [
        (day, figure, sheet)
        for figure in _figures(dossier, Amount.ORDERED)
        if (sheet := dossier.sheet(figure.record_id)) and (day := sheet.on("date")) and figure.cents > 0
    ]
    dated.sort(key=lambda one: (one[0], one[1].fact.public_id))
    asked = _asked_of(dossier, thresholds)
    for group in _near(dated):
        sheets = [sheet for _, _, sheet in group]
        numbers = {folded(sheet.facts["number"].text) for sheet in sheets if "number" in sheet.facts}
        total = sum(figure.cents for _, figure, _ in group)
        if len(numbers - {""}) != len(group) or len(group) < 2 or _have_their_own_need(sheets):
            continue
        for one in thresholds_of(dossier, asked, group[0][0]):
            is_below = not any(one.asks_of(figure.cents) for _, figure, _ in group)
            if is_below and one.asks_of(total) and one.holds_on(group[-1][0]):
                words = {"count": str(len(group)), "sum": money(total, dossier.currency)}
                words |= {"first": str(group[0][0]), "last": str(group[-1][0])}
                words |= {"threshold": one.told, "meaning": one.meaning}
                return Found(words, tuple(Proof(sheet.record_id, figure.fact) for _, figure, sheet in group))
    return None


def _have_their_own_need(sheets: Sequence[Sheet]) -> bool:
    """Whether orders print different bodies that buy, or times that do not meet: two departments, two years."""
    buyers = {folded(sheet.facts["agency"].text) for sheet in sheets if "agency" in sheet.facts}
    times = [(start, end) for sheet in sheets if (start := sheet.on("start_date")) and (end := sheet.on("end_date"))]
    apart = any(one[1] < other[0] or other[1] < one[0] for one, other in combinations(times, 2))
    return len(buyers) > 1 or apart


def _near(dated: Sequence[tuple[dt.date, Figure, Sheet]]) -> Iterable[list[tuple[dt.date, Figure, Sheet]]]:
    """From each order on, those within ninety days of it."""
    for at, (first, _, _) in enumerate(dated):
        yield [one for one in dated[at:] if one[0] - first <= TOGETHER]


def _figures(dossier: Dossier, *amounts: Amount) -> list[Figure]:
    return [figure for amount in amounts for figure in dossier.amounts.get(amount, ())]


def growth(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """An amendment whose ceiling is at least a tenth above what the contract, or an earlier amendment, allowed."""
    allowed = [
        (sheet, fact)
        for sheet in dossier.of_kind(Kind.CONTRACT)
        if not sheet.is_one_of_several and (fact := sheet.money("ceiling", "total"))
    ]
    raised = [
        (sheet, fact, day)
        for sheet in dossier.of_kind(Kind.AMENDMENT)
        if not sheet.is_unsigned and (fact := sheet.money("ceiling")) and (day := sheet.on("date"))
    ]
    raised.sort(key=lambda one: (one[2], one[0].public_id))
    pairs = [(first, raised[0]) for first in allowed if raised and _same_contract(first[0], raised[0][0])]
    steps = [
        ((before[0], before[1]), after) for before, after in pairwise(raised) if _same_contract(before[0], after[0])
    ]
    for (old_sheet, old), (sheet, new, day) in [*pairs[:1], *steps]:
        before, after, signed = old.cents or 0, new.cents or 0, old_sheet.on("date")
        is_later = signed is None or signed <= day
        if old_sheet.is_unsigned or not is_later or before <= 0 or after * GROWTH[1] < before * GROWTH[0]:
            continue
        words = {"old_paper": old_sheet.called, "old": money(before, dossier.currency)}
        words |= {"paper": sheet.called, "day": str(day), "new": money(after, dossier.currency)}
        return Found(words, (Proof(sheet.record_id, new), Proof(old_sheet.record_id, old)))
    return None


def _same_contract(one: Sheet, other: Sheet) -> bool:
    """No two papers of different contracts are compared: each that names its contract names the same."""
    numbers = [_contract(sheet) for sheet in (one, other)]
    return not all(numbers) or numbers[0] == numbers[1]


def _contract(sheet: Sheet) -> str:
    names = ("contract_number",) if sheet.kind == Kind.AMENDMENT else ("contract_number", "number")
    return next((n for name in names if name in sheet.facts and (n := folded(sheet.facts[name].text))), "")


def above_ceiling(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """Invoices, without the tax that they print, of more than the signed papers allow. An invoice of a day before the
    first of those papers is of an earlier deal; a credit counts whenever it was given."""
    ceiling, contracts = dossier.sum_of(Amount.CEILING), dossier.amounts.get(Amount.CEILING, ())
    papers = [dossier.sheet(figure.record_id) for figure in contracts]
    if not ceiling or any(sheet is not None and sheet.is_unsigned for sheet in papers):
        return None
    days = [day for sheet in papers if sheet for name in ("date", "start_date") if (day := sheet.on(name))]
    first = min(days, default=dt.date.min)
    billed = [
        (figure, sheet)
        for figure in dossier.amounts.get(Amount.INVOICED, ())
        if (sheet := dossier.sheet(figure.record_id))
        and (figure.cents < 0 or (sheet.on("date") or dt.date.max) >= first)
    ]
    tax = sum(fact.cents or 0 for _, sheet in billed if (fact := sheet.money("tax")))
    invoiced = sum(figure.cents for figure, _ in billed) - max(tax, 0)
    if invoiced <= ceiling:
        return None
    words = {"count": str(len(billed)), "invoiced": money(invoiced, dossier.currency)}
    words |= {"invoices": "an invoice" if len(billed) == 1 else f"{len(billed)} invoices"}
    words |= {"ceiling": money(ceiling, dossier.currency)}
    invoices = (figure for figure, _ in billed)
    return Found(words, tuple(Proof(figure.record_id, figure.fact) for figure in (*contracts, *invoices)))
