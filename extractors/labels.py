"""Label-and-value geometry: where a page prints a label it knows, and which words are that label's value.

A label's value stands to its right on the row (after a colon, or in the next cell), or below it in its column. The
words of labels are data (`labels.yml`); the type of the field decides which words can be a value at all.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from extractors.label_finding import Label as Label  # one door for labels and their values: extractors.labels
from extractors.label_finding import find_labels as find_labels
from extractors.label_words import STREET, completes
from extractors.names import text_of, wraps
from extractors.numbers import find_numbers, whole_number
from extractors.paper import Line, Page, Word, box_around, once_a_page
from extractors.tongues import is_foreign
from extractors.values import (
    Found,
    find_dates,
    find_money,
    proves_day_first,
    proves_decimal_comma,
    proves_month_first,
)

_ROW = attrgetter("row")
#: How much higher than its label a typed value may stand, in heights of the label.
_HIGHER = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may be the value of a label; `score` from 0 to 1 says how well they stand to it."""

    label: Label
    found: Found
    score: float
    where: str  # right | below


@dataclass(frozen=True)
class Form:
    """The pages of one paper with their labels, and how the paper writes dates and amounts."""

    pages: tuple[Page, ...]
    labels: Mapping[int, Sequence[Label]]
    day_first: bool | None
    decimal_comma: bool | None

    @classmethod
    def of(cls, pages: Sequence[Page]) -> Form:
        words = [word for page in pages for word in page.words]
        labels = {page.number: find_labels(page) for page in pages}
        day_first = proves_day_first(words) or (is_foreign(pages) and not proves_month_first(words))
        return cls(tuple(pages), labels, day_first or None, proves_decimal_comma(words) or None)

    @cached_property
    def text(self) -> str:
        return "\n".join(page.text for page in self.pages)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words in reading order."""
        return tuple(word for page in self.pages for line in page.lines for word in line.words)


# --- the words of a value ---------------------------------------------------------------------------------------------


def right_of(label: Label, page: Page, labels: Sequence[Label]) -> tuple[Word, ...]:
    """The words to the right of a label: the rest of its cell up to the next label, or else the next cell."""
    line = page.lines[label.row]
    rest = [word for word in line.words[label.end : _stop(label, line, labels)] if word.text != ":"]
    if (
        not rest and len(label.words) > label.end - label.start
    ):  # a stacked label: the value may stand beside its last word
        row, at = _places(page)[label.words[-1]]
        rest = list(page.lines[row].words[at + 1 :])
    if not rest:
        return ()
    cells = Line(tuple(rest)).segments
    first = cells[0]
    limit = 0.5 * page.width
    if first.words[0].x0 - label.words[-1].x1 > limit:
        return ()
    return first.words


def _on_row(labels: Sequence[Label], row: int) -> Sequence[Label]:
    """The labels of one row; a page's labels are sorted by their rows."""
    first = bisect_left(labels, row, key=_ROW)
    return labels[first : bisect_right(labels, row, lo=first, key=_ROW)]


def _stop(label: Label, line: Line, labels: Sequence[Label]) -> int:
    """Where the next label on a label's row begins, or the row ends."""
    least = max(label.end, label.start + 1)
    return min([o.start for o in _on_row(labels, label.row) if o.start >= least], default=len(line.words))


def below(label: Label, page: Page, labels: Sequence[Label], rows: int = 3) -> list[tuple[Word, ...]]:
    """The words below a label in its own column, row by row (at most `rows`), until the column's next label."""
    x0, _, x1, bottom = box_around(label.words)
    height = label.words[0].height
    left, right = column_of(label, page, labels)
    beside = [other.words[0].x0 for other in _on_row(labels, label.row) if other.words[0].x0 > x1]
    starts = {cell.box[0] for cell in page.lines[label.row].segments} | {x0, *beside}
    taken: list[tuple[Word, ...]] = []
    last = bottom
    for row in range(label.row + 1, len(page.lines)):
        line = page.lines[row]
        if line.box[1] - last > 3.2 * height or len(taken) >= rows:
            break
        if line.box[1] < bottom - 0.4 * height:
            continue
        parts = [part for cell in line.segments for part in _parted(cell, starts)]
        cells = [cell for cell in parts if _in_column(cell, x0, x1, left, right, height)]
        if not cells:
            continue
        cell = min(cells, key=lambda c: abs(c.box[0] - x0))
        words = tuple(
            w
            for w in cell.words
            if w.x1 > left - 1 and not any(x - 0.6 * height <= w.x0 and cell.box[0] < x - height for x in beside)
        )
        if not words:
            continue
        if not taken and completes(label.phrase, label.meaning, words):
            continue
        head = text_of(taken[-1]) if taken else ""
        if any(
            words[0] in other.words and (other.has_colon or not wraps(head, text_of(words)))
            for other in _on_row(labels, row)
        ):
            break
        taken.append(words)
        last = line.box[3]
    return taken


