"""Slips that go with a shipment: papers of kind other, which end the order or the invoice before them."""

from __future__ import annotations

from extractors.hinted import Hinted
from extractors.paper import Page

_TITLE = Hinted(
    r"^\W*(?:packing\s+(?:slip|list)|delivery\s+(?:note|slip|ticket|receipt)|bill\s+of\s+lading|receiving\s+(?:report|slip|ticket)"
    r"|shipping\s+(?:list|manifest|ticket)|pick\s+(?:list|ticket))\b(?:\s*(?:#|no\.?|number)?\s*:?\s*[\w-]*\d[\w-]*)?\W*$",
    "packing|delivery|lading|receiving|shipping|pick",
)
#: A title stands in this share of the page's height.
_HEAD = 0.25


def is_shipping_slip(page: Page) -> bool:
    """Whether a cell in the head of a page is the title of a slip that goes with a shipment."""
    if not _TITLE.may_match(page.small):
        return False
    head = (line for line in page.lines if line.box[1] < _HEAD * page.height)
    return any(_TITLE.search(cell.text, cell.text.lower()) for line in head for cell in line.segments)
