"""Every document ends in one outcome, and boxes are those of the page as displayed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractors import reader
from extractors.paper import Page, Paper, box_around
from extractors.reader import READER, read_document
from extractors.segments import Segment
from tests.extractors import papers
from watchbill.model import Kind, Outcome, Reason, Record, Row, Value


def first_line(page: Page) -> Value:
    line = page.lines[0]
    return Value(line.text, line.text, page.number, box_around(line.words), 0.9)


def use(monkeypatch: pytest.MonkeyPatch, kinds: dict[int, Kind], faulty: frozenset[Kind] = frozenset()) -> None:
    """Cut a document into one-page papers of these kinds; reading one of a `faulty` kind fails."""

    def find_papers(paper: Paper) -> list[Segment]:
        return [Segment(kind, number, number, 1.0) for number, kind in kinds.items()]

    def read(kind: Kind, pages: Sequence[Page]) -> Record:
        if kind in faulty:
            raise ZeroDivisionError("a rule divided by nothing")
        value = first_line(pages[0])
        return Record(kind, (pages[0].number,) * 2, 1.0, {"subject": value}, payments=(Row({"payee": value}),))

    def reader_of(kind: Kind) -> object:
        return lambda pages: read(kind, pages)

    monkeypatch.setattr(reader, "find_papers", find_papers)
    monkeypatch.setattr(reader, "READERS", {kind: reader_of(kind) for kind in Kind})


def test_a_document_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, {1: Kind.INVOICE, 2: Kind.QUOTE})
    reading = read_document(papers.pages(2), "two.pdf")
    assert (reading.outcome, reading.reason) == (Outcome.READ, None)
    assert (reading.pages, reading.text, reading.media_type) == (2, "native", "application/pdf")
    assert reading.reader == READER
    assert [(record.kind, record.pages) for record in reading.records] == [(Kind.INVOICE, (1, 1)), (Kind.QUOTE, (2, 2))]
    assert [page.text for page in reading.page_texts] == ["Page 1", "Page 2"]


def test_nothing_found(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, {})
    assert read_document(papers.pages(1)).outcome is Outcome.NOTHING_FOUND


def test_a_fault_in_one_paper_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    use(monkeypatch, {1: Kind.INVOICE, 2: Kind.QUOTE}, faulty=frozenset({Kind.INVOICE}))
    reading = read_document(papers.pages(2))
    assert (reading.outcome, reading.reason) == (Outcome.PARTIAL, Reason.READER_FAULT)
    assert [record.kind for record in reading.records] == [Kind.QUOTE]
    assert (
        reading.detail
        == "pages 1 to 1, a paper of kind invoice: ZeroDivisionError in extractors/reader.py, line "
        + (reading.detail.rsplit(" ", 1)[1])
    )
    assert "the reader failed on pages 1 to 1" in caplog.text


def test_a_fault_in_cutting_the_document_leaves_its_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def find_papers(paper: Paper) -> list[Segment]:
        raise KeyError("Jane Doe's number")

    monkeypatch.setattr(reader, "find_papers", find_papers)
    reading = read_document(papers.pages(2))
    assert (reading.outcome, reading.reason) == (Outcome.PARTIAL, Reason.READER_FAULT)
    assert [page.text for page in reading.page_texts] == ["Page 1", "Page 2"]
    assert reading.detail.startswith("cutting the document into papers: KeyError in extractors/reader.py, line ")
    assert "Jane" not in reading.detail  # what a document says is no part of a report
    assert reading.as_json("a.pdf")["detail"] == reading.detail
    assert "KeyError" in caplog.text


def test_a_fault_in_opening_a_document_refuses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_paper(*_: object) -> tuple[Paper, tuple[Reason, ...]]:
        raise IndexError("no such page")

    monkeypatch.setattr(reader, "open_paper", open_paper)
    reading = read_document(papers.pages(1))
    assert (reading.outcome, reading.reason) == (Outcome.REFUSED, Reason.READER_FAULT)
    assert reading.detail.startswith("the document: IndexError in extractors/reader.py")


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_values_of_a_turned_page_are_cited_on_the_page_as_displayed(
    monkeypatch: pytest.MonkeyPatch, rotation: int
) -> None:
    """The same sheet with /Rotate shows its text sideways: the box must hold the ink of the page as shown."""
    import pypdfium2 as pdfium

    use(monkeypatch, {1: Kind.INVOICE})
    line = "Chicago Police Department, invoice for the lease of vehicles"
    data = papers.changed(papers.invoice((line,)), lambda document: document.pages[0].rotate(rotation, relative=False))
    reading = read_document(data)
    with pdfium.PdfDocument(data) as document:
        image = document[0].render(scale=1, grayscale=True).to_pil()
    ink = image.point(lambda grey: 255 if grey < 160 else 0).getbbox()
    assert ink is not None
    assert (reading.page_texts[0].width, reading.page_texts[0].height) == image.size
    for value in (reading.records[0].fields["subject"], reading.records[0].payments[0].fields["payee"]):
        assert value.raw == line
        x0, top, x1, bottom = value.bbox
        assert x0 - 1 <= ink[0] <= ink[2] <= x1 + 1
        assert top - 1 <= ink[1] <= ink[3] <= bottom + 1
        assert min(x1 - x0, bottom - top) < 20


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", Reason.EMPTY), (b"just words", Reason.NOT_A_DOCUMENT), (b"%PDF-1.4 cut", Reason.DAMAGED)]
)
def test_what_cannot_be_read_comes_back_refused(data: bytes, reason: Reason) -> None:
    reading = read_document(data, "letter.pdf")
    assert (reading.outcome, reading.reason, reading.records) == (Outcome.REFUSED, reason, ())
    assert len(reading.sha256) == 64


def test_no_time_at_all_is_timed_out() -> None:
    reading = read_document(papers.pages(3), cpu_seconds=0)
    assert (reading.outcome, reading.reason) == (Outcome.REFUSED, Reason.TIMED_OUT)


def test_running_out_of_memory_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_papers(paper: Paper) -> list[Segment]:
        raise MemoryError

    monkeypatch.setattr(reader, "find_papers", find_papers)
    reading = read_document(papers.pages(1))
    assert (reading.outcome, reading.reason) == (Outcome.REFUSED, Reason.OUT_OF_MEMORY)
