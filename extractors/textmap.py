"""Prose with a way back: the running text of words, and the words that print any part of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from extractors.paper import Word


class TextMap:
    """The words' text joined by single spaces (`text`), and the words under any span of it."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = tuple(words)
        self.text = " ".join([word.text for word in self.words])

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word begins in the text: asked for only once something is found in it."""
        ends = accumulate(len(word.text) + 1 for word in self.words)
        return [0, *ends][: len(self.words)]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(word): n for n, word in enumerate(self.words)}

    def start(self, word: Word) -> int:
        """Where one of the words begins in the text."""
        return self._starts[self._places[id(word)]]

    def under(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that print text[start:end], in part or whole."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_left(self._starts, end)
        return self.words[first:last]

    def group(self, match: re.Match[str], name: str | int = 0) -> tuple[Word, ...]:
        """The words under a group of a match on `text`; none where the group did not take part or is empty."""
        start, end = match.span(name)
        return self.under(start, end) if end > start >= 0 else ()
