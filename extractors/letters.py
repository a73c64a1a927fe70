"""The characters of a PDF page all at once: which they are, where they stand, how they run.

Asking pdfium for each of a page's thousands of characters is most of the work of reading its words, so the questions
are asked by `map`, whose loop runs in C, through prototypes that take addresses as plain numbers; and what is reckoned
for every character is reckoned by numpy for all of them together.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from watchbill.model import Box

#: One side (left, top, right or bottom) of the box of every character, in points.
Sides = NDArray[np.float64]

#: How pdfium hands on a hyphen at a line's end.
_HYPHENS = "\x02\xad\ufffe"
#: How many times as high as wide the boxes of a page's characters are together where a font lies about its height
#: (sound fonts: 2 to 4), and how many characters of a row tell the height of its ink.
_TALL, _MOST_OF_A_ROW = 6.0, 40


def fast_call(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of pdfium under a prototype of plain numbers: no pointer object is made or checked for each call, nor
    are other threads let in, which takes longer than the function."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_unicode = fast_call(raw.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_loose_box = fast_call(raw.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_angle = fast_call(raw.FPDFText_GetCharAngle, ctypes.c_float, ctypes.c_void_p, ctypes.c_int)
_is_generated = fast_call(raw.FPDFText_IsGenerated, ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


def address_of(handle: Any) -> int:
    """The address of one of pdfium's objects."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


@dataclass(frozen=True, slots=True)
class Letters:
    """A page's characters in the order it draws them: `text` holds one for each, the arrays its box as displayed.

    `boxless` are the places of characters that have none: those that pdfium does not place, and the first halves of
    characters that take two places.
    """

    text: str
    left: Sides
    top: Sides
    right: Sides
    bottom: Sides
    boxless: frozenset[int]
    rotation: int
    _handle: int

    def boxes(self, start: int, end: int) -> list[Box]:
        """The boxes of the characters from `start` to `end`."""
        sides = (side[start:end].tolist() for side in (self.left, self.top, self.right, self.bottom))
        return list(zip(*sides, strict=True))

    def angles(self, places: Sequence[int]) -> list[int]:
        """How the text runs at each of these places: 0 upright, 90 upwards, 180 upside down, 270 downwards."""
        upright = -self.rotation % 360
        angles = list(map(_angle, repeat(self._handle), places))
        if not any(angles):
            return [upright] * len(angles)
        return [upright if radians == 0.0 else self._displayed(radians) for radians in angles]

    def _displayed(self, radians: float) -> int:
        return -(round(math.degrees(radians) / 90) * 90 + self.rotation) % 360 if radians > 0 else 0

    def is_guess(self, at: int) -> bool:
        """Whether pdfium guessed the character (always a space) from a gap: it is not in the document."""
        return bool(_is_generated(self._handle, at) == 1)


def read_letters(textpage: pdfium.PdfTextPage, page: pdfium.PdfPage) -> Letters:
    """The characters of a page's text layer; they can be asked on while `textpage` is open."""
    handle, count = address_of(textpage.raw), textpage.count_chars()
    text, halves = _text_of(textpage, handle, count)
    corners = np.zeros(count, raw.FS_RECTF)
    first, step = corners.ctypes.data, corners.itemsize
    placed = list(map(_loose_box, repeat(handle), range(count), range(first, first + step * count, step)))
    x0, y0, x1, y1 = (corners[side].astype(np.float64) for side in ("left", "bottom", "right", "top"))
    if (y1 - y0).sum() > _TALL * (x1 - x0).sum() and page.get_rotation() in (0, 180):
        y0, y1 = _of_ink(textpage, text, y0, y1)
    boxes = displayed(page, x0, y0, x1, y1)
    unplaced = () if all(placed) else (at for at, is_placed in enumerate(placed) if not is_placed)
    return Letters(text, *boxes, frozenset(chain(unplaced, halves)), page.get_rotation(), handle)


def _of_ink(textpage: pdfium.PdfTextPage, text: str, y0: Sides, y1: Sides) -> tuple[Sides, Sides]:
    """Lower and upper edges of characters whose font says that it is many times as tall as what it draws: rows set in
    it would overlap. Those of a row take the height of the row's ink, with what a sound font adds."""
    rows: dict[tuple[float, float], list[int]] = {}
    of_font = list(zip(y0.tolist(), y1.tolist(), strict=True))
    for at, edges in enumerate(of_font):
        if text[at].isalnum():
            rows.setdefault(edges, []).append(at)
    shrunk: dict[tuple[float, float], tuple[float, float]] = {}
    for edges, places in rows.items():
        ink = [textpage.get_charbox(at) for at in places[:_MOST_OF_A_ROW]]
        low, high = min(box[1] for box in ink), max(box[3] for box in ink)
        if edges[1] - edges[0] > _TALL / 2 * (high - low) > 0.0:
            shrunk[edges] = low - 0.1 * (high - low), high + 0.25 * (high - low)
    found = np.array([shrunk.get(edges, edges) for edges in of_font])
    return found[:, 0], found[:, 1]


def _text_of(textpage: pdfium.PdfTextPage, handle: int, count: int) -> tuple[str, list[int]]:
    """One character for each place, and the places of first halves (of characters beyond the first 65,536)."""
    units = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(textpage.raw, 0, count, units) == count + 1:
        text = bytes(units)[: 2 * count].decode("utf-16-le", errors="ignore")
        if len(text) == count:
            return _with_hyphens(text), []
    codes = list(map(_unicode, repeat(handle), range(count)))  # control characters are left out of pdfium's own text
    halves, high = [], 0
    for at, code in enumerate(codes):
        if 0xD800 <= code < 0xDC00:
            halves.append(at)
            high = code
        elif 0xDC00 <= code < 0xE000:
            codes[at] = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
    return _with_hyphens("".join(map(chr, codes))), halves


def _with_hyphens(text: str) -> str:
    for sign in _HYPHENS:
        text = text.replace(sign, "-")
    return text


def displayed(page: pdfium.PdfPage, x0: Sides, y0: Sides, x1: Sides, y1: Sides) -> tuple[Sides, Sides, Sides, Sides]:
    """Boxes in PDF space as those on the page as displayed (crop box and /Rotate): all lefts, tops, rights, bottoms."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    x0, x1 = np.minimum(x0, x1) - left, np.maximum(x0, x1) - left
    y0, y1 = np.minimum(y0, y1) - bottom, np.maximum(y0, y1) - bottom
    match page.get_rotation():
        case 90:
            return y0, x0, y1, x1
        case 180:
            return width - x1, y0, width - x0, y1
        case 270:
            return height - y1, width - x1, height - y0, width - x0
        case _:
            return x0, height - y1, x1, height - y0
