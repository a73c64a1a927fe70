"""Which department of its agency a paper names. Two departments of one city buy for themselves.

A department that the registry does not have is no agency: it is shown beside the one it belongs to, as a part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchbill.model import Kind
from watchbill.names import fold
from watchbill.purchases.papers import Fact, Paper

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
        rf"\b(?:{words})(?:\s+services?)?\s+{_DEPARTMENT_WORD}(?!\w)|\b{_DEPARTMENT_WORD}\s+of\s+(?:{words})\b",
        re.IGNORECASE,
    )
    for key, words in _DEPARTMENTS.items()
}
_ALONE = {
    key: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for key, words in _DEPARTMENTS.items()
    if key != "information technology"
}
#: What a department is called that is named by its field alone ("Reno Police"), where that is not enough.
_CALLED = {"police": "Police Department", "sheriff": "Sheriff's Office", "fire": "Fire Department"}
#: A part of an agency that is none of the departments above: "EPD Administration", "Office of Community Relations".
_UNIT = re.compile(
    r"\b(?:admin(?:istration)?|department|dept|division|bureau|office|unit|section|services?|cent(?:er|re)|court)\.?$"
    r"|^(?:department|dept\.?|division|bureau|office) of\b",
    re.IGNORECASE,
)
#: Those who pay and buy for others: their names stand on everybody's papers.
_FOR_OTHERS = re.compile(
    r"\b(?:accounts?|payables?|finances?|financial|fiscal|purchasing|procurement|contracts?|treasur\w+|clerks?"
    r"|comptroller|controller|budget|auditor|accounting|billing|central services|administrative services"
    r"|general services|manager)\b",
    re.IGNORECASE,
)
_PD = re.compile(r"\bP\.?D\.?$")
#: Papers whose first page says where the goods go; a report or a contract names many departments.
_ADDRESSED = frozenset({Kind.PURCHASE_ORDER, Kind.INVOICE, Kind.QUOTE, Kind.REQUISITION})


@dataclass(frozen=True, slots=True)
class Department:
    """A part of an agency. `key` is what departments are compared by, empty where the part is no usual department;
    `name` is what it is shown as, `fact` the buyer's printed name that says it (none where only the page does)."""

    key: str = ""
    name: str = ""
    fact: Fact | None = None


NO_DEPARTMENT = Department()


def department_named(text: str) -> str:
    """The one department that a buyer's printed name says; empty where none or several.

    >>> department_named("City of Reno, Dept. of Public Works"), department_named("Reno PD"), department_named("Reno")
    ('public works', 'police', '')
    """
    found = {key for key, pattern in _NAMED.items() if pattern.search(text)}
    found = found or {key for key, pattern in _ALONE.items() if pattern.search(text)}
    found |= {"police"} if _PD.search(text.strip()) else set()
    return found.pop() if len(found) == 1 else ""


def department_of(paper: Paper, first_page: str, agency: str = "") -> Department:
    """The department for which a paper was made: its buyer's name says so, else the only one that its page names.

    `agency` is the full name of the buyer that the registry knows, empty where it knows none: only then is a part of
    it recognised that is no usual department.
    """
    fact = paper.facts.get("agency")
    if fact and (key := department_named(fact.text)):
        return Department(key, _called(key, fact.text), fact)
    if fact and agency and (unit := _unit_of(fact.text, agency)):
        return Department("", unit, fact)
    if paper.kind not in _ADDRESSED:
        return NO_DEPARTMENT
    found = {key for key, pattern in _NAMED.items() if pattern.search(first_page)}
    if len(found) != 1:
        return NO_DEPARTMENT
    [key] = found
    return Department(key, _called(key, first_page))


def _called(key: str, text: str) -> str:
    """What a department is called where the text names it, in one spelling: "DEPT. OF PUBLIC WORKS" is the Public Works
    Department."""
    found = _NAMED[key].search(text)
    if found is None:
        alone = _ALONE[key].search(text) if key in _ALONE else None
        return _CALLED.get(key) or in_small_letters(alone.group() if alone else key)
    unit = re.search(_DEPARTMENT_WORD, found.group(), re.IGNORECASE)
    words = re.sub(rf"\b{_DEPARTMENT_WORD}(?!\w)(?:\s+of\b)?", "", found.group(), flags=re.IGNORECASE)
    kind = unit.group().casefold().rstrip(".") if unit else ""
    return f"{in_small_letters(words)} {'Department' if kind in ('dept', '') else kind.title()}"


def in_small_letters(words: str) -> str:
    """Words as a name is written: "DEPARTMENT OF PUBLIC WORKS" is the Department of Public Works."""
    small = ("and", "of", "&")
    return " ".join(
        word.casefold()
        if word.casefold() in small
        else "IT"
        if word.casefold() == "it"
        else word[:1].upper() + word[1:].casefold()
        for word in words.split()
    )


def _unit_of(text: str, agency: str) -> str:
    """A part of the agency as printed, without the agency's own name before it; empty where the text names none."""
    words = " ".join(text.split())
    own = re.sub(rf"^{re.escape(agency)}[\s,:/–-]*", "", words, flags=re.IGNORECASE)
    return own if _UNIT.search(own) and not _FOR_OTHERS.search(words) and fold(words) != fold(agency) else ""