def _parted(cell: Line, starts: set[float]) -> Iterator[Line]:
    """A cell cut where a word stands under the start of a column: names of full columns almost touch."""
    cuts = [
        index
        for index, word in enumerate(cell.words)
        if index and word.x0 - cell.words[index - 1].x1 >= 2 and any(abs(word.x0 - start) <= 1.5 for start in starts)
    ]
    for first, last in itertools.pairwise([0, *cuts, len(cell.words)]):
        yield Line(cell.words[first:last])


def column_of(label: Label, page: Page, labels: Sequence[Label]) -> tuple[float, float]:
    """Left and right bounds of the label's column: the cells and labels beside it on its own row."""
    line = page.lines[label.row]
    x0, _, x1, _ = box_around(label.words)
    height = label.words[0].height
    beside = [o for o in _on_row(labels, label.row) if o.words[0] not in label.words]
    left = [cell.box[2] for cell in line.segments if cell.box[2] <= x0 + 1] + [
        o.words[-1].x1 for o in beside if o.words[-1].x1 <= x0 + 1
    ]
    right = [cell.box[0] for cell in line.segments if cell.box[0] >= x1 - 1] + [
        o.words[0].x0 for o in beside if o.words[0].x0 >= x1 - 1
    ]
    return min(max(left, default=0.0), x0 - 0.2 * height), max(min(right, default=page.width), x1)


def _in_column(cell: Line, x0: float, x1: float, left: float, right: float, height: float) -> bool:
    cx0, _, cx1, _ = cell.box
    overlaps = min(cx1, x1) - max(cx0, x0) > 0
    inside = cx0 >= left - 1 and cx1 <= right + 1 and max(cx0 - x1, x0 - cx1) <= 4 * height
    near = inside or abs(cx0 - x0) <= 3 * height or abs((cx0 + cx1) / 2 - (x0 + x1) / 2) <= 3 * height
    return (overlaps or near) and cx1 > left and cx0 < right


# --- typed candidates -------------------------------------------------------------------------------------------------


def candidates(form: Form, meanings: Iterable[str], kind: str) -> list[Candidate]:
    """All values of a type (money, date, number) that stand right of or below labels with one of `meanings`."""
    wanted = set(meanings)
    out: list[Candidate] = []
    for page in form.pages:
        for label in form.labels[page.number]:
            if label.meaning in wanted:
                out += _typed(label, page, form, kind)
    return out


def _typed(label: Label, page: Page, form: Form, kind: str) -> list[Candidate]:
    out = []
    labels = form.labels[page.number]
    right = right_of(label, page, labels)
    if kind == "money":
        right = _money_reach(label, page, labels)
    elif not right and label.words[0].confidence < 1.0:
        right = _typed_lower(label, page, labels)
    found = typed_values(right, kind, form)
    if right and not found and kind == "date":  # cut inside the date: ``January 22,`` and ``2010`` in a cell of its own
        on_row = typed_values(_with_rest_of_row(right, page), kind, form)
        found = [date for date in on_row if date.words[0] in right]
    if found and kind == "number":
        whole = whole_number(found[0], page, label.words[0].x0)
        found = [whole] if whole else []
    if found:
        gap = max(0.0, found[0].words[0].x0 - label.words[-1].x1) / page.width
        score = (1.0 if label.has_colon else 0.95) - 0.15 * gap - 0.05 * right.index(found[0].words[0])
        out.append(Candidate(label, found[0], score, "right"))
    if not (right and label.has_colon and found):
        for depth, words in enumerate(below(label, page, labels, 2)):
            if kind == "date":
                words = _with_rest_of_row(words, page)
            is_street = kind == "number" and STREET.fullmatch(text_of(words))
            found = [] if is_street else typed_values(words, kind, form)
            if found and (kind != "number" or words.index(found[0].words[0]) == 0):
                score = (
                    0.9
                    - 0.12 * depth
                    - (0.2 if label.has_colon and right else 0.0)
                    - 0.04 * words.index(found[0].words[0])
                )
                out.append(Candidate(label, found[0], score, "below"))
                break
    return out


