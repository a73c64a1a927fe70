"""The work on a page grows with its words, not with their square: a page may hold thousands of small ones.

Work is counted, not timed: the steps of Python's own machine, on a page and on one four times as long.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from extractors import clauses
from extractors.labels import Form, candidates, find_labels
from extractors.paper import Page, Word
from extractors.signing import signature_lines

SHORT, FACTOR = 16, 4
#: Four times the words may take a little more than four times the work (sorting), far from sixteen times.
MOST = 5.0


def page_of(line: str, rows: int) -> Page:
    """A page of equal lines; each word five points a letter wide."""
    words = []
    for row in range(rows):
        x = 40.0
        for text in line.split():
            words.append(Word(text, x, 40.0 + 12 * row, x + 5.0 * len(text), 48.0 + 12 * row, 1))
            x += 5.0 * len(text) + (14 if text.endswith(";") else 4)
    return Page(1, 4000, 80.0 + 12 * rows, "native", tuple(words))


def steps(work: Callable[[], object]) -> int:
    """How many steps of Python's machine some work takes."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def labels_of(page: Page) -> object:
    return find_labels(page)


def values_of(page: Page) -> object:
    form = Form.of([page])
    meanings = {label.meaning for label in form.labels[1]}
    return [candidates(form, meanings, kind) for kind in ("money", "date", "number")]


def dates_of(page: Page) -> object:
    return list(clauses.dates_in_prose(Form.of([page])))


def ceiling_of(page: Page) -> object:
    return clauses.ceiling(Form.of([page]))


@pytest.mark.parametrize(
    ("work", "line"),
    [
        (labels_of, "Purchase Order; Total Price; Invoice No.; Due Date; Ship To; words of no label"),
        (values_of, "Total: Due Date: 1/2/2024 Invoice No. A-17 Ship To; Order"),
        (dates_of, "signed on March 1, 2024 and paid on 4/5/2024 or later"),
        (ceiling_of, "NOW, THEREFORE the city pays $12.50 and no more"),
    ],
)
def test_four_times_the_words_take_four_times_the_work(work: Callable[[Page], object], line: str) -> None:
    work(page_of(line, 2))  # what is found once, as the words of labels, is found before
    short, long = (steps(lambda rows=rows: work(page_of(line, rows))) for rows in (SHORT, FACTOR * SHORT))
    assert long <= MOST * short, f"{short} steps on a page, {long} on one {FACTOR} times as long"


def test_a_row_of_thousands_of_cells_is_no_square_either() -> None:
    cells = "Purchase; Order; Total; Price; Number; Date;"
    short, long = (steps(lambda n=n: find_labels(page_of(" ".join([cells] * n), 3))) for n in (SHORT, FACTOR * SHORT))
    assert long <= MOST * short, f"{short} steps on a row, {long} on one {FACTOR} times as long"


def test_a_page_of_nothing_but_labels_to_sign_at_is_no_signature_page() -> None:
    """Each of them would be compared with all others."""
    assert len(signature_lines(page_of("By: Ann;", 20))) == 20
    assert signature_lines(page_of("By: Ann;", 200)) == ()
