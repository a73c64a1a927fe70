"""Amounts that a change leaves behind: *increased from A to B*, *increased by C to B*. Only B holds from now on."""

from __future__ import annotations

import re

_AMOUNT = r"\$\s?[\d,]+(?:\.\d\d)?\)?"
_STEP_BEFORE = re.compile(r"\b(?:from|by)\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,4}(?:\w+\s+dollars\s+)?\(?\s*$", re.I)
_CHANGE = re.compile(r"\b(?:increas|rais|amend|chang|decreas|reduc|revis|modif|add)\w*\b", re.I)
_GOES_ON = re.compile(
    rf"^\)?,?\s*(?:(?:from|by)\s+(?:an?\s+|the\s+)?(?:\w+\s+){{0,3}}{_AMOUNT},?\s+)?(?:(?:and|for|bringing|which)\s+)?[^.;$]{{0,80}}?\b(?:to|of|is)\b[^.;$]{{0,60}}\$",
    re.I,
)
_STEP = re.compile(
    rf"\b(?:from|by)\s+(?:an?\s+|the\s+)?[^.;$]{{0,40}}{_AMOUNT}(?=(?:[^.;$]{{0,40}}{_AMOUNT})?[^.;$]{{0,80}}?\b(?:to|of|is)\b)",
    re.I,
)


def is_left_behind(before: str, after: str) -> bool:
    """Whether the amount between `before` and `after` is the old one of a change, or its step: the new one follows."""
    sentence = re.split(r"(?<=[a-z)])\.\s+(?=[A-Z])", before)[-1]
    return bool(_STEP_BEFORE.search(sentence) and _CHANGE.search(sentence) and _GOES_ON.match(after))


def without_steps(sentence: str) -> str:
    """A sentence without the amounts that its change leaves behind."""
    return _STEP.sub("", sentence) if _CHANGE.search(sentence) else sentence
