"""What a pen or a stamp did to a scanned paper's figures: such figures are doubted aloud or left out, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.ocr import RUN_OVER_BY_INK, STRUCK_OUT, Scan, sheet_of
from extractors.paper import Page, Word
from watchbill.model import AUTO_ACCEPT, MONEY_FIELDS, Check, Record, Value

if TYPE_CHECKING:
    from PIL import Image

#: Where this share of the words of letters looks struck out, of at least so many, nothing is: the ink of neighbouring
#: letters runs together. On five pages with figures that a pen or a printer struck out it is 0 to 0.09, on blurred
#: ones 0.1 to 0.34.
RUN_TOGETHER_SHARE, ENOUGH_WORDS, MOST_WORDS = 0.2, 20, 100
RUN_TOGETHER = "its letters run together on the scan"
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


def without_false_strokes(scan: Scan, image: Image.Image) -> Scan:
    """The scan of a picture; where its letters run together, figures that look struck out stand again, in doubt."""
    if not any(word[6] == STRUCK_OUT for word in scan.words):
        return scan
    from extractors.ocr_ink import LEAST_HEIGHT, LEAST_WIDTH, ink_of, is_struck_out

    boxes = [(left, top, right, bottom) for text, left, top, right, bottom, *_ in scan.words if text.isalpha()]
    boxes = [box for box in boxes if box[3] - box[1] >= LEAST_HEIGHT and _width_in_heights(box) >= LEAST_WIDTH]
    boxes = boxes[:: 1 + len(boxes) // MOST_WORDS]
    ink = ink_of(sheet_of(image, scan))
    if len(boxes) < ENOUGH_WORDS or sum(is_struck_out(ink, box) for box in boxes) < RUN_TOGETHER_SHARE * len(boxes):
        return scan
    words = tuple((*word[:6], RUN_TOGETHER if word[6] == STRUCK_OUT else word[6]) for word in scan.words)
    return replace(scan, words=words)


def _width_in_heights(box: tuple[int, int, int, int]) -> float:
    return (box[2] - box[0]) / max(1, box[3] - box[1])


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
