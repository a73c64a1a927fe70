"""What a change strikes out is not said; lines under words and between rows strike nothing out."""

from __future__ import annotations

from time import process_time

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.paper import Page, Rule, Word
from extractors.reader import read_document
from extractors.struck import without_struck
from tests.extractors import papers
from watchbill.model import Kind, Record

ROWS = (
    "AMENDMENT NO. 2 TO AGREEMENT NO. 2021-0388",
    "THIS AMENDMENT NO. 2 is entered into on July 11, 2023, by and between the Town of Birch Hollow (the \"Town\") and",
    "Corwin Analytics, Inc., a Delaware corporation (the \"Consultant\").",
    "NOW, THEREFORE, the parties agree: Section 1. Section 3.1 of the Agreement is amended to read:",
    "\"Compensation for all services shall not exceed the total sum of $61,200.00 Ninety-One Thousand",
    "Eight Hundred Dollars ($91,800.00).\"",
)  # fmt: skip


def amendment(over: float) -> Record:
    """The change of a contract with a line so many points over the foot of the letters of an amount."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for number, row in enumerate(ROWS):
            canvas.drawString(50, 720 - 18 * number, row)
        before, word = ROWS[4].split("$61,200.00")[0], "$61,200.00"
        x0 = 50 + canvas.stringWidth(before, "Helvetica", 10)
        y = 720 - 18 * 4 + over
        canvas.line(x0, y, x0 + canvas.stringWidth(word, "Helvetica", 10), y)

    (record,) = read_document(papers.pdf(draw), "amendment.pdf").records
    assert record.kind == Kind.AMENDMENT
    return record


def test_a_struck_amount_is_no_ceiling_and_is_named() -> None:
    record = amendment(3.2)
    assert record.fields["ceiling"].value == "91800.00"
    assert [check.detail for check in record.checks if check.name == "nothing_struck_out"] == ["$61,200.00 on page 1"]


def test_a_line_under_an_amount_underlines_it() -> None:
    record = amendment(-1.6)
    assert record.fields["ceiling"].value == "61200.00"
    assert not [check for check in record.checks if check.name == "nothing_struck_out"]


@pytest.mark.parametrize("over", [0.8, 1.4, 1.8])
def test_a_line_that_sits_high_under_an_amount_deletes_nothing_but_is_named(over: float) -> None:
    record = amendment(over)
    assert record.fields["ceiling"].value == "61200.00"
    assert [check.detail for check in record.checks if check.name == "nothing_struck_out"] == ["$61,200.00 on page 1"]


def test_pages_full_of_struck_words_cost_no_more_than_their_words() -> None:
    words = tuple(
        Word(f"w{n}", x := 20 + n % 20 * 28.0, y := 10 + n // 20 * 12.0, x + 20, y + 10, 1) for n in range(20_000)
    )
    rules = [Rule(word.x0, word.top + 5, word.x1, word.top + 5) for word in words]
    began = process_time()
    (page,), _ = without_struck([Page(1, 612, 13_000, "native", words, rules)])
    assert len(page.struck) == 20_000
    assert process_time() - began < 5  # a minute and more where each word is looked for among all others
