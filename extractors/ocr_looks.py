"""Two looks of one engine at a scanned sheet as one reading: the surer word of each spot, doubts where figures differ,
amounts joined again that were cut.

A look is by blocks, or without ruled lines for words anywhere (`ocr.py`). Boxes are in pixels of the upright sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extractors.overlaps import groups_of

if TYPE_CHECKING:
    from extractors.ocr_ink import Ink

#: Text, left, top, right, bottom in pixels, confidence, and what makes the word doubtful ("" for almost all).
ScanWord = tuple[str, int, int, int, int, float, str]

#: How sure each look must be of a word that the other passed over.
SURE_BY_BLOCKS, SURE_ANYWHERE = 0.3, 0.6
#: How sure a word must be for its neighbour, read poorly but right behind it on its line, to be kept; and how poorly.
SURE_NEIGHBOUR, POOR_NEIGHBOUR = 0.85, 0.1
#: What a word with digits is worth at most that the two looks read differently.
DISPUTED = 0.6
TWO_LOOKS = "two looks read {} and {}"
#: How far two pieces of an amount may stand apart, in heights, also where a point or a ruled line stands between them.
APART, WIDE_APART = 0.6, 1.7
#: The share of a row's height that a line between two pieces of an amount covers, and where the foot of a row begins.
RULED, FOOT = 0.7, 0.6
#: What an amount is worth at most whose point the engine did not see.
FAINT = 0.85
FAINT_POINT, RULED_POINT = "a faint point", "a ruled line stands where its point would"

_WHOLE = r"[$€£]?(?:\d{1,3}(?:,\d{3})+|\d+)"
#: How amounts are cut: before the cents, at the point, at the comma of thousands.
_CUTS = (
    (re.compile(_WHOLE + r"\."), re.compile(r"\d\d[.,;]?")),
    (re.compile(_WHOLE), re.compile(r"[.,]\d\d")),
    (re.compile(r"[$€£]?\d{1,3}(?:,\d{3})*,"), re.compile(r"\d{3}(?:,\d{3})*[.,]\d\d")),
    (re.compile(r"[A-Z]{0,4}\d[\w-]*"), re.compile(r"-[A-Z0-9]{1,6}")),  # no amount, but a number: ``8817`` and ``-B``
)
#: A date whose month begins with a zero that was misread.
_NO_MONTH = re.compile(r"[689][1-9]/(?:0[1-9]|[12]\d|3[01])/(?:(?:19|20)\d\d|\d\d)")
_CENTS = re.compile(r"\d\d")
_PLAIN = re.compile(r"[$€£]?[A-Za-z0-9](?:[\w.,/-]*[\w.,])?")
#: An amount whose point was read as a comma: behind commas of thousands nothing else has two digits.
_COMMA_FOR_POINT = re.compile(r"([$€£]?\d{1,3}(?:,\d{3})+),(\d\d)")
#: The same of an amount below a thousand, where the page prints others with a point: so many of these for each one.
_SMALL_WITH_COMMA, _WITH_POINT, POINTS_TO_COMMAS = re.compile(r"[$€£]?\d{1,3},\d\d"), re.compile(r".*\d\.\d\d"), 4


def compared(by_blocks: Sequence[ScanWord], anywhere: Sequence[ScanWord]) -> list[ScanWord]:
    """The words of two looks as one reading. Figures that the looks read differently are in doubt: of those that they
    read alike 97 in 100 were right, of the others one in two."""
    words: list[ScanWord] = []
    lone_by_blocks: list[ScanWord] = []
    lone_anywhere: list[ScanWord] = []
    for left, right in groups_of([word[1:5] for word in by_blocks], [word[1:5] for word in anywhere]):
        ones, others = [by_blocks[n] for n in left], [anywhere[n] for n in right]
        if not (ones and others):
            lone_by_blocks += ones
            lone_anywhere += others
            continue
        taken, left_out = (others, ones) if _is_surer(others, ones) else (ones, others)
        texts = _text(taken), _text(left_out)
        if essence(texts[0]) != essence(texts[1]) and digits(texts[0]) != digits(texts[1]):
            taken = [doubted(word, DISPUTED, TWO_LOOKS.format(*texts)) for word in taken]
        words += taken
    lone_by_blocks = [word for word in lone_by_blocks if not any(_is_same(word, other) for other in lone_anywhere)]
    words += [word for word in lone_by_blocks if word[5] >= SURE_BY_BLOCKS]
    words += [word for word in lone_anywhere if word[5] >= SURE_ANYWHERE and re.search(r"\w|[$%&]", word[0].strip("_"))]
    poor = [word for word in lone_by_blocks if word[5] < SURE_BY_BLOCKS and _goes_on(word, by_blocks)]
    return words + [word for word in poor if not any(_covers(word, other) for other in words)]


def _is_same(word: ScanWord, other: ScanWord) -> bool:
    """Whether both looks read one word here, one of them in a box too high for it."""
    across = min(word[3], other[3]) - max(word[1], other[1])
    down = min(word[4], other[4]) - max(word[2], other[2])
    return (
        across > 0.6 * min(word[3] - word[1], other[3] - other[1])
        and down > 0.6 * min(word[4] - word[2], other[4] - other[2])
        and essence(word[0]) == essence(other[0]) != ""
    )


def _goes_on(word: ScanWord, line: Sequence[ScanWord]) -> bool:
    """Whether a plain word, read poorly, stands behind one that is sure, on its line and close: a year behind a day."""
    at, right = line.index(word), word
    while _PLAIN.fullmatch(right[0]) and right[5] >= POOR_NEIGHBOUR and at > 0:
        at -= 1
        before, height = line[at], right[4] - right[2]
        if not -2 <= right[1] - before[3] <= height or abs(before[4] - right[4]) > 0.4 * height:
            return False
        if before[5] >= SURE_NEIGHBOUR:
            return True
        right = before
    return False


def _covers(word: ScanWord, other: ScanWord) -> bool:
    return word[1] < other[3] and other[1] < word[3] and word[2] < other[4] and other[2] < word[4]


def rejoined(words: Sequence[ScanWord], ink: Ink | None = None) -> list[ScanWord]:
    """The words, amounts joined again that were cut: ``6,999.`` and ``00`` in a wide typeface, ``1894`` and ``,32``
    around a speck, ``363`` and ``92`` where the ink between them is a faint point, or a line ruled before the cents."""
    kept = _as_others([_with_month(_with_point(word)) for word in words])
    for word in [word for word in kept if word[0][-1:].isdigit() or word[0][-1:] in ".,"]:
        if word not in kept or (found := _rest_of_amount(word, kept, ink)) is None:
            continue
        after, between = found
        rest, sure, doubt = after[0], min(word[5], after[5]), word[6] or after[6]
        if between:
            rest, sure, doubt = f".{rest}", min(sure, FAINT), doubt or (between if between == RULED_POINT else "")
        elif rest[0] == ",":
            rest = f".{rest[1:]}"
        box = word[1], min(word[2], after[2]), after[3], max(word[4], after[4])
        kept[kept.index(word)] = _with_point((word[0] + rest, *box, sure, doubt))
        kept.remove(after)
    return kept


def _with_point(word: ScanWord) -> ScanWord:
    return (_COMMA_FOR_POINT.sub(r"\1.\2", word[0]), *word[1:]) if _COMMA_FOR_POINT.fullmatch(word[0]) else word


def _with_month(word: ScanWord) -> ScanWord:
    """A date of no month, its zero put right: zeros with a stroke or a point inside are read as 6, 8 and 9."""
    if not _NO_MONTH.fullmatch(word[0]):
        return word
    return doubted((f"0{word[0][1:]}", *word[1:]), DISPUTED, f"its month was read as {word[0][:2]}")


#: An amount with a point where a comma belongs, and one before which a sign was read as a digit or a letter.
_POINT_FOR_COMMA = re.compile(r"[$€£]?\d{1,3}(?:[.,]\d{3})*\.\d{3}(?:,\d{3})*\.\d\d[.,;]?")
_SIGN_AS_DIGIT = re.compile(r"[589](?P<rest>\d{3}(?:,\d{3})+\.\d\d[.,;]?)")
_SIGN_AS_LETTER = re.compile(r"[Ss](?P<rest>(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d[.,;]?)")


#: A figure beside the ruled line of its cell, which was read as a bracket.
_BESIDE_A_LINE = re.compile(
    r"(?P<figure>[$€£]?[\d,]*\d(?:\.\d\d(?=\))|(?:\.\d\d)?(?=[\]|}])))[\])|}]|[\[(|{](?P<other>[$€£]?[\d,]+\.\d\d)"
)
_IN_PARENTHESES = re.compile(r"\([$€£]?[\d,]+(?:\.\d\d)?\)")


def mended(words: Sequence[ScanWord]) -> list[ScanWord]:
    """The words, figures with a mark that was read as another put right. A lone bracket is a ruled line where no figure
    of the page stands in parentheses."""
    found = [as_amount(word) for word in words]
    if any(word[0][0] == "(" and _IN_PARENTHESES.fullmatch(word[0]) for word in found):
        return found
    return [_without_line(word) if word[0][-1] in "])|}" or word[0][0] in "[(|{" else word for word in found]


def _without_line(word: ScanWord) -> ScanWord:
    match = _BESIDE_A_LINE.fullmatch(word[0])
    return (match["figure"] or match["other"], *word[1:5], min(word[5], FAINT), word[6]) if match else word


def as_amount(word: ScanWord) -> ScanWord:
    """An amount with the comma or the sign that was read as something else put right; other words as they are. Never
    cut at a point in the wrong place, it waits for a sum or a person."""
    text = word[0]
    if "_" in text and len(text) > 1 and any(map(str.isdigit, text)) and text.strip("_") != text:
        return as_amount((text.strip("_"), *word[1:]))  # the line under it
    if text[-1:].isdigit() or text[-1:] in ".,;":
        if _POINT_FOR_COMMA.fullmatch(text):
            at = text.rindex(".", 0, len(text.rstrip(".,;")))
            return doubted((text[:at].replace(".", ",") + text[at:], *word[1:]), DISPUTED, f"it was read as {text}")
        if match := _SIGN_AS_DIGIT.fullmatch(text):
            return doubted((f"${match['rest']}", *word[1:]), DISPUTED, f"its sign was read as {text[0]}")
        if match := _SIGN_AS_LETTER.fullmatch(text):
            return (f"${match['rest']}", *word[1:5], min(word[5], FAINT), word[6])
    return word


def _as_others(words: list[ScanWord]) -> list[ScanWord]:
    """The words, commas before cents put right where the page's other amounts have points: ``75,00`` for ``75.00``."""
    commas = sum(_SMALL_WITH_COMMA.fullmatch(word[0]) is not None for word in words)
    points = sum(_WITH_POINT.fullmatch(word[0]) is not None for word in words) if commas else 0
    if points < POINTS_TO_COMMAS * max(commas, 1):
        return words
    return [
        (word[0].replace(",", "."), *word[1:5], min(word[5], FAINT), word[6])
        if _SMALL_WITH_COMMA.fullmatch(word[0])
        else word
        for word in words
    ]


