"""Contracts, amendments and grants: parties, numbers, terms, and a total apart from a ceiling."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.kinds import amendment, contract, grant
from extractors.reader import read_document
from tests.extractors.setting import pages_of
from watchbill.model import Kind, Record

CONTRACT = """
CITY OF EUGENE SOFTWARE SERVICES CONTRACT
BETWEEN:     The City of Eugene, (City) an Oregon Municipal Corporation
AND:         Flock Group Inc, (Contractor) a Corporation of the State of Delaware
CONTRACT NO.:     2025-03244
EXPIRATION DATE:     Two years from date of first operational camera
The Contractor keeps insurance in an amount not to exceed $2,000,000 per occurrence.
"""
SIGNED = """
Contract Total:     $342,000.00
FLOCK GROUP, INC.                  Customer: City of Eugene
By:                                By:
Name:                              Name:
Date: 3/20/2025                    Date: 03/24/2025
"""


def plain(record: Record | None) -> dict[str, str]:
    assert record is not None
    return {name: value.value for name, value in record.fields.items()}


def test_a_contract() -> None:
    got = plain(contract.read(pages_of(CONTRACT, SIGNED)))
    assert (got["agency"], got["vendor"]) == ("The City of Eugene", "Flock Group Inc")
    assert (got["number"], got["date"], got["total"]) == ("2025-03244", "2025-03-24", "342000.00")
    assert got["term"] == "Two years from date of first operational camera"
    assert "ceiling" not in got


@pytest.mark.parametrize(
    "sentence",
    [
        "Total compensation shall not to exceed FORTY DOLLARS AND ZERO CENTS ($342,400.00) for the Initial Term.",
        "Work is done for the total amount of $342,400.00. It is agreed that this amount is the maximum payable.",
        "Contract Not To Exceed Amount:     $342,400.00",
    ],
)
def test_a_ceiling_is_no_total(sentence: str) -> None:
    got = plain(contract.read(pages_of(CONTRACT + sentence)))
    assert got["ceiling"] == "342400.00"
    assert "total" not in got


def test_the_term_in_a_sentence() -> None:
    got = plain(contract.read(pages_of(CONTRACT + "The term runs from July 1, 2023 to June 30, 2026 and no longer.")))
    assert (got["start_date"], got["end_date"]) == ("2023-07-01", "2026-06-30")


def test_dates_of_other_papers_are_not_the_contract_s() -> None:
    text = CONTRACT + "WHEREAS the Quote dated January 15, 2015 was approved at the meeting of May 4, 2016 by the City."
    assert "date" not in plain(contract.read(pages_of(text)))


def test_an_amendment() -> None:
    record = amendment.read(
        pages_of("""
SECOND AMENDMENT TO THE ENTERPRISE SERVICE AGREEMENT
BETWEEN THE CITY OF PEMBROKE PINES AND VIGILANT SOLUTIONS, INC.
THIS AGREEMENT, dated this _____ day of ____________ 2017, by and between:
THE CITY OF PEMBROKE PINES, a municipal corporation
and
VIGILANT SOLUTIONS, INC., a Delaware corporation
WHEREAS, the original agreement was made on November 16, 2015; and
The term of this Agreement shall expire on January 16, 2019, unless earlier terminated.
""")
    )
    got = plain(record)
    assert record is not None
    assert record.kind == Kind.AMENDMENT
    assert (got["number"], got["end_date"]) == ("SECOND", "2019-01-16")
    assert (got["agency"], got["vendor"]) == ("THE CITY OF PEMBROKE PINES", "VIGILANT SOLUTIONS, INC.")
    assert not {"date", "total"} & set(got)


def test_a_grant() -> None:
    got = plain(
        grant.read(
            pages_of("""
ORT-25-06 GRANT AGREEMENT
Agreement Number: ORT-25-06
This grant agreement is between the State of Oregon, acting through its Oregon Criminal Justice
Commission (“CJC”), and City of Eugene (“Recipient”). It shall expire December 31, 2025.
Grant Amount: $391,264.00
Completion Deadline: June 30, 2025
Funds are paid in two equal installments of $195,632.00.
""")
        )
    )
    assert (got["funder"], got["agency"]) == ("Oregon Criminal Justice Commission", "City of Eugene")
    assert (got["number"], got["total"], got["end_date"]) == ("ORT-25-06", "391264.00", "2025-12-31")


@pytest.mark.cases
@pytest.mark.parametrize(
    ("name", "kind", "fields"),
    [
        ("eug-flock-contract-p2", Kind.CONTRACT, {"number": "2025-03244", "total": "342000.00", "date": "2025-03-24"}),
        ("eug-ocjc-3", Kind.GRANT, {"number": "ORT-25-06", "total": "391264.00", "end_date": "2025-12-31",
         "funder": "Oregon Criminal Justice Commission", "agency": "City of Eugene"}),
        ("ppn-amend2", Kind.AMENDMENT, {"number": "SECOND", "end_date": "2019-01-16"}),
        ("ppn-flock-agr-2024", Kind.CONTRACT, {"ceiling": "342400.00"}),
    ],
)  # fmt: skip
def test_real_papers(cases_folder: Path, name: str, kind: Kind, fields: dict[str, str]) -> None:
    (record,) = read_document((cases_folder / "corpus" / "pdfs" / f"{name}.pdf").read_bytes()).records
    assert record.kind == kind
    assert {field: plain(record).get(field) for field in fields} == fields
