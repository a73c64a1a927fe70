"""Drawn tables become rows of cells that hold words with their boxes."""

from __future__ import annotations

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table as Typeset
from reportlab.platypus import TableStyle

from extractors.media import open_paper
from extractors.paper import Page, Rule
from extractors.tables import MOST_RULES, find_tables
from tests.extractors import papers

ROWS = [
    ["Qty", "Description", "Unit price", "Amount"],
    ["57", "Falcon camera", "3,000.00", "171,000.00"],
    ["1", "Set-up and\nshipping", "0.00", "0.00"],
]


def drawn(style: list[tuple[object, ...]], rows: list[list[str]] = ROWS) -> Page:
    def draw(canvas: Canvas) -> None:
        table = Typeset(rows, colWidths=[40, 200, 90, 90], style=TableStyle(style))
        table.wrapOn(canvas, 500, 500)
        table.drawOn(canvas, 72, 500)

    data = papers.pdf(draw)
    return open_paper(data, "", "application/pdf", lambda: False)[0].pages[0]


def test_a_grid_is_read_cell_by_cell() -> None:
    (table,) = find_tables(drawn([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    assert table.texts == [[cell.replace("\n", " ") for cell in row] for row in ROWS]
    amount = table.rows[1][3]
    assert amount is not None
    (word,) = amount.words
    assert amount.box[0] <= word.x0 < word.x1 <= amount.box[2]


def test_a_merged_cell_leaves_none_of_its_own() -> None:
    style: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("SPAN", (0, 0), (1, 0))]
    (table,) = find_tables(drawn(style))
    assert [cell is None for cell in table.rows[0]] == [False, True, False, False]


def test_a_frame_is_not_a_table() -> None:
    assert find_tables(drawn([("BOX", (0, 0), (-1, -1), 0.5, colors.black)])) == []


def test_a_drawing_of_thousands_of_lines_is_left_alone() -> None:
    rules = tuple(Rule(0, y / 10, 500, y / 10) for y in range(MOST_RULES + 1))
    assert find_tables(Page(1, 612, 792, "native", (), rules)) == []
