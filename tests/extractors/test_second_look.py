"""A doubtful scan is read by a second engine: agreement lifts, disagreement is said, sums decide, ink stays ink."""

from __future__ import annotations

import io
import socket
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from extractors import ocr, ocr_accurate
from extractors.paper import Page, Paper, Word
from extractors.rescans import read_page_again
from extractors.second_look import compared, doubtful_pages, improved
from tests.extractors import papers
from watchbill.model import Check, Kind, Record, Value

needs_extra = pytest.mark.skipif(
    not ocr_accurate.is_installed(), reason="the extra [ocr-accurate] is not installed: make ocr-accurate"
)


def word(text: str, x0: float, confidence: float = 0.9, top: float = 100, doubt: str = "") -> Word:
    return Word(text, x0, top, x0 + 7 * len(text), top + 10, 1, confidence, doubt=doubt)


def page(*words: Word) -> Page:
    return Page(1, 612, 792, "ocr", words)


def total_record(pages: Sequence[Page]) -> Record:
    """A reader of one line: two items and their total, in this order."""
    amounts = [word for word in pages[0].words if "." in word.text]
    values = [Decimal(word.text.strip("$").replace(",", "")) for word in amounts]
    last = amounts[-1]
    total = Value(str(values[-1]), last.text, 1, last.box, min(0.9, last.confidence), reason=last.doubt or None)
    check = Check("items_sum_to_total", sum(values[:-1]) == values[-1])
    return Record(Kind.INVOICE, (1, 1), 0.9, {"total": total}, checks=(check,))


def read_records(paper: Paper) -> tuple[Record, ...]:
    return (total_record(paper.pages),)


def read_again(first: Page, second: Page | None) -> tuple[Paper, Record]:
    paper = Paper((first,))
    paper, (record,) = improved(paper, read_records(paper), lambda _: second, read_records)
    return paper, record


def test_what_both_engines_read_gains_confidence_however_they_cut_it() -> None:
    first, second = compared(page(word("6,999.", 100, 0.6), word("00", 142, 0.7)), page(word("6,999.00", 100, 0.8)))
    assert [w.confidence for w in first.words] == [0.98, 0.98]
    assert [w.confidence for w in second.words] == [0.98]


def test_a_figure_that_the_engines_read_differently_says_so_on_both_sides() -> None:
    for side in compared(page(word("$129.04", 100)), page(word("$129.09", 100))):
        assert side.words[0].confidence <= 0.5
        assert side.words[0].doubt == "two engines read $129.04 and $129.09"


def test_words_that_differ_without_figures_stay_as_they_are() -> None:
    first, second = compared(page(word("Carrow", 100)), page(word("Carr0w", 100), word("Inc", 160)))
    assert "two engines" in first.words[0].doubt  # a nought is a figure
    assert second.words[1].doubt == ""
    first, _ = compared(page(word("Signal", 100)), page(word("Sigual", 100)))
    assert first.words[0] == word("Signal", 100)


def test_what_the_second_engine_passed_over_is_taken_from_the_first() -> None:
    _, second = compared(page(word("Total", 50), word("noise", 300, 0.2)), page(word("9.00", 100)))
    assert {w.text for w in second.words} == {"9.00", "Total"}


def test_ink_over_a_figure_is_forgiven_only_where_both_read_it_alike() -> None:
    covered = page(word("$129.04", 100, 0.3, doubt=ocr.RUN_OVER_BY_INK))
    assert compared(covered, page(word("$129.04", 100)))[1].words[0].doubt == ""
    assert compared(covered, page(word("$129.09", 100)))[1].words[0].doubt == ocr.RUN_OVER_BY_INK


def test_what_a_pen_struck_out_stays_out() -> None:
    first = replace(page(word("Total", 50)), struck=(word("9.00", 100),))
    second = compared(first, page(word("Total", 50), word("9.00", 100)))[1]
    assert [w.text for w in second.words] == ["Total"]
    assert second.struck == first.struck


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [
        (("40.00", "2.00", "48.00"), ("40.00", "2.00", "42.00"), "42.00"),
        (("40.00", "2.00", "42.00"), ("40.00", "2.00", "48.00"), "42.00"),
    ],
)
def test_where_engines_differ_the_reading_whose_sums_come_out_is_taken(
    first: tuple[str, ...], second: tuple[str, ...], total: str
) -> None:
    pages = [page(*(word(text, 100 * n + 50, 0.6) for n, text in enumerate(texts))) for texts in (first, second)]
    _, record = read_again(pages[0], pages[1])
    assert record.fields["total"].value == total
    assert record.checks[0].passed


def test_where_neither_adds_up_the_figure_stays_in_doubt() -> None:
    first = page(word("40.00", 50), word("3.00", 150), word("48.00", 250))
    second = page(word("40.00", 50), word("3.00", 150), word("49.00", 250))
    _, record = read_again(first, second)
    assert record.fields["total"].confidence < 0.95
    assert record.fields["total"].reason == "two engines read 48.00 and 49.00"


def test_pages_without_doubt_are_not_read_again() -> None:
    first = page(word("40.00", 50), word("2.00", 150), word("42.00", 250))

    def fail(_: Page) -> Page | None:
        raise AssertionError("read again")

    paper = Paper((first,))
    assert improved(paper, read_records(paper), fail, read_records) == (paper, read_records(paper))
    native = Paper((replace(page(word("40.00", 50), word("2.00", 150), word("48.00", 250)), origin="native"),))
    assert doubtful_pages(native, read_records(native)) == []


def test_a_page_that_cannot_be_drawn_again_keeps_its_first_reading() -> None:
    first = page(word("40.00", 50), word("2.00", 150), word("48.00", 250))
    paper, record = read_again(first, None)
    assert paper.pages == (first,)
    assert record.fields["total"].value == "48.00"


# --- with the engine --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scan() -> Image.Image:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 12)
        for row, line in enumerate(papers.INVOICE):
            canvas.drawString(72, 700 - 24 * row, line)

    return papers.picture(papers.pdf(draw), dots=200).filter(ImageFilter.GaussianBlur(0.8))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a model was asked for over the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@needs_extra
@pytest.mark.parametrize("lies", [0, 90])
def test_the_second_engine_reads_words_where_they_stand(scan: Image.Image, lies: int, no_network: None) -> None:
    """`lies`: how far clockwise the sheet was turned on the glass."""
    size = (792, 612) if lies else (612, 792)
    data = papers.scan(scan.rotate(-lies, expand=True), size=size)
    upright = Page(1, 612, 792, "ocr", (), turn=-lies % 360)
    again = read_page_again(data, "application/pdf", upright)
    assert again is not None
    found = {word.text: word for word in again.words}
    wanted = " ".join(papers.INVOICE).split()
    assert sum(text in found for text in wanted) >= 0.8 * len(wanted)
    assert found["$171,000.00"].top == pytest.approx(792 - 604 - 9, abs=4)


@needs_extra
def test_the_second_engine_reads_one_page_of_a_tiff(scan: Image.Image, no_network: None) -> None:
    out = io.BytesIO()
    blank = Image.new("L", scan.size, 255)
    blank.save(out, "TIFF", save_all=True, append_images=[scan], dpi=(200, 200))
    upright = Page(2, 612, 792, "ocr", ())
    again = read_page_again(out.getvalue(), "image/tiff", upright)
    assert again is not None
    assert "$171,000.00" in {word.text for word in again.words}
    assert read_page_again(out.getvalue(), "image/tiff", replace(upright, number=1)) is None
