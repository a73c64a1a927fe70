"""Orders, contracts, worksheets and invoices for broadcast time: number, flight and gross total.

Stations file them by the thousand, printed by dozens of traffic and buying systems that share one vocabulary in many
arrangements. The number is the contract's or order's, not the invoice's or the client's own; the flight is when the
spots run, not the period that is billed; the gross total is what the advertiser is charged, the net what is left after
the agency's commission (nearly always 15 per cent). No public agency buys: such a paper is of kind `other`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence, Set
from decimal import Decimal

from extractors.fields import Weights, period, pick, value_of
from extractors.hinted import Hinted
from extractors.labels import Form, candidates
from extractors.paper import Line, Page, once_a_page
from extractors.spoken import make_record
from extractors.values import Found, find_dates, find_money
from watchbill.model import Check, Kind, Record, Value


def _marks(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I | re.M) for pattern in patterns)


#: Words that only this trade uses. Of 127 papers of public purchasing none showed more than one of them.
_TRADE = _marks(
    r"\badvertiser\b|\badv\.? name\b|\bsponsor:",
    r"\b(?:flight|schedule|air) dates?\b|\border flight\b|\bflight\W{1,4}\d",
    r"\bspots\b|\bspot length\b|\bspw\b|\bspts\b",
    r"\bagency comm(?:ission|\.)|\bgross ?(?:total|amount)\b",
    r"\bair time\b|\bday ?part\b|\bday[-/]time\b|\bISCI\b|\bmake-?\s?goods?\b",
    r"(?:^|\s):(?:15|30|60)\b",
    r"\bGRPs?\b|\bCPP\b|\bCPE\b",
)
#: Words that it uses too. A drone has flights and a docking station, an election candidates and polling stations.
_SHARED = _marks(
    r"\bstation\b|\bproperty\b|\bmarket\b",
    r"\baccount executive\b|\bsales ?person\b|\bAE:|\bsales prsn\b|\bbuyer\b",
    r"\bestimate\b|\bEST ?#",
    r"\bdemos?(?:graphic)?\b",
    r"\bbroadcast\b",
    r"\bflight\b|\b(?:contract|order) dates\b",
    r"\b[AM]-?F\b|\b\d{1,2}(?::?\d\d)?(?:am|pm|a|p)\s?-\s?\d{1,2}(?::?\d\d)?(?:am|pm|a|p)\b",
)
_ENOUGH, _OF_THE_TRADE = 4, 2
_NUMBER: Weights = {
    "broadcast_order": 1.0,
    "contract_number": 0.9,
    "order_number": 0.9,
    "invoice_number": 0.6,
    "broadcast_headline": 0.4,
}
_FLIGHT: Weights = {"flight": 0.97, "period": 0.8}
_START: Weights = {"flight_start": 1.0, "start_date": 0.8}
_END: Weights = {"flight_end": 1.0, "end_date": 0.8}
_SAID = re.compile(r"\W*flight\W*", re.I)
_TOTAL = Hinted(r"\b(?:gross)?totals?\b|\bgross\b", "total|gross")
_NO_TOTAL = re.compile(
    r"\bnet\b|\bmarket\b|\bshare\b|\btax\b|\bsub-?\s?total|\b(?:daily|weekly|week)\b|\bCPPs?\b|\bGRPs?\b|\bCPM\b|"
    r"\bimpressions?\b|\bhours\b|\bcredits?\b|\bpaid\b|\bpayments?\b|\bprevious\b",
    re.I,
)
_NET, _COMMISSION = Hinted(r"\bnet\b", "net"), Hinted(r"\bcomm(?:ission|\.)", "comm")
_USUAL_NET = Decimal("0.85")
_CENTS = Decimal("0.02")


def is_air_time(pages: Sequence[Page]) -> bool:
    """Whether the first page speaks the language of broadcast time."""
    return _speaks_of_air_time(pages[0])


@once_a_page
def _speaks_of_air_time(page: Page) -> bool:
    trade = sum(mark.search(page.text) is not None for mark in _TRADE)
    if trade < _OF_THE_TRADE:
        return False
    shared = (True for mark in _SHARED if mark.search(page.text))
    return sum(itertools.islice(shared, max(0, _ENOUGH - trade))) >= _ENOUGH - trade


def read(pages: Sequence[Page]) -> Record | None:
    """The order on these pages, None where they are none."""
    if not pages or not is_air_time(pages):
        return None
    form = Form.of(pages)
    start, end = _flight(form)
    total, checks = _gross(form)
    fields = {"number": pick(form, _NUMBER, "number"), "start_date": start, "end_date": end, "total": total}
    return make_record(Kind.OTHER, pages, fields, checks=checks)


def _flight(form: Form) -> tuple[Value | None, Value | None]:
    """The first and last day that the spots run: printed as one period, or each under its own label."""
    start, end = period(form, _FLIGHT)
    if start and end:
        return start, end
    return _said_flight(form) or (pick(form, _START, "date"), pick(form, _END, "date"))


def _said_flight(form: Form) -> tuple[Value, Value] | None:
    """Two dates right after the word flight, where wide letters hide that they are its value."""
    for line in (line for page in form.pages for line in page.lines):
        for at, word in enumerate(line.words):
            days = find_dates(line.words[at + 1 : at + 7], form.day_first) if _SAID.fullmatch(word.text) else []
            if len(days) > 1 and days[0].value <= days[1].value:
                reason = "it stands after the word flight, in no cell of its own"
                return value_of(days[0], form, 0.9, reason=reason), value_of(days[1], form, 0.9, reason=reason)
    return None


def _gross(form: Form) -> tuple[Value | None, tuple[Check, ...]]:
    """The gross total: of the amounts labelled as totals the one that the net, the commission or the months prove."""
    rows = [(line, find_money(line.words)) for page in form.pages for line in page.lines]
    rows = [(line, amounts) for line, amounts in rows if amounts]
    totals = [found for line, amounts in rows for found in _totals(line, amounts)]
    totals += _below_a_head(form)
    nets = {Decimal(found.value) for line, amounts in rows for found in _named(line, amounts, _NET)}
    commissions = {abs(Decimal(found.value)) for line, amounts in rows for found in _named(line, amounts, _COMMISSION)}
    printed = [found for _, amounts in rows for found in amounts]
    sums = {net + commission for net in nets for commission in commissions}
    proved = [found for found in totals if _is_proved(found, sums, printed)] or [
        found for found in printed if Decimal(found.value) in sums - nets
    ]
    if proved:
        best = max(proved, key=lambda found: Decimal(found.value))
        return value_of(best, form, 0.97, confirmed=True), (Check("gross_total", True, "net or months prove it"),)
    amounts = [found for found in totals if Decimal(found.value) > 0]
    if not amounts:
        return None, ()
    best = max(amounts, key=lambda found: Decimal(found.value))
    prints = sum(found.value == best.value for found in amounts)
    is_only = len({found.value for found in amounts}) == 1
    sure = 0.95 if is_only or prints > 1 else 0.85
    return value_of(best, form, sure, confirmed=prints > 1, reason="the largest of several totals"), ()


def _totals(line: Line, amounts: Sequence[Found]) -> list[Found]:
    """The amounts to the right of each cell that says total or gross, on the row of one line."""
    if not _TOTAL.search(line.text, line.text.lower()):
        return []
    cells = [cell for cell in line.segments if _TOTAL.compiled.search(cell.text)]
    heads = [cell for cell in cells if not _NO_TOTAL.search(_name_of(cell, line))]
    return [found for found in amounts if any(found.words[-1].x0 >= head.words[0].x0 for head in heads)]


def _name_of(cell: Line, line: Line) -> str:
    """What a cell says, with the word before it where that is near: line printers set ``MARKET  TOTALS`` wide."""
    first = line.words.index(cell.words[0])
    before = line.words[first - 1] if first else None
    is_near = before is not None and cell.words[0].x0 - before.x1 <= 2.5 * before.height
    return f"{before.text} {cell.text}" if before is not None and is_near else cell.text


def _named(line: Line, amounts: Sequence[Found], name: Hinted) -> list[Found]:
    """The first amount to the right of a cell with this name."""
    if not name.search(line.text, line.text.lower()):
        return []
    starts = [cell.words[0].x0 for cell in line.segments if name.compiled.search(cell.text)]
    return [
        next(found for found in amounts if found.words[0].x0 >= x0) for x0 in starts if amounts[-1].words[0].x0 >= x0
    ]


def _below_a_head(form: Form) -> list[Found]:
    """Amounts under a label of a total: boxed forms print the label above."""
    found = candidates(form, ("gross_total", "grand_total", "plain_total"), "money")
    return [c.found for c in found if c.where == "below" and not _NO_TOTAL.search(c.label.phrase)]


def _is_proved(total: Found, sums: Set[Decimal], printed: Sequence[Found]) -> bool:
    """Whether a total is net and commission together, leaves a printed net after the usual commission, or adds up the
    figures above it."""
    amount = Decimal(total.value)
    if amount <= 0:
        return False
    net = amount * _USUAL_NET
    return (
        amount in sums
        or any(abs(Decimal(other.value) - net) <= _CENTS for other in printed)
        or _adds_up(total, printed)
    )


def _adds_up(total: Found, printed: Sequence[Found]) -> bool:
    """Whether two or more figures right above a total in its column have it as their sum."""
    last = total.words[-1]
    column = [
        other
        for other in printed
        if other.words[0].page == last.page
        and other.words[-1].bottom <= last.top + 1
        and abs(other.words[-1].x1 - last.x1) <= last.height
    ]
    left = Decimal(total.value)
    for count, other in enumerate(reversed(column), start=1):
        left -= Decimal(other.value)
        if left <= 0:
            return left == 0 and count > 1
    return False
