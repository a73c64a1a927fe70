"""What a printed name looks like: companies, public bodies, persons, and what is no name (addresses, labels, titles).

The words are data: `names.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from extractors.label_words import label_tokens, phrases
from extractors.paper import Word
from extractors.words import read_words

_WORDS: dict[str, list[str]] = {
    name: [word.strip() for word in text.split("|")]
    for name, text in read_words(Path(__file__).with_suffix(".yml")).items()
}


def _any_of(name: str) -> str:
    """A pattern of all the words of one list, longest first, each with an optional dot."""
    words = sorted(_WORDS[name], key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") + r"\.?" for word in words) + ")"


LEGAL = re.compile(rf"(?<![\w.]){_any_of('legal')}(?!\w)", re.I)
_COMPANY = re.compile(rf"(?<![\w.])(?:{_any_of('legal')}|{_any_of('company')})(?!\w)", re.I)
_GOVERNMENT = re.compile(rf"\b{_any_of('government')}(?!\w)", re.I)
_GENERIC = re.compile(rf"\b{_any_of('generic')}(?!\w)|[^A-Za-z ]", re.I)
STATE = "(?:" + "|".join(_WORDS["states"]) + ")"
STATE_NAMES = _any_of("state_names")
_BODY = r"(?:City|County|Town|Village|Borough|Township|State|Parish|CITY|COUNTY|TOWN|VILLAGE|BOROUGH|TOWNSHIP|STATE)"
_OFFICE = r"(?:County\s+Sheriff(?:['’]?s)?\s+Office|Police\s+Department|Unified\s+School\s+District)"
#: ``City of Eugene``, ``Orange County Sheriff's Office``: names that are places' own.
PLACE = re.compile(
    rf"\b(?:The\s+)?{_BODY}\s+(?:of|OF)\s+[A-Z][A-Za-z.'-]+(?:\s+(?!of\b|and\b|by\b|Police\b)[A-Z][a-z.'-]+(?![A-Za-z])){{0,2}}"
    rf"|\b[A-Z][a-z.'-]+(?:\s+[A-Z][a-z.'-]+){{0,2}}\s+{_OFFICE}"
)
ADDRESS = re.compile(
    rf"^\d+[\w.-]*\s+\S|^\d+(?:[/-]\d+)+,?\s|^[A-Z][\w'-]+(?:\s\w+)?\s+\d{{1,4}}[a-z]?$|^P\.?\s?O\.?\s+Box|\b{STATE}\.?,?\s+\d{{5}}|^\d{{4,5}}(?:-\d{{4}})?$|^{STATE}$"
    rf"|\b(?:suite|ste\.?|floor|room|rm\.?|apt\.?|bldg\.?)\s*#?\d|^(?:United States|USA|U\.S\.A\.?|US)$"
    rf"|^[A-Z][\w. ]+,\s[A-Z][a-z]{{2,9}}\.\s+\d{{5}}$|^[A-Z][\w. ]+,\s*(?:{STATE}|{_any_of('state_names')})\b"
    rf"(?!.*\b(?:police|department|inc)\b)"
    rf"|\b{_any_of('street')},?$",
    re.I,
)
CONTACT = re.compile(
    rf"@|\bwww\.|https?:|\.(?:com|gov|org)\b|^{_any_of('contact')}(?!\w)|^(?:office|main)\s*(?:[:#(]|\d)"
    r"|\(?\d{3}\)?[ .-]\d{3}-\d{4}",
    re.I,
)
_US_PLACE = re.compile(
    rf"\b{STATE}\.?,?\s+\d{{5}}(?:-\d{{4}})?\b|\bUSA\b|\bU\.S\."
    rf"|^[A-Z][a-z]\w+(?:[ ][A-Z][a-z]\w+)?,?[ ]{STATE}$|\bPR\s+00[679]\d\d\b"
    rf"|\b(?i:{_any_of('state_names')}|United\s+States|Puerto\s+Rico|Sheriff['’]?s?|School\s+District|County\s+of)\b",
    re.M,
)
_CAPTION = re.compile(rf"(?:(?>{_any_of('caption')}[\s#:./&()-]*))+", re.I)  # whole words: no second way to part them
#: What stands beside names and is none: a caption with its colon, a day, a time, an amount of money.
_BESIDE = re.compile(
    r"[A-Za-z#.)]:\s|\s[a-z]\.\s+[A-Z]|^CODE\s|[$€£]\s?\d|(?<!\d)\d{1,4}([-/.])\d{1,2}\1\d{2,4}(?!\d)|\d:\d\d"
    r"|\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2},?\s+\d{4}\b",
    re.I,
)
_BOX_NUMBER = re.compile(r"^(?:\(?\d{1,2}[a-z]?[.)]|\d{1,2}\([a-z]\)|[a-z][.)])\s+", re.I)
_HEADING = re.compile(rf"(?:(?>{_any_of('heading')}[\s,/:()&-]*))+", re.I)
_EMPTY = re.compile(rf"\[?{_any_of('empty')}\]?", re.I)
_TITLE = re.compile(
    rf"^(?:the\s+)?(?:(?:sales|project|official|billing|tax|retail)\s+)*{_any_of('title')}s?\b(?!\w)", re.I
)
_TAIL = re.compile(r"\s*(?:[,;:(]|\s[-–—]\s*)+$")


def has_us_place(text: str) -> bool:
    """Whether a text names a place of the United States: a state with its ZIP code, a state, a county, a sheriff."""
    return bool(_US_PLACE.search(text))


def is_company(text: str) -> bool:
    """Whether a name reads as a company."""
    named = any(match.start() for match in _COMPANY.finditer(text)) or _IN_SHORT.search(text)
    return bool(named) and not is_agency(text)


def is_agency(text: str) -> bool:
    """Whether a name reads as a public body, and not only as a part of one; a legal form makes it a company, a long
    number the address of a mail service (``Newsdesk - Dept MR 440912``)."""
    if not (_GOVERNMENT.search(text) or _COMPOUND.search(text)) or LEGAL.search(text) or _LONG_NUMBER.search(text):
        return False
    return bool(own_words(text))


def own_words(text: str) -> set[str]:
    """The words of a public body's name that say whose it is, in small letters: ``CITY OF HARLAN`` is {harlan}."""
    rest = _GENERIC.sub(" ", _GOVERNMENT.sub(" ", text))
    return {word.lower() for word in rest.split() if len(word) >= 3}


