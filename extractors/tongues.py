"""Papers in other languages than English: their own words tell that the day stands before the month."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.names import has_us_place
from extractors.paper import Page

#: Parts of the words below, in small letters: most pages hold none of them.
_HINTS = (
    "rechnung",
    "factur",
    "factuu",
    "fattur",
    "fatura",
    "bestell",
    "mwst",
    "devis",
    "offerte",
    "presupuesto",
    "preventivo",
)
#: What papers of sellers are called in German, French, Dutch, Spanish, Italian and Portuguese.
_CALLED = re.compile(
    r"\b(?:Rechnung\w*|Bestell(?:ung|nummer|datum)|MwSt|Factur(?:e|es|en|uur|uurnummer|uurdatum|a|ación)|Factuur\w*|Fattur[ae]|Fatura"
    r"|Devis|Offerte|Presupuesto|Preventivo)\b",
    re.I,
)


def is_foreign(pages: Sequence[Page]) -> bool:
    """Whether a paper is in another language of Europe and names no place of the United States."""
    if not any(hint in page.small for page in pages for hint in _HINTS):
        return False
    text = "\n".join(page.text for page in pages)
    return len(_CALLED.findall(text)) > 1 and not has_us_place(text)
