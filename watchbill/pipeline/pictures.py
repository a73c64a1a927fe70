"""Pages of media that are no PDF as pictures: photographs as they are, all else laid out as the reader reads it.

Call it in a disposable child process: the bytes are a stranger's.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

    from extractors.paper import Paper


def paint(path: Path, number: int, scale: float) -> Image.Image:
    """Page `number` (from 1) of a document at `scale` dots a point, where it has no dots of its own.

    Raises IndexError or EOFError for a page that is not there, and RefusedError for what cannot be opened.
    """
    from extractors.images import picture_of_frame
    from extractors.sheets import sheet_of
    from extractors.sniff import PICTURES, sniff_media

    data = path.read_bytes()
    media_type = sniff_media(data)
    if media_type in PICTURES:
        return picture_of_frame(data, number)
    if number < 1:
        raise IndexError(number)
    return sheet_of(data, media_type, _paper(path, media_type).pages[number - 1], 72 * scale)


@lru_cache(maxsize=1)
def _paper(path: Path, media_type: str) -> Paper:
    """The last document that was laid out: its pages are asked for one after another."""
    from extractors.media import open_paper

    return open_paper(path.read_bytes(), "", media_type, lambda: False)[0]
