"""Two looks at one sheet: what both saw counts once, what only one saw badly does not count, cut amounts are joined."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.label_words import glued_at
from extractors.ocr_looks import RULED_POINT, ScanWord, as_amount, compared, mended, rejoined


def row(*pieces: tuple[str, int, int], sure: float = 0.95) -> list[ScanWord]:
    """Words of 20 pixels' height on one row: text, left and right."""
    return [(text, left, 100, right, 120, sure, "") for text, left, right in pieces]


def texts(words: list[ScanWord]) -> list[str]:
    return [word[0] for word in words]


def test_a_word_in_a_box_of_several_rows_is_the_word_the_other_look_saw() -> None:
    tall = ("MARLOW", 300, 60, 420, 125, 0.96, "")
    assert texts(compared([tall], row(("MARLOW", 302, 419)))) == ["MARLOW"]


def test_a_year_read_poorly_behind_its_day_stays() -> None:
    by_blocks = [*row(("March", 142, 232)), *row(("1,", 239, 256), ("2012", 262, 319), sure=0.13)]
    assert texts(compared(by_blocks, row(("March", 142, 232)))) == ["March", "1,", "2012"]
    apart = [*row(("March", 142, 232)), *row(("2012", 362, 419), sure=0.13)]
    assert texts(compared(apart, row(("March", 142, 232)))) == ["March"]


@pytest.mark.parametrize(
    ("left", "right", "gap", "whole"),
    [
        ("6,999.", "00", 8, "6,999.00"),
        ("$1894", ",32", 4, "$1894.32"),
        ("11,", "842.50", 5, "11,842.50"),
        ("1,", "211,93", 5, "1,211.93"),
        ("8817", "-B", 6, "8817-B"),
        ("1,250", "00", 8, None),
        ("12", "842.50", 5, None),
        ("11,", "842.50", 40, None),
        ("March 1,", "2012", 5, None),
    ],
)
def test_pieces_of_an_amount_are_joined(left: str, right: str, gap: int, whole: str | None) -> None:
    words = rejoined(row((left, 100, 180), (right, 180 + gap, 240)))
    assert texts(words) == ([whole] if whole else [left, right])


def ink_between(top: int, bottom: int) -> np.ndarray:
    ink = np.zeros((300, 400), dtype=bool)
    ink[top:bottom, 187:190] = True
    return ink


def test_the_ink_between_dollars_and_cents_is_their_point() -> None:
    pieces = row(("363", 140, 180), ("92", 196, 220))
    (faint,) = rejoined(pieces, ink_between(117, 120))
    assert (faint[0], faint[6]) == ("363.92", "")
    assert faint[5] <= 0.85
    (ruled,) = rejoined(pieces, ink_between(60, 160))
    assert (ruled[0], ruled[6]) == ("363.92", RULED_POINT)
    assert texts(rejoined(pieces, ink_between(104, 112))) == ["363", "92"]  # neither a point nor a line


def test_a_comma_before_cents_is_a_point_where_the_others_have_points() -> None:
    amounts = row(("1,196.00", 10, 60), ("470.00", 70, 110), ("1,741.00", 120, 180), ("138.32", 190, 230))
    assert texts(rejoined([*amounts, *row(("75,00", 240, 280))]))[-1] == "75.00"
    assert texts(rejoined(row(("75,00", 240, 280), ("138.32", 190, 230)))) == ["75,00", "138.32"]
    assert texts(rejoined(row(("$2,475,00", 10, 80)))) == ["$2,475.00"]


@pytest.mark.parametrize(
    ("read", "date"), [("98/14/2012", "08/14/2012"), ("93/02/17", "03/02/17"), ("12/14/2012", "12/14/2012")]
)
def test_a_date_without_a_month_had_a_zero(read: str, date: str) -> None:
    (word,) = rejoined(row((read, 10, 90)))
    assert word[0] == date
    assert bool(word[6]) == (read != date)


@pytest.mark.parametrize(
    ("text", "at"), [("TOTALDUE", 5), ("InvoiceDate:", 7), ("Subtotal", None), ("SHIPPING", None), ("Department", None)]
)
def test_two_words_of_a_label_without_their_space(text: str, at: int | None) -> None:
    assert glued_at(text) == at


@pytest.mark.parametrize(
    ("read", "amount"),
    [
        ("$389.823.46", "$389,823.46"),
        ("1.204,118.50", "1,204,118.50"),
        ("$2,361.204.18.", "$2,361,204.18."),
        ("9137,171.67.", "$137,171.67."),
        ("_48,012.00_", "48,012.00"),
    ],
)
def test_an_amount_with_a_mark_read_as_another_is_not_cut_but_doubted(read: str, amount: str) -> None:
    text, *_, sure, doubt = as_amount((read, 0, 0, 90, 20, 0.97, ""))
    assert text == amount
    assert "_" in read or (sure <= 0.6 and doubt)


@pytest.mark.parametrize(
    "read", ["389,823.46", "$1,204.50", "10.0.14.2", "3.12.2014", "1.234,56", "9137.67", "191-57-1005", "5/8"]
)
def test_what_is_no_such_amount_stays(read: str) -> None:
    word = (read, 0, 0, 90, 20, 0.97, "")
    assert as_amount(word) == word


@pytest.mark.parametrize(
    ("read", "figure"), [("3]", "3"), ("3,890.00)", "3,890.00"), ("|615.00", "615.00"), ("(1,845.00", "1,845.00")]
)
def test_a_lone_bracket_beside_a_figure_is_a_ruled_line(read: str, figure: str) -> None:
    assert mended([(read, 0, 0, 60, 20, 0.9, "")])[0][0] == figure


@pytest.mark.parametrize("read", ["1)", "(419)", "a)", "(see", "[4]"])
def test_brackets_that_are_printed_stay(read: str) -> None:
    assert mended([(read, 0, 0, 60, 20, 0.9, "")])[0][0] == read


def test_brackets_stay_where_the_page_prints_amounts_in_parentheses() -> None:
    words = mended([("(250.00)", 0, 0, 60, 20, 0.9, ""), ("(1,845.00", 0, 40, 60, 60, 0.9, "")])
    assert texts(words) == ["(250.00)", "(1,845.00"]
