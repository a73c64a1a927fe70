"""Which papers prove that a deal was ended, and which only look so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, CONTRACT, ORDER, joined, lay, paper, value
from tests.purchases.release import Sheet, give_out
from watchbill.answers import purchase_lines, show
from watchbill.model import Kind, Record, Row
from watchbill.questions import QUESTIONS

EPD = "Eugene Police Department"
SAID = "the City has terminated its contract with Flock Safety"


def saying(kind: Kind, said: str, fields: Mapping[str, str] | None = None) -> Record:
    head = {"agency": EPD, "date": "2025-12-01"} | dict(fields or {})
    return replace(paper(kind, head), facts=(Row({"ended": value("ended", said, 30)}),))


def rungs(engine: sa.Engine, *records: Record, agency: str = AGENCY) -> dict[str, list[str]]:
    for record in records:
        lay(engine, record, agency=agency)
    joined(engine)
    with engine.connect() as connection:
        return {str(line["maker"]): line["rungs"] for line in purchase_lines(connection)}


AXON = paper(
    Kind.CONTRACT,
    {"agency": "City of Eugene", "vendor": "Axon Enterprise, Inc.", "number": "2021-00777", "date": "2021-02-01",
     "total": "88000.00", "product": "Axon Body 3"},
)  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.RECORDS_LETTER, Kind.OTHER])
@pytest.mark.parametrize("said", [SAID, "our contract with Flock was terminated", "contract 2025-03244 was terminated"])
def test_a_letter_ends_the_one_deal_that_it_names(desk: sa.Engine, kind: Kind, said: str) -> None:
    found = rungs(desk, CONTRACT, ORDER, AXON, saying(kind, said))
    assert found == {"Flock Safety": ["signed", "ordered", "ended"], "Axon": ["signed"]}


def test_the_letter_is_among_the_papers_with_its_reason_and_day(desk: sa.Engine) -> None:
    rungs(desk, CONTRACT, saying(Kind.EMAIL, SAID))
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
        answer = show(connection, line["id"])
        steps = QUESTIONS["purchase_rungs"].answer(connection).to_dict("records")
    [letter] = [one for one in answer["papers"] if one["kind"] == "email"]
    assert letter["joined_by"] == "the email says that the agency's contract with this vendor was ended"
    assert ("ended", "2025-12-01") in [(step["rung"], str(step["date"])) for step in steps]


def test_a_letter_of_another_agency_ends_nothing(desk: sa.Engine) -> None:
    lay(desk, saying(Kind.EMAIL, SAID, {"agency": "Irvine Police Department"}), agency="us-ca-irvine-pd")
    assert rungs(desk, CONTRACT) == {"Flock Safety": ["signed"]}


def test_of_two_deals_with_the_vendor_a_letter_without_a_number_ends_neither(desk: sa.Engine) -> None:
    other = paper(Kind.CONTRACT, {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "2023-00011",
                                  "total": "9.00", "product": "gunshot detection"})  # fmt: skip
    for record in (CONTRACT, other, saying(Kind.EMAIL, SAID)):
        lay(desk, record, agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        assert [line["rungs"] for line in purchase_lines(connection)] == [["signed"], ["signed"]]


def test_the_body_that_ends_a_contract_is_not_taken_for_a_seller_of_that_first_word(desk: sa.Engine) -> None:
    fleet = {"agency": "City of Eugene", "vendor": "Police Fleet Outfitters LLC", "number": "2024-00555",
             "date": "2024-02-01", "total": "9000.00", "product": "license plate readers"}  # fmt: skip
    said = "the Eugene Police Department has terminated its contract for towing"
    assert list(rungs(desk, paper(Kind.CONTRACT, fleet), saying(Kind.EMAIL, said)).values()) == [["signed"]]


@pytest.mark.parametrize(("number", "is_ended"), [("777", False), ("2025-00777", True)])
def test_of_a_letter_of_nobody_only_a_long_number_tells(desk: sa.Engine, number: str, is_ended: bool) -> None:
    deal = paper(Kind.CONTRACT, {"agency": EPD, "vendor": "Flock Safety", "number": number, "total": "9.00"})
    letter = paper(Kind.RECORDS_LETTER, {"contract_number": number, "date": "2025-12-01"})
    lay(desk, deal, agency=AGENCY)
    lay(desk, replace(letter, facts=(Row({"ended": value("ended", "the contract was terminated", 30)}),)))
    assert rungs(desk) == {"Flock Safety": ["signed", *(["ended"] if is_ended else [])]}


def test_a_letter_older_than_the_deal_is_about_another(desk: sa.Engine) -> None:
    assert rungs(desk, CONTRACT, saying(Kind.EMAIL, SAID, {"date": "2024-01-01"})) == {"Flock Safety": ["signed"]}


def test_a_vote_that_ends_a_deal_approves_nothing(desk: sa.Engine) -> None:
    head = {"agency": "City of Eugene", "vendor": "Flock Safety", "number": "5300", "contract_number": "2025-03244",
            "total": "342000.00"}  # fmt: skip
    vote = saying(Kind.RESOLUTION, "terminating the contract with Flock Safety", head)
    for record in (CONTRACT, vote):
        lay(desk, record, agency=AGENCY)
    joined(desk)
    with desk.connect() as connection:
        [line] = purchase_lines(connection)
    assert (line["rungs"], line["authorised"]) == (["signed", "ended"], None)


def test_a_vote_that_ends_anothers_contract_approves_this_one(desk: sa.Engine) -> None:
    head = {"agency": "City of Eugene", "vendor": "Axon Enterprise, Inc.", "contract_number": "2021-00777",
            "total": "88000.00", "number": "5301"}  # fmt: skip
    vote = saying(Kind.RESOLUTION, "terminating the contract with Flock Safety", head)
    assert rungs(desk, AXON, vote) == {"Axon": ["approved", "signed"]}


def typeset_email(text: str) -> Sheet:
    head = ("From: Jane Roe <jroe@eugene-or.gov>", "To: Sam Poe <spoe@example.com>", "Date: December 1, 2025")
    return {"pages": [[*({"text": line} for line in (*head, "Subject: License plate readers")), {"text": text}]]}


@pytest.mark.parametrize(
    ("text", "is_ended"),
    [
        ("The City has terminated its contract with Flock Safety effective November 30.", True),
        ("The council asks whether the City can terminate its contract with Flock Safety.", False),
        ("Either party may terminate the contract with Flock Safety for convenience.", False),
    ],
)
def test_a_typeset_email_reaches_the_rung(desk: sa.Engine, text: str, is_ended: bool) -> None:
    lay(desk, CONTRACT, agency=AGENCY)
    give_out(desk, {"mail.pdf": typeset_email(text)}, AGENCY)
    found: dict[str, Any] = rungs(desk)
    assert found == {"Flock Safety": ["signed", *(["ended"] if is_ended else [])]}


def test_the_end_of_a_firms_contract_that_nobody_knows_is_not_that_of_the_deal(desk: sa.Engine) -> None:
    about = {"vendor": "Flock Safety", "contract_number": "2025-03244", "number": "1"}
    said = "the City terminated its agreement with Acme Towing LLC"
    found = rungs(desk, CONTRACT, saying(Kind.AMENDMENT, said, about))
    assert found == {"Flock Safety": ["signed"]}
    found = rungs(desk, saying(Kind.AMENDMENT, "this agreement was terminated", {**about, "number": "2"}))
    assert found == {"Flock Safety": ["signed", "ended"]}