def _with_rest_of_row(words: tuple[Word, ...], page: Page) -> tuple[Word, ...]:
    """A date's words with those after them on the row: scans tear ``Jul 29,`` from ``2009``."""
    row, first = _places(page)[words[0]]
    return page.lines[row].words[first : first + max(len(words), 4)]


def _money_reach(label: Label, page: Page, labels: Sequence[Label]) -> tuple[Word, ...]:
    """Everything right of a money label on its row: totals often stand two cells away. On the row of a stacked label,
    both rows."""
    line = page.lines[label.row]
    stop = _stop(label, line, labels)
    words = [word for word in line.words[label.end : stop] if word not in label.words]
    if not words:
        middle, height = sum(word.middle for word in label.words) / len(label.words), label.words[0].height
        near = [
            w
            for w in _words_about(page, middle, 1.3 * height)
            if w.x0 >= label.words[-1].x1 - 1
            and (abs(w.middle - middle) <= 0.75 * height or _is_typed_lower(w, label, middle, labels))
            and w not in label.words
        ]
        if all(not w.text.endswith(":") for w in near):
            words = sorted(near, key=lambda w: w.x0)
    return tuple(words)


def _typed_lower(label: Label, page: Page, labels: Sequence[Label]) -> tuple[Word, ...]:
    """The words in a label's own cell of a scanned form, right of it and half a line lower."""
    middle, x1 = sum(word.middle for word in label.words) / len(label.words), label.words[-1].x1
    after = (word.x0 for word in page.lines[label.row].words[label.end :])
    stop = min(after, default=min(page.width, x1 + 0.3 * page.width))
    near = [word for word in page.words if x1 - 1 <= word.x0 < stop and _is_typed_lower(word, label, middle, labels)]
    return Line(tuple(sorted(near, key=lambda word: word.x0))).segments[0].words if near else ()


def _is_typed_lower(word: Word, label: Label, middle: float, labels: Sequence[Label]) -> bool:
    """Whether a scanned word right of a label stands half a line lower, or a little higher, and nearer to it than to
    any other label in the label's column: what was typed into a form seldom meets its lines."""
    height, drop = label.words[0].height, word.middle - middle
    if word.confidence == 1.0 or drop == 0 or not -_HIGHER * height <= drop <= 1.6 * height:
        return False
    drop = abs(drop)
    x0 = label.words[0].x0
    return all(
        abs(word.middle - other.words[0].middle) > drop
        for other in labels
        if other.words[0].page == word.page and other.row != label.row and abs(other.words[0].x0 - x0) <= 6 * height
    )


@once_a_page
def _places(page: Page) -> Mapping[Word, tuple[int, int]]:
    """The row of each word of a page, and its place among the row's words."""
    found: dict[Word, tuple[int, int]] = {}
    for row, line in enumerate(page.lines):
        for at, word in enumerate(line.words):
            found.setdefault(word, (row, at))
    return found


def _words_about(page: Page, middle: float, reach: float) -> list[Word]:
    """The words whose vertical middle is about `reach` or less from `middle`, in the order of the page."""
    ordered = _by_middle(page)
    first = bisect_left(ordered, (middle - reach - 0.01, 0))
    last = bisect_left(ordered, (middle + reach + 0.01, 0))
    return [page.words[n] for n in sorted([n for _, n in ordered[first:last]])]


@once_a_page
def _by_middle(page: Page) -> Sequence[tuple[float, int]]:
    """The vertical middle of each word and its place on the page, from top to bottom."""
    return sorted([(word.middle, n) for n, word in enumerate(page.words)])


def typed_values(words: Sequence[Word], kind: str, form: Form) -> list[Found]:
    """Values of a type among a label's words: money, date or number."""
    if not words:
        return []
    if kind == "date":
        return find_dates(words, form.day_first)
    if kind == "money":
        return find_money(words, decimal_comma=form.decimal_comma)
    return find_numbers(words)
