"""Flags about how a deal came about: pilot, cooperative contract, sole source, money from elsewhere, secrecy."""

from __future__ import annotations

import re
from collections.abc import Sequence

from watchbill.dossier import Dossier, Proof
from watchbill.flags.figures import money
from watchbill.flags.flag import Found
from watchbill.flags.thresholds import Threshold
from watchbill.model import Amount, Kind, Role, Rung

_SOLE_SOURCE = re.compile(r"\b(?:sole|single)[\s-]+source\b(?!\s+of\s+(?:truth|failure))", re.IGNORECASE)
#: Papers that tell of other deals as well: a grant's terms of any procurement, an amendment of what was bought before.
TELL_OF_OTHERS = (Kind.GRANT, Kind.AMENDMENT)
_NOT = re.compile(r"\bnot?\b|\bnon\b|\bnone\b|\bn/a\b|\bwithout\b|\brather\s+than\b", re.IGNORECASE)
#: A solicitation of the buyer's own, as a method.
_OWN_BIDS = re.compile(
    r"\b(?:rfps?|rfqs?|itbs?|ifbs?|(?:invitations?|requests?)\s+(?:for|to)\s+(?:bids?|proposals?|quot\w+)"
    r"|(?:competitive|sealed|formal)(?:ly)?\s+(?:sealed\s+)?(?:bids?|bidding|proposals?))\b",
    re.IGNORECASE,
)
#: Papers that ask for money of another deal, or bind both sides to a price named elsewhere: a trial in their small
#: print is a clause, no pilot.
_PRICED = (Kind.INVOICE, Kind.PURCHASE_ORDER, Kind.CONTRACT)
_PIGGYBACK = re.compile(r"\bpiggy-?back|\bcooperative\s+(?:purchas|procure|agreement|contract)", re.IGNORECASE)
#: Words of a fund -> what kind of money it is. A fund is never quoted: its name may be a donor's.
FUNDS = {
    "forfeited property": re.compile(r"\b(?:forfeit\w*|seiz(?:ed|ure)\w*|equitable\s+sharing)\b", re.IGNORECASE),
    "a gift": re.compile(r"\b(?:gifts?|donat\w+|donors?|foundation)\b", re.IGNORECASE),
    "a grant": re.compile(
        r"\bgrants?\b(?!\s+(?:pass|county|park|parish|street|st|ave\w*|road|rd)\b)|\b(?:UASI|JAG|SHSP|SHSGP|Byrne|Stonegarden)\b",
        re.IGNORECASE,
    ),
}


def pilot_turned_paid(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """A dated paper that speaks of a pilot and asks for no money, and money on a later paper."""
    for sheet, fact in dossier.stating("pilot"):
        day, price = sheet.on("date"), sheet.money("total", "ceiling")
        if day is None or sheet.kind in (*_PRICED, *TELL_OF_OTHERS) or (price and price.cents):
            continue
        for amount in (Amount.PAID, Amount.INVOICED, Amount.ORDERED, Amount.CEILING):
            for figure in dossier.amounts.get(amount, ()):
                later = dossier.sheet(figure.record_id)
                if later and figure.cents > 0 and (paid := later.on("date")) and paid > day:
                    words = {"paper": sheet.called, "day": str(day), "later": later.called, "later_day": str(paid)}
                    words |= {"sum": money(figure.cents, dossier.currency)}
                    return Found(words, (Proof(sheet.record_id, fact), Proof(later.record_id, figure.fact)))
    return None


def cooperative(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """A paper that names the contract of a cooperative, or says that it rides on another's contract; silent where a
    paper says that the buyer asked for bids of its own."""
    if _has_own_bids(dossier):
        return None
    for name, fact, record in dossier.parties.get(Role.VEHICLE, ()):
        if record is not None and fact is not None:
            whose = f"a contract of {name}" if name else "a contract that others bid out"
            sheet = dossier.sheet(record)
            return Found({"paper": sheet.called if sheet else "paper", "whose": whose}, (Proof(record, fact),))
    for sheet in dossier.sheets:
        if (method := sheet.facts.get("method")) and _PIGGYBACK.search(method.text) and not _NOT.search(method.text):
            words = {"paper": sheet.called, "whose": "a contract that others bid out"}
            return Found(words, (Proof(sheet.record_id, method),))
    return None


def _has_own_bids(dossier: Dossier) -> bool:
    """A method that is a solicitation, without a word of riding on another's and without the name of a cooperative."""
    names = [
        fact.text.split()[0].casefold() for _, fact, _ in dossier.parties.get(Role.VEHICLE, ()) if fact is not None
    ]
    methods = [sheet.facts["method"].text for sheet in dossier.sheets if "method" in sheet.facts]
    return any(
        _OWN_BIDS.search(method)
        and not (_PIGGYBACK.search(method) or _NOT.search(method) or any(name in method.casefold() for name in names))
        for method in methods
    )


def sole_source(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """A paper that gives sole source as the way in which the seller was chosen."""
    for sheet in dossier.sheets:
        method = sheet.facts.get("method")
        if method and _SOLE_SOURCE.search(method.text) and not _NOT.search(method.text):
            return Found({"paper": sheet.called}, (Proof(sheet.record_id, method),))
    for sheet, fact in dossier.stating("sole_source"):
        if sheet.kind not in TELL_OF_OTHERS:
            return Found({"paper": sheet.called}, (Proof(sheet.record_id, fact),))
    return None


def outside_money(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """Papers that name a grant, a gift or forfeited property as what pays."""
    found: dict[str, Proof] = {}
    for grant in (sheet for sheet in dossier.of_kind(Kind.GRANT) if not sheet.is_unsigned):
        found.setdefault("a grant", Proof(grant.record_id, grant.money("total")))
    for sheet in dossier.sheets:
        if fund := sheet.facts.get("fund"):
            for money_of, pattern in FUNDS.items():
                if pattern.search(fund.text) and not _NOT.search(fund.text):
                    found.setdefault(money_of, Proof(sheet.record_id, fund))
    for _name, fact, record in dossier.parties.get(Role.FUNDER, ()):
        if record is not None and fact is not None and fact.field != "fund" and not found:
            found.setdefault("another body", Proof(record, fact))
    if not found:
        return None
    first = dossier.sheet(next(iter(found.values())).record_id)
    words = {"paper": first.called if first else "paper", "money": " and ".join(sorted(found))}
    return Found(words, tuple(found[money_of] for money_of in sorted(found)))


def non_disclosure(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """A paper that names a non-disclosure agreement."""
    for sheet, fact in dossier.stating("non_disclosure"):
        return Found({"paper": sheet.called}, (Proof(sheet.record_id, fact),))
    return None


def consent_agenda(dossier: Dossier, _: Sequence[Threshold]) -> Found | None:
    """A body's own paper that has the deal among its consent items; other papers tell it only of what was approved."""
    for sheet, fact in dossier.stating("consent_agenda"):
        is_told = sheet.kind in (Kind.STAFF_REPORT, Kind.OTHER) and Rung.APPROVED in dossier.rungs
        if sheet.kind == Kind.RESOLUTION or is_told:
            return Found({"paper": sheet.called}, (Proof(sheet.record_id, fact),))
    return None
