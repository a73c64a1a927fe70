"""What the ink of a scanned page tells beyond its letters: ruled lines, figures struck out, ink that runs over figures.

Pictures are grey, boxes in pixels at about 200 dots per inch. Measured on 1,952 printed figures of real scans: 64 were
marked, almost all of them rightly: strokes of a pen, stamps, signatures, lines of a form through the digits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

#: Grey levels below this are ink. Pixels of ink in a row that no letter has: 0.4 inches upright, 0.8 level.
DARK, LONG_UPRIGHT, LONG_LEVEL = 170, 80, 160
#: Where a stroke through a word runs, in shares of its height from the top; how much of the word it covers, and how
#: many heights it is long.
THROUGH, COVERED, LONG = (0.25, 0.78), 0.85, 2.5
#: How far from a word's box its own ink does not reach, and the pixels of ink there that say another ink runs over it.
MARGIN, FOREIGN = 2, 3

Ink = NDArray[np.bool_]
PixelBox = tuple[int, int, int, int]


def ink_of(image: Image.Image) -> Ink:
    """Where a grey picture is dark."""
    return np.asarray(image) < DARK


def without_lines(image: Image.Image) -> Image.Image:
    """The picture without long straight lines, which are read as letters or hide the words beside them.

    A line may drift by a pixel to either side on its way: sheets lie a little askew.
    """
    dark = ink_of(image)
    lines = thickened(_runs(thickened(dark, 1), LONG_UPRIGHT, 0) & dark, 1)
    lines |= thickened(_runs(thickened(dark, 0), LONG_LEVEL, 1) & dark, 0)
    pixels = np.array(image)
    pixels[lines] = 255
    return Image.fromarray(pixels)


def thickened(dark: Ink, axis: int) -> Ink:
    """The ink with its neighbours to either side along the axis."""
    return dark | np.roll(dark, 1, axis) | np.roll(dark, -1, axis)


def _runs(dark: Ink, length: int, axis: int) -> Ink:
    """The dark pixels that belong to a run of at least `length` along the axis."""
    if dark.shape[axis] <= length:
        return np.zeros_like(dark)
    dark = np.moveaxis(dark, axis, 0)
    begins = _eroded(dark, length)
    runs = np.zeros_like(dark)
    runs[: len(begins)] = begins
    reached = 1
    while reached < length:  # each beginning is drawn out to the whole run, by doubling
        step = min(reached, length - reached)
        runs[step:] |= runs[:-step].copy()
        reached += step
    return np.moveaxis(runs, 0, axis)


def _eroded(dark: Ink, length: int) -> Ink:
    """Where a run of `length` begins along the first axis, found by doubling."""
    begins, reached = dark, 1
    while reached < length:
        step = min(reached, length - reached)
        begins = begins[: len(begins) - step] & begins[step:]
        reached += step
    return begins


def is_struck_out(ink: Ink, box: PixelBox) -> bool:
    """Whether one stroke runs through the middle of the word, from end to end: an unbroken path of ink, where printed
    figures have white between them."""
    left, top, right, bottom = box
    height = bottom - top
    if height < 8 or right - left < height:
        return False
    rows = slice(top + round(THROUGH[0] * height), top + round(THROUGH[1] * height))
    start = max(0, left - round(1.5 * height))
    zone = ink[rows, start : right + round(1.5 * height)].copy()
    zone[:, 1:] |= zone[:, :-1].copy()  # a dry pen may skip a pixel
    if zone[:, left - start : right - start].any(axis=0).mean() < COVERED:
        return False
    begin, end = _longest_stroke(zone)
    if end - begin >= zone.shape[1] - 2:
        return False  # a ruled line goes on
    covered = min(end + start, right) - max(begin + start, left)
    return covered >= COVERED * (right - left) and end - begin >= LONG * height


def _longest_stroke(zone: Ink) -> tuple[int, int]:
    """First and last column of the longest path of ink that runs from left to right, a row up or down at each step."""
    far = zone.shape[1] + 1
    starts = np.full(zone.shape[0] + 2, far)
    longest = (0, 0)
    for column in range(zone.shape[1]):
        before = np.minimum(np.minimum(starts[:-2], starts[1:-1]), starts[2:])
        starts[1:-1] = np.where(zone[:, column], np.minimum(before, column), far)
        first = int(starts.min())
        if first < far and column + 1 - first > longest[1] - longest[0]:
            longest = (first, column + 1)
    return longest


def is_run_over(ink: Ink, box: PixelBox) -> bool:
    """Whether ink reaches out of the word's box: a stamp, a signature or a line lies over it. Give ink without ruled
    lines. An underline below and a bar beside the word are no foreign ink."""
    left, top, right, bottom = box
    high, wide = ink.shape
    foreign = 0
    for row in (top - MARGIN, bottom - 1 + MARGIN):
        if 0 <= row < high and ink[row, left:right].mean() < 0.5:
            foreign += int(ink[row, left:right].sum())
    foot = bottom - round(0.3 * (bottom - top))  # a full stop behind the word stands below this
    for column in (left - MARGIN, right - 1 + MARGIN):
        if 0 <= column < wide and ink[top:bottom, column].mean() < 0.8:
            foreign += int(ink[top:foot, column].sum())
    return foreign >= FOREIGN


def is_followed_by_ink(ink: Ink, box: PixelBox) -> bool:
    """Whether ink stands right behind the word, nearer than another word would: something covers its last letters."""
    _, top, right, bottom = box
    return bool(ink[top:bottom, right + 1 : right + 1 + round(0.5 * (bottom - top))].any())
