"""Who buys, as letterheads, headings and sentences name them; and both sides of an agreement."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.dates import find_dates
from extractors.evidence import make_value
from extractors.paper import Line, Page, Word
from extractors.prose import Prose, reading_lines
from extractors.sellers import CAPITAL, STOP_WORDS, Mention, name_at, printed
from watchbill.model import Value

_STATES = (
    r"(?:[A-Z]{2}\b|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho"
    r"|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri"
    r"|Montana|Nebraska|Nevada|New\s\w+|North\s\w+|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode\sIsland|South\s\w+|Tennessee"
    r"|Texas|Utah|Vermont|Virginia|Washington|West\sVirginia|Wisconsin|Wyoming|(?!STATE\b|COUNTY\b)[A-Z]{4,})"
)
#: Words of a paper's title, which ends the name of the place before it: ``City of Alder Point Adopted Budget``.
_OF_A_PAPER = (
    r"(?i:adopted|proposed|annual|biennial|budget|fiscal|agenda|minutes|check|warrant|register|accounts|staff|report|resolution|ordinance"
    r"|contractor|contract|vendor|invoice|memorandum|page|phone|attn|attention)"
)
_PLACE = re.compile(
    rf"\b(?:(?:City|CITY)\s+(?:and|AND|&)\s+)?"
    rf"(?:City|County|Town|Village|(?:Charter\s+)?Township|Borough|Parish|State|Commonwealth|School\s+District"
    rf"|CITY|COUNTY|TOWN|VILLAGE|(?:CHARTER\s+)?TOWNSHIP|BOROUGH|PARISH|STATE|COMMONWEALTH|SCHOOL\s+DISTRICT"
    rf"|(?:Port|PORT)(?!\s+(?i:of\s+entry)))\s+"
    rf"(?:of|OF)\s+{CAPITAL}(?:(?<![a-z]{{3}}\.)\s+(?!{_OF_A_PAPER}\b){CAPITAL}){{0,2}}(?:,\s+{_STATES})?"
)
_BODY_WORDS = (
    r"(?:Police\s+(?:Department|Dept\.?|Bureau|Division)|Sheriff's?\s+(?:Office|Department|Dept\.?)|(?:Unified\s+)?School\s+District"
    r"|Public\s+Schools|District\s+Attorney's?(?:\s+Office)?|(?:Transit|Housing|Port|Airport|Transportation)\s+Authority"
    r"|Department\s+of\s+(?:Public\s+Safety|Corrections|Justice|Transportation|Police\s+Services)|Highway\s+Patrol|State\s+Police|PD\b"
    r"|Police\s+Service|Constabulary|ISD\b|Board\s+of\s+Education|Community\s+College(?:\s+District)?|Fire\s+Department"
    r"|(?:Fire|Water|Sewer|Sanitary|Sanitation|Park|Library|Hospital|Irrigation|Utility|Utilities|Transit|Health|Recreation|Mosquito|Flood"
    r"|Public\s+Safety|Community\s+Services|Public\s+Utility|Ambulance|Airport|Port|Cemetery|Improvement|Metropolitan|Conservation)"
    r"(?:\s+(?:&|and)\s+\w+|\s+Protection|\s+Control|\s+Service|\s+Reclamation|\s+Abatement){0,2}\s+District)"
)
_BODY = re.compile(
    rf"(?:{CAPITAL}\s+){{1,4}}(?i:{_BODY_WORDS})(?:(?<=Department)\s+of\s+(?:the\s+City\s+of\s+)?[A-Z][a-z.'-]+(?:\s+[A-Z][a-z.'-]+)?)?"
)
#: Bodies of several places, which only a heading names plainly.
_TEAM = re.compile(
    rf"(?:{CAPITAL}\s+){{1,5}}(?:(?i:drugs?|narcotics?|gangs?|crimes?)\s+)?(?i:task\s+force|strike\s+force|enforcement\s+(?:team|group))"
)
#: Whose body it is, printed behind its kind: ``of Hartwell``, ``of the City of Hartwell``, to the end of the line.
_WHOSE = re.compile(
    rf"\s+(?:of|OF)\s+(?:the\s+|THE\s+)?{CAPITAL}(?:\s+(?:(?:of|OF)\s+)?{CAPITAL}){{0,3}}(?=\s*(?:$|[-·|(]))"
)
#: What a title says behind the name of the body whose paper it is.
_TITLE = re.compile(
    r"(?:(?:adopted|proposed|approved|annual|biennial|fiscal)\b.*\b(?:budget|report|plan)|budget|agenda|minutes|check|warrant|accounts\s+payable)\b",
    re.I,
)
_JOINED = re.compile(r"(?:of|for|and|&)\s", re.I)
_COMMON = frozenset(
    {
        "city", "county", "town", "village", "of", "police", "department", "sheriff", "sheriffs", "s",
        "office", "state", "bureau", "division", "school", "district", "unified", "public", "council", "board",
        "commissioners", "and",
    }
)  # fmt: skip
#: Bodies that only a heading names plainly: in a text, *Harlow County* is a place.
_COUNTY = re.compile(
    rf"(?:(?!(?:OF|THE|AND|BY|FOR|A|AN|RESOLUTION|ORDINANCE|Mayor|MAYOR)\b){CAPITAL}\s+){{1,3}}(?:(?:County|COUNTY|Parish|PARISH)(?:,\s+{_STATES})?"
    r"(?:\s+(?i:board\s+of\s+(?:county\s+)?(?:commissioners|supervisors)|commission(?:ers)?|council|government))?"
    r"|(?i:(?:borough|district|city|town|village)\s+council)|Police|POLICE)(?!\w)"
)
#: The body of a place that goes without its sort: ``TOWN COUNCIL OF MARLOW HEATH``, ``Board of Selectmen of Grange``.
_COUNCIL = re.compile(
    rf"(?i:(?:city|town|village|borough|county|township)\s+(?:council|commission|committee|board)"
    rf"|board\s+of\s+(?:selectmen|supervisors|aldermen|trustees|commissioners))\s+(?:of|OF)\s+"
    rf"(?!(?i:the|city|town|village|county|borough|township|trustees|commissioners)\b){CAPITAL}(?:\s+(?!{_OF_A_PAPER}\b){CAPITAL}){{0,2}}"
)
_OF_A_STATE = re.compile(r"(?:state|commonwealth) of ")
#: Who acts for the body that a heading names after it.
_ACTING = re.compile(
    r"(?:(?:board|council|commission|court)\s+of\s+(?:county\s+)?(?:commissioners|supervisors|trustees|education|aldermen|directors)|mayor\s+and"
    r"\s+(?:\w+\s+)?(?:council|commission)|(?:city|town|village|county|common)\s+(?:council|commission)|governing\s+body|commissioners\s+court"
    r"|select\s*board|regular\s+meeting|special\s+meeting|minutes)\s+(?:of|for)\s+(?:the\s+)?",
    re.I,
)
_UNIT = re.compile(
    rf"(?:Bureau|BUREAU|Department|DEPARTMENT|Division|Office|OFFICE)\s+(?:of|OF)\s+{CAPITAL}(?:\s+{CAPITAL}){{0,3}}"
)


def find_agency(pages: Sequence[Page], prose: Prose) -> Value | None:
    """The public body whose paper this is: named in a heading, else the one most named in the text."""
    strengths: dict[str, float] = defaultdict(float)
    best: dict[str, Mention] = {}
    for mention in [*_heading_mentions(pages), *_text_agencies(prose)]:
        key = _key(mention.name)
        strengths[key] += mention.strength
        if key not in best or mention.strength > best[key].strength:
            best[key] = mention
    local = [key for key in best if not _OF_A_STATE.match(key)]
    if local and max(best[key].strength for key in local) >= 2:
        strengths = defaultdict(float, {key: strengths[key] for key in local})  # the state is said of the place
    if not best:
        return None
    key = max(strengths, key=lambda k: strengths[k])
    mention = best[key]
    rivals = [other for other in strengths if other != key and strengths[other] >= 0.6 * strengths[key]]
    if mention.strength >= 3:
        strangers = [other for other in rivals if best[other].strength >= 3 and not _own(key) & _own(other)]
        sure = 0.9 if strangers else 0.96
        if mention.name.endswith(":"):
            return make_value(mention.name, mention.words, 0.85, reason="a label stands close behind the name")
        rival = "another body is named in a heading, too" if strangers else None
        return make_value(mention.name, mention.words, sure, reason=rival)
    return make_value(
        mention.name, mention.words, 0.75 if rivals else 0.88, reason="named in running text, not in a heading"
    )


def _own(key: str) -> set[str]:
    """The words of a body's name that other bodies do not share."""
    return set(key.split()) - _COMMON


