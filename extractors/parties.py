"""Who buys and who sells: names in labelled blocks, letterheads, and between the words of an agreement. As printed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.blocks import TOWN_LINE, cells_under, rows_under
from extractors.labels import Form, Label, below, right_of
from extractors.names import (
    ADDRESS,
    CONTACT,
    LEGAL,
    STATE,
    clean,
    is_agency,
    is_company,
    is_name,
    is_person,
    is_torn,
    text_of,
    wraps,
)
from extractors.paper import Page, Word

#: The score of a party whose name looks like no company and no public body, in a place that proves nothing.
DOUBTFUL = 0.45


@dataclass(frozen=True, slots=True)
class Party:
    """A name with the words that print it, how sure we are of its role (0 to 1), and why."""

    name: str
    words: tuple[Word, ...]
    score: float
    why: str


# --- labelled blocks --------------------------------------------------------------------------------------------------


def labelled(form: Form, weights: Mapping[str, float], *, prefer: str, colon: bool = False) -> list[Party]:
    """The names in the blocks of labels, best first. `prefer` is company or agency: the sort of name the role wants.
    With `colon`, only labels that a colon closes count: words such as ``Product`` head columns, too."""
    found: list[Party] = []
    for page in form.pages:
        for label in form.labels[page.number]:
            if label.meaning in weights and (label.has_colon or not colon):
                party = _named_by(label, page, form, weights[label.meaning], prefer)
                if party:
                    found.append(party)
    return sorted(found, key=lambda party: -party.score)


def _named_by(label: Label, page: Page, form: Form, weight: float, prefer: str) -> Party | None:
    labels = form.labels[page.number]
    right = right_of(label, page, labels)
    if len(right) == 1 and _PARTY_CODE.fullmatch(right[0].text):
        right = ()  # ``Vendor 003318`` over the vendor's name
    elif label.length == 1 and not label.has_colon and (right or not _stands_alone(label, page)):
        if not _stands_alone(label, page) and not LEGAL.search(text_of(right)):
            return None  # a word of a sentence
        if not _names_a(prefer, _trimmed(right)):
            if not _stands_over_address(label, page):
                return None  # the header of a column
            right = ()  # the caption of the next block
    rows = [right] if right else []
    same_cell = bool(right) and right[0].x0 - label.words[-1].x1 <= 1.5 * label.words[-1].height
    is_given = bool(right) and (label.has_colon or label.length == 1) and is_name(text_of(_trimmed(right)))
    if not is_given or same_cell:
        rows += below(label, page, labels, rows=5)
    else:
        rows += rows_under(right, page, labels)
    names: list[tuple[float, tuple[Word, ...], str]] = []
    for depth, words in enumerate(rows[:5]):
        words = without_address(_trimmed(words))
        text = text_of(words)
        if not words or not is_name(text) or _is_town(words, page):
            if names and depth > 2:
                break
            continue
        wanted = _is_of_sort(text, prefer)
        if label.meaning == "buyer" and not (wanted or _has_address(rows)):
            continue  # the officer who buys
        is_apart = depth > 0 and not wanted and not _has_address(rows[depth:])  # a row below the block of the label
        names.append((_fit(text, prefer) - 0.05 * depth - (0.25 if is_apart and names else 0.0), words, text))
        if depth == 0 and right and label.has_colon and not wanted and not is_person(text) and not same_cell:
            break
    if not names:
        return None
    bonus, words, text = max(names, key=lambda name: name[0])
    is_proved = is_company(text) or is_agency(text) or _has_address(rows)
    if not is_proved and (not label.has_colon or len(words) == 1):  # a word of a list over another, a first name
        if " / " in text:
            return None
        weight = min(weight, DOUBTFUL)
    above = next((row for row, following in itertools.pairwise(rows) if following and words[0] is following[0]), ())
    if is_torn(text) and above and is_name(text_of(above)):
        whole = _with_beginning(words, above, rows)
        words, weight = (whole, weight) if whole else (words, min(weight, DOUBTFUL))
    words = _with_continuation(words, rows)
    colon = 0.03 if label.has_colon else 0.0
    return Party(clean(text_of(words)), words, min(1.0, weight + bonus + colon), label.phrase)


def _is_of_sort(text: str, sort: str) -> bool:
    return is_company(text) if sort == "company" else is_agency(text)


def _fit(text: str, prefer: str) -> float:
    """How well a name fits the sort that its part wants, by what it says of itself."""
    if _is_of_sort(text, prefer):
        return 0.15
    if _is_of_sort(text, "agency" if prefer == "company" else "company"):
        return -0.25
    if _OFFICER.search(text):
        return -0.45
    if is_person(text):
        return -0.22 if prefer == "agency" else -0.1
    return 0.0


#: A person with a rank or an office: ``Deputy Chief Ann Moor``, ``Lee Orr, Regional Account Director``.
_OFFICER = re.compile(
    r"^(?:(?:Deputy|Assistant|Det|Detective)\.?\s+)?(?:Mr|Mrs|Ms|Dr|Sgt|Sergeant|Lt|Lieutenant|Capt|Captain|Cpl|Chief|Officer|Det|Detective|Cmdr)"
    r"\.?\s+(?!of\b)[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){0,2}$"
    r"|,\s*(?:[\w&]+\s+){0,4}(?:Director|Manager|Representative|Executive|Specialist|Engineer|Consultant|President|Coordinator|Analyst"
    r"|Rep|Owner|Buyer|Chief|Officer|Sergeant|Lieutenant|Captain|Administrator|Clerk|Treasurer)$"
)


def _names_a(sort: str, words: Sequence[Word]) -> bool:
    """Whether words name a body of a sort by themselves: two words or more, one of them telling."""
    text = text_of(words)
    return len(words) > 1 and is_name(text) and _is_of_sort(text, sort)


def _stands_over_address(label: Label, page: Page) -> bool:
    cell = next((cell for cell in page.lines[label.row].segments if cell.words == label.words), None)
    return cell is not None and any(TOWN_LINE.search(text_of(words)) for words in cells_under(label.row, cell, page))


def _has_address(rows: Sequence[Sequence[Word]]) -> bool:
    return any(ADDRESS.search(text_of(row)) or CONTACT.search(text_of(row)) for row in rows if row)


def _stands_alone(label: Label, page: Page) -> bool:
    return any(cell.words == label.words for cell in page.lines[label.row].segments)


#: The number of a vendor or a customer before its name: ``0000019223``, ``@00219377``, ``V-10032``, ``(4471)``.
_PARTY_CODE = re.compile(r"[@#~(]?(?:[A-Z]{1,3}-?)?\d{4,}(?:-\d{1,3})?\)?[:,]?")


def _trimmed(words: Sequence[Word]) -> tuple[Word, ...]:
    """A block's row without a leading code (``11498 - INSIGHT``) or a leading colon."""
    words = [word for word in words if word.text not in (":", "|")]
    if len(words) > 2 and re.fullmatch(r"[\dA-Z]*\d[\dA-Z]*", words[0].text) and words[1].text in "-–—":
        words = words[2:]
    rest = " ".join(word.text for word in words[1:])
    if _PARTY_CODE.fullmatch(words[0].text if words else "") and (is_company(rest) or is_agency(rest)):
        words = words[1:]
    return tuple(words)


