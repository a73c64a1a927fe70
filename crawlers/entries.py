"""Which entry of a page a link belongs to: the date printed for it, and the words that name it.

An agency prints the date of a paper in its row ("March 12, 2024 | Agenda | Minutes"), in a line above it, or gives the
day in the row and the year in a heading. A date is taken from where a reader would look, nearest first: the link's own
words, its line, its row or card, the line that heads it. Two dates in one place decide nothing, and a column of dates
beside a column of links heads no link.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import unquote

from crawlers.anchors import Anchor, Page, is_furniture
from crawlers.dates import Printed, days_without_year, find_date, find_url_date, printed_dates, years_in
from crawlers.page_text import Heading, words

#: One entry each: their siblings are other entries.
_ROWS = frozenset(("tr", "li", "article", "dd", "option", "figure"))
_LISTS = frozenset(("table", "tbody", "ul", "ol", "dl", "select", "optgroup"))  # of entries
_BEYOND = frozenset(("html", "body", "main", "form"))
_MOST_LINKS = 8  # of one entry that is no table row or list item: more are a list under a date
_LONGEST_ENTRY = 600  # characters beside the links
_LONGEST_LINE = 120  # of a date that heads what follows
_MOST_HEADED = 60  # links under one date
#: Before a date that heads something stands at most a name of a day or a meeting, never a sentence.
_SENTENCE = re.compile(
    r"\b(is|are|was|were|will|be|by|until|before|after|since|through|effective|due|deadline|expires?|begin\w*|next|updated?)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\d{1,2}(:\d\d)?\s*[ap]\.?m\b\.?|\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(noon|at|cancel?led)\b",
    re.IGNORECASE,
)
_LONGEST_BEFORE = 40
_YEAR_LINE = re.compile(r"^[^\w\n]*(?:19|20)\d\d[^\w\n]*$", re.MULTILINE)
_LINE_RANK = 8  # below all headings
#: What may stand at the top of a page beside its content, and still head it.
_TOP = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p"))
_NO_ENTRY = (0, 0)


@dataclass(frozen=True, slots=True)
class _Head:
    """A date that heads the links below it: where its line begins, and the rank of its heading (8 for a plain line)."""

    printed: Printed
    element: Any
    line: tuple[int, int]
    rank: int


class Entries:
    """What a page prints about each of its links."""

    def __init__(self, page: Page, links: Sequence[Anchor]) -> None:
        """`links` are those that lead to documents: a date in the words of one is not the date of another."""
        self.page = page
        self.text = page.text
        self.spans = sorted({(link.start, link.end) for link in links if link.end > link.start})
        self._begins = [start for start, _ in self.spans]
        self.dates = _with_years(page)
        self._starts = [printed.start for printed in self.dates]
        self.heads = list(self._heads())
        self._head_starts = [head.printed.start for head in self.heads]
        self.page_date = self._page_date()

    # --- Dates ---

    def date_of(self, link: Anchor) -> dt.date | None:
        """The date that the page prints for a link; None where it prints none, or does not say which."""
        if own := self.own_date(link):
            return own
        for place in self._places(link):
            if found := self._dates_in(*place):
                beside = self._dates_in(*place, beside_links=True)
                if date := self._chosen(found, link) or self._chosen(beside, link):
                    return date
                break
        head = self.head_of(link)
        return head.printed.date if head else None

    @staticmethod
    def _chosen(found: set[dt.date], link: Anchor) -> dt.date | None:
        """The one date of several that is the link's: the only one, or the one that its file's name repeats."""
        if len(found) == 1:
            return next(iter(found))
        named = find_url_date(link.url)
        return named if named in found else None

    def own_date(self, link: Anchor) -> dt.date | None:
        """The date in a link's words, in its title, or in the words for those who cannot see it."""
        if date := self._chosen(self._dates_in(link.start, link.end), link) or find_date(link.text):
            return date
        for name in ("title", "aria-label"):
            if date := find_date(link.element.get(name) or ""):
                return date
        return None

    def is_in_dated_row(self, link: Anchor) -> bool:
        """Whether a link's own words or its row print a date."""
        return any(self._dates_in(*place) for place in ((link.start, link.end), *self._places(link)))

    def _dates_in(self, start: int, end: int, *, beside_links: bool = False) -> set[dt.date]:
        """The dates in a slice of the text; `beside_links`: without those in the words of links to documents."""
        inside = self.dates[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return {printed.date for printed in inside if not (beside_links and self._is_inside_link(printed))}

    def _page_date(self) -> dt.date | None:
        """The date of a page about one meeting: in its title or its first heading."""
        for said in (self.page.title, *(self._words(head) for head in self.text.headings if head.rank == 1)):
            if date := find_date(said):
                return date
        return None

    def _words(self, heading: Heading) -> str:
        return words(self.text.text[heading.start : heading.end])

    # --- Rows and cards ---

    def _places(self, link: Anchor) -> Iterator[tuple[int, int]]:
        """The slices of the text that may be a link's entry, from its line outwards."""
        if link.end <= link.start and link.element.tag == "option":
            return
        yield self._line_part(link)
        is_in_row = False
        for above in link.element.iterancestors():
            if above.tag in _BEYOND:
                return
            span = self.text.spans.get(above, _NO_ENTRY)
            if above.tag in _ROWS:
                if is_in_row and not (self._is_repeated(above) and self._is_short(span)):
                    return
                is_in_row = True
                yield span
                if above.tag == "tr":
                    yield from self._cells_reaching(above)
            elif above.tag not in _LISTS and not is_in_row:
                if self._is_short(span) and self.links_in(*span) <= _MOST_LINKS:
                    yield span
                if self._is_repeated(above) and not _is_in_row(above):
                    return

    def _line_part(self, link: Anchor) -> tuple[int, int]:
        """The link's line; of a line with several dates the part that is about this link: a line that begins with a
        date puts it before its links, others behind."""
        start, end = self.text.line(link.start, link.end)
        inside = self.dates[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        if len({printed.date for printed in inside}) < 2:
            return start, end
        if not self.links_in(start, inside[0].start):
            before = [printed for printed in inside if printed.end <= link.start]
            return (before[-1].start, link.start) if before else (start, start)
        behind = [printed for printed in inside if printed.start >= link.end]
        return (link.end, behind[0].end) if behind else (end, end)

    def _cells_reaching(self, row: Any) -> Iterator[tuple[int, int]]:
        """The cells of rows above that reach down into `row` (a date that stands once for several rows)."""
        for distance, above in enumerate(row.itersiblings("tr", preceding=True), start=1):
            for cell in above.iterchildren("td", "th"):
                reach = cell.get("rowspan") or ""
                if reach.isdigit() and int(reach) > distance:
                    yield self.text.spans.get(cell, _NO_ENTRY)
            if distance >= _MOST_HEADED:
                return

    def _is_short(self, span: tuple[int, int]) -> bool:
        return len(self.words_beside(*span)) <= _LONGEST_ENTRY

    def _is_repeated(self, element: Any) -> bool:
        """Whether an element with a link has a twin with one beside it: each is an entry."""
        kind = element.get("class")
        if not kind and element.tag not in _ROWS:
            return False
        twins = chain(element.itersiblings(element.tag), element.itersiblings(element.tag, preceding=True))
        return any(
            self.links_in(*self.text.spans.get(twin, _NO_ENTRY))
            for twin in twins
            if twin.get("class") == kind or element.tag in _ROWS
        )

    def links_in(self, start: int, end: int) -> int:
        """How many links to documents begin in a slice of the text."""
        return bisect_left(self._begins, end) - bisect_left(self._begins, start) if end > start else 0

    def words_beside(self, start: int, end: int) -> str:
        """The words of a slice of the text without those of its links to documents."""
        pieces, at = [], start
        for begin, finish in self.spans[bisect_left(self._begins, start) : bisect_left(self._begins, end)]:
            pieces.append(self.text.text[at:begin])
            at = max(at, finish)
        pieces.append(self.text.text[at:end])
        return words(" ".join(pieces))

    def entry_words(self, link: Anchor) -> str:
        """What a link's entry says beside its documents: the words before the link in its line, or those of its row."""
        start, end = self._line_part(link)
        before = self.words_beside(start, link.start) if start < link.start else ""
        found = ""
        for place in [(start, end), *self._places(link)]:
            if len(self._dates_in(*place)) > 1:
                break
            said = self.words_beside(*place)
            if len(said) > _LONGEST_ENTRY:
                break
            if len(said) > len(found):
                found = said
        if before and len(self._dates_in(start, end)) == 1:
            return before if len(found) <= len(before) else found
        return found.strip("|-–—:;, ")

    def head_words(self, head: _Head, link: Anchor) -> str:
        """A dated line, and what is said between it and the first link below it."""
        first = bisect_left(self._begins, head.printed.end)
        stop = min(link.start, self._begins[first] if first < len(self._begins) else link.start)
        return words(self.text.text[head.line[0] : max(stop, head.printed.end)])

    def head_line(self, head: _Head) -> str:
        return self.words_beside(*head.line)

    # --- Lines that head what follows ---

    def _heads(self) -> Iterator[_Head]:
        for index, printed in enumerate(self.dates):
            line = self.text.line(printed.start, printed.end)
            before = self.text.text[line[0] : printed.start]
            around = len(self.words_beside(*line)) - (printed.end - printed.start)
            if around > _LONGEST_LINE or len(before) > _LONGEST_BEFORE or _SENTENCE.search(before):
                continue
            if self._in_column(index) or self._is_inside_link(printed):
                continue
            heading = next((one for one in self.text.headings if one.start <= printed.start < one.end), None)
            element = self.text.element_at(printed.start, printed.end)
            yield _Head(printed, element, line, heading.rank if heading else _LINE_RANK)

    def _in_column(self, index: int) -> bool:
        """Whether nothing but blanks and hours parts a date from the one before it or after it."""
        here = self.dates[index]
        for other in (index - 1, index + 1):
            if 0 <= other < len(self.dates) and (there := self.dates[other]).date != here.date:
                first, second = sorted((here, there))
                if not re.search(r"[^\W_]", _CLOCK.sub(" ", self.text.text[first.end : second.start])):
                    return True
        return False

    def _is_inside_link(self, printed: Printed) -> bool:
        index = bisect_right(self._begins, printed.start) - 1
        return index >= 0 and printed.end <= self.spans[index][1]

    def head_of(self, link: Anchor) -> _Head | None:
        """The dated line that heads a link, where nothing comes between them."""
        if not link.end or is_furniture(link.element):
            return None
        index = bisect_right(self._head_starts, link.start) - 1
        if index < 0:
            return None
        head = self.heads[index]
        between = self.dates[bisect_left(self._starts, head.printed.end) : bisect_left(self._starts, link.start)]
        if any(not self._is_inside_link(printed) for printed in between):
            return None
        if self.links_in(head.printed.end, link.start) >= _MOST_HEADED or self._is_cut_off(head, link.start):
            return None
        named = years_in(f"{link.text} {unquote(link.url).rpartition('/')[2]}")
        if named and head.printed.date.year not in named:
            return None
        return head if self._share_section(head, link) else None

    def _is_cut_off(self, head: _Head, position: int) -> bool:
        """Whether a heading between a dated line and a link begins something else."""
        return any(
            one.rank <= head.rank and self._words(one)
            for one in self.text.headings
            if head.printed.end < one.start and one.end < position
        )

    @staticmethod
    def _share_section(head: _Head, link: Anchor) -> bool:
        """Whether a dated line and a link stand in one section, and the line's row is not an entry of its own."""
        around = set(link.element.iterancestors())
        place, child = head.element, None
        while place is not None and place not in around:
            place, child = place.getparent(), place
        if place is None or place.tag in ("body", "html"):
            return child is not None and child.tag in _TOP
        if child is None or child.tag not in _ROWS:
            return True
        return child.tag == "tr" and sum(bool(words(cell.text_content())) for cell in child.iterchildren()) == 1


def _is_in_row(element: Any) -> bool:
    """Whether an element stands in a row or item, or is one."""
    return any(above.tag in _ROWS for above in (element, *element.iterancestors()))


def _with_years(page: Page) -> list[Printed]:
    """The dates of a page, also those whose year stands in a heading above them."""
    text = page.text.text
    full = printed_dates(text)
    taken = [printed.start for printed in full]
    marks = _year_marks(page, full)
    at = [position for position, _ in marks]
    dated = list(full)
    for day in days_without_year(text):
        index = bisect_left(taken, day.end)
        if index and full[index - 1].end > day.start:
            continue  # part of a full date
        place = bisect_right(at, day.start) - 1
        year = marks[place][1] if place >= 0 else None
        if year and (printed := day.of(year)):
            dated.append(printed)
    return sorted(dated)


def _year_marks(page: Page, full: Sequence[Printed]) -> list[tuple[int, int | None]]:
    """Where a year begins to hold, and which; None where a heading ends it. A year holds from a heading that names just
    one, or from a line that is nothing but a year, to the next heading as high that names none."""
    text = page.text.text
    spots = [(one.start, one.end, one.rank) for one in page.text.headings]
    spots += [(match.start(), match.end(), _LINE_RANK) for match in _YEAR_LINE.finditer(text)]
    starts = [printed.start for printed in full]
    marks: list[tuple[int, int | None]] = []
    year, rank = None, 0
    for start, end, height in sorted(spots):
        said = text[start:end]
        if bisect_left(starts, end) > bisect_left(starts, start) or days_without_year(said):
            continue  # an entry of its own
        years = years_in(said)
        if len(years) == 1:
            if not (_YEAR_LINE.fullmatch(said) and _is_beside_a_year(text, start, end)):
                year, rank = years.pop(), height
                marks.append((start, year))
        elif year and height <= rank and words(said):
            year = None
            marks.append((start, None))
    return marks


def _is_beside_a_year(text: str, start: int, end: int) -> bool:
    """Whether the next line of words, before or behind, is a year too: a row of tabs heads nothing."""
    before = text[max(0, start - 200) : start].rstrip().rpartition("\n")[2]
    behind = text[end : end + 200].lstrip().partition("\n")[0]
    return bool(_YEAR_LINE.fullmatch(before) or _YEAR_LINE.fullmatch(behind))
