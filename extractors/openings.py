"""What a page says if a paper starts on it: its kind, how strongly, its number, and its place in a page count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from extractors.check_copies import is_check_copy
from extractors.columns import headers_of, stacked_heads
from extractors.correspondence import is_letter
from extractors.fields import pick
from extractors.hinted import Hinted
from extractors.labels import Form, find_labels
from extractors.listing_heads import head_lines, printed_period
from extractors.listing_table import names_payees
from extractors.mailed import is_mailed
from extractors.paper import Line, Page
from extractors.slips import is_slip_or_form
from extractors.titles import Scores, title_scores
from extractors.untitled import is_slip, is_untitled_invoice
from extractors.values import find_dates, find_money
from extractors.words import read_words
from watchbill.model import Kind

#: Kinds of one paper each: their number or their page count tells one from the next.
SINGLE = frozenset({Kind.INVOICE, Kind.PURCHASE_ORDER, Kind.QUOTE, Kind.REQUISITION, Kind.FEE_INVOICE})
#: The score of a title that is no caption.
_TITLED = 0.55
#: Kinds of payments row by row: their period tells one from the next.
LISTINGS = frozenset({Kind.REGISTER, Kind.PAYMENT_LISTING})
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
_RECORDS = Hinted(
    r"public\s+records?\s+(?:act\s+|law\s+)?request|records\s+request|\bPRA\s+request|FOIA|"
    r"freedom\s+of\s+information|open\s+records|public\s+disclosure\s+request|\bCPRA\b|"
    r"public\s+records\s+act|access\s+to\s+information|right[\s-]to[\s-]know|\bFOIL\b|"
    r"\bOPRA\b|\bGRAMA\b|\bRTKL\b|\bIPRA\b|public\s+information\s+(?:act|request)|sunshine\s+law|"
    r"public\s+records?\s+disclosure|\binvoice\s+for\s+(?:public\s+)?records\b|public\s+records\s+(?:fee|invoice|cost|charge)s?\b|"
    r"(?:before|until)\s+(?:the\s+|any\s+)?records\s+(?:are|will\s+be|can\s+be)\s+released",
    "public record|records request|pra request|foia|freedom of information|open records|disclosure request|cpra"
    "|access to information|to know|to-know|foil|opra|grama|rtkl|ipra|public information|sunshine law|for records"
    "|released",
)
_FEE = re.compile(
    r"research fee|copies|copy fee|per page|staff time|redaction|duplication|records?\s+request|"
    r"pages?\b.{0,30}\$|responsive",
    re.I,
)
_LETTER = Hinted(
    r"^(?:dear\b|to whom it may concern|re\s*:|mr\.|ms\.|mrs\.)|^sent via|^via e-?mail|notice of response",
    "dear|to whom it may concern|re:|re :|mr.|ms.|mrs.|sent via|via e|notice of response",
    flags=re.I | re.M,
)
_EMAIL = re.compile(r"^(?:from|sent|to|cc|subject|date)\s*:", re.I | re.M)
_PAGE_OF = re.compile(r"\b(?:page\s*:?\s*)?(\d{1,3})\s*(?:of|/)\s*(\d{1,3})\b", re.I)
_PAGE_NUMBER = re.compile(r"\bpage\s*(?:no\.?|#)?\s*:?\s*(\d{1,4})\b(?!\s*/\s*\d+/)", re.I)
_CONTRACTING = re.compile(
    r"\bby\s+and\s+between\b|\bbetween\s*:|\bthis\s+(?:agreement|contract)\b|\bcontract\s+(?:no\.?|number|"
    r"id|dates?|total|amount|period|#)|\b(?:lessor|lessee|licensor|licensee)\b|\beffective\s+date|\bcontractor\s*:|\bvendor\s*:",
    re.I,
)
_SOFTWARE = [name.strip() for name in read_words(Path(__file__).with_suffix(".yml"))["agenda_software"].split("|")]
_AGENDA_SOFTWARE = Hinted(rf"\b(?:{'|'.join(_SOFTWARE)})\b", "|".join(_SOFTWARE), flags=re.NOFLAG)
_FILE = Hinted(
    r"\b(?:file\s*(?:#|number|no\.?)|in control|on agenda|final action|file created|version|agenda date|sponsors)\s*:",
    "file|in control|on agenda|final action|version|agenda date|sponsors",
)
#: The address of a memorandum to those who vote.
_TO_A_BODY = Hinted(
    r"^\W*to\s*:?\s+(?:the\s+)?(?:honou?rable\s+)?.{0,60}\b(?:council|board|commission(?:ers)?|trustees|supervisors|"
    r"aldermen|selectmen|select\s*board|committee)\b",
    "council|board|commission|trustees|supervisors|aldermen|selectmen|committee",
    flags=re.I | re.M,
)
_ASKS = re.compile(
    r"\brecommend(?:ed|ation|s|ing)?\b|"
    r"\b(?:approv(?:e|ing|al\s+of)|authori[sz](?:e|ing)|adopt(?:ing)?)\b.{0,80}\b(?:purchase|contract|agreement|resolution)\b",
    re.I,
)
#: Headings of such papers, beside the one over what is recommended.
_PARTS = (
    r"(?:fiscal|financial|budget(?:ary)?|resource)\s+(?:impact|implications?|analysis|considerations?)|funding\s+source|cost",
    r"background|discussion|summary\s+statement|summary|analysis|justification|executive\s+summary",
    r"attachments?|alternatives?|environmental\s+(?:review|determination)|prepared\s+by|clearances?",
)
_RECOMMENDS = Hinted(r"^\W*(?:staff\s+)?recommend(?:ation|ed)\b", "recommend", flags=re.I | re.M)
_SUBJECT = Hinted(r"^\W*subject\s*:", "subject", flags=re.I | re.M)
#: What a column of a register's numbers is called, where each is that of a payment.
_PAYS = re.compile(r"\b(?:check|chk|ck|warrant|wrnt)\b", re.I)
#: How accounting programs name the sort of a payment in the first column, and the number of one; so many rows tell.
_TYPE_OF_ROW = re.compile(r"\W*(?:check|chk|paycheck|warrant|eft|ach|bill\s+pmt|bill\s+payment)\b", re.I)
_CHECK_NUMBER, _TYPED_ROWS = re.compile(r"[A-Z]{0,3}\d{3,8}"), 6
#: A letter about a trial or a loan, and what it asks for: a signature. Then it binds both.
_TRIES = re.compile(
    r"^\W*(?:re|subject|regarding)\s*:.*\b(?:pilot|trial|evaluation|demonstration|loan|donation|data\s+sharing|confidentiality)\b",
    re.I | re.M,
)
_TO_SIGN = re.compile(
    r"\b(?:sign(?:ing|ed)?|countersign\w*)\b[^.]{0,60}\b(?:below|accept|agree|return|copy|acknowledg)|^\W*(?:agreed|accepted|acknowledged)"
    r"\b[^.\n]{0,40}:",
    re.I | re.M,
)
#: What a letter says that gives something away.
_GIVES = re.compile(r"\b(?:donat(?:es?|ed|ion|ing)|gifts?\s+(?:of|to)|the\s+gift|in-kind\s+contribution)\b", re.I)
#: What a clerk writes of one motion: who moved it, how they voted, that it was adopted.
_MOVED = Hinted(
    r"\b(?:on|upon)\s+(?:a\s+|the\s+)?motion\s+(?:of|by|made\s+by|duly)\b|\bmotion\s+(?:was\s+made\s+)?by\b|\bmoved\s+by\b",
    "motion|moved",
)
_VOTED = re.compile(r"\b(?:ayes?|yeas?)\b\s*:[^:]{1,200}?\b(?:noes|nays?)\b\s*:", re.I | re.S)
_ADOPTED = re.compile(r"\b(?:adopted|approved|carried|passed|so\s+ordered)\b", re.I)
_SECRECY = re.compile(r"\bnon-?disclosure\s+agreement\b|\bconfidentiality\s+agreement\b", re.I)
_NOT_DISCLOSE = re.compile(
    r"\b(?:will|shall|agrees?\s+to)\s+not\s+(?:\w+,?\s+){0,3}disclose|\bnot\s+to\s+disclose\b|"
    r"\bcomplete\s+this\s+non-?disclosure\b|\bnot\s+distribute,?\s+(?:or\s+)?disclose",
    re.I,
)
#: Captions of the forms on which the federal government and states award grants; two of them on a page tell.
_AWARD_FORM = Hinted(
    r"\bamount\s+of\s+this\s+award\b|\bfederal\s+award\s+identification\b|\bgrantee\s+acceptance\b|"
    r"\b(?:sub)?recipient\s+name\b|\bstatutory\s+authority\s+for\s+grant\b|\btotal\s+award\b|\bnon-?federal\s+match\b",
    "this award|award identification|grantee acceptance|recipient name|for grant|total award|federal match",
)
_GRANTED = re.compile(
    r"\b(?:approved|selected)\s+(?:the\s+|your\s+)?(?:\w+\s+){0,3}application\b[^.]{0,160}\b(?:award|grant|funding)\b|"
    r"\b(?:pleased|happy|delighted|congratulations?)\b[^.]{0,140}\b(?:award(?:ed)?|grant(?:ed)?)\b[^.]{0,160}(?:\$|£|€|\bgrant\b|\bfunding\b)"
    r"|^\W*(?:re|subject)\s*:.*\b(?:(?:sub-?)?grant\s+award|award\s+of\s+grant|notice\s+of\s+(?:sub-?)?(?:grant|subaward)|grant\s+approval)\b"
    r"|\bapplication\b[^.]{0,100}\b(?:grant|funds|funding)\b[^.]{0,60}\b(?:has|have)\s+been\s+(?:approved|selected|funded)\b"
    r"|\b(?:trustees|directors|foundation)\s+(?:have\s+|has\s+)?(?:voted|approved|awarded|made)\s+(?:you\s+)?(?:a|the)\s+grant\s+of\b"
    r"|\b(?:has|have)\s+been\s+(?:awarded|selected\s+(?:for|to\s+receive))\b[^.]{0,80}\b(?:grant|funding)\b",
    re.I | re.M,
)


#: A letter that renews or extends a contract.
_RENEWS = re.compile(
    r"^\W*(?:re|subject)\s*:\s*(?:\w+\s+){0,3}(?:renewal|extension)\s+(?:of|to|for)\s+(?:the\s+)?(?:\w+\s+){0,2}(?:contract|agreement)\b"
    r"|\bexercis\w+\s+(?:\w+\s+){0,8}(?:options?|renewals?)\b[^.]{0,60}\b(?:renew|extend)",
    re.I | re.M,
)
#: What only an offer says of itself.
_OFFERS = Hinted(
    r"\b(?:this|our|the\s+above)\s+(?:price\s+)?(?:quote|quotation|proposal|estimate|offer|pricing)\s+(?:is|will\s+be|remains?|shall\s+be)"
    r"\s+(?:good|valid|firm|honou?red|effective)\s+(?:for|until|through|thru|to)\b"
    r"|\b(?:quote|quotation|prices?|pricing)\s+(?:is|are)\s+(?:good|valid|firm)\s+for\s+(?:\w+\s+)?\(?\d+\)?\s+days",
    "quot|proposal|estimate|offer|pric",
    "good|valid|firm|honored|honoured|effective",
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page says if a paper starts on it: the best kind, how strongly, its number, and its place in a page
    count, of which listings may print only the page's own number."""

    kind: Kind | None
    strength: float
    number: str | None
    page_of: tuple[int, int] | None
    is_memo: bool = False
    is_letter: bool = False
    is_enclosed: bool = False  # a check or a slip that goes with the paper before it
    page_number: int | None = None


