"""Label-and-value geometry: where a page prints a label it knows, and which words are that label's value.

A label's value stands to its right on the row (after a colon, or in the next cell), or below it in its column. The
words of labels are data (`labels.yml`); the type of the field decides which words can be a value at all.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.dates import MONTHS
from extractors.label_words import (
    BOX_NUMBER,
    LEADS_TO_AMOUNT,
    OF_MONEY,
    STREET,
    closes,
    completes,
    label_tokens,
    leaps,
    may_open,
    near_token,
    phrases,
    piece_of,
    says_more,
)
from extractors.names import text_of, wraps
from extractors.numbers import find_numbers, whole_number
from extractors.paper import Line, Page, Word, box_around, once_a_page
from extractors.values import (
    Found,
    find_dates,
    find_money,
    proves_day_first,
    proves_decimal_comma,
)

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Label:
    """A known label printed on a page: its meaning (a key of labels.yml), its words, and its row among the page's
    lines."""

    meaning: str
    phrase: str
    words: tuple[Word, ...]
    row: int
    start: int  # index of its first word in the row
    end: int  # index after its last word in the row
    has_colon: bool

    @property
    def length(self) -> int:
        return len(self.phrase.split())


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
        return cls(tuple(pages), labels, proves_day_first(words) or None, proves_decimal_comma(words) or None)

    @cached_property
    def text(self) -> str:
        return "\n".join(page.text for page in self.pages)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words in reading order."""
        return tuple(word for page in self.pages for line in page.lines for word in line.words)


@once_a_page
def find_labels(page: Page) -> list[Label]:
    """Every known label on the page, longest phrase first at each place; a place can carry several meanings."""
    return [label for row, line in enumerate(page.lines) for label in _labels_in(line, row, page.lines)]


def _labels_in(line: Line, row: int, lines: Sequence[Line]) -> list[Label]:
    found: list[Label] = []
    opens = [word.confidence < 1.0 or may_open(word.text) for word in line.words]
    if any(opens):
        found = _on_the_row(line, row, opens)
    return found + [label for segment in line.segments for label in _stacked(segment, line, row, lines)]


def _on_the_row(line: Line, row: int, opens: Sequence[bool]) -> list[Label]:
    """The labels whose words stand side by side; `opens`: which words can be the first of one."""
    starts = {segment.words[0] for segment in line.segments}
    ends = {segment.words[-1] for segment in line.segments}
    found: list[Label] = []
    index = 0
    while index < len(line.words):
        match = _longest(line.words, index, ends) if opens[index] else None
        if match is None:
            index += 1
            continue
        before = line.words[index - 1] if index else line.words[index]
        is_boxed = before in starts and BOX_NUMBER.fullmatch(before.text) is not None
        at_start = line.words[index] in starts or (index > 0 and (closes(before) or is_boxed or leaps(line, index)))
        if (at_start or match[2] or (found and found[-1].end == index)) and _ends_well(
            line.words, match[1], ends, match
        ):
            tokens, end, colon, meanings = match
            if at_start or (colon and len(tokens) > 1) or (found and found[-1].end == index):
                words = line.words[index:end] or line.words[index : index + 1]
                found += [Label(meaning, " ".join(tokens), words, row, index, end, colon) for meaning in meanings]
                index = max(end, index + 1)
                continue
        index += 1
    return found


def _longest(
    words: Sequence[Word], start: int, ends: set[Word]
) -> tuple[tuple[str, ...], int, bool, tuple[str, ...]] | None:
    """The longest phrase that begins at `start`: its tokens, the index after it, whether a colon closes it, its
    meanings."""
    known = phrases()
    first = words[start]
    if first.confidence == 1.0 and not may_open(first.text):
        return None
    tokens: list[str] = []
    best = None
    for index in range(start, min(start + 7, len(words))):
        word = words[index]
        piece, glued_value, glued_colon = piece_of(word.text)
        if word.confidence < 1.0 and piece:
            piece = tuple(map(near_token, piece))
        tokens += piece
        meanings = known.get(tokens[0], {}).get(tuple(tokens)) if tokens else None
        follows_colon = index + 1 < len(words) and words[index + 1].text.startswith(":") and word not in ends
        colon = word.text.rstrip().endswith(":") or follows_colon or glued_colon
        if meanings:
            end = index if (glued_value or glued_colon) else index + 1
            best = (tuple(tokens), end, colon or glued_value, meanings)
        if colon or glued_value or word in ends or (word.text.endswith(".") and not piece):
            break
    return best


def _ends_well(
    words: Sequence[Word], end: int, ends: set[Word], match: tuple[tuple[str, ...], int, bool, tuple[str, ...]]
) -> bool:
    """Whether the words after the phrase show that it is a label and not the start of a sentence."""
    tokens, _, colon, _meanings = match
    if colon or end >= len(words) or words[end - 1] in ends:
        return True
    following = words[end].text
    if _DIGIT.search(following) or following[0] in "$€£:#":
        return True
    if following.strip(".,").lower() in MONTHS and find_dates(words[end : end + 4])[:1]:
        return True  # "Created on February 29, 2024"
    if OF_MONEY.intersection(match[3]) and (LEADS_TO_AMOUNT.fullmatch(following) or says_more(words[end:])):
        return True  # "Total Price (Excluding sales tax)", "Amount payable EUR", "Due on receipt ....."
    if tokens[-1] == "#" or _longest(words, end, ends) is not None:
        return True
    return len(tokens) > 1 and tokens[-1] in ("to", "by") and following[0].isupper()


