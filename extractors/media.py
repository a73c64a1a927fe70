"""The door for strangers' bytes: whatever medium they are in, they become the pages of a paper, or are refused."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from extractors import ocr, sniff
from extractors.delimited import find_delimiter, read_delimited
from extractors.doubts import without_false_strokes
from extractors.forms import page_with_forms, prepare_forms
from extractors.layers import as_trusted, borne_out, in_doubt, reads_worse
from extractors.painted import Painted
from extractors.paper import Page, Paper, Word, set_straight, turn_words
from extractors.pdf import NativeText, is_doubtful_layer, native_text, needs_ocr, open_pdf, picture_of
from extractors.plumber import plumbed_page
from extractors.press import HEIGHT, WIDTH, paper_of
from extractors.refusal import RefusedError
from extractors.rules import RulesOnDemand, drawn_rules
from extractors.sniff import DOCX, OLD_EXCEL, PDF, PICTURES, XLSX, unpacked_size, why_not_read
from extractors.sniff import sniff_media as sniff_media
from extractors.typeset import decoded, set_text
from watchbill.model import Reason

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 200 * 2**20
#: Pages read of one document; the rest is left, and the reading says so.
MOST_PAGES = 2_000
#: A document that claims more pages than this is a bomb or not a paper.
ABSURD_PAGES = 20_000

#: Bytes of a table or a text (unpacked) that make about a page.
_BYTES_A_PAGE = 20_000

_Opened = tuple[Paper, tuple[Reason, ...]]


def open_paper(data: bytes, name: str, media_type: str, spent: Callable[[], bool]) -> _Opened:
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
    if name.lower().endswith(".pdf") and media_type in (sniff.HTML, sniff.XML, sniff.TEXT, sniff.CSV):
        raise RefusedError(Reason.NOT_A_DOCUMENT)  # what a server sends in place of a document it does not have
    if media_type in PICTURES:
        from extractors.images import read_pictures

        pages, reasons = read_pictures(data, spent, scanned_page)
    elif media_type == XLSX:
        from extractors.office.workbook import read_workbook

        pages, reasons = read_workbook(data, spent)
    elif media_type == OLD_EXCEL:
        from extractors.office.old_workbook import read_old_workbook

        pages, reasons = read_old_workbook(data, spent)
    elif media_type == DOCX:
        from extractors.office.writing import read_writing

        pages, reasons = read_writing(data)
    else:
        pages, reasons = _text(data, media_type, spent)
    return paper_of(pages), reasons


def _text(data: bytes, media_type: str, spent: Callable[[], bool]) -> tuple[tuple[Page, ...], tuple[Reason, ...]]:
    """Plain text, tables saved as text, web pages and messages as pages."""
    match media_type:
        case sniff.CSV:
            text = decoded(data) or ""
            return read_delimited(text, find_delimiter(text) or ",", spent)
        case sniff.EML | sniff.MSG:
            from extractors.mail import message_text

            text = message_text(data, is_outlook=media_type == sniff.MSG)
        case sniff.HTML:
            from extractors.webpage import set_webpage

            press = set_webpage(decoded(data) or "")
            return press.finish(), (Reason.TOO_MANY_PAGES,) * press.is_cut
        case sniff.TEXT:
            text = decoded(data) or ""
        case _:
            raise RefusedError(why_not_read(media_type))
    press = set_text(text)
    return press.finish(), (Reason.TOO_MANY_PAGES,) * press.is_cut


# --- PDF ----------


def count_pages(data: bytes) -> int:
    """How many pages a document has, or about how many where only laying it out would tell; 1 where nothing tells."""
    media_type = sniff_media(data)
    if media_type in PICTURES:
        from extractors.images import count_frames

        return count_frames(data)
    if media_type != PDF:
        return min(MOST_PAGES, 1 + unpacked_size(data, media_type) // _BYTES_A_PAGE)
    try:
        with pdfium.PdfDocument(data) as document:
            return max(1, len(document))
    except pdfium.PdfiumError:
        return 1


def _pdf(data: bytes, spent: Callable[[], bool]) -> _Opened:
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
                pages.append(_pdf_page(document, index, None if is_repaired else data))
            except pdfium.PdfiumError:
                pages.append(plumbed_page(data, index) or Page(index + 1, WIDTH, HEIGHT, "none", ()))
                reasons.append(Reason.DAMAGED)
        if not pages:
            raise RefusedError(reasons[-1])
        return Paper(tuple(pages)), tuple(dict.fromkeys(reasons))


def _pdf_page(document: pdfium.PdfDocument, index: int, data: bytes | None) -> Page:
    """A page (`index` from 0) with its words; its drawn lines wait in `data`, the document's bytes where they open."""
    page = page_with_forms(document, index)
    try:
        width, height = page.get_size()
        text = native_text(page, index + 1)
        is_scan = needs_ocr(page, text)
        if not is_scan and not is_doubtful_layer(page, text):
            return _native(page, index, text, data)
        scanned = scanned_page(picture_of(page, ocr.DOTS_PER_INCH, ocr.MOST_PIXELS), width, height, index + 1)
        if is_scan and (text.unmapped or not text.words):
            return scanned
        turned = turn_words(text.words, width, height, scanned.turn)
        layer = set_straight(turned, scanned.width, scanned.height, scanned.slope)
        if is_scan and not (text.is_hidden and scanned.words):
            return _with_stamps(scanned, layer)
        if is_scan or reads_worse(layer, scanned):
            return borne_out(scanned, layer)
        return _native(page, index, replace(text, words=in_doubt(text.words, layer, scanned)), data)
    finally:
        page.close()


def _native(page: pdfium.PdfPage, index: int, text: NativeText, data: bytes | None) -> Page:
    width, height = page.get_size()
    rules = drawn_rules(page) if data is None else RulesOnDemand(data, index)
    words = as_trusted(text.words) if text.is_hidden else text.words
    painted = Painted(None if text.is_hidden else data, index)
    return upright(Page(index + 1, width, height, "native", words, rules, painted=painted))


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
    scan = without_false_strokes(ocr.read_picture(image), image)
    words = ocr.words_in_points(scan, width / image.width, number)
    if scan.turn in (90, 270):
        width, height = height, width
    left_over = ocr.slope_of(scan)
    straight, slope = set_straight(words, width, height, left_over), scan.slope + left_over
    said = tuple(word for word in straight if word.doubt != ocr.STRUCK_OUT)
    struck = tuple(word for word in straight if word.doubt == ocr.STRUCK_OUT)
    return Page(number, width, height, "ocr" if words else "none", said, turn=scan.turn, slope=slope, struck=struck)


def _with_stamps(page: Page, stamps: Iterable[Word]) -> Page:
    """A scan with the native words printed on it; where OCR read the same spot, the native word stays."""
    natives = tuple(stamps)
    kept = [word for word in page.words if not any(_overlaps(word, native) for native in natives)]
    return replace(page, words=(*natives, *kept), origin="ocr")


def _overlaps(word: Word, other: Word) -> bool:
    x = (word.x0 + word.x1) / 2
    return other.x0 <= x <= other.x1 and other.top <= word.middle <= other.bottom


def cpu_clock(seconds: float | None) -> Callable[[], bool]:
    """Whether this process has used `seconds` of CPU from now on: unlike wall time, the same on a busy machine."""
    end = time.process_time() + seconds if seconds is not None else None
    return lambda: end is not None and time.process_time() >= end
