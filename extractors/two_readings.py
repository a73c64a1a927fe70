"""Figures of a scan that its two looks read differently: where a paper's sums fail, and come out with what the other
look read of one or two of them, that is what the paper prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations

from extractors.ocr_looks import TWO_LOOKS
from extractors.paper import Page, Word
from extractors.values import parse_money, parse_quantity
from watchbill.model import Record

#: Checks that a figure read otherwise may turn.
_SUMS = frozenset({"items_sum_to_total", "subtotal_plus_tax", "quantity_times_price"})
#: Longer papers, and those with more figures in doubt, are left; of so few figures two may be read otherwise at once.
_MOST_PAGES, _MOST_FIGURES, _FEW_FIGURES = 6, 12, 5
_BOTH = re.compile(TWO_LOOKS.format(r"(\S+)", r"(\S+)"))

ReadPages = Callable[[Sequence[Page]], Record | None]


def settled(record: Record, pages: Sequence[Page], read: ReadPages) -> Record:
    """The record read again with the other reading of its disputed figures, where just one choice of them makes all
    its sums come out; else as it came."""
    if not _fails(record) or len(pages) > _MOST_PAGES or not any(page.origin == "ocr" for page in pages):
        return record
    disputed = [(word, other) for page in pages for word in page.words if (other := _other_reading(word))]
    if not 0 < len(disputed) <= _MOST_FIGURES:
        return record
    found = []
    for choice in _choices(disputed):
        again = read([_with(page, choice) for page in pages])
        if again and not _fails(again) and _count(again) >= _count(record) and _passes(again) >= _passes(record):
            found.append((len(choice), again))
    least = min((size for size, _ in found), default=0)
    best = [again for size, again in found if size == least]
    return best[0] if len(best) == 1 else record


def _choices(disputed: Sequence[tuple[Word, str]]) -> Iterator[tuple[tuple[Word, str], ...]]:
    pairs = combinations(disputed, 2) if len(disputed) <= _FEW_FIGURES else ()
    return chain(((one,) for one in disputed), pairs)


def _other_reading(word: Word) -> str | None:
    """What the other look read of a figure in doubt; None where one of both is no figure."""
    match = _BOTH.fullmatch(word.doubt) if word.doubt else None
    if match is None:
        return None
    other = match[2] if match[1] == word.text else match[1]
    both = (word.text, other)
    is_figure = all(map(parse_money, both)) or all(parse_quantity(text) is not None for text in both)
    return other if is_figure and word.text in (match[1], match[2]) else None


def _with(page: Page, choice: Sequence[tuple[Word, str]]) -> Page:
    others = {id(word): text for word, text in choice}
    if not any(id(word) in others for word in page.words):
        return page
    words = tuple(replace(word, text=others[id(word)]) if id(word) in others else word for word in page.words)
    return replace(page, words=words)


def _fails(record: Record) -> bool:
    return any(not check.passed for check in record.checks if check.name in _SUMS)


def _passes(record: Record) -> int:
    return sum(check.passed for check in record.checks if check.name in _SUMS)


def _count(record: Record) -> int:
    return len(record.fields) + sum(len(row.fields) for row in record.items)