def read_opening(page: Page) -> Opening:
    """What kind of paper starts on a page, judged by titles, labels and turns of phrase."""
    if len(page.words) < 4:
        return Opening(None, 0.0, None, None)
    if is_check_copy(page):
        return Opening(Kind.OTHER, 0.9, None, None, is_enclosed=True)
    headers = {row for header in headers_of(page) for row in range(header.first, header.last + 1)}
    stacked = stacked_heads(page.lines)
    headers |= stacked
    scores = title_scores(page, headers)
    titled = dict(scores)
    if max((titled.get(kind, 0.0) for kind in SINGLE), default=0.0) < _TITLED and is_slip_or_form(page):
        return Opening(Kind.OTHER, 0.9, None, _page_of(page), is_enclosed=True)
    meanings = Counter(label.meaning for label in find_labels(page) if label.row not in headers)
    for kind, signature in _SIGNATURES.items():
        scores[kind] += sum(weight for meaning, weight in signature.items() if meanings[meaning])
    offered = {label.phrase for label in find_labels(page) if label.phrase.startswith(("quote ", "quotation "))}
    scores[Kind.QUOTE] += 0.25 if len(offered) >= 2 else 0.0
    _score_phrases(page, scores)
    _score_tables(page, scores, titled)
    scores[Kind.PAYMENT_LISTING] += 0.7 if stacked and not titled else 0.0
    if scores[Kind.INVOICE] < 0.72 and is_untitled_invoice(page, titled, scores):
        scores[Kind.INVOICE] = max(0.72, *scores.values())
        scores.pop(Kind.PURCHASE_ORDER, None)
    if scores[Kind.INVOICE] >= 0.4 and is_slip(page, titled):
        scores[Kind.INVOICE] = 0.0
    kind = max(scores, key=lambda kind: scores[kind])
    strength = scores[kind]
    if strength < 0.4:
        return Opening(None, strength, None, _page_of(page), is_letter=is_letter(page))
    number = None
    if kind in _NUMBER:
        value = pick(Form.of([page]), _NUMBER[kind], "number")
        number = re.sub(r"\W", "", value.value).lstrip("0") if value else None
    elif kind in LISTINGS and (days := printed_period(head_lines(page))):
        number = "/".join(day.value for day in days)  # a listing is known by its period
    is_memo = kind == Kind.OTHER and _is_memo("\n".join(line.text for line in page.lines[:30]))
    return Opening(
        kind, strength, number, _page_of(page), is_memo, page_number=_page_number(page) if kind in LISTINGS else None
    )


