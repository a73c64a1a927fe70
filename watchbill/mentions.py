"""Whether words that a paper prints say what is bought, deny it, or only name it in passing.

"Facial recognition is not included" names a technology that nobody buys; "our other products include drones" is
advertising; "Ship to: Real Time Crime Center" is an address. The rules look at the clause that a mention stands in: a
negation before it ("does not include", "no", "excluding"), one after it ("is not included", "sold separately"), words
that only compare, connect or advertise, or words that make it the name of a place or a post. Not every "not" denies:
"not to exceed", "at no cost", "not limited to", "not available from any other source".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

Place = tuple[int, int]  # from and to, in characters of the text
LONGEST_NAME = 8  # words of a line that is the name of a room in an address


class Saying(StrEnum):
    """What a mention says of the technology it names."""

    BOUGHT = "bought"
    DENIED = "denied"
    PASSING = "passing"


_VERBS = (
    r"(?:includ|provid|offer|cover|us|utiliz|contain|hav|ha[sd]|support|purchas|buy|acquir|employ|deploy|perform|enabl"
    r"|featur|involv|allow|permit|approv|authoriz|recommend|select|award|request|pursu|contemplat|extend|apply|operat"
    r"|incorporat|implement|conduct|sell|seek|propos|want|establish|fund|equip|be\s+used)\w*"
)
#: What follows in the clause is denied.
_DENIES_AFTER = re.compile(
    r"\b(?:(?:does|do|did|will|shall|would|can|could|may|must|is|are|was|were|has|have)\s+not|cannot|\w+n['’]t)\s+"
    rf"(?:(?!only\b)[\w-]+\s+){{0,2}}?{_VERBS}\b"
    r"|\b(?:is|are|was|were)\s+not\s+(?:an?|any|capable|designed|intended|equipped|for)\b"
    r"|\bnot\s+(?:including|includes?|included|for\s+use|part\s+of)\b(?!\s+but\b)(?!\s*,?\s*but\s+not)"
    r"|\bexclud(?:e|es|ed|ing)\b|\bexclusive\s+of\b|\bexclusions?\b|\bexcept(?:ing|ion)?\b|\bother\s+than\b"
    r"|\brather\s+than\b|\binstead\s+of\b|\bin\s+lieu\s+of\b|(?<!\bnot\s)\bprohibit(?:s|ed|ing|ion)?\b(?!\s+by)|\bforbid\w*|\bbans?\s+on\b"
    r"|\bopt(?:ed|s|ing)?\s+out\s+of\b|\bdeclin(?:e|es|ed|ing)\b|\bdecided\s+against\b",
    re.IGNORECASE,
)
#: What stands next is denied; between them only words of no weight.
_DENIES_NEXT = re.compile(
    r"\b(?:no|without|not|nor|neither|never|non)\b[\s-]+"
    r"(?:(?:any|use|of|for|the|an?|such|live|other|real-?time|built-in|integrated|additional|separate|new|or|actual|active)"
    r"\s+){0,4}$",
    re.IGNORECASE,
)
_TURNS = re.compile(r"\b(?:but|however|while|whereas|although|only)\b|\bexcept\s+(?=\bfor\b)", re.IGNORECASE)
#: The mention that stands before is denied.
_DENIED_BEFORE = re.compile(
    r"(?:-free\b"
    r"|[\w\s/&'’-]{0,40}?(?:[(\[*:–—-]\s*)?"
    r"(?:\bnot\s+(?:be\s+|been\s+|being\s+|currently\s+)?(?:included?|provided|offered|covered|part\s+of|purchased|bought"
    r"|used|enabled|available|supported|quoted|selected|chosen|awarded|approved|authorized|permitted|allowed|acquired"
    r"|deployed|in\s+(?:the\s+)?scope|in\s+use|recommended)\b(?!\s+(?:by|from|through|elsewhere|to\s+exceed)\b)"
    r"|\b(?:is|are|was|were|be|been)?\s*\b(?:excluded|prohibited|forbidden|declined|omitted|disabled|banned|rejected)\b"
    r"(?!\s+from\s+(?:disclosure|release))"
    r"|\bsold\s+separately\b|\bby\s+others\b|\bout\s+of\s+scope\b))",
    re.IGNORECASE,
)
#: What follows in the clause is only compared, connected or advertised.
_PASSES_AFTER = re.compile(
    r"\b(?:other|our|its|their|these|additional)\s+(?:[\w'’-]+\s+){0,5}?(?:products?|solutions?|offerings?|services)\b"
    r"[^.;]{0,40}?(?:\binclud\w+|\bsuch\s+as\b|\brang\w+|\bare\b|:)"
    r"|\balso\s+(?:offers?|sells?|makes?|manufactures?|available)\b|\b(?:learn|read|find\s+out)\s+more\b"
    r"|\bask\s+(?:us|your|about)\b|\b(?:full|complete|entire)\s+(?:line|suite|range|family|portfolio)\s+of\b"
    r"|\b(?:leading|premier|trusted|global|largest|number\s+one)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:provider|manufacturer|maker|supplier|developer)s?\s+of\b|\b(?:world\s+)?leaders?\s+in\b"
    r"|\b(?:compatible|integrat\w+|interfac\w+|works?|compared)\s+with\b|\bcompared\s+to\b|\bsimilar\s+to\b|\bunlike\b"
    r"|\bmay\s+(?:later\s+)?(?:add|elect)\b|\b(?:future|later)\s+(?:purchases?|phases?|additions?|expansions?)\b"
    r"|\b(?:formerly|previously|also)\s+(?:sold|made)\b",
    re.IGNORECASE,
)
#: What follows on the line is where something goes, or who is asked: "Attn: Drone Unit".
_ADDRESSES = re.compile(
    r"(?:^|[\n|,;]|\s{2})[ \t]*(?:(?:(?:ship(?:ped)?|bill(?:ed)?|sold|invoice|mail|send|deliver(?:ed)?)[\s-]*to"
    r"|delivery\s+(?:address|location|point)|attn|attention|c/o|care\s+of)\b"
    r"|(?:department|dept|division|bureau|requested\s+by|requestor|contact)\.?\s*:)[^\n;]{0,60}\Z",
    re.IGNORECASE,
)
#: The mention that stands before is part of the name of a post: "Body-Worn Camera Coordinator".
_POST = re.compile(
    r"[ \t]+(?:program(?:me)?[ \t]+)?(?:coordinator|manager|supervisor|commander|director|sergeant|sgt|lieutenant"
    r"|detective|captain)\b",
    re.IGNORECASE,
)
#: Words for what is bought that are the names of rooms and units as well.
_ROOM = re.compile(r"(?:\bcent(?:er|re)s?|\bRTCC)\Z", re.IGNORECASE)
_IN_ROOM = re.compile(
    r"\b(?:at|inside|within|near)\s+(?:(?:the|our|its)\s+)?\Z|\b(?:in|into|from|by)\s+(?:the|our|its)\s+\Z",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"[ \t]*(?:\d{1,6}\s+(?:[\w.'-]+\s+){1,5}?(?:st|street|ave?|avenue|blvd|boulevard|rd|road|dr|drive|hwy|highway|way"
    r"|lane|ln|ct|court|pl|place|plaza|pkwy|parkway)\b|p\.?\s?o\.?\s+box\s+\d)",
    re.IGNORECASE,
)
_OTHER_LISTED = (
    r"(?:[\s-]+(?:cameras?|technolog(?:y|ies)|software|systems?|devices?|capabilit(?:y|ies)|equipment|features?|modules?"
    r"|services?|programs?))*"
)
_JOINS = re.compile(
    rf"{_OTHER_LISTED}\s*(?P<by>,\s*(?:and/or|and|or|nor)\b|,|/|&|and/or\b|and\b|or\b|nor\b)\s*"
    r"(?:(?:any|use|of|the|other|an?)\s+)*",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"(?<!\bNo)(?<!\bno)(?<!\bInc)(?<!\bCo)[.;!?|](?=\s|$)|\n\s*\n")
_LINE_ENDS = re.compile(r"\n[ \t]*")
_SMALL_PRINT = re.compile(
    r"^[^\w\n]*(?:[\dIVX]+[.)]\s*)?(?:(?:general|standard|additional|purchase\s+order|sales?|legal)\s+){0,2}"
    r"(?:terms\s+(?:and|&)\s+conditions|terms\s+of\s+(?:use|service|sale)|disclaimers?|definitions|limited\s+warranty)\b"
    r"[^\n]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)


def sayings(text: str, places: Sequence[Place]) -> list[Saying]:
    """What each mention says; `places` are where they stand in the text, in order and apart from each other."""
    ends = _clause_ends(text)
    clauses = [_clause(place, ends, len(text)) for place in places]
    befores = [text[start : place[0]] for place, (start, _) in zip(places, clauses, strict=True)]
    found = [Saying.DENIED if _is_denied_by(before) else Saying.BOUGHT for before in befores]
    for number in range(1, len(places)):  # "no drones, cameras or readers"
        if found[number - 1] is Saying.DENIED and _joined(text, places[number - 1], places[number]):
            found[number] = Saying.DENIED
    for number, (_, end) in enumerate(clauses):
        until = min(end, places[number + 1][0]) if number + 1 < len(places) else end
        if _DENIED_BEFORE.match(text[places[number][1] : until]):
            found[number] = Saying.DENIED
            _deny_list(text, places, number, found)
    return [
        Saying.PASSING if said is Saying.BOUGHT and (_is_passing_by(before) or _is_place(text, place, before)) else said
        for said, before, place in zip(found, befores, places, strict=True)
    ]


def _deny_list(text: str, places: Sequence[Place], last: int, found: list[Saying]) -> None:
    """Deny the rest of a list: "drones, cameras and readers are not included" denies all three, "camera, reader (not
    included)" only the last."""
    number = last
    while number and (joint := _joined(text, places[number - 1], places[number])):
        if number == last and joint == ",":
            return
        number -= 1
        found[number] = Saying.DENIED


