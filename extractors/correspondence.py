"""Letters: the name over them, and to whom they are addressed, between their day and *Dear …*."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from extractors.dates import find_dates
from extractors.evidence import make_value
from extractors.names import LEGAL, is_agency, is_company, is_name
from extractors.paper import Line, Page
from watchbill.model import Value

_DEAR = re.compile(r"\W*(?:dear\b|to\s+whom\s+it\s+may\s+concern)", re.I)
_CLOSING = re.compile(
    r"^\W*(?:(?:very\s+)?(?:sincerely|respectfully|truly)|(?:best|kind|warm)?\s*regards|with\s+gratitude|yours)\b", re.I
)
_ABOUT = re.compile(r"\W*(?:re|subject|reference|via|sent\s+via)\b\s*:?", re.I)
_GIVER = re.compile(
    r"\b(?:foundation|association|club|society|trust|league|rotary|lions|kiwanis|auxiliary|friends\s+of)\b", re.I
)
_OFFICER = re.compile(
    r"(?:sheriff|chief|mayor|captain|capt|lieutenant|lt|sergeant|sgt|commander|director|commissioner|superintendent|mr|ms|mrs|hon)"
    r"\b\.?\s+(?!of\b)[A-Z]",
    re.I,
)
#: Rows of a letterhead, an address and a salutation: a letter says *Dear …* within these.
_HEAD_ROWS = 26


def dear_row(page: Page) -> int | None:
    """The row of a letter's salutation; None where a page is no letter."""
    rows = (row for row, line in enumerate(page.lines[:_HEAD_ROWS]) if _DEAR.match(line.text))
    return next(rows, None)


def is_letter(page: Page) -> bool:
    """Whether a page is the first of a letter: a day in its head, a salutation, and a closing unless it goes on."""
    row = dear_row(page)
    return row is not None and any(find_dates(line.words) for line in page.lines[:row]) and len(page.lines) - row >= 3


def addressee(pages: Sequence[Page]) -> Value | None:
    """The public body to which a letter is addressed: in a row of its own between the day and the salutation."""
    rows = _address(pages[0])
    return next((_value(line, "to whom the letter is addressed") for line in rows if _is_body(line)), None)


def addressed_company(pages: Sequence[Page]) -> Value | None:
    """The company to which a letter is addressed."""
    rows = _address(pages[0])
    named = (line for line in rows if is_company(line.text) and is_name(line.text))
    return next((_value(line, "to whom the letter is addressed") for line in named), None)


def writer(pages: Sequence[Page], *, gives: bool = False) -> Value | None:
    """The company over a letter or under its closing; where it `gives` something, also a foundation or a club."""
    for line in (*_over(pages[0]), *_under(pages[-1])):
        is_giver = gives and _GIVER.search(line.text)
        if (
            is_name(line.text)
            and (is_giver or LEGAL.search(line.text) or is_company(line.text))
            and len(line.words) <= 9
        ):
            return _value(line, "whose letter it is")
    return None


def writing_body(pages: Sequence[Page]) -> Value | None:
    """The public body over a letter."""
    return next((_value(line, "the head of the letter") for line in _over(pages[0]) if _is_body(line)), None)


def _is_body(line: Line) -> bool:
    return is_agency(line.text) and is_name(line.text) and len(line.words) <= 9 and not _OFFICER.match(line.text)


def _over(page: Page) -> list[Line]:
    row = dear_row(page) or 0
    return list(takewhile(lambda line: not find_dates(line.words), page.lines[:row]))[:5]


def _address(page: Page) -> list[Line]:
    row = dear_row(page) or 0
    dated = next((n for n, line in enumerate(page.lines[:row]) if find_dates(line.words)), row)
    return [line for line in page.lines[dated + 1 : row] if not _ABOUT.match(line.text)]


def _under(page: Page) -> list[Line]:
    closing = next((n for n, line in enumerate(page.lines) if _CLOSING.match(line.text)), len(page.lines))
    return list(page.lines[closing + 1 : closing + 6])


def _value(line: Line, reason: str) -> Value:
    return make_value(line.text.strip(" ,"), line.words, 0.9, reason=reason)
