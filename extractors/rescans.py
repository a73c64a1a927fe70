"""Scanned pages of a document as pictures once more, for another engine to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from extractors import ocr, ocr_accurate
from extractors.forms import page_with_forms, prepare_forms
from extractors.paper import Page, set_straight
from extractors.pdf import open_pdf, picture_of
from extractors.refusal import RefusedError
from extractors.sniff import PDF, PICTURES

if TYPE_CHECKING:
    from PIL import Image


def read_page_again(data: bytes, media_type: str, page: Page) -> Page | None:
    """A scanned page of the document read by the accurate engine, lying as the first reading found it; None where the
    page cannot be drawn again or holds no words."""
    image = _picture(data, media_type, page.number)
    if image is None:
        return None
    scan = ocr_accurate.read_accurately(image, page.turn)
    points = page.displayed_size[0] / image.width
    words = set_straight(ocr.words_in_points(scan, points, page.number), page.width, page.height, page.slope)
    return replace(page, words=words) if words else None


def _picture(data: bytes, media_type: str, number: int) -> Image.Image | None:
    if media_type in PICTURES:
        return _frame(data, number)
    if media_type != PDF:
        return None
    try:
        document, _ = open_pdf(data)
        with document:
            prepare_forms(document)
            page = page_with_forms(document, number - 1)
            try:
                return picture_of(page, ocr.DOTS_PER_INCH, ocr.MOST_PIXELS)
            finally:
                page.close()
    except (pdfium.PdfiumError, RefusedError):
        return None


def _frame(data: bytes, number: int) -> Image.Image | None:
    """The picture of one page of a TIFF (or the one of another picture)."""
    pictures: dict[int, Image.Image] = {}

    def keep(image: Image.Image, width: float, height: float, index: int) -> Page:
        if index == number:
            pictures[index] = image
        return Page(index, width, height, "none", ())

    from extractors.images import read_pictures

    read_pictures(data, _seen(pictures), keep)
    return pictures.get(number)


def _seen(pictures: dict[int, Image.Image]) -> Callable[[], bool]:
    return lambda: bool(pictures)
