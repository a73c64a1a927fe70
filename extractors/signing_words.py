"""The words of signature pages: labels to sign at, headings of the parties' blocks, offices, witnesses."""

from __future__ import annotations

import re
from enum import StrEnum

from extractors.names import is_agency, is_company


class Side(StrEnum):
    """Who signs on a line. Witnesses, clerks and lawyers bind nobody."""

    BUYER = "buyer"
    SELLER = "seller"
    WITNESS = "witness"
    UNKNOWN = "unknown"


RUN = re.compile(r"_{6,}")
SIGNS = re.compile(
    r"(?:^|[\s/(])(?:(?:signed|accepted|agreed|executed)(?:\s+(?:and|&)\s+(?:accepted|agreed))?(?:\s+by)?|by|signature|/s/"
    r"|authori[sz]ed\s+(?:signature|signatory|representative|officer|agent))\s*[:;]?\s*$",
    re.I,
)
#: A label with what is written behind it: ``By:Ann``.
GLUED = re.compile(r"\W*(?:by|signed|signature):\w", re.I)
#: ``Prepared by:`` and the like are filled in by offices, not signed by parties.
OTHERS_BY = re.compile(r"\b(?!signed|accepted|agreed|executed)[a-z]+ed\s+by\s*:?\s*$", re.I)
FILLED_IN = re.compile(r"^\W*(?:print(?:ed)?|typed?|full)?\s*(?:name|title|its|date|dated|phone|e-?mail)\b", re.I)
WITNESS = re.compile(
    r"\b(?:witness(?:es)?\b(?!\s+(?:whereof|of\s+the))|attest|approved\s+(?:as\s+to|for)|legal(?:ity)?\b(?!\s+(?:name|entity))|sufficiency|notary"
    r"|city\s+clerk|county\s+clerk|town\s+clerk|clerk\s+of|attorney|solicitor|legal\s+counsel|(?:city|county)\s+counsel"
    r"|recommended|reviewed|risk\s+manage)",
    re.I,
)
_BUYERS = (
    r"city|county|town|village|borough|township|agency|buyer|customer|purchaser|client|district|state|authority|department"
    r"|subscriber|recipient|grantee|licensee|lessee|board|university|council|commission|owner"
)
_SELLERS = (
    r"contractor|vendor|supplier|company|seller|consultant|(?:service\s+)?provider|licensor|lessor|reseller|firm|donor"
)
HEADING = re.compile(
    rf"^\W*(?:for|on\s+behalf\s+of)?\W*(?:the\s+)?(?:(?P<buyer>{_BUYERS})|(?P<seller>{_SELLERS}))"
    r"\s*(?:\([^)]*\))?\W*(?:[:(,]|$|signature\b|information\b|acceptance\b)",
    re.I,
)
OFFICES = re.compile(
    r"\b(?:mayor|(?:city|county|town|village)\s+(?:manager|administrator)|sheriff|chief\s+of\s+police|police\s+chief"
    r"|chair(?:man|woman|person)?\s+of\s+the\s+board|purchasing\s+(?:agent|manager|director)|superintendent|commissioner)\b",
    re.I,
)
#: Officers of companies; boards, councils and universities have presidents, too.
OFFICERS = re.compile(
    r"\b(?<!board )(?<!council )(?<!university )(?:(?:vice )?president|ceo|c\.e\.o\.|chief executive officer"
    r"|general counsel|managing (?:member|partner))\b(?! of the (?:board|council))",
    re.I,
)
#: What stands near ``City:`` where it is a label of an address to fill in.
OF_ADDRESS = re.compile(
    r"\W*(?:(?:street|mailing|billing|business)\s+)?address\b|\W*(?:zip|postal)\b|\W*street\b", re.I
)
POSTS = re.compile(
    r"\b(?:president|ceo|chief\s+\w+\s+officer|chief|director|manager|officer|administrator|secretary|chair\w*|counsel|owner"
    r"|partner|authori[sz]ed|signature|representative|signatory|member)\b",
    re.I,
)
#: ``\FSSignature1\``, ``{{Sig_es_:signer1}}``, ``/sn1/``: marks where a service for signing puts what is signed.
TAG = re.compile(r"\\\w+\\?|\{\{.*|.*\}\}|/\w{1,8}\d/|\[\[.*|.*\]\]")
DATE = re.compile(
    r"(?<!\d)\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2},?\s+\d{4}"
)
UNDER = re.compile(r"\(?(?:authori[sz]ed\s+)?signature(?:\s+of\s+.{3,40}|\s*/\s*date)?\)?", re.I)


def heading_side(text: str) -> tuple[Side, str]:
    """The side that a heading, or a name over or under a line, stands for, and the word for it."""
    if WITNESS.search(text):
        return Side.WITNESS, "witness"
    if match := HEADING.match(text):
        word = (match["buyer"] or match["seller"]).lower()
        return (Side.BUYER if match["buyer"] else Side.SELLER), word
    if len(text.split()) > 12:
        return Side.UNKNOWN, ""
    if is_agency(text):
        return Side.BUYER, body_word(text)
    return (Side.SELLER, "company") if is_company(text) else (Side.UNKNOWN, "")


def body_word(text: str) -> str:
    """The word for a public body in its name or in an office of it: ``city``, ``county``; else ``agency``."""
    body = re.search(r"\b(city|county|town|village|state|district|borough)\b", text, re.I)
    return body[1].lower() if body else "agency"


def tells_who(text: str) -> bool:
    words = text.split()
    return len(words) <= 9 and bool(
        POSTS.search(text) or OFFICES.search(text) or WITNESS.search(text) or heading_side(text)[0] != Side.UNKNOWN
    )


def names_office(text: str) -> bool:
    """Whether a caption gives a person's office: ``Lee Moor, Chief Executive Officer``."""
    words = text.split()
    return (
        1 <= len(words) <= 7
        and words[0][0].isupper()
        and not text.endswith((":", "."))
        and bool(OFFICES.search(text) or POSTS.search(text))
    )
