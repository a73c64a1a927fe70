"""Small PDFs and pictures that the tests of the reading machinery typeset themselves."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pypdfium2 as pdfium
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

INVOICE = (
    "Flock Group Inc. Invoice INV-61152",
    "Bill to: Eugene Police Department, Eugene, Oregon",
    "Invoice date 03/27/2025 for the purchase order 2510002336",
    "Automatic license plate readers, first year, fifty-seven cameras",
    "The balance due of this invoice is $171,000.00 in thirty days",
)


def pdf(draw: Callable[[Canvas], None], size: tuple[float, float] = (612, 792)) -> bytes:
    """A PDF whose pages `draw` makes."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def invoice(lines: tuple[str, ...] = INVOICE) -> bytes:
    """A page of native text."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for row, line in enumerate(lines):
            canvas.drawString(72, 700 - 24 * row, line)

    return pdf(draw)


def pages(count: int) -> bytes:
    """So many pages, each with its number."""

    def draw(canvas: Canvas) -> None:
        for number in range(1, count + 1):
            canvas.drawString(72, 700, f"Page {number}")
            canvas.showPage()

    return pdf(draw)


def picture(data: bytes, dots: int = 150) -> Image.Image:
    """The first page of a PDF as a grey picture."""
    with pdfium.PdfDocument(data) as document:
        image: Image.Image = document[0].render(scale=dots / 72, grayscale=True).to_pil()
        return image.copy()


def scan(image: Image.Image, stamp: str | None = None, size: tuple[float, float] = (612, 792)) -> bytes:
    """A PDF page that is one picture, perhaps with a native stamp at its foot."""
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), 0, 0, *size)
        if stamp:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(72, 20, stamp)

    return pdf(draw, size)


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    """A PDF after `change`, saved with pikepdf's options (such as `encryption`)."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()
