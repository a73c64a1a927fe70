"""A page as one text, with the place of every element in it: what is printed near a link, and before it, is a slice.

Blocks, cells and line breaks part lines; inside a line blanks are single. Scripts, styles and their like print nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from crawlers.dates import Printed

#: Elements that stand inside a line of text; all others part lines.
INLINE = frozenset(
    re.findall(
        r"\w+",
        """a abbr acronym b bdi big cite code em font i img ins kbd label mark q s small span strong sub sup time tt u
        var wbr""",
    )
)
#: Whose content nobody reads. (An embed has none, but lxml puts what follows into it.)
SILENT = frozenset(re.findall(r"\w+", "script style template noscript iframe object svg head title select textarea"))
UNBROKEN = INLINE | {"script", "style", "template", "noscript"}
#: How high a heading stands: an end of a section ends what stands below it.
RANKS = {f"h{number}": number for number in range(1, 7)} | dict.fromkeys(("caption", "legend", "summary", "dt"), 7)
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's place in the text and its rank: 1 for h1 ... 7 for a caption."""

    start: int
    end: int
    rank: int


@dataclass(frozen=True, slots=True)
class PageText:
    """`text` of the page; `spans` say where each element's part of it begins and ends."""

    text: str
    spans: Mapping[Any, tuple[int, int]]
    headings: Sequence[Heading]
    elements: Sequence[Any]  # those of `spans`, by where they begin
    starts: Sequence[int]
    breaks: Sequence[int]

    def of(self, element: Any) -> str:
        start, end = self.spans.get(element, (0, 0))
        return words(self.text[start:end])

    def line(self, start: int, end: int) -> tuple[int, int]:
        """The line (or lines) that hold a slice of the text."""
        before = bisect_left(self.breaks, start)
        after = bisect_left(self.breaks, end)
        return (
            self.breaks[before - 1] + 1 if before else 0,
            self.breaks[after] if after < len(self.breaks) else len(self.text),
        )

    def element_at(self, start: int, end: int) -> Any:
        """The innermost element that holds a slice of the text."""
        index = bisect_right(self.starts, start) - 1
        element = self.elements[index] if index >= 0 else None
        while element is not None and self.spans.get(element, (0, -1))[1] < end:
            element = element.getparent()
        return element


def words(text: str) -> str:
    """`text` on one line."""
    return _BLANKS.sub(" ", text).strip()


def page_text(tree: Any) -> PageText:
    """The text of a parsed page."""
    pieces: list[str] = []
    begun: dict[Any, int] = {}
    spans: dict[Any, tuple[int, int]] = {}
    headings: list[Heading] = []
    length = 0

    def add(piece: str | None, *, is_break: bool = False) -> None:
        nonlocal length
        if piece := piece if is_break else _BLANKS.sub(" ", piece or ""):
            pieces.append(piece)
            length += len(piece)

    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            add(element.tail)
            continue
        tag = element.tag
        if event == "start":
            if tag not in UNBROKEN:
                add("\n", is_break=True)
            begun[element] = length
            if tag in SILENT:
                walk.skip_subtree()
            else:
                add(element.text)
            continue
        spans[element] = (begun[element], length)
        if tag in RANKS:
            headings.append(Heading(begun[element], length, RANKS[tag]))
        if tag not in UNBROKEN:
            add("\n", is_break=True)
        add(element.tail)
    text = "".join(pieces)
    elements = list(begun)
    breaks = [match.start() for match in re.finditer("\n", text)]
    return PageText(text, spans, sorted(headings, key=_start), elements, list(begun.values()), breaks)


def _start(heading: Heading) -> int:
    return heading.start


class LinkWords:
    """Where the words of links to documents stand in a text, and what stands beside them.

    `silent` are spans of other links that say nothing ("Video", "More..."): they count as no words of an entry.
    """

    def __init__(
        self, text: PageText, spans: Iterable[tuple[int, int]], silent: Iterable[tuple[int, int]] = ()
    ) -> None:
        self.text = text
        self.spans = sorted({(start, end) for start, end in spans if end > start})
        self.begins = [start for start, _ in self.spans]
        self._passed_over = sorted({*self.spans, *silent})
        self._passed_begins = [start for start, _ in self._passed_over]
        self._beside: dict[tuple[int, int], str] = {}  # a list is asked about for every one of its links

    def count(self, start: int, end: int) -> int:
        """How many links begin in a slice of the text."""
        return bisect_left(self.begins, end) - bisect_left(self.begins, start) if end > start else 0

    def hold(self, printed: Printed) -> bool:
        """Whether a date stands in the words of a link."""
        index = bisect_right(self.begins, printed.start) - 1
        return index >= 0 and printed.end <= self.spans[index][1]

    def beside(self, start: int, end: int) -> str:
        """The words of a slice of the text without those of its links."""
        if (start, end) not in self._beside:
            self._beside[start, end] = self._words_beside(start, end)
        return self._beside[start, end]

    def _words_beside(self, start: int, end: int) -> str:
        pieces, at = [], start
        first, last = (bisect_left(self._passed_begins, place) for place in (start, end))
        for begin, finish in self._passed_over[first:last]:
            pieces.append(self.text.text[at:begin])
            at = max(at, finish)
        pieces.append(self.text.text[at:end])
        return words(" ".join(pieces))
