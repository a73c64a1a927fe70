"""Running text: sentences whose every word keeps its place on the page, and what they say of amounts and parties.

Resolutions, staff reports, agreements, memos and letters say in sentences what forms say in boxes. Patterns are matched
over the text of the pages; each match is turned back into the words that print it, which are its evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from statistics import median

from extractors.dates import find_dates, proves_day_first
from extractors.evidence import Found
from extractors.paper import Line, Page, Word
from extractors.raises import is_left_behind, without_steps

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " "})
#: Lines printed on every page by software or letterheads: no part of any sentence.
_FURNITURE = re.compile(
    r"docusign envelope id|page \d+ of \d+|printed on \d|powered by|https?://|^\W*\d{1,3}\W*$|emergency and tty|"
    r"^(?:e-?mail|website|source): ",
    re.I,
)
_FIGURE = re.compile(
    r"(?P<sign>US\$|\$|USD\s)\s*(?P<number>\d{1,3}(?:\s?,\s?\d{3})+(?:\s?\.\s?\d{2}(?!\d))?"
    r"|\d+(?:\.\d+)?(?=\s(?:million|billion)\b)|\d+(?:\.\d{2}(?!\d))?)(?![.,]?\d)"
    r"(?:\s(?P<scale>million|billion|thousand)\b)?"
    r"|(?<=\s)(?P<bare>\d{1,3}(?:,\d{3})+(?:\.\d{2})?)(?=[\s,.;)])",
    re.I,
)
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


@dataclass(frozen=True)
class Prose:
    """The text of pages as paragraphs split by newlines, with the words behind each character.

    Quotes and dashes are made straight, so that patterns need one form; the words keep what is printed.
    """

    text: str
    words: tuple[Word, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, pages: Sequence[Page]) -> Prose:
        parts: list[str] = []
        words: list[Word] = []
        starts: list[int] = []
        length = 0
        before: Line | None = None
        is_torn = False  # by a line that is no part of the text
        for page in pages:
            for line in reading_lines(page):
                if _FURNITURE.search(line.text):
                    is_torn = True
                    continue
                if before is not None:
                    ends = before.text.rstrip().endswith((".", ":", ";")) if is_torn else _parts(before, line)
                    parts.append("\n" if ends else " ")
                    length += 1
                is_torn = False
                for n, word in enumerate(line.words):
                    if n:
                        parts.append(" ")
                        length += 1
                    words.append(word)
                    starts.append(length)
                    parts.append(word.text if word.text.isascii() else word.text.translate(_STRAIGHT))
                    length += len(word.text)
                before = line
        return cls("".join(parts), tuple(words), tuple(starts))

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that print the characters from `start` to `end`."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = max(first, bisect_right(self.starts, max(start, end - 1)) - 1)
        return self.words[first : last + 1]

    def position(self, word: Word) -> int:
        """Where a word begins in the text."""
        return self._places[id(word)]

    def before(self, start: int, length: int = 90) -> str:
        return self.text[max(0, start - length) : start]

    def after(self, end: int, length: int = 60) -> str:
        return self.text[end : end + length]

    @cached_property
    def dates(self) -> tuple[Found, ...]:
        """Every date in reading order."""
        level = _levelled(self.words)
        printed = {id(flat): word for flat, word in zip(level, self.words, strict=True)}
        found = find_dates(level, proves_day_first(level) or None)
        return tuple(replace(date, words=tuple(printed[id(word)] for word in date.words)) for date in found)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every amount of money, also where OCR tore its digits apart (``$ 520, 785``)."""
        return tuple(_figures(self))

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(word): start for word, start in zip(self.words, self.starts, strict=True)}


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in running text: its value, where it stands, and whether a currency sign stands before it."""

    amount: Decimal
    start: int
    end: int
    words: tuple[Word, ...]
    signed: bool


def reading_lines(page: Page) -> Sequence[Line]:
    """The lines of a page. Scans stand askew, so their words are taken in the order in which OCR read them."""
    if page.origin != "ocr":
        return page.lines
    rows: list[list[Word]] = []
    for word in page.words:
        last = rows[-1][-1] if rows else None
        if (
            last is not None
            and word.x0 >= last.x0
            and abs(word.middle - last.middle) <= 0.8 * max(word.height, last.height)
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(row)) for row in _with_strays(rows)]


#: Words of a scan that OCR found apart from their row are so many at most; how far they stand from the words beside
#: them, in heights, at most where they go before or behind the row.
_STRAYS, _BESIDE = 3, 1.0


def _with_strays(rows: list[list[Word]]) -> list[list[Word]]:
    """The rows of a scan, words that only a second look found put where they stand: in a gap of a row, or beside it."""
    kept: list[list[Word]] = []
    whole = [row for row in rows if len(row) > _STRAYS]
    for row in rows:
        home = next((at for other in whole if (at := _place_in(other, row)) is not None), None) if whole else None
        if len(row) > _STRAYS or home is None:
            kept.append(row)
        else:
            other, place = home
            other[place:place] = row
    return kept


def _place_in(row: list[Word], strays: list[Word]) -> tuple[list[Word], int] | None:
    """The row, with the place in it where words that stand apart belong; None where they belong to another."""
    first, last = strays[0], strays[-1]
    if len(strays) > _STRAYS or not row[0].top - first.height < first.top < row[0].bottom + first.height:
        return None
    place = sum(word.x0 < first.x0 for word in row)
    before, after = row[place - 1] if place else None, row[place] if place < len(row) else None
    room = 0.3 * first.height
    if (before and before.x1 > first.x0 + room) or (after and last.x1 > after.x0 + room):
        return None
    before = before if before and _is_level(before, first) else None
    after = after if after and _is_level(after, last) else None
    near = [
        before is not None and first.x0 - before.x1 <= _BESIDE * first.height,
        after is not None and after.x0 - last.x1 <= _BESIDE * first.height,
    ]
    return (row, place) if any(near) and (all(near) or not (before and after)) else None


def _is_level(word: Word, other: Word) -> bool:
    return abs(word.middle - other.middle) <= 0.35 * max(word.height, other.height)


def says_anything(pages: Sequence[Page]) -> bool:
    """Whether pages hold a line that is more than what software or a letterhead prints on every page."""
    return any(not _FURNITURE.search(line.text) for page in pages for line in reading_lines(page))


def _levelled(words: Sequence[Word]) -> list[Word]:
    """Words of scans moved up or down to where they would stand if the page lay straight; others as they are."""
    slopes: dict[int, list[float]] = {}
    for left, right in pairwise(words):
        if left.page == right.page and left.confidence < 1.0 and right.x0 > left.x1:
            slopes.setdefault(left.page, []).append((right.bottom - left.bottom) / (right.x0 - left.x0))
    tilt = {page: median(found) for page, found in slopes.items() if len(found) >= 10}
    level = []
    for word in words:
        down = tilt.get(word.page, 0.0) * word.x0
        level.append(replace(word, top=word.top - down, bottom=word.bottom - down))
    return level


def _parts(before: Line, line: Line) -> bool:
    """Whether `line` begins a new paragraph."""
    if before.page != line.page:
        return before.text.rstrip().endswith((".", ":", ";"))
    height = median(word.height for word in (*before.words, *line.words))
    gap = line.words[0].top - before.words[0].bottom
    return gap > height or gap < -3 * height


def _figures(prose: Prose) -> Iterator[Figure]:
    for match in _FIGURE.finditer(prose.text):
        number = re.sub(r"[\s,]", "", match["number"] or match["bare"])
        amount = Decimal(number) * _SCALES.get((match["scale"] or "").lower(), 1)
        words = prose.words_at(match.start(), match.end())
        if len({word.page for word in words}) == 1:
            yield Figure(amount, match.start(), match.end(), words, match["number"] is not None)


# --- amounts ----------------------------------------------------------------------------------------------------------

_CEILING_BEFORE = re.compile(
    r"not[- ]to[- ]exceed|not\s+exceed(?:ing)?|exceed\s+the\s+(?:total\s+)?(?:sum|amount)\s+of|maximum"
    r"|no\s+more\s+than|\bup\s+to\b"
    r"|estimated\s+annual\s+(?:amount|expenditure|cost)|annual\s+(?:amount|expenditure)\s+of|ceiling",
    re.I,
)
_PLAIN_CEILING = re.compile(r"exceed|maximum|ceiling|no\s+more\s+than", re.I)
_YEARLY_OF_TOTAL = re.compile(r"^[\s,)]*[^.;$]{0,50}\btotal\b[^.;$]{0,25}\$", re.I)
_CEILING_AFTER = re.compile(r"^[\s,)]*(?:\w+\s+){0,4}(?:is\s+the\s+)?(?:maximum|not[- ]to[- ]exceed)", re.I)
_TOTAL_BEFORE = re.compile(
    r"in\s+(?:the|an)\s+(?:total\s+|estimated\s+)*amount\s+of|total(?:l?ing)?\b[^.$]{0,60}|for\s+a\s+total\s+of|at\s+a\s+(?:total\s+)?cost\s+of"
    r"|(?:cost|price|amount|check)\b[^.$]{0,45}\b(?:is|of|will\s+be|:)|purchase\s+price|the\s+sum\s+of|grand\s+total|in\s+the\s+amount",
    re.I,
)
#: What stands before an amount that is not what the agency will pay for the thing.
_DECOY_BEFORE = re.compile(
    r"\bgrant\b[^.]{0,60}$|\bgrants?\s+(?:allowance|award)|guarantee|revenue|refund|in\s+excess\s+of|threshold|insurance|liability"
    r"|\bbudget(?:ed)?\b[^.]{0,25}$|balance|allowance|appropriat|penalt|deposit|\bsavings?\b|discount|original(?:ly)?\b|incorrectly|\bcredited\b"
    r"|up\s+to\s*$|minimum|proposal\s+total|per\s+occurrence|forfeitures?\s+that|seizures?\s+of",
    re.I,
)
_DECOY_AFTER = re.compile(
    r"^\s*(?:per\b|/|each\b|an?\s+hour|hourly|balance|grant|in\s+(?:revenue|grant|savings)|of\s+the\s+grant|for\s+each)",
    re.I,
)


#: What follows an amount that a thing costs in all its years: ``$96,000 over the three-year term``.
_TOTAL_AFTER = re.compile(
    r"^[\s,)]*(?:over\s+(?:the\s+)?(?:(?:full|entire|initial|life|course)\s+(?:of\s+the\s+)?)?(?:[\w-]+\s+){0,2}"
    r"(?:\(\d+\)\s*)?(?:term|years?|period|contract|agreement)\b|in\s+(?:total|all)\b)",
    re.I,
)


#: What stands before the amount to which another one is changed: it holds, the other does not.
_CHANGED_TO = re.compile(
    r"\b(?:reduc|lower|increas|rais|chang|adjust|revis|correct)\w*\s+(?:the\s+)?(?:\w+\s+){0,2}"
    r"(?:amount|cost|price|request|total|payment)s?(?:\s+(?:requested|due|payable))?\s+to\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount that the text gives a role, with all the places that say so; `strength` grows with them."""

    amount: Decimal
    best: Figure
    strength: float
    times: int