def _joined(text: str, one: Place, other: Place) -> str:
    """The sign or word that joins two mentions of one list; empty where they are not in one."""
    joint = _JOINS.fullmatch(text[one[1] : other[0]])
    return joint.group("by").strip() if joint else ""


def _is_denied_by(before: str) -> bool:
    if _DENIES_NEXT.search(before):
        return True
    cue = next(reversed(list(_DENIES_AFTER.finditer(before))), None)
    return cue is not None and not _TURNS.search(before, cue.end())


def _is_passing_by(before: str) -> bool:
    return any(not _TURNS.search(before, cue.end()) for cue in _PASSES_AFTER.finditer(before))


def _is_place(text: str, place: Place, before: str) -> bool:
    """The words are where something goes, who answers for it, or a room: not what is bought."""
    if _ADDRESSES.search(before) or _POST.match(text, place[1]):
        return True
    if not _ROOM.search(text[slice(*place)]):
        return False
    return bool(_IN_ROOM.search(before)) or _heads_address(text, place)


def _heads_address(text: str, place: Place) -> bool:
    """The line is a name alone, and a street or a box stands on one of the two lines below it."""
    start, end = text.rfind("\n", 0, place[0]) + 1, text.find("\n", place[1])
    if end < 0 or re.search(r"\d", text[start:end]) or len(text[start:end].split()) > LONGEST_NAME:
        return False
    return any(_STREET.match(line) for line in text[end + 1 :].split("\n", 2)[:2])


def _clause_ends(text: str) -> list[int]:
    """Where clauses end: at the ends of sentences, and of lines that do not run on."""
    ends = {found.end() for found in _SENTENCE_ENDS.finditer(text)}
    for found in _LINE_ENDS.finditer(text):
        before, after = text[: found.start()].rstrip(), text[found.end() : found.end() + 1]
        runs_on = after.islower() or before.endswith((",", ":", "-", "–")) or _in_list(text, found.start())
        if not runs_on:
            ends.add(found.end())
    return sorted(ends)


_BULLET = re.compile(r"[ \t]*[-*•▪·o]\s")


def _in_list(text: str, end: int) -> bool:
    """The next line is one of a list with bullets: it belongs to the words over the list."""
    return _BULLET.match(text, end + 1) is not None


def _clause(place: Place, ends: Sequence[int], length: int) -> Place:
    start = max((end for end in ends if end <= place[0]), default=0)
    return start, min((end for end in ends if end >= place[1]), default=length)


def small_print_from(page: str) -> int:
    """Where the small print of a page begins, in characters: at a heading such as "Terms and Conditions"."""
    found = _SMALL_PRINT.search(page)
    return found.start() if found else len(page)
