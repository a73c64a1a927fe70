"""That a bill was paid, as buyers stamp or type it on the bill itself: *PAID JUN 14 2023 CK 554120*.

Only the word *paid* at the head of a stamp or before a day says so. *Received*, *approved for payment* and *amount
paid* (which sellers print of deposits) do not, and of a sum nothing is said here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.evidence import make_value
from extractors.labels import Form
from extractors.paper import Line, Page, Word
from extractors.textmap import TextMap
from extractors.values import Found, find_dates, find_money
from watchbill.model import Value

_PAID = re.compile(r"^\W*(?:date\s+)?(?:paid|p\s+a\s+i\s+d)\b", re.I)
#: What speaks of a check or of a transfer, and its number.
_CHECK = re.compile(
    r"\b(?:(?:check|chk|ck|cheque|warrant|wrnt|war)\b\.?\s*(?:no\b|number|num|nbr|#)?|(?:ach|eft|wire)\b\s*(?:no\b|number|#))"
    r"[\s.:#]*(?P<number>[A-Z]?-?\d{3,10})\b(?![/.-]\d)",
    re.I,
)
#: Words of a stamp beside its day, its number and its sum.
_OF_STAMP = re.compile(
    r"\W*(?:date|paid|in|full|by|on|via|with|per|check|chk|ck|cheque|warrant|wrnt|war|ach|eft|wire|transfer|no|number|num|nbr|amount|amt"
    r"|p|a|i|d|[A-Z]{1,3})?\W*",
    re.I,
)
#: A day with one of these is another day's: when the bill came, was agreed to or falls due.
_OTHER_DAY = re.compile(
    r"\b(?:due|rec(?:eived|'?d)|invoice|approv\w*|entered|order\w*|ship\w*|period|thru|through|from|void\w*|posted|printed)\b",
    re.I,
)
#: Rows of a stamp below its head.
_ROWS = 3
_REASON = "from a stamp or note of payment on the bill"


@dataclass(frozen=True)
class Stamp:
    """The rows of one stamp, its head first."""

    rows: tuple[Line, ...]


def payment_noted(form: Form) -> Mapping[str, Value]:
    """`check_number` and `check_date` of the payment that a bill bears a note of; empty where it bears none, or several
    that differ. Never above 0.93."""
    found: dict[str, dict[str, Value]] = {"check_number": {}, "check_date": {}}
    for page in form.pages:
        for stamp in _stamps(page):
            for name, value in (("check_number", _number(stamp)), ("check_date", _day(stamp, form.day_first))):
                if value:
                    found[name][value.value] = value
    return {name: next(iter(values.values())) for name, values in found.items() if len(values) == 1}


def _stamps(page: Page) -> Iterator[Stamp]:
    for row, line in enumerate(page.lines):
        for cell in line.segments:
            if _PAID.match(cell.text) and _is_note(cell.words):
                stamp = Stamp((cell, *_under(cell, page.lines[row + 1 :])))
                if not any(re.search(r"\bvoid", one.text, re.I) for one in stamp.rows):
                    yield stamp


def _is_note(words: Sequence[Word]) -> bool:
    """Whether words are a note and no sentence: at most two are more than a day, a number or a sum."""
    known = {word for found in (*find_dates(words), *find_money(words)) for word in found.words}
    rest = [word for word in words if word not in known and not re.search(r"\d{3}", word.text)]
    return len(words) <= 14 and sum(_OF_STAMP.fullmatch(word.text) is None for word in rest) <= 2


def _under(head: Line, lines: Sequence[Line]) -> Iterator[Line]:
    """The rows right below the head of a stamp, none wider apart than a row of it, each a note, too."""
    last, height = head, head.words[0].height
    count = 0
    for line in lines:
        if line.box[1] - last.box[3] > 1.5 * height or count == _ROWS:
            return
        for cell in line.segments:
            beside = min(cell.box[2], head.box[2]) - max(cell.box[0], head.box[0])
            if beside > 0 and cell.box[1] > last.box[1] and _is_note(cell.words):
                yield cell
                last, count = cell, count + 1
                break


def _number(stamp: Stamp) -> Value | None:
    for cell in stamp.rows:
        text = TextMap(cell.words)
        if match := _CHECK.search(text.text):
            return make_value(match["number"], text.group(match, "number"), 0.93, reason=_REASON)
    return None


def _day(stamp: Stamp, day_first: bool | None) -> Value | None:
    for cell in stamp.rows:
        days: list[Found] = [] if _OTHER_DAY.search(cell.text) else find_dates(cell.words, day_first)
        if len(days) == 1:
            return make_value(days[0].value, days[0].words, 0.93, reason=_REASON)
    return None
