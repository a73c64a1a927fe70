"""Old workbooks (.xls) as pages: read like new ones, what they hide left out, and damage never more than a refusal."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable
from typing import Any

import pytest
import xlwt

from extractors.media import open_paper, sniff_media
from extractors.paper import Paper
from extractors.reader import read_document
from extractors.refusal import RefusedError
from tests.outlook import compound_file
from watchbill.model import Outcome, Reason


def made(fill: Callable[[Any], None]) -> bytes:
    book = xlwt.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes) -> tuple[Paper, tuple[Reason, ...]]:
    return open_paper(data, "", sniff_media(data), lambda: False)


def texts(paper: Paper) -> list[str]:
    return [line.text for page in paper.pages for line in page.lines]


def in_format(code: str) -> Any:
    return xlwt.easyxf(num_format_str=code)


def register(rows: int) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("March")
        sheet.write(0, 0, "City of Larkspur Falls")
        sheet.write(1, 0, "Check Register")
        for column, head in enumerate(("Check No", "Check Date", "Vendor Name", "Description", "Amount")):
            sheet.write(3, column, head)
        day, money = in_format("mm/dd/yyyy"), in_format("$#,##0.00")
        for n in range(rows):
            sheet.write(4 + n, 0, 70100 + n)
            sheet.write(4 + n, 1, dt.datetime(2009, 3, 1 + n % 28), day)
            sheet.write(4 + n, 2, f"Vendor {chr(65 + n % 26)} Supply Co")
            sheet.write(4 + n, 3, "Parts & labor")
            sheet.write(4 + n, 4, 10 + n, money)
        sheet.write(4 + rows, 3, "Total")
        sheet.write(4 + rows, 4, sum(range(10, 10 + rows)), money)

    return made(fill)


def test_a_register_gives_every_row_and_its_sum() -> None:
    reading = read_document(register(300))
    assert (reading.outcome, reading.media_type) == (Outcome.READ, "application/vnd.ms-excel")
    (record,) = reading.records
    assert len(record.payments) == 300
    assert {(check.name, check.passed) for check in record.checks} == {("rows_sum_to_total", True)}
    last = record.payments[-1].fields
    assert (last["amount"].value, last["date"].value, last["number"].value) == ("309.00", "2009-03-20", "70399")


def test_what_is_hidden_is_not_read_and_the_sheet_says_so() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("Payments")
        rows = [("Vendor", "Tax ID", "Amount", "Note"), ("Alder Paper Co", "12-3456789", 1500, "private")]
        rows += [("Harbor Fuel Inc", "98-7654321", 25, "private"), ("Fir Tools LLC", "55-5555555", 40, "private")]
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        sheet.row(2).hidden = True
        sheet.row(3).height_mismatch = True
        sheet.row(3).height = 0
        sheet.col(1).hidden = True
        sheet.col(3).width = 0
        drafts = book.add_sheet("Drafts")
        drafts.write(0, 0, "Secret plan")
        drafts.visibility = 2

    assert texts(opened(made(fill))[0]) == [
        "Payments",
        "Vendor Amount",
        "Alder Paper Co 1500.00",
        "[not shown: 2 hidden rows; 4 cells of hidden columns; hidden sheet “Drafts”]",
    ]


def test_cells_are_shown_as_their_formats_say() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write_merge(0, 0, 0, 3, "A heading over all of the columns of the table below it")
        sheet.write(1, 0, 0.0725, in_format("0.00%"))
        sheet.write(1, 1, dt.datetime(2009, 3, 25), in_format("dd/mm/yyyy"))  # no page can prove that days come first
        sheet.write(1, 2, 1500.25, in_format("$#,##0"))
        sheet.write(1, 3, True)
        sheet.write(2, 0, xlwt.Formula("1/0"))  # never computed
        sheet.write(2, 1, "two\nlines")

    assert texts(opened(made(fill))[0]) == [
        "A heading over all of the columns of the table below it",
        "7.25% 2009-03-25 $1,500.25 TRUE",
        "two",
        "lines",
    ]


def test_workbooks_of_old_macs_count_from_1904() -> None:
    def fill(book: Any) -> None:
        book.dates_1904 = True
        book.add_sheet("Sheet1").write(0, 0, 39165, in_format("mm/dd/yyyy"))

    assert texts(opened(made(fill))[0]) == ["03/25/2011"]


def test_one_cell_in_the_last_corner_costs_nothing() -> None:
    paper, reasons = opened(made(lambda book: book.add_sheet("Sheet1").write(65_535, 199, "corner")))
    assert (texts(paper), reasons) == (["corner"], ())


def test_the_time_runs_out_between_rows() -> None:
    paper, reasons = open_paper(register(1_100), "", sniff_media(register(1)), lambda: True)
    assert reasons == (Reason.TIMED_OUT,)
    assert sum(len(page.lines) for page in paper.pages) > 490


def test_damage_is_a_refusal_and_no_fault_of_ours() -> None:
    whole, chance = register(20), random.Random(7)
    for _ in range(60):
        spoiled = bytearray(whole)
        for _ in range(chance.choice((1, 20, 400))):
            spoiled[chance.randrange(512, len(spoiled))] = chance.randrange(256)
        assert read_document(bytes(spoiled)).reason is not Reason.READER_FAULT
    for data in (
        whole[:600] + bytes(400) + whole[1000:],
        compound_file({"Workbook": b""}),
        compound_file({"Book": b"\x09\x08"}),
    ):
        with pytest.raises(RefusedError) as caught:
            opened(data)
        assert caught.value.reason is Reason.DAMAGED
