"""Whose money a figure is: by its own sign, else by what its paper prints elsewhere, else not said.

A figure without a sign stands for dollars only where the paper is American; where nothing tells, no currency is given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.names import has_us_place
from extractors.paper import Page
from extractors.values import CURRENCY_SIGNS
from watchbill.model import MONEY_FIELDS, Record, Row, Value

_SIGNED = re.compile(
    r"(?P<sign>US\$|CA\$|AU\$|\bC\$|\bA\$|\bR\$|[$€£₹]|\bRs\b\.?)"
    r"|(?<![A-Za-z])(?P<code>USD|EUR|GBP|INR|CHF|BRL|AUD|NZD)(?![A-Za-z])"
    r"|\b(?P<loose>CAD|SEK|NOK|DKK|JPY|MXN)\s?\d[\d,.]*[.,]\d\d\b"
)
#: The most used sign speaks for a whole paper only where others are this rare (an example in another currency).
_RULING = 0.8


def paper_currency(pages: Sequence[Page]) -> str | None:
    """The one currency that these pages print by sign or code; dollars where they print none and are American."""
    text = "\n".join(page.text for page in pages)
    counts = Counter(_code(match) for match in _SIGNED.finditer(text))
    if counts:
        code, count = counts.most_common(1)[0]
        return code if count >= _RULING * counts.total() else None
    return "USD" if has_us_place(text) else None


def with_currency(record: Record, own: Sequence[Page], document: Sequence[Page]) -> Record:
    """The record with its unsigned figures in the currency of its own pages, else in that of the whole document."""
    if all(value.currency for fields in _all_fields(record) for name, value in fields.items() if name in MONEY_FIELDS):
        return record
    currency = paper_currency(own) or paper_currency(document)
    if currency is None:
        return record

    def said(fields: Mapping[str, Value]) -> dict[str, Value]:
        return {
            name: replace(value, currency=currency) if name in MONEY_FIELDS and not value.currency else value
            for name, value in fields.items()
        }

    return replace(
        record,
        fields=said(record.fields),
        items=tuple(Row(said(row.fields)) for row in record.items),
        payments=tuple(Row(said(row.fields)) for row in record.payments),
    )


def _all_fields(record: Record) -> list[Mapping[str, Value]]:
    return [record.fields, *(row.fields for row in (*record.items, *record.payments))]


def _code(match: re.Match[str]) -> str:
    sign = match["sign"]
    return CURRENCY_SIGNS[sign] if sign else match["code"] or match["loose"]
