"""Typeset papers of our own: facsimiles for the sample release, and cases for the tests, from short YAML files.

A paper is a mapping:

```yaml
mark: Facsimile typeset from published facts   # printed on top of every page of a facsimile
source: …                                      # printed at the foot of every page
pages:
  - - letterhead: [Agency, Division]           # first line in bold
    - title: INVOICE
    - fields: {Invoice number: INV-1, Date: not published}
    - columns: [{Bill To: [Name, Street]}, {Ship To: [Name]}]
    - table: {head: [Description, Quantity, Amount], rows: [[Cameras, "2", "10.00"]], widths: [300, 60, 90]}
    - grid: [[{Invoice Number: INV-1}, {Invoice Date: 01/02/2024}]]   # boxed cells, each a label over its value
    - rows: [[[0, "1"], [40, Cameras], [430, "10.00"]]]   # text at distances from the left margin, without rules
    - text: A paragraph.
    - lines: |                                 # as a line printer sets them: one width, every space kept
        CHECK NO   DATE        AMOUNT
noise: {scan: 150, skew: 1.2, stamp: RECEIVED, rotate: 90}   # scan: dots per inch, and no text layer
```

The same YAML gives the same bytes, so that a typeset paper keeps its SHA-256 and with it every link to it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

from watchbill.errors import WatchbillError

MARGIN = 60.0
LEADING = 15.0
WIDTH, HEIGHT = LETTER
INK, PALE = black, HexColor("#6b6b6b")
RIGHT_ALIGNED = ("quantity", "qty", "amount", "price", "total", "rate", "awarded", "spent")


class _Sheet:
    """One page in the making: a canvas and the distance from the top that is already used."""

    def __init__(self, canvas: Canvas, mark: str | None, source: str | None) -> None:
        self.canvas = canvas
        self.top = MARGIN
        if mark:
            canvas.setFont("Helvetica-Bold", 8)
            canvas.setFillColor(PALE)
            canvas.drawString(MARGIN, HEIGHT - 34, mark)
            canvas.line(MARGIN, HEIGHT - 39, WIDTH - MARGIN, HEIGHT - 39)
        if source:
            canvas.setFont("Helvetica", 7)
            canvas.setFillColor(PALE)
            for step, line in enumerate(simpleSplit(f"Source: {source}", "Helvetica", 7, WIDTH - 2 * MARGIN)):
                canvas.drawString(MARGIN, 44 - 9 * step, line)
        canvas.setFillColor(INK)

    def write(
        self, text: str, x: float = MARGIN, size: float = 10, font: str = "Helvetica", right: bool = False
    ) -> None:
        """Text on the current row; `x` is its left end, or its right end where `right`."""
        self.canvas.setFont(font, size)
        draw = self.canvas.drawRightString if right else self.canvas.drawString
        draw(x, HEIGHT - self.top - size, text)

    def move(self, points: float = LEADING) -> None:
        self.top += points
        if self.top > HEIGHT - MARGIN:
            raise WatchbillError("A page of a paper holds more than fits; move some of it to a new page.")

    def letterhead(self, lines: Iterable[str]) -> None:
        for number, line in enumerate(lines):
            self.write(line, size=13 if number == 0 else 9, font="Helvetica-Bold" if number == 0 else "Helvetica")
            self.move(18 if number == 0 else 12)
        self.move(10)

    def title(self, text: str) -> None:
        self.write(text, size=17, font="Helvetica-Bold")
        self.move(32)

    def fields(self, fields: Mapping[str, object]) -> None:
        for label, printed in fields.items():
            self.write(f"{label}:", font="Helvetica-Bold")
            for line in simpleSplit(str(printed), "Helvetica", 10, WIDTH - 2 * MARGIN - 170):
                self.write(line, x=MARGIN + 170)
                self.move()
        self.move(10)

    def columns(self, blocks: list[Mapping[str, list[str]]]) -> None:
        start, width, lowest = self.top, (WIDTH - 2 * MARGIN) / len(blocks), self.top
        for number, block in enumerate(blocks):
            self.top = start
            for label, lines in block.items():
                self.write(label, x=MARGIN + number * width, font="Helvetica-Bold", size=9)
                self.move(13)
                for line in lines:
                    self.write(line, x=MARGIN + number * width)
                    self.move(13)
            lowest = max(lowest, self.top)
        self.top = lowest
        self.move(12)

    def table(self, table: Mapping[str, Any]) -> None:
        head: list[str] = table["head"]
        widths = table.get("widths") or [(WIDTH - 2 * MARGIN) / len(head)] * len(head)
        starts = [MARGIN + sum(widths[:number]) for number in range(len(head))]
        right = [any(word in label.lower() for word in RIGHT_ALIGNED) for label in head]
        for number, row in enumerate([head, *table["rows"]]):
            font = "Helvetica-Bold" if number == 0 else "Helvetica"
            cells = [simpleSplit(str(cell), font, 9.5, width - 8) for cell, width in zip(row, widths, strict=True)]
            for step in range(max(map(len, cells))):
                for cell, start, width, is_right in zip(cells, starts, widths, right, strict=True):
                    if step < len(cell):
                        self.write(
                            cell[step], x=start + (width - 8 if is_right else 0), size=9.5, font=font, right=is_right
                        )
                self.move(13)
            self.canvas.setStrokeColor(PALE)
            self.canvas.line(MARGIN, HEIGHT - self.top + 1, WIDTH - MARGIN, HEIGHT - self.top + 1)
            self.move(4)
        self.move(8)

    def grid(self, rows: list[list[Mapping[str, object]]]) -> None:
        """Boxed cells as forms print them: a small label over its value; the cells of a row share its width."""
        for row in rows:
            width, tall = (WIDTH - 2 * MARGIN) / len(row), 28.0
            for number, cell in enumerate(row):
                left = MARGIN + number * width
                self.canvas.setStrokeColor(PALE)
                self.canvas.rect(left, HEIGHT - self.top - tall, width, tall)
                for label, printed in cell.items():
                    self.write(label, x=left + 3, size=7)
                    self.canvas.setFont("Helvetica", 10)
                    self.canvas.drawString(left + 3, HEIGHT - self.top - 23, str(printed))
            self.move(tall)
        self.move(10)

    def rows(self, rows: list[list[tuple[float, str]]]) -> None:
        for row in rows:
            for distance, text in row:
                self.write(str(text), x=MARGIN + distance, size=9)
            self.move(13)
        self.move(8)

    def text(self, text: str) -> None:
        for line in simpleSplit(text, "Helvetica", 10, WIDTH - 2 * MARGIN):
            self.write(line)
            self.move(14)
        self.move(8)

    def lines(self, text: str) -> None:
        """Lines as a line printer sets them: letters of one width, every space kept, small enough for the longest."""
        lines = text.rstrip().splitlines()
        size = min(9.0, (WIDTH - 1.2 * MARGIN) / (0.6 * max(map(len, lines))))  # a Courier letter is 0.6 of its height
        for line in lines:
            self.write(line, x=0.6 * MARGIN, size=size, font="Courier")
            self.move(1.25 * size)
        self.move(8)


BLOCKS = ("letterhead", "title", "fields", "columns", "table", "grid", "rows", "text", "lines")


def typeset(paper: Mapping[str, Any]) -> bytes:
    """The PDF of a paper. Raises WatchbillError where it names an unknown block or overflows a page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=LETTER, invariant=1, pageCompression=0)  # no zlib: the same bytes everywhere
    canvas.setTitle(str(paper.get("name", "")))
    for blocks in paper["pages"]:
        sheet = _Sheet(canvas, paper.get("mark"), paper.get("source"))
        for block in blocks:
            for kind, content in block.items():
                if kind not in BLOCKS:
                    raise WatchbillError(f"A paper has a block {kind!r}; it may hold {', '.join(BLOCKS)}.")
                getattr(sheet, kind)(content)
        canvas.showPage()
    canvas.save()
    data = buffer.getvalue()
    return _with_noise(data, paper["noise"]) if paper.get("noise") else data


