"""PDF pages through pdfium: words from character boxes, and the signs that a page's text layer cannot be trusted.

PDFium is not thread-safe: read one document at a time in a process.
"""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from extractors.paper import Word
from extractors.refusal import RefusedError
from watchbill.model import Box, Reason

#: Below this many characters a page that is mostly a picture counts as a scan with a stamp or a footer.
FEW_CHARACTERS = 200
#: A picture that covers this share of a page is a scan of it.
SCAN_COVER = 0.6
#: A page whose text layer has this share of glyphs without a known character, or fewer readable words, is read by OCR.
UNMAPPED_SHARE = 0.2

_HYPHENS = {0x02, 0xAD, 0xFFFE}  # how pdfium hands on a hyphen at a line's end
_FORM_NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNSUPPORTED_SECURITY = 5  # FPDF_ERR_SECURITY


@dataclass(frozen=True, slots=True)
class NativeText:
    """A page's text layer: words in points of the page as displayed, and how many glyphs had no known character."""

    words: tuple[Word, ...]
    characters: int
    unmapped: int


def open_pdf(data: bytes) -> tuple[pdfium.PdfDocument, bool]:
    """The document, and whether only a repaired copy could be opened.

    Raises RefusedError: encrypted (the empty password was tried) or damaged beyond the one try of repair.
    """
    document = _open(data)
    if document is not None and len(document) > 0:
        return document, False
    document = _open(_repaired(data))
    if document is None or len(document) == 0:
        raise RefusedError(Reason.DAMAGED)
    return document, True


def _open(data: bytes) -> pdfium.PdfDocument | None:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (_FORM_NEEDS_PASSWORD, _UNSUPPORTED_SECURITY):
            raise RefusedError(Reason.ENCRYPTED) from error
        return None


def _repaired(data: bytes) -> bytes:
    """The document as qpdf can rebuild it."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            document.save(out)
    except pikepdf.PasswordError as error:
        raise RefusedError(Reason.ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise RefusedError(Reason.DAMAGED) from error
    return out.getvalue()


def native_text(page: pdfium.PdfPage, number: int) -> NativeText:
    """The words of a page's text layer with boxes on the page as displayed (crop box and /Rotate applied)."""
    textpage = page.get_textpage()
    try:
        gathering = _Gathering(textpage, page, number)
        gathering.read()
        return NativeText(_without_overprints(gathering.words), gathering.characters, gathering.unmapped)
    finally:
        textpage.close()


class _Gathering:
    """Characters of one page, gathered into words in the order the page draws them."""

    def __init__(self, textpage: pdfium.PdfTextPage, page: pdfium.PdfPage, number: int) -> None:
        self.textpage = textpage
        self.number = number
        self.place = placer(page)
        self.rotation = page.get_rotation()
        self.width, self.height = page.get_size()
        self.words: list[Word] = []
        self.letters: list[str] = []
        self.boxes: list[Box] = []
        self.angle = 0
        self.is_guess = False  # pdfium guessed a space here: it is not in the document
        self.characters = self.unmapped = 0

    def read(self) -> None:
        text, rect = self.textpage.raw, raw.FS_RECTF()
        rectangle = ctypes.byref(rect)
        high = 0
        for index in range(self.textpage.count_chars()):
            code = raw.FPDFText_GetUnicode(text, index)
            if code in _HYPHENS:
                code = 0x2D
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            if code < 0x20 or code == 0xFFFF or chr(code).isspace():
                self.unmapped += code == 0
                if code == 0x20 and raw.FPDFText_IsGenerated(text, index) == 1:
                    self.is_guess = True
                else:
                    self.finish()
                continue
            self.characters += 1
            self.unmapped += code == 0xFFFD or 0xE000 <= code < 0xF900
            if raw.FPDFText_GetLooseCharBox(text, index, rectangle):
                self.add(chr(code), self.place(rect.left, rect.bottom, rect.right, rect.top), index)
        self.finish()

    def add(self, letter: str, box: Box, index: int) -> None:
        if self.boxes:
            before = self.boxes[-1]
            if letter == self.letters[-1] != "f" and _same_place(before, box, 0.3 * (before[2] - before[0])):
                return  # overprinted to look bold; the two letters of an ff ligature share a box as well
            is_apart = _breaks(before, box) if self.angle == 0 else _breaks_sideways(before, box)
            if is_apart or (self.is_guess and not _is_one_figure(self.letters[-1], letter, before, box)):
                self.finish()
        if not self.boxes:
            radians = raw.FPDFText_GetCharAngle(self.textpage.raw, index)
            clockwise = round(math.degrees(radians) / 90) * 90 + self.rotation if radians >= 0 else 0
            self.angle = -clockwise % 360
        self.letters.append(letter)
        self.boxes.append(box)
        self.is_guess = False

    def finish(self) -> None:
        """Close the word; what lies off the page cannot be seen and is left out."""
        if self.letters:
            x0, top = max(0.0, min(b[0] for b in self.boxes)), max(0.0, min(b[1] for b in self.boxes))
            x1 = min(self.width, max(b[2] for b in self.boxes))
            bottom = min(self.height, max(b[3] for b in self.boxes))
            if x1 - x0 > 0.1 and bottom - top > 0.1:
                self.words.append(Word("".join(self.letters), x0, top, x1, bottom, self.number, angle=self.angle))
            self.letters.clear()
            self.boxes.clear()