def _stacked(segment: Line, line: Line, row: int, lines: Sequence[Line]) -> list[Label]:
    """Labels printed on two rows of one cell: ``Purchase Order`` over ``Total``."""
    if len(segment.words) > 1 and BOX_NUMBER.fullmatch(segment.words[0].text):
        segment = Line(segment.words[1:])
    first = label_tokens(segment.words[0].text)
    if first and first[0] not in phrases():
        return []
    upper = [token for word in segment.words for token in label_tokens(word.text)]
    if not upper or len(upper) > 4 or row + 1 >= len(lines) or upper[0] not in phrases():
        return []
    x0, _, x1, bottom = segment.box
    height = segment.words[0].height
    for lower_row in range(row + 1, min(row + 3, len(lines))):
        for other in lines[lower_row].segments:
            ox0, otop, ox1, _ = other.box
            if not -0.5 * height <= otop - bottom <= 0.9 * height or min(x1, ox1) - max(x0, ox0) < 0.4 * min(
                x1 - x0, ox1 - ox0
            ):
                continue
            lower = [token for word in other.words for token in label_tokens(word.text)]
            tokens = tuple(upper + lower)
            meanings = phrases().get(upper[0], {}).get(tokens)
            if meanings and len(lower) <= 3:
                start = line.words.index(segment.words[0])
                words = (*segment.words, *other.words)
                colon = other.words[-1].text.endswith(":")
                return [
                    Label(m, " ".join(tokens), words, row, start, start + len(segment.words), colon) for m in meanings
                ]
    return []


# --- the words of a value ---------------------------------------------------------------------------------------------


def right_of(label: Label, page: Page, labels: Sequence[Label]) -> tuple[Word, ...]:
    """The words to the right of a label: the rest of its cell up to the next label, or else the next cell."""
    line = page.lines[label.row]
    stop = min(
        (other.start for other in labels if other.row == label.row and other.start >= max(label.end, label.start + 1)),
        default=len(line.words),
    )
    rest = [word for word in line.words[label.end : stop] if word.text != ":"]
    if (
        not rest and len(label.words) > label.end - label.start
    ):  # a stacked label: the value may stand beside its last word
        last = next(line for line in page.lines if label.words[-1] in line.words)
        rest = list(last.words[last.words.index(label.words[-1]) + 1 :])
    if not rest:
        return ()
    cells = Line(tuple(rest)).segments
    first = cells[0]
    limit = 0.5 * page.width
    if first.words[0].x0 - label.words[-1].x1 > limit:
        return ()
    return first.words


def below(label: Label, page: Page, labels: Sequence[Label], rows: int = 3) -> list[tuple[Word, ...]]:
    """The words below a label in its own column, row by row (at most `rows`), until the column's next label."""
    x0, _, x1, bottom = box_around(label.words)
    height = label.words[0].height
    left, right = column_of(label, page, labels)
    beside = [other.words[0].x0 for other in labels if other.row == label.row and other.words[0].x0 > x1]
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
            other.row == row and words[0] in other.words and (other.has_colon or not wraps(head, text_of(words)))
            for other in labels
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
    beside = [o for o in labels if o.row == label.row and o.words[0] not in label.words]
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
    line = next(line for line in page.lines if words[0] in line.words)
    first = line.words.index(words[0])
    return line.words[first : first + max(len(words), 4)]


def _money_reach(label: Label, page: Page, labels: Sequence[Label]) -> tuple[Word, ...]:
    """Everything right of a money label on its row: totals often stand two cells away. On the row of a stacked label,
    both rows."""
    line = page.lines[label.row]
    stop = min(
        (o.start for o in labels if o.row == label.row and o.start >= max(label.end, label.start + 1)),
        default=len(line.words),
    )
    words = [word for word in line.words[label.end : stop] if word not in label.words]
    if not any(_DIGIT.search(word.text) for word in words):
        middle = sum(word.middle for word in label.words) / len(label.words)
        x1 = label.words[-1].x1
        near = [
            w
            for w in page.words
            if w.x0 >= x1 - 1
            and (abs(w.middle - middle) <= 0.75 * label.words[0].height or _is_typed_lower(w, label, middle, labels))
            and w not in label.words
        ]
        words = sorted(near, key=lambda w: w.x0) if not words and all(not w.text.endswith(":") for w in near) else words
    return tuple(words)


def _is_typed_lower(word: Word, label: Label, middle: float, labels: Sequence[Label]) -> bool:
    """Whether a scanned word right of a label stands half a line lower, and nearer to it than to any other label in the
    label's column: what was typed into a form seldom meets its lines."""
    height, drop = label.words[0].height, word.middle - middle
    if word.confidence == 1.0 or not 0 < drop <= 1.3 * height:
        return False
    x0 = label.words[0].x0
    return all(
        abs(word.middle - other.words[0].middle) > drop
        for other in labels
        if other.words[0].page == word.page and other.row != label.row and abs(other.words[0].x0 - x0) <= 6 * height
    )


def typed_values(words: Sequence[Word], kind: str, form: Form) -> list[Found]:
    """Values of a type among a label's words: money, date or number."""
    if not words:
        return []
    if kind == "date":
        return find_dates(words, form.day_first)
    if kind == "money":
        return find_money(words, decimal_comma=form.decimal_comma)
    return find_numbers(words)
