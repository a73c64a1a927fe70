"""A printed name taken apart: its distinctive words, the public body it names, its state and its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from watchbill.matching.bodies import bodies_of
from watchbill.matching.slips import mended
from watchbill.matching.words import (
    LONG_STATES,
    SILENT,
    SPELT_OUT,
    WEAK_IN_BODIES,
    singular,
)
from watchbill.names import LEGAL_FORMS, STATES, fold, part_state, split_dba, without_supplier_number


@dataclass(frozen=True, slots=True)
class Parsed:
    """One name, or one half of "A dba B".

    `words` in order of print, without legal form, body and state; `bodies` what public body they are of; `numbers` the
    words with digits among them; `forms` the legal forms; `whole` the letters and digits of all of it; `initials` of
    the words as printed, `last` the last of them; `stops` the lengths of `whole` at which a word ends; `doubt` what is
    taken off a score because something printed was left out.
    """

    words: tuple[str, ...]
    bodies: frozenset[str]
    state: str | None
    numbers: frozenset[str]
    forms: frozenset[str]
    whole: str
    initials: str
    last: str
    stops: frozenset[int]
    doubt: float = 0.0

    @property
    def key(self) -> tuple[tuple[str, ...], frozenset[str]]:
        """Names of one key differ in nothing that tells two parties apart, but for their states."""
        return tuple(sorted(self.words)), self.bodies


#: Taken off where a bracket's words were left out, and where it held no more than initials.
LEFT_OUT, LEFT_OUT_SHORT = 0.12, 0.02
#: Taken off where the town of a firm was left out.
LEFT_OUT_PLACE = 0.06

_JOINED = re.compile(r"\b([a-z]{1,2}) and ([a-z])\b(?! (?:and )?[a-z]\b)")
_LETTERS = re.compile(r"\b[a-z](?: [a-z]\b)+")
_STORE = re.compile(
    r"\s*(?:#\s*\d[\w-]*|\b(?:store|branch|acct|account|unit|loc|location|vendor|cust)\s*(?:no\.?|num\.?|number|#)?\s*:?\s*#?\d[\w-]*"
    r"|\bno\.\s*\d{3,})\s*$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<=[A-Za-z.)])\s+(?:-\s*)?\d{5,}$")
_TURNED = re.compile(
    r"^(.+?),? (city|county|town|village|township|borough|parish|state|university) of(?: the)?\b(?! )", re.IGNORECASE
)
_TURNED_UNIT = re.compile(r"^([^,]+), (city|county|town|village|township|borough) of[ ,-]+(.+)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)?")
_CUT_STATE = re.compile(r"\s*[(,]\s*[A-Za-z]$")
_TOWN = re.compile(r"(?:,|\s[-–—])\s*[A-Za-z][A-Za-z. ]{2,24}$")
_TOWN_AFTER_FORM = re.compile(
    r"^(.+ (?:inc|llc|corp|co|ltd|company|corporation)\.?),? (?:- )?[A-Za-z][A-Za-z. ]{2,24}?,? ([A-Z]{2})$",
    re.IGNORECASE,
)
_CARE_OF = re.compile(r"(?<=\w)[ ,;-]+(?:c/o|attn:?) .*$", re.IGNORECASE)
_LONG_STATE = re.compile(rf"\b(?:{'|'.join(LONG_STATES)})\b")
_THE_AFTER = re.compile(r",\s*the$|\s*\(the\)?$", re.IGNORECASE)

_FORMS = LEGAL_FORMS | frozenset(
    ("na", "pa", "psc", "pbc", "apc", "nfp", "incorp", "incorpo", "incorporat", "corpo", "corpor", "corporat")
)
#: What is left of a legal form where a register cuts names off, and how long a name so cut is at least.
_CUT_FORMS, _CUT_AT = frozenset({"i", "in", "l", "ll", "c", "lt", "comp", "compa", "compan"}), 16
_OF_A_FORM = re.compile(r",?\s+an?\s+(?:[\w-]+\s+){0,3}(?:corporation|partnership|company|corp)\.?\s*$", re.IGNORECASE)


@lru_cache(maxsize=200_000)
def parse_name(text: str) -> tuple[Parsed, ...]:
    """The readings of one printed name, the whole first: its halves where it is "A dba B", a bracket's content apart.

    >>> parse_name("TX - Austin PD")[0].words, parse_name("City of Austin Police Dept.")[0].words
    (('austin',), ('austin',))
    """
    text = _CARE_OF.sub("", " ".join(text.split()))
    halves = split_dba(without_supplier_number(text))
    readings = [reading for half in halves for reading in _readings(half)]
    return tuple(dict.fromkeys(readings))


def _readings(half: str) -> Iterator[Parsed]:
    rest, state = part_state(_without_numbers(half))
    first = parsed(rest, state)
    if first.bodies and (cut := _CUT_STATE.search(rest)):
        yield parsed(rest[: cut.start()], state, LEFT_OUT)
        return
    yield first
    if not first.bodies and (at_home := _without_place(rest, state)):
        yield parsed(at_home, None, LEFT_OUT_PLACE)
    bracket = _BRACKETS.search(rest)
    if bracket and bracket.start() > 0 and (outside := _BRACKETS.sub(" ", rest).strip()):
        is_short_name = re.fullmatch(r"[A-Z]{2,6}", bracket.group(1).strip()) is not None
        yield parsed(outside, state, LEFT_OUT_SHORT if is_short_name else LEFT_OUT)
    if found := re.fullmatch(r"(.+) city", fold(rest)):
        yield parsed(f"City of {found.group(1)}", state, LEFT_OUT_SHORT)


def _without_place(rest: str, state: str | None) -> str | None:
    """A firm without the town printed behind it: "Acme Inc, Dallas, TX" (state parted), "Acme Inc Dallas TX"."""
    if state and (found := _TOWN.search(rest)):
        return rest[: found.start()]
    after = _TOWN_AFTER_FORM.match(rest)
    return after.group(1) if after and after.group(2) in STATES else None


def _without_numbers(text: str) -> str:
    if not any(sign.isdigit() for sign in text[-8:]):
        return text
    return _ACCOUNT.sub("", _STORE.sub("", text)).strip() or text


def parsed(text: str, state: str | None, doubt: float = 0.0) -> Parsed:
    """One half of a name, without the state printed before or behind it."""
    lower = text.lower()
    if "the" in lower[-6:] or " a" in lower:
        text = _OF_A_FORM.sub("", _THE_AFTER.sub("", text)) or text
    if " of" in lower:
        text = _TURNED.sub(r"\2 of \1", _TURNED_UNIT.sub(r"\2 of \1 \3", text))
    words = [mended(word) for word in fold(text).split()]
    plain = " ".join(words)
    whole = "".join(words)
    initials = "".join(word[0] for word in words if word not in SILENT)
    if any(len(word) == 1 for word in words):
        plain = _joined_letters(plain)
    plain, forms = _without_forms(plain)
    plain, bodies, state = bodies_of(plain, state)
    plain = _LONG_STATE.sub(lambda found: LONG_STATES[found.group()], plain)
    kept = tuple(_spelt(word) for word in plain.split() if word not in SILENT)
    if bodies:
        kept = tuple(word for word in kept if word not in WEAK_IN_BODIES) or kept
    kept = kept or (whole,)
    numbers = frozenset(word for word in kept if any(sign.isdigit() for sign in word))
    stops = frozenset(accumulate(map(len, words)))
    return Parsed(
        kept, bodies, state, numbers, forms, whole, initials, _spelt(words[-1]) if words else "", stops, doubt
    )


@lru_cache(maxsize=100_000)
def _spelt(word: str) -> str:
    return SPELT_OUT.get(word) or SPELT_OUT.get(single := singular(word), single)


def _joined_letters(plain: str) -> str:
    """ "a t and t" and "at and t" are one word, as are initials: "j w pepper" begins with "jw"."""
    plain = _JOINED.sub(r"\1\2", re.sub(r"\b([a-z]) ([a-z]) and ([a-z])\b", r"\1\2\3", plain))
    return _LETTERS.sub(lambda found: found.group().replace(" ", ""), plain)


def _without_forms(plain: str) -> tuple[str, frozenset[str]]:
    words = plain.split()
    forms: set[str] = set()
    if len(words) > 1 and len(plain) >= _CUT_AT and words[-1] in _CUT_FORMS:
        forms.add(words.pop())
    while len(words) > 1 and (words[-1] in _FORMS or words[-1] in ("the", "and")):
        forms.add(words.pop())
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words), frozenset(forms)
