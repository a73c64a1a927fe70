"""Printed names folded to what they share: case, accents, punctuation, legal form, `d/b/a`; states of agencies.

Folding never decides that two names are the same party; it only says which printed differences carry no meaning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Words that say what legal form a firm has; dropped where a name ends with them, as often as they stand there.
LEGAL_FORMS = frozenset(
    {
        "inc",
        "incorporated",
        "llc",
        "lc",
        "pllc",
        "corp",
        "corporation",
        "ltd",
        "limited",
        "co",
        "company",
        "lp",
        "llp",
        "lllp",
    }
    | {"plc", "pc", "gmbh", "ag", "kg", "bv", "nv", "sa", "sas", "sarl", "srl", "spa", "ab", "oy", "aps", "pty", "pvt"}
    | {"pte", "kk", "sl"}
)

_DBA = re.compile(
    r"""(?<![\s,;(\[])[\s,;(\[]+
    (?: d\s?[./]?\s?b\s?[./]?\s?a\b\.? | doing\s+business\s+as\b | trading\s+as\b | t/a\b
      | [fan]\s?[./]\s?k\s?[./]\s?a\b\.? | [fan]ka\b
      | (?:formerly|previously|also|now)\s+known\s+as\b | formerly\b )
    [\s:,]*""",
    re.IGNORECASE | re.VERBOSE,
)
_SUPPLIER_NUMBER = re.compile(r"^\s*(?:#\s*)?\d{3,}\s*[-–—:]\s*(?=\D*[^\W\d_]{2})")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_SLASHED_FORM = re.compile(r"\b([lpnsa])/([lpcvsa])(?:/([cp]))?\b")
_OWNER = re.compile(r",?\s+an?\s+[\w&. -]{2,40}\s+(?:company|business|subsidiary)\.?\s*$", re.IGNORECASE)


def fold(text: str) -> str:
    """Lower case, without accents or punctuation, words parted by one space; `&` reads as "and", apostrophes vanish."""
    plain = re.sub(r"['’‘`´]", "", text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)  # makes a space and an accent of "´", which is gone by now
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.casefold()
    plain = _INITIALS.sub(lambda found: found.group().replace(".", "") + " ", plain)
    plain = _SLASHED_FORM.sub(lambda found: "".join(part for part in found.groups() if part), plain)
    plain = re.sub(r"&|\+", " and ", plain)
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


def normal_name(text: str) -> str:
    """The name by which vendors are compared: folded, without "The", "a … company" and legal forms at the end.

    >>> normal_name("FLOCK GROUP, INC.")
    'flock group'
    >>> normal_name("The L.L.C. Company, Ltd.")  # nothing but legal forms: the first word stays
    'llc'
    """
    words = fold(_OWNER.sub("", " ".join(text.split()))).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or words[-1] in ("the", "and")):
        words = words[:-1]
    return " ".join(words)


def split_dba(text: str) -> list[str]:
    """The names that one printed name joins by "dba", "fka", "formerly known as"…; the text itself where it joins none.

    >>> split_dba("Flock Group Inc dba Flock Safety")
    ['Flock Group Inc', 'Flock Safety']
    """
    text = " ".join(text.split())
    parts = (part.strip(" ,;:()[]") for part in _DBA.split(text))
    kept = [part for part in parts if re.search(r"\w", part)]
    return kept if len(kept) > 1 else [text]


def without_supplier_number(text: str) -> str:
    """The name without the number some finance systems print before it: "11498 - INSIGHT PUBLIC SECTOR"."""
    return _SUPPLIER_NUMBER.sub("", text, count=1).strip()


STATES = {
    "AL": "alabama", "AK": "alaska", "AZ": "arizona", "AR": "arkansas", "CA": "california", "CO": "colorado",
    "CT": "connecticut", "DE": "delaware", "DC": "district of columbia", "FL": "florida", "GA": "georgia",
    "HI": "hawaii", "ID": "idaho", "IL": "illinois", "IN": "indiana", "IA": "iowa", "KS": "kansas", "KY": "kentucky",
    "LA": "louisiana", "ME": "maine", "MD": "maryland", "MA": "massachusetts", "MI": "michigan", "MN": "minnesota",
    "MS": "mississippi", "MO": "missouri", "MT": "montana", "NE": "nebraska", "NV": "nevada", "NH": "new hampshire",
    "NJ": "new jersey", "NM": "new mexico", "NY": "new york", "NC": "north carolina", "ND": "north dakota",
    "OH": "ohio", "OK": "oklahoma", "OR": "oregon", "PA": "pennsylvania", "RI": "rhode island",
    "SC": "south carolina", "SD": "south dakota", "TN": "tennessee", "TX": "texas", "UT": "utah", "VT": "vermont",
    "VA": "virginia", "WA": "washington", "WV": "west virginia", "WI": "wisconsin", "WY": "wyoming",
    "PR": "puerto rico", "GU": "guam", "VI": "us virgin islands", "AS": "american samoa",
    "MP": "northern mariana islands",
}  # fmt: skip
_CODE_OF = {name: code for code, name in STATES.items()}
_STATE_BEFORE = re.compile(r"^\s*([A-Z]{2})\s*[-–—:]\s+(?=\w)")
_STATE_AFTER = re.compile(
    r"\s*(?:,\s*|\(\s*|\s[-–—]\s)(?:state of\s+)?([A-Za-z][A-Za-z .]{1,24}?)\s*\)?\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AgencyName:
    """An agency's printed name: `normal` without its state, and the postal code of the state where one is printed."""

    normal: str
    state: str | None


def agency_name(text: str) -> AgencyName:
    """The name by which agencies are compared, and the state it names.

    >>> agency_name("OR - Eugene PD")
    AgencyName(normal='eugene police', state='OR')
    >>> agency_name("City of Eugene Police Dept.") == agency_name("Eugene Police Department")
    True
    >>> agency_name("County of Orange, Sheriff-Coroner Department").normal
    'orange county sheriff'
    """
    rest, state = part_state(" ".join(text.split()))  # a stranger's run of blanks would cost the patterns minutes
    words = normal_name(
        re.sub(r"^(.+), (City|County|Town|Village) of$", r"\2 of \1", rest.strip(), flags=re.IGNORECASE)
    )
    for pattern, folded in _AGENCY_WORDS:
        words = pattern.sub(folded, words)
    if words.endswith((" police", " sheriff")):
        words = re.sub(r"^(?:city|town|village|borough|township) of ", "", words)
    return AgencyName(" ".join(words.split()), state)


def agency_variants(text: str) -> list[AgencyName]:
    """What one printed agency may be called: itself first, then the larger body it names beside a unit.

    "Bureau of Organized Crime (Chicago Police Department)", "Chicago Police Department - Bureau of Organized Crime" and
    "Chicago Police Department, Bureau of Organized Crime" all name a part of the Chicago Police Department.
    """
    text = " ".join(text.split())
    variants = [agency_name(text)]
    rest, state = part_state(text)
    bracketed = re.fullmatch(r"(.+?) ?\(([^()]+)\)", rest)
    parts = list(bracketed.groups()) if bracketed else []
    parts += re.split(r"\s[-–—]\s|,\s", rest)[:1]
    for part in parts:
        name = agency_name(part)
        variants.append(AgencyName(name.normal, name.state or state))
    return list(dict.fromkeys(variants))


_PUBLIC_BODY = re.compile(
    r"^us |\b(?:agency|agencies|authority|board|borough|bureau|city|college|commission|commonwealth|constable"
    r"|corrections|council|county|court|customs|department|district|enforcement|federal|fire|government|highway patrol"
    r"|marshals?|municipal|municipality|office of|parish|police|port of|prosecutor|public safety|public works"
    r"|schools?|sheriff|state|task force|town|township|transit|tribe|university|village)\b"
)


def names_public_body(text: str) -> bool:
    """Whether a printed name says by its words that it is a public body, whoever that is.

    >>> names_public_body("Board of Education, Troy"), names_public_body("Jane Roe"), names_public_body("Acme Corp")
    (True, False, False)
    """
    return bool(_PUBLIC_BODY.search(agency_name(text).normal))


#: Folded words of agencies: the many ways to print one body of a place.
_AGENCY_WORDS = tuple(
    (re.compile(pattern), folded)
    for pattern, folded in (
        (r"\bdepts?\b|\bdept\b|\bdepartments\b", "department"),
        (r"\bpd$", "police department"),
        (r"\bpolice department\b|\bpolice dep\b|\bdepartment of police\b", "police"),
        (r"\bcounty so$", "county sheriff"),
        (r"\bsheriffs?(?: coroners?)?(?: (?:office|department))?\b", "sheriff"),
        (r"^county of ([a-z ]+?)(?= sheriff\b|$)", r"\1 county"),
        (r"^(?:us|u s|united states) ", "us "),
    )
)


def part_state(text: str) -> tuple[str, str | None]:
    """A printed name without the state before or behind it, and that state's postal code."""
    before = _STATE_BEFORE.match(text)
    if before and before.group(1) in STATES:
        return text[before.end() :], before.group(1)
    after = _STATE_AFTER.search(text)
    if after and after.start() > 0 and (code := _state_code(after.group(1))):
        return text[: after.start()], code
    return text, None


def _state_code(text: str) -> str | None:
    bare = text.strip()
    if bare.upper() in STATES and bare.isupper():
        return bare.upper()
    return _CODE_OF.get(fold(bare))
