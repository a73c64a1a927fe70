"""What a flag is: a question to the papers of one purchase, a neutral sentence, and what would refute it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from watchbill.dossier import Dossier, Proof
from watchbill.flags.thresholds import Threshold

#: What stands before a sentence that rests on a value nobody has reviewed.
UNREVIEWED = "As read, not reviewed: "


@dataclass(frozen=True)
class Found:
    """That the papers show it: the words that fill the sentence, and what it rests on, the telling paper first.

    `is_inferred`: it rests on more than printed values, such as an end that was computed.
    """

    words: Mapping[str, str]
    proofs: tuple[Proof, ...]
    is_inferred: bool = False


Look = Callable[[Dossier, Sequence[Threshold]], Found | None]


@dataclass(frozen=True)
class Flag:
    """`sentence` is a template that says what papers show; `refuted_by` completes "It would be refuted by …";
    `needs` says without which facts it stays silent. `look` answers None where the papers do not show it."""

    key: str
    name: str
    sentence: str
    refuted_by: str
    needs: str
    look: Look


@dataclass(frozen=True)
class Raised:
    """A flag that the papers of a purchase raise."""

    flag: Flag
    sentence: str
    proofs: tuple[Proof, ...]
    is_reviewed: bool

    @property
    def refuted_by(self) -> str:
        return f"It would be refuted by {self.flag.refuted_by}."
