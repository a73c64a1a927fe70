"""PDF pages through pdfium: words from character boxes, and the signs that a page's text layer cannot be trusted.

PDFium is not thread-safe: read one document at a time in a process.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from operator import sub
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.layers import COARSE, COARSE_PIXELS, MOST_LETTERS, has_lost_words, is_hidden, is_suspect
from extractors.letters import Letters, read_letters
from extractors.paper import Word
from extractors.refusal import RefusedError
from watchbill.model import Box, Reason

if TYPE_CHECKING:
    from PIL import Image

#: Below this many characters a page that is mostly a picture counts as a scan with a stamp or a footer.
FEW_CHARACTERS = 200
#: A picture that covers this share of a page is a scan of it.
SCAN_COVER = 0.6
#: A page whose text layer has this share of glyphs without a known character, or fewer readable words, is read by OCR.
UNMAPPED_SHARE = 0.2

_FIGURE, _FIGURE_GOES_ON = frozenset("0123456789,.-/$"), frozenset("0123456789,.-/%")
#: Characters without white space between them; what is none (with first halves of pairs); what no standard knows.
_TOKEN = re.compile(r"[^\s\x00-\x1f\uffff]+")
_NO_CHARACTER = re.compile(r"[\s\x00-\x1f\uffff\ud800-\udbff]+")
_UNKNOWN = re.compile("[\0\ue000-\uf8ff\ufffd]")
#: The same character twice; the two letters of an ff ligature share a box.
_TWICE = re.compile(r"([^f])(?=\1)")
_VOWEL = re.compile("[aeiouyAEIOUYäöüéèáíóú]")
_FORM_NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNSUPPORTED_SECURITY = 5  # FPDF_ERR_SECURITY


@dataclass(frozen=True, slots=True)
class NativeText:
    """A page's text layer: words in points of the page as displayed, how many glyphs had no known character, and
    whether the text cannot be seen: somebody's OCR laid it under a picture."""

    words: tuple[Word, ...]
    characters: int
    unmapped: int
    is_hidden: bool = False


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
    import pikepdf

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
        letters = read_letters(textpage, page)
        gathering = _Gathering(letters, page.get_size(), number)
        gathering.read()
        hidden = is_hidden(textpage, page, letters.text)
    finally:
        textpage.close()
    characters, unmapped = len(_NO_CHARACTER.sub("", letters.text)), len(_UNKNOWN.findall(letters.text))
    return NativeText(_without_overprints(gathering.words), characters, unmapped, hidden)


class _Gathering:
    """Characters of one page, gathered into words in the order the page draws them.

    `places` are those of the open word's characters; a word whose characters follow one another is a range.
    """

    def __init__(self, letters: Letters, size: tuple[float, float], number: int) -> None:
        self.letters = letters
        self.width, self.height = size
        self.number = number
        self.gaps: list[float] = list(map(sub, letters.left[1:], letters.right))  # from each character to the next
        self.unplain = letters.boxless | _printed_twice(letters)
        self.words: list[Word] = []
        self.places: range | list[int] = []
        self.angle = 0

    def read(self) -> None:
        """Most tokens are one word of letters side by side, known as such at a glance; the others are walked along."""
        tokens = [token.span() for token in _TOKEN.finditer(self.letters.text)]
        angles = self.letters.angles([start for start, _ in tokens])
        end_before = 0
        for (start, end), angle in zip(tokens, angles, strict=True):
            if self.places and self._may_go_on(end_before, start):
                self._walk(start, end, is_guess=True)
            else:
                self._finish()
                if angle == 0 and self._is_plain(start, end):
                    self.places, self.angle = range(start, end), 0
                else:
                    self._walk(start, end, is_guess=False)
            end_before = end
        self._finish()

    def _may_go_on(self, end: int, start: int) -> bool:
        """Whether the open word may go on at `start` over a gap, from `end`, that is nothing but guessed spaces: with a
        figure close by, or with its last character printed again."""
        letters, at = self.letters, self.places[-1]
        last, letter = letters.text[at], letters.text[start]
        goes_on = last in _FIGURE and letter in _FIGURE_GOES_ON
        if not (goes_on or last == letter):
            return False
        if self.angle == 0 and not letters.boxless:
            before, box = letters.box(at), letters.box(start)
            if not (goes_on and _is_near(before, box)) and not (last == letter != "f" and _is_copy(before, box)):
                return False
        return not letters.text[end:start].strip(" ") and all(map(letters.is_guess, range(end, start)))

    def _is_plain(self, start: int, end: int) -> bool:
        """Whether upright characters surely are one word: of one height on one line, no gaps, none printed twice."""
        letters = self.letters
        if self.unplain and not self.unplain.isdisjoint(range(start, end)):
            return False
        if end - start == 1:
            return True
        tops, bottoms = letters.top[start:end], letters.bottom[start:end]
        if tops.count(tops[0]) + bottoms.count(bottoms[0]) < 2 * (end - start):
            return False
        height = max(bottoms[0] - tops[0], 1.0)
        gaps = self.gaps[start : end - 1]
        return max(gaps) <= 0.6 * height and min(gaps) >= -2.5 * height

    def _walk(self, start: int, end: int, *, is_guess: bool) -> None:
        """Take the characters from `start` to `end` one by one; `is_guess`: pdfium guessed a space before the first."""
        letters, text = self.letters, self.letters.text
        self.places = list(self.places)
        for at in range(start, end):
            if at in letters.boxless:
                continue
            if self.places:
                last = self.places[-1]
                before, box = letters.box(last), letters.box(at)
                if text[last] == text[at] != "f" and _is_copy(before, box):
                    continue  # overprinted to look bold
                is_apart = _breaks(before, box) if self.angle == 0 else _breaks_sideways(before, box)
                if is_apart or (is_guess and not _is_one_figure(text[last], text[at], before, box)):
                    self._finish()
            if not self.places:
                [self.angle] = letters.angles([at])
            self.places.append(at)
            is_guess = False

    def _finish(self) -> None:
        """Close the word; what lies off the page cannot be seen and is left out."""
        places, letters = self.places, self.letters
        if not places:
            return
        self.places = []
        if isinstance(places, range):
            start, end = places.start, places.stop
            text = letters.text[start:end]
            x0, x1 = min(letters.left[start:end]), max(letters.right[start:end])
            top, bottom = letters.top[start], letters.bottom[start]
        else:
            text = "".join([letters.text[at] for at in places])
            x0, top = min([letters.left[at] for at in places]), min([letters.top[at] for at in places])
            x1, bottom = max([letters.right[at] for at in places]), max([letters.bottom[at] for at in places])
        x0, top = x0 if x0 > 0.0 else 0.0, top if top > 0.0 else 0.0
        x1, bottom = x1 if x1 < self.width else self.width, bottom if bottom < self.height else self.height
        if x1 - x0 > 0.1 and bottom - top > 0.1:
            self.words.append(Word(text, x0, top, x1, bottom, self.number, 1.0, self.angle))


