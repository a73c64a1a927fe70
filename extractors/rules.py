"""Drawn lines and the edges of drawn rectangles, from pdfium's path objects: what the tables of a form are made of."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise, repeat
from typing import overload

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.forms import page_with_forms, prepare_forms
from extractors.letters import address_of, displayed, fast_call
from extractors.paper import Rule

#: A path thinner than this (points) is a line, whatever it was drawn as.
THIN = 3.0
#: A page with more path objects than this is a drawing, not a form.
MOST_PATHS = 5_000
#: Segments of one path that are looked at.
_MOST_SEGMENTS = 400

log = logging.getLogger(__name__)

Matrix = tuple[float, float, float, float, float, float]

_ADDRESS, _NUMBER = ctypes.c_void_p, ctypes.c_int
_object_of_page = fast_call(raw.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _NUMBER)
_object_of_form = fast_call(raw.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
_count_of_form = fast_call(raw.FPDFFormObj_CountObjects, _NUMBER, _ADDRESS)
_type = fast_call(raw.FPDFPageObj_GetType, _NUMBER, _ADDRESS)
_matrix = fast_call(raw.FPDFPageObj_GetMatrix, _NUMBER, _ADDRESS, _ADDRESS)
_count_of_path = fast_call(raw.FPDFPath_CountSegments, _NUMBER, _ADDRESS)
_segment_of_path = fast_call(raw.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS, _NUMBER)
_kind = fast_call(raw.FPDFPathSegment_GetType, _NUMBER, _ADDRESS)
_point = fast_call(raw.FPDFPathSegment_GetPoint, _NUMBER, _ADDRESS, _ADDRESS, _ADDRESS)
_closes = fast_call(raw.FPDFPathSegment_GetClose, _NUMBER, _ADDRESS)


class RulesOnDemand(Sequence[Rule]):
    """The drawn lines of page `index` (from 0) of a document, looked for when they are first asked for: most papers are
    read by their words alone. The document must be one that opens and whose page loads; `data` is kept until then."""

    def __init__(self, data: bytes, index: int) -> None:
        self._data, self._index = data, index

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        with pdfium.PdfDocument(self._data) as document:
            prepare_forms(document)
            page = page_with_forms(document, self._index)
            try:
                return drawn_rules(page)
            except pdfium.PdfiumError as error:
                log.warning("the drawn lines of page %s could not be read: %s", self._index + 1, error)
                return ()
            finally:
                page.close()

    def __len__(self) -> int:
        return len(self._rules)

    @overload
    def __getitem__(self, at: int) -> Rule: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Rule, ...]: ...
    def __getitem__(self, at: int | slice) -> Rule | tuple[Rule, ...]:
        return self._rules[at]


def drawn_rules(page: pdfium.PdfPage) -> tuple[Rule, ...]:
    """The straight lines of a page in points of the page as displayed; none for a drawing of thousands of paths."""
    if raw.FPDFPage_CountObjects(page.raw) > 4 * MOST_PATHS:
        return ()
    strokes: list[tuple[float, float, float, float]] = []
    for count, (path, container) in enumerate(_paths(page)):
        if count >= MOST_PATHS:
            return ()
        strokes += _strokes(path, container)
    if not strokes:
        return ()
    rules: list[Rule] = []
    sides = displayed(page, *np.array(strokes).T)
    for left, top, right, bottom in zip(*(side.tolist() for side in sides), strict=True):
        if right - left >= bottom - top and right - left > 1:
            middle = (top + bottom) / 2
            rules.append(Rule(left, middle, right, middle))
        elif bottom - top > 1:
            middle = (left + right) / 2
            rules.append(Rule(middle, top, middle, bottom))
    return tuple(rules)


def _paths(page: pdfium.PdfPage) -> Iterator[tuple[int, int]]:
    """The addresses of the page's paths in the order they are drawn, each with its form object's, 0 for the page."""
    count = raw.FPDFPage_CountObjects(page.raw)
    objects = list(map(_object_of_page, repeat(address_of(page.raw)), range(count)))
    for item, kind in zip(objects, map(_type, objects), strict=True):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item, 0
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            inner = [_object_of_form(item, index) for index in range(max(_count_of_form(item), 0))]
            yield from ((path, item) for path in inner if _type(path) == raw.FPDF_PAGEOBJ_PATH)


def _strokes(path: int, container: int) -> list[tuple[float, float, float, float]]:
    """The horizontal and vertical strokes of one path in PDF space: a thin box as one, a rectangle as four."""
    points = _points(path, container)
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


def _points(path: int, container: int) -> list[tuple[float, float, bool]]:
    """The path's points in PDF space, each with whether a straight line leads to it; none where it has curves."""
    segments = list(map(_segment_of_path, repeat(path), range(min(_count_of_path(path), _MOST_SEGMENTS))))
    kinds = list(map(_kind, segments))
    if raw.FPDF_SEGMENT_BEZIERTO in kinds:
        return []
    a, b, c, d, e, f = _placed(path, container)
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = ctypes.addressof(x), ctypes.addressof(y)
    points: list[tuple[float, float, bool]] = []
    start: tuple[float, float] | None = None
    for segment, kind in zip(segments, kinds, strict=True):
        _point(segment, to_x, to_y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        draws = kind == raw.FPDF_SEGMENT_LINETO
        if not draws:
            start = point
        points.append((*point, draws))
        if start is not None and _closes(segment):
            points.append((*start, True))
    return points


def _placed(path: int, container: int) -> Matrix:
    """The matrix from a path's own space to the page's, through that of the form object that holds it."""
    a, b, c, d, e, f = _matrix_of(path)
    if not container:
        return a, b, c, d, e, f
    a2, b2, c2, d2, e2, f2 = _matrix_of(container)
    return (
        a * a2 + b * c2,
        a * b2 + b * d2,
        c * a2 + d * c2,
        c * b2 + d * d2,
        e * a2 + f * c2 + e2,
        e * b2 + f * d2 + f2,
    )


def _matrix_of(item: int) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not _matrix(item, ctypes.addressof(matrix)):
        raise pdfium.PdfiumError("Failed to get matrix of pageobject.")
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
