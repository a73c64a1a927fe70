"""A document as pages, words and lines with boxes. Coordinates are points, origin top left of the page as displayed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from extractors.once import Once
from extractors.once import once_a_page as once_a_page  # what is found once on a page is a search of pages
from extractors.text_columns import in_columns
from extractors.turning import set_straight as set_straight
from extractors.turning import tilted as tilted
from extractors.turning import turn_words as turn_words
from extractors.turning import turned as turned
from watchbill.model import Box

if TYPE_CHECKING:
    from extractors.painted import Painted


@dataclass(slots=True)
class Word:
    """A run of characters without white space. `confidence` is 1.0 for native text, the engine's own for OCR.

    Words never change. They are not frozen because Python makes frozen ones several times as slowly, a thousand a page.

    `angle` says how the text runs on its page: 0 upright, 90 upwards, 180 upside down, 270 downwards. `doubt` says what
    makes a scanned word unclear, beyond the engine's confidence: ink over it, or two readings that differ.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    page: int
    confidence: float = 1.0
    angle: int = 0
    doubt: str = ""

    def __hash__(self) -> int:
        """Text and place tell words apart; to hash all eight fields takes longer, and words are looked up often."""
        return hash((self.text, self.x0, self.top))

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


@dataclass(unsafe_hash=True)
class Line:
    """Words of one page that stand on one visual row, from left to right. Lines never change, and like words they are
    not frozen: a page has hundreds, and its cells are lines, too."""

    words: tuple[Word, ...]

    @Once
    def text(self) -> str:
        return " ".join([word.text for word in self.words])

    @Once
    def box(self) -> Box:
        return box_around(self.words)

    @property
    def page(self) -> int:
        return self.words[0].page

    @Once
    def segments(self) -> tuple[Line, ...]:
        """The line cut at gaps wider than about two spaces: cells of a form or columns of a table."""
        return tuple([Line(self.words[first:last]) for first, last in pairwise(self.cuts)]) if self.words else ()

    @Once
    def cuts(self) -> Sequence[int]:
        """The places among its words where its segments begin, and its end."""
        words = self.words
        cuts = [0]
        for at in range(1, len(words)):
            word = words[at]
            gap = word.x0 - words[at - 1].x1
            if gap > 6.0 and gap > 1.1 * (word.bottom - word.top) and not _is_typed_space(words[at - 1], word, gap):
                cuts.append(at)
        return [*cuts, len(words)]

    @Once
    def reaches(self) -> Sequence[float]:
        """How far right each of its segments reaches, or one before it: those left of a place are passed at once."""
        return list(accumulate((cell.box[2] for cell in self.segments), max))

    @Once
    def usual_gap(self) -> float:
        """The gap between its words that half of them do not exceed; for lines of two words or more."""
        gaps = sorted([right.x0 - left.x1 for left, right in pairwise(self.words)])
        return gaps[len(gaps) // 2]


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line or an edge of a drawn rectangle; horizontal where top == bottom, vertical where x0 == x1."""

    x0: float
    top: float
    x1: float
    bottom: float


#: The widest space between two typed words, in the width of a letter, and how unlike their letters' widths may be:
#: typewriters and line printers give a space as much room as a letter, and OCR boxes are as low as capitals. Of 258
#: such gaps on scans of releases we saw none that parts cells.
_TYPED_SPACE, _AS_WIDE = 1.75, 1.15


def _is_typed_space(left: Word, right: Word, gap: float) -> bool:
    """Whether a gap between two scanned words is one space of a typeface whose letters are all as wide."""
    if left.confidence == 1.0 or right.confidence == 1.0:
        return False
    pitches = [_pitch(word) for word in (left, right) if len(word.text) >= 3]
    return bool(pitches) and gap <= _TYPED_SPACE * min(pitches) and max(pitches) <= _AS_WIDE * min(pitches)


def _pitch(word: Word) -> float:
    """From letter to letter, as far as the width of a word tells: the last one is as wide as its ink."""
    return (word.x1 - word.x0) / (len(word.text) - (0.5 if word.text[-1].isalnum() else 0.8))


@dataclass(frozen=True)
class Page:
    """One page, turned so that its text stands upright.

    `number` counts from 1; `origin` is native, ocr or none; `rules` are the drawn lines. `turn` is how far, in degrees
    clockwise, the page as displayed was turned to make its text upright: 0 for almost all, 90 for a table printed
    sideways or a sheet scanned on its side. `slope` is how far, after the turn, its lines fell for each point they run
    to the right, before the words were set straight: sheets lie askew on scanners. `displayed` takes a box back.
    `struck` are words of a scan that a pen crossed out: the paper does not say them any more. `painted` tells
    where a native page of a PDF has ink, in points of the page as displayed: signatures are no words.
    """

    number: int
    width: float
    height: float
    origin: str
    words: tuple[Word, ...]
    rules: Sequence[Rule] = ()
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    turn: int = 0
    slope: float = 0.0
    struck: tuple[Word, ...] = ()
    painted: Painted | None = field(default=None, repr=False, compare=False)

    def displayed(self, box: Box) -> Box:
        """A box of this page as a box on the page as displayed."""
        askew = tilted(box, self.width, self.height, self.slope) if self.slope else box
        return turned(askew, self.width, self.height, -self.turn)

    @property
    def displayed_size(self) -> tuple[float, float]:
        return (self.height, self.width) if self.turn in (90, 270) else (self.width, self.height)

    def turned_clockwise(self, degrees: int) -> Page:
        """The same page turned clockwise by a quarter, a half or three quarters."""
        width, height = (self.height, self.width) if degrees in (90, 270) else (self.width, self.height)
        boxes = (turned((r.x0, r.top, r.x1, r.bottom), self.width, self.height, degrees) for r in self.rules)
        return replace(
            self,
            width=width,
            height=height,
            words=turn_words(self.words, self.width, self.height, degrees),
            rules=tuple(Rule(*box) for box in boxes),
            turn=(self.turn + degrees) % 360,
        )

    @Once
    def lines(self) -> tuple[Line, ...]:
        """The words as visual rows from top to bottom; captions that run downwards stand before their block. Of two
        pages copied side by side onto one sheet, and of two columns of sentences, the left one comes first."""
        if gutter := _gutter(self):
            halves = [[word for word in self.words if (word.x0 < gutter) == is_left] for is_left in (True, False)]
            pages = [group_lines(half) for half in halves]
            if all(sum(_is_running(line) for line in page) >= LINES_OF_A_PAGE for page in pages):
                return tuple(line for page in pages for line in page)
        lines = tuple(group_lines(with_level_captions(without_frames(self.words))))
        parted = in_columns([line.words for line in lines], self.width)
        return lines if parted is None else tuple(Line(words) for words in parted)

    @Once
    def text(self) -> str:
        return "\n".join([line.text for line in self.lines])

    @Once
    def small(self) -> str:
        """The text in small letters on one line: where `Hinted` patterns are given their hints."""
        return self.text.lower().replace("\n", " ")


#: How much wider than high a sheet of two pages is, the part of its width where the white between them lies and how
#: wide that is at least, in shares; and the lines of running text that each of them has at least.
SPREAD, MIDDLE, GUTTER, LINES_OF_A_PAGE = 1.15, (0.42, 0.58), 0.02, 3


def _gutter(page: Page) -> float | None:
    """The middle of the widest white strip that parts the left half of a wide page from its right half."""
    if page.width < SPREAD * page.height:
        return None
    low, high = (share * page.width for share in MIDDLE)
    spans = sorted((word.x0, word.x1) for word in page.words if word.x1 > low and word.x0 < high)
    widest, start, middle = GUTTER * page.width, low, None
    for x0, x1 in [*spans, (high, high)]:
        if x0 - start > widest:
            widest, middle = x0 - start, (start + x0) / 2
        start = max(start, x1)
    return middle


def _is_running(line: Line) -> bool:
    """Whether a line is one of running text: many words, and no cells."""
    return len(line.words) >= 7 and len(line.segments) == 1


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
    first, *others = words  # most have two or three: a plain loop is faster than four comprehensions
    x0, top, x1, bottom = first.x0, first.top, first.x1, first.bottom
    for word in others:
        if word.x0 < x0:
            x0 = word.x0
        if word.top < top:
            top = word.top
        if word.x1 > x1:
            x1 = word.x1
        if word.bottom > bottom:
            bottom = word.bottom
    return x0, top, x1, bottom


_FRAME = re.compile(r"\+[-=+]{3,}\+?")
_OF_FRAME = re.compile(r"[|¦]+|\+[-=+]{3,}\+?")


def without_frames(words: Sequence[Word]) -> Sequence[Word]:
    """The words without the frames that line printers draw of characters: ``+------+`` and the ``|`` between cells."""
    if sum(word.text[0] == "+" and _FRAME.fullmatch(word.text) is not None for word in words) < 2:
        return words
    return [word for word in words if not _OF_FRAME.fullmatch(word.text)]


#: Captions that forms print downwards, letter under letter, at the left of a block, and how they read on a row.
_DOWNWARDS = {
    "VENDOR": "VENDOR:",
    "SUPPLIER": "SUPPLIER:",
    "SELLER": "SELLER:",
    "BILL": "BILL-TO:",
    "BILLTO": "BILL-TO:",
    "INVOICETO": "BILL-TO:",
    "SHIP": "SHIP-TO:",
    "SHIPTO": "SHIP-TO:",
    "DELIVERTO": "SHIP-TO:",
    "SOLDTO": "SOLD-TO:",
    "REMITTO": "REMIT-TO:",
}
_SPELLED = re.compile("|".join(sorted(_DOWNWARDS, key=len, reverse=True)))
_ONLY_SPELLED = re.compile(f"(?:{_SPELLED.pattern})+")


def with_level_captions(words: Sequence[Word]) -> Sequence[Word]:
    """The words, where letters that spell a caption downwards stand as one word on the first row of their block."""
    letters = [word for word in words if len(word.text) == 1 and word.text.isupper() and not word.angle]
    if len(letters) < 4:
        return words
    captions: list[Word] = []
    used: set[Word] = set()
    for column in _stacks(letters):
        spelled = "".join(word.text for word in column)
        for match in _SPELLED.finditer(spelled) if _ONLY_SPELLED.fullmatch(spelled) else ():
            stack = column[match.start() : match.end()]
            if block := _first_beside(stack, words):
                captions.append(replace(stack[0], text=_DOWNWARDS[match[0]], top=block.top, bottom=block.bottom))
                used.update(stack)
    return [*(word for word in words if word not in used), *captions] if captions else words


def _stacks(letters: Sequence[Word]) -> Iterable[list[Word]]:
    """Letters that stand under each other, at most two empty rows apart."""
    stacks: list[list[Word]] = []
    for letter in sorted(letters, key=attrgetter("top")):
        centre = (letter.x0 + letter.x1) / 2
        for stack in stacks:
            last = stack[-1]
            near = 0 < letter.top - last.top <= 3.2 * last.height
            if near and abs((last.x0 + last.x1) / 2 - centre) <= 0.35 * last.height:
                stack.append(letter)
                break
        else:
            stacks.append([letter])
    return [stack for stack in stacks if len(stack) >= 4]


def _first_beside(stack: Sequence[Word], words: Iterable[Word]) -> Word | None:
    """The first word of the block right of a stack of letters."""
    x1, height = max(word.x1 for word in stack), stack[0].height
    top, bottom = stack[0].top - 0.5 * height, stack[-1].bottom
    beside = [
        word
        for word in words
        if 0 <= word.x0 - x1 <= 6 * height and top <= word.middle <= bottom and len(word.text) > 1 and not word.angle
    ]
    return min(beside, key=attrgetter("top", "x0"), default=None)


def group_lines(words: Iterable[Word]) -> list[Line]:
    """Words into visual rows: a word joins a row when its middle lies within the row's middle half.

    Words that do not run upright stay lines of their own: a stamp in the margin must not join the text beside it.
    """
    words = list(words)
    rows: list[_Row] = []
    upright = [((w.top + w.bottom) / 2, w.x0, n, w) for n, w in enumerate(words) if not w.angle]
    for middle, _, _, word in sorted(upright):
        height = word.bottom - word.top
        for row in rows[:-4:-1]:
            if row.takes(word, middle, height):
                row.add(word, middle, height)
                break
        else:
            rows.append(_Row(word, middle, height))
    lines = [Line((word,)) for word in words if word.angle]
    lines += [Line(tuple(sorted(row.words, key=attrgetter("x0")))) for row in rows]
    return sorted(lines, key=lambda line: (line.box[1], line.box[0]))


_WRITTEN = re.compile(r"[^\W_]{2}")


class _Row:
    """Words that stand on one row so far, with what tells whether another one does."""

    __slots__ = ("bottom", "middles", "tallest", "top", "words")

    def __init__(self, word: Word, middle: float, height: float) -> None:
        self.words = [word]
        self.middles, self.tallest = middle, height
        self.top, self.bottom = word.top, word.bottom

    def takes(self, word: Word, middle: float, height: float) -> bool:
        lower = height if height < self.tallest else self.tallest
        near = 0.35 * lower if lower > 4.0 else 1.4
        if -near <= self.middles / len(self.words) - middle <= near:
            return True
        is_mark = height < 0.6 * self.tallest and not _WRITTEN.search(word.text)  # OCR boxes dashes and points tightly
        return is_mark and self.top - 1 <= word.top and word.bottom <= self.bottom + 1

    def add(self, word: Word, middle: float, height: float) -> None:
        self.words.append(word)
        self.middles += middle
        if height > self.tallest:
            self.tallest = height
        if word.top < self.top:
            self.top = word.top
        if word.bottom > self.bottom:
            self.bottom = word.bottom
