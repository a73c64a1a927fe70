"""Names that a person labelled with the name of the catalogue they mean, or none; a third is held back from tuning."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Labelled:
    """`match` is empty where the catalogue has nobody of that name; `kind` is name, stranger or look-alike."""

    name: str
    match: str
    kind: str
    source: str

    @property
    def is_held_back(self) -> bool:
        """One name in three, by its letters."""
        return int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % 3 == 0


@dataclass(frozen=True, slots=True)
class Score:
    """Precision of what was linked, recall of what should have been, and the look-alikes that were linked."""

    precision: float
    recall: float
    linked: int
    look_alikes: int


def labelled_names(file: str = "names.csv") -> list[Labelled]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file)]


def catalogue_names(file: str = "catalogue.csv") -> list[str]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


def scored(names: Sequence[Labelled], links: Iterable[str | None]) -> Score:
    """`links`: for each name, what it was linked to without a person, or None."""
    pairs = list(zip(names, links, strict=True))
    linked = [(one, link) for one, link in pairs if link is not None]
    right = sum(one.match == link for one, link in linked)
    meant = sum(bool(one.match) for one in names)
    return Score(
        right / len(linked) if linked else 1.0,
        right / meant if meant else 1.0,
        len(linked),
        sum(one.kind == "look-alike" for one, _ in linked),
    )
