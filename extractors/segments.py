"""A document cut into its papers, and the kind of each.

A page starts a paper when its title and its labels say so. A new paper begins where the kind changes, the number
changes, or pages count from 1 again; contracts, grants, resolutions and staff reports keep their exhibits. What
starts nothing (terms, remittance slips, exemption certificates) belongs to the paper before it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from extractors.columns import find_headers
from extractors.fields import pick
from extractors.labels import Form, find_labels
from extractors.layouts.broadcast import is_broadcast
from extractors.paper import Line, Page, Paper
from extractors.values import find_dates, find_money
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
_SINGLE = frozenset({Kind.INVOICE, Kind.PURCHASE_ORDER, Kind.QUOTE, Kind.REQUISITION, Kind.FEE_INVOICE})
_NUMBER = {
    Kind.INVOICE: {"invoice_number": 1.0},
    Kind.FEE_INVOICE: {"invoice_number": 1.0},
    Kind.PURCHASE_ORDER: {"own_po_number": 1.0},
    Kind.QUOTE: {"quote_number": 1.0},
    Kind.REQUISITION: {"requisition_number": 1.0},
}
_SIGNATURES: Mapping[Kind, Mapping[str, float]] = {
    Kind.INVOICE: {"invoice_number": 0.3, "invoice_date": 0.25, "due_date": 0.1, "remit_to": 0.1, "bill_to": 0.1},
    Kind.PURCHASE_ORDER: {"own_po_number": 0.2, "po_date": 0.2, "vendor": 0.15, "ship_to": 0.1},
    Kind.QUOTE: {"quote_number": 0.3, "quote_date": 0.2},
    Kind.REQUISITION: {"requisition_number": 0.3},
}
_RECORDS = re.compile(
    r"public\s+records?\s+(?:act\s+|law\s+)?request|records\s+request|\bPRA\s+request|FOIA|"
    r"freedom\s+of\s+information|open\s+records|public\s+disclosure\s+request|\bCPRA\b|"
    r"public\s+records\s+act",
    re.I,
)
_FEE = re.compile(
    r"research fee|copies|copy fee|per page|staff time|redaction|duplication|records?\s+request|"
    r"pages?\b.{0,30}\$|responsive",
    re.I,
)
_LETTER = re.compile(
    r"^(?:dear\b|to whom it may concern|re\s*:|mr\.|ms\.|mrs\.)|^sent via|^via e-?mail|notice of response", re.I | re.M
)
_EMAIL = re.compile(r"^(?:from|sent|to|cc|subject|date)\s*:", re.I | re.M)
_PAGE_OF = re.compile(r"\b(?:page\s*:?\s*)?(\d{1,3})\s*(?:of|/)\s*(\d{1,3})\b", re.I)
_MONEY_TALK = re.compile(r"\$\s?\d[\d,]*(?:\.\d\d)?")
_CONTRACTING = re.compile(
    r"\bby\s+and\s+between\b|\bbetween\s*:|\bthis\s+(?:agreement|contract)\b|\bcontract\s+(?:no\.?|number|"
    r"id|dates?|total|amount|period|#)|\beffective\s+date|\bcontractor\s*:|\bvendor\s*:",
    re.I,
)
_FILE = re.compile(
    r"\b(?:file\s*#|in control|on agenda|final action|file created|version|agenda date|sponsors)\s*:", re.I
)
_SUBJECT = re.compile(r"^\W*subject\s*:", re.I)
_START = 0.55

Scores = defaultdict[Kind, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """One paper of a document: its kind, its first and last page (from 1, inclusive), and how sure its kind is."""

    kind: Kind
    first: int
    last: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page says if a paper starts on it: the best kind, how strongly, its number, and its place in a page
    count."""

    kind: Kind | None
    strength: float
    number: str | None
    page_of: tuple[int, int] | None
    is_memo: bool = False


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
        elif not starts or _starts_anew(opening, starts[-1][1], openings[index - 1]):
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


def _starts_anew(opening: Opening, current: Opening, before: Opening) -> bool:
    """Whether a page starts a new paper after the pages of the `current` one."""
    if opening.kind is None or opening.strength < _START:
        return False
    if (
        opening.page_of
        and opening.page_of[0] > 1
        and (before.page_of is None or before.page_of[0] == opening.page_of[0] - 1)
    ):
        return False
    if current.kind in _ABSORBING:
        return False
    if opening.kind == current.kind:
        if opening.kind not in _SINGLE:
            return opening.kind in (Kind.RECORDS_LETTER, Kind.OTHER) and opening.strength >= 0.8
        if opening.number and current.number:
            return opening.number != current.number
        return bool(opening.page_of and opening.page_of[0] == 1 and opening.strength >= 0.8)
    if current.kind in (None, Kind.OTHER):
        return opening.kind != Kind.OTHER and opening.strength >= 0.7
    if opening.is_memo:
        return True
    if opening.kind in (Kind.OTHER, Kind.AGREEMENT, Kind.CONTRACT) and current.kind in _SINGLE:
        return (
            opening.page_of is not None
            and opening.page_of[0] == 1
            and opening.strength >= 0.9
            and current.page_of is not None
        )
    return opening.strength >= 0.7


