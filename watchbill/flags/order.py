"""Flags about the order of papers: used after the end, billed without a contract, paid before a vote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from watchbill.dossier import Dossier, Proof, Sheet
from watchbill.flags.figures import money
from watchbill.flags.flag import Found
from watchbill.flags.thresholds import Threshold
from watchbill.model import Amount, Kind, Role, Rung
from watchbill.terms import TermKind, find_terms

#: What is older than this may be of an earlier term.
YEAR = dt.timedelta(days=365)
#: Papers on which an invoice may rest.
_BASIS = (Kind.CONTRACT, Kind.AGREEMENT, Kind.AMENDMENT, Kind.PURCHASE_ORDER)


def holdover(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """Invoices for the time after the end that the papers name."""
    terms = {term.kind: term for term in find_terms(dossier)}
    over, end = terms.get(TermKind.HOLDOVER), terms.get(TermKind.END)
    if over is None or end is None:
        return None
    sheet, more = dossier.sheet(over.proofs[0].record_id), len(over.proofs) - len(end.proofs) - 1
    paper = (sheet.called if sheet else "paper") + (f" (and {more} more)" if more else "")
    words = {"end": str(end.date), "paper": paper, "day": str(over.date)}
    return Found(words, over.proofs, over.is_inferred)


def without_contract(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """Invoices that cite no contract, not even a cooperative's, and no order, in a purchase of which neither is on
    record."""
    if dossier.of_kind(*_BASIS):
        return None
    on_others = {record for _, _, record in dossier.parties.get(Role.VEHICLE, ())}
    billed = [
        (sheet, figure)
        for figure in dossier.amounts.get(Amount.INVOICED, ())
        if figure.cents > 0 and (sheet := dossier.sheet(figure.record_id)) and not _cites(sheet)
    ]
    if not billed or any(_cites(sheet) or sheet.record_id in on_others for sheet in dossier.of_kind(Kind.INVOICE)):
        return None
    sheet = billed[0][0]
    more = "" if len(billed) == 1 else f" (and {len(billed) - 1} more)"
    words = {"paper": sheet.called + more, "sum": money(sum(one.cents for _, one in billed), dossier.currency)}
    return Found(words, tuple(Proof(one.record_id, figure.fact) for one, figure in billed))


def _cites(sheet: Sheet) -> bool:
    return bool({"contract_number", "po_number"} & sheet.facts.keys())


def paid_before_approval(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """A payment of the year before the earliest vote; silent where any vote of the purchase bears no date, and where
    the vote may be on what came later: the papers hold an amendment, or a contract of more than a year before it."""
    votes, payments = dossier.rungs.get(Rung.APPROVED, ()), dossier.rungs.get(Rung.PAID, ())
    dated_votes = [(day, record) for record, day in votes if day]
    dated_payments = [(day, record) for record, day in payments if day]
    if not dated_votes or len(dated_votes) < len(votes) or not dated_payments:
        return None
    (voted, vote), (paid, payment) = min(dated_votes), min(dated_payments)
    vote_sheet, paid_sheet = dossier.sheet(vote), dossier.sheet(payment)
    if paid >= voted or vote_sheet is None or paid_sheet is None:
        return None
    earlier = [day for sheet in dossier.of_kind(*_BASIS) if (day := sheet.on("date")) and day < voted - YEAR]
    if dossier.of_kind(Kind.AMENDMENT) or earlier or paid < voted - YEAR:
        return None
    figure = next((one for one in dossier.amounts.get(Amount.PAID, ()) if one.record_id == payment), None)
    if figure is None or figure.cents <= 0:
        return None
    words = {"payment": paid_sheet.called, "paid": str(paid), "vote": vote_sheet.called, "voted": str(voted)}
    return Found(words, (Proof(payment, figure.fact), Proof(vote, vote_sheet.date)))
