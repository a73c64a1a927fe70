"""Drawn lines and the edges of drawn rectangles, from pdfium's path objects: what the tables of a form are made of."""

from __future__ import annotations

import ctypes
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.paper import Rule
from extractors.pdf import placer

#: A path thinner than this (points) is a line, whatever it was drawn as.
THIN = 3.0
#: A page with more path objects than this is a drawing, not a form.
MOST_PATHS = 5_000


def drawn_rules(page: pdfium.PdfPage) -> tuple[Rule, ...]:
    """The straight lines of a page in points of the page as displayed; none for a drawing of thousands of paths."""
    if raw.FPDFPage_CountObjects(page.raw) > 4 * MOST_PATHS:
        return ()
    place = placer(page)
    rules: list[Rule] = []
    for count, path in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2)):
        if count >= MOST_PATHS:
            return ()
        for x0, y0, x1, y1 in _strokes(path):
            left, top, right, bottom = place(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if right - left >= bottom - top and right - left > 1:
                middle = (top + bottom) / 2
                rules.append(Rule(left, middle, right, middle))
            elif bottom - top > 1:
                middle = (left + right) / 2
                rules.append(Rule(middle, top, middle, bottom))
    return tuple(rules)


def _strokes(path: pdfium.PdfObject) -> list[tuple[float, float, float, float]]:
    """The horizontal and vertical strokes of one path in PDF space: a thin box as one, a rectangle as four."""
    points = _points(path)
    if not points:
        return []
    xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    if min(x1 - x0, y1 - y0) <= THIN and len(points) > 2:
        return [(x0, y0, x1, y1)]
    strokes = []
    for (ax, ay, _), (bx, by, draws) in pairwise(points):
        if draws and (abs(ax - bx) <= 0.5 or abs(ay - by) <= 0.5):
            strokes.append((ax, ay, bx, by))
    return strokes


def _points(path: pdfium.PdfObject) -> list[tuple[float, float, bool]]:
    """The path's points in PDF space, each with whether a straight line leads to it; none where it has curves."""
    matrix = path.get_matrix()
    if path.container is not None:
        matrix = matrix.multiply(path.container.get_matrix())
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float, bool]] = []
    start: tuple[float, float] | None = None
    for index in range(min(raw.FPDFPath_CountSegments(path.raw), 400)):
        segment = raw.FPDFPath_GetPathSegment(path.raw, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return []
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        px, py = matrix.on_point(x.value, y.value)
        draws = kind == raw.FPDF_SEGMENT_LINETO
        if not draws:
            start = (px, py)
        points.append((px, py, draws))
        if start is not None and raw.FPDFPathSegment_GetClose(segment):
            points.append((*start, True))
    return points
