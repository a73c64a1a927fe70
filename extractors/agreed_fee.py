"""What an agreement without a table of prices says that it costs: ``shall pay Vendor a fee of $16,200.00``."""

from __future__ import annotations

import re

from extractors.fields import value_of
from extractors.labels import Form
from extractors.raises import is_left_behind
from extractors.textmap import TextMap
from extractors.values import Found, find_money
from watchbill.model import Value

#: An amount in words before its figures: ``Eighty Thousand and 75/100 Dollars (``.
_IN_WORDS = r"(?:[A-Za-z][^.;$]{3,110}?\bdollars\b[^.;$]{0,20}\(?\s*)?"
_FEE = re.compile(
    r"\b(?:pays?|owes?)\b[^.;$]{0,90}?\b(?P<paid>(?:[\w-]+\s+){0,3})(?:fees?|price|sum|amount|compensation|charge|cost)\s+"
    rf"(?:(?:in\s+the\s+amount\s+)?of|equal\s+to)\s*{_IN_WORDS}(?:US\s*)?$"
    rf"|\b(?:for|at)\s+(?:the|a)\s+(?:total\s+|lump\s+|fixed\s+)?(?:sum|price|amount|cost)\s+of\s+{_IN_WORDS}(?:US\s*)?$"
    r"|\b(?P<told>(?:[\w-]+\s+){0,3})(?:fees?|price|compensation|charge|cost)\s+(?:for\s+[^.;$]{3,80}?\s+)?"
    r"(?:is|are|shall\s+be|will\s+be)\s*:?\s*(?:US\s*)?$",
    re.I,
)
#: Fees that are not all that is paid.
_PART = re.compile(
    r"\b(?:late|monthly|hourly|daily|annual(?:ly)?|yearly|quarterly|set-?up|activation|shipping|reinstatement|cancell?ation"
    r"|termination|early|return(?:ed)?|additional|extra|unit|per|each|year|optional|filing|overage|current|previous|prior)\b",
    re.I,
)
_RATE = re.compile(
    r"[\s,]*(?:\((?:USD|U\.S\.)\)\s*)?(?:per\b|/|each\b|an?\s+(?:hour|month|year|day|unit)|(?:monthly|annually|yearly|hourly)\b)",
    re.I,
)
_OTHER = re.compile(
    r"\b(?:insur\w*|liabilit\w*|damages?|penalt\w*|interest|deposit|refund\w*|not\s+(?:to\s+)?exceed\w*|maximum|up\s+to|whereas)\b",
    re.I,
)
_INSURED = re.compile(
    r"\b(?:insur\w*|liabilit\w*|per\s+(?:occurrence|claim|accident)|aggregate|combined\s+single\s+limit|endorsements?)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[a-z\d)])[.;]\s+(?:and,?\s+)?(?=[A-Z])")


def said_fee(form: Form) -> Value | None:
    """The one amount that a sentence says is to be paid; of two such amounts none is meant. Always for a person to look
    at: rates, parts of a fee and what is paid for being late are left out, but sentences are many."""
    said: dict[str, Found] = {}
    for page in form.pages:
        text = TextMap([word for line in page.lines for word in line.words])
        for found in find_money(text.words, decimal_comma=form.decimal_comma):
            start = text.start(found.words[0])
            before, after = text.text[max(0, start - 220) : start], text.text[start + len(found.raw) :][:140]
            sentence = re.split(_SENTENCE_END, before)[-1]
            match = _FEE.search(sentence) if found.currency and float(found.value) >= 100 else None
            if match is None or is_left_behind(before, after) or _RATE.match(after) or _OTHER.search(sentence):
                continue
            if not _PART.search(match["paid"] or match["told"] or ""):
                said.setdefault(found.value, found)
    if len(said) != 1:
        return None
    return value_of(next(iter(said.values())), form, 0.85, reason="taken from a sentence, not from a labelled place")


def is_insured(amount: Value, form: Form) -> bool:
    """Whether an amount is one for which somebody is to be insured: every row that prints it says so."""
    rows = [line.text for page in form.pages for line in page.lines if amount.raw in line.text]
    return bool(rows) and all(map(_INSURED.search, rows))
