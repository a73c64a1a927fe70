"""A document cut into its papers, and the kind of each.

A page starts a paper when its title and its labels say so. A new paper begins where the kind changes, the number
changes, or pages count from 1 again; contracts, grants, resolutions and staff reports keep their exhibits. What
starts nothing (terms, remittance slips, exemption certificates) belongs to the paper before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.airtime import is_air_time
from extractors.billed import bills_a_body
from extractors.openings import LISTINGS, SINGLE, Opening, read_opening
from extractors.packets import is_form_of_exhibit, is_paper_of_packet
from extractors.paper import Page, Paper
from watchbill.model import Kind

#: Kinds that keep whatever follows them in a document: exhibits, order forms, backup.
_ABSORBING = frozenset(
    {
        Kind.CONTRACT,
        Kind.AGREEMENT,
        Kind.GRANT,
        Kind.AMENDMENT,
        Kind.RESOLUTION,
        Kind.STAFF_REPORT,
        Kind.REGISTER,
        Kind.PAYMENT_LISTING,
    }
)
_MONEY_TALK = re.compile(r"\$\s?\d[\d,]*(?:\.\d\d)?")
_START = 0.55
#: Bills and orders with a title, the labels of their kind and a number are no exhibits of a contract or a register.
_BILLS, _PLAIN = frozenset({Kind.INVOICE, Kind.PURCHASE_ORDER}), 1.1
#: Letters that come with papers, which they cover.
_LETTERS = frozenset({Kind.RECORDS_LETTER, Kind.EMAIL})


@dataclass(frozen=True, slots=True)
class Segment:
    """One paper of a document: its kind, its first and last page (from 1, inclusive), and how sure its kind is."""

    kind: Kind
    first: int
    last: int
    confidence: float


def find_papers(paper: Paper) -> list[Segment]:
    """The papers of a document in order. A document that shows no known kind is one paper of kind other."""
    pages = paper.pages
    if not pages:
        return []
    openings = [read_opening(page) for page in pages]
    starts: list[tuple[int, Opening]] = []
    for index, opening in enumerate(openings):
        if index == 1 and openings[0].kind is None and opening.kind is not None and opening.strength >= _START:
            starts = [(0, opening)]  # a cover
        elif opening.kind == Kind.EMAIL and not any(map(_says_something, pages[:index])):
            starts = [(0, opening)]  # the pages before it cannot be read: printed askew, or letter under letter
        elif (
            not starts
            or _starts_anew(opening, starts[-1][1], openings[index - 1], pages[index - 1])
            or (_may_be_packet(starts) and is_paper_of_packet(index, openings, starts[-1][1], pages))
        ) and not _is_exhibit(index, starts, openings, pages):
            starts.append((index, opening))
    segments = []
    for position, (index, opening) in enumerate(starts):
        last = starts[position + 1][0] if position + 1 < len(starts) else len(pages)
        kind = _settled_kind(opening.kind or Kind.OTHER, pages[index:last])
        segments.append(
            Segment(
                kind, pages[index].number, pages[last - 1].number, min(0.98, 0.5 + 0.4 * min(opening.strength, 1.2))
            )
        )
    return segments


def _is_exhibit(
    index: int, starts: Sequence[tuple[int, Opening]], openings: Sequence[Opening], pages: Sequence[Page]
) -> bool:
    """Whether what would start on a page is only the form of a bill or an order, kept by the paper before it."""
    if not starts or starts[-1][1].kind not in _ABSORBING or openings[index].kind not in _BILLS:
        return False
    return is_form_of_exhibit(index, starts[-1][0], openings, pages)


#: The line that ends a listing, and its name.
_CLOSES = re.compile(r"\W*(?:report|grand|overall)\s+totals?\b", re.I)


def _has_counted(opening: Opening, page: Page) -> bool:
    """Whether the page before one that says "Page 1" ends a listing: pages were counted up to it, or its total stands
    there. Some print "Page 1" on every page."""
    if opening.page_number is None:
        return False
    return opening.page_number > 1 or any(_CLOSES.match(line.text) for line in page.lines)


def _may_be_packet(starts: Sequence[tuple[int, Opening]]) -> bool:
    """Whether what stands behind the papers so far may be covered by the first: a report to a body, or a letter."""
    cover, current = starts[0][1].kind, starts[-1][1].kind
    return cover == Kind.STAFF_REPORT or (cover in _LETTERS and current in _ABSORBING)


def _says_something(page: Page) -> bool:
    """Whether a page holds a few words that can be read as such."""
    return sum(word.text.isalpha() and len(word.text) >= 4 for word in page.words) > 3


def _starts_anew(opening: Opening, current: Opening, before: Opening, page_before: Page) -> bool:
    """Whether a page starts a new paper after the pages of the `current` one, the last of which is `page_before`."""
    if opening.is_enclosed:
        return current.kind in SINGLE
    if opening.is_letter and current.kind == Kind.EMAIL:
        return True  # what was attached to a message
    if opening.kind is None or opening.strength < _START:
        return False
    if (
        opening.page_of
        and opening.page_of[0] > 1
        and (before.page_of is None or before.page_of[0] == opening.page_of[0] - 1)
    ):
        return False
    if opening.kind in LISTINGS and current.kind in LISTINGS:
        if opening.number and current.number:
            return opening.number != current.number and opening.strength >= 0.7
        return opening.strength >= 0.7 and opening.page_number == 1 and _has_counted(before, page_before)
    if current.kind in _ABSORBING:
        bills = opening.kind in _BILLS and current.kind != Kind.STAFF_REPORT
        return bills and opening.number is not None and opening.strength >= _PLAIN
    if opening.kind == current.kind:
        if opening.kind not in SINGLE:
            return opening.kind in (Kind.RECORDS_LETTER, Kind.OTHER) and opening.strength >= 0.8
        if opening.number and current.number:
            return opening.number != current.number
        return bool(opening.page_of and opening.page_of[0] == 1 and opening.strength >= 0.8)
    if current.kind in (None, Kind.OTHER):
        return opening.kind != Kind.OTHER and opening.strength >= 0.7
    if opening.is_memo:
        return True
    if opening.kind in (Kind.OTHER, Kind.AGREEMENT, Kind.CONTRACT) and current.kind in SINGLE:
        return (
            opening.page_of is not None
            and opening.page_of[0] == 1
            and opening.strength >= 0.9
            and current.page_of is not None
        )
    return opening.strength >= 0.7


_ORDER_FORM = re.compile(r"\border\s+form\b|\bthis\s+(?:order|agreement)\b", re.I)
_SIGNED_ON = re.compile(
    r"\bdate(?:\s+signed)?\s*:\s*(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4})", re.I
)


#: A line on which somebody signs: ``By: Ellen Mora``, ``Signed for Customer: Dana Whit, Chief``.
_SIGNS = re.compile(
    r"^\W*(?:by|signature|signed|(?:signed|accepted|agreed|executed)\b[^:]{0,60})\s*:\s*(?:/s/\s*)?[A-Z]\w*[. ]", re.I
)


def _is_signed_by_both(pages: Sequence[Page]) -> bool:
    """Whether two people signed an order form, each with the day: then both sides are bound.

    Their days stand side by side on a row, or each in the rows of its own signature.
    """
    rows = [line.text for page in pages for line in page.lines]
    if not any(_ORDER_FORM.search(row) for row in rows):
        return False
    signing = any(re.match(r"\W*(?:by|signature|signed)\s*:", row, re.I) for row in rows)
    if signing and any(len(_SIGNED_ON.findall(row)) >= 2 for row in rows):
        return True
    signed = [at for at, row in enumerate(rows) if _SIGNS.match(row)]
    own = [rows[at : min(at + 4, after)] for at, after in pairwise([*signed, len(rows)])]
    return sum(any(_SIGNED_ON.search(row) for row in lines) for lines in own) >= 2


def _settled_kind(kind: Kind, pages: Sequence[Page]) -> Kind:
    """The kind seen over the whole paper: air time is no purchase of goods, an agreement without any price no
    contract."""
    if kind in (Kind.INVOICE, Kind.CONTRACT, Kind.QUOTE, Kind.PURCHASE_ORDER) and is_air_time(pages):
        return Kind.OTHER
    if kind == Kind.FEE_INVOICE and bills_a_body(pages):
        return Kind.INVOICE
    if kind == Kind.QUOTE and _is_signed_by_both(pages):
        return Kind.CONTRACT
    if kind == Kind.CONTRACT:
        text = "\n".join(page.text for page in pages)
        amounts = [match[0] for match in _MONEY_TALK.finditer(text)]
        if (
            not amounts
            and re.search(r"\bagreement\b", text, re.I)
            and not re.search(r"\bcontract\b.{0,20}\b(?:no|number|#)|compensation|contract total", text, re.I)
        ):
            return Kind.AGREEMENT
    return kind