def _breaks(before: Box, box: Box) -> bool:
    """Whether two neighbouring characters belong to different words although no space stands between them."""
    height = max(before[3] - before[1], 1.0)
    apart = box[0] - before[2]
    return abs(box[1] - before[1]) > 0.6 * height or apart > 0.6 * height or apart < -2.5 * height


def _is_one_figure(last: str, letter: str, before: Box, box: Box) -> bool:
    """Whether a figure goes on over a space that pdfium guessed: `$285,` `000` set with loose letters is one amount."""
    is_near = box[0] - before[2] < 0.18 * (before[3] - before[1])
    return is_near and last in "0123456789,.-/$" and letter in "0123456789,.-/%"


def _breaks_sideways(before: Box, box: Box) -> bool:
    """The same for text that runs up, down or upside down."""
    size = max(min(before[2] - before[0], before[3] - before[1]), 1.0) * 2
    return max(box[0] - before[2], before[0] - box[2], box[1] - before[3], before[1] - box[3]) > size


def _same_place(one: Box, other: Box, tolerance: float) -> bool:
    return abs(one[0] - other[0]) <= tolerance and abs(one[1] - other[1]) <= 1.0


def _without_overprints(words: list[Word]) -> tuple[Word, ...]:
    """Words without their copies drawn within a point of them, a common way to print bold."""
    seen: dict[tuple[str, int, int], Word] = {}
    kept = []
    for word in words:
        x, y = int(word.x0 // 2), int(word.top // 2)
        near = (seen.get((word.text, x + dx, y + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if any(other is not None and _same_place(other.box, word.box, 1.5) for other in near):
            continue
        seen[word.text, x, y] = word
        kept.append(word)
    return tuple(kept)


def placer(page: pdfium.PdfPage) -> Callable[[float, float, float, float], Box]:
    """A function from a box in PDF space (x0, y0, x1, y1) to a box on the page as displayed."""
    left, bottom, right, top = page.get_bbox()
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

    def place(x0: float, y0: float, x1: float, y1: float) -> Box:
        (ax, ay), (bx, by) = corner(x0, y0), corner(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    return place


def needs_ocr(page: pdfium.PdfPage, text: NativeText) -> bool:
    """Whether the text layer is missing, unreadable, or only a stamp on a scan."""
    if text.characters == 0:
        return True
    if text.unmapped > UNMAPPED_SHARE * text.characters or _is_garbled(text.words):
        return True
    return text.characters < FEW_CHARACTERS and picture_share(page) >= SCAN_COVER


def _is_garbled(words: tuple[Word, ...]) -> bool:
    """Whether long words hold almost no vowels: a font whose characters are shifted or scrambled."""
    long = [word.text for word in words if len(word.text) >= 5 and word.text.isalpha()]
    if len(long) < 8:
        return False
    return sum(any(c in "aeiouyAEIOUYäöüéèáíóú" for c in text) for text in long) < 0.5 * len(long)


def picture_share(page: pdfium.PdfPage) -> float:
    """The largest share of the page that one picture, or strips of pictures together, cover."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = picture.get_bounds()
        covered += max(0.0, min(x1 - x0, 2 * width)) * max(0.0, min(y1 - y0, 2 * height))
    return float(min(1.0, covered / max(width * height, 1.0)))


def picture_of(page: pdfium.PdfPage, dots_per_inch: int, most_pixels: int) -> Image.Image:
    """The page as displayed, in grey, with as many of the wanted dots as `most_pixels` allows."""
    width, height = page.get_size()
    scale = min(dots_per_inch / 72, math.sqrt(most_pixels / max(width * height, 1.0)))
    image: Image.Image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    return image
