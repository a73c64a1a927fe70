"""What papers change and end, in their own words; what they only ask for, plan or threaten is none of it."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.reader import read_document
from watchbill.model import Kind, Record
from watchbill.typeset import typeset

CITY = {"letterhead": ["City of Eugene"]}


def read(sheet: dict[str, Any]) -> Record:
    [record] = read_document(typeset(sheet), "paper.pdf").records
    return record


def amendment(text: str) -> Record:
    between = 'This Amendment is dated June 3, 2025, between the City of Eugene and Flock Group Inc ("Contractor").'
    head = [CITY, {"title": "AMENDMENT NO. 2"}, {"fields": {"Contract Number": "2025-03244"}}]
    return read(
        {"pages": [[*head, {"text": text}, {"text": between}, {"text": "By: /s/ Jane Roe  Date: June 3, 2025"}]]}
    )


def resolution(text: str) -> Record:
    voted = "PASSED AND ADOPTED by the City Council on June 9, 2025. AYES: 7 NAYS: 1"
    return read({"pages": [[CITY, {"title": "RESOLUTION NO. 5123"}, {"text": text}, {"text": voted}]]})


def email(text: str) -> Record:
    head = ["From: Jane Roe <jroe@eugene-or.gov>", "Date: June 9, 2025", "Subject: Cameras"]
    return read({"pages": [[*({"text": line} for line in head), {"text": text}]]})


def stated(record: Record) -> dict[str, str]:
    return {name: value.value for row in record.facts for name, value in row.fields.items()}


def sums(record: Record) -> dict[str, str]:
    return {name: text for name, text in stated(record).items() if name.startswith("changed")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The compensation under Section 4 is hereby increased by $45,000.00.", {"changed_by": "45000.00"}),
        ("The not-to-exceed amount of the Contract is increased by $45,000.00.", {"changed_by": "45000.00"}),
        ("The City shall pay an additional amount not to exceed $45,000.00.", {"changed_by": "45000.00"}),
        ("The contract amount is reduced by $5,000.00.", {"changed_by": "-5000.00"}),
        ("Compensation is increased from $100,000.00 to a new total of $145,000.00.", {"changed_to": "145000.00"}),
        (
            "The contract amount is increased by $45,000.00 for a new total contract amount of $145,000.00.",
            {"changed_by": "45000.00", "changed_to": "145000.00"},
        ),
        ("Compensation for the renewal term shall not exceed $50,000.00.", {}),
        ("Fees may be increased by $500.00 with notice.", {}),
        ("WHEREAS the contract amount was increased by $20,000.00 in 2024;", {}),
        ("The monthly price is increased by $50.00 per camera.", {}),
    ],
)
def test_what_an_amendment_changes(text: str, found: dict[str, str]) -> None:
    record = amendment(text)
    assert record.kind == Kind.AMENDMENT
    assert sums(record) == found


def test_what_a_vote_raises_and_what_it_ratifies() -> None:
    raised = resolution("A resolution authorizing an increase of the contract with Flock Group Inc to $150,000.00.")
    assert sums(raised) == {"changed_to": "150000.00"}
    ratified = resolution("A resolution ratifying the purchase of readers from Flock Group Inc for $100,000.00.")
    assert "ratified" in stated(ratified)


@pytest.mark.parametrize(
    "text",
    [
        "As we discussed, the City has terminated its contract with Flock Safety effective July 1.",
        "This letter serves as formal notice of termination of the agreement with Flock Group Inc.",
        "In response to your records request, the contract with Flock Safety ended on July 1, 2025.",
        "The agreement with Flock Safety was terminated on May 3, 2025.",
        "The City no longer has a contract with Flock Safety.",
        "Our agreement with ShotSpotter has expired and was not renewed.",
    ],
)
def test_an_end_is_stated(text: str) -> None:
    ended = stated(email(text))["ended"]
    assert text.rstrip(".") in ended


@pytest.mark.parametrize(
    "text",
    [
        "We may terminate the contract with Flock Safety.",
        "The City may terminate this agreement for convenience upon 30 days notice.",
        "If the breach is not cured, the agreement is hereby terminated.",
        "The council is considering terminating the contract with Flock Safety.",
        "Residents demand that the City ended its contract with Flock Safety.",
        "Has the contract with Flock Safety been terminated?",
        "The City has not terminated its contract with Flock Safety.",
        "Staff recommend that the contract was terminated.",
        "This Agreement shall be terminated on June 30, 2026.",
        "The City will terminate its contract with Flock Safety.",
        "The prior agreement is hereby terminated and superseded by this Agreement.",
        "The agreement is terminated when either party gives notice.",
        "Services for the month ended May 31, 2025.",
        "The fiscal year ended June 30, 2025 for this contract.",
    ],
)
def test_asking_planning_and_terms_are_no_end(text: str) -> None:
    assert "ended" not in stated(email(text))


def test_of_a_long_sentence_the_part_around_the_end_is_told() -> None:
    said = "the City has terminated its contract with Flock Safety"
    before = "As the committee heard from many people of the town in spring, " * 8
    text = f"{before}{said}{', and thanks all who wrote' * 9}."
    ended = stated(email(text))["ended"]
    assert said in ended
    assert len(ended) < 400
    assert set(ended.split()) <= set(text.split())


def test_a_body_ends_a_contract_by_its_vote() -> None:
    assert "ended" in stated(resolution("A resolution terminating the contract with Flock Group Inc for cameras."))
    assert "ended" in stated(resolution("The Council directs the City Manager to terminate the contract with Flock."))
    assert "ended" not in stated(resolution("A resolution approving the contract, which either party may terminate."))
