"""A page explained in the pixels of its picture: where boxes lie, and which labels they want."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractors.explain_words import marked_figures, shortened
from extractors.explained import FAILED, WAITING, PageExplained, Understood, around
from extractors.ink import Font
from watchbill.model import Box

MARKS = {WAITING: "? ", FAILED: "! "}


@dataclass(frozen=True, slots=True)
class Callout:
    """A label to draw: its words, the boxes in pixels of the sheet of which it may stand beside any, and the state of
    its value, or "figure" for what was passed over."""

    text: str
    targets: tuple[Box, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A page with its scale (pixels per point) and the face of its labels. `rows`: (record, row) -> its values."""

    page: PageExplained
    scale: float
    font: Font
    rows: Mapping[tuple[int, str], list[Understood]]

    @classmethod
    def of(cls, page: PageExplained, scale: float, font: Font) -> Scene:
        rows: dict[tuple[int, str], list[Understood]] = defaultdict(list)
        for one in page.understood:
            if one.row:
                rows[one.record, one.row].append(one)
        return cls(page, scale, font, rows)

    def pixels(self, box: Box, pad: float = 0.0) -> Box:
        """A box in points as one in pixels, `pad` pixels larger on each side."""
        x0, top, x1, bottom = (side * self.scale for side in box)
        return (x0 - pad, top - pad, x1 + pad, bottom + pad)

    def box_of(self, one: Understood) -> Box:
        """The box drawn around a value: rows stand close, so theirs are tight."""
        return self.pixels(one.value.bbox, 0 if one.row else 4)

    def foot_of(self, box: Box) -> Box:
        """The line under words whose box in points this is, as its two ends: at the side on a page that lies on it."""
        x0, top, x1, bottom = self.pixels(box, 1)
        sides = {90: (x1, top, x1, bottom), 180: (x0, top, x1, top), 270: (x0, top, x0, bottom)}
        return sides.get(self.page.turn, (x0, bottom, x1, bottom))

    def size_of(self, text: str) -> tuple[float, float]:
        """Width and height of a label."""
        return self.font.getlength(text) + 8, self.font.size + 6

    def callouts(self) -> list[Callout]:
        """Labels of the paper's own values, of the columns of its rows (once for each), and of figures passed over."""
        return [*self._of_fields(), *self._of_columns(), *self._of_figures()]

    def _of_fields(self) -> Iterator[Callout]:
        for one in self.page.understood:
            if not one.row:
                said = f"{one.field} {shortened(one.value.value)} · {one.value.confidence:.2f}"
                yield Callout(self._marked(one, said), (self.box_of(one),), one.state)

    def _of_columns(self) -> Iterator[Callout]:
        """A column's label stands at its first row, else at its last, else at any other."""
        columns: dict[tuple[int, str, str], list[Understood]] = defaultdict(list)
        for (record, row), values in self.rows.items():
            for one in values:
                columns[record, row.split()[0], one.field].append(one)
        for (_, _, field), ones in columns.items():
            sure = sorted(one.value.confidence for one in ones)
            span = f"{sure[0]:.2f}" if sure[0] == sure[-1] else f"{sure[0]:.2f}–{sure[-1]:.2f}"
            many = f" ×{len(ones)}" if len(ones) > 1 else ""
            doubtful = min(ones, key=lambda one: one.value.confidence)
            boxes = [self.box_of(one) for one in ones]
            targets = tuple(dict.fromkeys([boxes[0], boxes[-1], *boxes]))
            yield Callout(self._marked(doubtful, f"{field}{many} · {span}"), targets, doubtful.state)

    def _of_figures(self) -> Iterator[Callout]:
        for letter, figure in marked_figures(self.page):
            yield Callout(letter, (self.pixels(around(figure.boxes), 1),), "figure")

    def _marked(self, one: Understood, said: str) -> str:
        record = f"{one.record + 1}: " if len(self.page.records) > 1 else ""
        return MARKS.get(one.state, "") + record + said
