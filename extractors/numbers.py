"""Identifiers of papers: invoice, order and contract numbers as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.paper import Word
from extractors.values import Found, find_dates, parse_date, parse_money


def find_numbers(words: Sequence[Word]) -> list[Found]:
    """The identifier that begins a label's words: has a digit, and is no date, no amount with cents, no telephone
    number."""
    for index, word in enumerate(words[:3]):
        text = word.text.strip(",;:()—–_|").lstrip("#-").rstrip(".-")
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
        if index and re.fullmatch(r"[A-Z]{1,5}-", words[index - 1].text):
            value, taken = words[index - 1].text + text, [words[index - 1], word]
        if len(rest) == 1 and re.fullmatch(r"[A-Z]{1,3}", rest[0].text) and text.isdigit():
            value, taken = f"{value} {rest[0].text}", [*taken, rest[0]]
        return [Found(value, " ".join(w.text for w in taken), tuple(taken))]
    return []


def is_number(text: str) -> bool:
    """Whether a word can be an identifier of a paper."""
    if not re.fullmatch(r"[A-Za-z0-9#][A-Za-z0-9\-_./#&]*", text) or not re.search(r"\d", text):
        return False
    if parse_date(text) or re.fullmatch(r"\(?\d{3}\)?[-.]\d{3}[-.]\d{4}", text):
        return False
    money = parse_money(text)
    return (
        money is None and not text.endswith("%") and "@" not in text and not text.lower().startswith(("www.", "http"))
    )
