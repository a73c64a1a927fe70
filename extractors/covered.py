"""The days that an invoice, an order or a quote covers: labelled, said in a sentence, or printed among its items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from extractors.clauses import periods
from extractors.fields import Weights, period, pick, value_of
from extractors.items import Item
from extractors.labels import Form
from extractors.paper import Word
from extractors.values import Found, find_dates
from watchbill.model import Value

_PERIOD: Weights = {"flight": 0.97, "period": 0.95}
_START: Weights = {"start_date": 0.9}
_END: Weights = {"end_date": 0.9, "expiry": 0.9}
_TO = re.compile(r"\W*(?:to|through|thru|until|till|-|–|—|and|,?\s*end(?:s|ing|\s+date)?\s*:?)\W*", re.I)
#: Rows whose days say how long an offer, a contract or a price holds, and not what the paper is for.
_OF_ANOTHER = re.compile(r"\bcontract\b|\bvalid\b|\bquote\b|\bexpir|\bpric(?:e|ing)\b|\bagreement\b|\bextend", re.I)
_SHORTEST, _LONGEST = timedelta(days=20), timedelta(days=3660)
#: A period that began so long before the paper is that of the contract it rides on.
_LONG_AGO = timedelta(days=400)
Span = tuple[Value | None, Value | None]


def read_period(
    form: Form, paper_date: Value | None = None, items: Sequence[Item] = (), *, expires: bool = True
) -> dict[str, Value | None]:
    """The start and end of what the paper covers, where it prints them. `expires`: an expiry ends it, too."""
    labelled = pick(form, _START, "date"), pick(form, _END if expires else {"end_date": 0.9}, "date")
    start, end = _of_paper(period(form, _PERIOD), paper_date, labelled)
    if not start:
        start, end = periods(form)
    start, end = start or labelled[0], end or labelled[1]
    if not (start and end):
        first, last = _among_items(form, items)
        start, end = (first, last) if first and (not end or (last and last.value == end.value)) else (start, end)
    return {"start_date": start, "end_date": end}


def validity(form: Form) -> dict[str, Value | None]:
    """The first and the last day on which a standing order may be drawn on (``Valid From``, ``Valid Through``), where
    it prints both."""
    start, end = pick(form, {"valid_from": 0.93}, "date"), pick(form, {"valid_to": 0.93}, "date")
    if not (start and end) or start.bbox == end.bbox:
        return {}
    lasts = date.fromisoformat(end.value) - date.fromisoformat(start.value)
    return {"start_date": start, "end_date": end} if _SHORTEST <= lasts <= _LONGEST else {}


def _of_paper(found: Span, paper_date: Value | None, labelled: Span) -> Span:
    """A labelled period, unless it began long before the paper: then the days labelled one by one count, and a period
    that stands alone waits for a person."""
    start, end = found
    if not (start and end and paper_date):
        return found
    if date.fromisoformat(start.value) > date.fromisoformat(paper_date.value) - _LONG_AGO:
        return found
    if all(labelled) and labelled[0] and labelled[0].value > start.value:
        return labelled
    reason = "it began long before the paper and may be the contract's"
    return (
        replace(start, confidence=min(start.confidence, 0.8), reason=reason),
        replace(end, confidence=min(end.confidence, 0.8), reason=reason),
    )


def _among_items(form: Form, items: Sequence[Item]) -> Span:
    """The period that the paper prints without any label, as descriptions of services do: the one that holds all."""
    rows = [line.words for page in form.pages for line in page.lines]
    spans = list(_spans([*rows, *(item.description for item in items)], form))
    if not spans:
        return None, None
    begin, end = min(first.value for first, _ in spans), max(last.value for _, last in spans)
    whole = [span for span in spans if (span[0].value, span[1].value) == (begin, end)]
    if not whole:  # one that holds all others is the paper's: a credit is for a part of it
        return None, None
    first, last = whole[0]
    reason = "a period without a label"
    return value_of(first, form, 0.85, reason=reason), value_of(last, form, 0.85, reason=reason)


def _spans(rows: Iterable[Sequence[Word]], form: Form) -> Iterator[tuple[Found, Found]]:
    """Pairs of days of one row, or of one description that wraps, with a word for *to* between them."""
    for words in rows:
        if _OF_ANOTHER.search(" ".join(word.text for word in words)):
            continue
        for first, last in pairwise(find_dates(words, form.day_first)):
            if first.words == last.words:  # 07/01/2022-06/30/2023
                yield first, last
                continue
            between = words[words.index(first.words[-1]) + 1 : words.index(last.words[0])]
            lasts = date.fromisoformat(last.value) - date.fromisoformat(first.value)
            if between and _TO.fullmatch(" ".join(word.text for word in between)) and _SHORTEST <= lasts <= _LONGEST:
                yield first, last
