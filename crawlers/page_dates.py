"""Every date that a page prints, with its place in the text: also those whose year stands in a heading above them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from crawlers.anchors import Page
from crawlers.dates import Printed, days_without_year, printed_dates, years_in
from crawlers.page_text import words

YEAR_LINE = re.compile(r"^[^\w\n]*(?:19|20)\d\d[^\w\n]*$", re.MULTILINE)
LINE_RANK = 8  # of a line that heads something: below all headings
#: Columns that say when a file was last touched, not of which day it is.
_TOUCHED_COLUMN = re.compile(r"\W*(date )?(last )?(modified|updated|uploaded|changed)( on| date)?\W*", re.IGNORECASE)


def dates_of(page: Page) -> list[Printed]:
    """The dates of a page, in the order of its text."""
    text = page.text.text
    touched = list(_touched_cells(page))
    full = [one for one in printed_dates(text) if not any(start <= one.start < end for start, end in touched)]
    ends = [printed.start for printed in full]
    marks = _year_marks(page, full)
    at = [position for position, _ in marks]
    dated = list(full)
    for day in days_without_year(text):
        index = bisect_left(ends, day.end)
        if index and full[index - 1].end > day.start:
            continue  # part of a full date
        place = bisect_right(at, day.start) - 1
        year = marks[place][1] if place >= 0 else None
        if year and (printed := day.of(year)):
            dated.append(printed)
    return sorted(dated)


def _touched_cells(page: Page) -> Iterator[tuple[int, int]]:
    """The cells below a heading such as "Modified"."""
    for header in page.tree.iter("th"):
        if not _TOUCHED_COLUMN.fullmatch(page.text.of(header)):
            continue
        row = header.getparent()
        column = [cell for cell in row if cell.tag in ("th", "td")].index(header)
        table = next(header.iterancestors("table"), None)
        for other in table.iter("tr") if table is not None else ():
            cells = [cell for cell in other if cell.tag == "td"]
            if len(cells) > column:
                yield page.text.spans[cells[column]]


def _year_marks(page: Page, full: Sequence[Printed]) -> list[tuple[int, int | None]]:
    """Where a year begins to hold, and which; None where a heading ends it. A year holds from a heading that names just
    one, or from a line that is nothing but a year, to the next heading as high that names none."""
    text = page.text.text
    spots = [(one.start, one.end, one.rank) for one in page.text.headings]
    spots += [(match.start(), match.end(), LINE_RANK) for match in YEAR_LINE.finditer(text)]
    starts = [printed.start for printed in full]
    marks: list[tuple[int, int | None]] = []
    year, rank = None, 0
    for start, end, height in sorted(spots):
        said = text[start:end]
        if bisect_left(starts, end) > bisect_left(starts, start) or days_without_year(said):
            continue  # an entry of its own
        years = years_in(said)
        if len(years) == 1:
            if not (YEAR_LINE.fullmatch(said) and _is_beside_a_year(text, start, end)):
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
    return bool(YEAR_LINE.fullmatch(before) or YEAR_LINE.fullmatch(behind))
