"""Amendments: which one it is, who agrees, until when, and the changed total where one is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.fields import pick, value_of
from extractors.kinds.contract import read_agreement
from extractors.labels import Form
from extractors.names import text_of
from extractors.paper import Page
from extractors.textmap import TextMap
from extractors.values import Found
from watchbill.model import Kind, Record, Value

_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+(?:amendment|addendum|"
    r"modification|extension)",
    re.I,
)
_NUMBERED = re.compile(
    r"\b(?:amendment|addendum|modification|change\s+order)\s*(?:no\.?|number|#)\s*:?\s*([A-Z]?\d[\w-]*)", re.I
)


def read(pages: Sequence[Page]) -> Record | None:
    """The amendment on these pages."""
    record = read_agreement(pages, Kind.AMENDMENT)
    if record is None:
        return None
    form = Form.of(pages)
    fields = {name: value for name, value in record.fields.items() if name != "number"}
    number = amendment_number(form)
    if number:
        fields["number"] = number
    contract = pick(form, {"contract_number": 1.0}, "number") or amended_contract(form)
    if contract and (number is None or contract.value != number.value):
        fields["contract_number"] = contract
    if "total" in fields and fields["total"].confidence < 0.9:  # a changed price list is no total
        del fields["total"]
    return replace(record, fields=fields)


_AMENDED = re.compile(
    r"\b(?:amendment|modification|addendum|extension|renewal|amends?|extends?|renews?)\s+(?:\S+\s+){0,8}?"
    r"(?:contract|agreement)\s+(?:no\.?|number|#)\s*:?\s*(?P<number>[A-Z]{0,4}-?\d[\w-]*\w)",
    re.I,
)


def amended_contract(form: Form) -> Value | None:
    """The contract that a sentence says is changed: *This Amendment Two to Contract No. K11882*."""
    text = TextMap([word for line in form.pages[0].lines for word in line.words])
    found = {match["number"]: match for match in _AMENDED.finditer(text.text)}
    if len(found) != 1:
        return None
    number, match = found.popitem()
    words = text.group(match, "number")
    return value_of(
        Found(number, text_of(words), words), form, 0.9, reason="taken from a sentence, not from a labelled place"
    )


def amendment_number(form: Form) -> Value | None:
    """The number in the title: ``Amendment No. 2`` is 2, ``SECOND AMENDMENT`` is SECOND."""
    page = form.pages[0]
    head = TextMap([word for line in page.lines if line.box[1] < 0.5 * page.height for word in line.words])
    for pattern in (_NUMBERED, _ORDINAL):
        if match := pattern.search(head.text):
            words = head.group(match, 1)
            return value_of(Found(match[1], " ".join(w.text for w in words), words), form, 0.96)
    return None
