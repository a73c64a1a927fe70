"""Photographs and scans (.jpg, .tif, .png, .gif, .bmp): a page for each frame, as large as it says, read by OCR."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from extractors import ocr
from extractors.paper import Page
from extractors.press import MOST_PAGES
from extractors.refusal import RefusedError
from watchbill.model import Reason

#: A picture with more pixels than this is a bomb or a map; a sheet of A3 at 600 dots per inch has 70 million.
MOST_PIXELS = 120_000_000
#: Dots per inch that a page can have; where a file says less or more it does not know.
_LEAST_DOTS, _MOST_DOTS = 70, 1200
_FORMATS = ("JPEG", "PNG", "TIFF", "GIF", "BMP")
_PAGE_WIDTH = 8.5  # inches

#: A picture of a page, its size in points and its number -> the page with what OCR read.
Scan = Callable[[Image.Image, float, float, int], Page]


def read_pictures(data: bytes, spent: Callable[[], bool], scan: Scan) -> tuple[tuple[Page, ...], tuple[Reason, ...]]:
    """The frames as pages, and why they are not all. Raises RefusedError."""
    pages: list[Page] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                for frame in ImageSequence.Iterator(image):
                    if spent():
                        return tuple(pages), (Reason.TIMED_OUT,)
                    if frame.width * frame.height > MOST_PIXELS:
                        raise Image.DecompressionBombError
                    pages.append(_page(frame, len(pages) + 1, scan))
                    if len(pages) >= MOST_PAGES:
                        return tuple(pages), (Reason.TOO_MANY_PAGES,)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        if not pages:
            raise RefusedError(Reason.TOO_LARGE) from error
        return tuple(pages), (Reason.TOO_LARGE,)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError) as error:
        if not pages:
            raise RefusedError(Reason.DAMAGED) from error
        return tuple(pages), (Reason.DAMAGED,)
    return tuple(pages), ()


def count_frames(data: bytes) -> int:
    """How many pages a picture has; 1 for one that cannot be opened."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            return max(1, int(getattr(image, "n_frames", 1)))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        Image.DecompressionBombError,
    ):
        return 1


def picture_of_frame(data: bytes, number: int) -> Image.Image:
    """One frame (from 1) in colour as it is displayed: turned as its camera says, with square dots.

    Raises EOFError for a frame that is not there, and what Pillow raises for a picture it cannot open.
    """
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        image.seek(number - 1)
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        across, down = dots_per_inch(image)
        stored = image.size
        picture = ImageOps.exif_transpose(image)
        if picture.size != stored:
            across, down = down, across
        if "A" in picture.getbands() or "transparency" in picture.info:
            clear = picture.convert("RGBA")
            picture = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        elif picture.mode.startswith(("I", "F")):
            picture = _grey(picture)
        shown = picture.convert("RGB")
    if across == down:
        return shown
    most = max(across, down)
    return shown.resize((round(shown.width * most / across), round(shown.height * most / down)))


def _page(frame: Image.Image, number: int, scan: Scan) -> Page:
    """One frame, turned as its camera says, with square dots: fax machines scan twice as finely across as down."""
    across, down = dots_per_inch(frame)
    stored = frame.size
    picture = _grey(ImageOps.exif_transpose(frame))
    if picture.size != stored:
        across, down = down, across
    width, height = picture.width * 72 / across, picture.height * 72 / down
    most = (ocr.MOST_PIXELS / (width * height)) ** 0.5  # dots in a point
    dots = min(ocr.DOTS_PER_INCH / 72, most)
    size = max(1, round(width * dots)), max(1, round(height * dots))
    return scan(picture if size == picture.size else picture.resize(size), width, height, number)


def _grey(frame: Image.Image) -> Image.Image:
    """The frame in shades of grey. What is see-through is white, as paper is; sixteen bits become eight."""
    if frame.mode.startswith(("I", "F")):
        low, high = frame.getextrema()
        span = max(float(high) - float(low), 1.0)  # type: ignore[arg-type]
        grey = frame.point(lambda shade: (shade - low) * (255 / span), "F").convert("L")
    elif "A" in frame.getbands() or "transparency" in frame.info:
        clear = frame.convert("RGBA")
        paper = Image.new("RGBA", frame.size, "white")
        grey = Image.alpha_composite(paper, clear).convert("L")
    else:
        return frame.convert("L")
    return grey


def dots_per_inch(frame: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down as the file says; where it says nothing likely, a page is 8.5 inches wide."""
    stated = frame.info.get("dpi") or (0, 0)
    try:
        across, down = float(stated[0]), float(stated[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        across = down = 0.0
    if _LEAST_DOTS <= across <= _MOST_DOTS and _LEAST_DOTS <= down <= _MOST_DOTS:
        return across, down
    short = min(frame.size)
    guessed = max(short / _PAGE_WIDTH, 1.0)
    return guessed, guessed
