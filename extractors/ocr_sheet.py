"""A scanned sheet made ready for OCR: an even white ground, headings printed white on black turned round, lines level.

Pictures are grey, about 200 dots per inch. A clean sheet comes back as it came.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

#: The ground is looked at in dots of so many pixels a side; what is narrower than this many of them is print.
GROUND_DOT, PRINT_WIDTH = 4, 9
#: A ground as light as this is white, one darker than the second is black and no paper; the share of others that is
#: left as it is.
WHITE, BLACK, UNEVEN = 248, 70, 0.01
#: White print on grey: how dark its ground is at least, how much lighter the print is, the least sides of such a place
#: in dots, and the share of it that light print takes; how much darker other ink is, and the share that this may take.
GREY, LIGHTER, LEAST_GREY, LIGHT_SHARE = 225, 20, (12, 5), (0.03, 0.45)
DARKER, MOST_DARK = 50, 0.08
#: The share of a sheet that print takes even where there is little; how dark it is at most where it is faint, and from
#: which shade on it is no print.
INK_SHARE, FAINT, PALE = 0.0002, 100, 225
#: Grey of black dots: how light its mean is at most, its least sides in dots of the ground, and the share of their box
#: that it fills, where it is one place and where it is all of it; the shades that are no even grey and the share of
#: them; how far its mean wavers, for print is dotted, too; and how far it is smoothed, in pixels.
HALFTONE, LEAST_HALFTONE, HALFTONE_SHARE, A_BOX = 190, (20, 6), 0.6, 0.95
SPREAD, DOTTED, ALIKE, DOT_BLUR = (90, 190), 0.5, 30, 1.8
#: Leaders: the shade of their ink, the share of ink of a page too full to look at, the size of a dot and the white
#: above and below it, how far apart they stand, in pixels, and the fewest of a row.
INK, FULL, LEADER_DOT, LEADER_WHITE, LEADER_STEP, LEAST_DOTS = 150, 0.2, 9, 7, (6, 32), 6
#: Slopes are looked for up to the first one (about 4 degrees), and where rows stand out most there, up to the second
#: (about 7), in steps of the third, then finely around the best: on level sheets an edge or a long stroke may run more
#: steeply. Smaller ones than the last are left: to turn a picture costs sharpness.
STEEP, STEEPEST, STEP, FINE, LEVEL = 0.07, 0.12, 0.004, 0.0005, 0.006
#: How much more its rows must stand out along a slope than level for the sheet to be turned, and than along most
#: slopes: on scans of releases they stand out 2.3 times as much as along most, on noise or sideways print 1.3 times.
STANDS_OUT, OF_MOST = 1.05, 1.7
#: The margins that tell nothing of lines, in shares of the side: shadows, holes and fax headers.
MARGIN = 0.04
#: Print in white on black: half the sides of a window (in dots of the ground), how dark it is where such a box is, in
#: shares, and how dark one is that hides something. The width of the dark places that tell (in the same dots), the
#: least sides of a box in pixels, and the pixels at its edge that are left out.
WINDOW, DARK_SHARE, SOLID = (8, 3), 0.6, 0.99
LEAST_CORE, LEAST_BOX, FRAME = 12, (100, 18), 3
DARK = 128
#: A row or column of pixels belongs to a black box where this share of it is dark.
FILLED = 0.45

PixelBox = tuple[int, int, int, int]
Shades = NDArray[np.integer[Any]]
Ink = NDArray[np.bool_]


def evened(image: Image.Image) -> Image.Image:
    """The picture with a white ground: shadows of folds and edges, grey boxes and toner go, print keeps its contrast.

    The ground at a place is the lightest there is around it, as far as print is narrow, smoothed. White print on grey
    comes back black on white.
    """
    image = _inked(image)
    small = image.reduce(GROUND_DOT)
    ground = small
    for step in (ImageFilter.MaxFilter(3), ImageFilter.MinFilter(3)):
        for _ in range(PRINT_WIDTH // 2):  # a filter of that width in one pass takes four times as long
            ground = ground.filter(step)
    shades = ground.histogram()
    if sum(shades[BLACK:WHITE]) <= UNEVEN * sum(shades):
        return image
    ground = ground.filter(ImageFilter.BoxBlur(3)).resize(image.size, Image.Resampling.BILINEAR)
    paper, pixels = np.asarray(ground), np.asarray(image)
    white = np.minimum(pixels * np.uint16(255) // np.maximum(paper, 1), 255).astype(np.uint8)
    even = np.where(paper > BLACK, white, pixels)
    for place, grey in _grey_boxes(small, pixels):
        turned = 255 - np.clip((pixels[place].astype(np.int32) - grey) * 255 // (255 - grey), 0, 255)
        even[place] = np.where(grey > 0, turned, even[place])
    for place, where, plain in _halftones(small, image):
        even[place] = np.where(where, plain, even[place])
    return Image.fromarray(even)


def without_leaders(image: Image.Image) -> Image.Image:
    """The picture without rows of dots that lead from a caption to its value: the engine takes the caption with them
    for one long word and loses it. Dots stand in a row, evenly apart, with white above and below."""
    dark = np.asarray(image) < INK
    if dark.mean() > FULL:
        return image
    half, white = LEADER_DOT // 2, LEADER_DOT // 2 + LEADER_WHITE
    total = np.pad(np.cumsum(np.cumsum(dark, axis=0, dtype=np.int32), axis=1), ((1, 0), (1, 0)))
    tops, lefts = np.nonzero(dark)
    high, wide = dark.shape
    beside = np.maximum(lefts - half, 0), np.minimum(lefts + half + 1, wide)

    def ink(reach: int) -> NDArray[np.int32]:
        above, below = np.maximum(tops - reach, 0), np.minimum(tops + reach + 1, high)
        left, right = beside
        return np.asarray(total[below, right] - total[above, right] - total[below, left] + total[above, left])

    alone = ink(half) == ink(white)
    tops, lefts = tops[alone], lefts[alone]
    leaders = _leaders(tops, lefts)
    if not leaders:
        return image
    pixels = np.array(image)
    for top, left, right in leaders:
        pixels[max(0, top - 3) : top + LEADER_DOT + 2, left - 4 : right + 5] = 255
    return Image.fromarray(pixels)


def _leaders(tops: NDArray[np.intp], lefts: NDArray[np.intp]) -> list[tuple[int, int, int]]:
    """Rows of dots among short runs of ink: their top, left and right."""
    found: list[tuple[int, int, int]] = []
    for band in range(0, int(tops.max(initial=0)) + 1, LEADER_DOT):
        inside = (tops >= band) & (tops < band + 2 * LEADER_DOT)
        if inside.sum() < LEAST_DOTS:
            continue
        columns = np.unique(lefts[inside])
        cuts = np.flatnonzero(np.diff(columns) > 1)
        begins, ends = columns[np.r_[0, cuts + 1]], columns[np.r_[cuts, len(columns) - 1]]
        dots = (ends - begins) < LEADER_DOT
        steps = np.diff(begins)
        start = 0
        for at in range(1, len(begins) + 1):
            goes_on = (
                at < len(begins)
                and dots[at]
                and dots[start]
                and LEADER_STEP[0] <= steps[at - 1] <= LEADER_STEP[1]
                and (at - start < 2 or abs(int(steps[at - 1]) - int(steps[at - 2])) <= 3)
            )
            if goes_on:
                continue
            if at - start >= LEAST_DOTS:
                found.append((int(tops[inside].min()), int(begins[start]), int(ends[at - 1])))
            start = at
    return found


def _inked(image: Image.Image) -> Image.Image:
    """The picture, faint print made as dark as ink is; other pictures as they are."""
    shades = np.cumsum(image.histogram())
    darkest = int(np.searchsorted(shades, INK_SHARE * shades[-1], side="right"))
    if not FAINT < darkest < PALE:
        return image
    return image.point([max(0, (shade - darkest) * 255 // (255 - darkest)) for shade in range(256)])


def _halftones(small: Image.Image, image: Image.Image) -> Iterator[tuple[tuple[slice, slice], Ink, Shades]]:
    """Grey made of black dots, as faxes and copiers of two colours print it: rows and columns of such a place, which
    pixels of it are grey, and what is printed on them, black on white. To the engine the dots are ink."""
    shades = np.asarray(small, dtype=np.int16)
    usual = np.asarray(small.filter(ImageFilter.MedianFilter(PRINT_WIDTH)), dtype=np.int16)
    is_grey = (usual > BLACK) & (usual < HALFTONE)
    if is_grey.sum() < LEAST_HALFTONE[0] * LEAST_HALFTONE[1]:
        return
    for left, top, right, bottom in _places(is_grey):
        if right - left < LEAST_HALFTONE[0] or bottom - top < LEAST_HALFTONE[1]:
            continue
        inside = slice(top, bottom), slice(left, right)
        mask = is_grey[inside]
        differs = np.abs(shades[inside] - usual[inside])[mask]
        ends = min(right * GROUND_DOT, image.width), min(bottom * GROUND_DOT, image.height)
        dots = image.crop((left * GROUND_DOT, top * GROUND_DOT, *ends))  # it may end within a dot of the ground
        spread = dots.histogram()
        dotted = sum(spread[: SPREAD[0]]) + sum(spread[SPREAD[1] :]) >= DOTTED * sum(spread)
        if not dotted or mask.mean() < HALFTONE_SHARE or np.median(differs) > ALIKE:
            continue
        soft = np.asarray(dots.filter(ImageFilter.GaussianBlur(DOT_BLUR)), dtype=np.int16)
        mask = mask | (mask.mean() >= A_BOX)
        whole = Image.fromarray(np.pad(mask, PRINT_WIDTH)).filter(ImageFilter.MaxFilter(PRINT_WIDTH))  # with its print
        around = slice(PRINT_WIDTH, -PRINT_WIDTH)
        mask = np.asarray(whole.filter(ImageFilter.MinFilter(PRINT_WIDTH + 2)))[around, around]  # and none close by
        where = mask.repeat(GROUND_DOT, axis=0).repeat(GROUND_DOT, axis=1)[: soft.shape[0], : soft.shape[1]]
        yield (
            (
                slice(top * GROUND_DOT, top * GROUND_DOT + dots.height),
                slice(left * GROUND_DOT, left * GROUND_DOT + dots.width),
            ),
            where,
            _plain(soft, where),
        )


def _plain(soft: Shades, where: Ink) -> Shades:
    """Smoothed grey as white, and what is darker or, if that is more, lighter than it as black."""
    grey = int(np.median(soft[where]))
    core = soft[2 * GROUND_DOT : -2 * GROUND_DOT, 2 * GROUND_DOT : -2 * GROUND_DOT]  # white begins at the edges
    dark, light = (core < 0.6 * grey).mean(), (core > grey + 0.5 * (255 - grey)).mean()
    if dark >= light:
        plain = (soft - 0.5 * grey) / (0.35 * grey)
    else:
        plain = 1 - (soft - grey - 0.15 * (255 - grey)) / (0.35 * (255 - grey))
    return np.asarray(np.clip(plain * 255, 0, 255), dtype=np.uint8)


def _grey_boxes(small: Image.Image, pixels: Shades) -> Iterator[tuple[tuple[slice, slice], Shades]]:
    """Where print is lighter than the grey around it, rows and columns of `pixels`, with the shade of that grey (0
    where it is none): labels in coloured bars. On a white ground such print would be gone."""
    shades = np.asarray(small, dtype=np.int16)
    middle = small.filter(ImageFilter.MedianFilter(PRINT_WIDTH))
    usual = np.asarray(middle, dtype=np.int16)
    ground = np.asarray(middle.filter(ImageFilter.MinFilter(PRINT_WIDTH)), dtype=np.int16)  # heavy print lightens it
    is_light = ((usual < GREY) & (shades > usual + LIGHTER)).astype(np.uint8) * 255
    near = np.asarray(Image.fromarray(is_light).filter(ImageFilter.MaxFilter(PRINT_WIDTH))) > 0
    greys = np.where(near & (usual > BLACK) & (usual < GREY) & ~_wide(shades > GREY), ground, 0)
    for left, top, right, bottom in _places(greys > 0):
        if right - left < LEAST_GREY[0] or bottom - top < LEAST_GREY[1]:
            continue
        place = slice(top * GROUND_DOT, bottom * GROUND_DOT), slice(left * GROUND_DOT, right * GROUND_DOT)
        inside = pixels[place]
        grey = greys[top:bottom, left:right].repeat(GROUND_DOT, axis=0).repeat(GROUND_DOT, axis=1)
        grey = grey[: inside.shape[0], : inside.shape[1]]  # the picture may end within a dot
        light, dark = (inside > grey + LIGHTER)[grey > 0].mean(), (inside < grey - DARKER)[grey > 0].mean()
        if LIGHT_SHARE[0] <= light <= LIGHT_SHARE[1] and dark < MOST_DARK:
            yield place, grey


def _wide(white: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where white runs on to the side further than letters are wide, and the dots over and under it: gaps of bars."""
    aside = range(-PRINT_WIDTH, PRINT_WIDTH + 1)
    core = np.logical_and.reduce([np.roll(white, step, axis=1) for step in aside])
    runs = np.logical_or.reduce([np.roll(core, step, axis=1) for step in aside])
    return np.asarray(runs | np.roll(runs, 1, axis=0) | np.roll(runs, -1, axis=0))


