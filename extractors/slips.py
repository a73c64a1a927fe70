"""Slips and forms of one page that go with an order or a bill, or with a shipment: papers of kind other, which end the
paper before them."""

from __future__ import annotations

from extractors.hinted import Hinted
from extractors.labels import find_labels
from extractors.paper import Page

#: What fills a cell; behind a colon or with a number it is a label: ``Packing Slip # 4471`` on the bill for it.
_TITLE = Hinted(
    r"^\W*(?:packing\s+(?:slip|list)|delivery\s+(?:note|slip|ticket|receipt)|bill\s+of\s+lading|receiving\s+(?:report|slip|ticket)"
    r"|shipping\s+(?:list|manifest|ticket)|pick\s+(?:list|ticket)"
    r"|(?:sole|single)[\s-]source\s+(?:(?:purchase|procurement)\s+)?(?:justification|request|certification|affidavit|form)(?:\s+(?:form|memo))?"
    r"|(?:request|requisition)\s+for\s+(?:an?\s+)?(?:direct\s+)?(?:payment|check|warrant)(?:\s+form)?|(?:check|direct\s+payment)\s+request(?:\s+form)?"
    r"|(?:bid|quote)\s+tabulation(?:\s+sheet)?|certificate\s+of\s+(?:liability\s+)?insurance|(?:contract|invoice)?\s*routing\s+(?:slip|form|sheet)"
    r"|fa(?:x|csimile)\s+cover\s+(?:sheet|page))\b[^\w:#]*$",
    "packing|delivery|lading|receiving|shipping|pick|source|request|requisition|tabulation|insurance|routing|cover",
)
#: A title stands in this share of the page's height.
_HEAD = 0.25
#: Labels of bills: who is asked to pay, and until when.
_ASKS = frozenset({"bill_to", "due_date", "invoice_date"})


def is_slip_or_form(page: Page) -> bool:
    """Whether a cell in the head of a page is the title of such a slip or form, and the page is no bill: one that
    labels its number, its sum and whom it bills or when."""
    if not _TITLE.may_match(page.small):
        return False
    head = (line for line in page.lines if line.box[1] < _HEAD * page.height)
    if not any(_TITLE.search(cell.text, cell.text.lower()) for line in head for cell in line.segments):
        return False
    meanings = {label.meaning for label in find_labels(page)}
    return not ({"invoice_number", "grand_total"} <= meanings and meanings & _ASKS)
