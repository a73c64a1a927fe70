"""What an explanation says of a page: values with state and label, figures passed over with the reason, words."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from extractors.children import Limits
from extractors.explain import explain_page
from extractors.explain_file import explain_file
from extractors.explained import ACCEPTED, FAILED, Explanation, PageExplained
from extractors.reader import read_with_pages
from tests.extractors import papers
from tests.extractors.test_children import bomb
from watchbill.model import Outcome, Reason
from watchbill.typeset import typeset

INVOICE: dict[str, Any] = {
    "pages": [
        [
            {"letterhead": ["Northlight Cameras Inc", "12 Harbor Street, Portland"]},
            {"title": "INVOICE"},
            {"fields": {"Invoice number": "NC-4471", "Invoice date": "03/14/2024", "Printed on": "04/02/2024"}},
            {"columns": [{"Bill To": ["Springfield Police Department", "1 Main Street"]}]},
            {
                "table": {
                    "head": ["Description", "Quantity", "Unit price", "Amount"],
                    "rows": [["Fixed camera", "4", "$1,200.00", "$4,800.00"], ["Mount", "4", "$50.00", "$200.00"]],
                    "widths": [220, 70, 90, 90],
                }
            },
            {"fields": {"Total": "$5,000.00", "Amount paid last year": "$777.00"}},
            {"text": "Thank you for your custom."},
        ],
        [{"title": "TERMS"}, {"text": "Cameras stay ours until they are paid."}],
    ]
}


def explained(data: bytes, number: int = 1) -> PageExplained:
    reading, paper = read_with_pages(data, "paper.pdf")
    return explain_page(paper, reading, number)


@pytest.fixture(scope="module")
def page() -> PageExplained:
    return explained(typeset(INVOICE))


def test_values_say_field_state_row_and_label(page: PageExplained) -> None:
    own = {one.field: one for one in page.understood if not one.row}
    assert own["total"].state == ACCEPTED
    assert own["total"].value.value == "5000.00"
    labels = {field: page.labels[one.label].text for field, one in own.items() if one.label is not None}
    assert labels["number"] == "Invoice number:"
    assert labels["date"] == "Invoice date:"
    assert labels["total"] == "Total:"
    assert labels["agency"] == "Bill To"
    assert {one.row for one in page.understood} == {"", "item 1", "item 2"}
    assert page.led == {one.label for one in own.values() if one.label is not None}


def test_figures_passed_over_say_why(page: PageExplained) -> None:
    why = {figure.text: (figure.what, figure.why) for figure in page.figures}
    assert why["04/02/2024"] == ("date", "beside 'Printed on:' (not_a_date), which fills no field of this paper")
    assert why["$777.00"][0] == "money"
    assert set(why) == {"04/02/2024", "$777.00"}


def test_words_nothing_used_are_named_and_the_others_are_not(page: PageExplained) -> None:
    passed = " ".join(one.text for one in page.passed if one.what == "words")
    assert "Thank you for your custom." in passed
    assert "1 Main Street" in passed
    for used in ("NC-4471", "Total", "$5,000.00", "$777.00", "Springfield"):
        assert used not in passed


def test_a_page_of_no_new_value_is_explained_too() -> None:
    page = explained(typeset(INVOICE), 2)
    assert (page.understood, page.figures) == ((), ())
    assert any("stay ours" in one.text for one in page.passed)


def test_a_failed_check_marks_the_total_and_what_is_unsure_of_its_rows() -> None:
    wrong = {"pages": [[*INVOICE["pages"][0][:5], {"fields": {"Total": "$5,100.00"}}]]}
    reading, paper = read_with_pages(typeset(wrong), "wrong.pdf")
    (record,) = reading.records
    assert [check.name for check in record.checks if not check.passed] == ["items_sum_to_total"]
    states = {(one.row, one.field): one.state for one in explain_page(paper, reading, 1).understood}
    assert states["", "total"] == FAILED
    assert states["item 1", "amount"] == ACCEPTED  # its product holds, so the check is not about it


def test_boxes_of_a_sideways_scan_lie_on_the_page_as_displayed() -> None:
    page = explained(typeset(INVOICE | {"pages": INVOICE["pages"][:1], "noise": {"scan": 150, "rotate": 90}}))
    assert (page.origin, page.turn) == ("ocr", 270)
    assert (round(page.width), round(page.height)) == (792, 612)
    (total,) = (one.value for one in page.understood if one.field == "total")
    x0, top, x1, bottom = total.bbox
    assert x1 - x0 < bottom - top, "the total runs down the page"
    assert all(0 <= box[0] < box[2] <= page.width + 1 for one in page.passed for box in one.boxes)


def test_a_page_the_document_does_not_have(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset(INVOICE))
    with pytest.raises(IndexError) as missing:
        explain_file(path, "a.pdf", [1, 3])
    assert missing.value.args == (2,)


def test_a_refused_document_has_a_reading_and_no_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"These are only words.")
    refused = explain_file(path, "a.pdf", [1])
    assert isinstance(refused, Explanation)
    assert (refused.reading.outcome, refused.reading.reason) == (Outcome.REFUSED, Reason.NOT_A_DOCUMENT)
    assert (refused.pages, refused.pictures) == ((), ())


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not limit a process's memory")
def test_a_bomb_kills_its_child_and_not_us(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(bomb(900))
    assert explain_file(path, "bomb.pdf", [1], limits=Limits(memory_bytes=600 << 20)) == Reason.OUT_OF_MEMORY


def test_all_pages_without_pictures(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(papers.pages(3))
    found = explain_file(path, "a.pdf", None, is_drawn=False)
    assert isinstance(found, Explanation)
    assert [page.number for page in found.pages] == [1, 2, 3]
    assert found.pictures == ()