# --- level lines ------------------------------------------------------------------------------------------------------


def slope_of_rows(image: Image.Image) -> float:
    """How far the rows of print fall for each pixel to the right; 0.0 where they are level or nothing tells."""
    small = image.reduce(4)
    coarse = _best_slope(small, np.arange(-STEEP, STEEP + STEP / 2, STEP), OF_MOST)
    if coarse is not None and abs(coarse) >= STEEP - 2 * STEP:  # its rows may fall more steeply still
        coarse = _best_slope(small, np.arange(STEEP - 2 * STEP, STEEPEST + STEP / 2, STEP) * math.copysign(1, coarse))
    if coarse is None:
        return 0.0
    fine = _best_slope(image.reduce(2), np.arange(coarse - STEP, coarse + STEP + FINE / 2, FINE))
    return fine if fine is not None and LEVEL <= abs(fine) < STEEPEST else 0.0


def _best_slope(image: Image.Image, slopes: NDArray[np.float64], of_most: float = 0.0) -> float | None:
    """The slope along which the rows of print stand out most; None where they hardly do, or not more than level."""
    ink = 255 - np.asarray(image, dtype=np.float32)
    high, wide = ink.shape
    ink = ink[round(MARGIN * high) : round((1 - MARGIN) * high), round(MARGIN * wide) : round((1 - MARGIN) * wide)]
    down, across = np.nonzero(ink > 60)
    if len(down) < 200:
        return None
    weights = ink[down, across]
    contrasts = [_contrast(down - slope * across, weights) for slope in slopes]
    best = int(np.argmax(contrasts))
    level = _contrast(down.astype(float), weights)
    stands_out = contrasts[best] >= max(STANDS_OUT * level, of_most * median(contrasts))
    return float(slopes[best]) if stands_out and contrasts[best] > 0 else None


