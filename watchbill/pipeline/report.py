"""What a run of readings came to, in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from watchbill.model import Outcome, Reading, Record


@dataclass(slots=True)
class ReadReport:
    """What a run of readings came to.

    `missing` are documents that the archive does not hold, `changed` those whose bytes are no longer what was kept.
    Both still wait: a reading of other bytes would prove nothing.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    records: int = 0
    values: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def count(self, reading: Reading) -> None:
        self.outcomes[reading.outcome] += 1
        if reading.reason:
            self.reasons[f"{reading.outcome}: {str(reading.reason).replace('_', ' ')}"] += 1
        self.records += len(reading.records)
        self.values += sum(values_in(record) for record in reading.records)

    @property
    def documents(self) -> int:
        return self.outcomes.total()

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused or read only in part."""
        return not (self.outcomes[Outcome.REFUSED] or self.outcomes[Outcome.PARTIAL])

    def __str__(self) -> str:
        """One line: read 12, nothing found 3, partial 0, refused 1 (encrypted 1), 14 records, 212 values."""
        parts = []
        for outcome in Outcome:
            prefix = f"{outcome}: "
            reasons = [f"{r.removeprefix(prefix)} {n}" for r, n in sorted(self.reasons.items()) if r.startswith(prefix)]
            named = f" ({', '.join(reasons)})" if reasons else ""
            parts.append(f"{str(outcome).replace('_', ' ')} {self.outcomes[outcome]}{named}")
        if self.missing:
            parts.append(f"missing from the archive {len(self.missing)}")
        if self.changed:
            parts.append(f"changed in the archive {len(self.changed)}")
        return ", ".join([*parts, f"{self.records} records", f"{self.values} values"])


def values_in(record: Record) -> int:
    """How many values a record carries, its rows included."""
    return len(record.fields) + sum(len(row.fields) for row in (*record.items, *record.payments, *record.facts))
