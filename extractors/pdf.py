"""PDF pages through pdfium: words from character boxes, drawn lines from path objects."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.paper import Page, Word


def native_words(page: pdfium.PdfPage, number: int) -> tuple[Word, ...]:
    """The words of a page's text layer with boxes on the page as displayed (crop box and /Rotate applied)."""
    text = page.get_textpage()
    place = _placer(page)
    words: list[Word] = []
    letters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []

    def finish() -> None:
        if letters:
            x0, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
            x1, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
            if x1 > x0 and bottom > top:
                words.append(Word("".join(letters), x0, top, x1, bottom, number))
            letters.clear()
            boxes.clear()

    rect = raw.FS_RECTF()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, index)
        if code in (0, 0xFFFE, 0xFFFF) or chr(code).isspace():
            finish()
            continue
        if not raw.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(rect)):
            continue
        box = place(rect.left, rect.bottom, rect.right, rect.top)
        if boxes and _breaks(boxes[-1], box):
            finish()
        letters.append(chr(code))
        boxes.append(box)
    finish()
    return tuple(words)


def _breaks(before: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    """Whether two neighbouring characters belong to different words although no space stands between them."""
    height = max(before[3] - before[1], 1.0)
    apart = box[0] - before[2]
    return abs(box[1] - before[1]) > 0.6 * height or apart > 0.6 * height or apart < -2.5 * height


def _placer(page: pdfium.PdfPage):  # type: ignore[no-untyped-def]
    """A function from a box in PDF space to a box on the page as displayed."""
    left, bottom, right, top = page.get_cropbox()
    width, height = right - left, top - bottom
    rotation = page.get_rotation()

    def corner(x: float, y: float) -> tuple[float, float]:
        x, y = x - left, y - bottom
        if rotation == 90:
            return y, x
        if rotation == 180:
            return width - x, y
        if rotation == 270:
            return height - y, width - x
        return x, height - y

    def place(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        (ax, ay), (bx, by) = corner(x0, y0), corner(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    return place


def read_pages(data: bytes) -> list[Page]:
    """Every page with its native words."""
    document = pdfium.PdfDocument(data)
    pages = []
    for index in range(len(document)):
        page = document[index]
        width, height = page.get_size()
        words = native_words(page, index + 1)
        pages.append(Page(index + 1, width, height, "native" if words else "none", words))
        page.close()
    document.close()
    return pages