def _heading_mentions(pages: Sequence[Page]) -> Iterator[Mention]:
    """Bodies that a line of the first page's head names and nothing else, and those under the signature of a letter."""
    first = pages[0]
    share = 0.4 if len(first.lines) > 20 else 0.9  # a cover has only headings
    lines = reading_lines(first)
    for at, line in enumerate(lines):
        if line.box[1] > share * first.height:
            continue
        found = next((body for cell in (*line.segments, line) if (body := _heading(cell))), None)
        below = lines[at + 1] if at + 1 < len(lines) else None
        if below and (whole := _on_two_rows(line.segments[0], below.segments[0])):
            found = whole
        if found:
            where = 1.0 if line.box[1] < 0.2 * first.height else 0.8
            yield Mention(found.name, found.words, found.strength * where)
    signed = False
    for line in reading_lines(pages[-1]):
        signed = signed or bool(re.match(r"\W*(?:sincerely|respectfully|regards|very truly yours)\b", line.text, re.I))
        if signed and (found := _heading(line)) and found.strength >= 4:
            yield Mention(found.name, found.words, 3.5)


#: What a heading may name, with how strongly it then names whose paper it is.
_HEADINGS = ((_COUNCIL, 3.8), (_PLACE, 4.0), (_BODY, 4.5), (_TEAM, 4.0), (_UNIT, 1.2), (_COUNTY, 3.5))


