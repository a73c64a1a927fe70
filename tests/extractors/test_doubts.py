"""Figures that look struck out on a page whose letters run together stand again, in doubt; those struck out stay so."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from extractors.doubts import RUN_TOGETHER, without_false_strokes
from extractors.ocr import STRUCK_OUT, Scan
from extractors.ocr_looks import ScanWord

#: Words in five columns, 24 pixels high and 90 wide.
BOXES = [
    (60 + 200 * column, 60 + 60 * row, 150 + 200 * column, 84 + 60 * row) for row in range(6) for column in range(5)
]


def sheet(joined: int) -> tuple[Scan, Image.Image]:
    """A sheet of words drawn as separate strokes, so many of them with ink that joins their letters, and one figure
    that was found struck out."""
    image = Image.new("L", (1100, 500), 255)
    draw = ImageDraw.Draw(image)
    for number, (left, top, right, bottom) in enumerate(BOXES):
        for x in range(left, right, 12):
            draw.line((x, top, x, bottom), fill=0, width=4)
        if number < joined:
            draw.line((left - 2, top + 12, right + 2, top + 12), fill=0, width=4)
    words: list[ScanWord] = [("Department", *box, 0.9, "") for box in BOXES]
    words.append(("$5,200.00", 60, 440, 150, 464, 0.3, STRUCK_OUT))
    return Scan(0, tuple(words)), image


@pytest.mark.parametrize(("joined", "doubt"), [(0, STRUCK_OUT), (2, STRUCK_OUT), (12, RUN_TOGETHER)])
def test_strokes_through_many_words_are_their_own_ink(joined: int, doubt: str) -> None:
    scan = without_false_strokes(*sheet(joined))
    assert scan.words[-1][5:] == (0.3, doubt)
    assert all(word[5:] == (0.9, "") for word in scan.words[:-1])


def test_few_words_tell_nothing() -> None:
    scan, image = sheet(12)
    few = Scan(0, scan.words[:12] + scan.words[-1:])
    assert without_false_strokes(few, image) == few
