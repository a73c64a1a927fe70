"""Tables saved as text: told from other text by their rows, and read to the last one."""

from __future__ import annotations

import pytest

from extractors.delimited import find_delimiter
from extractors.media import open_paper, sniff_media
from extractors.reader import read_document
from watchbill.model import Outcome, Reason

HEAD = "CHECK_NUMBER,CHECK_DATE,VENDOR_NAME,AMOUNT\n"
ROW = '4417,2025-03-04,"Alder Paper, Co",1500\n'


def lines_of(text: str) -> list[str]:
    data = text.encode()
    paper, _ = open_paper(data, "", sniff_media(data), lambda: False)
    return [line.text for page in paper.pages for line in page.lines]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        (HEAD + ROW * 3, ","),
        ((HEAD + ROW * 3).replace(",", ";"), ";"),
        ("a\tb\tc\n1\t2\t3\n", "\t"),
        ("City of Larkspur Falls\nCheck register\n\n" + HEAD + ROW * 20, ","),
        ("Payee|Amount\n" + "Alder|1.00\n" * 5, "|"),
        ("x,y\n1,2\n", None),  # two columns of two rows may be anything
        ("Dear Chief, thank you, and your staff,\nfor the visit, the tour, and the talk,\nlast week.\n", None),
        ("To the clerk, city of X\nRe: request, records\nSincerely, A. Person\n" * 3, None),
        ("one line, only, with, commas\n", None),
        ("no table\n" * 50, None),
        ("", None),
    ],
)
def test_the_rows_tell_the_delimiter(text: str, delimiter: str | None) -> None:
    assert find_delimiter(text) == delimiter


def test_names_of_databases_are_set_as_words_and_bare_amounts_as_amounts() -> None:
    assert lines_of(HEAD + ROW * 2) == [
        "CHECK NUMBER CHECK DATE VENDOR NAME AMOUNT",
        *["4417 2025-03-04 Alder Paper, Co 1500.00"] * 2,
    ]


def test_every_row_of_a_long_checkbook_is_a_payment() -> None:
    rows = [f"{9000 + n},3/{n % 28 + 1}/2025,Vendor {n % 7} LLC,{n}.5" for n in range(1, 900)]
    text = "Check #,Check Date,Payee,Check Amount\n" + "\n".join(rows) + f"\n,,Total,{sum(range(1, 900)) + 449.5}\n"
    reading = read_document(text.encode())
    (record,) = reading.records
    assert (reading.outcome, len(record.payments)) == (Outcome.READ, 899)
    assert [check.passed for check in record.checks] == [True]
    assert record.payments[0].fields["amount"].value == "1.50"


def test_line_breaks_inside_cells_and_other_encodings_are_read() -> None:
    text = 'Vendor,Purpose,Amount\n"Café\nNoir","coffee,\nbeans",12.50\nAlder,paper,3.00\n'
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        data = text.encode(encoding)
        paper, _ = open_paper(data, "", sniff_media(data), lambda: False)
        assert [line.text for line in paper.pages[0].lines][1:3] == ["Café coffee, 12.50", "Noir beans"]


def test_a_table_with_a_cell_that_never_ends_is_partial() -> None:
    data = (HEAD + ROW * 400 + '1,2,"' + "x" * 200_000).encode()
    reading = read_document(data)
    assert (reading.outcome, reading.reason) == (Outcome.PARTIAL, Reason.DAMAGED)
    assert sum(len(record.payments) for record in reading.records) == 400


def test_the_time_runs_out_between_rows() -> None:
    data = (HEAD + ROW * 2_000).encode()
    paper, reasons = open_paper(data, "", "text/csv", lambda: True)
    assert reasons == (Reason.TIMED_OUT,)
    assert sum(len(page.lines) for page in paper.pages) > 490
