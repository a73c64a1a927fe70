"""The reliability plot of the reader as a small SVG: what it said against how often it was right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 480
LEFT, TOP, RIGHT, BOTTOM = 64, 76, 16, 56
LOWEST = 0.5
FONT = 'font-family="system-ui, sans-serif" font-size="12" fill="#1a202c"'


@dataclass(frozen=True, slots=True)
class Point:
    """Values of one bin: their mean stated confidence, the share right, its 95 % interval and how many they are."""

    stated: float
    right: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one group of documents, in one colour."""

    name: str
    colour: str
    points: Sequence[Point]


def reliability_svg(title: str, subtitle: str, groups: Sequence[Series], threshold: float, wanted: float) -> str:
    """A plot from 0.5 to 1 on both axes: the diagonal is perfect, `threshold` is where values are taken without a
    person, `wanted` how often they must be right there. Whiskers are 95 % intervals, areas follow the count."""
    said = f"taken without review from {threshold:g}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {FONT}>',
        f"<title>{escape(title)}</title><desc>{escape(subtitle)}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="16" font-weight="600">{escape(title)}</text>',
        f'<text x="{LEFT}" y="42" fill="#4a5568">{escape(subtitle)}</text>',
        *_axes(),
        f'<path d="M{_x(LOWEST)} {_y(LOWEST)}L{_x(1)} {_y(1)}" stroke="#a0aec0" stroke-dasharray="4 4"/>',
        f'<path d="M{_x(threshold)} {_y(wanted)}H{_x(1)}V{_y(1)}H{_x(threshold)}Z" fill="#c6f6d5"/>',
        f'<path d="M{_x(threshold)} {_y(LOWEST)}V{_y(1)}" stroke="#2f855a"/>',
        f'<text x="{_x(threshold) - 6}" y="{_y(LOWEST) - 8}" text-anchor="end" fill="#2f855a">{said}</text>',
    ]
    for number, group in enumerate(groups):
        parts += _group(group, shift=3 * (2 * number - len(groups) + 1))
        x = LEFT + 8 + 230 * number
        parts.append(f'<circle cx="{x}" cy="58" r="5" fill="{group.colour}"/>')
        parts.append(f'<text x="{x + 10}" y="62">{escape(group.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float) -> float:
    return round(LEFT + (max(value, LOWEST) - LOWEST) / (1 - LOWEST) * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float) -> float:
    return round(HEIGHT - BOTTOM - (max(value, LOWEST) - LOWEST) / (1 - LOWEST) * (HEIGHT - TOP - BOTTOM), 1)


def _axes() -> Iterable[str]:
    for tick in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        x, y = _x(tick), _y(tick)
        yield f'<path d="M{x} {_y(LOWEST)}V{_y(1)}M{_x(LOWEST)} {y}H{_x(1)}" stroke="#edf2f7"/>'
        yield f'<text x="{x}" y="{_y(LOWEST) + 18}" text-anchor="middle">{tick:.1f}</text>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{tick:.1f}</text>'
    yield f'<text x="{(_x(LOWEST) + _x(1)) / 2}" y="{HEIGHT - 14}" text-anchor="middle">confidence as read</text>'
    middle = (_y(LOWEST) + _y(1)) / 2
    yield f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">share that is right</text>'


def _group(group: Series, shift: int) -> Iterable[str]:
    for point in group.points:
        x = round(_x(point.stated) + shift, 1)
        size = round(min(12.0, 2.5 + 0.6 * point.count**0.5), 1)
        yield f'<path d="M{x} {_y(point.low)}V{_y(point.high)}" stroke="{group.colour}" stroke-width="1.5"/>'
        yield (
            f'<circle cx="{x}" cy="{_y(point.right)}" r="{size}" fill="{group.colour}" fill-opacity="0.75">'
            f"<title>{point.count} values read with {point.stated:.3f}, {point.right:.3f} right</title></circle>"
        )
