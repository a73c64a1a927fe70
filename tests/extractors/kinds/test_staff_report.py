"""Staff reports: what is recommended, with whom and for how much; what losers bid and grants allow does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.kinds.staff_report import read
from extractors.media import cpu_clock, open_paper, sniff_media
from extractors.typeset import typeset

MEMO = """
CITY OF SPRINGFIELD
City Commission Agenda Memo                      #16-0085

TO:    Honorable Mayor
DATE:  February 2, 2016
TITLE: Motion to Approve the Purchase of Readers - Safeware, Inc. - $54,105.65

It is recommended that the City Commission approve the purchase of readers from
Safeware, Inc. in the amount of $54,105.65.

Funds were appropriated through CAM #15-0487. The price was lower than the grant allowance of
$191,723.
"""


def test_a_memo_with_a_total():
    record = read(typeset(MEMO).pages)
    assert record is not None
    assert {name: value.value for name, value in record.fields.items()} == {
        "number": "16-0085",
        "date": "2016-02-02",
        "agency": "CITY OF SPRINGFIELD",
        "vendor": "Safeware, Inc.",
        "total": "54105.65",
    }


def test_a_ceiling_is_no_total():
    record = read(typeset(MEMO.replace("in the amount of $54,105.65", "in an amount not to exceed $60,000")).pages)
    assert record is not None
    assert record.fields["ceiling"].value == "60000.00"
    assert "total" not in record.fields


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("ftl-cam-14-0192", "total", "143440.00"),
        ("ftl-cam-14-0192", "number", "14-0192"),
        ("ftl-legdet-2015", "date", "2015-02-17"),
        ("ppn-leg-2021", "ceiling", "116300.00"),
        ("ppn-leg-2024", "vendor", "FLOCK GROUP, INC."),
    ],
)
def test_real_reports(cases_folder: Path, name: str, field: str, value: str):
    data = (cases_folder / "corpus" / "pdfs" / f"{name}.pdf").read_bytes()
    paper, _ = open_paper(data, name, sniff_media(data), cpu_clock(None))
    record = read(paper.pages)
    assert record is not None
    assert record.fields[field].value == value


HEADED = """
CITY OF MARLOW                                   {}
STAFF REPORT
DATE:  February 2, 2016
{}
It is recommended that the City Commission approve the purchase of readers from Safeware, Inc.
"""


def test_a_number_with_letters_of_the_body_fills_its_cell():
    record = read(typeset(HEADED.format("AIS No. 16-211", "")).pages)
    assert record is not None
    assert record.fields["number"].value == "16-211"


@pytest.mark.parametrize("letters", ["PSA", "MOU", "CO", "TO", "AGR", "CON", "GRT", "DPS", "QX"])
def test_the_number_of_what_is_asked_for_is_not_the_reports(letters: str):
    for asked in ("Subject: Approve {} No. 16-118 with Safeware, Inc.", "Item:       {} No. 16-118"):
        record = read(typeset(HEADED.format("", asked.format(letters))).pages)
        assert record is not None
        assert "number" not in record.fields
