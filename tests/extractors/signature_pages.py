"""Signature pages of invented agreements: what is printed on them, and pens, stamps and pictures over their lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.media import open_paper, sniff_media
from extractors.paper import Page
from tests.extractors import papers

Draw = Callable[[Canvas], None]
RUN = "_" * 32


def opened(data: bytes) -> tuple[Page, ...]:
    return open_paper(data, "", sniff_media(data), lambda: False)[0].pages


def sheets(*sheet: Iterable[Draw]) -> bytes:
    """A PDF of these pages, each of what is drawn on it."""

    def draw(canvas: Canvas) -> None:
        for drawn in sheet:
            for put in drawn:
                put(canvas)
            canvas.showPage()

    return papers.pdf(draw)


def says(x: float, y: float, *rows: str, step: float = 16, font: str = "Times-Roman", grey: float = 0.0) -> Draw:
    """Rows of text, the first on the base line `y` points under the top."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 11)
        canvas.setFillGray(grey)
        for number, row in enumerate(rows):
            canvas.drawString(x, 792 - y - step * number, row)
        canvas.setFillGray(0)

    return draw


def ruled(*lines: tuple[float, float, float]) -> Draw:
    """Level lines, each from x to x at y."""

    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.6)
        for x0, x1, y in lines:
            canvas.line(x0, 792 - y, x1, 792 - y)

    return draw


def boxed(x: float, y: float, wide: float, high: float) -> Draw:
    return lambda canvas: canvas.rect(x, 792 - y - high, wide, high)


def penned(x: float, y: float) -> Draw:
    """A name written with a pen as a path, its foot at `y`."""

    def draw(canvas: Canvas) -> None:
        canvas.setStrokeColorRGB(0.1, 0.1, 0.5)
        path = canvas.beginPath()
        path.moveTo(x, 792 - y + 2)
        for at in range(5):
            path.curveTo(x + 14 * at, 812 - y, x + 14 * at + 12, 808 - y, x + 14 * at + 14, 794 - y)
        canvas.drawPath(path)
        canvas.setStrokeGray(0)

    return draw


def stamped(x: float, y: float) -> Draw:
    """A picture of a signature, as services for signing put it on a line, its foot at `y`."""
    image = Image.new("RGBA", (220, 80), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    pen.arc((10, 10, 90, 70), 40, 330, fill=(20, 20, 120, 255), width=5)
    pen.line((60, 60, 110, 20, 130, 60, 200, 30), fill=(20, 20, 120, 255), width=5)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), x, 792 - y, 70, 26, mask="auto")

    return draw
