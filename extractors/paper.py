"""A document as pages, words and lines with boxes. Coordinates are points, origin top left of the page as displayed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from watchbill.model import Box


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space. `confidence` is 1.0 for native text, the engine's own for OCR."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    page: int
    confidence: float = 1.0

    @property
    def box(self) -> Box:
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def middle(self) -> float:
        """The vertical middle of the word."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Line:
    """Words of one page that stand on one visual row, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        return box_around(self.words)

    @property
    def page(self) -> int:
        return self.words[0].page

    @cached_property
    def segments(self) -> tuple[Line, ...]:
        """The line cut where the gap between words is wider than about two spaces: cells of a form or columns of a table."""
        parts: list[list[Word]] = []
        for word in self.words:
            gap = word.x0 - parts[-1][-1].x1 if parts else 0.0
            if parts and gap <= max(1.1 * word.height, 6.0):
                parts[-1].append(word)
            else:
                parts.append([word])
        return tuple(Line(tuple(part)) for part in parts)


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn straight line or an edge of a drawn rectangle; horizontal where top == bottom, vertical where x0 == x1."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """One page. `number` counts from 1; `origin` is native, ocr or none; `rules` are the drawn lines."""

    number: int
    width: float
    height: float
    origin: str
    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The words as visual rows from top to bottom."""
        return tuple(group_lines(self.words))

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Paper:
    """A whole document as pages. `text` says where its words come from: native, ocr, mixed or none."""

    pages: tuple[Page, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        origins = {page.origin for page in self.pages if page.origin != "none"}
        return origins.pop() if len(origins) == 1 else "mixed" if origins else "none"


def box_around(words: Iterable[Word]) -> Box:
    """The smallest box that holds all the words."""
    boxes = [word.box for word in words]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def group_lines(words: Iterable[Word]) -> list[Line]:
    """Words into visual rows: a word joins a row when its middle lies within the row's middle half."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        home = next((row for row in reversed(rows[-3:]) if _same_row(row, word)), None)
        if home is None:
            rows.append([word])
        else:
            home.append(word)
    lines = [Line(tuple(sorted(row, key=lambda w: w.x0))) for row in rows]
    return sorted(lines, key=lambda line: (line.box[1], line.box[0]))


def _same_row(row: list[Word], word: Word) -> bool:
    middle = sum(w.middle for w in row) / len(row)
    height = min(word.height, max(w.height for w in row))
    return abs(middle - word.middle) <= 0.35 * max(height, 4.0)
