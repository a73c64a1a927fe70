"""Letters about records requests: an agency answers, extends or refuses. Their money is a fee, never a purchase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.evidence import make_value
from extractors.named import find_agency
from extractors.paper import Page
from extractors.prose import Prose
from extractors.spoken import dated, head_date, labelled_date, make_record, numbered
from watchbill.model import Kind, Record, Value

_N = r"(?P<n>(?:[A-Z]{1,5}-\s?)?[A-Z]{0,2}\d[\w/-]*\d)"
_LAWS = "FOI[AL]?|EIR|FIPPA|MFIPPA|ATIP|ATI|FOIP|RTI|OPRA|IPRA|GRAMA"
_NUMBERS = (
    rf"\bFOIA\s+(?:file|request|case|control)?\s*(?:no|number|#|id)?[.:#]*[ ]*:?[ ]*{_N}",
    rf"\b(?:{_LAWS})\s*(?:ref(?:erence)?)?\s*(?:no|number|#)?[.:/#-]*[ ]*(?!(?:19|20)\d\d\b(?![-/])){_N}",
    rf"\b(?:PRR|PRA|CPRA|RTKL|FOIL)\s*(?:request)?\s*(?:no|number|#)?[.:#]*[ ]*{_N}",
    rf"\b(?:records?\s+)request:?\s+{_N}",
    rf"\b(?:records?\s+)?request\s+(?:reference\s+)?(?:no|number|#|id)?[.:#]*[ ]*{_N}",
    rf"\b(?:reference|ref|case|file|tracking|control)\s*(?:no|number|#|id)[.:#]*[ ]*{_N}",
)

#: A request's number with the letters of its law or office, and no label by it: ``PRR 23-1904``, ``RTK 2024-0388``.
_LETTERED = re.compile(
    r"(?<![\w-])(?:FOI[AL]?|PR[RAO]|CPRA|RTKL?|OPRA|IPRA|APRA|GRAMA|MPIA|UIPA|TPIA|PIA|PIR|PDR|ORR|SRR|RR|KORA|NPRL|ATIP?"
    r"|EIR|M?FIPPA|FOIP|RTI)(?P<joint>[ ](?!\d{3,4}\b(?!-|/))|-[ ]?)"
    r"(?:\d{2,4}[-/]\d{2,7}(?:-\w{1,4})?|\d{3,9})(?![\w/-]*\w)"
)

_IN_SUBJECT = re.compile(r"\b(?:re|subject|regarding)\s*:(?:(?!\bno\b|\bnumber\b|\bref\b|#)[^\n:])*$", re.I)


def read(pages: Sequence[Page]) -> Record | None:
    """The letter on these pages: the agency, the request it answers, and its date."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    head = Prose.of([_upper_part(pages[0])])
    number = _lettered(head) or _first_number(head, take_first=True) or _first_number(prose, take_first=False)
    fields: dict[str, Value | None] = {
        "agency": find_agency(pages, prose),
        "number": number,
        "date": labelled_date(pages[:1], "date|sent|date\\s+of\\s+(?:letter|response)")
        or head_date(pages)
        or dated(prose, r"(?:sent|dated)\b[^.]{0,20}", 0.85)
        or _posted(prose),
    }
    return make_record(Kind.RECORDS_LETTER, pages, fields)


#: How a portal's record of messages goes on behind the day of one: ``On 9/5/2023 10:15:44 AM, City Records wrote:``.
_WROTE = re.compile(r"\W*\d{1,2}:\d\d(?::\d\d)?\s*(?:[AP]M)?,?\s[^\n:]{2,60}\bwrote:", re.I)


def _posted(prose: Prose) -> Value | None:
    """The day of the only message that a portal's page shows."""
    days = [
        day for day in prose.dates if _WROTE.match(prose.text, prose.position(day.words[-1]) + len(day.words[-1].text))
    ]
    if len({day.value for day in days}) != 1:
        return None
    return make_value(days[0].value, days[0].words, 0.9, reason="the day of the message on a portal's page")


def _lettered(text: Prose) -> Value | None:
    """The one number in a letter's subject that bears letters of its own; in doubt where a space parts them."""
    matches = [match for match in _LETTERED.finditer(text.text) if _IN_SUBJECT.search(text.before(match.start(), 120))]
    found = {match[0].upper(): match for match in matches}
    if len(found) != 1:
        return None
    (match,) = found.values()
    sure = 0.96 if match["joint"].startswith("-") else 0.93
    return make_value(match[0], text.words_at(*match.span()), sure, reason="the letters before it may be a label")


def _first_number(text: Prose, *, take_first: bool) -> Value | None:
    """The reference under the most telling label that the text prints."""
    found = (numbered(text, pattern, 0.96, take_first=take_first) for pattern in _NUMBERS)
    return next((value for value in found if value), None)


def _upper_part(page: Page) -> Page:
    """The head of a letter names the request that it answers; the text below may cite others."""
    return Page(
        page.number, page.width, page.height, page.origin, tuple(w for w in page.words if w.bottom < 0.38 * page.height)
    )
