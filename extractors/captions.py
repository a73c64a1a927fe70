"""Labels of papers of running text: a caption with a colon before its value, or a small caption over it in a box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.paper import Line, Page, Word
from extractors.prose import reading_lines

#: What stands under a caption and is longer than this is a text, not a value.
_MOST_WORDS = 16
#: How far below its caption a box's text begins at most, in heights: rows of a table of facts stand further apart.
_TIGHT = 0.45
#: On scans: how far a value may begin right of its caption, in points, and how much smaller the caption's letters are.
_INDENT, _SMALLER = 16, 0.85
_UNPUBLISHED = re.compile(r"not published|n/?a|none|unknown|tbd|\W*", re.I)


def labelled(pages: Sequence[Page], label: str) -> Iterator[tuple[Word, ...]]:
    """The words after a label that begins a cell (a pattern, without its colon): the rest of the cell, or the next one;
    then those in boxes whose caption is the label.

    ``File #: | 15-0247`` and ``DATE: February 2, 2016`` both give what stands after the colon.
    """
    pattern = re.compile(rf"\W{{0,2}}(?:{label})\s*[:#]+", re.I)
    for page in pages:
        for line in (*reading_lines(page), *(page.lines if page.origin == "ocr" else ())):
            cells = line.segments
            for n, cell in enumerate(cells):
                match = pattern.match(cell.text)
                if match is None:
                    continue
                rest = _behind(cell, match.end())
                if not rest and n + 1 < len(cells):
                    rest = cells[n + 1].words
                if rest and not _UNPUBLISHED.fullmatch(_text(rest)):
                    yield tuple(rest)
                if page.origin == "ocr" and len(cells) > n + 2:  # typewriters leave gaps within a value
                    yield tuple(word for other in cells[n:] for word in other.words)[
                        _word_count(cell.text, match.end()) :
                    ]
    yield from _boxed(pages, re.compile(rf"\W{{0,2}}(?:{label})\W{{0,3}}", re.I))


def _behind(cell: Line, end: int) -> tuple[Word, ...]:
    """The words of a cell after its first `end` characters; of one glued to the colon (``DATE:March 24``) the rest."""
    count = _word_count(cell.text, end)
    if end < len(cell.text) and not cell.text[end].isspace() and cell.text[end - 1] in ":#":
        word = cell.words[count - 1]
        glued = replace(word, text=re.split(r"[:#]+", word.text)[-1])
        return (glued, *cell.words[count:]) if glued.text else cell.words[count:]
    return cell.words[count:]


def tabled(pages: Sequence[Page], label: str) -> Iterator[tuple[Word, ...]]:
    """The words after a label with or without a colon that fills the first of two cells in a row: a table of facts."""
    yield from labelled(pages, label)
    pattern = re.compile(rf"\W{{0,2}}(?:{label})\W{{0,2}}", re.I)
    for page in pages:
        for line in reading_lines(page):
            cells = line.segments
            if len(cells) == 2 and pattern.fullmatch(cells[0].text) and not cells[1].text.endswith(":"):
                yield cells[1].words


def captioned(pages: Sequence[Page], label: str) -> Iterator[tuple[Word, ...]]:
    """The words under a caption that fills its cell, at the same left edge, down to the first gap: the boxes of forms
    whose captions are as large as what stands under them."""
    pattern = re.compile(rf"\W{{0,2}}(?:{label})\W{{0,3}}", re.I)
    for page in pages:
        for row, line in enumerate(page.lines):
            for cell in line.segments:
                if pattern.fullmatch(cell.text) and (words := _block_under(cell, page.lines[row + 1 : row + 9])):
                    yield words


def _block_under(caption: Line, lines: Sequence[Line]) -> tuple[Word, ...]:
    """The cells under a caption at its left edge, each closer to the one before it than rows of a table stand."""
    found: list[Word] = []
    x0, _, _, bottom = caption.box
    for cell in (cell for line in lines for cell in line.segments):
        gap = (cell.box[1] - bottom) / cell.words[0].height
        if abs(cell.box[0] - x0) <= 4 and -0.5 <= gap <= _TIGHT and not cell.text.endswith(":"):
            found += cell.words
            bottom = cell.box[3]
    return tuple(found) if len(found) <= _MOST_WORDS else ()


def _boxed(pages: Sequence[Page], label: re.Pattern[str]) -> Iterator[tuple[Word, ...]]:
    """The words in drawn boxes right under a caption in smaller letters, at the same left edge; on scans, whose boxes
    nobody drew, under one in plainly smaller letters."""
    for page in pages:
        if len(page.rules) < 4 and page.origin != "ocr":
            continue
        find = _under if page.origin != "ocr" else _under_small
        for row, line in enumerate(page.lines):
            for cell in line.segments:
                under = find(cell, row, page) if label.fullmatch(cell.text) else None
                if under and not _UNPUBLISHED.fullmatch(under.text):
                    yield under.words


def _under(caption: Line, row: int, page: Page) -> Line | None:
    """The cell under a caption, where no drawn line parts the two and a drawn line closes the box."""
    x0, _, _, bottom = caption.box
    for line in page.lines[row + 1 : row + 4]:
        for cell in line.segments:
            gap, height = cell.box[1] - bottom, cell.words[0].height
            if abs(cell.box[0] - x0) <= 4 and -1 <= gap <= 1.5 * height and height > caption.words[0].height:
                levels = [rule.top for rule in page.rules if rule.top == rule.bottom and rule.x0 <= x0 + 2 < rule.x1]
                parted = any(bottom < level < cell.box[1] + 0.3 * height for level in levels)
                closed = any(cell.box[3] - 2 <= level <= cell.box[3] + 2 * height for level in levels)
                return cell if closed and not parted else None
    return None


def _under_small(caption: Line, row: int, page: Page) -> Line | None:
    """The cell on a scan under a caption whose letters are plainly smaller."""
    x0, _, _, bottom = caption.box
    small = max(word.height for word in caption.words)
    for line in page.lines[row + 1 : row + 4]:
        for cell in line.segments:
            height = max(word.height for word in cell.words)
            if -4 <= cell.box[0] - x0 <= _INDENT and -1 <= cell.box[1] - bottom <= height:
                return cell if small <= _SMALLER * height else None
    return None


def _word_count(text: str, end: int) -> int:
    """How many words of a line's text its first `end` characters hold."""
    return len(text[:end].split())


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
