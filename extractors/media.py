"""What strangers' bytes are, by looking at them, and PDF, pictures, plain text and HTML as pages."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

import pypdfium2 as pdfium
from PIL import Image, ImageSequence, UnidentifiedImageError

from extractors import ocr
from extractors.forms import page_with_forms, prepare_forms
from extractors.paper import Page, Paper, Word, set_straight, turn_words
from extractors.pdf import native_text, needs_ocr, open_pdf, picture_of
from extractors.plumber import plumbed_page
from extractors.refusal import RefusedError
from extractors.rules import drawn_rules
from extractors.typeset import HEIGHT, WIDTH, decoded, typeset, visible_text
from watchbill.model import Reason

PDF, TEXT, HTML = "application/pdf", "text/plain", "text/html"
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
OTHERS = {
    b"PK\x03\x04": "application/zip",
    b"\xd0\xcf\x11\xe0": "application/x-ole-storage",
    b"{\\rtf": "application/rtf",
    b"\x1f\x8b": "application/gzip",
    b"GIF8": "image/gif",
}

MOST_BYTES = 200 * 2**20
#: Pages read of one document; the rest is left, and the reading says so.
MOST_PAGES = 2_000
#: A document that claims more pages than this is a bomb or not a paper.
ABSURD_PAGES = 20_000


def sniff_media(data: bytes) -> str:
    """The media type by the bytes: a PDF may have up to 1,024 bytes before its header, as Acrobat allows."""
    if b"%PDF-" in data[:1024]:
        return PDF
    for magic, media_type in [*PICTURES.items(), *OTHERS.items()]:
        if data.startswith(magic):
            return media_type
    start = data[:4096]
    if re.match(
        rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", start.removeprefix(b"\xef\xbb\xbf"), re.I | re.S
    ):
        return HTML
    if data and b"\0" not in start and decoded(start) is not None:
        return TEXT
    return "application/octet-stream"


def open_paper(data: bytes, name: str, media_type: str, spent: Callable[[], bool]) -> tuple[Paper, tuple[Reason, ...]]:
    """The document as pages, and the reasons why it is not whole.

    `name` tells a web page or a text that was saved as .pdf from one that means to be what it is. `spent` says between
    pages that the time is used up. Raises RefusedError.
    """
    if not data:
        raise RefusedError(Reason.EMPTY)
    if len(data) > MOST_BYTES:
        raise RefusedError(Reason.TOO_LARGE)
    if media_type == PDF:
        return _pdf(data, spent)
    if name.lower().endswith(".pdf"):
        raise RefusedError(Reason.NOT_A_DOCUMENT)
    if media_type in PICTURES.values():
        return _pictures(data, spent)
    if media_type in (TEXT, HTML):
        text = decoded(data) or ""
        return typeset(visible_text(text) if media_type == HTML else text), ()
    raise RefusedError(Reason.UNSUPPORTED if media_type in OTHERS.values() else Reason.NOT_A_DOCUMENT)


# --- PDF ----------


def count_pages(data: bytes) -> int:
    """How many pages a PDF has; 1 for what is not one or cannot be opened as it is."""
    if sniff_media(data) != PDF:
        return 1
    try:
        with pdfium.PdfDocument(data) as document:
            return max(1, len(document))
    except pdfium.PdfiumError:
        return 1


def _pdf(data: bytes, spent: Callable[[], bool]) -> tuple[Paper, tuple[Reason, ...]]:
    document, is_repaired = open_pdf(data)
    with document:
        prepare_forms(document)
        count = len(document)
        if count > ABSURD_PAGES:
            raise RefusedError(Reason.TOO_MANY_PAGES)
        reasons = [Reason.REPAIRED] if is_repaired else []
        if count > MOST_PAGES:
            reasons.append(Reason.TOO_MANY_PAGES)
        pages = []
        for index in range(min(count, MOST_PAGES)):
            if spent():
                reasons.append(Reason.TIMED_OUT)
                break
            try:
                pages.append(_pdf_page(document, index))
            except pdfium.PdfiumError:
                pages.append(plumbed_page(data, index) or Page(index + 1, WIDTH, HEIGHT, "none", ()))
                reasons.append(Reason.DAMAGED)
        if not pages:
            raise RefusedError(reasons[-1])
        return Paper(tuple(pages)), tuple(dict.fromkeys(reasons))


def _pdf_page(document: pdfium.PdfDocument, index: int) -> Page:
    page = page_with_forms(document, index)
    try:
        width, height = page.get_size()
        text = native_text(page, index + 1)
        if not needs_ocr(page, text):
            return upright(Page(index + 1, width, height, "native", text.words, drawn_rules(page)))
        scanned = scanned_page(picture_of(page, ocr.DOTS_PER_INCH, ocr.MOST_PIXELS), width, height, index + 1)
        if text.unmapped or not text.words:
            return scanned
        stamps = turn_words(text.words, width, height, scanned.turn)
        return _with_stamps(scanned, set_straight(stamps, scanned.width, scanned.height, scanned.slope))
    finally:
        page.close()


def upright(page: Page) -> Page:
    """The page turned so that most of its text stands upright: landscape tables are often printed sideways."""
    angles = Counter[int]()
    for word in page.words:
        angles[word.angle] += len(word.text)
    angle, letters = angles.most_common(1)[0] if angles else (0, 0)
    if angle == 0 or letters < 0.6 * angles.total():
        return page
    return page.turned_clockwise(angle)


def scanned_page(image: Image.Image, width: float, height: float, number: int) -> Page:
    """A picture of a page of this size in points, read by OCR, turned upright and set straight."""
    scan = ocr.read_picture(image)
    words = ocr.words_in_points(scan, width / image.width, number)
    if scan.turn in (90, 270):
        width, height = height, width
    slope = ocr.slope_of(scan)
    straight = set_straight(words, width, height, slope)
    return Page(number, width, height, "ocr" if words else "none", straight, turn=scan.turn, slope=slope)


def _with_stamps(page: Page, stamps: Iterable[Word]) -> Page:
    """A scan with the native words printed on it; where OCR read the same spot, the native word stays."""
    natives = tuple(stamps)
    kept = [word for word in page.words if not any(_overlaps(word, native) for native in natives)]
    return replace(page, words=(*natives, *kept), origin="ocr")


def _overlaps(word: Word, other: Word) -> bool:
    x = (word.x0 + word.x1) / 2
    return other.x0 <= x <= other.x1 and other.top <= word.middle <= other.bottom


# --- Pictures ----------


def _pictures(data: bytes, spent: Callable[[], bool]) -> tuple[Paper, tuple[Reason, ...]]:
    """A photograph or scan as one page, a TIFF as many; where no resolution is stated a page is 8.5 inches wide."""
    pages: list[Page] = []
    try:
        with Image.open(io.BytesIO(data)) as image:
            for frame in ImageSequence.Iterator(image):
                if spent():
                    return Paper(tuple(pages)), (Reason.TIMED_OUT,)
                pages.append(_picture_page(frame, len(pages) + 1))
                if len(pages) >= MOST_PAGES:
                    return Paper(tuple(pages)), (Reason.TOO_MANY_PAGES,)
    except Image.DecompressionBombError as error:
        raise RefusedError(Reason.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if not pages:
            raise RefusedError(Reason.DAMAGED) from error
        return Paper(tuple(pages)), (Reason.DAMAGED,)
    return Paper(tuple(pages)), ()


def _picture_page(frame: Image.Image, number: int) -> Page:
    stated = float(frame.info.get("dpi", (0, 0))[0] or 0)
    dots = stated if 70 <= stated <= 1200 else max(frame.size[0] / 8.5, 1.0)
    width, height = frame.width * 72 / dots, frame.height * 72 / dots
    grey = frame.convert("L")
    scale = min(ocr.DOTS_PER_INCH / dots, (ocr.MOST_PIXELS / (grey.width * grey.height)) ** 0.5)
    if scale != 1.0:
        grey = grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))))
    return scanned_page(grey, width, height, number)


def cpu_clock(seconds: float | None) -> Callable[[], bool]:
    """Whether this process has used `seconds` of CPU from now on: unlike wall time, the same on a busy machine."""
    end = time.process_time() + seconds if seconds is not None else None
    return lambda: end is not None and time.process_time() >= end
