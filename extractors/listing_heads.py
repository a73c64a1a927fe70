"""What stands over a listing's first header: its title, and the period whose payments it lists."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from itertools import takewhile

from extractors.columns import has_amount, headers_of
from extractors.dates import MONTHS, find_dates
from extractors.evidence import make_value
from extractors.names import is_agency, is_name
from extractors.paper import Line, Page
from watchbill.model import Value

_BETWEEN = re.compile(r"\b(?:to|through|thru|and)\b|[-–]", re.I)
_OF_PRINTING = re.compile(
    r"\b(?:run|report|print(?:ed|ing)?|prepared|created|generated)\b(?:\s+(?:date|on))?\W*$", re.I
)
_OTHER_DAY = re.compile(
    r"\b(?:check|pay(?:ment)?|due|from|to|thru|through|period|meeting|as\s+of|warrant|post(?:ed|ing)?|effective|ending)\b",
    re.I,
)
_CLOCK = re.compile(r"\W*(?:at\s+)?\d{1,2}:\d\d")
_MONTH = re.compile(
    rf"\b(?:month\s+(?:of|ending)\s+)?(?P<month>{'|'.join(m for m in MONTHS if len(m) > 3)})\s+(?P<year>20\d\d)\b", re.I
)


_MONTH_AFTER = re.compile(rf"\s*(?:to|through|thru|and|-|–)\s*(?:{_MONTH.pattern})", re.I)


#: A month without a year of its own before one that has it: ``January through December 2022``.
_MONTH_BEFORE = re.compile(
    rf"\b(?P<month>{'|'.join(m for m in MONTHS if len(m) > 2)})\s*(?:to|through|thru|and|-|–)\s*$", re.I
)


def _months(line: Line, first: re.Match[str], last: re.Match[str]) -> tuple[Value, Value]:
    """The first day of one month and the last of another: ``July 2025 through March 2026``. A month without a year is
    of the other's, or of the year before it where it comes later in the year."""
    reason = "the title names months"

    def value(match: re.Match[str], at: int, *, is_last: bool) -> Value:
        year, month = int(last["year"]), MONTHS[match["month"].lower()]
        if "year" in match.re.groupindex:
            year = int(match["year"])
        elif month > MONTHS[last["month"].lower()]:
            year -= 1
        day = monthrange(year, month)[1] if is_last else 1
        begin = len(line.text[:at].split())
        end = match.end("year" if "year" in match.re.groupindex else "month")
        words = line.words[begin : begin + len(line.text[at:end].split())]
        return make_value(f"{year}-{month:02}-{day:02}", words, 0.9, reason=reason)

    return value(first, first.start("month"), is_last=False), value(last, last.start("month"), is_last=True)


def head_lines(page: Page) -> list[Line]:
    """The lines of a listing's page above its first header; without a header, its top fifth above the first amount."""
    headers = headers_of(page)
    if headers:
        return list(page.lines[: headers[0].first])
    top = [line for line in page.lines if line.box[1] < 0.2 * page.height]
    return list(takewhile(lambda line: not has_amount(line), top)) or top


def printing_date(head: Sequence[Line]) -> Value | None:
    """The day on which a listing was printed, from its head: with the time behind it, after words that say so, or
    alone in its cell. Days of a period are none."""
    found: list[Value] = []
    for cell in (cell for line in head for cell in line.segments):
        days = find_dates(cell.words)
        if len({day.value for day in days}) != 1:
            continue
        words = days[-1].words
        before = " ".join(word.text for word in cell.words[: cell.words.index(days[0].words[0])])
        after = " ".join(word.text for word in cell.words[cell.words.index(words[-1]) + 1 :])
        sure = 0.0
        if _OF_PRINTING.search(before) or (_CLOCK.match(after) and not _OTHER_DAY.search(before)):
            sure = 0.93
        elif not before and (not after or re.match(r"\W*page\b", after, re.I)):
            sure = 0.88
        if sure:
            found.append(make_value(days[0].value, words, sure, reason="printed in the head without a label"))
    return max(found, key=lambda value: value.confidence, default=None)


def printed_period(head: Sequence[Line]) -> tuple[Value, Value] | None:
    """The first and last day that a head prints; a month stands for its first and last day."""
    for line in head:
        days = find_dates(line.words)
        if len(days) >= 2:
            first, second = days[0], days[1]
            between = line.words[line.words.index(first.words[-1]) + 1 : line.words.index(second.words[0])]
            text = " " + " ".join(word.text for word in between) + " "
            joined = first.words == second.words or _BETWEEN.search(text)  # 2/1/2024-2/15/2024 is one word
            if joined and first.value <= second.value:
                return make_value(first.value, first.words, 0.97), make_value(second.value, second.words, 0.97)
    for line in head:
        if match := _MONTH.search(line.text):
            if later := _MONTH_AFTER.match(line.text, match.end()):
                return _months(line, match, later)
            if earlier := _MONTH_BEFORE.search(line.text, 0, match.start()):
                return _months(line, earlier, match)
            year, month = int(match["year"]), MONTHS[match["month"].lower()]
            begin = len(line.text[: match.start()].split())
            words = line.words[begin : begin + len(match[0].split())]
            last = monthrange(year, month)[1]
            reason = "the title names a month"
            return (
                make_value(f"{year}-{month:02}-01", words, 0.9, reason=reason),
                make_value(f"{year}-{month:02}-{last}", words, 0.9, reason=reason),
            )
    return None


#: The number that a system gives a body, before its name: ``002 - Fairmont Unified School District``.
_CODED = re.compile(r"\W*\d{1,6}\s*[-–—:]\s+")


def foot_agency(page: Page) -> Value | None:
    """The public body that a cell in the page's foot names in full, as systems print whose books these are; None where
    several are named."""
    found: dict[str, Value] = {}
    for line in page.lines:
        for cell in line.segments if line.box[1] > 0.88 * page.height else ():
            code = _CODED.match(cell.text)
            words = cell.words[len(cell.text[: code.end()].split()) if code else 0 :]
            name = " ".join(word.text for word in words).strip(" ,;-")
            if len(words) <= 8 and is_agency(name) and is_name(name) and _WHOLE_BODY.search(name):
                reason = "printed in the foot without a label"
                found.setdefault(name, make_value(name, words, 0.85, reason=reason))
    return next(iter(found.values())) if len(found) == 1 else None


#: A body by its name, not an office of one: somebody's ``Finance Department`` is not whose books these are.
_WHOLE_BODY = re.compile(
    r"\b(?:city|county|town|village|borough|township|parish)\s+of\s+\w|\w\s+(?:county|district|authority|university|police"
    r"|sheriff(?:'s)?|school|schools|college)\b",
    re.I,
)
