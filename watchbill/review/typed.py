"""A person's correction read as strictly as a paper: money, dates and quantities must be what they claim."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from watchbill.errors import WatchbillError
from watchbill.model import DATE_FIELDS, MONEY_FIELDS
from watchbill.review.settle import Settled

_MONEY = re.compile(r"(?P<minus>-)?\s*[$£€]?\s*(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d{1,6})?")


def typed_value(field: str, text: str) -> Settled:
    """The corrected value of a field as the store keeps it: ISO date, decimal string, or words with white space folded.

    Raises WatchbillError with one sentence that says how to write it.
    """
    words = " ".join(text.split())
    if not words:
        raise WatchbillError(f"The {field} cannot be empty; write what the page prints.")
    if field in MONEY_FIELDS:
        return _money(field, words)
    if field in DATE_FIELDS:
        return _date(field, words)
    if field == "quantity":
        return Settled(str(_number(field, words)), None, None, True)
    return Settled(words, None, None, True)


def _money(field: str, words: str) -> Settled:
    amount = _number(field, words)
    cents = amount * 100
    if cents != cents.to_integral_value():
        if field != "unit_price":
            raise WatchbillError(f"{words!r} has fractions of a cent; write the {field} such as 342000.00.")
        return Settled(str(amount), None, None, True)
    if abs(cents) >= 2**63:
        raise WatchbillError(f"{words!r} is larger than any {field} the store can hold.")
    return Settled(f"{amount:.2f}", int(cents), None, True)


def _number(field: str, words: str) -> Decimal:
    found = _MONEY.fullmatch(words)
    if found is None:
        raise WatchbillError(f"{words!r} is not an amount; write the {field} such as 342000.00.")
    return Decimal((found["minus"] or "") + found["whole"].replace(",", "") + (found["part"] or ""))


def _date(field: str, words: str) -> Settled:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
        raise WatchbillError(f"{words!r} is not a date; write the {field} as year-month-day, such as 2025-03-24.")
    try:
        day = dt.date.fromisoformat(words)
    except ValueError as error:
        raise WatchbillError(f"{words!r} is no day of the calendar; write the {field} such as 2025-03-24.") from error
    return Settled(words, None, day, True)
