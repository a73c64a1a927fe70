"""What a pen or a stamp did to a scanned paper's figures: such figures are doubted aloud or left out, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.ocr import RUN_OVER_BY_INK
from extractors.paper import Page, Word
from watchbill.model import AUTO_ACCEPT, MONEY_FIELDS, Check, Record, Value

STRUCK_CHECK, CLEAR_CHECK = "nothing_struck_out", "figures_are_clear"


def with_doubts(record: Record, pages: Sequence[Page]) -> Record:
    """The record without amounts that other ink runs over and no sum confirms, and with checks that say what was struck
    out or covered. `pages` are the record's, boxes as they were read; one of unmarked pages comes back unchanged."""
    unclear = {
        name: value
        for name, value in record.fields.items()
        if name in MONEY_FIELDS and value.confidence < AUTO_ACCEPT and _is_run_over(value, pages)
    }
    covered = (f"{name} {value.raw} on page {value.page}" for name, value in unclear.items())
    checks = [
        *_check(STRUCK_CHECK, (f"{word.text} on page {word.page}" for page in pages for word in page.struck)),
        *_check(CLEAR_CHECK, covered),
    ]
    if not checks:
        return record
    fields = {name: value for name, value in record.fields.items() if name not in unclear}
    return replace(record, fields=fields, checks=(*record.checks, *checks))


def _check(name: str, seen: Iterable[str]) -> list[Check]:
    """A failed check with what was seen; none where nothing was."""
    detail = ", ".join(seen)
    return [Check(name, False, detail)] if detail else []


def _is_run_over(value: Value, pages: Sequence[Page]) -> bool:
    page = next(page for page in pages if page.number == value.page)
    return any(word.doubt == RUN_OVER_BY_INK for word in words_of(value, page))


def words_of(value: Value, page: Page) -> list[Word]:
    """The words of the page inside the box of a value."""
    x0, top, x1, bottom = value.bbox
    return [
        word
        for word in page.words
        if x0 - 1 <= word.x0 and word.x1 <= x1 + 1 and top - 1 <= word.top and word.bottom <= bottom + 1
    ]
