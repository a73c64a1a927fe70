"""A term that begins on the day that the paper calls its effective date."""

from __future__ import annotations

import re

from extractors.clauses import dates_in_prose
from extractors.fields import value_of
from extractors.hinted import Hinted
from extractors.labels import Form
from watchbill.model import Value

_CALLED = re.compile(r"\s*,?\s*\(?\s*(?:the\s+|hereinafter,?\s+)*[“\"'‘]\s*(?:the\s+)?effective\s+date\b", re.I)
_BEGINS = Hinted(
    r"\b(?:commenc(?:e|es|ing)|begin(?:s|ning)?|start(?:s|ing)?|effective)\s+(?:on|as\s+of|upon|from|with)\s+(?:the\s+)?[“\"'‘]?effective\s+date\b"
    r"|\bfrom\s+the\s+[“\"'‘]?effective\s+date\b[^.;]{0,30}\b(?:through|until|to)\b",
    "effective date",
)


def start_on_effective_date(form: Form) -> Value | None:
    """The day behind ``as of March 1, 2024 (the "Effective Date")`` where a sentence lets the term begin on it."""
    text = form.text
    if not _BEGINS.search(text, text.lower()):
        return None
    for found, _, after in dates_in_prose(form):
        if _CALLED.match(after):
            return value_of(found, form, 0.85, reason="the term begins on the day that it calls its effective date")
    return None
