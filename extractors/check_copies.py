"""Copies of checks, which releases put behind the invoice they paid: the page is a paper of its own, of kind other.

A check says `pay ... to the order of` and its amount in words; its stub names the invoices that it pays, and so looks
like one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.evidence import make_value
from extractors.hinted import Hinted
from extractors.names import clean, is_agency, is_name, text_of
from extractors.paper import Line, Page, Word, once_a_page
from watchbill.model import Value

_ORDER_OF = Hinted(r"\border\s+of\b", "order of")
#: An amount in words: ``FIVE HUNDRED AND 00/100 DOLLARS``, ``Eighty Dollars and 00 Cents``.
_IN_WORDS = Hinted(r"\b\d\d/100\b|\bdollars\b|\band\s+(?:no|\d\d)\s+cents\b|\bxx/100\b", "/100|dollars|cents")
_CHECK = re.compile(
    r"\b(?:check|warrant)\s*(?:no\b|number|#|date)|\bnon-?\s?negotiable\b|\bauthori[sz]ed\s+signature", re.I
)
_ADDRESS = re.compile(r"\d|p\.?o\.?$|box$|c/o$", re.I)


@once_a_page
def is_check_copy(page: Page) -> bool:
    """Whether a page shows a check: to whose order, the amount in words, and what only checks print."""
    text = page.text
    return all(pattern.search(text, page.small) for pattern in (_ORDER_OF, _IN_WORDS)) and (
        _CHECK.search(text) is not None or re.search(r"^\W*pay\b", text, re.I | re.M) is not None
    )


def payee_of(page: Page) -> Value | None:
    """The name to whose order a check is made out: behind the words, on the row above them, or below."""
    for row, line in enumerate(page.lines):
        if not _ORDER_OF.search(line.text, line.text.lower()):
            continue
        for words in _places(page.lines, row):
            name = _before_address(words)
            if len(name) > 1 and is_name(text_of(name)) and not is_agency(text_of(name)):
                return make_value(clean(text_of(name)), name, 0.9, reason="to whose order a copied check is")
    return None


def _places(lines: Sequence[Line], row: int) -> Iterator[Sequence[Word]]:
    """Where the name can stand: the rest of the row of ``order of``, of the row above (``to the``), the row below."""
    words = lines[row].words
    at = next(n for n, word in enumerate(words) if _ORDER_OF.compiled.match(text_of(words[n : n + 2])))
    yield words[at + 2 :]
    above = lines[row - 1].words if row else ()
    if re.match(r"\W*(?:pay\s+)?to\s+the\b", text_of(above), re.I):
        yield above[next(n for n, word in enumerate(above) if word.text.lower() == "the") + 1 :]
    if row + 1 < len(lines):
        yield lines[row + 1].segments[0].words


def _before_address(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words before an address begins."""
    end = next((n for n, word in enumerate(words) if n and _ADDRESS.match(word.text)), len(words))
    return tuple(words[:end]) if words and not _ADDRESS.match(words[0].text) else ()