def _score_phrases(page: Page, scores: Scores) -> None:
    """Letters, e-mails, fee invoices and grants by their turns of phrase."""
    head = "\n".join(line.text for line in page.lines if line.box[1] < 0.6 * page.height)
    plain = page.text.lower()
    in_letter = _LETTER.search(head, page.small) is not None
    of_records = _RECORDS.may_match(page.small)
    bills = of_records and (scores[Kind.INVOICE] > 0 or re.search(r"\binvoice\b", plain))
    records = _RECORDS.count(page.text, page.small) if in_letter or bills else 0
    if records and in_letter:
        scores[Kind.RECORDS_LETTER] += 0.75 + 0.05 * min(records, 3)
    headers = {match[0].lower().rstrip(": ") for match in _EMAIL.finditer(head)}
    if _has_headers(headers, head) or is_mailed(page):
        scores[Kind.EMAIL] += 0.85
    elif _asks_a_body(head, page):  # whatever its title is: many are headed MEMORANDUM
        scores[Kind.STAFF_REPORT] += max(0.9, scores[Kind.OTHER] + 0.05)
    elif _is_memo(head):  # a memorandum, unless its title says that it is a report to a council
        scores[Kind.STAFF_REPORT if scores[Kind.STAFF_REPORT] >= 0.6 else Kind.OTHER] += 0.85
    if bills and records and (_FEE.search(page.text) or records > 1) and not scores[Kind.RECORDS_LETTER] > 0.9:
        scores[Kind.FEE_INVOICE] += max(scores[Kind.INVOICE], 0.6) + 0.3
    if (
        "grant" in plain
        and re.search(r"\bgrant(?:ee|or)?\b", head, re.I)
        and scores[Kind.CONTRACT] > 0
        and re.search(r"\bgrant agreement\b|\bgrantee\b|\bgrantor\b", page.text, re.I)
    ):
        scores[Kind.GRANT] += scores[Kind.CONTRACT] + 0.1
    if scores[Kind.AMENDMENT] and re.search(r"\b(?:hereby\s+)?amend(?:s|ed|ment)\b", page.text, re.I):
        scores[Kind.AMENDMENT] += 0.25
    if scores[Kind.CONTRACT]:
        scores[Kind.CONTRACT] += 0.2 if _CONTRACTING.search(page.text) else -0.35
    if in_letter and _SECRECY.search(page.text) and _NOT_DISCLOSE.search(page.text):
        scores[Kind.AGREEMENT] += 0.8
    if in_letter and _RENEWS.search(page.text):
        scores[Kind.AMENDMENT] += 0.8
    if in_letter and (_TRIES.search(head) or len(_GIVES.findall(page.text)) >= 2) and _TO_SIGN.search(page.text):
        scores[Kind.AGREEMENT] += 0.8
    if _is_one_motion(page):
        scores[Kind.RESOLUTION] += 0.75
    if (in_letter and _GRANTED.search(page.text)) or _AWARD_FORM.count(page.text, page.small) >= 2:
        scores[Kind.GRANT] += 0.8
    if _AGENDA_SOFTWARE.search(plain, plain) or _FILE.count(head, page.small) >= 3:
        scores[Kind.STAFF_REPORT] += 0.6
    has_money = _OFFERS.search(page.text, page.small) and find_money(
        [word for line in page.lines for word in line.words]
    )
    if has_money and max(scores.values(), default=0.0) < 0.4:  # a letter with prices, without any title
        scores[Kind.QUOTE] += 0.75
    if scores[Kind.RESOLUTION] and re.search(r"\b(?:whereas|be it resolved|resolution of the)\b", plain):
        scores[Kind.RESOLUTION] += 0.25


