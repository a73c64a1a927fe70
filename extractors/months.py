"""Periods printed as months: ``Period 08/2019 - 12/2020``, ``January 2024 through June 2024``, ``8/20-12/20``."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractors.dates import MONTHS
from extractors.labels import Form
from extractors.paper import Word
from extractors.textmap import TextMap

_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = (
    rf"(?:(?P<{{0}}n>\d{{{{1,2}}}})/(?P<{{0}}y>\d{{{{4}}}}|\d\d)|(?P<{{0}}m>{_NAME})\.?,?\s+(?P<{{0}}Y>\d{{{{4}}}}))"
)
_SPAN = re.compile(
    rf"(?<![\d/.-]){_MONTH.format('a')}\s*(?:-|–|—|to|thru|through|until)\s*{_MONTH.format('b')}(?![\d/]|-\d)", re.I
)
_ONE = re.compile(rf"\bmonths?\s+(?:of|ending|ended)\s*:?\s*{_MONTH.format('a')}(?!\d)", re.I)
#: Words that make two months before or after them a period, and no fraction, size or model.
_ABOUT = re.compile(
    r"\b(?:period|term|coverage|covering|covers|services?|subscription|maintenance|support|warranty|licen[cs]es?|billing|dates?|months?|"
    r"renewal|from|for)\b[^.;]{0,60}$",
    re.I,
)
#: Years: months of two-digit years that lie further apart may be days of a month.
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Months:
    """A period from the first day of a month to the last day of a month, with the words that print each end."""

    start: date
    end: date
    first: tuple[Word, ...]
    last: tuple[Word, ...]
    is_sure: bool  # its years are printed in full


def month_periods(form: Form) -> Iterator[Months]:
    """Every period of whole months that the pages print after a word such as *period* or *for*."""
    for page in form.pages:
        text = TextMap([word for line in page.lines for word in line.words])
        for match in _SPAN.finditer(text.text):
            start, end = _month(match, "a"), _month(match, "b")
            if not start or not end or not _ABOUT.search(text.text[max(0, match.start() - 80) : match.start()]):
                continue
            is_sure = all(len(match[f"{side}y"] or match[f"{side}Y"]) == 4 for side in "ab")
            last_day = end.replace(day=monthrange(end.year, end.month)[1])
            if start <= end and (is_sure or end.year - start.year <= _LONGEST):
                first = text.under(match.start(), match.end("ay") if match["ay"] else match.end("aY"))
                last = text.under(match.start("bn") if match["bn"] else match.start("bm"), match.end())
                yield Months(start, last_day, first, last, is_sure)
        for match in _ONE.finditer(text.text):
            start = _month(match, "a")
            if start:
                words = text.under(match.start("an") if match["an"] else match.start("am"), match.end())
                is_sure = len(match["ay"] or match["aY"]) == 4
                yield Months(start, start.replace(day=monthrange(start.year, start.month)[1]), words, words, is_sure)


def _month(match: re.Match[str], side: str) -> date | None:
    """The first day of the month at one side of a match; None for no month or a year that cannot be."""
    number = int(match[f"{side}n"]) if match[f"{side}n"] else MONTHS[match[f"{side}m"].lower()]
    year = int(match[f"{side}y"] or match[f"{side}Y"])
    year += 2000 if year < 100 else 0
    return date(year, number, 1) if 1 <= number <= 12 and 2000 <= year <= 2045 and year != 2000 else None