def _heading(line: Line) -> Mention | None:
    """The body that fills a line: nothing follows its name but a dash with more, or a word or two in capitals."""
    text = " ".join(word.text for word in line.words).replace("’", "'")
    lead = re.match(r"(?:of\s+)?(?:the\s+)?\W*", text, re.I)
    start = lead.end() if lead else 0
    acting = None if _COUNCIL.match(text, start) else _ACTING.match(text, start)
    if acting:
        start = acting.end()
    for pattern, strength in _HEADINGS:
        match = pattern.match(text, start)
        if match is None:
            continue
        end = match.end()
        if whose := _WHOSE.match(text, end):  # POLICE DEPARTMENT OF HARTWELL
            end = whose.end()
        rest = text[end:].strip()
        if _JOINED.match(rest):
            continue  # a part of a longer name
        if (
            not rest
            or rest[0] in "-·|("
            or find_dates(line.words[len(text[:end].split()) :])[:1]
            or (rest.rstrip(".").isupper() and len(rest.split()) <= 2)
            or (pattern is _PLACE and _TITLE.match(rest))
        ):
            begin = len(text[:start].split()) if acting or text[:3].lower() == "of " else 0
            words = line.words[begin : len(text[:end].split())]
            return Mention(" ".join(word.text for word in words).strip(" ,.-—–‘'\"*|¦{}[]_"), words, strength)
    return None


