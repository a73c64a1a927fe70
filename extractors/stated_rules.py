"""The turns of phrase by which papers state counts, times and circumstances, and what looks like them and is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.hinted import Hinted

_NUMBER = r"(?<![\w$€£.,/:#-])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,9})(?![\d,]*[.:/%]\d)(?!\s*%)\+?\)?"
#: Up to four words between a number and what it counts; none that begins another thought.
_KIND = (
    r"(?:\s+(?!(?:of|the|and|or|for|in|at|to|by|from|per|on|with|within|a|an|is|are|was|were|will|shall|each|every|"
    r"days?|months?|years?|hours?|minutes?|weeks?|feet|ft|miles?|mp|megapixels?|degrees?|inch(?:es)?|percent|times?|"
    r"dollars?|am|pm|x|page|pages)\b)[A-Za-z(][\w'’/()-]*){0,4}?"
)
#: What a number before a noun is, when it counts nothing: *Section 3 cameras*, *Phase 2 users*.
_LABELLED = re.compile(
    r"\b(?:section|article|item|exhibit|attachment|appendix|page|chapter|phase|schedule|figure|table|step|no\.?|number|"
    r"version|level|tier|part|line|year|fy|suite|box|unit|route|rule|option|category|type|model|generation|gen|at\s+least"
    r"\s+every|windows|office|title|code|street|highway|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\s*\(?\s*$",
    re.I,
)


@dataclass(frozen=True)
class Rule:
    """A pattern with the group `number`. `noun` finds what it counts in the description of a line item."""

    pattern: Hinted
    noun: Hinted
    least: int = 1

    def fits(self, number: str, printed: str, before: str, match: re.Match[str]) -> bool:
        """Whether the number counts: no year, no number of a section, not too small to be meant."""
        is_year = len(number) == 4 and "," not in printed and 1990 <= int(number) <= 2049
        return int(number) >= self.least and not is_year and not _LABELLED.search(before)


def _rule(after: str, noun: str, *needs: str, before: str = "", least: int = 1) -> Rule:
    return Rule(Hinted(rf"{before}{_NUMBER}{after}", *needs), Hinted(noun), least)


_CAMERA = (
    r"\bcameras\b"
    r"(?![\s-]+(?:mounts?|poles?|housings?|kits?|brackets?|cables?|licen[sc]es?|install|training|warrant|view|angle))"
)
_AGENCY = r"(?:agenc(?:y|ies)|departments|organi[sz]ations|jurisdictions)\b"
_AGENCIES = "agency|agencies|departments|organisations|organizations|jurisdictions"
_DRONE = r"(?:drones|unmanned\s+aer(?:ial|onautical)\s+(?:vehicles|systems)|unmanned\s+aircraft)\b"
_LICENCE = r"(?<!driver\s)(?<!driver’s\s)(?<!driver's\s)licen[sc]es\b(?!\s+plate)"
_MUG_SHOT = r"(?:mug\s?-?shots?|booking\s+(?:photos?|images?)|arrest\s+photos?|fac(?:e|ial)\s+images)\b"
_READ = r"(?:(?:license\s+)?plate\s+(?:reads|scans|detections|images|captures)|a?lpr\s+(?:reads|scans|detections))\b"
_WAS_READ = (
    r"\s+(?:unique\s+)?(?:vehicles|license\s+plates|plates)\s+(?:were\s+|have\s+been\s+)?"
    r"(?:detected|scanned|read|captured)\b"
)
_SHARED_WITH = r"\bshar(?:e|es|ed|ing)\b[^.;\d]{0,80}?\b(?:with|by|among|between)\s+[^.;\d]{0,20}?"
_MAY_LOOK = r"\s+(?:(?:that\s+|which\s+)?(?:have|has|with|had)\s+access|(?:may|can)\s+(?:access|search))"

#: fact -> the rules that find its number; the first one's noun finds it among line items.
COUNTS: dict[str, tuple[Rule, ...]] = {
    "cameras": (_rule(rf"{_KIND}\s+{_CAMERA}", r"\bcameras?\b", "cameras", least=2),),
    "devices": (_rule(rf"{_KIND}\s+devices\b", r"\bdevices?\b", "devices", least=2),),
    "drones": (_rule(rf"{_KIND}\s+{_DRONE}", r"\bdrones?\b", "drones|unmanned"),),
    "licences": (_rule(rf"{_KIND}\s+{_LICENCE}", r"\blicen[sc]es?\b(?!\s+plate)", "licenses|licences"),),
    "users": (_rule(rf"{_KIND}\s+users\b", r"\busers?\b", "users", least=2),),
    "mug_shots": (_rule(rf"{_KIND}\s+{_MUG_SHOT}", _MUG_SHOT, "mug|booking|arrest|fac", "shot|photo|image", least=10),),
    "plate_reads": (
        _rule(rf"{_KIND}\s+{_READ}", _READ, "plate|lpr", "reads|scans|detections|images|captures", least=10),
        _rule(_WAS_READ, _READ, "vehicles|plates", "detected|scanned|read|captured", least=10),
    ),
    "searches": (
        _rule(rf"{_KIND}\s+searches\b(?!\s+warrant)", r"\bsearches\b", "searches", least=2),
        _rule(r"\s+times\b", r"\bsearches\b", "searched", "times", before=r"\bsearched\s+(?:\w+\s+){0,4}", least=2),
    ),
    "sharing_agencies": (
        _rule(
            rf"{_KIND}\s+{_AGENCY}",
            rf"\b{_AGENCY}",
            _AGENCIES,
            "shar",
            "with|by|among|between",
            before=_SHARED_WITH,
            least=2,
        ),
        _rule(rf"{_KIND}\s+{_AGENCY}{_MAY_LOOK}", rf"\b{_AGENCY}", _AGENCIES, "access|search", least=2),
    ),
}

_TIME = (
    r"(?:[a-z]+(?:-[a-z]+)?\s+\(\s*)?(?P<length>\d{1,4})\s*\)?[\s-]*(?:consecutive\s+|calendar\s+|business\s+)?"
    r"(?P<unit>hour|day|month|year)s?\b"
)
_DATA = r"(?:data|footage|videos?|images?|recordings?|photos?|plates?|reads|detections?|scans|searches|captures?)"
_KEPT = r"(?:retain(?:ed|s)?|retention|stor(?:ed|es|age)|kept|purged|deleted|destroyed|overwritten|held)"
_KEEPS = r"(?:retains?|stores?|keeps?|holds?|deletes?|purges?|retain(?:ed|ing)?)"
_OF_DATA = "data|footage|video|image|recording|photo|plate|read|detection|scan|search|capture"
_OF_TIME = "hour|day|month|year"
_RETENTION = (
    Hinted(
        rf"\b{_DATA}\b[^.;]{{0,120}}?\b{_KEPT}\b[^.;]{{0,60}}?\b{_TIME}",
        "retain|retention|stor|kept|purged|deleted|destroyed|overwritten|held",
        _OF_DATA,
        _OF_TIME,
    ),
    Hinted(
        rf"\b{_KEEPS}\b[^.;]{{0,50}}?\b{_DATA}\b[^.;]{{0,60}}?\b{_TIME}",
        "retain|store|keep|hold|delete|purge",
        _OF_DATA,
        _OF_TIME,
    ),
    Hinted(
        rf"\b(?:data\s+)?retention(?:\s+(?:period|policy|time|limit))?\s*(?:\([^)]{{0,40}}\)\s*)?(?:of|is|:|=|–|-)\s*{_TIME}",
        "retention",
        _OF_TIME,
    ),
)
#: What firms and clerks keep for years is no surveillance data.
_BOOKS = re.compile(
    r"\b(?:books|accounts?|audit\w*|invoic\w*|financial|payments?|terminat\w*|expir\w*|records\s+(?:relat|pertain)\w*|"
    r"contractor['’]?s?\s+records|insur\w*|business\s+days|notice|written\s+request|breach\w*|personnel)\b",
    re.I,
)


def retention(text: str, small: str) -> Iterator[tuple[re.Match[str], str]]:
    """How long data is said to be kept, as ``30 days``, with the sentence that says so. `small`: see `Hinted`."""
    for pattern in _RETENTION:
        for match in pattern.finditer(text, small):
            if int(match["length"]) and not _BOOKS.search(match[0]):
                yield match, _length(match["length"], match["unit"])


def _length(number: str, unit: str) -> str:
    return f"{int(number)} {unit.lower()}" + ("" if int(number) == 1 else "s")


#: How a deal came about, by the words that say so and no denial before them.
CIRCUMSTANCES: dict[str, Hinted] = {
    "pilot": Hinted(
        r"\b(?:pilot\s+(?:programs?|projects?|periods?|agreement|phase|test|study|deployment)|proof[\s-]+of[\s-]+concept"
        r"|free\s+trial|trial\s+(?:period|agreement|program|basis|use)|evaluation\s+(?:agreement|period)"
        r"|\d{1,3}[\s-]+days?\s+(?:free\s+)?(?:trial|pilot))\b",
        "pilot|proof|trial|evaluation",
    ),
    "consent_agenda": Hinted(
        r"\b(?<!from )(?<!from the )(?<!off )(?<!off the )(?<!than )(?<!non-)(?<!not )"
        r"consent\s+(?:agenda|calendar|items?)\b"
        r"(?!\s+(?:is|are|was|were)\s+not)"
        r"|\bagenda\s+(?:section|type|category|placement)\s*:?\s+consent\b",
        "consent",
        "agenda|calendar|item",
    ),
    "non_disclosure": Hinted(
        r"\b(?:(?:mutual|this|standard|signed|a|an|the)\s+)?non-?\s?disclosure\s+agreement\b", "disclosure", "agreement"
    ),
    "sole_source": Hinted(
        r"\bsole[\s-]+source\s+(?:justification|letter|request|purchase|procurement|vendor|provider|contract|award|"
        r"determination|declaration|statement|affidavit|certification|form)\b"
        r"(?!\s+(?:is|are|must|shall|may|requires?|will|means)\b)(?!s)"
        r"|\b(?:is|as)\s+the\s+(?:sole|only)\s+(?:source|provider|manufacturer|vendor|supplier|distributor)\b",
        "sole|only",
        "source|provider|manufacturer|vendor|supplier|distributor",
    ),
}

_RENEWS = Hinted(
    r"(?P<no>\b(?:not|no|never|without)\s+(?:be\s+)?)?\b(?:automatic(?:ally)?[\s-]+(?:be\s+)?(?:renew|extend)\w*"
    r"|(?:renew|extend)\w*\s+automatically|auto-?renew\w*)",
    "renew|extend",
    "auto",
)
#: What is passed on or put off, and no term that goes on: ``Price decreases will automatically be extended to County``.
_OF_PRICES = re.compile(
    r"\b(?:pric(?:es?|ing)|decreases?|increases?|discounts?|reductions?|savings|rates|warrant(?:y|ies)|deadlines?|due\s+dates?|coverages?"
    r"|benefits?)\b[^.;,]{0,40}$",
    re.I,
)
_BY_AGREEMENT = Hinted(
    r"\b(?:may|can)\s+be\s+(?:renewed|extended)\b|\boptions?\s+to\s+(?:renew|extend)\b|\b(?:renewal|extension)\s+options?\b"
    r"|\b(?:renewed|extended)\s+(?:only\s+)?(?:by|upon)\s+(?:the\s+)?(?:mutual|written)\b",
    "renew|exten",
)
_RENEWAL_TERM = Hinted(
    rf"\b(?:renew|extend)\w*\b[^.;]{{0,80}}?\b(?:successive|additional|consecutive|further|subsequent|renewal|for)\s+(?:periods?\s+of\s+|terms?\s+of\s+|an?\s+)?"
    rf"{_TIME}[\s-]*(?:terms?|periods?|extensions?|renewals?|each)?"
    r"(?!\s*(?:prior|before|notice|advance|written))",
    "renew|extend",
    _OF_TIME,
)
_NOTICE = (
    Hinted(
        rf"\b(?:notice|notif\w+|notify|writing|election|intent\w*)\b[^.;]{{0,160}}?{_TIME}['’]?\s*(?:prior\s+to|before|in\s+advance\s+of|preceding)\b(?P<about>[^.;]{{0,100}})",
        "noti|writing|election|intent",
        _OF_TIME,
    ),
    Hinted(
        rf"\b{_TIME}['’]?\s+(?:prior|advance)?\s*(?:written\s+)?notice\b(?P<about>[^.;]{{0,120}})", "notice", _OF_TIME
    ),
)
_OF_THE_END = re.compile(
    r"\b(?:renew\w*|non-?renew\w*|extend\w*|extension|expir\w*|end\s+of|anniversary|then[\s-]current|current\s+term|initial\s+term)\b",
    re.I,
)


def renewals(text: str, small: str) -> Iterator[tuple[str, re.Match[str], str]]:
    """(renewal, renewal_term or notice; the words; the value) as an agreement states how it goes on or is ended.
    `small`: see `Hinted`."""
    said = False
    for match in _RENEWS.finditer(text, small):
        if _OF_PRICES.search(re.split(r"[.;]\s", text[max(0, match.start() - 120) : match.start()])[-1]):
            continue
        said = True
        yield "renewal", match, "not automatic" if match["no"] else "automatic"
    if not said:
        for match in _BY_AGREEMENT.finditer(text, small):
            yield "renewal", match, "by agreement"
    for match in _RENEWAL_TERM.finditer(text, small):
        yield "renewal_term", match, _length(match["length"], match["unit"])
    for pattern in _NOTICE:
        for match in pattern.finditer(text, small):
            sentence = re.split(r"(?<=[a-z)])[.;]\s+(?=[A-Z])", text[max(0, match.start() - 250) : match.end()])[-1]
            if match["unit"].lower() != "year" and _is_of_the_end(match["about"], sentence):
                yield "notice", match, _length(match["length"], match["unit"])


#: Notices of other things: a price that changes, an insurance that ends, leaving at any time.
_OTHER_NOTICE = re.compile(
    r"\b(?:terminat\w*|cancel\w*)\b[^.;]{0,60}\b(?:at\s+any\s+time|for\s+convenience|without\s+cause)\b"
    r"|\b(?:insur\w*|polic(?:y|ies)|certificates?|fees|pric(?:e|es|ing)|rates|charges|increases?|breach|default|cure)\b",
    re.I,
)


def _is_of_the_end(about: str, sentence: str) -> bool:
    """Whether the notice is one of not renewing."""
    if _OTHER_NOTICE.search(sentence) or _OTHER_NOTICE.search(about):
        return False
    return bool(_OF_THE_END.search(about) or re.search(r"\brenew|\bnon-?renew", sentence, re.I))