def _has_headers(headers: Set[str], head: str) -> bool:
    """Whether a page's head prints the headers of an e-mail, in lines of their own."""
    if {"sent", "to"} <= headers and ("from" in headers or "@" in head):
        return True
    if {"from", "to", "subject", "date"} <= headers and re.search(r"^date\s*:.*\d:\d\d", head, re.I | re.M):
        return True
    if {"from", "to"} <= headers and re.search(r"^(?:from|to|cc)\s*:.*(?:@|<)", head, re.I | re.M):
        return True
    return " message" in head and re.search(r"^\d+ messages?$", head, re.M) is not None


def _is_one_motion(page: Page) -> bool:
    """Whether a page records one motion of a body and its vote; the minutes of a whole meeting record many."""
    text = page.text
    return bool(_MOVED.count(text, page.small) == 1 and len(_VOTED.findall(text)) == 1 and _ADOPTED.search(text))


def _is_memo(head: str) -> bool:
    """Whether a page's head is that of an office memorandum: to whom, from whom, the subject."""
    return bool(_SUBJECT.search(head, head.lower()) and re.search(r"^\W*(?:TO|FROM|To|From)\w?\b", head, re.M))


def _asks_a_body(head: str, page: Page) -> bool:
    """Whether a memorandum is addressed to a governing body, which it asks to approve something."""
    text = page.text
    if _TO_A_BODY.search(head, page.small) and re.search(r"^\W*from\b", head, re.I | re.M) and _ASKS.search(text):
        return True
    if not _RECOMMENDS.search(text, page.small):
        return False
    parts = sum(bool(re.search(rf"^\W*(?:\d\.?\s*)?(?:{part})\b", text, re.I | re.M)) for part in _PARTS)
    return bool(parts >= 2 or (parts and re.search(r"\bhonou?rable\b", head, re.I)))


