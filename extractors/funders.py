"""Who gives the money that a body is asked to spend: *a subaward of $48,000 from the Office of Emergency Services*.

Only what is said to be given or accepted counts; funds of the body's own are read as its `fund`.
"""

from __future__ import annotations

import re

from extractors.evidence import make_value
from extractors.hinted import Hinted
from extractors.prose import Prose
from watchbill.model import Value

_NAME = (
    r"(?P<name>(?-i:(?:U\.?S\.?\s+|United\s+States\s+)?[A-Z][\w&'-]*(?:\s+(?:of|for|and|on|the|&|[A-Z][\w&'-]*)){0,8}"
    r"(?:\s+\([A-Z]{2,8}\))?))"
)
#: What is given, by whom: ``accepted a grant from the …``, ``subaward of $41,500.00 from the …``, ``donation from …``.
_GIVEN = Hinted(
    rf"\b(?:grants?|sub-?awards?|sub-?grants?|donations?|award)\b(?:(?!\b(?:grant|from)\b)(?:[^.;]|\.\d)){{0,60}}?\bfrom\s+(?:the\s+)?{_NAME}",
    "grant|award|donation",
)
_GIVER = re.compile(
    r"\b(?:office|department|division|bureau|agency|administration|commission|council|foundation|authority|board|state|county|city"
    r"|service|institute|association|trust|initiative|program|ministry|fund)\b",
    re.I,
)
_ENDS = re.compile(r"\s+(?:of|for|and|on|the|&|in|under|to)$", re.I)


def find_funder(prose: Prose) -> Value | None:
    """The one giver of a grant or donation that the text names; None where it names several or none."""
    found: dict[str, re.Match[str]] = {}
    for match in _GIVEN.finditer(prose.text, prose.text.lower()):
        name = _ENDS.sub("", match["name"]).strip(" .,")
        if len(name.split()) >= 2 and _GIVER.search(name) and not _is_own(name, prose):
            found.setdefault(re.sub(r"\W+", " ", name).lower(), match)
    if len(found) != 1:
        return None
    (match,) = found.values()
    name = _ENDS.sub("", match["name"]).strip(" .,")
    start = match.start("name")
    return make_value(name, prose.words_at(start, start + len(name)), 0.85, reason="said to give, in running text")


def _is_own(name: str, prose: Prose) -> bool:
    """Whether the text calls a name a fund or an account, or begins with it as the body that reports."""
    return bool(
        re.search(r"\b(?:general|police|capital|operating|equipment)\s+fund\b", name, re.I)
    ) or prose.text.startswith(name)
