"""Papers behind a staff report in one file: a packet for a meeting, printed after it, holds what the body adopted, what
was signed, and what was offered and billed.

A draft is an exhibit of the report: a resolution without the day of its adoption approves nothing, an agreement that
nobody signed binds nobody. Only what was done is a paper of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.openings import SINGLE, Opening
from extractors.paper import Page
from watchbill.model import Kind

#: How plainly a page must name a paper to start one in a packet, and how many pages may stand before its signatures.
_PLAIN, _REACH = 0.75, 40
_ADOPTED = re.compile(
    r"\b(?:passed|adopted|approved|enacted|resolved)\b[^.;]{0,80}?\b(?:this|on)\s+(?:the\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+day\s+of\s+[A-Z][a-z]+"
    r"|[A-Z][a-z]{2,8}\s+\d{1,2},\s+\d{4})",
    re.I,
)
_BLANK_DAY = re.compile(r"\b(?:this|on)\s+(?:the\s+)?_{2,}", re.I)
_SIGNED = re.compile(r"(?:^|\s)/s/\s?\w|docusigned\s+by|digitally\s+signed\s+by|electronically\s+signed\s+by", re.I)
_BINDING = frozenset({Kind.CONTRACT, Kind.AGREEMENT, Kind.AMENDMENT, Kind.GRANT})


def is_paper_of_packet(index: int, openings: Sequence[Opening], current: Opening, pages: Sequence[Page]) -> bool:
    """Whether the page at `index` starts a paper of its own in a packet that began with a staff report."""
    opening = openings[index]
    if opening.kind is None or opening.kind == current.kind or opening.strength < _PLAIN:
        return False
    if opening.kind == Kind.RESOLUTION:
        text = "\n".join(page.text for page in pages[index : index + 2])
        return _ADOPTED.search(text) is not None and _BLANK_DAY.search(text) is None
    if opening.kind in _BINDING:
        return any(_SIGNED.search(page.text) for page in _own_pages(index, openings, pages))
    return opening.kind in SINGLE and opening.number is not None


def _own_pages(index: int, openings: Sequence[Opening], pages: Sequence[Page]) -> Sequence[Page]:
    """The pages from `index` on, up to the next that plainly names another kind of paper."""
    kind = openings[index].kind
    for end in range(index + 1, min(index + _REACH, len(pages))):
        if openings[end].kind not in (None, kind) and openings[end].strength >= _PLAIN:
            return pages[index:end]
    return pages[index : index + _REACH]
