"""Which boxes of two readings of one picture cover each other, in groups: engines cut words differently."""

from __future__ import annotations

from collections.abc import Sequence

from watchbill.model import Box

#: Boxes cover each other when they share more than this of the narrower one's width, and of the lower one's height.
WIDTH_SHARED, HEIGHT_SHARED = 0.4, 0.5
#: A box so many times as high as another is a stamp or a scrawl over several rows, and covers no words of theirs; boxes
#: lower than this share of the usual height are dashes and points, which may be covered by any.
TALLER, LOW = 2.2, 0.6

#: Numbers of the boxes of one side, and of those of the other side.
Group = tuple[list[int], list[int]]


def groups_of(first: Sequence[Box], second: Sequence[Box]) -> list[Group]:
    """Boxes of both sides that cover each other, also by way of a third; a box that nothing covers is alone."""
    groups: list[Group] = [([n], []) for n in range(len(first))]
    home = list(range(len(first)))
    for m, touched in enumerate(_covered(first, second)):
        ours = sorted({home[n] for n in touched})
        if not ours:
            groups.append(([], [m]))
            continue
        left, right = groups[ours[0]]
        for group in ours[1:]:
            for n in groups[group][0]:
                home[n] = ours[0]
            left += groups[group][0]
            right += groups[group][1]
            groups[group] = ([], [])
        right.append(m)
    return [group for group in groups if group[0] or group[1]]


def _covered(first: Sequence[Box], second: Sequence[Box]) -> list[list[int]]:
    """For each box of the second side the numbers of those of the first that it covers."""
    if not first:
        return [[] for _ in second]
    import numpy as np

    boxes = np.asarray(first, dtype=float)
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    low = LOW * float(np.median(high))
    covered = []
    for x0, top, x1, bottom in second:
        across = np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)
        down = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
        lower, higher = np.minimum(high, bottom - top), np.maximum(high, bottom - top)
        is_shared = (across > WIDTH_SHARED * np.minimum(wide, x1 - x0)) & (down > HEIGHT_SHARED * lower)
        is_alike = (higher <= TALLER * lower) | (lower < low)
        covered.append([int(n) for n in np.flatnonzero(is_shared & is_alike)])
    return covered