def _contrast(rows: NDArray[np.float64], weights: NDArray[np.float32]) -> float:
    """How much neighbouring rows of pixels differ in ink: most where they run along the lines."""
    places = np.rint(rows - rows.min()).astype(np.intp)
    profile = np.bincount(places, weights)
    return float(np.square(np.diff(profile)).sum())


def levelled(image: Image.Image, slope: float) -> Image.Image:
    """The picture turned about its middle so that rows of this slope run level."""
    if not slope:
        return image
    return image.rotate(math.degrees(math.atan(slope)), resample=Image.Resampling.BILINEAR, fillcolor=255)


# --- white print on black ---------------------------------------------------------------------------------------------


def unreversed(image: Image.Image) -> Image.Image:
    """The picture, what stands white in a black box turned dark on white: titles of forms, heads of tables. Boxes that
    are black throughout hide something and stay."""
    boxes = [box for place in _black_places(image) if (box := _black_box(image, place))]
    if not boxes:
        return image
    pixels = np.array(image)
    for left, top, right, bottom in boxes:
        inside = 255 - pixels[top:bottom, left:right]
        pixels[max(0, top - FRAME) : bottom + FRAME, max(0, left - FRAME) : right + FRAME] = 255
        pixels[top + FRAME : bottom - FRAME, left + FRAME : right - FRAME] = inside[FRAME:-FRAME, FRAME:-FRAME]
    return Image.fromarray(pixels)


