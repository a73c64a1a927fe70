"""Lines with a date that head the links below them: "March 12, 2024", then Agenda, Minutes, Packet."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from crawlers.anchors import Anchor, is_furniture
from crawlers.dates import Printed, years_in
from crawlers.page_dates import LINE_RANK
from crawlers.page_text import INLINE, LinkWords, PageText, words

#: One entry each: their siblings are other entries.
ROWS = frozenset(("tr", "li", "article", "dd", "option", "figure"))
_LONGEST_LINE = 120  # characters beside the date and its links
_LONGEST_BEFORE = 40
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
#: What may stand at the top of a page beside its content, and still head it.
_TOP = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p"))


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A date that heads links, its line, the block it stands in, and the rank of its heading (8 for a plain line)."""

    printed: Printed
    line: tuple[int, int]
    block: Any
    rank: int


class DatedLines:
    """The dated lines of a page, and which of them heads a link."""

    def __init__(self, text: PageText, dates: Sequence[Printed], links: LinkWords) -> None:
        self.text, self.dates, self.links = text, dates, links
        self._date_starts = [printed.start for printed in dates]
        self.lines = list(_without_lists(list(self._lines()), text, links))
        self._starts = [line.printed.start for line in self.lines]

    def _lines(self) -> Iterator[DatedLine]:
        for index, printed in enumerate(self.dates):
            line = self.text.line(printed.start, printed.end)
            before = self.text.text[line[0] : printed.start]
            around = len(self.links.beside(*line)) - (printed.end - printed.start)
            if around > _LONGEST_LINE or len(before) > _LONGEST_BEFORE or _SENTENCE.search(before):
                continue
            if self._in_column(index) or self.links.hold(printed):
                continue
            heading = next((one for one in self.text.headings if one.start <= printed.start < one.end), None)
            block = self.text.element_at(printed.start, printed.end)
            while block is not None and block.tag in INLINE:
                block = block.getparent()
            if block is not None:
                yield DatedLine(printed, line, block, heading.rank if heading else LINE_RANK)

    def _in_column(self, index: int) -> bool:
        """Whether nothing but blanks and hours parts a date from the one before it or after it."""
        here = self.dates[index]
        for other in (index - 1, index + 1):
            if 0 <= other < len(self.dates) and (there := self.dates[other]).date != here.date:
                first, second = sorted((here, there))
                if not re.search(r"[^\W_]", _CLOCK.sub(" ", self.text.text[first.end : second.start])):
                    return True
        return False

    def heading(self, link: Anchor) -> DatedLine | None:
        """The dated line that heads a link, where nothing comes between them."""
        index = bisect_right(self._starts, link.start) - 1
        if index < 0 or not link.end or is_furniture(link.element):
            return None
        line = self.lines[index]
        first, last = (bisect_left(self._date_starts, at) for at in (line.printed.end, link.start))
        if any(not self.links.hold(printed) for printed in self.dates[first:last]):
            return None
        if self.links.count(line.printed.end, link.start) >= _MOST_HEADED or self._is_cut_off(line, link.start):
            return None
        named = years_in(f"{link.text} {unquote(link.url).rpartition('/')[2]}")
        if named and line.printed.date.year not in named:
            return None
        return line if self._share_section(line, link) else None

    def _is_cut_off(self, line: DatedLine, position: int) -> bool:
        """Whether a heading between a dated line and a link begins something else."""
        return any(
            one.rank <= line.rank and words(self.text.text[one.start : one.end])
            for one in self.text.headings
            if line.printed.end < one.start and one.end < position
        )

    def _share_section(self, line: DatedLine, link: Anchor) -> bool:
        """Whether a dated line and a link stand in one section. A line with links of its own heads no others, and a row
        or item is an entry of its own, unless a row of a table holds nothing else."""
        start, end = self.text.spans[line.block]
        if self.links.count(start, end):
            return start <= link.start < end
        around = set(link.element.iterancestors())
        place, child = line.block, None
        while place is not None and place not in around:
            place, child = place.getparent(), place
        if place is None or place.tag in ("body", "html"):
            return child is not None and child.tag in _TOP
        if child is None or child.tag not in ROWS:
            return True
        return child.tag == "tr" and sum(bool(self.text.of(cell)) for cell in child.iterchildren()) == 1


def _without_lists(lines: Sequence[DatedLine], text: PageText, links: LinkWords) -> Iterator[DatedLine]:
    """The lines but those between entries that hold their own links: what holds none there has none."""
    kin: dict[tuple[Any, str], list[DatedLine]] = defaultdict(list)
    for line in lines:
        kin[line.block.getparent(), line.block.tag].append(line)
    bare = set()
    for twins in kin.values():
        holding = [links.count(*text.spans[line.block]) > 0 for line in twins]
        for index, line in enumerate(twins):
            beside = holding[max(0, index - 1) : index] + holding[index + 1 : index + 2]
            if beside and all(beside) and not holding[index]:
                bare.add(line.printed)
    yield from (line for line in lines if line.printed not in bare)