def _printed_twice(letters: Letters) -> set[int]:
    """The places of characters that may be printed again by the next one, to look bold."""
    left, right = letters.left, letters.right
    twice = [match.start() for match in _TWICE.finditer(letters.text)]
    return {at for at in twice if left[at + 1] - left[at] <= 0.3 * (right[at] - left[at])}


def _breaks(before: Box, box: Box) -> bool:
    """Whether two neighbouring characters belong to different words although no space stands between them."""
    height = max(before[3] - before[1], 1.0)
    apart = box[0] - before[2]
    return abs(box[1] - before[1]) > 0.6 * height or apart > 0.6 * height or apart < -2.5 * height


def _is_one_figure(last: str, letter: str, before: Box, box: Box) -> bool:
    """Whether a figure goes on over a space that pdfium guessed: `$285,` `000` set with loose letters is one amount."""
    return last in _FIGURE and letter in _FIGURE_GOES_ON and _is_near(before, box)


def _is_near(before: Box, box: Box) -> bool:
    return box[0] - before[2] < 0.18 * (before[3] - before[1])


def _breaks_sideways(before: Box, box: Box) -> bool:
    """The same for text that runs up, down or upside down."""
    size = max(min(before[2] - before[0], before[3] - before[1]), 1.0) * 2
    return max(box[0] - before[2], before[0] - box[2], box[1] - before[3], before[1] - box[3]) > size


def _is_copy(one: Box, other: Box) -> bool:
    """Whether a character like the one before it is printed over it, to look bold."""
    return abs(one[0] - other[0]) <= 0.3 * (one[2] - one[0]) and abs(one[1] - other[1]) <= 1.0


def _without_overprints(words: list[Word]) -> tuple[Word, ...]:
    """Words without their copies drawn within a point of them, a common way to print bold."""
    printed: dict[str, list[tuple[float, float]]] = {}
    kept = []
    for word in words:
        x0, top = word.x0, word.top
        places = printed.get(word.text)
        if places is None:
            printed[word.text] = [(x0, top)]
            kept.append(word)
            continue
        for x, y in places:
            if abs(x - x0) <= 1.5 and abs(y - top) <= 1.0:
                break
        else:
            places.append((x0, top))
            kept.append(word)
    return tuple(kept)


def needs_ocr(page: pdfium.PdfPage, text: NativeText) -> bool:
    """Whether the text layer is missing, unreadable, or only a stamp on a scan."""
    if text.characters == 0:
        return True
    if text.unmapped > UNMAPPED_SHARE * text.characters or _is_garbled(text.words):
        return True
    return text.characters < FEW_CHARACTERS and picture_share(page) >= SCAN_COVER


def is_doubtful_layer(page: pdfium.PdfPage, text: NativeText) -> bool:
    """Whether somebody's OCR laid the text under a scan, and it shows signs of poor work: our OCR should look too."""
    if not text.is_hidden or picture_share(page) < SCAN_COVER:
        return False
    if is_suspect(text.words):
        return True
    if text.characters > MOST_LETTERS:
        return False
    image = picture_of(page, COARSE, COARSE_PIXELS)
    return has_lost_words(image, page.get_width() / image.width, text.words)


def _is_garbled(words: tuple[Word, ...]) -> bool:
    """Whether long words hold almost no vowels: a font whose characters are shifted or scrambled."""
    long = [word.text for word in words if len(word.text) >= 5 and word.text.isalpha()]
    if len(long) < 8:
        return False
    return sum(_VOWEL.search(text) is not None for text in long) < 0.5 * len(long)


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
