"""Dates as link texts, rows and file names print them. Strict: without a year, or with two different dates, none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
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
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_GAP = r"[\s,._-]*"
_END = r"(?!\d)"
_START = r"(?<!\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![a-z]){_MONTH}{_GAP}{_DAY}{_GAP}{_YEAR}{_END}",  # January 20, 2026
        rf"{_START}{_DAY}{_GAP}(?:de\s+)?{_MONTH}{_GAP}(?:de\s+)?{_YEAR}{_END}",  # 20 January 2026, 20 de enero de 2026
        rf"{_START}{_YEAR}[-._/ ](?P<month>\d{{1,2}})[-._/ ](?P<day>\d{{1,2}}){_END}",  # 2026-01-20
        rf"{_START}(?P<month>\d{{1,2}})(?P<mark>[-._/ ])(?P<day>\d{{1,2}})(?P=mark){_YEAR}{_END}",  # 01/20/2026
        rf"{_START}(?P<month>\d{{1,2}})(?P<mark>[-._/])(?P<day>\d{{1,2}})(?P=mark)(?P<year>\d\d){_END}",  # 1-20-26
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
#: A date after one of these words is when the paper was touched, not when it was made.
_TOUCHED = re.compile(
    r"(updated?|revised?|rev|approved?|app|adopted|posted|uploaded|published|modified)\W*(on\W*)?$", re.IGNORECASE
)
_EARLIEST = 1950
_LATEST_AHEAD = 3  # years: meeting calendars reach ahead


def find_date(text: str) -> dt.date | None:
    """The date that `text` prints; None where it prints none, or two different ones."""
    found = {date for pattern in _PATTERNS for date in _dates(pattern, text)}
    return found.pop() if len(found) == 1 else None


def find_url_date(url: str) -> dt.date | None:
    """The date in a URL's file name, or in a parameter; folders are passed over: they say when it was uploaded."""
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    parent = unquote(parts.path.rstrip("/").rpartition("/")[0].rpartition("/")[2])
    for name in (last, unquote(parts.query).rpartition("/")[2], parent):
        name = re.sub(r"[_+]", " ", name)
        if date := find_date(name):
            return date
        for pattern in _NAME_PATTERNS:
            if (found := set(_dates(pattern, name))) and len(found) == 1:
                return found.pop()
    return None


def _dates(pattern: re.Pattern[str], text: str) -> Iterator[dt.date]:
    latest = dt.date.today().year + _LATEST_AHEAD
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
        if _EARLIEST <= date.year <= latest:
            yield date
