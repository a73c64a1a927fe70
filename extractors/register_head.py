"""Registers and payment listings: their rows, and what their title, head and foot say of agency, period and date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.captions import labelled
from extractors.columns import has_amount
from extractors.dates import find_dates
from extractors.evidence import make_value
from extractors.listing import Listing, read_listing
from extractors.listing_heads import foot_agency, head_lines, printed_period, printing_date
from extractors.named import find_agency
from extractors.paper import Line, Page
from extractors.prose import Prose
from extractors.spoken import labelled_date, labelled_name, make_record, numbered
from watchbill.model import Kind, Record, Value

_RECIPIENT = "grant recipient(?: name)?|recipient|agency|grantee|department"
_GRANT = r"grant\s+(?:agreement\s+)?(?:#|no\.?|number)|award\s+(?:#|no\.?|number)"
_NUMBER = (
    r"\b(?:FOIA|register|batch|warrant\s+register|report|listing)\s+(?:no\.?|number|#)?[ :]*"
    r"(?P<n>[A-Z]{0,5}-?\d{2,}-[\w-]*\d)"
)
_ENDS_OF_PERIODS = frozenset({"from", "to", "thru", "through", "ending", "dates", "begin"})
_PRINTED_BY = re.compile(r"\W*(?:run|printed|generated|created|prepared|report\s+(?:run|generated))\b", re.I)
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_MONEY_IN = re.compile(r"\bdeposits?\b|\breceipts?\b", re.I)
_MONEY_OUT = re.compile(r"payment|check register|warrant|disburse|purchases|expen|paid to|vendor", re.I)


def read_register(pages: Sequence[Page], kind: Kind) -> Record | None:
    """A register or listing: rows, checks, agency, number, date and period."""
    head = head_lines(pages[0])
    title = " ".join(line.text for page in pages[:3] for line in page.lines if line.box[1] < 0.15 * page.height)
    money_in = bool(_MONEY_IN.search(title)) and not _MONEY_OUT.search(title)
    listing = read_listing(pages, money_in=money_in)
    top = Page(
        pages[0].number, pages[0].width, pages[0].height, pages[0].origin, tuple(w for line in head for w in line.words)
    )
    prose = Prose.of([top])
    start, end = _period(head, listing)
    grant = _grant(pages)
    fields: dict[str, Value | None] = {
        "agency": labelled_name([top], _RECIPIENT) or find_agency([top], prose) or foot_agency(pages[0]),
        "number": grant or _foot_mark(pages[0]) or numbered(prose, _NUMBER, 0.9),
        "grant_number": grant,
        "date": _date(pages, top, head),
        "start_date": start,
        "end_date": end,
    }
    if not listing.payments and not any(fields.values()):
        return None
    if kind == Kind.PAYMENT_LISTING and listing.numbers_checks:
        kind = Kind.REGISTER
    return make_record(kind, pages, fields, payments=listing.payments, checks=listing.checks)


def _date(pages: Sequence[Page], top: Page, head: Sequence[Line]) -> Value | None:
    """The day that a label gives, else that of printing, in the head or in the foot; else the one day in the title."""
    if labelled := labelled_date([top], "date|run date|report date|printed|print date"):
        return labelled
    printed = printing_date(head)
    if printed and printed.confidence >= 0.9:
        return printed
    return labelled_date([top], "as of") or _foot_date(pages[0]) or printed or _title_day(top)


def _title_day(top: Page) -> Value | None:
    """The only day that the head names, where it is no end of a period."""
    days = [day for line in top.lines for day in find_dates(line.words)]
    if len(days) != 1:
        return None
    at = top.words.index(days[0].words[0])
    if any(word.text.lower().strip(":") in _ENDS_OF_PERIODS for word in top.words[max(0, at - 2) : at]):
        return None
    return make_value(days[0].value, days[0].words, 0.85, reason="the only day in the head")


def _grant(pages: Sequence[Page]) -> Value | None:
    for words in labelled(pages[:1], _GRANT):
        if any(map(str.isdigit, words[0].text)):
            return make_value(words[0].text.strip(".,;"), words[:1], 0.97)
    return None


def _period(head: Sequence[Line], listing: Listing) -> tuple[Value | None, Value | None]:
    """The printed period; a month stands for its first and last day; else the first and last day of the rows."""
    if printed := printed_period(head):
        return printed
    if listing.days:
        reason = "no period is printed: the first and last day of the rows"
        return tuple(  # type: ignore[return-value]
            Value(day.value, day.raw, day.page, day.bbox, min(day.confidence, 0.85), reason=reason)
            for day in listing.days
        )
    return None, None


def _foot_mark(page: Page) -> Value | None:
    """The number of the records request under which the listing was released, as its foot prints it."""
    for line in page.lines:
        for cell in line.segments if line.box[1] > 0.88 * page.height else ():
            if re.fullmatch(r"(?:[A-Z]{2,5} )?(?:FOIA|PRR|PRA|CPRA) [A-Z]{0,4}-?\d[\w-]*\d", cell.text):
                return make_value(cell.text, cell.words, 0.93, reason="printed in the foot without a label")
    return None


def _foot_date(page: Page) -> Value | None:
    """The day of printing in the foot of the first page: a date that fills its cell, with or without a weekday, or one
    with the time of day behind words that say who printed it: ``Run by Ida Ferro on 04/06/2022 01:55:09 PM``."""
    for line in reversed(page.lines):
        if line.box[1] < 0.88 * page.height:
            return None
        for cell in line.segments if not has_amount(line) else ():
            days = find_dates(cell.words)
            alone = len(days) == 1 and len(cell.words) - len(days[0].words) <= 1
            if alone or (len(days) == 1 and _PRINTED_BY.match(cell.text) and _CLOCK.search(cell.text)):
                return make_value(days[0].value, days[0].words, 0.93, reason="printed in the foot without a label")
    return None
