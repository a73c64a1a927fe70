"""Behind a staff report only what was done is a paper of its own: drafts and unsigned agreements are its exhibits."""

from __future__ import annotations

import pytest

from extractors.paper import Paper
from extractors.segments import find_papers
from tests.extractors.setting import pages_of
from watchbill.model import Kind

REPORT = """CITY OF MARLOW
STAFF REPORT
To: City Council
From: Chief of Police
Date: March 5, 2024
Subject: Radios of Hale Inc
Staff recommends approval of the agreement with Hale Inc in an amount not to exceed $50,000."""
RESOLUTION = """RESOLUTION NO. {number}
A RESOLUTION OF THE CITY COUNCIL OF THE CITY OF MARLOW
WHEREAS, a budget was approved by the council on March 4, 2019; and
NOW, THEREFORE, BE IT RESOLVED that the city manager may execute an agreement with Hale Inc.
{passed}"""
CONTRACT = """MASTER SERVICES AGREEMENT
This Agreement is made by and between the City of Marlow and Hale Inc (the "Contractor").
Total compensation shall not exceed $50,000.00.
{signed}"""


def kinds(*texts: str) -> list[tuple[Kind, int, int]]:
    papers = find_papers(Paper(tuple(pages_of(REPORT, *texts))))
    return [(segment.kind, segment.first, segment.last) for segment in papers]


def test_what_was_adopted_is_a_paper() -> None:
    passed = RESOLUTION.format(number="2024-17", passed="PASSED AND ADOPTED this 5th day of March, 2024.")
    assert kinds(passed) == [(Kind.STAFF_REPORT, 1, 1), (Kind.RESOLUTION, 2, 2)]


@pytest.mark.parametrize(
    ("number", "passed"),
    [
        ("2024-17", "PASSED AND ADOPTED this     day of        , 2024."),
        ("2024-17", "PASSED AND ADOPTED this ____ day of March, 2024."),
        ("2024-17", "PASSED AND ADOPTED this 5th day of ______, 2024."),
        ("2024-XX", "PASSED AND ADOPTED this 5th day of March, 2024."),
        ("____", "PASSED AND ADOPTED this 5th day of March, 2024."),
        ("2024-17", "Mayor                    City Clerk"),
    ],
)
def test_a_draft_whose_recital_tells_of_another_approval_is_an_exhibit(number: str, passed: str) -> None:
    assert kinds(RESOLUTION.format(number=number, passed=passed)) == [(Kind.STAFF_REPORT, 1, 2)]


def test_what_was_signed_is_a_paper() -> None:
    signed = CONTRACT.format(signed="By: /s/ Dana Whit (City)      By: /s/ Tom Ash (Hale Inc)")
    assert kinds(signed) == [(Kind.STAFF_REPORT, 1, 1), (Kind.CONTRACT, 2, 2)]


@pytest.mark.parametrize(
    "behind",
    [
        "Letter of Hale Inc\n/s/ Tom Ash, Sales\nWe look forward to work with you.",
        "March 1, 2024\nDear Chief,\nWe look forward to work with you for many years.\n/s/ Tom Ash, Sales",
        "Receipt of the plans\n/s/ Tom Ash, who took them home on Monday.",
    ],
)
def test_a_signature_under_the_letter_behind_an_agreement_does_not_sign_it(behind: str) -> None:
    blank = CONTRACT.format(signed="By: ____________ (City)      By: ____________")
    assert kinds(blank, behind) == [(Kind.STAFF_REPORT, 1, 3)]