#: What a check writes out: ``Six thousand two hundred and 00/100``.
_SUM_IN_WORDS = re.compile(
    r"(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\s-]+){1,2}(?:hundred|thousand|million|dollars|and\s+\d\d/100)\b",
    re.I,
)


#: Words of a sentence that asks for something, as notes to vendors do: ``FIRMWARE 7.4 OR LATER REQUIRED. SERIAL NO``.
_ORDERS = re.compile(r"\w\s+(?:required|must|shall|please|prior\s+to|will\s+be|are\s+to|is\s+to)(?=\W|$)", re.I)


def is_name(text: str) -> bool:
    """Whether a printed line can be the name of a party at all."""
    if text.rstrip().endswith(":") and len(text.split()) <= 5:
        return False
    text = text.strip(" :.-–—_")
    letters = sum(letter.isalpha() for letter in text)
    return (
        3 <= len(text) <= 90
        and letters >= 3
        and letters >= 0.5 * len(text.replace(" ", ""))
        and len(text.split()) <= 12
        and not _EMPTY.fullmatch(text)
        and not _HEADING.fullmatch(text)
        and (not ADDRESS.search(text) or bool(PLACE.match(text)) or bool(LEGAL.search(text)))
        and not CONTACT.search(text)
        and not _TITLE.match(text)
        and not _SUM_IN_WORDS.match(text)
        and not _BESIDE.search(text)
        and not _ORDERS.search(text)
        and not _CAPTION.fullmatch(_BOX_NUMBER.sub("", text))
        and not re.search(r"[a-z]{3,}\.\s+[A-Z][a-z]+ |[?!]|:$", text)
        and (" " in text or not _is_label_word(text))
        and (
            text[0].isupper()
            or text[0].isdigit()
            or text.lower().startswith(("the ", "e-"))
            or text[0] in "(“\"'"
            or bool(_CAMEL.match(text))
        )
    )


