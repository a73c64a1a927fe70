"""PDF pages through pdfium: words from character boxes, and the signs that a page's text layer cannot be trusted.

PDFium is not thread-safe: read one document at a time in a process.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.glances import AGAIN, AGAIN_DOWN, APART, BACK, CLOSE, SPECK, close_to_the_next, words_at_a_glance
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
#: Characters without white space between them; first halves of pairs; what no standard knows.
_TOKEN = re.compile(r"[^\s\x00-\x1f\uffff]+")
_HALF = re.compile("[\ud800-\udbff]")
_UNKNOWN = re.compile("[\0\ue000-\uf8ff\ufffd]")
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
        tokens = [token.span() for token in _TOKEN.finditer(letters.text)]
        gathering = _Gathering(letters, page.get_size(), number)
        gathering.read(tokens)
        hidden = is_hidden(textpage, page, letters.text)
    finally:
        textpage.close()
    characters = sum(end - start for start, end in tokens) - len(_HALF.findall(letters.text))
    unmapped = len(_UNKNOWN.findall(letters.text))
    return NativeText(_without_overprints(gathering.words), characters, unmapped, hidden)


class _Gathering:
    """Characters of one page, gathered into words in the order the page draws them.

    `text` and `boxes` are those of the open word's characters, `angle` is how they run.
    """

    def __init__(self, letters: Letters, size: tuple[float, float], number: int) -> None:
        self.letters = letters
        self.width, self.height = size
        self.number = number
        self.words: list[Word] = []
        self.text = ""
        self.boxes: list[Box] = []
        self.angle = 0

    def read(self, tokens: Sequence[tuple[int, int]]) -> None:
        """Most tokens are words as they stand, known as such at a glance; the others are walked along."""
        text, spans = self.letters.text, np.array(tokens, int).reshape(-1, 2)
        angles = self.letters.angles([start for start, _ in tokens])
        words = words_at_a_glance(self.letters, spans, (self.width, self.height))
        near = range(len(tokens) - 1) if self.letters.boxless else close_to_the_next(self.letters, spans)
        open_ended = {n for n in near if _goes_on(text[tokens[n][1] - 1], text[tokens[n + 1][0]])}
        for n, ((start, end), angle, box) in enumerate(zip(tokens, angles, words, strict=True)):
            if self.boxes:
                if self._may_go_on(tokens[n - 1][1], start):
                    self._walk(start, end, is_guess=True)
                    continue
                self._finish()
            if angle or box is None:
                self._walk(start, end, is_guess=False)
            elif n in open_ended:
                self.text, self.boxes, self.angle = text[start:end], self.letters.boxes(start, end), 0
            else:
                x0, top, x1, bottom = box
                self.words.append(Word(text[start:end], x0, top, x1, bottom, self.number))
        self._finish()

    def _may_go_on(self, end: int, start: int) -> bool:
        """Whether the open word may go on at `start` over a gap, from `end`, that is nothing but guessed spaces: with a
        figure close by, or with its last character printed again."""
        letters, last, letter = self.letters, self.text[-1], self.letters.text[start]
        if not _goes_on(last, letter):
            return False
        if self.angle == 0 and not letters.boxless:
            before, [box] = self.boxes[-1], letters.boxes(start, start + 1)
            if not _is_one_figure(last, letter, before, box) and not (last == letter != "f" and _is_copy(before, box)):
                return False
        return not letters.text[end:start].strip(" ") and all(map(letters.is_guess, range(end, start)))

    def _walk(self, start: int, end: int, *, is_guess: bool) -> None:
        """Take the characters from `start` to `end` one by one; `is_guess`: pdfium guessed a space before the first."""
        letters = self.letters
        for at, box in enumerate(letters.boxes(start, end), start):
            if at in letters.boxless:
                continue
            letter = letters.text[at]
            if self.boxes:
                last, before = self.text[-1], self.boxes[-1]
                if last == letter != "f" and _is_copy(before, box):
                    continue  # overprinted to look bold
                is_apart = _breaks(before, box) if self.angle == 0 else _breaks_sideways(before, box)
                if is_apart or (is_guess and not _is_one_figure(last, letter, before, box)):
                    self._finish()
            if not self.boxes:
                [self.angle] = letters.angles([at])
            self.text += letter
            self.boxes.append(box)
            is_guess = False

    def _finish(self) -> None:
        """Close the word; what lies off the page cannot be seen and is left out."""
        if not self.boxes:
            return
        lefts, tops, rights, bottoms = zip(*self.boxes, strict=True)
        x0, top = max(min(lefts), 0.0), max(min(tops), 0.0)
        x1, bottom = min(max(rights), self.width), min(max(bottoms), self.height)
        if x1 - x0 > SPECK and bottom - top > SPECK:
            self.words.append(Word(self.text, x0, top, x1, bottom, self.number, 1.0, self.angle))
        self.text, self.boxes = "", []


def _breaks(before: Box, box: Box) -> bool:
    """Whether two neighbouring characters belong to different words although no space stands between them."""
    height = max(before[3] - before[1], 1.0)
    apart = box[0] - before[2]
    return abs(box[1] - before[1]) > APART * height or apart > APART * height or apart < BACK * height


def _goes_on(last: str, letter: str) -> bool:
    """Whether a word may go on with a letter over a gap: with the next one of a figure, or its last one again."""
    return (last in _FIGURE and letter in _FIGURE_GOES_ON) or last == letter


def _is_one_figure(last: str, letter: str, before: Box, box: Box) -> bool:
    """Whether a figure goes on over a space that pdfium guessed: `$285,` `000` set with loose letters is one amount."""
    is_near = box[0] - before[2] < CLOSE * (before[3] - before[1])
    return is_near and last in _FIGURE and letter in _FIGURE_GOES_ON


def _breaks_sideways(before: Box, box: Box) -> bool:
    """The same for text that runs up, down or upside down."""
    size = max(min(before[2] - before[0], before[3] - before[1]), 1.0) * 2
    return max(box[0] - before[2], before[0] - box[2], box[1] - before[3], before[1] - box[3]) > size


def _is_copy(one: Box, other: Box) -> bool:
    """Whether a character like the one before it is printed over it, to look bold."""
    return abs(one[0] - other[0]) <= AGAIN * (one[2] - one[0]) and abs(one[1] - other[1]) <= AGAIN_DOWN


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
