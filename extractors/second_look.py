"""Scanned pages whose figures leave doubt, read a second time by another engine; the better supported reading stays.

Where both engines read a figure alike it gains confidence. Where they differ, the reading whose sums come out is taken;
where neither's do, the figure stays in doubt and says what the two engines read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from extractors.doubts import words_of
from extractors.ocr import RUN_OVER_BY_INK
from extractors.ocr_looks import digits, essence
from extractors.overlaps import groups_of
from extractors.paper import Page, Paper, Word
from watchbill.model import MONEY_FIELDS, Kind, Record, Row, Value

#: Words of figures that the first engine read with less than this are read again.
SURE = 0.8
#: What a word is worth that both engines read alike, and one with digits that they read differently.
AGREED, DISPUTED = 0.98, 0.5
#: Words of only one engine count from this confidence on.
LONE = 0.6
#: A reading with less than this share of the other's values has lost something, however well its sums come out.
AS_MUCH = 0.7
#: Papers that print a total.
_TOTALLED = frozenset({Kind.INVOICE, Kind.PURCHASE_ORDER, Kind.QUOTE, Kind.REQUISITION})

Records = tuple[Record, ...]
#: Reads a page of the paper again with the other engine; None where it cannot.
ReadPage = Callable[[Page], Page | None]
#: The records of a paper whose pages changed, boxes as its pages were read.
ReadRecords = Callable[[Paper], Records]


def improved(paper: Paper, records: Records, read_page: ReadPage, read_records: ReadRecords) -> tuple[Paper, Records]:
    """The paper and its records after the doubtful scans were read again; just as they came where none is doubtful."""
    again: dict[int, Page | None] = {}
    for pages in doubtful_pages(paper, records):
        for number in pages:
            if number not in again:
                again[number] = read_page(paper.pages[number - 1])
        paper, records = _better(paper, records, {n: page for n in pages if (page := again[n])}, read_records)
    return paper, records


def doubtful_pages(paper: Paper, records: Iterable[Record]) -> list[tuple[int, ...]]:
    """For each record in doubt, its scanned pages with figures: a check failed, a total is missing, or an amount was
    read with little confidence."""
    scans = {page.number: page for page in paper.pages if page.origin == "ocr"}
    doubtful = []
    for record in records:
        pages = [scans[n] for n in range(record.pages[0], record.pages[1] + 1) if n in scans]
        failed = any(not check.passed for check in record.checks if check.name != "signed")
        lost = record.kind in _TOTALLED and "total" not in record.fields
        weak = {value.page for value in _amounts(record) if value.page in scans and _is_weak(value, scans[value.page])}
        wanted = tuple(p.number for p in pages if p.number in weak or ((failed or lost) and _has_figures(p)))
        if wanted:
            doubtful.append(wanted)
    return doubtful


def _amounts(record: Record) -> Iterable[Value]:
    rows: Iterable[Row] = chain(record.items, record.payments)
    for fields in (record.fields, *(row.fields for row in rows)):
        yield from (value for name, value in fields.items() if name in MONEY_FIELDS)


def _is_weak(value: Value, page: Page) -> bool:
    return any(word.confidence < SURE for word in words_of(value, page) if digits(word.text))


def _has_figures(page: Page) -> bool:
    return any(re.search(r"\d[.,]\d\d", word.text) for word in page.words)


# --- the better of two readings ---------------------------------------------------------------------------------------


def _better(
    paper: Paper, records: Records, again: Mapping[int, Page], read: Callable[[Paper], Records]
) -> tuple[Paper, Records]:
    """The first engine's reading or the second's, each with what the other says of its words."""
    if not again:
        return paper, records
    pairs = {number: compared(paper.pages[number - 1], page) for number, page in again.items()}
    papers = [
        replace(paper, pages=tuple(pairs[page.number][side] if page.number in pairs else page for page in paper.pages))
        for side in (0, 1)
    ]
    first, second = [(paper, read(paper)) for paper in papers]
    as_much = _count(second[1]) >= AS_MUCH * _count(first[1])
    return second if as_much and _standing(second[1]) >= _standing(first[1]) else first


def _standing(records: Records) -> int:
    """How many checks pass, less those that fail."""
    return sum(1 if check.passed else -1 for record in records for check in record.checks)


def _count(records: Records) -> int:
    return sum(
        len(record.fields) + sum(len(row.fields) for row in (*record.items, *record.payments)) for record in records
    )


def compared(first: Page, second: Page) -> tuple[Page, Page]:
    """Two readings of one page, each with the confidence that the other lends or takes.

    Words that cover each other are compared together, for the engines cut words differently. A word with digits that
    the engines read differently is in doubt on both pages. Each page keeps its own words; the second takes over what it
    passed over itself, and what was struck out stays out.
    """
    ones = list(first.words)
    others = [word for word in second.words if not any(_covers(struck, word) for struck in first.struck)]
    lone: list[Word] = []
    for left, right in groups_of([word.box for word in ones], [word.box for word in others]):
        if not right:
            lone += [ones[n] for n in left if ones[n].confidence >= LONE]
        if not (left and right):
            continue
        one, other = _joined(ones, left), _joined(others, right)
        if essence(one.replace(" ", "")) == essence(other.replace(" ", "")):
            _agree(ones, left)
            _agree(others, right)
        elif digits(one) != digits(other):
            is_covered = any(ones[n].doubt == RUN_OVER_BY_INK for n in left)
            doubt = RUN_OVER_BY_INK if is_covered else f"two engines read {one} and {other}"
            _dispute(ones, left, doubt)
            _dispute(others, right, doubt)
    return replace(first, words=tuple(ones)), replace(second, words=(*others, *lone), struck=first.struck)


def _agree(words: list[Word], numbers: Iterable[int]) -> None:
    """Another engine read the same: whatever made the word doubtful, it was read right."""
    for n in numbers:
        words[n] = replace(words[n], confidence=max(words[n].confidence, AGREED), doubt="")


def _dispute(words: list[Word], numbers: Iterable[int], doubt: str) -> None:
    for n in numbers:
        words[n] = replace(words[n], confidence=min(words[n].confidence, DISPUTED), doubt=doubt)


def _covers(one: Word, other: Word) -> bool:
    return bool(groups_of([one.box], [other.box])[0][1])


def _joined(words: Sequence[Word], numbers: Iterable[int]) -> str:
    return " ".join(word.text for word in sorted((words[n] for n in numbers), key=lambda word: word.x0))
