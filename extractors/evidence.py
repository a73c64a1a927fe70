"""From printed words to a value with its evidence: raw text, page, box and an honest confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.paper import Word, box_around
from watchbill.model import AUTO_ACCEPT, Value

#: A value read by OCR stays below this until something else on the paper confirms it.
OCR_CEILING = 0.93
UNCONFIRMED_OCR = "read by OCR and not confirmed"


@dataclass(frozen=True, slots=True)
class Found:
    """A value found among words: normal text, printed text and the words that print it."""

    value: str
    raw: str
    words: tuple[Word, ...]
    currency: str | None = None


def make_value(
    value: str,
    words: Sequence[Word],
    confidence: float,
    *,
    currency: str | None = None,
    reason: str | None = None,
    confirmed: bool = False,
) -> Value:
    """A value with the evidence of `words`: raw is their text joined by spaces, bbox the box around them.

    Words of several pages are cut to those of the first page. OCR lowers the confidence to that of its weakest word and
    below `OCR_CEILING`, unless `confirmed` by arithmetic or by a second print. A low confidence always gets a reason.
    """
    page = words[0].page
    words = [word for word in words if word.page == page]
    weakest = min(word.confidence for word in words)
    if weakest < 1.0 and not confirmed:
        ceiling = min(OCR_CEILING, 0.4 + 0.6 * weakest)
        if confidence > ceiling:
            doubt = next((word.doubt for word in words if word.doubt), None)
            confidence, reason = ceiling, doubt or reason or UNCONFIRMED_OCR
    if confidence < AUTO_ACCEPT and not reason:
        reason = "not confirmed by anything else on the paper"
    if confidence >= AUTO_ACCEPT:
        reason = None
    raw = " ".join(word.text for word in words)
    return Value(value, raw, page, box_around(words), round(max(0.0, min(confidence, 1.0)), 3), currency, reason)