def _score_tables(page: Page, scores: Scores, titles: Mapping[Kind, float]) -> None:
    """Pages full of payments: a header with payees or check numbers over many rows of amounts. An invoice's labels in
    the rows (``Invoice: 374674``) do not outweigh the title of a listing.

    Two rows are enough under a header that says all of it: check number, date, payee and amount; four without the date.
    """
    single, listed = (max(titles.get(kind, 0.0) for kind in kinds) for kinds in (SINGLE, LISTINGS))
    if listed <= single and any(scores[kind] > 0.7 for kind in SINGLE):
        return
    headers = headers_of(page)
    amounts_first = any(header.columns[0].role == "amount" for header in headers)
    ends = slice(0, 3) if amounts_first else slice(-4, None)
    rows = [line for line in page.lines if len(line.words) >= 2 and find_money(line.words[ends])]
    if len(rows) < 2:
        return
    are_dated = _are_dated(rows)
    if len(rows) >= _TYPED_ROWS and sum(map(_is_typed_check, rows)) >= 0.7 * len(rows):
        scores[Kind.REGISTER] += 0.75
    for header in headers:
        roles = {column.role for column in header.columns}
        checks = any(
            column.role == "number" and re.search(r"check|warrant|chk|eft|payment|number|#|no\b", column.text, re.I)
            for column in header.columns
        )
        pays = any(column.role == "number" and _PAYS.search(column.text) for column in header.columns)
        least = (
            2 if checks and {"date", "payee", "amount"} <= roles else 4 if pays and {"payee", "amount"} <= roles else 8
        )
        below = sum(row.box[1] > page.lines[header.last].box[1] for row in rows)
        if header.is_summary or below < least:
            continue
        named = "payee" in roles or names_payees(header.columns)
        if checks and "date" in roles and are_dated:
            titled = scores[Kind.PAYMENT_LISTING] >= 0.6 and not scores[Kind.REGISTER]
            scores[Kind.PAYMENT_LISTING if titled else Kind.REGISTER] += 0.75
        elif pays and named and "amount" in roles:
            scores[Kind.REGISTER] += 0.72
        elif named and "amount" in roles:
            scores[Kind.PAYMENT_LISTING] += 0.7


