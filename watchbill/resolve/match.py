"""What one printed name came to."""

from __future__ import annotations

from dataclasses import dataclass

#: Aliases of up to this many letters never link by themselves: other firms have the same initials (AWS, MSI, ATS).
SHORT_ALIAS = 4

#: How alike (0 to 100) a name must be to one of the registry for a person to be asked.
NEAR = 88.0


@dataclass(frozen=True, slots=True)
class Match:
    """The vendor or agency a name was linked to, how, and how surely (0 to 1); `id` is None where it was not linked.

    Methods, surest first: exact (the registry's name), alias (as printed elsewhere), normal (differs in case,
    punctuation or legal form), dba (one half of "A dba B"), within (the body named beside a unit of it), release
    (a name several states share, settled by who released the papers), numbered (a cooperative before the number of its
    contract), alike (the same but for abbreviations, letters confused or cut off).
    """

    id: int | None = None
    method: str | None = None
    score: float | None = None


NOTHING = Match()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A vendor or agency that a printed name may mean, and how alike the two are (0 to 1)."""

    id: int
    key: str
    name: str
    score: float
