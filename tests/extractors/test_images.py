"""Photographs and scans: turned as their camera says, as large as they say, and no bombs."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from extractors import images
from extractors.images import count_frames, picture_of_frame, read_pictures
from extractors.media import count_pages
from extractors.paper import Page
from extractors.reader import read_document
from watchbill.model import Outcome, Reason

ORIENTATION = 0x0112


def saved(picture: Image.Image, form: str, **more: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def corner(width: int, height: int) -> Image.Image:
    """White paper with black in its upper left."""
    picture = Image.new("L", (width, height), 255)
    picture.paste(0, (0, 0, width // 4, height // 4))
    return picture


def seen(data: bytes) -> list[tuple[Image.Image, float, float]]:
    """The pictures and sizes in points that OCR would look at."""
    looked: list[tuple[Image.Image, float, float]] = []

    def scan(picture: Image.Image, width: float, height: float, number: int) -> Page:
        looked.append((picture, width, height))
        return Page(number, width, height, "none", ())

    read_pictures(data, lambda: False, scan)
    return looked


@pytest.mark.parametrize(("orientation", "corner_of"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
def test_a_photograph_is_turned_as_its_camera_says(orientation: int, corner_of: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    data = saved(corner(400, 200), "JPEG", exif=exif, dpi=(100, 100))
    ((picture, width, height),) = seen(data)
    shown = picture_of_frame(data, 1)
    for each in (picture, shown.convert("L")):
        at = tuple(side * (each.size[axis] - 1) for axis, side in enumerate(corner_of))
        assert each.getpixel(at) < 60  # type: ignore[operator,arg-type]
    assert (width, height) == ((288, 144) if orientation in (1, 3) else (144, 288))
    assert shown.width / shown.height == width / height


def test_a_fax_has_twice_as_many_dots_across_as_down() -> None:
    data = saved(corner(1700, 1100), "TIFF", dpi=(200, 100))
    ((picture, width, height),) = seen(data)
    assert (width, height) == (612, 792)
    assert picture.size == (1700, 2200)
    assert picture_of_frame(data, 1).size == (1700, 2200)


@pytest.mark.parametrize("dots", [None, (1, 1), (9600, 9600)])
def test_a_picture_that_does_not_know_its_size_is_a_letter_page(dots: tuple[int, int] | None) -> None:
    ((_, width, height),) = seen(saved(corner(850, 1100), "PNG", **({"dpi": dots} if dots else {})))
    assert (width, height) == (612, 792)


def test_the_frames_of_a_tiff_are_pages() -> None:
    data = saved(
        corner(200, 200), "TIFF", save_all=True, append_images=[corner(100, 100), corner(50, 50)], dpi=(100, 100)
    )
    assert [size for _, *size in seen(data)] == [[144, 144], [72, 72], [36, 36]]
    assert (count_frames(data), count_pages(data)) == (3, 3)
    with pytest.raises(EOFError):
        picture_of_frame(data, 4)


def test_what_is_see_through_is_white_and_sixteen_bits_become_eight() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    deep = Image.new("I;16", (100, 100), 40_000)
    deep.putpixel((0, 0), 0)
    assert seen(saved(clear, "PNG"))[0][0].getextrema() == (255, 255)
    assert picture_of_frame(saved(clear, "PNG"), 1).getextrema() == ((255, 255),) * 3
    ((grey, *_),) = seen(saved(deep, "TIFF", dpi=(200, 200)))
    low, high = grey.getextrema()
    assert (low, high >= 254) == (0, True)  # type: ignore[operator]


def test_frames_before_the_damage_are_kept() -> None:
    data = saved(corner(400, 400), "TIFF", save_all=True, append_images=[corner(400, 400)], dpi=(200, 200))
    reading = read_document(data[: len(data) // 2 + 300])
    assert reading.outcome in (Outcome.PARTIAL, Outcome.REFUSED)
    assert reading.reason is Reason.DAMAGED


def bomb() -> bytes:
    """A PNG of 30,000 by 30,000 white dots."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress(bytes(30_000 // 8 + 1) * 3_000, 9)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_document(bomb()).reason is Reason.TOO_LARGE
    monkeypatch.setattr(images, "MOST_PIXELS", 1_000)
    assert read_document(saved(corner(100, 100), "BMP")).reason is Reason.TOO_LARGE


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF89a"])
def test_a_picture_that_is_none_is_refused(start: bytes) -> None:
    assert read_document(start + b"nothing of the kind" * 9).reason is Reason.DAMAGED
