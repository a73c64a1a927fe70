"""Saved web pages: what a browser shows, tables of data as tables, and pages made to stop a reader."""

from __future__ import annotations

import pytest

from extractors.media import open_paper, sniff_media
from extractors.paper import Page
from extractors.reader import read_document
from extractors.tables import find_tables
from watchbill.model import Outcome


def first_page(html: str) -> Page:
    data = html.encode()
    assert sniff_media(data) == "text/html"
    paper, _ = open_paper(data, "", "text/html", lambda: False)
    return paper.pages[0]


def test_a_table_of_data_keeps_its_cells() -> None:
    page = first_page(
        "<!doctype html><title>Payments</title><p>Paid in March</p><table><tr><th>Vendor<th colspan=2>Amount</tr>"
        "<tr><td><div>Alder</div><div>Paper Co</div></td><td>USD</td><td>1.00</td></tr></table><p>The end"
    )
    (table,) = find_tables(page)
    assert table.texts[1] == ["Alder Paper Co", "USD", "1.00"]
    assert [line.text for line in page.lines] == [
        "Payments",
        "Paid in March",
        "Vendor Amount",
        "Alder USD 1.00",
        "Paper Co",
        "The end",
    ]


def test_a_table_that_only_places_things_is_text() -> None:
    page = first_page(
        "<html><table><tr><td>City of Larkspur Falls<table><tr><td>Invoice</td><td>A-1</td></tr>"
        "<tr><td>Total</td><td>$9.00</td></tr></table></td></tr></table><noscript>enable scripts</noscript>"
    )
    assert [line.text for line in page.lines] == ["City of Larkspur Falls", "Invoice A-1", "Total $9.00"]


@pytest.mark.parametrize(
    "body", ["<div>" * 100_000, "<table><tr>" * 50_000, "<td>" * 100_000, "&" * 50_000, "<!--" * 100_000, "<p>\0</p>"]
)
def test_endless_pages_end(body: str) -> None:
    reading = read_document(f"<!doctype html><html><body>{body}".encode())
    assert reading.outcome in (Outcome.NOTHING_FOUND, Outcome.PARTIAL, Outcome.REFUSED)
