"""What the words over the columns of a listing say: known phrases, and the role of each (columns.yml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from extractors.nearest import nearest
from extractors.paper import Line, Word, box_around
from extractors.words import read_words


def _roles() -> dict[str, str]:
    """The role of each known header phrase (columns.yml)."""
    table: dict[str, str] = read_words(Path(__file__).with_name("columns.yml"))
    return {phrase.strip(): role for role, phrases in table.items() for phrase in phrases.split("|")}


ROLES = _roles()
VOCABULARY = frozenset(word for phrase in ROLES for word in phrase.split())
_LONG_WORDS = [word for word in VOCABULARY if len(word) >= 5]
_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in ROLES)
_LONGEST = max(len(phrase.split()) for phrase in ROLES)
AMOUNT_WORDS = frozenset(
    {"sum", *(word for phrase, role in ROLES.items() if role == "amount" for word in phrase.split())}
)
_EDGES = re.compile(r"^[-–—:*()=$€£_]+|[-–—:*()=./$€£_]+$")


@dataclass(frozen=True)
class Column:
    """A column: what its header says, its role, the span of its header, and the span of its cells once it is known."""

    text: str
    role: str
    header: tuple[Word, ...]
    left: float
    right: float

    @property
    def middle(self) -> float:
        x0, _, x1, _ = box_around(self.header)
        return (x0 + x1) / 2


def token_of(word: Word) -> str:
    return _bare(word.text) if word.confidence == 1.0 else _mended(_bare(word.text))


@lru_cache(maxsize=4_096)
def _mended(token: str) -> str:
    """What OCR read in a header, one letter of it put right where just one word of headers is so near: ``yendor``."""
    if len(token) < 5 or token in VOCABULARY or not token.rstrip("#").isalpha():
        return token
    return nearest(token, _LONG_WORDS, 1) or token


@lru_cache(maxsize=16_384)
def _bare(text: str) -> str:
    return _EDGES.sub("", text.lower())


def named_columns(line: Line) -> list[Column]:
    """The line's words as headers: the longest known phrases, and runs of unknown words between them."""
    words = [word for word in line.words if token_of(word)]
    columns: list[Column] = []
    index = 0
    while index < len(words):
        length, role = _phrase_at(words, index)
        part = tuple(words[index : index + length])
        if role == "unknown" and columns and columns[-1].role == "unknown" and _near(words[index - 1], words[index]):
            part = columns.pop().header + part
        columns.append(Column(text_of(part), role, part, *span_of(part)))
        index += length
    return _joined_phrases(columns)


def _joined_phrases(columns: Sequence[Column]) -> list[Column]:
    """The columns with one of what says a role twice around a word or two: ``For | What | Purpose``."""
    joined = list(columns)
    for n in range(len(joined) - 2, 0, -1):
        if n + 1 == len(joined):
            continue  # what stood behind has been joined
        before, word, after = joined[n - 1 : n + 2]
        is_one = before.role == after.role and before.role not in ("unknown", "other") and word.role == "unknown"
        if is_one and len(word.header) <= 2 and _is_spaced(before, word) and _is_spaced(word, after):
            part = (*before.header, *word.header, *after.header)
            joined[n - 1 : n + 2] = [Column(text_of(part), before.role, part, *span_of(part))]
    return joined


def _is_spaced(left: Column, right: Column) -> bool:
    """Whether no more than a space parts two phrases."""
    return right.left - left.right <= 0.5 * max(left.header[-1].height, right.header[0].height)


def _phrase_at(words: Sequence[Word], index: int) -> tuple[int, str]:
    if token_of(words[index]) == "sum" and index + 2 < len(words) and token_of(words[index + 1]) == "of":
        return 3, "amount"
    if token_of(words[index]) not in _FIRST_WORDS:
        return 1, "unknown"
    for length in range(min(_LONGEST, len(words) - index), 0, -1):
        run = words[index : index + length]
        if all(_near(a, b) for a, b in pairwise(run)):
            role = ROLES.get(" ".join(token_of(word) for word in run))
            if role:
                return length, role
    return 1, "unknown"


def _near(left: Word, right: Word) -> bool:
    room = 1.2 if left.confidence == 1.0 else 1.7  # OCR boxes the ink alone, less high than its row
    return right.x0 - left.x1 <= room * max(left.height, right.height)


def text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def span_of(words: Sequence[Word]) -> tuple[float, float]:
    return min(word.x0 for word in words), max(word.x1 for word in words)
