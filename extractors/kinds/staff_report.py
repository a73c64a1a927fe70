"""Staff reports and agenda items: staff ask a body to act. Asking is not having: nothing is approved by being asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.additions import added_and_ceiling, without_new_sum
from extractors.approvals import find_terms
from extractors.awards import award_record, find_awards
from extractors.captions import labelled
from extractors.evidence import Found, make_value
from extractors.funders import find_funder
from extractors.named import find_agency
from extractors.paper import Page, Word
from extractors.prose import Prose, ceiling_claims, total_claims
from extractors.sellers import find_maker, find_seller
from extractors.spoken import (
    claimed,
    dated,
    head_date,
    labelled_date,
    labelled_name,
    numbered,
    qualified,
    spoken_period,
)
from extractors.values import find_money
from watchbill.model import Kind, Record, Value

_N = r"(?:AB[ ])?(?P<n>[A-Z]{0,4}-?\d{2,4}[-‐]\d{2,6}(?:\.\d+)?)"
_NUMBERS = (
    rf"\bfile\s*(?:#|no\.?|number|id)\s*:?[ ]*{_N}",
    rf"(?<!\w)#[ ]?{_N}",
    rf"\b(?:agenda|council|legislative)\s+bill\s*:?[ ]*{_N}",
    rf"\b(?:agenda|item|memo|memorandum|report|legislation|bill)\s*(?:item\s*)?(?:#|no\.?|number)\s*:?[ ]*{_N}",
)
#: The letters that a body's own form gives its numbers, alone in a cell: ``AIS No. 24-211``. Those of bids and orders
#: are other papers', and so is what stands in a sentence: *approve PSA No. 24-118*.
_OWN_NUMBER = re.compile(
    r"(?!(?:RF[A-Z]{1,2}|I[FT][BN]|PO|BID|P\.O|CIP|SOQ|ITQ|EIN|FEIN|TIN|APN|UEI|DUNS|NTE|REQ|INV|RES|ORD|CFDA|PROJ|SR|TEL"
    r"|PSA|MOU|CO|TO|AGR|CON|GRT|DPS)\b)"
    r"[A-Z]{2,5}\s+(?:No\.?|NO\.?|Number|NUMBER|\#)\s*:?[ ]*(?P<n>\d{2,4}-\d{2,6}(?:\.\d+)?)"
)
#: A contract that the body is asked for by its number: ``execute Contract No. CN-2024-331 with …``.
_ASKED_CONTRACT = re.compile(
    r"\b(?:execute|approve|award|authoriz\w+|sign|enter\s+into)\b[^.;]{0,90}?\b(?:contract|agreement)\s+(?:no\.?|number|\#)\s*"
    r"(?P<n>[A-Z]{0,5}-?\s?(?=[\w-]*\d)[A-Z0-9][\w-]*\d)",
    re.I,
)
_MEETING = r"(?:meeting|session)\s+(?:of|on|date|held)?[\s:,-]*"
_VENDOR_LABEL = (
    r"(?:recommended\s+|awarded\s+|selected\s+|proposed\s+)?(?:vendor|contractor|consultant|supplier|firm|bidder|awardee)"
    r"(?:\s+name|\(s\))?"
)
_AMOUNT_LABEL = (
    r"(?:total\s+)?(?:amount|cost|expenditure|contract\s+(?:amount|value))(?:\s+(?:requested|of\s+request|of\s+contract|of\s+item))?"
    r"|requested\s+amount|total\s+(?:contract|project|purchase)\s+(?:cost|amount|price)|fiscal\s+impact|contract\s+total"
)


def read(pages: Sequence[Page]) -> Record | None:
    """The staff report on these pages: what is recommended, with whom, for how much at most or in all."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    awards = find_awards(prose)
    ceiling = qualified(claimed(ceiling_claims(prose), 0.95), prose)
    total = None if ceiling else _labelled_amount(pages) or qualified(claimed(total_claims(prose), 0.95), prose)
    if change := added_and_ceiling(prose):
        total, ceiling = change
    else:
        total = without_new_sum(total, prose)
    start, end = spoken_period(prose)
    fields: dict[str, Value | None] = {
        "number": _number(pages, prose),
        "date": _date(pages, prose),
        "agency": find_agency(pages, prose),
        "vendor": None if awards else labelled_seller(pages, prose, _VENDOR_LABEL),
        "funder": find_funder(prose),
        "maker": labelled_name(pages, "manufacturer|maker") or find_maker(prose),
        "start_date": start,
        "end_date": end,
        "contract_number": _contract_number(pages) or _asked_contract(prose),
        "ceiling": ceiling,
        "total": total,
        **find_terms(pages, prose),
    }
    return award_record(Kind.STAFF_REPORT, pages, fields, awards)


