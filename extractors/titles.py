"""What the title of a page says about the kind of its paper. The phrases are data: `titles.yml`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path

from extractors.paper import Line, Page, once_a_page
from extractors.words import read_words
from watchbill.model import Kind

Scores = defaultdict[Kind, float]

#: Kinds that other papers cite in captions: "Contract No." over a box names a number, not the paper.
_CITED = frozenset({Kind.CONTRACT, Kind.AMENDMENT, Kind.AGREEMENT, Kind.GRANT, Kind.REQUISITION})
_CAPTION = re.compile(r"\b(?:no|number|id|date|type|amount|total|term|start|end|status|manager|officer|administrator)$")
_WITH_NUMBER = re.compile(r"\s*(?:#|\bno\.?|\bnumber|\bn°)\s*:?\s*[\w-]*\d.*$")
_AMOUNT = re.compile(r"\(?-?\$?\s?[\d,]+\.\d\d\)?-?")
#: Whoever asks for an offer makes none: ``Request for Proposal``.
_ASKS_FOR = re.compile(r"\b(?:request|requests|invitation|call|response)\s+(?:for|to)\s*(?:an?\s+|the\s+|price\s+)?$")
#: What somebody proposes is an offer where a seller says for whom: offices propose programs, too.
_PROPOSES = re.compile(r"(?<!price)(?<!cost)\s+proposal\W*$", re.I)
_FOR_A_BUYER = re.compile(r"\b(?:(?:prepared|presented|submitted|proposed)\s+(?:for|to)|customer|client|bill\s+to)\b")
_SUBJECT = re.compile(r"^\W*subject\s*:", re.I)


@cache
def _titles() -> tuple[Mapping[str, Kind], tuple[tuple[str, Kind], ...]]:
    table = read_words(Path(__file__).with_name("titles.yml"))
    whole = {phrase.strip(): Kind(kind) for kind, entry in table.items() for phrase in entry["whole"].split("|")}
    ends = [(phrase.strip(), Kind(kind)) for kind, entry in table.items() for phrase in entry["ends"].split("|")]
    return whole, tuple(sorted(ends, key=lambda pair: -len(pair[0])))


@cache
def _endings() -> tuple[str, ...]:
    return tuple(phrase for phrase, _ in _titles()[1])


@cache
def _openings() -> frozenset[str]:
    """The first words of whole titles."""
    return frozenset(phrase.split()[0] for phrase in _titles()[0])


def title_scores(page: Page, headers: Set[int]) -> Scores:
    """How strongly the lines in the upper part of a page name each kind. The rows of `headers` name columns instead."""
    best: Scores = defaultdict(float)
    rank = 0
    for row, line in enumerate(page.lines):
        if line.box[1] > 0.5 * page.height or rank > 24:
            break
        rank += 1
        if (
            row in headers or _SUBJECT.match(line.text) or _is_row_of_table(line)
        ):  # what a memo is about is not what it is
            continue
        over = [both for cell in line.segments if (both := _with_row_below(cell, row, page))]
        for cell in (line, *line.segments, *over) if len(line.segments) > 1 or over else (line,):
            hit = _title(cell)
            if hit is None:
                continue
            kind, strength = hit
            if kind == Kind.QUOTE and strength < 0.65 and _PROPOSES.search(cell.text) and not _is_for_a_buyer(page):
                continue
            strength -= 0.25 if ":" in cell.text else 0.0  # a label with its value names a number, not the paper
            tall = max(word.height for word in cell.words) / max(_usual_height(page), 1.0)
            strength += 0.2 if tall >= 1.25 else 0.0
            strength -= 0.012 * rank
            best[kind] = max(best[kind], strength)
    return best


def _is_for_a_buyer(page: Page) -> bool:
    return _FOR_A_BUYER.search(page.small) is not None


@once_a_page
def _usual_height(page: Page) -> float:
    heights = sorted([word.height for word in page.words])
    return heights[len(heights) // 2]


def _is_row_of_table(line: Line) -> bool:
    """Whether an amount closes a row of several cells, as a payment's or an item's: ``CREDIT MEMO      150.00-``."""
    cells = line.segments
    return len(cells) > 1 and _AMOUNT.fullmatch(cells[-1].text) is not None and not cells[-2].text.endswith(":")


def _with_row_below(cell: Line, row: int, page: Page) -> Line | None:
    """A short cell in large letters with the one right below it: ``Purchase`` over ``Order``."""
    if len(cell.words) > 2:
        return None
    height = cell.words[0].height
    if any(word.height < 0.75 * height for word in cell.words):
        return None
    for line in page.lines[row + 1 : row + 4]:
        if line.box[1] - cell.words[0].bottom + 0.3 * height > 0.8 * height:  # and so do the lines below it
            return None
        for other in line.segments:
            near = 0 <= other.words[0].top - cell.words[0].bottom + 0.3 * height <= 0.8 * height
            alike = abs(other.words[0].height - height) <= 0.25 * height and len(other.words) <= 2
            if near and alike and min(cell.box[2], other.box[2]) > max(cell.box[0], other.box[0]):
                return Line((*cell.words, *other.words))
    return None


def _title(cell: Line) -> tuple[Kind, float] | None:
    """The kind that a line or cell names, and how plainly."""
    return _named(tuple([word.text for word in cell.words]))


@lru_cache(maxsize=4096)
def _named(printed: tuple[str, ...]) -> tuple[Kind, float] | None:
    words = _joined_letters(printed)
    if not 1 <= len(words) <= 12:
        return None
    text = " ".join(words).lower().replace("’", "'").strip(" .:-–—*_#|¦")
    bare = _WITH_NUMBER.sub("", text).strip(" .:-–—*_")
    whole, ends = _titles()
    if text in whole:
        return whole[text], 0.75
    if bare in whole:  # contracts and requisitions are cited by number, other papers print theirs beside their name
        return whole[bare], 0.55 if whole[bare] in (Kind.CONTRACT, Kind.REQUISITION) else 0.75
    text = bare
    capitals = sum(word[:1].isupper() or not word[:1].isalpha() for word in words) >= 0.7 * len(words)
    pieces = [piece.strip(".:,;") for piece in text.split()]
    longest = min(6, len(pieces)) if pieces and pieces[0] in _openings() else 0
    for length in range(longest, 0, -1):
        phrase = " ".join(pieces[:length])
        if (
            phrase in whole
            and len(pieces) <= length + 5
            and (length > 1 or len(pieces) <= 3)
            and (capitals or length > 1)
            and not (whole[phrase] in _CITED and _CAPTION.search(text))
        ):
            return whole[phrase], (0.6 if capitals else 0.4) + 0.03 * length
    if capitals and len(words) <= 10 and text.endswith(_endings()):
        for phrase, kind in ends:
            before = text.removesuffix(phrase)
            if before != text and before[-1:] in ("", " ") and not _ASKS_FOR.search(before):
                return kind, 0.6 + 0.03 * len(phrase.split())
    return None


def _joined_letters(words: Sequence[str]) -> list[str]:
    """``I N V O I C E`` as one word."""
    if len(words) >= 4 and sum(len(word) == 1 for word in words) >= 0.9 * len(words):
        return ["".join(words)]
    return list(words)
