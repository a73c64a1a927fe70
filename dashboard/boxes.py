"""Where boxes lie on pictures of pages, and which documents have pictures: plain sums, for every server of ours."""

from __future__ import annotations

from typing import Any

_OFFICE = "application/vnd.openxmlformats-officedocument."
#: Media without pages of their own. Their pages are the reader's: the words at the places where it read them.
LAID_OUT = frozenset({
    "text/plain", "text/html", "text/csv", "application/vnd.ms-outlook", "message/rfc822",
    _OFFICE + "spreadsheetml.sheet", _OFFICE + "wordprocessingml.document", "application/vnd.ms-excel",
})  # fmt: skip
CLOSE_UP = (250.0, 84.0)  # points: the part of the page that the close-up shows at least


def has_picture(media_type: object) -> bool:
    """Whether pages of such a document can be drawn: as they are, or laid out as the reader reads them."""
    return media_type in LAID_OUT or media_type == "application/pdf" or str(media_type).startswith("image/")


def percent_box(row: Any, width: float, height: float) -> str:
    """The box of a value as CSS, in percent of the page."""
    return (
        f"left:{100 * row.x0 / width:.3f}%;top:{100 * row.top / height:.3f}%;"
        f"width:{100 * (row.x1 - row.x0) / width:.3f}%;height:{100 * (row.bottom - row.top) / height:.3f}%"
    )


def close_up_window(row: Any, width: float, height: float) -> tuple[float, float, float, float]:
    """The part of the page to show around a box: (left, top, width, height) in points, within the page."""
    wide = min(max(CLOSE_UP[0], 1.35 * (row.x1 - row.x0)), width)
    high = min(max(CLOSE_UP[1], 1.6 * (row.bottom - row.top), wide * CLOSE_UP[1] / CLOSE_UP[0]), height)
    left = min(max((row.x0 + row.x1 - wide) / 2, 0), width - wide)
    top = min(max((row.top + row.bottom - high) / 2, 0), height - high)
    return left, top, wide, high