def _rest_of_amount(word: ScanWord, words: Iterable[ScanWord], ink: Ink | None) -> tuple[ScanWord, str] | None:
    """The word right behind this one that its amount goes on with, and what stands between them in a point's place."""
    text, _, top, right, bottom, *_ = word
    height = bottom - top
    tails = [tail for head, tail in _CUTS if head.fullmatch(text)]
    lacks_cents = ink is not None and re.fullmatch(_WHOLE, text) is not None
    if not (tails or lacks_cents):
        return None
    for other in words:
        gap = other[1] - right
        if not (-0.2 * height <= gap <= WIDE_APART * height and top <= other[4] <= bottom + max(2, 0.2 * height)):
            continue
        if gap <= APART * height and any(tail.fullmatch(other[0]) for tail in tails):
            return other, ""
        if ink is not None and lacks_cents and gap > 1 and _CENTS.fullmatch(other[0]):
            between = _point_or_line(ink[top:bottom, right + 1 : other[1] - 1])
            return (other, between) if between else None
    return None


def _point_or_line(gap: Ink) -> str:
    """What the ink between two pieces of an amount is: a point, when it stands at their feet only, or a ruled line."""
    if not gap.size or not gap.any():
        return ""
    if gap.mean(axis=0).max() >= RULED:
        return RULED_POINT
    return "" if gap[: round(FOOT * len(gap))].any() else FAINT_POINT


