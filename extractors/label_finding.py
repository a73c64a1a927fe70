"""Where a page prints a label it knows: side by side on a row, or stacked on two rows of one cell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extractors.dates import MONTHS, find_dates
from extractors.label_words import (
    BOX_NUMBER,
    LEADS_TO_AMOUNT,
    OF_MONEY,
    abroad_only,
    closes,
    label_tokens,
    may_open,
    may_open_two_rows,
    near_token,
    phrases,
    piece_of,
    says_more,
)
from extractors.names import LEGAL
from extractors.paper import Line, Page, Word, once_a_page
from extractors.tongues import speaks_abroad

#: Meanings of labels that name a party.
_PARTIES = frozenset({"vendor", "customer", "bill_to", "buyer", "remit_to", "maker"})
_DIGIT = re.compile(r"\d")
#: Arrows and pointing hands before an amount, and what OCR makes of them.
_HANDS = frozenset("☞➔→►»>&*")
#: A state by its two letters, or one word of a name.
_PLACE = re.compile(r"[A-Z]{2}|[A-Z][a-z]{3,}")
#: Words before a tax that say of what an amount is: ``Before Tax``, ``Without tax``.
_NO_PLACE = re.compile(r"(?:sub)?total|before|after|without|with|incl\w*|excl\w*|plus|less", re.I)


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


@once_a_page
def find_labels(page: Page) -> list[Label]:
    """Every known label on the page, longest phrase first at each place; a place can carry several meanings."""
    found = [label for row, line in enumerate(page.lines) for label in _labels_in(line, row, page.lines)]
    foreign = {label for label in found if (label.meaning, label.phrase) in abroad_only()}
    if not foreign or speaks_abroad(page):
        return found
    return [label for label in found if label not in foreign]  # "Data" is a row of a telephone bill


def _labels_in(line: Line, row: int, lines: Sequence[Line]) -> list[Label]:
    found: list[Label] = []
    opens = [word.confidence < 1.0 or may_open(word.text) for word in line.words]
    if any(opens):
        found = _on_the_row(line, row, opens)
    for start, segment in zip(line.cuts, line.segments, strict=False):
        if may_open_two_rows(segment.words[0].text):
            found += _stacked(segment, start, row, lines)
    return found


def _on_the_row(line: Line, row: int, opens: Sequence[bool]) -> list[Label]:
    """The labels whose words stand side by side; `opens`: which words can be the first of one."""
    starts, ends = set(line.cuts[:-1]), {cut - 1 for cut in line.cuts[1:]}
    found: list[Label] = []
    index = 0
    while index < len(line.words):
        match = _longest(line.words, index, ends) if opens[index] else None
        if match is None:
            index += 1
            continue
        before = line.words[index - 1]
        is_boxed = index - 1 in starts and BOX_NUMBER.fullmatch(before.text) is not None
        at_start = index in starts or closes(before) or is_boxed or _leaps(line, index)
        at_start = at_start or (index - 1 in starts and _is_tax_of(before, match))
        if (at_start or match[2] or (found and found[-1].end == index)) and _ends_well(
            line.words, match[1], ends, match
        ):
            tokens, end, colon, meanings = match
            if at_start or (colon and len(tokens) > 1) or (found and found[-1].end == index):
                words = line.words[index:end] or line.words[index : index + 1]
                if OF_MONEY.intersection(meanings) and end < len(line.words) and line.words[end].text in _HANDS:
                    end += 1
                found += [Label(meaning, " ".join(tokens), words, row, index, end, colon) for meaning in meanings]
                index = max(end, index + 1)
                continue
        index += 1
    return found


def _is_tax_of(before: Word, match: tuple[tuple[str, ...], int, bool, tuple[str, ...]]) -> bool:
    """Whether a label of a tax stands behind the state that takes it: ``WA Tax 8.4%``, ``Idaho sales tax``."""
    is_place = _PLACE.fullmatch(before.text) is not None and not _NO_PLACE.fullmatch(before.text)
    return match[3] == ("tax",) and is_place


def _longest(
    words: Sequence[Word], start: int, ends: Set[int]
) -> tuple[tuple[str, ...], int, bool, tuple[str, ...]] | None:
    """The longest phrase that begins at `start`: its tokens, the index after it, whether a colon closes it, its
    meanings."""
    known, beginnings = phrases(), _beginnings()
    first = words[start]
    if first.confidence == 1.0 and not may_open(first.text):
        return None
    tokens: tuple[str, ...] = ()
    best = None
    for index in range(start, min(start + 7, len(words))):
        word = words[index]
        piece, glued_value, glued_colon = piece_of(word.text)
        if word.confidence < 1.0 and piece:
            piece = tuple(map(near_token, piece))
        tokens += piece
        if tokens and tokens not in beginnings:
            break
        meanings = known[tokens[0]].get(tokens) if tokens else None
        follows_colon = index + 1 < len(words) and words[index + 1].text.startswith(":") and index not in ends
        colon = word.text.rstrip().endswith(":") or follows_colon or glued_colon
        if meanings:
            end = index if (glued_value or glued_colon) else index + 1
            best = (tokens, end, colon or glued_value, meanings)
        if colon or glued_value or index in ends or (word.text.endswith(".") and not piece):
            break
    return best


@cache
def _beginnings() -> frozenset[tuple[str, ...]]:
    """The first tokens of every phrase, up to all of them: what is none of these goes on to no phrase."""
    known = (tokens for rest in phrases().values() for tokens in rest)
    return frozenset(tokens[:length] for tokens in known for length in range(1, len(tokens) + 1))


def _leaps(line: Line, index: int) -> bool:
    """Whether several spaces part a word from the one before it, where others stand close: typed lines have no cells
    (``Town of Ware Neck   PO No. 20-118   Date 6/1/2020``)."""
    words, usual = line.words, line.usual_gap
    is_close = len(words) > 4 and 0 < usual <= 0.45 * words[index].height
    return is_close and words[index].x0 - words[index - 1].x1 >= 2.4 * usual


def _ends_well(
    words: Sequence[Word], end: int, ends: Set[int], match: tuple[tuple[str, ...], int, bool, tuple[str, ...]]
) -> bool:
    """Whether the words after the phrase show that it is a label and not the start of a sentence."""
    tokens, _, colon, _meanings = match
    if colon or end >= len(words) or end - 1 in ends:
        return True
    following = words[end].text
    if _DIGIT.search(following) or following[0] in "$€£:#":
        return True
    if following.strip(".,").lower() in MONTHS and find_dates(words[end : end + 4])[:1]:
        return True  # "Created on February 29, 2024"
    if OF_MONEY.intersection(match[3]) and (
        LEADS_TO_AMOUNT.fullmatch(following) or says_more(words[end : end + 6]) or _says_when(words, end)
    ):
        return True  # "Total Price (Excluding sales tax)", "Amount payable EUR", "Due on receipt ....."
    if _PARTIES.intersection(match[3]) and _leads_to_company(words, end, ends):
        return True
    if tokens[-1] == "#" or _longest(words, end, ends) is not None:
        return True
    return len(tokens) > 1 and tokens[-1] in ("to", "by") and following[0].isupper()


def _says_when(words: Sequence[Word], end: int) -> bool:
    """Whether a label of an amount goes on with the day on which it is due: ``Total Charges Due by March 1, 2024``."""
    if words[end].text.lower() not in ("by", "on", "before") or end + 1 >= len(words):
        return False
    days = find_dates(words[end + 1 : end + 6])
    return bool(days) and days[0].words[0] is words[end + 1]


def _leads_to_company(words: Sequence[Word], end: int, ends: Set[int]) -> bool:
    """Whether a company's name with its legal form fills the rest of a label's cell, and the gap before it is wider
    than those in it: ``Supplier  Acme Tools Ltd``."""
    last = next((index for index in range(end, len(words)) if index in ends), len(words) - 1)
    gaps = [right.x0 - left.x1 for left, right in pairwise(words[end : last + 1])]
    is_legal = LEGAL.fullmatch(words[last].text.rstrip(".,")) is not None
    return is_legal and bool(gaps) and words[end].x0 - words[end - 1].x1 >= 1.25 * max(gaps)


def _stacked(segment: Line, start: int, row: int, lines: Sequence[Line]) -> list[Label]:
    """Labels printed on two rows of one cell, which begins with the word `start` of its row: ``Purchase Order`` over
    ``Total``."""
    if len(segment.words) > 1 and BOX_NUMBER.fullmatch(segment.words[0].text):
        segment, start = Line(segment.words[1:]), start + 1
    first = label_tokens(segment.words[0].text)
    if first and first[0] not in phrases():
        return []
    upper = [token for word in segment.words for token in label_tokens(word.text)]
    if not upper or len(upper) > 4 or row + 1 >= len(lines) or upper[0] not in phrases():
        return []
    x0, _, x1, bottom = segment.box
    height = segment.words[0].height
    for lower_row in range(row + 1, min(row + 3, len(lines))):
        lower_line = lines[lower_row]
        for other in lower_line.segments[bisect_left(lower_line.reaches, x0) :]:
            ox0, otop, ox1, _ = other.box
            if ox0 > x1:
                break
            if not -0.5 * height <= otop - bottom <= 0.9 * height or min(x1, ox1) - max(x0, ox0) < 0.4 * min(
                x1 - x0, ox1 - ox0
            ):
                continue
            lower = [token for word in other.words for token in label_tokens(word.text)]
            tokens = tuple(upper + lower)
            meanings = phrases().get(upper[0], {}).get(tokens)
            if meanings and len(lower) <= 3:
                words = (*segment.words, *other.words)
                colon = other.words[-1].text.endswith(":")
                return [
                    Label(m, " ".join(tokens), words, row, start, start + len(segment.words), colon) for m in meanings
                ]
    return []
