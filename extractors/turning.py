"""Boxes and words on a page that is turned by quarters, or whose lines are set straight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from watchbill.model import Box

if TYPE_CHECKING:
    from extractors.paper import Word


def turned(box: Box, width: float, height: float, degrees: int) -> Box:
    """A box on a page of this size, on the same page turned clockwise by a quarter, a half or three quarters."""
    x0, top, x1, bottom = box
    match degrees % 360:
        case 90:
            return (height - bottom, x0, height - top, x1)
        case 180:
            return (width - x1, height - bottom, width - x0, height - top)
        case 270:
            return (top, width - x1, bottom, width - x0)
        case _:
            return box


def tilted(box: Box, width: float, height: float, slope: float) -> Box:
    """The box around a box on a page of this size after its lines are made to fall by `slope` (of a few degrees)."""
    x0, top, x1, bottom = box
    xs = [x - slope * (y - height / 2) for x in (x0, x1) for y in (top, bottom)]
    ys = [y + slope * (x - width / 2) for x in (x0, x1) for y in (top, bottom)]
    return (min(xs), min(ys), max(xs), max(ys))


def set_straight(words: Iterable[Word], width: float, height: float, slope: float) -> tuple[Word, ...]:
    """Words of lines that fall by `slope`, moved so that the lines run level; each keeps its size."""
    out = []
    for word in words:
        right = slope * (word.middle - height / 2)
        up = slope * ((word.x0 + word.x1) / 2 - width / 2)
        x0, x1, top, bottom = word.x0 + right, word.x1 + right, word.top - up, word.bottom - up
        out.append(replace(word, x0=x0, x1=x1, top=top, bottom=bottom))
    return tuple(out)


def turn_words(words: Iterable[Word], width: float, height: float, degrees: int) -> tuple[Word, ...]:
    """The words of a page of this size on the same page turned clockwise."""
    out = []
    for word in words:
        x0, top, x1, bottom = turned(word.box, width, height, degrees)
        out.append(replace(word, x0=x0, top=top, x1=x1, bottom=bottom, angle=(word.angle - degrees) % 360))
    return tuple(out)