def _on_two_rows(upper: Line, lower: Line) -> Mention | None:
    """The body whose name fills a row and goes on in the one right below, both beginning at the same place: ``ALDER
    COUNTY MULTI-JURISDICTIONAL`` over ``DRUG TASK FORCE``."""
    height = upper.words[0].height
    is_below = (
        0 < lower.words[0].top - upper.words[0].top <= 2.5 * height and lower.words[0].page == upper.words[0].page
    )
    if not is_below or abs(lower.words[0].x0 - upper.words[0].x0) > 0.5 * height or _BODY.match(upper.text):
        return None
    if _BODY.fullmatch(lower.text) and not re.search(r"\b(?:county|city|town)\W", upper.text, re.I):
        return None  # a body of its own under a title
    text = f"{upper.text} {lower.text}"
    match = _TEAM.match(text) or _BODY.match(text)
    if match is None or match.end() < len(text) or not text.isupper():
        return None
    words = (*upper.words, *lower.words)
    return Mention(" ".join(word.text for word in words), words, 4.5)


def _text_agencies(prose: Prose) -> Iterator[Mention]:
    for pattern in (_PLACE, _BODY):
        for match in pattern.finditer(prose.text):
            text = _cut_name(match[0])
            if not text or "\n" in text or (pattern is _BODY and text != match[0]):
                continue
            if re.fullmatch(rf"(?:The\s+)?(?i:{_BODY_WORDS})", text):
                continue  # a part of a body that goes without its name
            skip = len(re.match(r"(?:The\s+)?", text)[0])  # type: ignore[index]
            words = _unbroken(prose.words_at(match.start() + skip, match.start() + len(text)))
            strength = 1.3 if pattern is _BODY else 1.0
            yield Mention(" ".join(word.text for word in words).strip(" ,.:;()"), words, strength)


def _unbroken(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words before the first wide gap in their row: behind it begins another column (``OF ELMWOOD    Page``)."""
    for n, (left, right) in enumerate(pairwise(words), start=1):
        if right.x0 - left.x1 > 2.5 * max(left.height, right.height):
            return words[:n]
    return words


def _cut_name(text: str) -> str:
    """A name cut before the first word that names do not hold (all-capital titles run on)."""
    pieces = text.split(" ")
    for n, piece in enumerate(pieces):
        if n > 2 and piece.lower().strip(",.;:") in STOP_WORDS:
            return " ".join(pieces[:n])
    return text


def _key(name: str) -> str:
    words = re.findall(r"[a-z]+", name.lower().split(",")[0])
    return " ".join(word for word in words if word != "the")


# --- both sides of an agreement ---------------------------------------------------------------------------------------

_BETWEEN = re.compile(r"\b(?:by\s+and\s+)?between\s+(?:the\s+)?(?=[A-Z])", re.I)
_PUBLIC = re.compile(
    r"\b(?:city|county|town|village|township|borough|state|police|sheriff|department|district|university|authority|pd|bureau"
    r"|office|agency|commission|board|immigration|federal)\b",
    re.I,
)


def find_parties(prose: Prose) -> tuple[Value | None, Value | None]:
    """(agency, vendor) of an agreement *between X and Y*, whichever stands first."""
    for lead in _BETWEEN.finditer(prose.text):
        end = _place_end(prose.text, lead.end())
        if end == lead.end():
            continue
        names = [(lead.end(), end)]
        for joint in re.finditer(r"\band\s+(?:the\s+)?(?=[A-Z])", prose.text[end : end + 320]):
            start = end + joint.end()
            stop = _place_end(prose.text, start)
            if stop > start:
                names.append((start, stop))
                if _PUBLIC.search(prose.text[start:stop]) or _PUBLIC.search(prose.text[names[0][0] : names[0][1]]):
                    break
        if len(names) < 2:
            continue
        public = [span for span in names if _PUBLIC.search(prose.text[span[0] : span[1]])]
        private = [span for span in names if span not in public]
        return _party(prose, public), _party(prose, private)
    return None, None


def _place_end(text: str, start: int) -> int:
    for pattern in (_PLACE, _BODY):
        if match := pattern.match(text, start):
            return match.end()
    return name_at(text, start)


def _party(prose: Prose, spans: Sequence[tuple[int, int]]) -> Value | None:
    if not spans:
        return None
    name, words = printed(prose, *spans[0])
    return make_value(name, words, 0.93, reason="named as a party in running text")