#: How an address begins: a street with its number (``45-B Industrial Pkwy``), a box, a suite, a route, whose care.
_STREET = re.compile(
    r"\d+(?:[-/]?[A-Z]|-\d+|\s?½)?,?\s+[A-Z]|P\.?\s?O\.?\s+(?:Box|Drawer)\b|Post\s+Office\s+Box\b|(?:Lock)?box\s+\d|c/o\b|care\s+of\b"
    r"|(?:suite|ste|unit|apt|apartment|bldg|building|floor|flat|level|room|rm|no|lot|dept|route|rt|rr|r\.r|hc|mail\s?stop|ms)"
    r"\.?\s*#?\s?(?:[A-Z]?-?\d+[A-Z]?|[A-Z])\b|rural\s+route\b|one\s+[A-Z]\w+\s+(?:plaza|place|center|way|drive|street|square|park)\b"
    r"|\d+(?:st|nd|rd|th)\s+floor\b|#\s?\d|"
    # streets that the number follows, as in most of Europe
    r"[A-ZÄÖÜ][\wäöüß.'-]*(?:stra(?:ß|ss)e|str\.?|weg|platz|gasse|laan|straat|plein|kade)\s+\d|(?:rue|avenue|via|calle|rua|viale|piazza)\s+[A-Z]",
    re.I,
)
_BOX = re.compile(r"P\.?\s?O\.?\s+(?:Box|Drawer)\s+\d|(?:Lock)?box\s+\d", re.I)
_PARTS = frozenset("-–—|•·/")
_DOTS = frozenset("|•·")
_NAME_GOES_ON = re.compile(r"(?:of|and|&|d/?b/?a|a/?k/?a|f/?k/?a|an?|the)\b", re.I)
_STATE_AND_ZIP = re.compile(rf"{STATE}\.?,?\s+\d{{5}}\b")


def without_address(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """``Acme Inc., 90 Station Road`` without the address that follows the name on its row: after a comma, a dash or a
    bullet, or right after the legal form that ends the name."""
    for index in range(1, len(words)):
        before, rest = words[index - 1].text, text_of(words[index:])
        is_parted = before.endswith((",", ";")) or before in _PARTS
        closing = words[index - 2].text if before in _DOTS and index > 1 else before
        is_closed = bool(LEGAL.fullmatch(closing.strip(",;"))) and not _NAME_GOES_ON.match(rest)
        is_street = bool(_STREET.match(rest)) and (is_parted or (is_closed and rest[0].isdigit()))
        if is_street or _BOX.match(rest) or (is_parted and is_closed and not LEGAL.match(rest)):
            return words[: index - 1 if before in _PARTS else index]
    return words


def _is_town(words: tuple[Word, ...], page: Page) -> bool:
    """Whether what follows on the row is a state with its ZIP code: then these words are a town, not a party."""
    line = next((line for line in page.lines if words[-1] in line.words), None)
    rest = line.words[line.words.index(words[-1]) + 1 :] if line else ()
    return len(words) <= 3 and bool(_STATE_AND_ZIP.match(text_of(rest)))


def _with_beginning(
    words: tuple[Word, ...], above: Sequence[Word], rows: Sequence[Sequence[Word]]
) -> tuple[Word, ...] | None:
    """The end of a company's name (``Technologies, LLC``) with the row above it, where the column was too narrow for
    both: that row and the next word together are as wide as any row of the block."""
    widest = max((row[-1].x1 - row[0].x0 for row in rows if row), default=0.0)
    joined = above[-1].x1 - above[0].x0 + 0.25 * words[0].height + words[0].x1 - words[0].x0
    return (*above, *words) if joined >= 0.95 * widest else None


def _with_continuation(words: tuple[Word, ...], rows: Sequence[Sequence[Word]]) -> tuple[Word, ...]:
    """The name with its second line, where it plainly wraps."""
    for row, following in itertools.pairwise(rows):
        if words and row and words[-1] is row[-1] and following and wraps(text_of(words), text_of(following)):
            return (*words, *following)
    return words
