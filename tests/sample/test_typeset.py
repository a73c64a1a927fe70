"""Our own typesetter: the same bytes each time, the mark on every page, and noise like a scanner's."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from watchbill.errors import WatchbillError
from watchbill.typeset import typeset

PAPER = {
    "mark": "Facsimile typeset from published facts",
    "source": "A public source, 2018",
    "pages": [
        [{"title": "INVOICE"}, {"fields": {"Invoice Number": "A-1", "Invoice Date": "not published"}}],
        [{"table": {"head": ["Description", "Amount"], "rows": [["Cameras", "$12.00"]]}}],
    ],
}


def texts(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert typeset(PAPER) == typeset(PAPER)


def test_every_page_says_that_it_is_a_facsimile_and_names_its_source() -> None:
    pages = texts(typeset(PAPER))
    assert len(pages) == 2
    for text in pages:
        assert "Facsimile typeset from published facts" in text
        assert "A public source, 2018" in text


def test_a_scan_has_no_text_layer_and_keeps_its_pages() -> None:
    assert texts(typeset(PAPER | {"noise": {"scan": 100, "skew": 1.5, "stamp": "RECEIVED"}})) == ["", ""]


def test_a_turned_scan_is_wider_than_high() -> None:
    width, height = pdfium.PdfDocument(typeset(PAPER | {"noise": {"scan": 60, "rotate": 90}}))[0].get_size()
    assert width > height


def test_an_unknown_block_is_named() -> None:
    with pytest.raises(WatchbillError, match="colums"):
        typeset({"pages": [[{"colums": []}]]})


def test_a_page_that_overflows_is_refused() -> None:
    with pytest.raises(WatchbillError, match="more than fits"):
        typeset({"pages": [[{"text": "word " * 5000}]]})
