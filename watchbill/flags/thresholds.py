"""From which sum on an agency must ask its governing body, or for bids: data per agency, in data/registry.

Where no threshold is known of an agency, the flags that need one stay silent.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from watchbill.dossier import Dossier
from watchbill.registry.files import read_lines
from watchbill.settings import REGISTRY

FILE = "thresholds.csv"
COLUMNS = ("agency", "kind", "amount", "since", "until", "source", "verified")
#: kind -> what a sentence calls it.
KINDS = {
    "approval": "the amount from which the governing body must approve",
    "bids": "the amount from which formal bids are asked for",
}
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d\d)?")


@dataclass(frozen=True, slots=True)
class Threshold:
    """Sums of `cents` and more need it, from `since` until before `until`; None where the rule has no known bound."""

    agency: str
    kind: str
    cents: int
    since: dt.date | None
    until: dt.date | None
    source: str
    is_verified: bool

    def holds_on(self, day: dt.date | None) -> bool:
        """Whether it held on the day of a paper. A paper without a date tells only of a rule without bounds."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def load_thresholds(folder: Path = REGISTRY) -> tuple[Threshold, ...]:
    """The file's rows. Raises RegistryError, naming file and line, at the first mistake."""
    found = []
    for line in read_lines(folder / FILE, COLUMNS):
        if not _AMOUNT.fullmatch(amount := line.needed("amount")):
            raise line.error(f"has the amount {amount!r}; write 50000 or 50000.00")
        whole, _, rest = amount.partition(".")
        since, until = (_first_day(line.date(name)) for name in ("since", "until"))
        agency, kind, cents = line.key("agency"), line.one_of("kind", KINDS), int(whole) * 100 + int(rest or 0)
        found.append(Threshold(agency, kind, cents, since, until, line.needed("source"), line.yes("verified")))
    return tuple(found)


def thresholds_of(dossier: Dossier, thresholds: Sequence[Threshold], day: dt.date | None) -> list[Threshold]:
    """Those in force for the buyer on a day: its own, and for each kind it has none of those of the body above it."""
    found: dict[str, list[Threshold]] = {}
    for agency in dossier.agencies:
        for kind in KINDS.keys() - found.keys():
            mine = [one for one in thresholds if (one.agency, one.kind) == (agency, kind)]
            if mine:
                found[kind] = [one for one in mine if one.is_verified and one.holds_on(day)]
    return sorted((one for several in found.values() for one in several), key=lambda one: (one.cents, one.kind))


def _first_day(text: str) -> dt.date | None:
    """The first day of 2019, 2019-08 or 2019-08-31."""
    return dt.date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]) if text else None
