"""What is painted on a page, looked at only where somebody asks: a signature is a picture, a path or a stamp."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.forms import page_with_forms, prepare_forms
from watchbill.model import Box

if TYPE_CHECKING:
    from PIL import Image

#: Pixels to a point; the grey (0 black, 255 white) below which a pixel is ink; the most pixels of a picture; how many
#: square points of ink are more than the dust of a line drawn aslant.
SCALE, INK, MOST_PIXELS, DUST = 1.5, 200, 4_000_000, 3.0
_WHITE = 255

log = logging.getLogger(__name__)


class Painted:
    """Page `index` (from 0) of the PDF `data` as it looks with its annotations and form fields, painted when it is
    first asked for. Boxes are points of the page as displayed. Without `data` nothing can be told: a document that
    opens only repaired, or a scan, on which lines to sign on are ink themselves."""

    def __init__(self, data: bytes | None, index: int) -> None:
        self._data, self._index = data, index

    @cached_property
    def _look(self) -> tuple[Image.Image, float, bool] | None:
        """The page in grey, pixels to a point, and whether the document bears a digital signature. None where the page
        cannot be painted."""
        if self._data is None:
            return None
        try:
            with pdfium.PdfDocument(self._data) as document:
                prepare_forms(document)
                page = page_with_forms(document, self._index)
                try:
                    width, height = page.get_size()
                    scale = min(SCALE, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
                    grey = page.render(scale=scale, grayscale=True).to_pil().convert("L")
                    return grey, scale, raw.FPDF_GetSignatureCount(document.raw) > 0
                finally:
                    page.close()
        except pdfium.PdfiumError as error:
            log.warning("page %s could not be painted: %s", self._index + 1, error)
            return None

    @property
    def is_sealed(self) -> bool:
        """Whether the document bears a digital signature, wherever it shows, if it does."""
        return self._look is not None and self._look[2]

    def has_ink(self, box: Box, without: Iterable[Box] = ()) -> bool | None:
        """Whether more than dust is painted in a box outside of others; None where the page cannot be painted."""
        if self._look is None:
            return None
        grey, scale, _ = self._look
        left, top, right, bottom = _pixels(box, scale)
        right, bottom = min(right, grey.width), min(bottom, grey.height)
        if left >= right or top >= bottom:
            return False
        part = grey.crop((left, top, right, bottom))
        for other in without:
            x0, y0, x1, y1 = _pixels(other, scale)
            part.paste(_WHITE, (x0 - left, y0 - top, x1 - left, y1 - top))
        return sum(part.histogram()[:INK]) > DUST * scale * scale


def _pixels(box: Box, scale: float) -> tuple[int, int, int, int]:
    """The columns and rows of pixels that a box touches: left, top, right, bottom, the last two excluded."""
    x0, top, x1, bottom = (max(0.0, side * scale) for side in box)
    return int(x0), int(top), int(x1) + 1, int(bottom) + 1
