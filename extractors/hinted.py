"""Patterns that are looked for only in texts that hold the letters without which they cannot match.

To try alternatives of words at each character of a page takes a hundred times as long as to see whether a few letters
stand in it, and most pages hold few of the words that papers are known by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


class Hinted:
    """A pattern (by default in letters of any size) and what it needs.

    Of each of `needs`, pieces of text in small letters parted by bars, one stands in every text that the pattern
    matches. `small` is, for each search, the text in small letters. The pattern is compiled when it is first needed.
    """

    __slots__ = ("_compiled", "flags", "needs", "pattern")

    def __init__(self, pattern: str, *needs: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self.pattern, self.flags = pattern, flags
        self.needs = tuple(tuple(need.split("|")) for need in needs)
        self._compiled: re.Pattern[str] | None = None

    def may_match(self, small: str) -> bool:
        """Whether a text holds what the pattern needs."""
        for need in self.needs:
            for piece in need:
                if piece in small:
                    break
            else:
                return False
        return True

    def search(self, text: str, small: str) -> re.Match[str] | None:
        return self.compiled.search(text) if self.may_match(small) else None

    def finditer(self, text: str, small: str) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text) if self.may_match(small) else iter(())

    def count(self, text: str, small: str) -> int:
        """How often the pattern stands in the text."""
        return sum(1 for _ in self.finditer(text, small))

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self.flags)
        return self._compiled
