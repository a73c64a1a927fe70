"""Dates as link texts, rows and file names print them. Strict: without a year, or with two different dates, none.

A month and a year ("March 2024") are no date: which day the paper is of is not said, and a day that nobody printed is
not made up. A day and a month get their year from a heading that names one (`crawlers.entries`), never from today.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero",
            "february feb febrero",
            "march mar marzo",
            "april apr abril",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto",
            "september sept sep septiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_MONTH_JOINED = _MONTH.replace(r"\b", "(?![a-z])")  # "Jan20" and "Minutes_March_5_2024"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_GAP = r"[^\S\n]*[,._-]*[^\S\n]*"  # inside a line
_END = r"(?!\d)"
_START = r"(?<!\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"(?<![a-z]){_MONTH_JOINED}{_GAP}{_DAY}{_GAP}{_YEAR}{_END}",  # January 20, 2026
        rf"(?<![a-z]){_MONTH_JOINED}{_GAP}{_DAY} ?(?:-|–|&|and|to) ?\d{{1,2}}(?:th)?,? {_YEAR}{_END}",  # May 3-4, 2025
        rf"^[^\w\n]*{_MONTH_JOINED}[\s,]*{_DAY}[\s,]*{_YEAR}[^\w\n]*$",  # Jan / 20 / 2026, each on a line of its own
        rf"{_START}{_DAY}{_GAP}(?:de\s+)?{_MONTH_JOINED}{_GAP}(?:de\s+)?{_YEAR}{_END}",  # 20 de enero de 2026
        rf"{_START}{_YEAR}[ ,_-]{{1,3}}{_MONTH_JOINED}[ _-]{{1,3}}{_DAY}{_END}",  # 2026 January 20
        rf"{_START}{_YEAR}[-._/ ](?P<month>\d{{1,2}})[-._/ ](?P<day>\d{{1,2}}){_END}",  # 2026-01-20
        rf"{_START}(?P<month>\d{{1,2}})(?P<mark>[-._/ ])(?P<day>\d{{1,2}})(?P=mark){_YEAR}{_END}",  # 01/20/2026
        rf"{_START}(?P<month>\d{{1,2}})(?P<mark>[-._/])(?P<day>\d{{1,2}})(?P=mark)(?P<year>\d\d){_END}",  # 1-20-26
        rf"{_START}{_DAY}-{_MONTH_JOINED}-(?P<year>\d\d){_END}",  # 20-Jan-26
    )
)
_NAME_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_START}(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d){_YEAR}{_END}",  # 01202026
        rf"{_START}{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d){_END}",  # 20260120
        rf"^(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?P<year>[0-3]\d){_END}(?=[\s_.-])",  # 012026-agenda
        r"^(?P<year>\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)(?!\d)",  # 22-09-14 where 22 is no month
    )
)
#: Six digits anywhere in a name are a date only beside a word for a paper of a meeting: numbers of files look so too.
_PAPER_NAME = re.compile(r"agenda|minutes|packet|meeting|mtg|council|warrant|resolution|special|regular", re.IGNORECASE)
_SIX_DIGITS = re.compile(rf"{_START}(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?P<year>[0-3]\d){_END}")
#: A day and a month that no year follows.
_NO_YEAR = re.compile(
    rf"(?<![a-z]){_MONTH} *(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[:/]\d)(?!{_GAP}(?:19|20)\d\d)", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 3  # of a date in a name: "Mar5-24"
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: The same in figures, where a line begins with it.
_NO_YEAR_FIGURES = re.compile(
    r"^[^\w\n]*(?P<month>0?[1-9]|1[0-2])/(?P<day>0?[1-9]|[12]\d|3[01])(?![\d/])", re.MULTILINE
)
#: A date after one of these words is when the paper was touched, not when it was made.
_TOUCHED = re.compile(
    r"(updated?|revised?|rev|amended|approved?|app|adopted|posted|uploaded|published|modified)\W*(on\W*)?$",
    re.IGNORECASE,
)
_EARLIEST = 1950
_LATEST_AHEAD = 3  # years: meeting calendars reach ahead


@dataclass(frozen=True, slots=True, order=True)
class Printed:
    """A date and where a text prints it."""

    start: int
    end: int
    date: dt.date


@dataclass(frozen=True, slots=True)
class DayOnly:
    """A day and a month without a year, and where a text prints them."""

    start: int
    end: int
    month: int
    day: int

    def of(self, year: int) -> Printed | None:
        try:
            return Printed(self.start, self.end, dt.date(year, self.month, self.day))
        except ValueError:
            return None


@lru_cache(4096)  # a row is asked for its date by every part of it
def find_date(text: str) -> dt.date | None:
    """The date that `text` prints; None where it prints none, or two different ones."""
    if not _DIGIT.search(text):
        return None
    found = {printed.date for pattern in _PATTERNS for printed in _dates(pattern, text)}
    return found.pop() if len(found) == 1 else None


def printed_dates(text: str) -> list[Printed]:
    """Every date that `text` prints, in its order, but for those that say when a paper was touched."""
    found: list[Printed] = []
    for pattern in _PATTERNS:
        found += _dates(pattern, text)
    found.sort()
    apart: list[Printed] = []
    for printed in found:
        if not apart or printed.start >= apart[-1].end:
            apart.append(printed)
    return apart


def days_without_year(text: str) -> list[DayOnly]:
    """Every "March 12" that no year follows, and every "3/12" at the beginning of a line."""
    spelled = [
        DayOnly(match.start(), match.end(), _MONTHS[match["month"].lower()], int(match["day"]))
        for match in _NO_YEAR.finditer(text)
        if not _TOUCHED.search(text[max(0, match.start() - 16) : match.start()])
    ]
    figures = [
        DayOnly(match.start("month"), match.end(), int(match["month"]), int(match["day"]))
        for match in _NO_YEAR_FIGURES.finditer(text)
    ]
    return spelled + figures


def years_in(text: str) -> set[int]:
    """The years that `text` names."""
    return {int(year) for year in _ANY_YEAR.findall(text)}


def find_url_date(url: str) -> dt.date | None:
    """The date in a URL's file name, or in a parameter; folders are passed over: they say when it was uploaded."""
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    parent = unquote(parts.path.rstrip("/").rpartition("/")[0].rpartition("/")[2])
    for name in (last, unquote(parts.query).rpartition("/")[2], parent):
        if len(_DIGIT.findall(name)) < _FEWEST_DIGITS:
            continue
        name = re.sub(r"[_+]", " ", name)
        if date := find_date(name):
            return date
        patterns = (*_NAME_PATTERNS, _SIX_DIGITS) if _PAPER_NAME.search(name) else _NAME_PATTERNS
        for pattern in patterns:
            if (found := {printed.date for printed in _dates(pattern, name)}) and len(found) == 1:
                return found.pop()
    return None


def _dates(pattern: re.Pattern[str], text: str) -> Iterator[Printed]:
    for match in pattern.finditer(text):
        if _TOUCHED.search(text[max(0, match.start() - 16) : match.start()]):
            continue
        month = match["month"].lower()
        year, day = int(match["year"]), int(match["day"])
        year += 2000 if year < 100 else 0
        number = _MONTHS[month] if month in _MONTHS else int(month)
        if number > 12 >= day and len(match["year"]) == 4:  # 20/01/2026: only one order is possible
            number, day = day, number
        try:
            date = dt.date(year, number, day)
        except ValueError:
            continue
        if _EARLIEST <= date.year <= dt.date.today().year + _LATEST_AHEAD:
            yield Printed(match.start(), match.end(), date)
