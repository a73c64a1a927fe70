"""Slips and forms of one page that go with an order or a bill, or with a shipment: papers of kind other, which end the
paper before them."""

from __future__ import annotations

from extractors.hinted import Hinted
from extractors.paper import Page

_TITLE = Hinted(
    r"^\W*(?:packing\s+(?:slip|list)|delivery\s+(?:note|slip|ticket|receipt)|bill\s+of\s+lading|receiving\s+(?:report|slip|ticket)"
    r"|shipping\s+(?:list|manifest|ticket)|pick\s+(?:list|ticket)"
    r"|(?:sole|single)[\s-]source\s+(?:(?:purchase|procurement)\s+)?(?:justification|request|certification|affidavit|form)(?:\s+(?:form|memo))?"
    r"|(?:request|requisition)\s+for\s+(?:an?\s+)?(?:direct\s+)?(?:payment|check|warrant)(?:\s+form)?|(?:check|direct\s+payment)\s+request(?:\s+form)?"
    r"|(?:bid|quote)\s+tabulation(?:\s+sheet)?|certificate\s+of\s+(?:liability\s+)?insurance|(?:contract|invoice)?\s*routing\s+(?:slip|form|sheet)"
    r"|fa(?:x|csimile)\s+cover\s+(?:sheet|page))\b(?:\s*(?:#|no\.?|number)?\s*:?\s*[\w-]*\d[\w-]*)?\W*$",
    "packing|delivery|lading|receiving|shipping|pick|source|request|requisition|tabulation|insurance|routing|cover",
)
#: A title stands in this share of the page's height.
_HEAD = 0.25


def is_slip_or_form(page: Page) -> bool:
    """Whether a cell in the head of a page is the title of such a slip or form."""
    if not _TITLE.may_match(page.small):
        return False
    head = (line for line in page.lines if line.box[1] < _HEAD * page.height)
    return any(_TITLE.search(cell.text, cell.text.lower()) for line in head for cell in line.segments)
