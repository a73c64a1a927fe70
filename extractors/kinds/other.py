"""Papers of no kind of their own: request-for-check memos, contract records, broadcast orders, statements, leads.

Nothing is inferred from the place of a name or an amount on the page: only what is labelled, named in a heading, or
said in a memo's sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from statistics import median

from extractors import airtime
from extractors.check_copies import is_check_copy, payee_of
from extractors.correspondence import addressed_company, addressee, is_letter, writer, writing_body
from extractors.covered import read_period
from extractors.doubts import CLEAR_CHECK, words_of
from extractors.evidence import UNCONFIRMED_OCR, make_value
from extractors.fields import Weights, item_rows, party_value, pick
from extractors.item_choice import find_items
from extractors.labels import Form, find_labels
from extractors.listing_heads import foot_agency
from extractors.named import find_agency
from extractors.names import is_agency, is_company, text_of
from extractors.ocr import RUN_OVER_BY_INK
from extractors.paper import Line, Page
from extractors.parties import labelled
from extractors.prose import Prose, reading_lines, says_anything, total_claims
from extractors.sellers import find_seller
from extractors.spoken import (
    claimed,
    cover_date,
    head_date,
    interest,
    labelled_date,
    labelled_name,
    make_record,
    numbered,
    spoken_period,
    title_date,
)
from extractors.values import find_money
from watchbill.model import Check, Kind, Record, Row, Value

_NUMBER: Weights = {"contract_number": 1.0, "order_number": 0.9, "slip_number": 1.0, "document_number": 0.6}
_DATE = (
    r"date|date\s+of\s+(?:request|letter|memo|meeting)|request\s+date|date\s+(?:prepared|submitted|requested)"
    r"|(?:last\s+)?submitted(?:\s+on)?"
)
_PAID = (
    r"(?:(?:requested|proposed|recommended|suggested|selected)\s+)?(?:vendor|supplier|contractor)(?:\s+name)?"
    r"|company|payee|pay to|make check payable to"
)
_START = "effective date|start date|begin(?:ning)? date|contract start"
_END = "expiration date|end date|expires|contract end"
_TOTAL: Weights = {"grand_total": 1.0, "gross_total": 1.0, "plain_total": 0.9}
#: What OCR is at least of a word that was typed into a form, and seldom of one that a hand wrote.
TYPED = 0.9
_SORT = re.compile(r"RF[A-Z]|ITB|IFB|ITN|RFSQ|RFPQ|BID")
#: The number of a contract, behind its sign.
_CONTRACT_NUMBER = r"\bcontract\s*(?:#|no\.?|number)\s*:?\s*(?P<n>[A-Z]{0,4}-?\d[\w-]*)"
#: Words before an amount, with what goes on where it cannot be read.
_AMOUNT_TO_COME = re.compile(
    r"\bin\s+the\s+(?:total\s+)?amount\s+of(?=\s+(?:is|be|was|from|for|to|payable|and|has)\b|\s*[.;\n])", re.I
)
#: What OCR must be of a heading, at least, for a paper of no kind to be its body's.
_OCR_IS_SURE = 0.8
#: The head of an office memo: who writes to whom about what.
_MEMO = (r"^\W*to\s*:", r"^\W*from\s*:", r"^\W*(?:subject|sub?[jb]i?ect|re)\s*:")


def read(pages: Sequence[Page]) -> Record | None:
    """What these pages say plainly: parties, number, dates, period, total; `interest` where they speak of a lead."""
    if not says_anything(pages):
        return None
    if is_memo(pages):
        return _memo(pages, Prose.of(pages))
    if order := airtime.read(pages):
        return order
    prose = Prose.of(pages)
    form = Form.of(pages)
    period = _whole_period(read_period(form)) or _said_period(pages)
    dated = pick(form, {"document_date": 0.95}, "date") or labelled_date(pages, _DATE)
    total = pick(form, _TOTAL, "money", beside=True)
    heading = find_agency(pages, prose)
    buys, sells = _of_letter(pages)
    items = find_items(form)
    is_check = is_check_copy(pages[0])
    paid = dated if is_check and dated and dated.confidence >= 0.88 else None
    fields: dict[str, Value | None] = {
        "agency": _of_body(_agency(pages), heading)
        or buys
        or (heading if heading and _is_plain(heading) else foot_agency(pages[0])),
        "vendor": (payee_of(pages[0]) if is_check else None) or labelled_name(pages, _PAID) or sells or _paid_to(form),
        "number": _solicitation(form) or pick(form, _NUMBER, "number"),
        "po_number": pick(form, {"po_number": 0.9}, "number"),
        "grant_number": pick(form, {"grant_number": 0.95}, "number"),
        "check_number": _typed(pick(form, {"check_number": 0.95}, "number"), form),
        "check_date": _typed(pick(form, {"check_date": 0.95}, "date"), form) or paid,
        "date": dated
        if dated and dated.confidence >= 0.93
        else title_date(pages) or dated or head_date(pages, 0.3, 0.85) or cover_date(pages),
        "start_date": labelled_date(pages, _START) or period.get("start_date"),
        "end_date": labelled_date(pages, _END) or period.get("end_date"),
        "total": total if total and total.confidence >= 0.93 and (len(items) != 1 or is_check) else None,
        "product": labelled_name(pages, "products?"),
        "technology": labelled_name(pages, "technology"),
        "interest": interest(prose),
    }
    return make_record(Kind.OTHER, pages, fields, items=item_rows(items, form, is_summed=False))


def _is_plain(heading: Value) -> bool:
    """Whether only OCR leaves a doubt about a body that a heading names."""
    return heading.confidence >= 0.95 or (heading.reason == UNCONFIRMED_OCR and heading.confidence >= _OCR_IS_SURE)


def _paid_to(form: Form) -> Value | None:
    """Whom a request for a payment or a voucher asks to pay: the company in the box under *Pay to*."""
    if not any("pay to" in page.small for page in form.pages[:1]):
        return None
    named = [party for party in labelled(form, {"remit_to": 0.88}, prefer="company") if is_company(party.name)]
    paid = party_value(named[0], form) if named else None
    return replace(paid, confidence=min(paid.confidence, 0.93), reason="asked to be paid") if paid else None


def _of_letter(pages: Sequence[Page]) -> tuple[Value | None, Value | None]:
    """(agency, vendor) of a letter between a public body and a company, whichever of them writes."""
    if not is_letter(pages[0]):
        return None, None
    body, company = addressee(pages), writer(pages)
    if body and company:
        return body, company
    body, company = writing_body(pages), addressed_company(pages)
    return (body, company) if body and company else (None, None)


def _whole_period(days: Mapping[str, Value | None]) -> dict[str, Value | None]:
    """A first and a last day that fit each other; of days that stand alone those that leave no doubt."""
    start, end = days.get("start_date"), days.get("end_date")
    if start and end and start.value <= end.value:
        return {"start_date": start, "end_date": end}
    return {name: value for name, value in days.items() if value and value.confidence >= 0.95}


def _said_period(pages: Sequence[Page]) -> dict[str, Value | None]:
    """The two days that the head of the first page joins, without a label."""
    first = pages[0]
    head = replace(first, words=tuple(word for word in first.words if word.bottom < 0.3 * first.height))
    start, end = spoken_period(Prose.of([head]))
    reason = "joined in the head of the paper, without a label"
    return {
        name: replace(day, confidence=0.85, reason=reason)
        for name, day in (("start_date", start), ("end_date", end))
        if day
    }


def _agency(pages: Sequence[Page]) -> Value | None:
    """The name that a label gives; in doubt where it reads as no public body."""
    named = labelled_name(pages, "agency|department")
    if named is None or is_agency(named.value):
        return named
    return replace(named, confidence=min(named.confidence, 0.5), reason="the name does not read as a public body's")


def _of_body(named: Value | None, heading: Value | None) -> Value | None:
    """The body that a label names; where it names only an office, the one of the heading."""
    is_office = named is not None and named.confidence <= 0.5
    return heading if is_office and heading and heading.confidence >= 0.85 else named


def _typed(value: Value | None, form: Form) -> Value | None:
    """The value, unless a hand may have written it on a scan: read with little confidence, or far larger than print."""
    if value is None:
        return None
    page = next(page for page in form.pages if page.number == value.page)
    words = words_of(value, page)
    usual = median(word.height for word in page.words)
    is_plain = all(word.confidence == 1.0 or word.confidence >= TYPED for word in words)
    is_plain = is_plain or sum(word.text == value.raw for word in page.words) > 1
    return value if words and is_plain and max(word.height for word in words) <= 1.6 * usual else None


def _solicitation(form: Form) -> Value | None:
    """The number of a solicitation, with the letters of its sort where they are printed: ``RFI 20252027``."""
    number = pick(form, {"solicitation_number": 1.0}, "number")
    if number is None:
        return None
    for line in (line for page in form.pages if page.number == number.page for line in page.lines):
        for sort, word in pairwise(line.words):
            if word.text == number.raw and word.box == number.bbox and _SORT.fullmatch(sort.text):
                return make_value(f"{sort.text} {number.value}", (sort, word), number.confidence, reason=number.reason)
    return number


def is_memo(pages: Sequence[Page]) -> bool:
    """Whether the first page begins as an office memo does."""
    head = "\n".join(line.text for line in pages[0].lines if line.box[1] < 0.6 * pages[0].height)
    return sum(bool(re.search(pattern, head, re.I | re.M)) for pattern in _MEMO) >= 2


def _memo(pages: Sequence[Page], prose: Prose) -> Record:
    """A memo that asks for a payment: the office, the day, whom to pay, how much in all, and what it is made of."""
    first = Prose.of(pages[:1])
    total = claimed(total_claims(first) or total_claims(prose), 0.92)
    priced = _priced_lines(pages, Decimal(total.value)) if total else []
    unread = (_unread_total(pages[0]) if total else _left_blank(pages, first)) if not priced else None
    total = None if unread else total
    start, end = spoken_period(first)
    period = {"start_date": start, "end_date": end} if start else _whole_period(read_period(Form.of(pages[:1])))
    fields: dict[str, Value | None] = {
        "agency": find_agency(pages, first) or _over_later_pages(pages),
        "contract_number": numbered(first, _CONTRACT_NUMBER, 0.9),
        **period,
        "date": labelled_date(pages[:1], _DATE) or head_date(pages),
        "vendor": find_seller(first),
        "total": total,
    }
    checks = [Check(CLEAR_CHECK, False, unread)] if unread else []
    if total and priced:
        fields["total"] = replace(total, confidence=max(total.confidence, 0.96), reason=None)
        checks.append(Check("items_sum_to_total", True, f"{len(priced)} lines sum to the printed {total.value}"))
    return make_record(Kind.OTHER, pages, fields, items=priced, checks=checks)


def _over_later_pages(pages: Sequence[Page]) -> Value | None:
    """The office in the head of a memo's later pages, where the first page's cannot be read."""
    for page in pages[1:]:
        if (office := find_agency([page], Prose.of([page]))) and office.bbox[3] < 0.2 * page.height:
            return replace(office, confidence=min(office.confidence, 0.88), reason="from the head of a later page")
    return None


def _unread_total(page: Page) -> str | None:
    """What a scanned memo prints beside the label of its total where nobody can read it: then an amount that a sentence
    names is only a part of it, or was changed by hand."""
    for label in find_labels(page):
        after = page.lines[label.row].words[label.end :]
        if label.meaning not in ("grand_total", "plain_total") or not any(map(str.isdigit, text_of(after))):
            continue
        if any(word.doubt == RUN_OVER_BY_INK for word in after):
            return f"{text_of(label.words)} {text_of(after)} on page {page.number}"
    return None


def _left_blank(pages: Sequence[Page], prose: Prose) -> str | None:
    """Words of a scanned memo that an amount must follow, where none was read: ink covers it."""
    found = _AMOUNT_TO_COME.search(prose.text) if pages[0].origin == "ocr" else None
    return f"{found[0]} …" if found else None


def _priced_lines(pages: Sequence[Page], total: Decimal) -> list[Row]:
    """Lines in a row that print a text and an amount each, where the amounts add up to the memo's total; else none."""
    for page in pages:
        run: list[tuple[Decimal, Row]] = []
        for line in reading_lines(page):
            found = _priced(line)
            if found and found[0] != total:
                run.append(found)
                if len(run) > 1 and sum(amount for amount, _ in run) == total:
                    return [row for _, row in run]
            elif found or sum(map(str.isalpha, line.text)) >= 12:  # a stamp's scraps do not end the summary
                run = []
    return []


def _priced(line: Line) -> tuple[Decimal, Row] | None:
    money = find_money(line.words)
    if len(money) != 1:
        return None
    before = line.words[: line.words.index(money[0].words[0])]
    after = line.words[line.words.index(money[0].words[-1]) + 1 :]
    if after and re.match(r"[a-z]{3}", after[0].text) and after[0].x0 - money[0].words[-1].x1 < after[0].height:
        return None  # a sentence runs on
    words = [word for word in before if len(word.text) > 1 and any(map(str.isalnum, word.text))]
    text = " ".join(word.text for word in words)
    if sum(map(str.isalpha, text)) < 4 or text.lower().startswith("total"):
        return None
    amount = make_value(money[0].value, money[0].words, 0.96, currency=money[0].currency, confirmed=True)
    description = make_value(text, words, 0.9, reason="a line of a memo, not of a table")
    return Decimal(money[0].value), Row({"description": description, "amount": amount})
