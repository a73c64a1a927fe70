"""The shape of an explanation: what was understood of a page, and what was passed over, with boxes on the page as
displayed. `watchbill explain` draws it, and prints it as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from watchbill.model import Box, Reading, Value

SCHEMA = "watchbill.explanation/1"
#: How a value stands: taken without a person, waiting for one, or of a figure that a check of its paper contradicts.
ACCEPTED, WAITING, FAILED = "accepted", "waiting", "failed"


@dataclass(frozen=True, slots=True)
class Understood:
    """A value on the page: of which record (its place in the reading), and of the paper itself ("") or of a row."""

    record: int
    row: str  # "item 2", "payment 17"
    field: str
    value: Value
    state: str
    label: int | None = None  # the label that stands to it: its place among the page's

    def as_json(self, labels: Sequence[Printed]) -> dict[str, Any]:
        about = {"record": self.record, "row": self.row or None, "field": self.field, "state": self.state}
        led = labels[self.label].as_json() if self.label is not None else None
        return {**about, "label": led, **self.value.as_json()}


@dataclass(frozen=True, slots=True)
class Printed:
    """A label the reader knows: its printed words and what they may mean (keys of labels.yml)."""

    meanings: tuple[str, ...]
    text: str
    boxes: tuple[Box, ...]

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "meanings": list(self.meanings), "bbox": _rounded(around(self.boxes))}


@dataclass(frozen=True, slots=True)
class Passed:
    """What was passed over: an amount or a date that was seen and not taken, or words that nothing used."""

    what: str  # money | date | words
    text: str
    value: str | None
    boxes: tuple[Box, ...]
    why: str

    def as_json(self) -> dict[str, Any]:
        read = {"value": self.value} if self.value is not None else {}
        return {"what": self.what, "text": self.text, **read, "bbox": _rounded(around(self.boxes)), "why": self.why}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn table, by its box and its size."""

    bbox: Box
    rows: int
    columns: int

    def as_json(self) -> dict[str, Any]:
        return {"bbox": _rounded(self.bbox), "rows": self.rows, "columns": self.columns}


@dataclass(frozen=True, slots=True)
class PageExplained:
    """One page as displayed, in points. `records` are the places in the reading of those that cover it, `words` the
    boxes of all its words."""

    number: int
    width: float
    height: float
    origin: str
    turn: int
    slope: float
    records: tuple[int, ...]
    understood: tuple[Understood, ...]
    labels: tuple[Printed, ...]
    tables: tuple[Drawn, ...]
    passed: tuple[Passed, ...]
    words: tuple[Box, ...] = field(repr=False)

    @property
    def led(self) -> set[int]:
        """The places of the labels that stand to a value."""
        return {one.label for one in self.understood if one.label is not None}

    @property
    def figures(self) -> tuple[Passed, ...]:
        """The amounts and dates that were passed over."""
        return tuple(one for one in self.passed if one.what != "words")

    def as_json(self, path: str, reading: Reading) -> dict[str, Any]:
        """One page as `watchbill explain --json` prints it."""
        about = reading.as_json(path)
        size = {"width": round(self.width, 1), "height": round(self.height, 1)}
        page = {"number": self.number, **size, "origin": self.origin, "turn": self.turn, "slope": round(self.slope, 4)}
        named = ("kind", "pages", "confidence", "checks")
        return {
            "schema": SCHEMA,
            **{name: about[name] for name in ("document", "outcome", "reason", "reader")},
            "page": page,
            "records": [{"record": at} | {name: about["records"][at][name] for name in named} for at in self.records],
            "values": [one.as_json(self.labels) for one in self.understood],
            "labels": [label.as_json() | {"led": at in self.led} for at, label in enumerate(self.labels)],
            "tables": [table.as_json() for table in self.tables],
            "passed_over": [one.as_json() for one in self.passed],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Pages of a document explained; `pictures` are PNG files, one a page where they were asked for."""

    reading: Reading
    pages: tuple[PageExplained, ...] = ()
    pictures: tuple[bytes, ...] = field(default=(), repr=False)


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all the boxes."""
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def _rounded(box: Box) -> list[float]:
    return [round(side, 1) for side in box]