def _are_dated(rows: Sequence[Line]) -> bool:
    """Whether half of the rows bear a day, or half of those that end where the first dated one ends: lines of accounts
    may stand under each."""
    dated = [row for row in rows if find_dates(row.words[:6])]
    edge = dated[0].words[-1].x1 if dated else 0.0
    own = sum(abs(row.words[-1].x1 - edge) <= 8 for row in rows)
    return 2 * len(dated) >= min(len(rows), max(own, len(rows) / 2))


def _is_typed_check(line: Line) -> bool:
    """Whether a row says of itself that it is a check, with its day and number: ``Check | 01/05/2015 | 17789 | …``."""
    first = line.words[0].text
    return bool(
        _TYPE_OF_ROW.match(first if len(line.words) < 3 else f"{first} {line.words[1].text}")
        and find_dates(line.words[1:7])
        and any(_CHECK_NUMBER.fullmatch(word.text) for word in line.words[1:])
    )


def _page_number(page: Page) -> int | None:
    """``Page 2`` or ``Page: 2`` in the margins of a page, where one number stands there."""
    margins = (*page.lines[:6], *page.lines[-3:])
    found = {int(match[1]) for line in margins for match in _PAGE_NUMBER.finditer(line.text)}
    return found.pop() if len(found) == 1 else None


def _page_of(page: Page) -> tuple[int, int] | None:
    """``Page 2 of 5`` in the margins of a page."""
    for line in (*page.lines[:6], *page.lines[-5:]):
        for match in _PAGE_OF.finditer(line.text):
            one, of = int(match[1]), int(match[2])
            if 1 <= one <= of and ("page" in match[0].lower() or " of " in match[0].lower()):
                return one, of
    return None
