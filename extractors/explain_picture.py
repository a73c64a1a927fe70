"""The picture of a page with what was understood boxed and labelled, and what was passed over faded or dotted.

State is told by the line and by words as well as by colour (after Okabe and Ito, for those who do not see all colours).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

from extractors import ink
from extractors.callouts import Placed, Wanted, place
from extractors.explain_words import footing_of, heading_of
from extractors.explained import ACCEPTED, FAILED, WAITING, PageExplained, around
from extractors.scene import Callout, Scene
from extractors.sheets import face
from watchbill.model import Box, Reading

BLUE, ORANGE, RED, GREEN = (0, 114, 178), (204, 102, 0), (190, 0, 40), (0, 130, 95)
PURPLE, GREY, PALE, INK = (150, 50, 130), (110, 110, 110), (190, 190, 190), (40, 40, 40)
COLOURS = {ACCEPTED: BLUE, WAITING: ORANGE, FAILED: RED, "figure": PURPLE}
#: How far what was not used fades towards white, from 0 to 1.
FADE = 0.62
PAD = 14
#: Pixels left of the sheet for the numbers of rows.
GUTTER = 44
#: A picture is never narrower than this, so that the words below it have room.
NARROWEST = 900


def dots_for(page: PageExplained) -> float:
    """How many dots per inch show a page well: 150 for a letter, fewer for a poster, more for a slip."""
    longest = max(page.width, page.height) / 72
    return min(max(150 * longest, 1400), 2400) / longest


def picture_of_page(sheet: Image.Image, page: PageExplained, reading: Reading, name: str) -> Image.Image:
    """The page drawn on `sheet`, its picture as displayed, with margins for labels, a heading, and a legend below."""
    unit = max(sheet.size) / 792  # pixels per point of a letter page: type looks alike on all pages
    scene = Scene.of(page, sheet.width / page.width, face(max(11, round(7 * unit))))
    callouts = scene.callouts()
    wanted = [Wanted(one.targets, *scene.size_of(one.text), one.state == "figure") for one in callouts]
    most = max((one.width for one in wanted), default=0) + GUTTER + PAD
    margins = ((-most, 0.0, -GUTTER, sheet.height), (sheet.width + PAD, 0.0, sheet.width + most, sheet.height))
    placed = place(wanted, _tests(sheet, scene), (0, 0, sheet.width, sheet.height), margins)
    spots = [spot for spot in placed if spot is not None]
    left = round(max([GUTTER, *(PAD - spot.box[0] for spot in spots)]))
    wide = max(NARROWEST, round(max([sheet.width + GUTTER, *(spot.box[2] + PAD for spot in spots)])) + left)
    heading = ink.lines_as_picture([heading_of(page, reading, name)], wide, face(round(8 * unit), is_bold=True), PAD)
    legend = _legend(wide, face(round(7 * unit)))
    footing = ink.lines_as_picture(footing_of(page, reading), wide, face(round(7 * unit)), PAD)
    below = heading.height + sheet.height + PAD
    canvas = Image.new("RGB", (wide, below + legend.height + footing.height), "white")
    for part, at in (
        (heading, (0, 0)),
        (legend, (0, below)),
        (footing, (0, below + legend.height)),
        (_faded(sheet, scene), (left, heading.height)),
    ):
        canvas.paste(part, at)
    pen = ink.Pen(ImageDraw.Draw(canvas, "RGBA"), (left, heading.height))
    _draw_scene(pen, scene)
    _draw_callouts(pen, scene, callouts, placed)
    return canvas


def _tests(sheet: Image.Image, scene: Scene) -> tuple[Callable[[Box], bool], ...]:
    """What a label may cover: blank paper, else rules and tints, but no words and no picture."""
    grey = sheet.convert("L")
    words = [scene.pixels(box) for box in scene.page.words]

    def ink_in(box: Box) -> float:
        """The share of a place that is darker than its ground."""
        counts = grey.crop((round(box[0]), round(box[1]), round(box[2]), round(box[3]))).histogram()
        ground = max(range(256), key=counts.__getitem__)
        return sum(counts[: max(0, ground - 40)]) / max(1, sum(counts))

    def hides_words(box: Box) -> bool:
        return any(w[0] < box[2] and box[0] < w[2] and w[1] < box[3] and box[1] < w[3] for w in words)

    return (
        lambda box: ink_in(box) < 0.004 and not hides_words(box),
        lambda box: ink_in(box) < 0.15 and not hides_words(box),
    )


# --- the sheet ----------


def _faded(sheet: Image.Image, scene: Scene) -> Image.Image:
    """The page faded, but for the words that were used, the labels that led to them, and the figures passed over."""
    page = scene.page
    faded = Image.blend(sheet, Image.new("RGB", sheet.size, "white"), FADE)
    clear = [one.value.bbox for one in page.understood]
    clear += [box for at in page.led for box in page.labels[at].boxes]
    clear += [box for one in page.figures for box in one.boxes]
    for box in clear:
        x0, top, x1, bottom = (round(side) for side in scene.pixels(box, 1))
        area = (max(0, x0), max(0, top), min(sheet.width, x1), min(sheet.height, bottom))
        if area[0] < area[2] and area[1] < area[3]:
            faded.paste(sheet.crop(area), area[:2])
    return faded


def _draw_scene(pen: ink.Pen, scene: Scene) -> None:
    """Tables, rows, labels, figures passed over, and values, one over the other."""
    page = scene.page
    pen.solid((0, 0, page.width * scene.scale, page.height * scene.scale), GREY, 1)
    for word in page.words:
        pen.hairline(scene.foot_of(word), PALE)
    for table in page.tables:
        pen.solid(scene.pixels(table.bbox, 1), GREY, 2)
    for (_, row), values in scene.rows.items():
        band = scene.pixels(around([one.value.bbox for one in values]), 1)
        pen.wash(band, BLUE)
        if page.turn in (90, 270):
            pen.text(((band[0] + band[2]) / 2, band[1] - 4), row.rpartition(" ")[2], scene.font, BLUE, anchor="mb")
        else:
            font = face(max(8, min(int(scene.font.size), round(band[3] - band[1]))))
            pen.text((-8, (band[1] + band[3]) / 2), row.rpartition(" ")[2], font, BLUE, anchor="rm")
    for index, label in enumerate(page.labels):
        pen.underline(scene.foot_of(around(label.boxes)), GREEN, is_solid=index in page.led)
    for one in page.understood:
        if one.label is not None:
            pen.join(scene.pixels(around(page.labels[one.label].boxes)), scene.pixels(one.value.bbox, 3), GREEN)
    for figure in page.figures:
        pen.dotted(scene.pixels(around(figure.boxes), 1), PURPLE, 2)
    for one in page.understood:
        _draw_value(pen, scene.box_of(one), one.state, is_thin=bool(one.row))


def _draw_value(pen: ink.Pen, box: Box, state: str, *, is_thin: bool) -> None:
    """Solid where taken, dashed where it waits, doubled where a check failed; finer for the values of rows."""
    width = 1 if is_thin else 3
    if state == ACCEPTED:
        pen.solid(box, BLUE, width)
    elif state == WAITING:
        pen.dashed(box, ORANGE, width + 1 if is_thin else width)
    else:
        pen.solid(box, RED, max(2, width - 1))
        pen.solid((box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4), RED, max(2, width - 1))


def _draw_callouts(pen: ink.Pen, scene: Scene, callouts: Sequence[Callout], placed: Sequence[Placed | None]) -> None:
    for one, spot in zip(callouts, placed, strict=True):
        if spot is not None and spot.line:
            pen.line(spot.line, COLOURS[one.state])
    for one, spot in zip(callouts, placed, strict=True):
        if spot is not None:
            pen.tag(spot.box, one.text, scene.font, COLOURS[one.state])


# --- the legend ----------

LEGEND = (
    (ACCEPTED, "taken (0.95 or surer)"),
    (WAITING, "? waits for a person"),
    (FAILED, "! a check of its paper failed"),
    ("row", "row of the paper"),
    ("led", "label that leads to a value"),
    ("label", "other known label"),
    ("figure", "amount or date seen, not taken"),
    ("table", "drawn table"),
    ("faded", "word seen and not used (no line: not seen)"),
)


def _legend(wide: int, font: ink.Font) -> Image.Image:
    """What the lines mean, in as many rows as it takes."""
    high, swatch = round(font.size * 1.9), round(font.size * 3)
    places, x, row = [], float(PAD), 0
    for _, words in LEGEND:
        needed = swatch + 8 + font.getlength(words) + 26
        if x + needed > wide and x > PAD:
            x, row = float(PAD), row + 1
        places.append((x, row))
        x += needed
    picture = Image.new("RGB", (wide, (row + 1) * high + PAD), "white")
    pen = ink.Pen(ImageDraw.Draw(picture, "RGBA"), (0, PAD // 2))
    for (kind, words), (left, line) in zip(LEGEND, places, strict=True):
        _swatch(pen, kind, (left, line * high + 5.0, left + swatch, (line + 1) * high - 7.0), font)
        pen.text((left + swatch + 8, line * high + high / 2), words, font, INK, anchor="lm")
    return picture


def _swatch(pen: ink.Pen, kind: str, box: Box, font: ink.Font) -> None:
    x0, top, x1, bottom = box
    if kind == FAILED:
        _draw_value(pen, (x0 + 5, top + 4, x1 - 5, bottom - 4), kind, is_thin=True)
    elif kind in (ACCEPTED, WAITING):
        _draw_value(pen, box, kind, is_thin=False)
    elif kind == "row":
        pen.wash(box, BLUE)
    elif kind == "figure":
        pen.dotted(box, PURPLE, 2)
    elif kind == "table":
        pen.solid(box, GREY, 2)
    elif kind == "faded":
        pen.text((x0, (top + bottom) / 2), "Abc", font, PALE, anchor="lm")
        pen.hairline((x0, bottom, x1, bottom), PALE)
    else:
        middle = (top + bottom) / 2
        pen.underline((x0, middle, x1, middle), GREEN, is_solid=kind == "led")
