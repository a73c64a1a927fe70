"""Words become visual rows; pages turned or set straight to be read give their boxes back as displayed."""

from __future__ import annotations

import pytest

from extractors.paper import Page, Paper, Word, group_lines, set_straight, tilted, turn_words, turned


def word(text: str, x0: float, top: float, width: float = 30, height: float = 10, angle: int = 0) -> Word:
    return Word(text, x0, top, x0 + width, top + height, 1, angle=angle)


def test_words_of_one_row_join_and_stand_from_left_to_right() -> None:
    lines = group_lines([word("Total", 300, 101), word("$171,000.00", 400, 99), word("Subtotal", 300, 80)])
    assert [line.text for line in lines] == ["Subtotal", "Total $171,000.00"]


def test_a_dash_boxed_tightly_stays_in_its_row() -> None:
    lines = group_lines([word("2510", 100, 100), word("-", 135, 106, 4, 1), word("2336", 145, 100)])
    assert [line.text for line in lines] == ["2510 - 2336"]


def test_sideways_words_do_not_join_the_row_beside_them() -> None:
    lines = group_lines([word("COPY", 20, 60, 10, 80, angle=90), word("Invoice", 100, 95)])
    assert sorted(line.text for line in lines) == ["COPY", "Invoice"]


def test_a_line_is_cut_where_the_gap_is_wide() -> None:
    (line,) = group_lines([word("Due", 100, 100, 20), word("Date", 123, 100, 20), word("3/27/2025", 300, 100, 50)])
    assert [segment.text for segment in line.segments] == ["Due Date", "3/27/2025"]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turning_and_turning_back_is_nothing(degrees: int) -> None:
    page = Page(1, 612, 792, "native", (word("Invoice", 72, 90, 60, 12),))
    there = page.turned_clockwise(degrees)
    assert (there.width, there.height) == ((792, 612) if degrees in (90, 270) else (612, 792))
    assert there.displayed(there.words[0].box) == pytest.approx((72, 90, 132, 102))
    assert there.displayed_size == (612, 792)


def test_a_quarter_clockwise_takes_the_top_left_to_the_top_right() -> None:
    assert turned((0, 0, 10, 20), 612, 792, 90) == (772, 0, 792, 10)


def test_turning_makes_upward_text_upright() -> None:
    (upright,) = turn_words([word("Vendor", 40, 500, 12, 60, angle=90)], 612, 792, 90)
    assert upright.angle == 0
    assert upright.x1 - upright.x0 == 60


def test_an_askew_row_is_read_as_one_and_cited_where_it_lies() -> None:
    slope = 0.03  # 1.7 degrees: the end of the row stands 13 points below its beginning
    level = [word("Total", 72, 300), word("due", 250, 300), word("$125,452.36", 500, 300, 60)]
    askew = [
        Word(w.text, *tilted(w.box, 612, 792, slope)[:2], *tilted(w.box, 612, 792, slope)[2:], w.page) for w in level
    ]
    assert len(group_lines(askew)) > 1
    straight = set_straight(askew, 612, 792, slope)
    assert [line.text for line in group_lines(straight)] == ["Total due $125,452.36"]
    page = Page(1, 612, 792, "ocr", straight, slope=slope)
    for found, printed in zip(straight, askew, strict=True):
        x0, top, x1, bottom = page.displayed(found.box)
        assert x0 <= printed.x0 + 0.6 <= printed.x1 <= x1 + 0.6
        assert top <= printed.top + 0.6 <= printed.bottom <= bottom + 0.6
        assert bottom - top < 16


@pytest.mark.parametrize(
    ("origins", "text"),
    [
        (["native", "native"], "native"),
        (["native", "none"], "native"),
        (["native", "ocr"], "mixed"),
        (["ocr"], "ocr"),
        (["none"], "none"),
    ],
)
def test_where_the_text_of_a_paper_comes_from(origins: list[str], text: str) -> None:
    assert Paper(tuple(Page(n, 612, 792, origin, ()) for n, origin in enumerate(origins, 1))).text == text
