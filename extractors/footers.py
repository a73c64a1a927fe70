"""The name in the foot of a paper, where companies print their registration: often the only place outside the logo."""

from __future__ import annotations

import re

from extractors.labels import Form
from extractors.names import LEGAL, clean, is_name, text_of
from extractors.paper import Line, Word
from extractors.parties import Party

#: What firms must print about themselves; what an agency prints about itself (a tax exemption) is left out.
_REGISTERED = re.compile(
    r"\bsiège\s+social|\bregistered\s+(?:office|in|address)\b|\bcompany\s+(?:reg\w*|no\.?|number)\b|\bRCS\b|\bRSC\b|\bsiret\b|\bkvk\b|"
    r"\bhandelsregister|\bgeschäftsführer|\bHRB\b|\bABN\b|\bA\.?C\.?N\.?\s*\d|\bVAT\s+(?:reg\w*|no\.?|number)|\bTVA\s+[A-Z]{2}\d|"
    r"\b(?:federal\s+)?(?:EIN|tax\s+id|FEIN)\b|\bDUNS\b|\bCAGE\b|\bau\s+capital\s+de\b",
    re.I,
)
_FOOT = 0.55  # share of the page's height below which a foot begins


def registered_name(form: Form) -> Party | None:
    """The name that a foot prints with its registration: at the begin of that row, or alone on the row above it."""
    for page in form.pages:
        for row, line in enumerate(page.lines):
            if line.box[1] < _FOOT * page.height or not _REGISTERED.search(line.text):
                continue
            above = page.lines[row - 1] if row else None
            for words in (_leading_name(line), _lone_name(above, line) if above else ()):
                if words:
                    return Party(clean(text_of(words)), words, 0.8, "registration in the foot")
    return None


def _leading_name(line: Line) -> tuple[Word, ...]:
    """The words at the begin of a row up to a legal form."""
    for end in range(1, min(7, len(line.words))):
        text = text_of(line.words[:end])
        if LEGAL.search(text.split()[-1]) and end > 1 and is_name(text):
            return line.words[:end]
    return ()


def _lone_name(above: Line, line: Line) -> tuple[Word, ...]:
    """The row above, where it is a short name in capital letters and stands close."""
    height = above.words[0].height
    is_near = -0.5 * height <= line.box[1] - above.box[3] <= 1.5 * height
    text = above.text
    is_short = len(above.words) <= 6 and all(word.text[0].isupper() or word.text in "&-" for word in above.words)
    return above.words if is_near and is_short and is_name(text) and not _REGISTERED.search(text) else ()
