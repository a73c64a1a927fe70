"""What a decision came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: the correction's id (None where nothing had to be written), one sentence, and whether a printed
    name changed its meaning (then names must be resolved anew)."""

    correction_id: int | None
    sentence: str
    changes_names: bool