def _black_places(image: Image.Image) -> Iterator[PixelBox]:
    """Where most of a window is dark, each place with its surroundings."""
    small = image.reduce(GROUND_DOT).point([255] * DARK + [0] * (256 - DARK))
    shares = np.asarray(small.filter(ImageFilter.BoxBlur(WINDOW)))
    for left, top, right, bottom in _places(shares >= DARK_SHARE * 255):
        if right - left >= LEAST_CORE:
            yield (
                (left - WINDOW[0]) * GROUND_DOT,
                (top - WINDOW[1]) * GROUND_DOT,
                (right + WINDOW[0]) * GROUND_DOT,
                (bottom + WINDOW[1]) * GROUND_DOT,
            )


def _places(mask: NDArray[np.bool_]) -> list[PixelBox]:
    """The boxes around what hangs together in a mask, row by row."""
    done: list[list[int]] = []
    boxes: list[list[int]] = []  # those that the next row may go on with
    for row in np.flatnonzero(mask.any(axis=1)):
        done += [box for box in boxes if box[3] < row]
        boxes = [box for box in boxes if box[3] >= row]
        edges = np.flatnonzero(np.diff(mask[row].astype(np.int8), prepend=0, append=0))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            touching = [box for box in boxes if box[3] == row and box[0] < end and start < box[2]]
            touching += [box for box in boxes if box[3] == row + 1 and box[0] < end and start < box[2]]
            boxes = [box for box in boxes if box not in touching]
            around = [*touching, [start, int(row), end, int(row) + 1]]
            lows, highs = zip(*((box[:2], box[2:]) for box in around), strict=True)
            boxes.append([*map(min, zip(*lows, strict=True)), *map(max, zip(*highs, strict=True))])
    return [(box[0], box[1], box[2], box[3]) for box in done + boxes]


def _black_box(image: Image.Image, place: PixelBox) -> PixelBox | None:
    """The exact black box at a place: rows and columns much of which is dark; None where it holds no white print."""
    left, top = max(0, place[0]), max(0, place[1])
    right, bottom = min(image.width, place[2]), min(image.height, place[3])
    dark = np.asarray(image.crop((left, top, right, bottom))) < DARK
    middle_across = slice(WINDOW[0] * GROUND_DOT, dark.shape[1] - WINDOW[0] * GROUND_DOT)
    rows = np.flatnonzero(dark[:, middle_across].mean(axis=1) >= FILLED)
    if len(rows) < LEAST_BOX[1]:
        return None
    columns = np.flatnonzero(dark[rows[0] : rows[-1] + 1].mean(axis=0) >= FILLED)
    if len(columns) < LEAST_BOX[0]:
        return None
    box = left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1
    edge = max(FRAME, min(len(rows), len(columns)) // 5)
    share = dark[rows[0] + edge : rows[-1] + 1 - edge, columns[0] + edge : columns[-1] + 1 - edge].mean()
    return box if DARK_SHARE <= share <= SOLID else None
