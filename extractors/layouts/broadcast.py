"""Orders, contracts and invoices for broadcast time, as stations file them: number, flight and gross total.

Traffic systems (WideOrbit, OSI, Strata, Marketron …) print the same few labels in many arrangements. The gross total is
what the advertiser is charged; the net is what is left after the agency's commission, nearly always 15 per cent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.evidence import Found
from extractors.paper import Line, Page, Word
from extractors.prose import reading_lines
from extractors.spoken import make_record, value_of
from extractors.values import find_dates, find_money
from watchbill.model import Kind, Record, Value

_MARKS = (
    r"\badvertiser\b",
    r"\bflight\b|\bcontract dates\b",
    r"\bspots?\b",
    r"\bstation\b|\bproperty\b|\bmarket\b",
    r"\baccount executive\b|\bsalesperson\b|\bAE:",
    r"\bestimate\b|\bCPE\b",
    r"\bagency commission\b|\bgross\b",
    r"\bdemo(?:graphic)?\b",
    r"\bbroadcast\b",
    r"\bair time\b|\bdaypart\b|\b[AM]-?F\b",
)
_NUMBER_LABELS = (
    r"contract\s*(?:/\s*rev(?:ision)?|#|no\.?|number|id)|contractnumber|worksheet\s*#",
    r"order\s*(?:/\s*rev(?:ision)?|#|no\.?|number|id)",
    r"contract|order",
)
_FLIGHT_LABELS = (
    r"order flight|flight dates?|flight(?: period)?|schedule dates?|order dates?",
    r"contract dates?|contract period|start\s*/\s*end dates?|contract",
    r"(?:invoice |billing |broadcast )?period",
)
_TOTALS = re.compile(
    r"\W*(?:order |contract |grand |gross |station |invoice )*(?:totals?|gross)\b(?! (?:spots|cpp|grp|units))", re.I
)
_COMMISSION = Decimal("0.85")


def is_broadcast(pages: Sequence[Page]) -> bool:
    """Whether the first page speaks the language of broadcast time: at least four of its ten marks."""
    text = pages[0].text
    return sum(bool(re.search(mark, text, re.I)) for mark in _MARKS) >= 4 and bool(re.search(_MARKS[0], text, re.I))


def read(pages: Sequence[Page]) -> Record | None:
    """The order on these pages, None where they are none. It sells air time to an advertiser: no public agency buys."""
    if not pages or not is_broadcast(pages):
        return None
    start, end = _flight(pages)
    fields: dict[str, Value | None] = {
        "number": _number(pages),
        "start_date": start,
        "end_date": end,
        "total": _gross(pages),
    }
    return make_record(Kind.OTHER, pages, fields)


def _near(pages: Sequence[Page], label: str) -> Iterator[tuple[Word, ...]]:
    """What stands right of a label (in its cell or the next one) or below it."""
    pattern = re.compile(rf"(?:{label})(?=\W|$)[\s:#/.]*", re.I)
    for page in pages:
        lines = list(reading_lines(page)) if page.origin == "ocr" else list(page.lines)
        for row, line in enumerate(lines):
            cells = line.segments
            for n, cell in enumerate(cells):
                match = pattern.match(cell.text)
                if match is None:
                    continue
                rest = cell.words[len(cell.text[: match.end()].split()) :]
                if rest:
                    yield rest
                    continue
                if n + 1 < len(cells):
                    yield cells[n + 1].words
                yield from _below(cell, lines[row + 1 : row + 4])


def _below(cell: Line, lines: Sequence[Line]) -> Iterator[tuple[Word, ...]]:
    x0, _, x1, bottom = cell.box
    height = cell.words[0].height
    for line in lines:
        if line.box[1] - bottom > 2.5 * height:
            return
        for other in line.segments:
            if min(other.box[2], x1) - max(other.box[0], x0) > 0:
                yield other.words


def _number(pages: Sequence[Page]) -> Value | None:
    for label, sure in zip(_NUMBER_LABELS, (0.96, 0.94, 0.85), strict=True):
        for words in _near(pages, label):
            text = words[0].text.strip(":#,/")
            if re.fullmatch(r"[A-Z]{0,4}\d{4,}(?:[-/]\d{1,3})?", text) and not find_dates(words[:1]):
                found = Found(re.split(r"[/]", text)[0], words[0].text, words[:1])
                return value_of(found, sure, "its label does not say whose number it is")
    return None


def _flight(pages: Sequence[Page]) -> tuple[Value | None, Value | None]:
    for label, sure in zip(_FLIGHT_LABELS, (0.96, 0.95, 0.8), strict=True):
        for words in _near(pages, label):
            days = find_dates(words)
            if len(days) >= 2 and days[0].value <= days[1].value:
                reason = "a billing period, not the flight"
                return value_of(days[0], sure, reason), value_of(days[1], sure, reason)
    ends = []
    for label in (r"(?:flight |order |contract )?start date", r"(?:flight |order |contract )?end date"):
        found = next((days[0] for words in _near(pages[:1], label) if (days := find_dates(words))), None)
        ends.append(value_of(found, 0.8, "labelled as a start or end of something") if found else None)
    return ends[0], ends[1]


def _gross(pages: Sequence[Page]) -> Value | None:
    """The gross total: of the amounts on lines of totals the one whose net is printed too, else the largest."""
    printed = {Decimal(money.value) for page in pages for line in page.lines for money in find_money(line.words)}
    totals: list[Found] = []
    for page in pages:
        for line in page.lines:
            for cell in line.segments:
                if _TOTALS.match(cell.text):
                    totals += find_money([word for word in line.words if word.x0 >= cell.words[0].x0])
                    break
    totals += [
        found for words in _near(pages, r"total \$|gross amount|gross total|gross") for found in find_money(words)[:1]
    ]
    amounts = [(Decimal(found.value), found) for found in totals if Decimal(found.value) > 0]
    if not amounts:
        return None
    paired = [
        pair for pair in amounts if any(abs(pair[0] * _COMMISSION - other) <= Decimal("0.02") for other in printed)
    ]
    if paired:
        amount, found = max(paired, key=lambda pair: pair[0])
        return value_of(found, 0.96)
    amount, found = max(amounts, key=lambda pair: pair[0])
    twice = sum(other == amount for other, _ in amounts) > 1
    return value_of(
        found, 0.95 if twice or len({a for a, _ in amounts}) == 1 else 0.85, "the largest of several totals"
    )
