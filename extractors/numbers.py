"""Identifiers of papers: invoice, order and contract numbers as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.paper import Page, Word
from extractors.values import CURRENCY_CODES, Found, find_dates, parse_date, parse_money

_DASHES = "-–—"
_HYPHENS = "-–—/"
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}")  # 2.4, 10.3.1: a clause
_SIGN = re.compile(r"(?:#|n[°º]|№)\.?(?=\S*\d)", re.I)


#: Letters of a department behind a number in parts: ``24-1102 PD``.
_OF_DEPARTMENT = re.compile(r"[PFW]D|SO|PW|DPW|EMS|IT")
#: Letters behind a number that are none of it: money, terms, units.
_NO_TAIL = re.compile(
    rf"FOB|NET|COD|TBD|EA|EX|LOT|LS|SET|HR|HRS|MO|YR|QTY|PCS|PC|UN|BX|REV|TAX|DUE|ACH|CR|DR|AM|PM|(?:{'|'.join(CURRENCY_CODES)})"
)


def _is_tail(number: str, letters: str) -> bool:
    """Whether the one word behind digits belongs to the number that they begin."""
    if number.isdigit():
        return re.fullmatch(r"[A-Z]{1,3}", letters) is not None and not _NO_TAIL.fullmatch(letters)
    return re.fullmatch(r"\d[\d-]*", number) is not None and _OF_DEPARTMENT.fullmatch(letters) is not None


def find_numbers(words: Sequence[Word]) -> list[Found]:
    """The identifier that begins a label's words: has a digit, and is no date, no amount with cents, no telephone
    number."""
    for index, word in enumerate(words[:3]):
        text = _SIGN.sub("", word.text.strip(",;:()—–_|"), count=1).lstrip("#-").rstrip(".-")
        if text.startswith(("Number:", "No.:")):
            text = text.partition(":")[2]
        if not text:
            continue
        if not re.search(r"\d", text):
            short_head = re.fullmatch(r"[A-Z]{1,5}[-.]?|#|No\.?|:|[-–—_|]+", word.text) is not None
            if short_head and index + 1 < len(words):
                continue
            return []
        if not is_number(text) or (
            find_dates(words[index : index + 4])[:1] and find_dates(words[index : index + 4])[0].words[0] is word
        ):
            return []
        rest = words[index + 1 :]
        if not text.strip("0") or (
            text.isdigit() and len(text) <= 2 and any(len(w.text) > 3 and w.text.isalpha() for w in rest)
        ):
            return []  # "Customer PO: 2 GENETEC SYSTEMS" is no number
        taken = [word]
        value = text
        if parts := _joined(word, rest):
            return [Found(parts[0], " ".join(w.text for w in parts[1]), parts[1])]
        if index and re.fullmatch(r"[A-Z]{1,5}-", words[index - 1].text):
            value, taken = words[index - 1].text + text, [words[index - 1], word]
        if len(rest) == 1 and _is_tail(text, rest[0].text):
            value, taken = f"{value} {rest[0].text}", [*taken, rest[0]]
        return [Found(value, " ".join(w.text for w in taken), tuple(taken))]
    return []


def _joined(word: Word, rest: Sequence[Word]) -> tuple[str, tuple[Word, ...]] | None:
    """A number that spaces part around its hyphen: ``22 - 015``, ``22- 015``; None for any other."""
    run = (word, *rest[: 2 if rest and rest[0].text in _DASHES else 1])
    text = "".join(part.text for part in run).strip(",;:()_|").lstrip("#")
    is_close = all(right.x0 - left.x1 <= 0.7 * left.height for left, right in pairwise(run))
    is_torn = word.text[-1] in _DASHES or bool(rest and rest[0].text[0] in _DASHES)
    is_last = len(run) == len(rest) + 1
    if len(run) > 1 and is_torn and is_last and is_close and run[-1].text[-1:].isalnum():
        whole = re.sub("[–—]", "-", text)
        return (whole, run) if is_number(whole) and re.search(r"\d[A-Za-z]*$", whole) else None
    return None


def whole_number(found: Found, page: Page, left: float) -> Found | None:
    """A number whose last hyphen stands at the end of a row, with the part on the next row: under its begin or under
    its label, which begins at `left`. None where that part is not found: a part of a number is another number."""
    words = found.words
    while words[-1].text[-1] in _HYPHENS:
        part = _part_below(words, page, left)
        if part is None:  # OCR sees dashes where there are none
            return None if words[-1].confidence == 1.0 or len(words) > len(found.words) else found
        words = (*words, part)
    if len(words) == len(found.words):
        return found
    value = "".join(word.text for word in words[len(found.words) - 1 :])
    return Found(value, " ".join(word.text for word in words), words)


def _part_below(words: Sequence[Word], page: Page, left: float) -> Word | None:
    """The part of a number on the row under its last one."""
    last = words[-1]
    starts = (words[0].x0, last.x0, left)
    for line in page.lines:
        if not 0 < line.box[1] - last.top <= 2.2 * last.height:
            continue
        for cell in line.segments:
            part = cell.words[0]
            if len(cell.words) == 1 and any(abs(part.x0 - x) <= 3 for x in starts) and is_number(part.text):
                return part
    return None


def is_number(text: str) -> bool:
    """Whether a word can be an identifier of a paper."""
    if not re.fullmatch(r"[A-Za-z0-9#][A-Za-z0-9\-_./#&]*(?:(?<=[\w.-]{6}):\d{1,3})?", text) or not re.search(
        r"\d", text
    ):
        return False
    if parse_date(text) or _SECTION.fullmatch(text) or re.fullmatch(r"\(?\d{3}\)?[-.]\d{3}[-.]\d{4}", text):
        return False
    money = None if re.fullmatch(r"\d{7,}\.\d\d", text) else parse_money(text)  # 75123321.01 is a quote's revision
    return (
        money is None and not text.endswith("%") and "@" not in text and not text.lower().startswith(("www.", "http"))
    )
