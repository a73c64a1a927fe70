"""A printed name taken apart: its distinctive words, the public body it names, its state and its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from watchbill.matching.bodies import bodies_of
from watchbill.matching.shorter import SHORT_NAMES, parted
from watchbill.matching.slips import mended
from watchbill.matching.words import (
    GENERIC,
    INNER_FORMS,
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
        """Names of one key differ in nothing that tells two parties apart, but for their states. Firms turn their words
        around, places do not: Park Forest is not Forest Park."""
        return self.words if self.bodies else tuple(sorted(self.words)), self.bodies


#: Taken off where a bracket's words were left out, and where it held no more than initials.
LEFT_OUT, LEFT_OUT_SHORT = 0.12, 0.02
#: Taken off where the town of a firm was left out, or a number behind it, or its division.
LEFT_OUT_PLACE = 0.06

_JOINED = re.compile(r"\b([a-z]{1,2}) and ([a-z])\b(?! (?:and )?[a-z]\b)")
_LETTERS = re.compile(r"\b[a-z](?: [a-z]\b)+")
_STORE = re.compile(
    r"\s*(?:#\s*\d[\w-]*|\b(?:store|branch|acct|account|unit|loc|location|vendor|cust)\s*(?:no\.?|num\.?|number|#)?\s*:?\s*#?\d[\w-]*"
    r"|\bno\.\s*\d{3,})\s*$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<=[A-Za-z.)])\s+(?:-\s*)?\d{5,}$")
_AFTER_FORM = re.compile(
    r"(\b(?:inc|llc|corp|corporation|co|company|ltd|lp)\b\.?)[,\s]+(?:-\s*)?(?:no\.?\s*)?#?\d[\d-]*$", re.IGNORECASE
)
#: What such a number is part of: Teamsters Local #150, Water District #49.
_NUMBERED = re.compile(
    r"\b(?:local|lodge|dist|district|council|chapter|precinct|ward|order of police|fire|engine|region|[pm]ud"
    r"|psd|usd|isd)\b",
    re.IGNORECASE,
)
#: The longest printed name that may be a short one.
_SHORT = 20
_LOOSE_NUMBER = re.compile(r"(?<=[A-Za-z.)])(?:\s+-\s*\d{1,4}|\s+(?!(?:19|20)\d\d$)\d{4})$")
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
_CARE_OF = re.compile(
    r"(?<=[\w.)])[ ,;-]+(?:c/o|attn:?|as (?:payment |paying |billing )?agents?\b) ?.*$", re.IGNORECASE
)
_DESK = re.compile(
    r"^(?:attn:? ?)?(?:accounts? (?:receivable|payable)|a/[rp])(?: dep(?:t|artment)\.?)? ?[:,-]? ?", re.IGNORECASE
)
#: What a bracket holds where it names no other firm: a division, a country, where the money goes.
_PART = re.compile(r"\b(?:division|div|dept|department|lockbox|north america|usa?|americas?)\.?\W*$", re.IGNORECASE)
_CITY_BEHIND = re.compile(r"(.+) city(?: (corp|corporation))?")
#: The desk of a city where bills are paid is the city; its police or library is not.
_OFFICE_OF_A_CITY = re.compile(
    r"^((?:city|town|village|county) of .+?)[ ,-]+(?:finance|accounting|accounts payable|purchasing|procurement"
    r"|utility billing)(?: (?:dep(?:t|artment)?|div(?:ision)?|office)\.?)?$",
    re.IGNORECASE,
)
_OF_A_STATE = re.compile(
    r" (?:company |co )?of ([A-Za-z][A-Za-z ]{1,20}?),?(?: inc| llc| corp| co)?\.?$", re.IGNORECASE
)
_STATE_NAMES = frozenset(STATES.values()) | frozenset(code.lower() for code in STATES)
_NATIONAL = re.compile(r",?\s+national (?:association|assoc|assn)\.?$", re.IGNORECASE)
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
    text = _DESK.sub("", text) or text
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
        yield parsed(outside, state, _doubt(bracket.group(1).strip(), bool(first.bodies)))
    if len(half) < _SHORT and (long := SHORT_NAMES.get(_without_forms(fold(half))[0].replace(" ", ""))):
        yield parsed(long, state, LEFT_OUT_SHORT)
    yield from _of_a_city(rest, state)
    yield from _without_initials(rest, state)
    if not first.bodies:
        yield from _of_a_firm(first, rest, state)


def _of_a_city(rest: str, state: str | None) -> Iterator[Parsed]:
    """A city behind its name, and the desk that pays a city's bills."""
    lower = rest.lower()
    if " city" in lower and (found := _CITY_BEHIND.fullmatch(fold(rest))):
        yield parsed(f"City of {found.group(1)}", state, LEFT_OUT_SHORT)
        if found.group(2):  # Utah's cities: Salt Lake City Corporation
            yield parsed(f"City of {found.group(1)} city", state, LEFT_OUT_SHORT)
    if " of " in lower and (office := _OFFICE_OF_A_CITY.match(rest)):
        yield parsed(office.group(1), state, LEFT_OUT_PLACE)