def read_opening(page: Page) -> Opening:
    """What kind of paper starts on a page, judged by titles, labels and turns of phrase."""
    if len(page.words) < 4:
        return Opening(None, 0.0, None, None)
    headers = {row for header in find_headers(page.lines) for row in range(header.first, header.last + 1)}
    scores = _title_scores(page, headers)
    meanings = Counter(label.meaning for label in find_labels(page) if label.row not in headers)
    for kind, signature in _SIGNATURES.items():
        scores[kind] += sum(weight for meaning, weight in signature.items() if meanings[meaning])
    _score_phrases(page, scores)
    _score_tables(page, scores)
    kind = max(scores, key=lambda kind: scores[kind])
    strength = scores[kind]
    if strength < 0.4:
        return Opening(None, strength, None, _page_of(page))
    number = None
    if kind in _NUMBER:
        value = pick(Form.of([page]), _NUMBER[kind], "number")
        number = re.sub(r"\W", "", value.value).lstrip("0") if value else None
    is_memo = kind == Kind.OTHER and _is_memo("\n".join(line.text for line in page.lines[:30]))
    return Opening(kind, strength, number, _page_of(page), is_memo)


@cache
def _titles() -> tuple[Mapping[str, Kind], tuple[tuple[str, Kind], ...]]:
    table = yaml.safe_load(Path(__file__).with_name("titles.yml").read_text(encoding="utf-8"))
    whole = {phrase.strip(): Kind(kind) for kind, entry in table.items() for phrase in entry["whole"].split("|")}
    ends = [(phrase.strip(), Kind(kind)) for kind, entry in table.items() for phrase in entry["ends"].split("|")]
    return whole, tuple(sorted(ends, key=lambda pair: -len(pair[0])))


