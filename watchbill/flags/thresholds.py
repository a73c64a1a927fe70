"""From which sum on an agency must ask its governing body, or for bids: data with its source, in data/registry.

A row is of one agency, or of a state's law for the kinds of agency it names. What an agency has of its own stands
before its state's law. Where no threshold is known of an agency, the flags that need one stay silent.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from watchbill.dossier import Dossier
from watchbill.flags.figures import money
from watchbill.registry.files import AGENCY_KINDS, RegistryError, read_lines
from watchbill.settings import REGISTRY

FILE = "thresholds.csv"
COLUMNS = (
    "agency", "applies_to", "kind", "bound", "amount", "currency", "since", "until",
    "rule", "as_of", "words", "source", "verified",
)  # fmt: skip
#: kind -> what is asked for; it completes "over that sum …".
KINDS = {
    "approval": "the governing body must approve",
    "bids": "formal bids are asked for",
    "quotes": "competing quotations are asked for",
    "simplified": "a federal agency buys by more than its simplified procedures",
}
#: What sums need no more where the deal rides on a contract that was bid out, or has but one seller.
OF_COMPETITION = frozenset({"bids", "quotes", "simplified"})
#: bound -> whether the sum itself is still free of what is asked for.
BOUNDS = {"over": True, "from": False}
#: A department follows the law for the body it is part of.
_PART_OF = {"police": "city", "sheriff": "county"}
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d\d)?")


@dataclass(frozen=True, slots=True)
class Threshold:
    """Sums over `cents` need it, or where `is_over` is False sums of `cents` and more, from `since` until before
    `until`; None where no bound is known. `agency` is a key; with `applies_to`, kinds of agency, it is a state (us-tx)
    or us. `rule` names the rule, `as_of` the latest day for which the source shows it, as precise as it says."""

    agency: str
    kind: str
    cents: int
    since: dt.date | None
    until: dt.date | None
    source: str
    is_verified: bool
    is_over: bool = False
    currency: str = "USD"
    applies_to: frozenset[str] = frozenset()
    rule: str = ""
    as_of: str = ""

    def holds_on(self, day: dt.date | None) -> bool:
        """Whether it held on the day of a paper. A paper without a date tells only of a rule without bounds."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def asks_of(self, cents: int) -> bool:
        """Whether a sum is so high that it needs what the rule asks for."""
        return cents > self.cents if self.is_over else cents >= self.cents

    def is_law_for(self, dossier: Dossier) -> bool:
        """Whether it is the law of the buyer's state, for a buyer of its kind."""
        kinds = dossier.kinds | {_PART_OF[kind] for kind in dossier.kinds if kind in _PART_OF}
        return bool(self.applies_to & kinds) and any(key.startswith(f"{self.agency}-") for key in dossier.agencies)

    @property
    def meaning(self) -> str:
        """What a sentence says of it: "over that sum the governing body must approve (Berkeley …)"."""
        told = ", ".join(part for part in (self.rule, f"as of {self.as_of}" if self.as_of else "") if part)
        cited = f" ({told}: {self.source})" if told else ""
        return f"{'over that sum' if self.is_over else 'from that sum on'} {KINDS[self.kind]}{cited}"

    @property
    def told(self) -> str:
        return money(self.cents, self.currency)


def load_thresholds(folder: Path = REGISTRY) -> tuple[Threshold, ...]:
    """The file's rows. Raises RegistryError, naming file and line, at the first mistake."""
    found = []
    for line in read_lines(folder / FILE, COLUMNS):
        if not _AMOUNT.fullmatch(amount := line.needed("amount")):
            raise line.error(f"has the amount {amount!r}; write 50000 or 50000.00")
        whole, _, rest = amount.partition(".")
        since, until = (_first_day(line.date(name)) for name in ("since", "until"))
        if since and until and until <= since:
            raise line.error(f"ends on {until}, not after its start on {since}")
        agency, kind, cents = line.key("agency"), line.one_of("kind", KINDS), int(whole) * 100 + int(rest or 0)
        if not re.fullmatch(r"[A-Z]{3}", currency := line.needed("currency")):
            raise line.error(f"has the currency {currency!r}; write three capitals, such as USD")
        line.needed("words")
        row = Threshold(
            agency, kind, cents, since, until, line.needed("source"), line.yes("verified"),
            BOUNDS[line.one_of("bound", BOUNDS)], currency, _kinds(line.several("applies_to"), line.error),
            line.needed("rule"), line.date("as_of"),
        )  # fmt: skip
        found.append(row)
    return tuple(found)


def thresholds_of(dossier: Dossier, thresholds: Sequence[Threshold], day: dt.date | None) -> list[Threshold]:
    """Those in force for the buyer on a day: its own, for each kind it has none of those of the body above it, and for
    each kind that has none either the law of its state. A rule nobody verified speaks of no deal, but keeps what stands
    behind it silent."""
    found: dict[str, list[Threshold]] = {}
    for agency in dossier.agencies:
        _add(found, (one for one in thresholds if one.agency == agency and not one.applies_to))
    _add(found, (one for one in thresholds if one.is_law_for(dossier)))
    inside = (one for several in found.values() for one in several)
    mine = [one for one in inside if one.is_verified and one.holds_on(day) and one.currency == dossier.currency]
    return sorted(mine, key=lambda one: (one.cents, one.kind))


def _add(found: dict[str, list[Threshold]], rows: Iterable[Threshold]) -> None:
    """Rows of kinds that nobody nearer to the buyer has."""
    new: dict[str, list[Threshold]] = {}
    for one in rows:
        if one.kind not in found:
            new.setdefault(one.kind, []).append(one)
    found |= new


def _kinds(listed: Sequence[str], error: Callable[[str], RegistryError]) -> frozenset[str]:
    if unknown := sorted(set(listed) - set(AGENCY_KINDS)):
        raise error(f"applies to {unknown[0]!r}, which is no kind of agency")
    return frozenset(listed)


def _first_day(text: str) -> dt.date | None:
    """The first day of 2019, 2019-08 or 2019-08-31."""
    return dt.date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]) if text else None