def essence(text: str) -> str:
    """What counts when two readings are compared: letters, digits, and the points and commas between digits."""
    return re.sub(r"(?<!\d)[.,]|[.,](?!\d)|[^\w.,]|_", "", text).lower()


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def doubted(word: ScanWord, most: float, doubt: str) -> ScanWord:
    """The word with a doubt, worth at most so much."""
    return (*word[:5], min(word[5], most), doubt)


def _is_surer(words: Sequence[ScanWord], others: Sequence[ScanWord]) -> bool:
    """Whether these words are read with more confidence; of words read alike (not of figures, which have no end
    mark), whether this one saw a colon or a full stop there, and of the same digits, whether it saw more points."""
    texts = _text(words), _text(others)
    if essence(texts[0]) == essence(texts[1]) and not digits(texts[0]):
        closed = [text.endswith((":", ".", ",")) for text in texts]
        if closed[0] != closed[1]:
            return closed[0]
    elif digits(texts[0]) and digits(texts[0]) == digits(texts[1]):
        points = [sum(letter in ".," for letter in essence(text)) for text in texts]
        if points[0] != points[1]:
            return points[0] > points[1]
    return min(word[5] for word in words) > min(word[5] for word in others)


def _text(words: Sequence[ScanWord]) -> str:
    return " ".join(word[0] for word in sorted(words, key=lambda word: word[1]))
