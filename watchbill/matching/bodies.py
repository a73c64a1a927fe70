"""Public bodies by their words: police, sheriff, schools, city…, and the state whose code stands among them."""

from __future__ import annotations

import re

from watchbill.matching.shorter import spelt_out
from watchbill.matching.words import BODIES, IMPLIED, NOT_FIRST, STATE_CODES

_SCHOOL_DISTRICT = (
    r"\b(?:unif\w*|indep\w*|ind|consol\w*|comm\w*|area|central|local|city|county)? ?"
    r"(?:school|schools|sch|schl) dist(?:r\w*)?\b"
)
_COUNTY_BEFORE = (
    r"\bco(?= (?:[a-z]{2} )?(?:sheriff|constable|attorney|library|jail|court|fire\b|school|water|transportation|transit"
    r"|sanit|housing|health|treasurer|clerk|public|parks?\b|police [a-z]{2}$))"
)
#: What a name must hold for a rule to be tried, folded runs of words, the body they name; in this order.
_BODY_RULES = tuple(
    (needle, re.compile(pattern), body)
    for needles, pattern, body in (
        ("dep|dpt", r"\b(?:dept|depts|dpt|dep|departments)\b", "department"),
        ("a co|a cn", r"^(?:l a|la) (?=county|co\b|cnty)", "los angeles "),
        ("sf|s f", r"\bs f\b|\bsf\b", "san francisco"),
        ("s o", r"\bs o$", "so"),
        ("p d", r"\bp d$", "pd"),
        ("public s", r"\bpublic sa?fe?ty\b", "public safety"),
        ("dps", r"\bdps\b", "publicsafety"),
        ("public safety", r"\b(?:department of public safety|public safety (?:service )?department)\b", "publicsafety"),
        ("public safety", r"\bpublic safety$", "publicsafety"),
        ("police d", r"\bpolice (?:de|d)$", "police"),
        ("sheriff", r"\bsheriffs? (?:of|o|de|d)$", "sheriff"),
        ("univers", r"\bunivers\w{0,3}$", "university"),
        ("of police", r"\b(?:department|division|bureau) of police\b", "police"),
        ("police ", r"\bpolice (?:department|division|bureau|depar\w*)\b", "police"),
        ("pd", r"\bpd\b", "police"),
        ("sheriff", r"\bsheriffs?(?: s)?(?: (?:and )?coroners?)?(?: (?:offic\w*|ofc|off|dep\w*))?\b", "sheriff"),
        (" so", r"\b(?:co|county|cnty|cty) ((?:[a-z]{2} )?)so\b", r"county \1sheriff"),
        ("so", r"\bso(?=$| [a-z]{2}$)", "sheriff"),
        ("co ", _COUNTY_BEFORE, "county"),
        ("cnty|cty", r"\b(?:cnty|cty)\b", "county"),
        (" of ", r"^(?:county|co|cnty) of (.+)$", r"\1 county"),
        ("patrol", r"\b(?:highway|state) patrol\b", "patrol"),
        ("attorney|da", r"\bdistrict attorney ?s?(?: office)?\b|\bda ?s office\b", "attorney"),
        ("prosecut", r"\bprosecut(?:or|ing attorney) ?s?(?: office)?\b", "attorney"),
        ("task|tf", r"\b(?:task force|tf)\b", "taskforce"),
        ("fire", r"\bfire (?:and |protection |rescue )*(?:department|district|rescue|authority)?(?= |$)", "fire "),
        ("fd|fpd", r"\b(?:fd|fpd)$", "fire"),
        ("high|hs|h s", r"\bhigh (?:school|sch|scho|schoo|sc|s)$|(?<=\w) h ?s$", "highschool"),
        (" school", r"\b(?:middle|intermediate) school\b", "middleschool"),
        ("elementary", r"\belementary(?: school)?$", "elementaryschool"),
        (" dist", _SCHOOL_DISTRICT, " schools"),
        ("scho", r"\b(?:unified|independent) scho{0,2}l?$", " schools"),
        ("school d", r"\b(?:(?:unified|independent) )?school d(?:is?)?$", " schools"),
        ("sd", r"\b(?:isd|usd|cisd|cusd)\b", "schools"),
        (" sd", r"(?<=\w) sd(?= \w*\d\w*$|$)", " schools"),
        (" sc", r"\b(?:public|community|area|county|city) (?:schools?|schls?|schs?|scho|sc)$", "schools"),
        (" s", r"\b(?:public|community|area|county|city) s$", "schools"),
        ("schools", r"(?<=\w) schools$", " schools"),
        (" of", r"\b(?:university|univ|u) of\b", "uof"),
        ("airport", r"\b(?:airport authority|airport)\b", "airport"),
        ("trans", r"\b(?:transit|transportation) (?:authority|district)\b", "transit"),
        (" of", r"^state of (\w+(?: \w+)?)$", r"\1 stateof"),
        ("port", r"\bport (?:authority )?of\b", "portauthority "),
        ("housing", r"\bhousing authority\b", "housingauthority"),
        ("district", r"\b(?:water district|irrigation district)\b", "waterdistrict"),
        ("tw|township", r"\b(?:twp|twnshp|charter township|township)\b", "township"),
    )
    for needle in needles.split("|")
)  # fmt: skip
_MUNICIPALITY = re.compile(r"^(city|town|village|township|borough|parish) of (?:the )?(?=\w)")
#: What most names of public bodies look like.
_SIMPLE = (
    (re.compile(r"^(.+) police department$"), frozenset({"police"})),
    (re.compile(r"^(.+) county sheriffs office$"), frozenset({"sheriff"})),
    (re.compile(r"^city of (?!the )(.+)$"), frozenset({"city"})),
)
_STATE_BEHIND = re.compile(r"^(.+) ([a-z]{2})$")
_CITY_AND_COUNTY = re.compile(r"^city and county of ")
_STATE_BY_BODY = re.compile(
    r"^(.+) ([a-z]{2}) (police|sheriff|publicsafety|fire|schools|attorney|taskforce|campus police)$"
)
_STATE_AFTER_BODY = re.compile(r"^(.+ (?:police|sheriff|publicsafety|fire|schools|attorney|taskforce)) ([a-z]{2})$")
_STATE_FIRST = re.compile(r"^([a-z]{2}) ((?!state |capitol ).+ (?:police|sheriff))$")
#: Nearly all names of firms hold none of these and are done with.
_MAY_BE_BODY = re.compile(
    r"\b(?:city|town|village|township|twp|borough|parish|county|cnty|cty|co|police|pd|p d|sheriffs?|so|s o|fire|fd|fpd"
    r"|dps|safety|schools?|sch\w*|isd|usd|cisd|cusd|sd|univ\w*|u|attorney\w*|da|das|prosecut\w+|constables?|courts?|library"
    r"|patrol|airport|transit|transportation|port|authority|force|tf|marshals?|hs|h s|coroners?|clerk|housing|water"
    r"|irrigation|high|area|community|public|elementary|sf|s f|state|dep\w*|dpt|district|dist|hwy|auth|atty|attny|vlg"
    r"|vill|boro|local|lodge|fop|iaff|bcbs|uc|csu|cal|penn|mud|pud|no|firefighters|cdw)\b"
)