def labelled_seller(pages: Sequence[Page], prose: Prose, label: str) -> Value | None:
    """The seller that a label gives; where the text names it in full, that name. Else whom the text names."""
    named, told = labelled_name(pages, label, 0.93), find_seller(prose)
    if named is None:
        return told
    if told and told.value.lower().startswith(named.value.lower().rstrip(" .,")[:12]):
        best = told if len(told.value) >= len(named.value) else named
        return replace(best, confidence=max(0.96, best.confidence), reason=None)
    return named


def _labelled_amount(pages: Sequence[Page]) -> Value | None:
    """The one amount that a label of the report's form gives; none where labels give several."""
    found: dict[str, Found] = {}
    for words in labelled(pages, _AMOUNT_LABEL):
        amounts = find_money(words)
        if len(amounts) == 1 and amounts[0].words[0] == words[0] and amounts[0].currency:
            found.setdefault(amounts[0].value, amounts[0])
    if len(found) != 1:
        return None
    amount = next(iter(found.values()))
    return make_value(amount.value, amount.words, 0.93, currency=amount.currency, reason="a label of the form, no sum")


def _contract_number(pages: Sequence[Page]) -> Value | None:
    for words in labelled(pages, r"(?:contract|agreement)\s*(?:no\.?|number|#|id)"):
        if len(words) == 1 and re.search(r"\d{2}", words[0].text):
            return make_value(words[0].text.strip(" ,;."), words, 0.95)
    return None


def _asked_contract(prose: Prose) -> Value | None:
    """The one contract that the report asks for by its number; changes of an earlier one are left to their labels."""
    found = {re.sub(r"\s", "", match["n"]): match for match in _ASKED_CONTRACT.finditer(prose.text)}
    asked = {n: match for n, match in found.items() if not re.search(r"\bamend|\bchange\s+order", match[0], re.I)}
    if len(asked) != 1:
        return None
    ((number, match),) = asked.items()
    return make_value(number, prose.words_at(*match.span("n")), 0.88, reason="named where it is asked for")


def _number(pages: Sequence[Page], prose: Prose) -> Value | None:
    """The file's number, printed in the head of the first page. An item's place on its agenda (8.C) is no number."""
    top = pages[0]
    head = Page(
        top.number, top.width, top.height, top.origin, tuple(w for w in top.words if w.bottom < 0.35 * top.height)
    )
    in_head = Prose.of([head])
    for pattern in _NUMBERS:
        if found := numbered(in_head, pattern, 0.97):
            return found
    if own := _own_number(head):
        return own
    return numbered(prose, _NUMBERS[0], 0.85)


def _own_number(head: Page) -> Value | None:
    """The one number with letters of the body's own that fills a cell of the head, behind no label of another thing."""
    found: dict[str, Sequence[Word]] = {}
    for line in head.lines:
        for before, cell in pairwise((None, *line.segments)):
            match = _OWN_NUMBER.fullmatch(cell.text) if cell and not (before and before.text.endswith(":")) else None
            if cell and match:
                found.setdefault(match["n"], cell.words)
    if len(found) != 1:
        return None
    ((number, words),) = found.items()
    own = [word for word in words if word.text.endswith(number)]
    return make_value(number, own or words, 0.9, reason="behind letters of the body's own")


def _date(pages: Sequence[Page], prose: Prose) -> Value | None:
    """The day of the meeting, or of the memo. The day of printing is no date of the paper."""
    labels = (
        "on agenda", "meeting date", "agenda date", "date of meeting", "council meeting date", "board meeting date",
        "meeting of", "for the meeting of", "for agenda of", "agenda of", "council date",
        "board date", "council meeting", "hearing date", "meeting", "date", "final action",
    )  # fmt: skip
    for label in labels:
        if found := labelled_date(pages[:1], label):
            return found
    return dated(prose, _MEETING, 0.93) or head_date(pages, 0.3, 0.85)
