"""Printed numbers as they are compared."""

from __future__ import annotations

import re

SHORTEST_NUMBER = 3
#: A number among words, looked for where words begin: a long one without a digit would be tried at each letter.
NUMBER = re.compile(r"(?<![\w-])[\w-]*\d[\w-]*")
_LABEL = re.compile(r"^(?:purchase order|contract|agreement|p\.?\s?o\.?|number|no\.?|#|:)[\s:#.-]+", re.IGNORECASE)
#: "PO22000451", "P22000451": letters that say what the number is, written together with it.
_WRITTEN_ON = re.compile(r"^p[o0]?(?=\d)")
#: The revision of an order, behind its number: "22000451-00", "4500012345 R1".
_REVISION = re.compile(r"[\s/-]+(?:0{1,3}|r(?:ev)?\.?\s*\d{1,2})$", re.IGNORECASE)
#: Letters that a scan shows as digits.
_LOOKS_LIKE = str.maketrans("oilsbz", "011582")


def folded_number(text: str) -> str:
    """A printed number as it is compared: letters and digits only, without its label; empty where it is none.

    >>> folded_number("PO# 2510-002336")
    '2510002336'
    >>> folded_number("not published")
    ''
    """
    stripped = _without_label(text)
    folded = "".join(re.findall(r"[^\W_]+", stripped.casefold()))
    return folded if len(folded) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in folded) else ""


def _without_label(text: str) -> str:
    stripped = text.strip()
    while (shorter := _LABEL.sub("", stripped, count=1)) != stripped:
        stripped = shorter
    return stripped


def any_number(text: str) -> str:
    """A paper's own number, however short: "7" names an invoice, though it could never join papers."""
    return folded_number(text) or "".join(re.findall(r"\d+", text))


def blurred(number: str) -> str:
    """A folded number as a poor scan shows it: letters that look like digits are digits.

    >>> blurred("22o0417") == blurred("2200417")
    True
    """
    return number.translate(_LOOKS_LIKE)


def loosened(text: str) -> frozenset[str]:
    """A printed number as other offices print it: without "PO" written on to it, filling zeros and a revision.

    Zeros fill the whole number ("0012-345", "12345") or its parts ("2023-000417", "2023-417").

    >>> loosened("0012-345") & loosened("PO12345") & loosened("P.O. 0012-345 Rev 2")
    frozenset({'12345'})
    >>> loosened("PO-2023-000417") & loosened("2023-417")
    frozenset({'2023417'})
    """
    whole = _REVISION.sub("", text.strip())
    whole = whole if folded_number(whole) else text
    folded = folded_number(whole)
    bare = _WRITTEN_ON.sub("", folded).lstrip("0")
    parts = (re.sub(r"^0+(?=[^\W_])", "", part) for part in re.split(r"[\W_]+", _without_label(whole).casefold()))
    by_parts = _WRITTEN_ON.sub("", "".join(parts)).lstrip("0")
    return frozenset(form if len(form) >= SHORTEST_NUMBER else folded for form in (bare, by_parts)) - {""}
