"""Resolutions: number, adoption day in words, seller, ceiling; decoys stay decoys."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.kinds.resolution import read
from extractors.media import cpu_clock, open_paper, sniff_media
from extractors.typeset import typeset
from watchbill.model import Kind

TEXT = """
                      CITY OF SPRINGFIELD, FLORIDA

                        RESOLUTION NO. 2024- 30

A RESOLUTION OF THE CITY COMMISSION AUTHORIZING CITY STAFF TO EXECUTE A CONTRACT WITH
FREEBEE TO PROVIDE TRANSPORTATION AT AN AMOUNT NOT TO EXCEED $ 520, 785 ANNUALLY.

WHEREAS, the City was notified on October 9, 2023 that it was awarded a grant in the amount of
$253,000; and

WHEREAS, Freebee will provide a revenue guarantee in the amount of $24,000; and

SECTION 2. That the City Commission authorizes a contract with Freebee at an amount not to exceed
$520,785 annually.

PASSED AND ADOPTED THIS THIRTEENTH DAY OF FEBRUARY, A.D., 2024.
"""


def test_a_resolution_with_a_ceiling():
    record = read(typeset(TEXT).pages)
    assert record is not None
    assert record.kind == Kind.RESOLUTION
    values = {name: value.value for name, value in record.fields.items()}
    assert values == {
        "number": "2024-30",
        "date": "2024-02-13",
        "agency": "CITY OF SPRINGFIELD, FLORIDA",
        "vendor": "FREEBEE",
        "ceiling": "520785.00",
    }
    assert record.fields["ceiling"].raw == "$ 520, 785"
    assert record.fields["date"].raw == "THIRTEENTH DAY OF FEBRUARY, A.D., 2024."


def test_a_budget_resolution_approves_no_purchase():
    record = read(
        typeset("""
RESOLUTION NO. 14-125
A RESOLUTION OF THE CITY COMMISSION OF THE CITY OF SPRINGFIELD, FLORIDA, AMENDING THE BUDGET.
WHEREAS, pursuant to Resolution No. 13-168, adopted on September 12, 2013, the budget was adopted,
SECTION 1. That the budget is hereby amended by appropriating funds as set forth in Memo #14-0857.
ADOPTED this the 19th day of August, 2014.
""").pages
    )
    assert record is not None
    assert record.fields["number"].value == "14-125"
    assert record.fields["date"].value == "2014-08-19"
    assert not {"total", "ceiling", "vendor"} & set(record.fields)


def test_the_memo_behind_a_resolution_is_not_what_it_approves(cases_folder: Path):
    data = (cases_folder / "corpus" / "pdfs" / "ftl-reso-14-125.pdf").read_bytes()
    paper, _ = open_paper(data, "resolution", sniff_media(data), cpu_clock(None))
    record = read(paper.pages)
    assert record is not None
    assert record.fields["number"].value == "14-125"
    assert not {"total", "ceiling"} & set(record.fields)


RENEWAL = """
RESOLUTION NO. 2024-12
WHEREAS, the City has an agreement with Acme Radio, Inc. from July 1, 2019 to June 30, 2024; and
NOW, THEREFORE, BE IT RESOLVED that the agreement {} in an amount not to exceed $50,000.
PASSED AND ADOPTED this 5th day of March, 2024.
"""


@pytest.mark.parametrize(
    "told",
    [
        "with Acme Radio, Inc. which ran from July 1, 2019 through June 30, 2024 is renewed for one year",
        "for the term from July 1, 2019 through June 30, 2024 is hereby extended for one year",
        "with Acme Radio, Inc. and its original term from July 1, 2018 through June 30, 2023 is known, and goes on",
    ],
)
def test_a_term_that_is_over_is_not_what_is_approved(told: str):
    record = read(typeset(RENEWAL.format(told)).pages)
    assert record is not None
    assert not {"start_date", "end_date"} & set(record.fields)


def test_a_new_term_is():
    record = read(typeset(RENEWAL.format("is renewed for a term from July 1, 2024 through June 30, 2025")).pages)
    assert record is not None
    assert (record.fields["start_date"].value, record.fields["end_date"].value) == ("2024-07-01", "2025-06-30")


def test_a_number_that_is_still_to_be_given_is_none():
    record = read(typeset(RENEWAL.replace("2024-12", "2024-XX").format("is renewed")).pages)
    assert record is not None
    assert "number" not in record.fields