def bodies_of(plain: str, state: str | None) -> tuple[str, frozenset[str], str | None]:
    """Folded words without those of the body and of its state; the body's words; the state, if it was not known before.

    >>> bodies_of("city of austin police dept", None)
    ('austin', frozenset({'police'}), None)
    """
    if not _MAY_BE_BODY.search(plain):
        return plain, frozenset(), state
    return _simple(plain, state) or _by_rules(spelt_out(plain), state)


def _simple(plain: str, state: str | None) -> tuple[str, frozenset[str], str | None] | None:
    """The commonest names without trying every rule: one place, whose words name no other body and no state."""
    for pattern, body in _SIMPLE:
        if (found := pattern.match(plain)) and not _MAY_BE_BODY.search(place := found.group(1)):
            return (place, body, state) if min(map(len, place.split())) > 2 else None
    return None


def _by_rules(plain: str, state: str | None) -> tuple[str, frozenset[str], str | None]:
    bodies: set[str] = set()
    if _CITY_AND_COUNTY.match(plain):
        plain, bodies = _CITY_AND_COUNTY.sub("", plain), {"city", "county"}
    elif of := _MUNICIPALITY.match(plain):
        bodies.add(of.group(1))
        plain = plain[of.end() :]
        if (behind := _STATE_BEHIND.match(plain)) and behind.group(2) in STATE_CODES:
            plain, state = behind.group(1), state or behind.group(2).upper()
    for needle, pattern, body in _BODY_RULES:
        if needle in plain:
            plain = pattern.sub(body, plain)
    plain = " ".join(plain.split())
    plain, state = _inner_state(plain, state)
    words = plain.split()
    named = {word for word in words if word in BODIES}
    if named:
        words = [word for word in words if word not in named] if len(words) > len(named) else words
    bodies |= named - {"city"} if len(words) > 0 else named
    if "city" in named:  # Carson City, Kansas City Police: part of the place
        words = plain.split()
        words = [word for word in words if word not in bodies or word == "city"]
    for body, implied in IMPLIED.items():
        if body in bodies:
            bodies -= implied
    return " ".join(words), frozenset(bodies), state


def _inner_state(plain: str, state: str | None) -> tuple[str, str | None]:
    """A state's code among the words of a body: Austin TX PD, Hamlet PD NC, NM Farmington PD."""
    if (found := _STATE_BY_BODY.match(plain)) and found.group(2) in STATE_CODES:
        return f"{found.group(1)} {found.group(3)}", state or found.group(2).upper()
    if (found := _STATE_AFTER_BODY.match(plain)) and found.group(2) in STATE_CODES:
        return found.group(1), state or found.group(2).upper()
    first = _STATE_FIRST.match(plain)
    if first and first.group(1) in STATE_CODES and first.group(1) not in NOT_FIRST:
        return first.group(2), state or first.group(1).upper()
    return plain, state
