"""The picture of a page: boxes are drawn where values stand, what was not used fades, labels cover nothing."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from PIL import Image

from extractors.callouts import Placed, Wanted, place
from extractors.explain import explain_page
from extractors.explain_picture import BLUE, FADE, ORANGE, PURPLE, dots_for, picture_of_page
from extractors.explained import ACCEPTED, WAITING, PageExplained, around
from extractors.reader import read_with_pages
from extractors.scene import Scene
from extractors.sheets import face, sheet_of
from tests.extractors.test_explain import INVOICE
from watchbill.model import Box
from watchbill.typeset import typeset

Drawing = tuple[PageExplained, Image.Image, Image.Image]


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    """The page, its sheet, and the picture made of it."""
    data = typeset(INVOICE)
    reading, paper = read_with_pages(data, "invoice.pdf")
    page = explain_page(paper, reading, 1)
    sheet = sheet_of(data, "application/pdf", paper.pages[0], dots_for(page))
    return page, sheet, picture_of_page(sheet, page, reading, "invoice.pdf")


def colours_near(picture: Image.Image, x: float, y: float, reach: int = 7) -> set[tuple[int, ...]]:
    area = picture.crop((round(x) - reach, round(y) - reach, round(x) + reach + 1, round(y) + reach + 1))
    return {colour for _, colour in area.getcolors(maxcolors=10_000) or []}


def corner_of(sheet: Image.Image, picture: Image.Image) -> tuple[int, int]:
    """Where the sheet lies on the picture: its frame is the first grey line from the left and from the top."""
    frame = (110, 110, 110)
    middle = sheet.height // 2
    left = next(x for x in range(picture.width) if picture.getpixel((x, middle)) == frame)
    top = next(y for y in range(picture.height) if picture.getpixel((left + sheet.width // 2, y)) == frame)
    return left, top


def test_boxes_have_the_colour_of_their_state_where_the_value_stands(drawing: Drawing) -> None:
    page, sheet, picture = drawing
    left, top = corner_of(sheet, picture)
    scale = sheet.width / page.width
    states = set()
    for one in page.understood:
        colour = {ACCEPTED: BLUE, WAITING: ORANGE}[one.state]
        x0, y0, x1, y1 = (side * scale for side in one.value.bbox)
        edges = ((left + (x0 + x1) / 2, top + y0), (left + (x0 + x1) / 2, top + y1))
        assert any(colour in colours_near(picture, x, y, 9) for x, y in edges), (one.field, one.row)
        states.add(one.state)
    assert states == {ACCEPTED, WAITING}


def test_figures_passed_over_are_dotted(drawing: Drawing) -> None:
    page, sheet, picture = drawing
    left, top = corner_of(sheet, picture)
    scale = sheet.width / page.width
    assert len(page.figures) == 2
    for figure in page.figures:
        x0, y0, _, _ = (side * scale for side in around(figure.boxes))
        assert PURPLE in colours_near(picture, left + x0, top + y0)


def test_words_nothing_used_fade_and_values_keep_their_ink(drawing: Drawing) -> None:
    page, sheet, picture = drawing
    left, top = corner_of(sheet, picture)
    scale = sheet.width / page.width

    def darkest(box: Box) -> int:
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        low, _ = picture.crop((left + x0, top + y0, left + x1, top + y1)).convert("L").getextrema()
        assert isinstance(low, int)
        return low

    thanks = next(one for one in page.passed if "Thank you" in one.text)
    assert darkest(around(thanks.boxes)) >= 255 * FADE - 2
    total = next(one for one in page.understood if one.field == "total")
    assert darkest(total.value.bbox) < 60


def test_labels_cover_no_word_of_the_page_and_no_other_label(drawing: Drawing) -> None:
    page, sheet, _ = drawing
    scene = Scene.of(page, sheet.width / page.width, face(14))
    words = [scene.pixels(box) for box in page.words]
    wanted = [Wanted(one.targets, *scene.size_of(one.text)) for one in scene.callouts()]
    frame = (0, 0, sheet.width, sheet.height)
    margins = ((-400.0, 0.0, -40.0, sheet.height), (sheet.width + 10.0, 0.0, sheet.width + 400.0, sheet.height))
    placed = [spot for spot in place(wanted, [lambda box: not touches(box, words)], frame, margins) if spot]
    assert len(placed) == len(wanted)
    for at, spot in enumerate(placed):
        assert not touches(spot.box, words)
        assert not touches(spot.box, [other.box for other in placed[:at]])


def touches(box: Box, others: list[Box]) -> bool:
    return any(o[0] < box[2] and box[0] < o[2] and o[1] < box[3] and box[1] < o[3] for o in others)


def test_labels_without_room_stand_in_the_nearer_margin_in_order_with_a_line() -> None:
    boxes: list[Box] = [(10, 100 + 5 * n, 60, 104 + 5 * n) for n in range(4)] + [(150, 100, 190, 110)]
    wanted = [Wanted((box,), 40, 12) for box in boxes]
    margins = ((-100.0, 0.0, -10.0, 300.0), (210.0, 0.0, 300.0, 300.0))
    placed = place(wanted, [lambda box: False], (0, 0, 200, 300), margins)
    spots = [spot for spot in placed if isinstance(spot, Placed)]
    assert [spot.box[2] <= -10 for spot in spots] == [True] * 4 + [False]
    tops = [spot.box[1] for spot in spots[:4]]
    assert tops == sorted(tops)
    assert all(low + 12 < high for low, high in pairwise(tops))
    assert spots[0].line is not None
    assert spots[0].line[2:] == (10, 102)
    assert place([Wanted((boxes[0],), 40, 12, is_optional=True)], [lambda box: False], (0, 0, 200, 300), margins) == [
        None
    ]


def test_text_is_drawn_as_it_was_set() -> None:
    reading, paper = read_with_pages(b"Dear clerk,\n\nPlease send the invoice of May.\n", "letter.txt")
    assert reading.media_type == "text/plain"
    sheet = sheet_of(b"", "text/plain", paper.pages[0], 72)
    word = paper.pages[0].words[0]
    inked = sheet.convert("L").crop((round(word.x0), round(word.top), round(word.x1), round(word.bottom)))
    assert inked.getextrema()[0] < 80
    assert sheet.convert("L").crop((0, 400, 612, 792)).getextrema() == (255, 255)


def test_a_picture_is_drawn_as_its_page_is_displayed() -> None:
    out = io.BytesIO()
    Image.new("RGB", (850, 1100), (200, 30, 30)).save(out, "PNG", dpi=(100, 100))
    _, paper = read_with_pages(out.getvalue(), "red.png")
    sheet = sheet_of(out.getvalue(), "image/png", paper.pages[0], 150)
    assert sheet.size == (1275, 1650)
    assert sheet.getpixel((600, 800)) == (200, 30, 30)


def test_a_poster_gets_fewer_dots_and_a_slip_more() -> None:
    def page(width: float, height: float) -> PageExplained:
        return PageExplained(1, width, height, "native", 0, 0.0, (), (), (), (), (), ())

    assert dots_for(page(612, 792)) == pytest.approx(150)
    assert dots_for(page(2400, 3600)) * 3600 / 72 == pytest.approx(2400)
    assert dots_for(page(200, 300)) * 300 / 72 == pytest.approx(1400)


def test_a_page_with_stated_facts_is_drawn_with_their_boxes() -> None:
    terms = {"text": "All footage shall be retained for 30 days."}
    data = typeset({"pages": [[*INVOICE["pages"][0], terms]]})
    reading, paper = read_with_pages(data, "invoice.pdf")
    page = explain_page(paper, reading, 1)
    assert "stated" in {one.row for one in page.understood}
    sheet = sheet_of(data, "application/pdf", paper.pages[0], dots_for(page))
    assert picture_of_page(sheet, page, reading, "invoice.pdf").width > sheet.width
