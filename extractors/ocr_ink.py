"""What the ink of a scanned page tells beyond its letters: ruled lines, figures struck out, ink that runs over figures.

Pictures are grey, boxes in pixels at about 200 dots per inch. Figures that are not plainly marked count as clean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

#: Grey levels below this are ink, and below the second a pen's or a printer's own, not the blur between two letters.
DARK, DEEP = 170, 140
#: Pixels of ink in a row that no letter has: 0.4 inches upright, 0.8 level.
LONG_UPRIGHT, LONG_LEVEL = 80, 160
#: Lower words tell nothing: at this size (about 4 points) the ink of neighbouring letters runs together.
LEAST_HEIGHT = 12
#: Where a stroke through a word runs, in shares of its height from the top; how far it falls or rises, in shares of its
#: length; how much of the word it covers; how many heights it is long at least.
THROUGH, STEEP, COVERED, LONG = (0.2, 0.8), 0.12, 0.85, 2.5
#: How far a hand's stroke bends, and half the thickness of a pen's line besides, in shares of the word's height.
BEND, PEN = 0.08, 0.12
#: The share of a word's columns that hold the stroke alone (white between two letters of a clean word), and the least
#: number of places where such columns are found: a dash is one.
BARE, PLACES = 0.05, 2
#: Shorter words, in heights, tell nothing of strokes: their letters' own bars reach from end to end.
LEAST_WIDTH = 1.6
#: How far from a word's box its own ink does not reach, above and beside it, in shares of its height (the engine's
#: boxes are not exact), and the pixels of ink there, joined to the word's, that say another ink runs over it.
MARGIN, MARGIN_BESIDE, FOREIGN = 0.15, 0.25, 3

#: White rows between a letter and its point, at most.
GAP_IN_WORD = 4

Ink = NDArray[np.bool_]
PixelBox = tuple[int, int, int, int]


def ink_of(image: Image.Image, level: int = DARK) -> Ink:
    """Where a grey picture is dark."""
    return np.asarray(image) < level


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


def tightened(ink: Ink, box: PixelBox) -> PixelBox:
    """The box of a word without the white rows above and below its letters, nor the ink of other rows beyond these: the
    engine sometimes gives a word the height of several rows."""
    left, top, right, bottom = box
    inked = ink[top:bottom, left:right].sum(axis=1)
    rows = np.flatnonzero(inked)
    if not len(rows):
        return box
    breaks = np.flatnonzero(np.diff(rows) > GAP_IN_WORD)
    starts = [int(rows[0]), *rows[breaks + 1].tolist()]
    ends = [*rows[breaks].tolist(), int(rows[-1])]
    start, end = max(zip(starts, ends, strict=True), key=lambda run: inked[run[0] : run[1] + 1].sum())
    return (left, top + start, right, top + end + 1)


def is_struck_out(ink: Ink, box: PixelBox) -> bool:
    """Whether one stroke runs through the middle of the word from end to end: an unbroken path of ink, straight, and
    seen alone between the letters, where printed figures have white. One that goes on far beyond both ends of the word
    is a ruled line and strikes nothing out."""
    left, top, right, bottom = box
    height, width = bottom - top, right - left
    if height < LEAST_HEIGHT or width < LEAST_WIDTH * height:
        return False
    high, low = round(THROUGH[0] * height), round(THROUGH[1] * height)
    word = ink[top:bottom, left:right]
    if word[high:low].any(axis=0).mean() < COVERED:
        return False
    return _has_unbroken_path(ink, box, high, low) and _has_straight_stroke(word, high, low)


def _has_unbroken_path(ink: Ink, box: PixelBox, high: int, low: int) -> bool:
    """Whether ink is joined from end to end of the word between these of its rows, and not far beyond both."""
    left, top, right, bottom = box
    height = bottom - top
    start = max(0, left - round(1.5 * height))
    zone = ink[top + high : top + low, start : right + round(1.5 * height)].copy()
    zone[:, 1:] |= zone[:, :-1].copy()  # a dry pen may skip a pixel
    begin, end = _longest_path(zone)
    if end - begin >= zone.shape[1] - 2:
        return False  # a ruled line goes on
    covered = min(end + start, right) - max(begin + start, left)
    return covered >= COVERED * (right - left) and end - begin >= LONG * height


def _longest_path(zone: Ink) -> tuple[int, int]:
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


def _has_straight_stroke(word: Ink, high: int, low: int) -> bool:
    """Whether a straight line between these rows is covered by ink, which stands alone in several places of it."""
    height = word.shape[0]
    bend = max(1, round(BEND * height))
    stroke = _straight_stroke(_spread(word, bend), high, low)
    if stroke is None:
        return False
    rows = np.arange(height)[:, None]
    beside = np.abs(rows - stroke[None, :]) > bend + max(2, round(PEN * height))
    bare = word.any(axis=0) & ~(word & beside).any(axis=0)
    places = int((np.diff(bare.astype(np.int8), prepend=0) == 1).sum())
    return bool(bare.mean() >= BARE) and places >= PLACES


def _straight_stroke(word: Ink, high: int, low: int) -> NDArray[np.int_] | None:
    """The row in every column of the straight line that covers most of the word, of those that run between the rows
    `high` and `low`; None where none covers enough."""
    width = word.shape[1]
    begins, ends = np.meshgrid(np.arange(high, low), np.arange(high, low))
    falls = np.abs(ends - begins) <= max(2, STEEP * width)
    begin, end = begins[falls], ends[falls]
    columns = np.arange(width)
    lines = np.rint(begin[:, None] + (end - begin)[:, None] * (columns / max(width - 1, 1))[None, :]).astype(int)
    covered = word[lines, columns[None, :]].mean(axis=1)
    best = int(covered.argmax())
    return lines[best] if covered[best] >= COVERED else None


def _spread(ink: Ink, far: int) -> Ink:
    """The ink with its neighbours so many rows up and down."""
    spread = ink.copy()
    for step in range(1, far + 1):
        spread[step:] |= ink[:-step]
        spread[:-step] |= ink[step:]
    return spread


def is_run_over(ink: Ink, box: PixelBox) -> bool:
    """Whether ink joined to the word's reaches out of its box: a stamp, a signature or a line lies over it. Give ink
    without ruled lines. An underline below and a bar beside the word are no foreign ink."""
    left, top, right, bottom = box
    if bottom - top < LEAST_HEIGHT:
        return False
    high, wide = ink.shape
    reach = max(2, round(MARGIN * (bottom - top)))
    foot = bottom - round(0.3 * (bottom - top))  # a full stop behind the word stands below this
    foreign = 0
    if top - reach >= 0:
        foreign += _reaching(ink[top - reach : top + 1, left:right][::-1], 0.5)
    if bottom - 1 + reach < high:
        foreign += _reaching(ink[bottom - 1 : bottom + reach, left:right], 0.5)
    reach = max(2, round(MARGIN_BESIDE * (bottom - top)))
    if left - reach >= 0:
        foreign += _reaching(ink[top:foot, left - reach : left + 1].T[::-1], 0.8)
    if right - 1 + reach < wide:
        foreign += _reaching(ink[top:foot, right - 1 : right + reach].T, 0.8)
    return foreign >= FOREIGN


def _reaching(rows: Ink, full: float) -> int:
    """How many pixels of the last row are joined to the ink of the first by way of the rows between; 0 where the last
    row is full of ink, as a line or a bar is."""
    reached = rows[0]
    for row in rows[1:]:
        beside = reached.copy()
        beside[1:] |= reached[:-1]
        beside[:-1] |= reached[1:]
        reached = row & beside
    return 0 if rows[-1].mean() >= full else int(reached.sum())


def is_followed_by_ink(ink: Ink, box: PixelBox) -> bool:
    """Whether ink stands right behind the word, nearer than another word would: something covers its last letters."""
    _, top, right, bottom = box
    return bool(ink[top:bottom, right + 1 : right + 1 + round(0.5 * (bottom - top))].any())
