"""Dates that are another day where the month stands first (``03/04/2024``): held on papers of either use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.dates import has_two_orders, proves_an_order
from extractors.names import has_us_place
from extractors.paper import Page
from extractors.tongues import has_foreign_name, is_foreign
from watchbill.model import AUTO_ACCEPT, DATE_FIELDS, Record, Value

#: The most that is believed of a date that two orders explain differently.
_HELD = 0.93
#: A Canadian postal code behind its province or alone, and pounds: signs of papers abroad, whoever is billed.
_ABROAD = re.compile(r"£|\b[ABCEGHJ-NPR-TVXY]\d[A-Z]\s\d[A-Z]\d\b")
#: The value added tax and a British postcode: signs of it where no American place is named.
_BRITISH = re.compile(r"\bVAT\b|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2}\b|\bABN\b")
_EURO = re.compile(r"€|\bEUR\b|\bCHF\b")


def with_day_order(record: Record, pages: Sequence[Page]) -> Record:
    """The record with its sure dates held where the paper may write the day or the month first and does not prove
    which."""
    doubted = {name: value for name, value in record.fields.items() if name in DATE_FIELDS and _is_open(value)}
    if not doubted or not (why := _doubt(pages)):
        return record
    kept = {
        name: replace(value, confidence=_HELD, reason=f"{why}, and no date tells whether the day stands first")
        for name, value in doubted.items()
        if not ("." in value.raw and is_foreign(pages))  # 03.04.2024: with points the day is first there
    }
    return replace(record, fields={**record.fields, **kept})


def _is_open(value: Value) -> bool:
    return value.confidence >= AUTO_ACCEPT and has_two_orders(value.raw)


def _doubt(pages: Sequence[Page]) -> str | None:
    """Why the order of a paper's dates is open; None where it is not."""
    if proves_an_order([word for page in pages for word in page.words]):
        return None
    text = "\n".join(page.text for page in pages)
    if _ABROAD.search(text):
        return "the paper is of Britain or Canada"
    if has_us_place(text):
        return None
    if _BRITISH.search(text):
        return "the paper is of another country"
    if is_foreign(pages) and _EURO.search(text):
        return None  # its money bears out its language
    return "only its language tells of the country" if has_foreign_name(pages) else None
