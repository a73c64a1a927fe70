"""Where labels of boxes go on a picture: beside their box where nothing is printed, else in the margin with a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from watchbill.model import Box

#: Pixels between a box and its label, and between two labels in a margin.
GAP = 4.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to place: its size, and the boxes of which it may stand beside any, in pixels, the best first.

    One that `is_optional` is left out where it finds no room on the sheet.
    """

    targets: tuple[Box, ...]
    width: float
    height: float
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label goes, and the ends of the line that leads to its box where it stands in a margin."""

    box: Box
    line: tuple[float, float, float, float] | None = None


def place(
    wanted: Sequence[Wanted], tests: Sequence[Callable[[Box], bool]], sheet: Box, margins: tuple[Box, Box]
) -> list[Placed | None]:
    """A place for each label, in their order: none covers another label or a target.

    `tests` say whether a place on the sheet may be covered: a place that passes the first is looked for, then one that
    passes the second. A label that finds none goes to one of the `margins`, free columns left and right of the sheet.
    """
    taken = [target for one in wanted for target in one.targets]
    placed: list[Placed | None] = []
    for one in wanted:
        near = [box for box in _beside(one) if _within(box, sheet) and not any(_meet(box, other) for other in taken)]
        spot = next((box for may_cover in tests for box in near if may_cover(box)), None)
        placed.append(Placed(spot) if spot else None)
        if spot:
            taken.append(spot)
    outside = [at for at, spot in enumerate(placed) if spot is None and not wanted[at].is_optional]
    middle = (sheet[0] + sheet[2]) / 2
    for margin, is_left in zip(margins, (True, False), strict=True):
        mine = [at for at in outside if (sum(wanted[at].targets[0][0::2]) / 2 <= middle) == is_left]
        mine.sort(key=lambda at: wanted[at].targets[0][1])
        for at, box in zip(mine, _stacked([wanted[at] for at in mine], margin, is_left=is_left), strict=True):
            placed[at] = Placed(box, _line(box, wanted[at].targets[0], is_left=is_left))
    return placed


def _beside(one: Wanted) -> list[Box]:
    """The places beside the boxes of a label, the best first."""
    w, h = one.width, one.height
    corners: list[tuple[float, float]] = []
    for x0, top, x1, bottom in one.targets:
        middle = (top + bottom - h) / 2
        corners += [(x1 + GAP, middle), (x0, top - GAP - h), (x0, bottom + GAP), (x0 - GAP - w, middle)]
        corners += [(x1 - w, top - GAP - h), (x1 - w, bottom + GAP)]
    return [(x, y, x + w, y + h) for x, y in corners]


def _stacked(wanted: Sequence[Wanted], margin: Box, *, is_left: bool) -> list[Box]:
    """Labels in a margin, each as near to the height of its box as the others let it; from the top."""
    tops: list[float] = []
    at = margin[1]
    for one in wanted:
        _, top, _, bottom = one.targets[0]
        at = max(at, (top + bottom - one.height) / 2)
        tops.append(at)
        at += one.height + GAP
    floor = margin[3]
    for index in range(len(wanted) - 1, -1, -1):  # what ran over the foot moves up again
        tops[index] = max(margin[1], min(tops[index], floor - wanted[index].height))
        floor = tops[index] - GAP
    lefts = [margin[2] - one.width if is_left else margin[0] for one in wanted]
    return [(left, top, left + one.width, top + one.height) for one, left, top in zip(wanted, lefts, tops, strict=True)]


def _line(label: Box, target: Box, *, is_left: bool) -> tuple[float, float, float, float]:
    y, to = (label[1] + label[3]) / 2, (target[1] + target[3]) / 2
    return (label[2], y, target[0], to) if is_left else (label[0], y, target[2], to)


def _within(box: Box, sheet: Box) -> bool:
    return box[0] >= sheet[0] and box[1] >= sheet[1] and box[2] <= sheet[2] and box[3] <= sheet[3]


def _meet(box: Box, other: Box) -> bool:
    return other[0] < box[2] and box[0] < other[2] and other[1] < box[3] and box[1] < other[3]