def ceiling_claims(prose: Prose) -> list[Claim]:
    """Amounts that may not be exceeded, the strongest first."""
    marks = []
    for figure in prose.figures:
        if is_left_behind(prose.before(figure.start, 160), prose.after(figure.end, 140)):
            continue
        before = _clause_before(prose, figure, 70)
        if _YEARLY_OF_TOTAL.match(prose.after(figure.end, 90)) and not _PLAIN_CEILING.search(before):
            continue  # what a year costs, before the total of all years
        if _CEILING_BEFORE.search(before) or _CEILING_AFTER.search(prose.after(figure.end, 50)):
            weak = bool(_DECOY_AFTER.search(prose.after(figure.end))) or bool(re.search(r"\bup\s+to\b", before, re.I))
            marks.append((figure, 0.4 if weak else 1.0))
    return _claims(marks)


def total_claims(prose: Prose) -> list[Claim]:
    """Amounts said to be what a thing costs in all, the strongest first. Grants, rates and ceilings do not count."""
    ceilings = {claim.amount for claim in ceiling_claims(prose)}
    marks = []
    for figure in prose.figures:
        before = _clause_before(prose, figure, 90)
        if is_left_behind(prose.before(figure.start, 160), prose.after(figure.end, 140)):
            continue
        if figure.amount in ceilings or _DECOY_BEFORE.search(before) or _DECOY_AFTER.search(prose.after(figure.end)):
            continue
        if not figure.signed and not re.search(r"(?:amount|sum|total|cost)\s+of\s*$", before, re.I):
            continue
        if _CHANGED_TO.search(before):
            marks.append((figure, 2.0))
        elif match := _TOTAL_BEFORE.search(before):
            marks.append((figure, 1.2 if re.search(r"total", match[0], re.I) else 1.0))
        elif _TOTAL_AFTER.match(prose.after(figure.end)) or re.search(r"-\s*$", before):
            marks.append((figure, 1.0))  # or in a title: "… Safeware, Inc. and CDW-G - $84,324.84"
    return _claims(marks)


def _clause_before(prose: Prose, figure: Figure, length: int) -> str:
    """The text before a figure back to the sentence's begin or the figure before it."""
    before = prose.before(figure.start, length)
    before = without_steps(before)
    last = max((end for end in (m.end() for m in _FIGURE.finditer(before + " ")) if end <= len(before)), default=0)
    before = before[last:]
    stop = max(before.rfind(". "), before.rfind("\n"), before.rfind("; "))
    return before[stop + 1 :] if stop >= 0 else before


def _claims(marks: Sequence[tuple[Figure, float]]) -> list[Claim]:
    by_amount: dict[Decimal, list[tuple[Figure, float]]] = {}
    for figure, strength in marks:
        by_amount.setdefault(figure.amount, []).append((figure, strength))
    claims = [
        Claim(amount, max(found, key=lambda mark: mark[1])[0], sum(strength for _, strength in found), len(found))
        for amount, found in by_amount.items()
    ]
    return sorted(claims, key=lambda claim: -claim.strength)
