"""Which entry of a page a link belongs to: the date printed for it, and the words that name it.

An agency prints the date of a paper in its row ("March 12, 2024 | Agenda | Minutes"), in a line above it, or gives the
day in the row and the year in a heading. A date is taken from where a reader would look, nearest first: the link's own
words, its line, its row or card, the line that heads it. Two dates in one place decide nothing, unless the file's name
repeats one of them, and a column of dates beside a column of links heads no link.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from crawlers.anchors import Anchor, Page
from crawlers.dated_lines import ROWS, DatedLine, DatedLines
from crawlers.dates import find_date, find_url_date
from crawlers.page_dates import dates_of
from crawlers.page_text import LinkWords, words
from crawlers.telling import is_aside

_LISTS = frozenset(("table", "tbody", "ul", "ol", "dl", "select", "optgroup"))  # of entries
_BEYOND = frozenset(("html", "body", "main", "form"))
_MOST_LINKS = 8  # of one entry that is no table row or list item: more are a list under a date
_LONGEST_ENTRY = 600  # characters beside the links
_LONGEST_NAME = 60  # characters of a line that names a meeting: longer ones explain
_FARTHEST_CELL = 60  # rows that a cell may reach down
_NEAR = 30  # siblings on either side among which a twin is looked for
_NOWHERE = (0, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """A slice of the text that may be a link's entry; a line, row or item surely is one."""

    start: int
    end: int
    is_row: bool = False


