"""A press for documents that have no pages of their own: text and tables set as pages, always in the same way.

Letters are all of one width, so that columns of plain text stay columns. What is set can be read, shown and cited like
any paper, and the same bytes always give the same pages and boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.paper import Page, Paper, Rule, Word

#: Points: a letter page with an inch of margin, twelve-point lines and letters of one width.
WIDTH, HEIGHT, MARGIN, LINE, LETTER = 612.0, 792.0, 72.0, 12.0, 4.8
#: Letters between two columns: wide enough that cells beside each other are never taken for one phrase.
GAP = 4
#: Letters of a cell on one line; what is longer goes on below.
WIDEST = 160
_PER_PAGE = int((HEIGHT - 2 * MARGIN) / LINE)
#: Pages set of one document.
MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, its first column (from 0), how many columns it fills, and whether it is a figure,
    which stands at the right edge of its column."""

    text: str
    column: int
    span: int = 1
    is_figure: bool = False


Cells = Sequence[Cell]


class Press:
    """Pages in the making. What does not fit on the pages that are allowed is left out, and `is_cut` says so."""

    def __init__(self, width: float = WIDTH, first: int = 1, most_pages: int = MOST_PAGES) -> None:
        self.width, self.most_pages = width, most_pages
        self.is_full = most_pages < 1
        self.is_cut = False
        self.pages: list[Page] = []
        self._number = first
        self._words: list[Word] = []
        self._rules: list[Rule] = []
        self._top = MARGIN

    @property
    def columns(self) -> int:
        """Letters on a line."""
        return int((self.width - 2 * MARGIN) / LETTER)

    @property
    def lines_left(self) -> int:
        """Lines that still fit on the page."""
        return int((HEIGHT - MARGIN - self._top) / LINE + 1e-6)

    def end_page(self) -> None:
        """Begin a new page. A page on which nothing was set is left out."""
        if self._words:
            self.pages.append(Page(self._number, self.width, HEIGHT, "native", tuple(self._words), tuple(self._rules)))
            self._number += 1
            self.is_full = len(self.pages) >= self.most_pages
        self._words, self._rules, self._top = [], [], MARGIN

    def text(self, text: str, scale: float = 1.0) -> None:
        """A paragraph: one printed line a line, long lines folded, tabs as wide gaps; headings are `scale` times as
        tall."""
        for line in text.split("\n"):
            for part in folded(spread_tabs(line), max(1, int(self.columns / scale))):
                self._feed(scale)
                self._set(part, 0, scale)
                self._top += LINE * scale

    def table(
        self, rows: Sequence[Cells], widths: Sequence[int] = (), ruled: Sequence[bool] = (), heads: Sequence[int] = ()
    ) -> None:
        """Rows of cells with lines around those that are `ruled` (all, where nothing is said). The last of the `heads`
        (places of header rows) is printed again on every further page. `widths` are in letters."""
        widths = widths or fitted_widths(rows, self.columns)
        starts = [sum(widths[:n]) + GAP * n for n in range(len(widths) + 1)]
        head: Cells | None = None
        waiting = iter((*heads, len(rows)))
        following = next(waiting)
        for number, row in enumerate(rows):
            texts = _cell_lines(row, widths)
            if max(map(len, texts), default=1) > self.lines_left and self._words:
                self.end_page()
                if head and number != following:
                    self._row(head, _cell_lines(head, widths), starts, True)
            if self.is_full:
                self.is_cut = True
                return
            self._row(row, texts, starts, bool(row) and (ruled[number] if ruled else True))
            if number == following:
                head, following = row, next(waiting)

    def finish(self) -> tuple[Page, ...]:
        """The pages that were set."""
        self.end_page()
        return tuple(self.pages)

    def _feed(self, scale: float) -> None:
        if self._top + LINE * scale > HEIGHT - MARGIN + 1e-6:
            self.end_blank_page()

    def end_blank_page(self) -> None:
        """As `end_page`, and a page that holds only empty lines stays a page: plain text keeps its page breaks."""
        if self._words or self.is_full:
            self.end_page()
            return
        self.pages.append(Page(self._number, self.width, HEIGHT, "none", ()))
        self._number += 1
        self._top = MARGIN

    def _row(self, row: Cells, texts: Sequence[list[str]], starts: Sequence[int], is_ruled: bool) -> None:
        top = self._top
        for cell, lines in zip(row, texts, strict=True):
            right = starts[min(cell.column + cell.span, len(starts) - 1)] - GAP
            for step, line in enumerate(lines[:_PER_PAGE]):
                at = max(starts[cell.column], right - len(line)) if cell.is_figure else starts[cell.column]
                self._set(line, at, 1.0, top + step * LINE)
        self._top += LINE * min(max(map(len, texts), default=1), _PER_PAGE)
        if is_ruled:
            self._frame(row, starts, top)

    def _frame(self, row: Cells, starts: Sequence[int], top: float) -> None:
        """Lines around the cells of a row; none inside a merged cell."""
        bottom = self._top
        inside = {n for cell in row for n in range(cell.column + 1, min(cell.column + cell.span, len(starts) - 1))}
        edges = [MARGIN + LETTER * (start - GAP / 2) for start in starts]
        for n, x in enumerate(edges):
            if n not in inside:
                self._rules.append(Rule(x, top - 1, x, bottom - 1))
        for y in (top - 1, bottom - 1):
            self._rules.append(Rule(edges[0], y, edges[-1], y))

    def _set(self, line: str, at: int, scale: float, top: float | None = None) -> None:
        if self.is_full:
            self.is_cut |= bool(line)
            return
        top = self._top if top is None else top
        letter = LETTER * scale
        for found in re.finditer(r"\S+", line):
            x0, x1 = (MARGIN + LETTER * at + letter * edge for edge in found.span())
            self._words.append(Word(found.group(), x0, top, x1, top + (LINE - 2) * scale, self._number))


