"""Whether an agreement was signed, as far as its own signature lines tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.paper import Page
from watchbill.model import Check

_BLANK = re.compile(r"\bby\s*:\s*_{6,}\s*$", re.I | re.M)
_SIGNED = re.compile(r"docu-?sign|/s/|adobe\s+sign|signed\s+electronically", re.I)


def blank_signatures(pages: Sequence[Page]) -> Check | None:
    """`signed` failed where at least two lines for signatures print nothing and nothing else speaks of signing; None
    where the pages do not tell. Only native text tells: on a scan the pen stands over the line."""
    if any(page.origin != "native" for page in pages) or any(_SIGNED.search(page.text) for page in pages):
        return None
    blank = sum(len(_BLANK.findall(page.text)) for page in pages)
    return Check("signed", False, f"{blank} signature lines are blank") if blank >= 2 else None
