"""Amounts on scans whose decimal point was not read: put together where a column proves its cents, else left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.lost_points import with_lost_parentheses, with_lost_points
from extractors.paper import Page, Word


def _page(rows: list[list[tuple[str, float, float]]], origin: str = "ocr") -> Page:
    words = tuple(
        Word(text, x0, 100.0 + 12 * n, x1, 108.0 + 12 * n, 1, confidence=0.95)
        for n, row in enumerate(rows)
        for text, x0, x1 in row
    )
    return Page(1, 612.0, 792.0, origin, words)


WITNESSES = [[("1,929.20", 500.0, 540.0)], [("75.71", 515.0, 540.0)], [("3,308.87", 500.0, 540.0)]]


@pytest.mark.parametrize(
    ("pieces", "amount"),
    [
        ([("4,299", 500.0, 527.0), ("77", 531.0, 540.0)], "4,299.77"),
        ([("3,", 497.0, 505.0), ("268", 509.0, 527.0), ("38", 531.0, 540.0)], "3268.38"),
        ([("11,", 515.0, 527.0), ("00", 531.0, 540.0)], "11.00"),
        ([("$42", 512.0, 527.0), ("08", 531.0, 540.0)], "$42.08"),
    ],
)
def test_pieces_that_end_where_amounts_end_are_one_amount(pieces: list[tuple[str, float, float]], amount: str) -> None:
    page = with_lost_points(_page([*WITNESSES, pieces]))
    last = page.words[-1]
    assert last.text.replace(",", "") == amount.replace(",", "")
    assert last.confidence <= 0.75
    assert (last.x0, last.x1) == (pieces[0][1], pieces[-1][2])


def test_without_three_amounts_at_the_same_edge_nothing_is_joined() -> None:
    page = _page([*WITNESSES[:2], [("4,299", 500.0, 527.0), ("77", 531.0, 540.0)]])
    assert with_lost_points(page) is page


def test_figures_far_apart_and_native_pages_stay() -> None:
    apart = _page([*WITNESSES, [("4,299", 400.0, 427.0), ("77", 531.0, 540.0)]])
    assert with_lost_points(apart) is apart
    native = replace(_page([*WITNESSES, [("4,299", 500.0, 527.0), ("77", 531.0, 540.0)]]), origin="native")
    assert with_lost_points(native) is native


PAID = [[(f"({amount})", 500.0, 540.0)] for amount in ("1,929.20", "75.71", "3,308.87", "8,500.00")]


@pytest.mark.parametrize("torn", ["6,299.40)", "(6,299.40", "{6,299.40)", "(6,299.40}"])
def test_a_parenthesis_that_a_scan_lost_is_put_back_where_a_column_has_both(torn: str) -> None:
    word = with_lost_parentheses(_page([*PAID, [(torn, 503.0, 540.0)]])).words[-1]
    assert word.text == "(6,299.40)"
    assert word.confidence <= 0.75


def test_an_amount_without_any_among_amounts_in_parentheses_is_in_doubt() -> None:
    word = with_lost_parentheses(_page([*PAID, [("6,299.40", 503.0, 540.0)]])).words[-1]
    assert (word.text, word.confidence, word.doubt) == ("6,299.40", 0.5, "its parentheses may be lost")


def test_a_column_of_few_credits_says_nothing_of_its_other_amounts() -> None:
    credits = [[(f"({n},929.20)", 500.0, 540.0)] for n in (1, 2, 3)]
    plain = [[(f"{n},300.10", 503.0, 540.0)] for n in (1, 2, 3, 4)]
    page = _page([*credits, *plain])
    assert with_lost_parentheses(page).words == page.words
    native = replace(_page([*PAID, [("6,299.40)", 503.0, 540.0)]]), origin="native")
    assert with_lost_parentheses(native) is native
