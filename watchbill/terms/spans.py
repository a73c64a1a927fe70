"""Lengths of time as papers print them: ``24 Months``, ``three (3) years``, ``60 days``."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty-four": 24, "thirty": 30, "thirty-six": 36,
    "forty-five": 45, "forty-eight": 48, "sixty": 60, "ninety": 90,
}  # fmt: skip
_SPAN = re.compile(
    r"\s*(?:an?\s+|initial\s+|term\s+of\s+)*(?:(?P<word>[a-z]+(?:-[a-z]+)?)[\s-]+)?"
    r"(?:\(?(?P<number>\d{1,4})\)?[\s-]*)?(?:calendar\s+|consecutive\s+)?(?P<unit>day|week|month|year)s?\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ANOTHER = re.compile(
    r"\b(?:days?|weeks?|months?|years?|and|or|plus|with|option\w*|renew\w*|extend\w*)\b", re.IGNORECASE
)


#: A length of time that runs from a day which papers seldom print: installation, not the start of the contract.
_FROM_ANOTHER_DAY = re.compile(
    r"\b(?:install\w*|deliver\w*|accept\w*|activat\w*|deploy\w*|receipt|go[\s-]?live|implement\w*|first\s+use|proceed"
    r"|completion|shipment)\b",
    re.IGNORECASE,
)
#: What has no end of its own.
_WITHOUT_END = re.compile(
    r"\b(?:month[\s-]to[\s-]month|year[\s-]to[\s-]year|evergreen|perpetual\w*|indefinite\w*|until\s+(?:terminated|cancell?ed)"
    r"|auto(?:matic(?:ally)?)?[\s-]*renew\w*)\b",
    re.IGNORECASE,
)


def runs_from_another_day(term: str) -> bool:
    """Whether a printed term runs from a day of its own: ``24 months from first installation``."""
    return bool(_FROM_ANOTHER_DAY.search(term))


def goes_on(term: str) -> bool:
    """Whether a printed term goes on until somebody ends it: ``12 months, month-to-month thereafter``."""
    return bool(_WITHOUT_END.search(term))


@dataclass(frozen=True, slots=True)
class Span:
    """So many days or months."""

    days: int = 0
    months: int = 0

    def after(self, day: dt.date) -> dt.date:
        """The day so long after another; the last of the month where that month is shorter."""
        return _moved(day, self.months) + dt.timedelta(days=self.days)

    def last_day(self, first: dt.date) -> dt.date:
        """The last day of a term that begins on `first`: the day before it would begin anew.

        A term from 29 February ends on the last of February of a year that has no such day.
        """
        anew = self.after(first)
        is_cut_short = not self.days and anew.day < first.day
        return anew if is_cut_short else anew - dt.timedelta(days=1)

    def before(self, day: dt.date) -> dt.date:
        """The day so long before another."""
        return _moved(day, -self.months) - dt.timedelta(days=self.days)


def span_of(text: str) -> Span | None:
    """The length of time that a text prints and nothing else; None where it prints none, or more than one.

    >>> span_of("three (3) years")
    Span(days=0, months=36)
    >>> span_of("60 days")
    Span(days=60, months=0)
    >>> span_of("24 Months, with two renewals of a year") is None
    True
    """
    found = _SPAN.fullmatch(text)
    if found is None or _ANOTHER.search(found["rest"]):
        return None
    word = _WORDS.get((found["word"] or "").lower())
    printed = int(found["number"]) if found["number"] else None
    if (found["word"] and word is None) or (word and printed and word != printed):
        return None
    number, unit = printed or word, found["unit"].lower()
    if not number:
        return None
    if unit in ("day", "week"):
        return Span(days=number * (7 if unit == "week" else 1))
    return Span(months=number * (12 if unit == "year" else 1)) if number <= 1200 else None


def _moved(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return day
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