_IN_SHORT = re.compile(
    r"\w\s(?:[Mm][Ff][Gg]|[Bb][Rr][Oo][Ss]|&|and|AND)\.?\s+(?:Co|CO|Sons?|SONS?)\.?$|\w\s\w+\s(?:Mfg|MFG|Bros|BROS)\.?$|\w\s+\w+\sCO$"
)
#: Public bodies in one word, as German makes them: ``Landespolizeidirektion``, ``Bürgermeisteramt``.
_COMPOUND = re.compile(
    r"\w(?:polizei|direktion|präsidium|verwaltung|behörde|ministerium|meisteramt|landesamt|kreisamt)", re.I
)
_LONG_NUMBER = re.compile(r"\d{4}")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")  # iRobot, eClinical


@cache
def _is_label_word(text: str) -> bool:
    """Whether a single word is one of the words of labels (``Ship``, ``Address``) and so no name."""
    tokens = label_tokens(text)
    return any(token in known for token in tokens for rest in phrases().values() for known in rest)


def is_person(text: str) -> bool:
    """Whether a name reads as a person's: two or three capitalised words, or a family name before a comma."""
    words = text.replace(",", " ").split()
    if re.fullmatch(r"[A-Za-z'’-]+,\s+[A-Za-z.'’-]+(?:\s+[A-Z]\.?)?", text.strip()) and not is_company(text):
        return True  # "MCDONALD, KIRK"
    return (
        2 <= len(words) <= 3
        and all(re.fullmatch(r"[A-Z][a-z'’.-]*", word) for word in words)
        and not is_company(text)
        and not is_agency(text)
    )


_GOES_ON = re.compile(r"(?:d/?b/?a|dba|doing business|a/?k/?a|f/?k/?a|of|and|&)\b", re.I)
_STOPS_SHORT = re.compile(r"(?:\b(?:of|and|the|for|d/?b/?a|dba)|[&/-])$", re.I)
#: What a name does not begin with, and what closes one whose row was too short for it.
_REST = re.compile(
    r"(?:Police\s+|Sheriff['’]?s\s+|Fire\s+|School\s+)?(?:Department|Dept\.?|Office|District|Division|Bureau|Authority|Commission"
    r"|Agency|Council|Constabulary)|(?:Public\s+)?(?:Safety|Schools)|Inc\.?|Incorporated|LLC|L\.L\.C\.?|Corporation|Corp\.?"
    r"|Company|Co\.|Limited|Ltd\.?",
    re.I,
)


def wraps(head: str, tail: str) -> bool:
    """Whether a name goes on in the row under it: it stops at a joint, or that row holds only what closes names."""
    if not head or ADDRESS.search(tail) or CONTACT.search(tail):
        return False
    closed = _bare(head).endswith(_bare(tail))
    return bool(_GOES_ON.match(tail) or _STOPS_SHORT.search(head) or (_REST.fullmatch(tail.strip()) and not closed))


_TORN = re.compile(rf"(?:(?>(?:{_any_of('company')}|{_any_of('legal')})[\s,&]*))+", re.I)


def is_torn(text: str) -> bool:
    """Whether a text ends a company's name and begins none: ``Technologies, LLC``, ``Systems Group Inc``."""
    return bool(LEGAL.search(text) and _TORN.fullmatch(text.strip()))


def _bare(text: str) -> str:
    return text.strip().rstrip(".").lower()


def clean(text: str) -> str:
    """A name as printed, white space folded, without the punctuation around it."""
    text = _TAIL.sub("", re.sub(r"\s+", " ", text)).strip(" :;,-–—|¦{}[]_")
    text = re.sub(r"(?<=[a-z]{5})\.$", "", text)  # a sentence's full stop
    return re.sub(r"^\((.*)\)$", r"\1", text)


def text_of(words: Sequence[Word]) -> str:
    """The printed text of words."""
    return " ".join(word.text for word in words)


def squash(text: str) -> str:
    """Letters and digits only, case folded: for comparing."""
    return re.sub(r"[^a-z0-9]", "", text.lower())