class Entries:
    """What a page prints about each of its links to documents."""

    def __init__(self, page: Page, links: Sequence[Anchor]) -> None:
        """`links` are those to documents: a date in the words of one is not the date of another."""
        documents = {id(link) for link in links}
        silent = [(one.start, one.end) for one in page.anchors if id(one) not in documents and is_aside(one.text)]
        self.page, self.text = page, page.text
        self.links = LinkWords(page.text, ((link.start, link.end) for link in links), silent)
        self.dates = dates_of(page)
        self._starts = [printed.start for printed in self.dates]
        self.lines = DatedLines(page.text, self.dates, self.links)
        self.page_date = self._page_date()

    # --- Dates ---

    def date_of(self, link: Anchor) -> dt.date | None:
        """The date that the page prints for a link; None where it prints none, or does not say which."""
        if own := self.own_date(link):
            return own
        for place in self._places(link):
            if found := self._dates_in(place.start, place.end):
                beside = self._dates_in(place.start, place.end, beside_links=True)
                if date := _chosen(found, link) or _chosen(beside, link):
                    return date
                break
        head = self.head_of(link)
        return head.printed.date if head else None

    def own_date(self, link: Anchor) -> dt.date | None:
        """The date in a link's words, in its title, or in the words for those who cannot see it."""
        if date := _chosen(self._dates_in(link.start, link.end), link) or find_date(link.text):
            return date
        for name in ("title", "aria-label"):
            if date := find_date(link.element.get(name) or ""):
                return date
        return None

    def is_in_dated_row(self, link: Anchor) -> bool:
        """Whether a link's own words or its row print a date."""
        places = [Place(link.start, link.end), *self._places(link)]
        return any(self._dates_in(place.start, place.end) for place in places)

    def _dates_in(self, start: int, end: int, *, beside_links: bool = False) -> set[dt.date]:
        """The dates in a slice of the text; `beside_links`: without those in the words of links to documents."""
        inside = self.dates[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return {printed.date for printed in inside if not (beside_links and self.links.hold(printed))}

    def _page_date(self) -> dt.date | None:
        """The date of a page about one meeting: in its title or its first heading."""
        first = [self.text.text[one.start : one.end] for one in self.text.headings if one.rank == 1]
        return next((date for said in (self.page.title, *first) if (date := find_date(words(said)))), None)

    # --- Words ---

    def entry_words(self, link: Anchor) -> str:
        """What a link's entry says beside its documents: the words before the link in its line, or those of its row."""
        found = ""
        for place in self._places(link):
            said, dates = self.links.beside(place.start, place.end), self._dates_in(place.start, place.end)
            if len(dates) > 1 or len(said) > _LONGEST_ENTRY:
                break
            is_shared = not place.is_row and not dates and self.links.count(place.start, place.end) > 1
            if len(said) > len(found) and not is_shared:
                found = said
        start, end = self._line_part(link)
        if start < link.start and len(self._dates_in(start, end)) == 1:
            before = self.links.beside(max(start, link.start - 2 * _LONGEST_ENTRY), link.start)
            return before if len(found) <= len(before) else found
        return found

    def head_of(self, link: Anchor) -> DatedLine | None:
        """The dated line that heads a link."""
        return self.lines.heading(link)

    def head_line(self, head: DatedLine) -> str:
        """The words of a dated line."""
        return self.links.beside(*head.line)

    def head_words(self, head: DatedLine, link: Anchor) -> str:
        """A dated line, and the short lines between it and the first link below it: the body that met, the place."""
        first = bisect_left(self.links.begins, head.printed.end)
        stop = min([link.start, *self.links.begins[first : first + 1]])
        said = words(self.text.text[head.line[0] : min(head.line[1], max(stop, head.printed.end))])
        for line in self.text.text[head.line[1] : max(stop, head.line[1])].split("\n"):
            if len(line := words(line)) > _LONGEST_NAME or len(said) + len(line) > 2 * _LONGEST_NAME:
                break
            said = f"{said} {line}".strip()
        return said

    # --- Rows and cards ---

    def _places(self, link: Anchor) -> Iterator[Place]:
        """The slices of the text that may be a link's entry, from its line outwards: its row or card, and the row
        around that. What stands beside others of its kind is one entry of several, and nothing around it is."""
        if link.end <= link.start and link.element.tag == "option":
            return
        yield Place(*self._line_part(link), is_row=True)
        is_in_row = is_crowded = False
        for above in link.element.iterancestors():
            if above.tag in _BEYOND:
                return
            span = self.text.spans.get(above, _NOWHERE)
            if above.tag in ROWS:
                if not self._is_short(span) or (is_in_row and not self._is_repeated(above)):
                    return  # a table that lays out the page, or what holds a whole list
                is_in_row = True
                yield Place(*span, is_row=True)
                if above.tag == "tr":
                    yield from self._cells_reaching(above)
            elif above.tag not in _LISTS and not is_in_row and not is_crowded:
                is_crowded = self.links.count(*span) > _MOST_LINKS
                if not is_crowded and self._is_short(span):
                    yield Place(*span)
                if self._is_repeated(above) and not _is_in_row(above):
                    return

    def _line_part(self, link: Anchor) -> tuple[int, int]:
        """The link's line; of a line with several dates the part that is about this link: a line that begins with a
        date puts it before its links, others behind."""
        start, end = self.text.line(link.start, link.end)
        inside = self.dates[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        if len({printed.date for printed in inside}) < 2:
            return start, end
        if not self.links.count(start, inside[0].start):
            before = [printed for printed in inside if printed.end <= link.start]
            return (before[-1].start, link.start) if before else (start, start)
        behind = [printed for printed in inside if printed.start >= link.end]
        return (link.end, behind[0].end) if behind else (end, end)

    def _cells_reaching(self, row: Any) -> Iterator[Place]:
        """The cells of rows above that reach down into `row` (a date that stands once for several rows)."""
        for distance, above in enumerate(row.itersiblings("tr", preceding=True), start=1):
            for cell in above.iterchildren("td", "th"):
                reach = cell.get("rowspan") or ""
                if reach.isdigit() and int(reach) > distance:
                    yield Place(*self.text.spans.get(cell, _NOWHERE))
            if distance >= _FARTHEST_CELL:
                return

    def _is_short(self, span: tuple[int, int]) -> bool:
        return len(self.links.beside(*span)) <= _LONGEST_ENTRY

    def _is_repeated(self, element: Any) -> bool:
        """Whether an element with a link has a twin with one beside it: each is an entry."""
        span, is_row = self.text.spans.get(element, _NOWHERE), element.tag in ROWS
        if not is_row and self.links.count(*span) < 2 and not self.links.beside(*span):
            return False  # a wrapper around one link
        sides = (element.itersiblings(element.tag), element.itersiblings(element.tag, preceding=True))
        twins = chain.from_iterable(islice(side, _NEAR) for side in sides)
        return any(
            self.links.count(*self.text.spans.get(twin, _NOWHERE))
            for twin in twins
            if is_row or twin.get("class") == element.get("class")
        )


def _chosen(found: set[dt.date], link: Anchor) -> dt.date | None:
    """The one date of several that is the link's: the only one, or the one that its file's name repeats."""
    if len(found) == 1:
        return next(iter(found))
    named = find_url_date(link.url)
    return named if named in found else None


def _is_in_row(element: Any) -> bool:
    """Whether an element stands in a row or item, or is one."""
    return any(above.tag in ROWS for above in (element, *element.iterancestors()))
