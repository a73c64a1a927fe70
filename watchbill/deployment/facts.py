"""Deployment facts of one purchase, each with the printed words that state it. They are never added up.

Two papers may state different numbers, at different times, of parts or of the whole: each is shown with its paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from watchbill.dossier import Dossier
from watchbill.model import DEPLOYMENT_FACTS
from watchbill.purchases.papers import Fact

_STATED = re.compile(r"(?P<number>\d{1,12})(?:\.0+)?(?:\s+(?P<unit>hour|day|month|year)s?)?")


@dataclass(frozen=True, slots=True)
class Deployed:
    """A count of `fact` (cameras, users ...), or a time with its `unit`: hours, days, months or years."""

    fact: str
    number: int
    unit: str | None
    stated: Fact


def deployed(dossier: Dossier) -> Iterator[Deployed]:
    """What the papers of a purchase state, in the order of facts. What a person corrected to no number is left out."""
    for name in sorted(DEPLOYMENT_FACTS):
        for sheet in dossier.sheets:
            for fact in sheet.stated.get(name, ()):
                found = _STATED.fullmatch(fact.text.replace(",", "").strip())
                if found is not None:
                    unit = f"{found['unit']}s" if found["unit"] else None
                    yield Deployed(name, int(found["number"]), unit, fact)