def _title_scores(page: Page, headers: Set[int]) -> Scores:
    """How strongly the lines in the upper part of a page name each kind. The rows of `headers` name columns instead."""
    heights = sorted(word.height for word in page.words)
    median = heights[len(heights) // 2]
    best: Scores = defaultdict(float)
    rank = 0
    for row, line in enumerate(page.lines):
        if line.box[1] > 0.5 * page.height or rank > 24:
            break
        rank += 1
        if row in headers or _SUBJECT.match(line.text):  # what a memo is about is not what it is
            continue
        for cell in (line, *line.segments) if len(line.segments) > 1 else (line,):
            hit = _title(cell)
            if hit is None:
                continue
            kind, strength = hit
            strength -= 0.25 if ":" in cell.text else 0.0  # a label with its value names a number, not the paper
            tall = max(word.height for word in cell.words) / max(median, 1.0)
            strength += 0.2 if tall >= 1.25 else 0.0
            strength -= 0.012 * rank
            best[kind] = max(best[kind], strength)
    return best


def _title(cell: Line) -> tuple[Kind, float] | None:
    """The kind that a line or cell names, and how plainly."""
    words = _joined_letters([word.text for word in cell.words])
    if not 1 <= len(words) <= 12:
        return None
    text = " ".join(words).lower().replace("’", "'").strip(" .:-–—*_#")
    bare = re.sub(r"\s*(?:#|\bno\.?|\bnumber|\bn°)\s*:?\s*[\w-]*\d.*$", "", text).strip(" .:-–—*_")
    whole, ends = _titles()
    if text in whole:
        return whole[text], 0.75
    if bare in whole:  # contracts are cited by number, other papers print theirs beside their name
        return whole[bare], 0.55 if whole[bare] == Kind.CONTRACT else 0.75
    text = bare
    capitals = sum(word[:1].isupper() or not word[:1].isalpha() for word in words) >= 0.7 * len(words)
    pieces = [piece.strip(".:,;") for piece in text.split()]
    for length in range(min(6, len(pieces)), 0, -1):
        phrase = " ".join(pieces[:length])
        if (
            phrase in whole
            and len(pieces) <= length + 5
            and (length > 1 or len(pieces) <= 3)
            and (capitals or length > 1)
        ):
            return whole[phrase], (0.6 if capitals else 0.4) + 0.03 * length
    if capitals and len(words) <= 10:
        for phrase, kind in ends:
            if re.search(rf"(?:^|\s){re.escape(phrase)}$", text):
                return kind, 0.6 + 0.03 * len(phrase.split())
    return None


def _joined_letters(words: Sequence[str]) -> list[str]:
    """``I N V O I C E`` as one word."""
    if len(words) >= 4 and sum(len(word) == 1 for word in words) >= 0.9 * len(words):
        return ["".join(words)]
    return list(words)


def _score_phrases(page: Page, scores: Scores) -> None:
    """Letters, e-mails, fee invoices and grants by their turns of phrase."""
    head = "\n".join(line.text for line in page.lines if line.box[1] < 0.6 * page.height)
    records = len(_RECORDS.findall(page.text))
    if records and _LETTER.search(head):
        scores[Kind.RECORDS_LETTER] += 0.75 + 0.05 * min(records, 3)
    headers = {match[0].lower().rstrip(": ") for match in _EMAIL.finditer(head)}
    addressed = re.search(r"^(?:from|to|cc)\s*:.*(?:@|<)", head, re.I | re.M)
    if ({"from", "to"} <= headers and ("sent" in headers or addressed)) or re.search(r"^\d+ messages?$", head, re.M):
        scores[Kind.EMAIL] += 0.85
    elif _is_memo(head):  # a memorandum, unless its title says that it is a report to a council
        scores[Kind.STAFF_REPORT if scores[Kind.STAFF_REPORT] >= 0.6 else Kind.OTHER] += 0.85
    bills = scores[Kind.INVOICE] > 0 or re.search(r"\binvoice\b", page.text, re.I)
    if bills and records and (_FEE.search(page.text) or records > 1) and not scores[Kind.RECORDS_LETTER] > 0.9:
        scores[Kind.FEE_INVOICE] += max(scores[Kind.INVOICE], 0.6) + 0.3
    if (
        re.search(r"\bgrant(?:ee|or)?\b", head, re.I)
        and scores[Kind.CONTRACT] > 0
        and re.search(r"\bgrant agreement\b|\bgrantee\b|\bgrantor\b", page.text, re.I)
    ):
        scores[Kind.GRANT] += scores[Kind.CONTRACT] + 0.1
    if scores[Kind.AMENDMENT] and re.search(r"\b(?:hereby\s+)?amend(?:s|ed|ment)\b", page.text, re.I):
        scores[Kind.AMENDMENT] += 0.25
    if scores[Kind.CONTRACT]:
        scores[Kind.CONTRACT] += 0.2 if _CONTRACTING.search(page.text) else -0.35
    if re.search(r"\blegistar\b", page.text, re.I) or len(_FILE.findall(head)) >= 3:
        scores[Kind.STAFF_REPORT] += 0.6
    if re.search(r"\b(?:whereas|be it resolved|resolution of the)\b", page.text, re.I) and scores[Kind.RESOLUTION]:
        scores[Kind.RESOLUTION] += 0.25


def _is_memo(head: str) -> bool:
    """Whether a page's head is that of an office memorandum: to whom, from whom, the subject."""
    return bool(
        re.search(r"^\W*subject\s*:", head, re.M | re.I) and re.search(r"^\W*(?:TO|FROM|To|From)\w?\b", head, re.M)
    )


def _score_tables(page: Page, scores: Scores) -> None:
    """Pages full of payments: a header with payees or check numbers over many rows of amounts."""
    if sum(scores[kind] > 0.7 for kind in _SINGLE):
        return
    rows = [line for line in page.lines if len(line.words) >= 2 and find_money(line.words[-4:])]
    if len(rows) < 8:
        return
    dated = sum(1 for line in rows if find_dates(line.words[:6]))
    for header in find_headers(page.lines):
        roles = {column.role for column in header.columns}
        if header.is_summary or len([row for row in rows if row.box[1] > page.lines[header.last].box[1]]) < 8:
            continue
        checks = any(
            column.role == "number" and re.search(r"check|warrant|chk|eft|payment|number|#|no\b", column.text, re.I)
            for column in header.columns
        )
        if checks and "date" in roles and dated >= 0.5 * len(rows):
            scores[Kind.REGISTER] += 0.75
        elif "payee" in roles and "amount" in roles:
            scores[Kind.PAYMENT_LISTING] += 0.7


def _page_of(page: Page) -> tuple[int, int] | None:
    """``Page 2 of 5`` in the margins of a page."""
    for line in (*page.lines[:6], *page.lines[-5:]):
        for match in _PAGE_OF.finditer(line.text):
            one, of = int(match[1]), int(match[2])
            if 1 <= one <= of and ("page" in match[0].lower() or " of " in match[0].lower()):
                return one, of
    return None


def _settled_kind(kind: Kind, pages: Sequence[Page]) -> Kind:
    """The kind seen over the whole paper: air time is no purchase of goods, an agreement without any price no
    contract."""
    if kind in (Kind.INVOICE, Kind.CONTRACT, Kind.QUOTE, Kind.PURCHASE_ORDER) and is_broadcast(pages):
        return Kind.OTHER
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
