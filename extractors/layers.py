"""Text layers that somebody's OCR laid under a scan: which pages have one, and whether it reads what the picture shows.

Such a layer cannot be seen, so nobody who made the page has read it. Good ones stay. One that shows signs of poor work
(words that nobody prints, words on top of each other, ink without words) is held against our own OCR of the picture,
and where it lost much of what ours is sure of, ours is taken. What both read alike gains by it, up to where OCR may;
figures of a layer that stays, but which we read otherwise, are in doubt.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.letters import address_of, fast_call
from extractors.ocr_looks import digits, essence
from extractors.overlaps import groups_of
from extractors.paper import Page, Word
from extractors.second_look import AGREED, DISPUTED

if TYPE_CHECKING:
    from PIL import Image

#: Characters of a page that are asked whether they can be seen, and the share of them that a hidden layer's cannot.
ASKED, HIDDEN_SHARE = 9, 0.66
#: A picture painted last that covers this share of a page hides the text below it.
COVERS = 0.9
#: The share of a layer's letters that stand in garbled words, and of its words that lie on others, which together make
#: it suspect. Of 104 pages with layers by eight programs 18 reach it.
SUSPECT = 0.06
#: The share of words of a single letter from which on the letters of a layer of so many words stand apart: English has
#: one word of one letter in thirty, forms with boxes for every letter a fifth.
LOOSE, FEW_WORDS = 0.4, 20
#: So many amounts with letters among their digits say that nobody looked a layer over.
FEW_FIGURES = 2
#: Two words lie on each other when they share this much of the smaller one.
ON_TOP = 0.3
#: A layer of more letters has not lost most of a page. The dots (an inch, and at most) at which ink is counted, the
#: grey below which it is ink, and the share of it that stands where a suspect layer has no word: of 104 pages 17 reach
#: it, all 11 among them whose layer lost half of the words.
MOST_LETTERS, COARSE, COARSE_PIXELS, DARK, BARE = 1_000, 60, 700_000, 150, 0.5
#: Words that our OCR reads with this confidence; the letters of them that a page must have to tell anything; the share
#: of these letters that a layer must have at the same place to be kept; and the share of them that stand where it has
#: no word at all, from which on it lost words, however clean those are that it has.
SURE, FEW_LETTERS, KEPT, LOST = 0.85, 60, 0.9, 0.15

#: The share of letters in garbled words from which on a layer's words are worth no more than OCR's may be: of figures
#: on layers below it our OCR, which is almost always right then, reads 1.2 % otherwise, of those above it 2.7 %.
CLEAN, WORTH = 0.0005, 0.99

_UNSEEN = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
_text_object = fast_call(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_render_mode = fast_call(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int, ctypes.c_void_p)

#: What stands before and behind a word, and marks that stand in no printed word.
_AROUND, _STRANGE = ".,:;!?*()\"'“”‘’-–—[]<>#•·&/%", re.compile(r"[~^{}|\\<>¥§¬¢¤«»=!`·•;*\[\]]")
#: Letters and digits that are printed together: 11th, 10am, 30s, km2.
_COUNTED = re.compile(
    r"\d+(?:st|nd|rd|th|[ap]m?|[smkdx]|hrs?|lbs?|oz|ft|in|mm|cm|yds?)\b|\b[a-z]{1,2}\d+", re.IGNORECASE
)
_MIXED, _HUMPS = re.compile(r"[a-z]\d|\d[a-z]"), re.compile(r"[a-z][A-Z]")
_MIXED_FIGURE = re.compile(r"(?=[^.]*\d)[($]*[S\doOIlB]{1,3}(?:,[\doOIlSB]{3})*\.[\doOIlSB]{2}[).,;]*")
_LETTER_IN_FIGURE = re.compile(r"(?<=[\d.,])[oOIlSB]|[oOIlSB](?=[\d.,])")
_ADDRESS = re.compile(r"@|https?:|www\.")


def is_hidden(textpage: pdfium.PdfTextPage, page: pdfium.PdfPage, text: str) -> bool:
    """Whether the page's text (one character for each place) cannot be seen: drawn without ink, or under a picture."""
    handle, step = address_of(textpage.raw), max(1, len(text) // ASKED)
    drawn = [_text_object(handle, at) for at in range(step // 2, len(text), step) if not text[at].isspace()]
    modes = [_render_mode(each) for each in drawn if each]
    if not modes:
        return False
    return sum(mode in _UNSEEN for mode in modes) >= HIDDEN_SHARE * len(modes) or _is_covered(page)


def _is_covered(page: pdfium.PdfPage) -> bool:
    """Whether the last thing painted on the page is a picture that fills it."""
    last = raw.FPDFPage_GetObject(page.raw, raw.FPDFPage_CountObjects(page.raw) - 1)
    if not last or raw.FPDFPageObj_GetType(last) != raw.FPDF_PAGEOBJ_IMAGE or raw.FPDFPageObj_HasTransparency(last):
        return False
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(last, x0, y0, x1, y1)
    width, height = page.get_size()
    return bool((x1.value - x0.value) * (y1.value - y0.value) >= COVERS * width * height)


def is_suspect(words: Sequence[Word]) -> bool:
    """Whether a hidden layer shows signs of poor work."""
    if are_letters_apart(words) or _mixed_figures(words) >= FEW_FIGURES:
        return True
    return garbled_share(words) + _share_on_top(words) >= SUSPECT


def _mixed_figures(words: Iterable[Word]) -> int:
    return sum(is_mixed_figure(word.text) for word in words)


def is_mixed_figure(text: str) -> bool:
    """Whether a word is an amount some of whose digits were read as letters: ``7O.00``, ``23.l7``, ``$S8,O00.00``."""
    return _MIXED_FIGURE.fullmatch(text) is not None and _LETTER_IN_FIGURE.search(text) is not None


def are_letters_apart(words: Sequence[Word]) -> bool:
    """Whether most words of a layer are torn into their letters: ``Q u o te N u m b e r``."""
    return len(words) >= FEW_WORDS and sum(len(word.text) == 1 for word in words) >= LOOSE * len(words)


def has_lost_words(image: Image.Image, points_per_dot: float, words: Iterable[Word]) -> bool:
    """Whether most ink of a grey picture of the page stands where the layer has no word."""
    ink = _ink(image)
    k = 1 / points_per_dot
    for x0, top, x1, bottom in (word.box for word in words):
        image.paste(255, (int((x0 - 1) * k), int((top - 1) * k), int((x1 + 1) * k) + 1, int((bottom + 1) * k) + 1))
    return _ink(image) > BARE * ink


def _ink(image: Image.Image) -> int:
    return sum(image.histogram()[:DARK])


def garbled_share(words: Iterable[Word]) -> float:
    """The share of the letters of words that stand in words which nobody prints; single letters do not count."""
    texts = [word.text for word in words if len(word.text) > 1]
    return sum(len(text) for text in texts if is_garbled(text)) / max(1, sum(map(len, texts)))


@lru_cache(maxsize=16_384)
def is_garbled(text: str) -> bool:
    """Whether a word looks like no print: marks, digits or capitals among its letters, or no vowel. Codes in capitals,
    ordinals, times, amounts and addresses are plain."""
    if _ADDRESS.search(text):
        return False
    core = text.strip(_AROUND)
    if _STRANGE.search(core):
        return True
    if not re.search(r"[a-z]", core):
        return False
    letters = re.sub(r"[^A-Za-z]", "", core)
    has_vowel = re.search(r"[aeiouy]", letters, re.IGNORECASE) or not core.isascii()
    return bool(
        _MIXED.search(_COUNTED.sub("", core)) or (len(letters) >= 4 and not has_vowel) or len(_HUMPS.findall(core)) >= 2
    )


def _share_on_top(words: Sequence[Word]) -> float:
    """The share of words that lie on top of another one."""
    order = sorted(range(len(words)), key=lambda n: words[n].top)
    lying: set[int] = set()
    for at, n in enumerate(order):
        one = words[n]
        for m in order[at + 1 :]:
            other = words[m]
            if other.top >= one.bottom:
                break
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            if across <= 0:
                continue
            shared = across * (min(one.bottom, other.bottom) - other.top)
            if shared > ON_TOP * min(_area(one), _area(other)):
                lying |= {n, m}
    return len(lying) / max(1, len(words))


def _area(word: Word) -> float:
    return (word.x1 - word.x0) * word.height


def reads_worse(layer: Sequence[Word], scan: Page) -> bool:
    """Whether a layer, its words placed as on `scan`, has not much of what our OCR of the same page is sure of: it lost
    words, or is more garbled than ours."""
    sure = kept = lost = 0
    for left, right in groups_of([word.box for word in scan.words], [word.box for word in layer]):
        if not left or min(scan.words[n].confidence for n in left) < SURE:
            continue
        text = _joined(scan.words, left)
        sure += len(text)
        kept += len(text) * (text == _joined(layer, right))
        lost += len(text) * (not right)
    if sure < FEW_LETTERS or kept >= KEPT * sure:
        return False
    if are_letters_apart(layer) and not are_letters_apart(scan.words):
        return True
    if lost >= LOST * sure or garbled_share(layer) > garbled_share(scan.words):
        return True
    return _mixed_figures(layer) >= FEW_FIGURES > _mixed_figures(scan.words)


def as_trusted(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a hidden layer that stays, worth as much as the page's own where none is garbled, else as OCR's."""
    if garbled_share(words) < CLEAN:
        return words
    return tuple(replace(word, confidence=min(word.confidence, WORTH)) for word in words)


def in_doubt(words: Sequence[Word], layer: Sequence[Word], scan: Page) -> tuple[Word, ...]:
    """The words of a layer that is kept; its figures that our OCR is sure to read otherwise are in doubt. `layer` are
    the same words placed as on `scan`."""
    doubted = list(words)
    for left, right in groups_of([word.box for word in scan.words], [word.box for word in layer]):
        if not (left and right) or min(scan.words[n].confidence for n in left) < SURE:
            continue
        ours, theirs = _text(scan.words, left), _text(layer, right)
        if digits(ours) != digits(theirs):
            for n in right:
                doubted[n] = replace(words[n], confidence=DISPUTED, doubt=f"two engines read {theirs} and {ours}")
    return tuple(doubted)


def borne_out(scan: Page, layer: Sequence[Word]) -> Page:
    """The scan with the confidence that words gain which the layer reads alike: two engines agree on them."""
    words = list(scan.words)
    for left, right in groups_of([word.box for word in words], [word.box for word in layer]):
        if left and right and (text := _joined(words, left)) and text == _joined(layer, right):
            for n in left:
                words[n] = replace(words[n], confidence=max(words[n].confidence, AGREED), doubt="")
    return replace(scan, words=tuple(words))


def _joined(words: Sequence[Word], numbers: Iterable[int]) -> str:
    return essence(_text(words, numbers).replace(" ", ""))


def _text(words: Sequence[Word], numbers: Iterable[int]) -> str:
    return " ".join(word.text for word in sorted((words[n] for n in numbers), key=lambda word: word.x0))
