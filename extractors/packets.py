"""Papers behind a staff report in one file: a packet for a meeting, printed after it, holds what the body adopted, what
was signed, and what was offered and billed.

A draft is an exhibit of the report: a resolution without the day of its adoption approves nothing, an agreement that
nobody signed binds nobody, a form of an invoice bills nothing. Only what was done is a paper of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.openings import SINGLE, Opening
from extractors.paper import Page
from watchbill.model import Kind

#: How plainly a page must name a paper to start one in a packet, and how many pages may stand before its signatures.
_PLAIN, _REACH = 0.75, 40
_ADOPTED = re.compile(
    r"\b(?:passed|adopted|approved|enacted|resolved)\b[^.;]{0,80}?\b(?:this|on)\s+(?:the\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+day\s+of\s+[A-Z][a-z]+"
    r"|[A-Z][a-z]{2,8}\s+\d{1,2},\s+\d{4})",
    re.I,
)
#: Where recitals, which tell what was approved before, end and the act begins.
_ACT = re.compile(r"\bnow,?\s+therefore\b|\bbe\s+it\s+(?:\w+\s+){0,2}(?:resolved|ordained|enacted|ordered)\b", re.I)
_RECITAL = re.compile(r"\bwhereas\b", re.I)
#: A day that is still to be written in: ``this ____ day of``, ``this     day of      , 2024``.
_BLANK_DAY = re.compile(
    r"\b(?:this|on)\s+(?:the\s+)?(?:_{2,}|\.{3,})|\bthis\s+(?:the\s+)?(?:st|nd|rd|th)?\s*day\s+of\b|\bday\s+of\s*(?:_|\.{3}|,)",
    re.I,
)
#: A number that is still to be given: ``No. 2024-XX``, ``No. ____``.
_BLANK_NUMBER = re.compile(r"\b(?:no\.?|number|#)\s*:?\s*[\w-]*?(?:\bX{2,}|_{2,}|\d-?X{2,}\b)", re.I)
_SIGNED = re.compile(r"(?:^|\s)/s/\s?\w|docusigned\s+by|digitally\s+signed\s+by|electronically\s+signed\s+by", re.I)
#: A line on which nobody signed, and the first words of a letter.
_UNSIGNED = re.compile(r"\b(?:by|signature|signed)\s*:?\s*_{3,}", re.I)
_LETTER = re.compile(r"^\W*(?:dear\b|to\s+whom\s+it\s+may\s+concern|letter\s+(?:of|from)\b)", re.I | re.M)
_BINDING = frozenset({Kind.CONTRACT, Kind.AGREEMENT, Kind.AMENDMENT, Kind.GRANT})
#: What the head of an exhibit says: ``Exhibit C: Form of Invoice``, ``Attachment 2``, ``SAMPLE``.
_EXHIBIT = re.compile(
    r"^\W*(?:exhibit|attachment|appendix|annex|schedule|enclosure)\b\s*(?:no\.?\s*|#\s*)?[\"“]?(?:[A-Z]|\d{1,2}|[IVX]{1,4})(?:[-.]?\d{1,2})?\b"
    r"|\b(?:sample|specimen|template|for\s+illustration|illustrative|mock-?up)\b|\bexample\b|\bform\s+of\s+(?:\w+\s+){0,2}(?:invoice|bill|order|request|quote|quotation)\b",
    re.I | re.M,
)
#: How a contract names the papers whose form it prescribes, and its exhibits.
_PRESCRIBED = re.compile(
    r"\b(?:form\s+of|sample|specimen|template|model|example)\s+(?:\w+\s+){0,2}(?:invoice|bill|purchase\s+order|order|pay(?:ment)?\s+(?:request|application))\b"
    r"|\b(?:exhibit|attachment|appendix|annex)\s+\W?\w{1,3}\W{1,4}(?:\w+\s+){0,3}(?:invoice|purchase\s+order)\b"
    r"|\b(?:invoice|purchase\s+order)\s+(?:form|format|template|sample)\b",
    re.I,
)
_BILL = re.compile(r"\b(?:invoice|purchase\s+order|form|sample|specimen)\b", re.I)
#: Numbers of forms, as pages give them without signs and noughts before: ``1``, ``12345``, ``SAMPLE001``, ``2024XX``.
_OF_A_FORM = re.compile(r"\d?|0?1?2345?6?7?8?9?0?|.*(?:sample|specimen|example|template|draft|tbd|xx).*|x\d*", re.I)
#: The lines of a page's head and of its foot, and the most words of a leaf that only names the exhibit behind it.
_HEAD, _FOOT, _LEAF = 8, 3, 25


def is_paper_of_packet(index: int, openings: Sequence[Opening], current: Opening, pages: Sequence[Page]) -> bool:
    """Whether the page at `index` starts a paper of its own in a packet that began with a staff report."""
    opening = openings[index]
    if opening.kind is None or opening.kind == current.kind or opening.strength < _PLAIN:
        return False
    if opening.kind == Kind.RESOLUTION:
        own = _own_pages(index, openings, pages)[:2]
        return _is_adopted("\n".join(page.text for page in own))
    if opening.kind in _BINDING:
        return _is_signed(_own_pages(index, openings, pages))
    return opening.kind in SINGLE and opening.number is not None


def is_form_of_exhibit(index: int, first: int, openings: Sequence[Opening], pages: Sequence[Page]) -> bool:
    """Whether the bill or order on the page at `index` is only a form, as an exhibit of the paper that begins at
    `first`: its head, the leaf before it or that paper says so, or its number is that of nothing."""
    opening, before = openings[index], openings[index - 1]
    if opening.number is not None and _OF_A_FORM.fullmatch(opening.number):
        return True
    if opening.kind == before.kind and opening.number == before.number:
        return True  # it goes on
    if _EXHIBIT.search(_margins(pages[index])) or _is_leaf_before(pages[index - 1]):
        return True
    return any(_PRESCRIBED.search(page.text) for page in pages[first:index])


def _is_leaf_before(page: Page) -> bool:
    """Whether a page says only which exhibit stands behind it."""
    if len(page.words) > _LEAF or not _EXHIBIT.search(page.text):
        return False
    return len(page.lines) == 1 or _BILL.search(page.text) is not None


def _margins(page: Page) -> str:
    return "\n".join(line.text for line in (*page.lines[:_HEAD], *page.lines[_HEAD:][-_FOOT:]))


def _is_adopted(text: str) -> bool:
    """Whether the act, and not a recital before it, says on which day it was adopted."""
    act = _ACT.search(text)
    if act is None and _RECITAL.search(text):
        return False
    behind = text[act.start() :] if act else text
    return bool(_ADOPTED.search(behind)) and not _BLANK_DAY.search(text) and not _BLANK_NUMBER.search(text[:400])


def _is_signed(pages: Sequence[Page]) -> bool:
    """Whether somebody signed before the first page whose lines for signatures are empty."""
    for page in pages:
        if _SIGNED.search(page.text):
            return True
        if _UNSIGNED.search(page.text):
            return False
    return False


def _own_pages(index: int, openings: Sequence[Opening], pages: Sequence[Page]) -> Sequence[Page]:
    """The pages from `index` on, up to a letter or the next that plainly names another kind of paper."""
    kind = openings[index].kind
    for end in range(index + 1, min(index + _REACH, len(pages))):
        is_other = openings[end].kind not in (None, kind) and openings[end].strength >= _PLAIN
        if is_other or openings[end].is_letter or _LETTER.search(_margins(pages[end])):
            return pages[index:end]
    return pages[index : index + _REACH]