def _of_a_firm(first: Parsed, rest: str, state: str | None) -> Iterator[Parsed]:
    """A firm without the state it sells in, which may be a subsidiary, and without a number nobody named."""
    if " of " in rest.lower() and (region := _OF_A_STATE.search(rest)) and fold(region.group(1)) in _STATE_NAMES:
        yield parsed(rest[: region.start()], state, LEFT_OUT)
    if first.numbers and not _NUMBERED.search(rest) and (bare := _LOOSE_NUMBER.sub("", rest)) != rest:
        yield parsed(bare, state, LEFT_OUT_PLACE)


def _doubt(bracketed: str, is_body: bool) -> float:
    """What is taken off for leaving out a bracket; two letters behind a public body may be a state, misprinted."""
    if re.fullmatch(r"[A-Z]{2,6}", bracketed) and not (is_body and len(bracketed) == 2):
        return LEFT_OUT_SHORT
    return LEFT_OUT_PLACE if _PART.search(bracketed) else LEFT_OUT


def _without_initials(rest: str, state: str | None) -> Iterator[Parsed]:
    """A name without its own initials before or behind it: "CED Consolidated Electrical Distributors"."""
    tokens = rest.replace(" - ", " ").split()
    if len(tokens) < 3:
        return
    for initials, others in ((tokens[0], tokens[1:]), (tokens[-1], tokens[:-1])):
        if not 2 <= len(initials) <= 6 or initials[:1].lower() != others[0][:1].lower():
            continue
        letters = "".join(word[0] for word in others if word.lower() not in SILENT).lower()
        if letters.startswith(initials.lower()):
            without = parsed(" ".join(others).strip(" ,-"), state, LEFT_OUT_SHORT)
            if "".join(word[0] for word in without.words) == initials.lower():
                yield without


def _without_place(rest: str, state: str | None) -> str | None:
    """A firm without the town printed behind it: "Acme Inc, Dallas, TX" (state parted), "Acme Inc Dallas TX"."""
    if state and (found := _TOWN.search(rest)):
        return rest[: found.start()]
    after = _TOWN_AFTER_FORM.match(rest)
    return after.group(1) if after and after.group(2) in STATES else None


def _without_numbers(text: str) -> str:
    if not any(sign.isdigit() for sign in text[-8:]):
        return text
    if _NUMBERED.search(text):
        return text
    text = _AFTER_FORM.sub(r"\1", text)
    return _ACCOUNT.sub("", _STORE.sub("", text)).strip() or text


def parsed(text: str, state: str | None, doubt: float = 0.0) -> Parsed:
    """One half of a name, without the state printed before or behind it."""
    lower = text.lower()
    if "the" in lower[-6:] or " a " in lower or " an " in lower:
        text = _OF_A_FORM.sub("", _THE_AFTER.sub("", text)) or text
    if " national a" in lower:
        text = _NATIONAL.sub("", text) or text
    if " of" in lower and (", " in lower or lower.endswith((" of", " of the"))):
        text = _TURNED.sub(r"\2 of \1", _TURNED_UNIT.sub(r"\2 of \1 \3", text))
    words = [mended(word) for word in parted(fold(text)).split()]
    plain = " ".join(words)
    whole = "".join(words)
    initials = "".join(word[0] for word in words if word not in SILENT)
    if any(len(word) == 1 for word in words):
        plain = _joined_letters(plain)
    plain, forms = _without_forms(plain)
    plain, bodies, state = bodies_of(plain, state)
    if " " in plain:
        plain = _LONG_STATE.sub(lambda found: LONG_STATES[found.group()], plain)
    spell = _spelt_of_a_place if bodies else _spelt
    kept = tuple(spell(word) for word in plain.split() if word not in SILENT)
    if bodies:
        kept = tuple(word for word in kept if word not in WEAK_IN_BODIES) or kept
    elif len(kept) > 1:
        kept = tuple(word for at, word in enumerate(kept) if not at or word not in INNER_FORMS)
    kept = kept or (whole,)
    numbers = frozenset(word for word in kept if not word.isalpha())
    stops = frozenset(accumulate(map(len, words)))
    return Parsed(
        kept, bodies, state, numbers, forms, whole, initials, _spelt(words[-1]) if words else "", stops, doubt
    )


@lru_cache(maxsize=100_000)
def _spelt(word: str) -> str:
    return SPELT_OUT.get(word) or SPELT_OUT.get(single := singular(word), single)


@lru_cache(maxsize=100_000)
def _spelt_of_a_place(word: str) -> str:
    """Salina and Salinas are two cities: only the words that many bodies bear lose their plural."""
    spelt = _spelt(word)
    return word if spelt not in GENERIC and word not in SPELT_OUT and spelt == singular(word) else spelt


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