def paper_of(pages: Iterable[Page]) -> Paper:
    """The pages as a paper; a document without words is one empty page."""
    return Paper(tuple(pages) or (Page(1, WIDTH, HEIGHT, "none", ()),))


def folded(line: str, columns: int) -> list[str]:
    """A line cut at spaces into parts of at most `columns` letters; a longer word is cut hard."""
    parts, at = [], 0
    while len(line) - at > columns:
        cut = line.rfind(" ", at + 1, at + columns)
        cut = cut if cut > at else at + columns
        parts.append(line[at:cut])
        at = cut + len(line[cut : cut + columns]) - len(line[cut : cut + columns].lstrip())
    return [*parts, line[at:]]


def spread_tabs(line: str, stops: Sequence[tuple[int, bool]] = (), every: int = 8) -> str:
    """Tabs as spaces up to the next stop, at least `GAP` of them: what a tab parts stays parted.

    `stops` are places in letters, in order, and whether the text ends there instead of beginning; beyond them there is
    a stop `every` so many letters.
    """
    head, *rest = line.split("\t")
    parts, length = [head], len(head)
    for piece in rest:
        place, is_end = next(((at, end) for at, end in stops if at > length), (length + every - length % every, False))
        gap = max(GAP if length else 0, place - length - (len(piece) if is_end else 0))
        parts.append(" " * gap + piece)
        length += gap + len(piece)
    return "".join(parts)


def width_of(columns: float) -> float:
    """Points of a page on which lines of so many letters fit, `WIDEST` at most; never less than a letter page."""
    return max(WIDTH, 2 * MARGIN + LETTER * (min(columns, WIDEST) + 0.5))  # half a letter: points are no whole numbers


def width_for(widths: Sequence[int]) -> float:
    """Points that a page needs for columns of these widths; never less than a letter page."""
    return max(WIDTH, 2 * MARGIN + LETTER * (sum(widths) + GAP * len(widths)))


def fitted_widths(rows: Sequence[Cells], columns: int | None = None) -> list[int]:
    """The widths in letters that the columns need, at most `columns` with their gaps: the widest give way first."""
    count = max((cell.column + cell.span for row in rows for cell in row), default=0)
    widths = [1] * count
    spans: list[Cell] = []
    for row in rows:
        for cell in row:
            if cell.span == 1:
                widths[cell.column] = max(widths[cell.column], min(_longest(cell), WIDEST))
            else:
                spans.append(cell)
    for cell in spans:
        has = sum(widths[cell.column : cell.column + cell.span]) + GAP * (cell.span - 1)
        widths[cell.column + cell.span - 1] += max(0, min(_longest(cell), WIDEST) - has)
    excess = sum(widths) + GAP * count - columns if columns else 0
    while excess > 0 and max(widths) > 8:
        widest = max(range(count), key=lambda n: widths[n])
        cut = min(excess, max(1, widths[widest] // 4))
        widths[widest] -= cut
        excess -= cut
    return widths


def _longest(cell: Cell) -> int:
    return max(map(len, cell.text.split("\n")))


def _cell_lines(row: Cells, widths: Sequence[int]) -> list[list[str]]:
    """The printed lines of each cell of a row."""
    out = []
    for cell in row:
        room = sum(widths[cell.column : cell.column + cell.span]) + GAP * (cell.span - 1)
        out.append([part for line in cell.text.split("\n") for part in folded(line, max(room, 1) + 1)])
    return out
