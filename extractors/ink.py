"""Lines, boxes and words on a picture, at an offset: solid, dashed, dotted, so that colour never speaks alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from watchbill.model import Box

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws in the pixels of a part of a picture whose top left corner is `at`. The draw must be in mode RGBA."""

    draw: ImageDraw.ImageDraw
    at: tuple[int, int]

    def solid(self, box: Box, colour: Colour, width: int) -> None:
        self.draw.rectangle(self._moved(box), outline=colour, width=width)

    def dashed(self, box: Box, colour: Colour, width: int) -> None:
        self._broken(box, colour, width, 9, 6)

    def dotted(self, box: Box, colour: Colour, width: int) -> None:
        self._broken(box, colour, width, 2, 4)

    def wash(self, box: Box, colour: Colour) -> None:
        """A light tint through which print stays readable."""
        self.draw.rectangle(self._moved(box), fill=(*colour, 26), outline=(*colour, 70))

    def line(self, ends: tuple[float, float, float, float], colour: Colour) -> None:
        self.draw.line(self._moved(ends), fill=(*colour, 200), width=2)

    def underline(self, ends: Box, colour: Colour, *, is_solid: bool) -> None:
        if is_solid:
            self.draw.line(self._moved(ends), fill=colour, width=4)
        else:
            self._stroke(*ends, colour, 2, 3, 4)

    def hairline(self, ends: Box, colour: Colour) -> None:
        self.draw.line(self._moved(ends), fill=colour, width=1)

    def join(self, one: Box, other: Box, colour: Colour) -> None:
        """A thin line between the nearest points of two boxes that do not touch."""
        x, to_x = _nearest(one[0], one[2], other[0], other[2])
        y, to_y = _nearest(one[1], one[3], other[1], other[3])
        if abs(to_x - x) + abs(to_y - y) > 4:
            self.draw.line(self._moved((x, y, to_x, to_y)), fill=(*colour, 150), width=2)

    def text(self, place: tuple[float, float], words: str, font: Font, colour: Colour, *, anchor: str) -> None:
        self.draw.text((place[0] + self.at[0], place[1] + self.at[1]), words, colour, font, anchor=anchor)

    def tag(self, box: Box, words: str, font: Font, colour: Colour) -> None:
        """Words on white with a border."""
        self.draw.rectangle(self._moved(box), fill=(255, 255, 255), outline=colour, width=1)
        self.text((box[0] + 4, (box[1] + box[3]) / 2), words, font, tuple(c * 3 // 4 for c in colour), anchor="lm")  # type: ignore[arg-type]

    def _moved(self, box: Box) -> Box:
        x, y = self.at
        return (box[0] + x, box[1] + y, box[2] + x, box[3] + y)

    def _broken(self, box: Box, colour: Colour, width: int, on: int, off: int) -> None:
        x0, top, x1, bottom = box
        for ends in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
            self._stroke(*ends, colour, width, on, off)

    def _stroke(
        self, x0: float, y0: float, x1: float, y1: float, colour: Colour, width: int, on: int, off: int
    ) -> None:
        """A level or upright line of strokes `on` long and `off` apart."""
        length = max(x1 - x0, y1 - y0)
        across, down = (1, 0) if x1 - x0 >= y1 - y0 else (0, 1)
        at = 0.0
        while at < length:
            end = min(at + on, length)
            part = (x0 + across * at, y0 + down * at, x0 + across * end, y0 + down * end)
            self.draw.line(self._moved(part), fill=colour, width=width)
            at += on + off


def _nearest(low: float, high: float, other_low: float, other_high: float) -> tuple[float, float]:
    """The nearest points of two spans: where they overlap, the middle of what they share, twice."""
    if other_low > high:
        return high, other_low
    if other_high < low:
        return low, other_high
    middle = (max(low, other_low) + min(high, other_high)) / 2
    return middle, middle


def lines_as_picture(lines: Iterable[str], wide: int, font: Font, pad: int) -> Image.Image:
    """Lines of text on white, folded at `wide` pixels."""
    folded = [part for line in lines for part in _folded(line, wide - 2 * pad, font)]
    step = round(font.size * 1.45)
    picture = Image.new("RGB", (wide, 2 * pad + step * len(folded)), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(folded):
        draw.text((pad, pad + number * step), line, (30, 30, 30), font)
    return picture


def _folded(line: str, wide: float, font: Font) -> list[str]:
    parts = []
    while font.getlength(line) > wide:
        cut = next(end for end in range(len(line) - 1, 0, -1) if font.getlength(line[:end]) <= wide or end == 1)
        space = line.rfind(" ", 1, cut)
        cut = space if space > cut // 2 else cut
        parts.append(line[:cut])
        line = "    " + line[cut:].lstrip()
    return [*parts, line]
