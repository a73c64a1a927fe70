"""Workbooks as pages: what is shown, what is hidden, and what is a bomb."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from extractors.media import open_paper, sniff_media
from extractors.office import package, sheets
from extractors.paper import Paper
from extractors.reader import read_document
from extractors.refusal import RefusedError
from extractors.tables import find_tables
from watchbill.model import Outcome, Reason


def made(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book)
    return out.getvalue()


def opened(data: bytes) -> tuple[Paper, tuple[Reason, ...]]:
    return open_paper(data, "", sniff_media(data), lambda: False)


def texts(paper: Paper) -> list[str]:
    return [line.text for page in paper.pages for line in page.lines]


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part rewritten, as another program would have written it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def register(rows: int, total: float | None = None) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("March")
        money, day = book.add_format({"num_format": "$#,##0.00"}), book.add_format({"num_format": "mm/dd/yyyy"})
        sheet.write_row(0, 0, ["City of Larkspur Falls"])
        sheet.write_row(1, 0, ["Check Register"])
        sheet.write_row(3, 0, ["Check No", "Check Date", "Vendor Name", "Description", "Amount"])
        for n in range(rows):
            sheet.write_row(4 + n, 0, [70100 + n])
            sheet.write_datetime(4 + n, 1, dt.datetime(2025, 3, 1 + n % 28), day)
            sheet.write_row(4 + n, 2, [f"Vendor {chr(65 + n % 26)} Supply Co", "Parts & labor"])
            sheet.write_number(4 + n, 4, 10 + n, money)
        if total is not None:
            sheet.write_string(4 + rows, 3, "Total")
            sheet.write_formula(4 + rows, 4, f"=SUM(E5:E{4 + rows})", money, total)

    return made(fill)


def test_a_register_of_thousands_of_rows_gives_every_row_and_its_sum() -> None:
    rows = 1_200
    reading = read_document(register(rows, sum(range(10, 10 + rows))))
    assert (reading.outcome, reading.pages) == (Outcome.READ, 23)
    (record,) = reading.records
    assert len(record.payments) == rows
    assert {(check.name, check.passed) for check in record.checks} == {("rows_sum_to_total", True)}
    last = record.payments[-1].fields
    assert (last["amount"].value, last["date"].value, last["number"].value) == ("1209.00", "2025-03-24", "71299")
    assert last["amount"].raw == "$1,209.00"


def test_the_header_is_printed_again_on_every_page() -> None:
    paper, _ = opened(register(120))
    assert len(paper.pages) == 3
    for page in paper.pages[1:]:
        assert page.lines[0].text == "Check No Check Date Vendor Name Description Amount"


def test_a_table_has_lines_around_its_cells() -> None:
    paper, _ = opened(register(3))
    (table,) = find_tables(paper.pages[0])
    assert table.texts[1] == ["70100", "03/01/2025", "Vendor A Supply Co", "Parts & labor", "$10.00"]


def test_bare_numbers_in_a_column_of_amounts_are_set_as_amounts() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Vendor", "PO_NUMBER", "Total Amount"])
        sheet.write_row(1, 0, ["Alder Paper Co", 4417, 1500])
        sheet.write_row(2, 0, ["Harbor Fuel Inc", 4418, 12.5])

    assert texts(opened(made(fill))[0]) == [
        "Vendor PO NUMBER Total Amount",
        "Alder Paper Co 4417 1500.00",
        "Harbor Fuel Inc 4418 12.50",
    ]


def test_what_is_hidden_is_not_read_and_the_sheet_says_so() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Payments")
        sheet.write_row(0, 0, ["Vendor", "Tax ID", "Amount"])
        sheet.write_row(1, 0, ["Alder Paper Co", "12-3456789", 1500])
        sheet.write_row(2, 0, ["Harbor Fuel Inc", "98-7654321", 25])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        drafts = book.add_worksheet("Drafts")
        drafts.write_row(0, 0, ["Secret plan"])
        drafts.hide()

    paper, reasons = opened(made(fill))
    assert texts(paper) == [
        "Payments",
        "Vendor Amount",
        "Alder Paper Co 1500.00",
        "[not shown: 1 hidden row; 2 cells of hidden columns; hidden sheet “Drafts”]",
    ]
    assert reasons == ()


def test_formulas_count_by_their_result_and_those_never_computed_are_named() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Subtotal", 12.5])
        sheet.write_formula(1, 0, '="To" & "tal"', None, "Total")
        sheet.write_formula(1, 1, "=B1*2", None, 25)
        sheet.write_formula(2, 1, "=B1*3")  # written by a program that never computed it

    assert texts(opened(made(fill))[0]) == ["Subtotal 12.5", "Total 25", "[not shown: 1 formula without a result]"]


def test_merged_cells_links_rich_text_and_errors_are_shown() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.merge_range(0, 0, 0, 3, "A heading over all of the columns of the table below it")
        sheet.write_rich_string(1, 0, "Paid ", bold, "in full")
        sheet.write_url(1, 1, "https://records.example/1", None, "the record")
        sheet.write_boolean(1, 2, True)
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_string(2, 0, "two\nlines")

    assert texts(opened(made(fill))[0]) == [
        "A heading over all of the columns of the table below it",
        "Paid in full the record TRUE #DIV/0!",
        "two",
        "lines",
    ]


def test_every_sheet_begins_a_page_under_its_name() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Quote").write_row(0, 0, ["first"])
        book.add_worksheet("Sheet2").write_row(0, 0, ["second"])
        book.add_worksheet("Empty")

    paper, _ = opened(made(fill))
    assert [[line.text for line in page.lines] for page in paper.pages] == [["Quote", "first"], ["second"]]
    assert [page.number for page in paper.pages] == [1, 2]
    assert {word.page for word in paper.pages[1].words} == {2}


def test_a_workbook_without_a_cell_is_one_empty_page() -> None:
    assert read_document(made(lambda book: book.add_worksheet())).outcome is Outcome.NOTHING_FOUND


def test_the_strict_form_and_cells_without_places_are_read() -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    data = changed(
        register(2),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb' r="[A-Z]*\d+"', b"", xml).replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", strict
        ),
    )
    assert "70101 03/02/2025 Vendor B Supply Co Parts & labor $11.00" in texts(opened(data)[0])


# --- hostile ones ----------


def test_rows_before_the_damage_are_kept() -> None:
    data = changed(register(50), "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    reading = read_document(data)
    assert (reading.outcome, reading.reason) == (Outcome.PARTIAL, Reason.DAMAGED)
    assert 20 < len(reading.records[0].payments) < 30


def test_more_rows_than_are_read_make_the_reading_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_PAGES", 2)
    paper, reasons = opened(register(200))
    assert (len(paper.pages), reasons) == (2, (Reason.TOO_MANY_PAGES,))


def test_the_time_runs_out_between_rows() -> None:
    paper, reasons = open_paper(register(1_100), "", workbook_type(), lambda: True)
    assert reasons == (Reason.TIMED_OUT,)
    assert sum(len(page.lines) for page in paper.pages) > 490


def workbook_type() -> str:
    return sniff_media(register(1))


def test_columns_beyond_the_most_are_left_out() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write_row(0, 0, [f"c{n}" for n in range(16_000)])

    paper, reasons = opened(made(fill))
    assert reasons == (Reason.TOO_MANY_PAGES,)
    assert len(paper.pages[0].words) == 200


def test_a_million_empty_cells_cost_nothing() -> None:
    cells = b'<row r="9">' + b"<c/>" * 1_000_000 + b"</row></sheetData>"
    data = changed(register(2), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", cells))
    paper, _ = opened(data)
    assert len(paper.pages) == 1


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
def test_a_part_that_claims_too_much_is_refused(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_WHOLE", 300_000)
    monkeypatch.setattr(package, "MOST_STREAMED", 300_000)
    data = changed(register(2), part, lambda xml: xml + b" " * 400_000)
    assert len(data) < 20_000
    with pytest.raises(RefusedError) as caught:
        opened(data)
    assert caught.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_an_archive_that_lies_about_its_sizes_gives_no_more_than_it_claims(part: str) -> None:
    """A bomb may claim to be small: its headers say 500 bytes of a part that unpacks to 30 MB."""
    data = bytearray(changed(register(2), part, lambda xml: xml + b" " * 30_000_000))
    entry = data.index(part.encode(), data.index(b"PK\x01\x02"))
    struct.pack_into("<I", data, entry - 46 + 24, 500)
    tracemalloc.start()
    try:
        with pytest.raises(RefusedError) as caught:
            opened(bytes(data))
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert caught.value.reason is Reason.DAMAGED


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    head = f'<!DOCTYPE sst [<!ENTITY l0 "ha"><!ENTITY own SYSTEM "file://{secret}">{laughs}]>'
    for reference in ("&own;", "&l12;"):

        def spoil(xml: bytes, reference: str = reference) -> bytes:
            text = xml.decode().replace("?>", f"?>{head}", 1)
            return text.replace("Check Register", f"Check Register {reference}").encode()

        reading = read_document(changed(register(2), "xl/sharedStrings.xml", spoil))
        assert "hunter2" not in "".join(page.text for page in reading.page_texts)
        assert sum(len(page.text) for page in reading.page_texts) < 5_000


@pytest.mark.parametrize(
    ("stream", "reason"),
    [("EncryptedPackage", Reason.ENCRYPTED), ("Workbook", Reason.DAMAGED), ("WordDocument", Reason.OLD_OFFICE)],
)
def test_locked_and_old_files_are_refused_by_name(stream: str, reason: Reason) -> None:
    from tests.outlook import compound_file

    reading = read_document(compound_file({stream: b"x" * 5000}))
    assert (reading.outcome, reading.reason) == (Outcome.REFUSED, reason)
