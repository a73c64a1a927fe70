"""Which department of its agency a paper names. Two departments of one city buy for themselves."""

from __future__ import annotations

import re

from watchbill.model import Kind
from watchbill.purchases.papers import Paper

#: Departments that buy for themselves, by the words that name them; those that only pay or buy for others (finance,
#: purchasing, the clerk) are left out, for their names stand on everybody's papers.
_DEPARTMENTS = {
    "police": r"police|public safety",
    "sheriff": r"sheriff(?:'s|s)?",
    "fire": r"fire(?: and rescue| rescue)?",
    "public works": r"public works",
    "parks": r"parks(?:,? (?:and|&) recreation|,? recreation)?|recreation",
    "transportation": r"transportation|parking(?: services)?|traffic",
    "utilities": r"utilit(?:y|ies)|water(?: utilities)?|sewer",
    "information technology": r"information (?:technology|services)|it|innovation (?:and|&) technology",
    "library": r"library",
    "planning": r"planning|community development|code (?:enforcement|compliance)",
    "airport": r"airport|aviation",
    "housing": r"housing",
    "health": r"(?:public )?health",
    "corrections": r"corrections|probation",
    "emergency management": r"emergency (?:management|communications)",
}
_DEPARTMENT_WORD = r"(?:department|dept\.?|division|bureau|office)"
_NAMED = {
    key: re.compile(
        rf"\b(?:{words})\s+{_DEPARTMENT_WORD}(?!\w)|\b{_DEPARTMENT_WORD}\s+of\s+(?:{words})\b", re.IGNORECASE
    )
    for key, words in _DEPARTMENTS.items()
}
_ALONE = {
    key: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for key, words in _DEPARTMENTS.items()
    if key != "information technology"
}
_PD = re.compile(r"\bP\.?D\.?$")
#: Papers whose first page says where the goods go; a report or a contract names many departments.
_ADDRESSED = frozenset({Kind.PURCHASE_ORDER, Kind.INVOICE, Kind.QUOTE, Kind.REQUISITION})


def department_named(text: str) -> str:
    """The one department that a buyer's printed name says; empty where none or several.

    >>> department_named("City of Reno, Dept. of Public Works"), department_named("Reno PD"), department_named("Reno")
    ('public works', 'police', '')
    """
    found = {key for key, pattern in _NAMED.items() if pattern.search(text)}
    found = found or {key for key, pattern in _ALONE.items() if pattern.search(text)}
    found |= {"police"} if _PD.search(text.strip()) else set()
    return found.pop() if len(found) == 1 else ""


def department_of(paper: Paper, first_page: str) -> str:
    """The department for which a paper was made: its buyer's name says so, else the only one that its page names."""
    named = department_named(paper.text("agency"))
    if named or paper.kind not in _ADDRESSED:
        return named
    found = {key for key, pattern in _NAMED.items() if pattern.search(first_page)}
    return found.pop() if len(found) == 1 else ""
