"""Both sides of an agreement as its recital names them.

*between A … and B*, and the terms that it gives them: *Larkspur Data Systems, LLC, a Delaware company ("Contractor")*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.labels import Form
from extractors.names import LEGAL, clean, is_agency, is_company, is_name
from extractors.parties import Party
from extractors.textmap import TextMap

_BETWEEN = re.compile(
    r"\b(?:by\s+and\s+between|between|BETWEEN)\s*[:,]?\s+(?:\(?\d[.)]\s*)?(?P<one>(?:the\s+|The\s+|"
    r"THE\s+)?[A-Z](?:(?!\b(?:AND|and)\s+[A-Z]).){2,120}?)"
    r"(?:(?:(?<=Council)|(?<=Limited)|(?<=Ltd)|(?<=plc)|(?<=Authority)|(?<=LLC))\s+of\b|\s*(?:,|\(|;|whose|hereinafter|"
    r"with\s+(?:a|its)\s|(?=\s(?:AND|and)\s)|a\s+municipal|an?\s+[A-Z][a-z]+\s+(?:municipal|corporation)))"
    r".{0,420}?\b(?:and|AND)\s*:?\s+(?:\(?\d[.)]\s*)?(?P<two>(?:the\s+)?[A-Z][^\s].{1,110}?)\s*(?:,\s+(?:a|an|whose|with|"
    r"having|doing|located|hereinafter|organized|for|the)\b|,?\s*\(|;|\.\s|\sa\s+(?:Corporation|"
    r"corporation)|\swhose|\shereinafter|,?\s+located)", re.S)  # fmt: skip


def contracting(form: Form) -> tuple[Party, ...]:
    """The two parties of ``between A ... and B``, in the order printed; none where the sentence is not found."""
    words = [word for page in form.pages[:4] for line in page.lines for word in line.words]
    text = TextMap(words)
    for match in _BETWEEN.finditer(text.text):
        parties = []
        for name in ("one", "two"):
            part = re.sub(r"^the\s+(?=[a-z])", "", match[name])
            if re.search(r"\b(?:parties|terms|shall|this|which|agreement)\b", part, re.I) or not is_name(
                part.strip(" ,")
            ):
                break
            dot = "." if LEGAL.search(part[-6:]) and text.text[match.end(name) : match.end(name) + 1] == "." else ""
            named = text.group(match, name)
            if named[0].text == "the":
                part, named = part.removeprefix("the "), named[1:]
            parties.append(Party(clean(part) + dot, named, 0.85, "between"))
        if len(parties) == 2:
            return tuple(parties)
    return ()


def by_sort(parties: Sequence[Party]) -> tuple[Party | None, Party | None]:
    """(agency, company) among two parties: by what their names say, and in doubt the first is the agency."""
    if len(parties) < 2:
        return (parties[0], None) if parties and is_agency(parties[0].name) else (None, parties[0] if parties else None)
    one, two = parties[0], parties[1]
    if is_agency(two.name) and not is_agency(one.name):
        return two, one
    return one, two


_TERM = re.compile(
    r"\(\s*(?:(?:each,?\s+)?(?:hereinafter|herein)?\s*,?\s*(?:referred\s+to\s+(?:herein\s+)?as|called|collectively)?\s*,?\s*)"
    r"(?:the\s+)?[“\"'‘]+\s*(?:the\s+)?(?P<term>[A-Z][A-Za-z]+)\b",
    re.I,
)
_SELLS = re.compile(
    r"company|contractor|vendor|supplier|provider|consultant|seller|licensor|lessor|firm|donor|distributor", re.I
)
_BUYS = re.compile(
    r"city|county|town|village|agency|customer|client|department|authority|district|state|board|commission|subscriber|council|"
    r"licensee|buyer|purchaser|owner|university|college|sheriff|police|government|participant|recipient|lessee|donee|borough",
    re.I,
)
_LEAD = re.compile(
    r"(?:\b(?:between|and|with|that|to|by|from)|[;:.])\s+(?:the\s+|The\s+)?(?:\(\d\)\s*|\d\.\s+)?(?=[A-Z0-9])"
)
_SAYS = re.compile(r"\b(?:agreement|contract)\s+(?:is|shall|was)\b|\bis\s+(?:made|entered)\b", re.I)
_LEGAL = r"(?:,?\s*(?:Inc|LLC|L\.L\.C|Corp|Corporation|Ltd|Limited|LLP|LP|L\.P|Co|Incorporated|PBC)\b\.?)"
_NAME = re.compile(
    rf"(?P<name>[A-Z0-9][^(),;:]{{2,70}}?{_LEGAL}?(?:,?\s+[dD]/?[bB]/?[aA]\.?\s+[^(),;]{{2,50}})?)"
    r"(?:\s*,\s.{0,200}|\s+(?:of|whose|having|located|doing)\s.{0,200})?\s*",
    re.S,
)


def defined_parties(form: Form) -> tuple[Party | None, Party | None]:
    """(agency, vendor) where the first pages give them a term of their own in brackets; None for whom they do not."""
    text = TextMap([word for page in form.pages[:3] for line in page.lines for word in line.words])
    agency: Party | None = None
    vendor: Party | None = None
    for match in _TERM.finditer(text.text):
        sells, buys = _SELLS.fullmatch(match["term"]), _BUYS.fullmatch(match["term"])
        if not (sells or buys) or (sells and vendor) or (buys and agency):
            continue
        party = _named_before(text, match.start(), "company" if sells else "agency")
        if party and sells:
            vendor = party
        elif party:
            agency = party
    return agency, vendor


def _named_before(text: TextMap, end: int, wanted: str) -> Party | None:
    """The name that the sentence before a bracket gives."""
    begin = max(0, end - 320)
    before = text.text[begin:end]
    for lead in reversed(list(_LEAD.finditer(before))):
        whole = before[lead.end() :].strip(" ,")
        if wanted == "agency" and len(whole.split()) <= 7 and is_agency(whole) and is_name(whole):
            return Party(
                clean(whole), text.under(begin + lead.end(), begin + len(before.rstrip(" ,"))), 0.87, "defined"
            )
        match = _NAME.fullmatch(before, lead.end())
        if match is None or not is_name(match["name"].strip(" ,")):
            continue
        name = match["name"].strip(" ,")
        if _SAYS.search(name):
            continue
        fits = is_company(name) if wanted == "company" else is_agency(name)
        if not fits and (is_agency(name) or is_company(name) or len(name.split()) < 2):
            continue
        words = text.under(begin + match.start("name"), begin + match.end("name"))
        dot = "." if name.endswith(".") and LEGAL.search(name[-6:]) else ""
        return Party(clean(name).rstrip(".") + dot, words, 0.87 if fits else 0.8, "defined")
    return None
