"""A page of any document as a picture of the page as displayed: by pdfium or Pillow, else its words set in type."""

from __future__ import annotations

import io
import math
from functools import lru_cache
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont, ImageOps

from extractors.forms import page_with_forms, prepare_forms
from extractors.paper import Page
from extractors.pdf import open_pdf

#: A drawing of a square metre is shown with fewer dots.
MOST_PIXELS = 12_000_000


def sheet_of(data: bytes, media_type: str, page: Page, dots_per_inch: float) -> Image.Image:
    """The page as displayed, in colour, at so many dots per inch or as many as `MOST_PIXELS` allows."""
    width, height = page.displayed_size
    scale = min(dots_per_inch / 72, math.sqrt(MOST_PIXELS / max(width * height, 1.0)))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if media_type == "application/pdf":
        picture = _of_pdf(data, page.number, scale)
    elif media_type.startswith("image/"):
        picture = _of_picture(data, page.number)
    else:
        picture = _typeset(page, scale, size)
    return picture if picture.size == size else picture.resize(size)


def _of_pdf(data: bytes, number: int, scale: float) -> Image.Image:
    document, _ = open_pdf(data)
    with document:
        prepare_forms(document)
        page = page_with_forms(document, number - 1)
        try:
            picture: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
            return picture
        finally:
            page.close()


def _of_picture(data: bytes, number: int) -> Image.Image:
    """The frame turned as its camera says; what is see-through is white, as paper is."""
    with Image.open(io.BytesIO(data)) as opened:
        opened.seek(number - 1)
        frame = ImageOps.exif_transpose(opened)
        if "A" not in frame.getbands() and "transparency" not in frame.info:
            return frame.convert("RGB")
        clear = frame.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")


def _typeset(page: Page, scale: float, size: tuple[int, int]) -> Image.Image:
    """Words at their boxes and rules where they run, on a white sheet."""
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for rule in page.rules:
        draw.line((rule.x0 * scale, rule.top * scale, rule.x1 * scale, rule.bottom * scale), fill=(150, 150, 150))
    for word in page.words:
        high, wide = word.height * scale, (word.x1 - word.x0) * scale
        font = face(max(1, round(0.8 * high)))
        if font.getlength(word.text) > wide:
            font = face(max(1, int(font.size * wide / font.getlength(word.text))))
        draw.text((word.x0 * scale, word.bottom * scale - 0.15 * high), word.text, "black", font, anchor="ls")
    return picture


@lru_cache(maxsize=64)
def face(size: int, *, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    """Bitstream Vera, which comes with reportlab, in pixels."""
    name = "VeraBd.ttf" if is_bold else "Vera.ttf"
    return ImageFont.truetype(Path(reportlab.__file__).parent / "fonts" / name, size)
