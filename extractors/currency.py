"""Whose money a figure is: by its own sign, else by what its paper prints elsewhere, else not said.

A figure without a sign stands for dollars only where the paper is American; where nothing tells, no currency is given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from extractors.names import has_us_place
from extractors.paper import Page
from extractors.tongues import has_foreign_name
from extractors.values import CURRENCY_SIGNS
from watchbill.model import AUTO_ACCEPT, MONEY_FIELDS, Record, Row, Value

_SIGNED = re.compile(
    r"(?P<sign>US\$|CA\$|AU\$|\bC\$|\bA\$|\bR\$|[$€£₹]|\bRs\b\.?)"
    r"|(?<![A-Za-z])(?P<code>USD|EUR|GBP|INR|CHF|BRL|AUD|NZD)(?![A-Za-z])"
    r"|\b(?P<loose>CAD|SEK|NOK|DKK|JPY|MXN)\s?\d[\d,.]*[.,]\d\d\b"
)
#: Codes of other money that is printed with the sign of the dollar: at the sign, or in a row that names a sum.
_OTHERS = r"(?:CAD|AUD|NZD|MXN|SGD|HKD|COP|CLP|ARS)"
_AT_SIGN = re.compile(rf"\b(?P<before>{_OTHERS})\s?\$|\$\s?\d[\d,]*\.\d\d\s?\(?(?P<after>{_OTHERS})\b")
_OF_SUM = re.compile(
    rf"\b(?i:total|sub-?total|amount|balance|price|prices|currency|payable|due)\b[^\n$]{{0,30}}?[\s(:](?P<code>{_OTHERS})\b"
    rf"|\b(?i:total|amount|balance|due)\b[^\n]*?\d\.\d\d\s?\(?(?P<behind>{_OTHERS})\b"
)
#: What sells computer-aided dispatch (CAD) and its modules: there the three letters are no money.
_DISPATCH = re.compile(r"\b(?:dispatch\w*|RMS|911|interfaces?)\b", re.I)
#: Bodies that are called so in the United States, and an Australian company by its number.
_US_BODY = re.compile(r"\b(?:Police|Fire|Sheriff['’]?s)\s+(?:Department|Dept|Office)\b", re.I)
_AUSTRALIAN = re.compile(r"\bABN:?\s\d{2}\s\d{3}\s\d{3}\s\d{3}\b")
_CANADIAN = re.compile(r"\b(?:AB|BC|MB|NB|NL|NS|ON|PE|QC|SK|YT)\s+[A-Z]\d[A-Z]\s?\d[A-Z]\d\b")
#: An amount that is another where its point parts thousands.
_THREE_DECIMALS = re.compile(r"(?<![\d.,])\d{1,3}\.\d{3}(?![\d,])")
#: The most used sign speaks for a whole paper only where others are this rare (an example in another currency).
_RULING = 0.8


def paper_currency(pages: Sequence[Page]) -> str | None:
    """The one currency that these pages print by sign or code; dollars where they print none and are American."""
    text = "\n".join(page.text for page in pages)
    is_canadian = "CAD" in text and "CAD" in _dollar_codes(text)
    counts = Counter(_code(match) for match in _SIGNED.finditer(text) if match["loose"] != "CAD" or is_canadian)
    if counts:
        code, count = counts.most_common(1)[0]
        return code if count >= _RULING * counts.total() else None
    return "USD" if has_us_place(text) else None


def dollars_of(pages: Sequence[Page]) -> str | None:
    """Whose money a bare ``$`` is on these pages: that of the one code they print, of Canada or Australia where only
    these have such an address or number, and nobody's that we know on a paper in Spanish or Portuguese."""
    text = "\n".join(page.text for page in pages)
    if has_us_place(text) or re.search(r"\bUSD?\b|US\$", text):
        return "USD"
    codes = _dollar_codes(text)
    if len(codes) == 1:
        return next(iter(codes))
    if _US_BODY.search(text):
        return "USD"
    if _CANADIAN.search(text):
        return "CAD"
    if _AUSTRALIAN.search(text):
        return "AUD"
    return None if has_foreign_name(pages) else "USD"


def _dollar_codes(text: str) -> set[str]:
    """The codes of other dollars, and pesos, that a text prints at their sign or with a sum."""
    if not re.search(_OTHERS, text):
        return set()
    matches = (*_AT_SIGN.finditer(text), *_OF_SUM.finditer(text))
    codes = {code for match in matches for code in match.groups() if code}
    return codes - {"CAD"} if _DISPATCH.search(text) and not _CANADIAN.search(text) else codes


def with_currency(record: Record, own: Sequence[Page], document: Sequence[Page]) -> Record:
    """The record with its unsigned figures in the currency of its own pages, else in that of the whole document."""
    record = _with_dollars(_with_thousands_doubted(record), own)
    if all(value.currency for fields in _all_fields(record) for name, value in fields.items() if name in MONEY_FIELDS):
        return record
    currency = paper_currency(own) or paper_currency(document)
    currency = dollars_of(own) if currency == "USD" else currency
    if currency is None:
        return record

    def said(name: str, value: Value) -> Value:
        return replace(value, currency=currency) if name in MONEY_FIELDS and not value.currency else value

    return _with_each(record, said)


def _with_thousands_doubted(record: Record) -> Record:
    """The record with its sums of exactly three decimals held: ``€ 1.250`` is over a thousand in much of Europe."""
    if not any(_is_doubted(name, value) for fields in _all_fields(record) for name, value in fields.items()):
        return record

    def held(name: str, value: Value) -> Value:
        reason = "its point may part thousands"
        return replace(value, confidence=0.85, reason=reason) if _is_doubted(name, value) else value

    return _with_each(record, held)


def _is_doubted(name: str, value: Value) -> bool:
    is_sum = name in MONEY_FIELDS and name != "unit_price" and value.confidence >= AUTO_ACCEPT
    return is_sum and bool(_THREE_DECIMALS.search(value.raw)) and not value.value.endswith(".00")


def _with_dollars(record: Record, pages: Sequence[Page]) -> Record:
    """The record with the figures behind a bare ``$`` in the dollars, or pesos, of its paper."""
    fields = (value for values in _all_fields(record) for name, value in values.items() if name in MONEY_FIELDS)
    if not any(value.currency == "USD" for value in fields) or (code := dollars_of(pages)) == "USD":
        return record

    return _with_each(record, lambda _, value: replace(value, currency=code) if value.currency == "USD" else value)


def _with_each(record: Record, change: Callable[[str, Value], Value]) -> Record:
    """The record with each value of its fields, items and payments changed, which is asked by its name."""

    def changed(fields: Mapping[str, Value]) -> dict[str, Value]:
        return {name: change(name, value) for name, value in fields.items()}

    return replace(
        record,
        fields=changed(record.fields),
        items=tuple(Row(changed(row.fields)) for row in record.items),
        payments=tuple(Row(changed(row.fields)) for row in record.payments),
    )


def _all_fields(record: Record) -> list[Mapping[str, Value]]:
    return [record.fields, *(row.fields for row in (*record.items, *record.payments))]


def _code(match: re.Match[str]) -> str:
    sign = match["sign"]
    return CURRENCY_SIGNS[sign] if sign else match["code"] or match["loose"]