def _with_noise(data: bytes, noise: Mapping[str, Any]) -> bytes:
    """The paper as a scanner would give it: pictures of pages, skewed, stamped, turned, and no text layer."""
    import pypdfium2 as pdfium
    from PIL import Image, ImageDraw, ImageFont

    dots = int(noise.get("scan", 150))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    document = pdfium.PdfDocument(data)
    for page in document:
        picture = page.render(scale=dots / 72).to_pil().convert("L")
        if noise.get("stamp"):
            font = ImageFont.load_default(size=dots // 4)
            ImageDraw.Draw(picture).text((dots * 5, dots), str(noise["stamp"]), fill=90, font=font)
        if noise.get("skew"):
            picture = picture.rotate(float(noise["skew"]), resample=Image.Resampling.BICUBIC, fillcolor=255)
        if noise.get("rotate"):
            picture = picture.rotate(-int(noise["rotate"]), expand=True)
        width, height = (side * 72 / dots for side in picture.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(picture), 0, 0, width, height)
        canvas.showPage()
    document.close()
    canvas.save()
    return buffer.getvalue()


def typeset_folder(papers: Path, target: Path) -> list[Path]:
    """Typeset every `*.yml` below `papers` into a PDF at the same place below `target`; returns the PDFs."""
    made = []
    for source in sorted(papers.rglob("*.yml")):
        pdf = target / source.relative_to(papers).with_suffix(".pdf")
        pdf.parent.mkdir(parents=True, exist_ok=True)
        pdf.write_bytes(typeset(yaml.safe_load(source.read_text(encoding="utf-8"))))
        made.append(pdf)
    return made


if __name__ == "__main__":
    for made in typeset_folder(Path(sys.argv[1]), Path(sys.argv[2])):
        print(made)
