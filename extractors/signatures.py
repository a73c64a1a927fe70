"""Whether an agreement was signed, as far as its own lines for signatures tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.paper import Page
from extractors.signing import SignatureLine, signature_lines
from extractors.signing_words import Side
from watchbill.model import Check

#: Words of papers that are signed on a screen; where the pages of a service list who signed and when.
_ON_SCREEN = re.compile(
    r"docu-?sign|/s/|adobe\s+(?:acrobat\s+)?sign|signed\s+electronically|electronically\s+signed", re.I
)
_CERTIFICATE = re.compile(
    r"certificate\s+of\s+completion|(?:signature|signing)\s+(?:certificate|log)|audit\s+(?:trail|report)"
    r"|final\s+audit|(?:digitally|electronically)\s+signed|signed\s+electronically",
    re.I,
)


def blank_signatures(pages: Sequence[Page], *, is_dated: bool = False) -> Check | None:
    """`signed` failed where nothing is over any of the buyer's lines for signatures, or over any line at all; None
    where the pages do not tell. `is_dated`: a day is written beside a signature, whosever it is.

    Only native text tells: on a scan the pen stands over the line. Lines of witnesses, clerks and lawyers never decide.
    A page of a service that lists who signed leaves it open, as does a digital signature where no line has ink.
    """
    if any(page.origin != "native" for page in pages) or any(_CERTIFICATE.search(page.text) for page in pages):
        return None
    lines = [line for page in pages for line in signature_lines(page) if line.side != Side.WITNESS]
    blank = [line for line in lines if line.is_blank]
    if len(blank) < len(lines):
        return _one_sided(lines)
    if not lines or is_dated or any(_ON_SCREEN.search(page.text) for page in pages):
        return None
    if any(page.painted is not None and page.painted.is_sealed for page in pages):
        return None
    if len(blank) >= 2:
        return Check("signed", False, f"{len(blank)} signature lines are blank")
    return Check("signed", False, _told(blank)) if blank[0].side == Side.BUYER else None


def _one_sided(lines: Sequence[SignatureLine]) -> Check | None:
    """The check failed where all of the buyer's lines are blank, and the seller's is signed."""
    buyer = [line for line in lines if line.side == Side.BUYER]
    signed = [line for line in lines if line.side == Side.SELLER and not line.is_blank]
    if not buyer or not signed or not all(line.is_blank for line in buyer):
        return None
    return Check("signed", False, f"{_told(buyer)}; the {signed[0].party}'s is signed")


def _told(lines: Sequence[SignatureLine]) -> str:
    """``the city's 2 signature lines are blank``."""
    party = next((line.party for line in lines if line.party != "agency"), lines[0].party)
    return f"the {party}'s " + (
        f"{len(lines)} signature lines are blank" if len(lines) > 1 else "signature line is blank"
    )
