"""How values are said on a page: money, dates, kinds of paper, confidence. Formats; computes nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd

AMOUNT_MEANINGS = {
    "ceiling": "the most the signed paper allows",
    "authorised": "what the governing body voted",
    "ordered": "purchase orders, net of changes",
    "invoiced": "invoices, net of credits",
    "paid": "checks and stated payments",
}
#: Kind of amount -> the question that its sum answers.
AMOUNT_TITLES = {
    "invoiced": "Who was billed, by whom",
    "paid": "Who paid whom",
    "ordered": "Who ordered from whom",
    "ceiling": "What contracts allow, at most",
    "authorised": "What governing bodies voted",
}
RUNG_MEANINGS = {
    "proposed": "on an agenda",
    "recommended": "staff asked for it",
    "approved": "a body voted for it",
    "signed": "a contract was signed",
    "ordered": "a purchase order went out",
    "invoiced": "the seller billed",
    "paid": "money left",
    "ended": "it was ended",
}
OUTCOME_MEANINGS = {
    "complete": "everything on offer was got",
    "incomplete": "something is missing, and the crawl says what",
    "failed": "nothing could be got",
}
ROLE_MEANINGS = {
    "buyer": "the agency",
    "department": "the part of the agency for which it was bought",
    "seller": "who is paid",
    "maker": "whose technology it is",
    "vehicle": "the cooperative contract it rides on",
    "funder": "whose money it is",
}


def is_missing(value: Any) -> bool:
    """Nothing known: None, NaN, NaT or <NA>. An empty text counts as missing, 0 does not."""
    return not value if isinstance(value, str) else value is None or bool(pd.isna(value))


def money(cents: Any, currency: Any = "USD", missing: str = "no record yet") -> str:
    """Cents as printed money: ``$342,000.00``, ``$0`` for nothing paid, `missing` where no figure is known."""
    if is_missing(cents):
        return missing
    whole = int(cents)
    sign = "-" if whole < 0 else ""
    code = "USD" if is_missing(currency) else str(currency)
    figure = "0" if whole == 0 else f"{abs(whole) // 100:,}.{abs(whole) % 100:02}"
    return f"{sign}${figure}" if code == "USD" else f"{sign}{figure} {code}"


def short_money(cents: Any, missing: str = "no figure") -> str:
    """Cents for a chart's label: ``$342,000``, ``$343.95`` below a thousand, ``$1.2 million`` above a million."""
    if is_missing(cents):
        return missing
    units = int(cents) / 100
    if abs(units) >= 1_000_000:
        return f"${units / 1_000_000:,.1f} million"
    return f"${units:,.0f}" if abs(units) >= 1000 or units == int(units) else f"${units:,.2f}"


def day(date: Any, missing: str = "no date printed") -> str:
    """A date in words: ``4 March 2025``. Texts such as ``2021-05`` or ``2017`` stay as precise as they are."""
    if is_missing(date):
        return missing
    if isinstance(date, datetime.date):
        return f"{date.day} {date:%B %Y}"
    try:
        return day(datetime.date.fromisoformat(str(date)))
    except ValueError:
        return str(date)


def moment(time: Any) -> str:
    """A point in time as a day."""
    if is_missing(time):
        return "time not known"
    return day(time.date()) if isinstance(time, datetime.datetime) else day(str(time)[:10])


def doubt(cents: Any, unreviewed: Any, is_reviewed: Any, currency: Any = "USD") -> str | None:
    """How much of an amount nobody has reviewed, None where all of it is. A figure of 0 may wait for review too."""
    if is_missing(cents) or is_missing(is_reviewed) or is_reviewed:
        return None
    is_part = not is_missing(unreviewed) and unreviewed not in (0, cents)
    return f"of which {money(unreviewed, currency)} nobody has reviewed" if is_part else "as read, not reviewed"


def corrected(row: Any) -> str | None:
    """``corrected from $171,000.00 by a reviewer on 4 March 2025: reason``; None where nobody corrected the value."""
    if is_missing(row.corrected_at):
        return None
    before = f"“{row.value_as_read}”" if is_missing(row.as_read_cents) else money(row.as_read_cents, row.currency)
    return f"corrected from {before} by a reviewer on {moment(row.corrected_at)}: {row.correction_reason}"


def count(number: Any, singular: str, plural: str | None = None) -> str:
    """``1 purchase``, ``1,204 pages``."""
    whole = 0 if is_missing(number) else int(number)
    return f"{whole:,} {singular if whole == 1 else plural or singular + 's'}"


def said(word: Any, missing: str = "") -> str:
    """A word of the vocabulary for reading: ``purchase_order`` -> ``purchase order``."""
    return (
        missing
        if is_missing(word)
        else {"other": "other paper", "email": "e-mail"}.get(word, str(word).replace("_", " "))
    )


def listed(words: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def certainty(confidence: Any) -> str:
    """A probability in words, never only a number."""
    if is_missing(confidence):
        return "not rated"
    share = float(confidence)
    if share >= 0.95:
        return f"read with confidence ({share:.0%})"
    if share >= 0.8:
        return f"uncertain ({share:.0%}): a person should look at the page"
    return f"very uncertain ({share:.0%}): do not quote without looking at the page"
