"""Letters about records requests: an agency answers, extends or refuses. Their money is a fee, never a purchase."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.named import find_agency
from extractors.paper import Page
from extractors.prose import Prose
from extractors.spoken import dated, head_date, labelled_date, make_record, numbered
from watchbill.model import Kind, Record, Value

_N = r"(?P<n>(?:[A-Z]{1,5}-\s?)?[A-Z]{0,2}\d[\w/-]*\d)"
_LAWS = "FOIA?|EIR|FIPPA|MFIPPA|ATIP|ATI|FOIP|RTI|OPRA|IPRA|GRAMA"
_NUMBERS = (
    rf"\bFOIA\s+(?:file|request|case|control)?\s*(?:no|number|#|id)?[.:#]*[ ]*:?[ ]*{_N}",
    rf"\b(?:{_LAWS})\s*(?:ref(?:erence)?)?\s*(?:no|number|#)?[.:/#-]*[ ]*(?!(?:19|20)\d\d\b(?![-/])){_N}",
    rf"\b(?:PRR|PRA|CPRA|RTKL|FOIL)\s*(?:request)?\s*(?:no|number|#)?[.:#]*[ ]*{_N}",
    rf"\b(?:records?\s+)request:?\s+{_N}",
    rf"\b(?:records?\s+)?request\s+(?:reference\s+)?(?:no|number|#|id)?[.:#]*[ ]*{_N}",
    rf"\b(?:reference|ref|case|file|tracking|control)\s*(?:no|number|#|id)[.:#]*[ ]*{_N}",
)


def read(pages: Sequence[Page]) -> Record | None:
    """The letter on these pages: the agency, the request it answers, and its date."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    head = Prose.of([_upper_part(pages[0])])
    number = _first_number(head, take_first=True) or _first_number(prose, take_first=False)
    fields: dict[str, Value | None] = {
        "agency": find_agency(pages, prose),
        "number": number,
        "date": labelled_date(pages[:1], "date|sent|date\\s+of\\s+(?:letter|response)")
        or head_date(pages)
        or dated(prose, r"(?:sent|dated)\b[^.]{0,20}", 0.85),
    }
    return make_record(Kind.RECORDS_LETTER, pages, fields)


def _first_number(text: Prose, *, take_first: bool) -> Value | None:
    """The reference under the most telling label that the text prints."""
    found = (numbered(text, pattern, 0.96, take_first=take_first) for pattern in _NUMBERS)
    return next((value for value in found if value), None)


def _upper_part(page: Page) -> Page:
    """The head of a letter names the request that it answers; the text below may cite others."""
    return Page(
        page.number, page.width, page.height, page.origin, tuple(w for w in page.words if w.bottom < 0.38 * page.height)
    )
