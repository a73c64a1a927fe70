"""What sentences state, and what looks like it and is not; each value with the words and the box that print it."""

from __future__ import annotations

import time

import pytest

from extractors.paper import Page, Word
from extractors.stated import with_facts
from watchbill.model import AUTO_ACCEPT, Kind, Record, Row, Value

BOX = (0.0, 0.0, 1.0, 1.0)


def page_of(text: str) -> Page:
    words = []
    for row, line in enumerate(text.split("\n")):
        x = 40.0
        for word in line.split():
            words.append(Word(word, x, 40.0 + 14 * row, x + 5.0 * len(word), 50.0 + 14 * row, 1))
            x += 5.0 * len(word) + 4
    return Page(1, 2000, 792, "native", tuple(words))


def stated(text: str, kind: Kind = Kind.CONTRACT, items: tuple[Row, ...] = ()) -> dict[str, Value]:
    record = with_facts(Record(kind, (1, 1), 0.9, items=items), [page_of(text)])
    return {name: value for row in record.facts for name, value in row.fields.items()}


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("The City leases 25 Falcon cameras for two years.", "cameras", "25"),
        ("It will install 8 Flock Safety LPR cameras.", "cameras", "8"),
        ("The system retains data for 30 days.", "retention", "30 days"),
        ("Footage is stored for no longer than thirty (30) days.", "retention", "30 days"),
        ("Retention Period: 1 year", "retention", "1 year"),
        ("A gallery of 300,000 mug shots is searched.", "mug_shots", "300000"),
        ("Data is shared with 57 agencies.", "sharing_agencies", "57"),
        ("The subscription is for up to 100 users.", "users", "100"),
        ("It comes with 40 investigator licenses.", "licences", "40"),
        ("Officers ran 1,204 searches last year.", "searches", "1204"),
        ("There were 2,100,000 plate reads in May.", "plate_reads", "2100000"),
        ("This agreement will automatically renew for successive one (1) year terms.", "renewal", "automatic"),
        ("This agreement shall not be automatically renewed.", "renewal", "not automatic"),
        ("It renews unless either gives notice at least 60 days prior to the end of the term.", "notice", "60 days"),
        ("This Pilot Program begins in May.", "pilot", "pilot"),
        ("Placed on the Consent Agenda by staff.", "consent_agenda", "consent agenda"),
        ("Sign the Non-Disclosure Agreement first.", "non_disclosure", "non disclosure"),
        ("See the Sole Source Justification below.", "sole_source", "sole source"),
    ],
)  # fmt: skip
def test_a_sentence_states_a_fact(text: str, name: str, value: str) -> None:
    found = stated(text)
    assert found[name].value == value
    assert found[name].raw in text
    assert found[name].confidence < AUTO_ACCEPT
    assert found[name].page == 1


@pytest.mark.parametrize(
    "text",
    [
        "Section 3 cameras are described below.",
        "The 2019 cameras are old.",
        "It costs $25 cameras included.",
        "Contractor shall retain all books and records for 6 years.",
        "Invoices are kept for 7 years after final payment data.",
        "Either party may terminate at any time with 30 days written notice before cancellation.",
        "Insurance policies need 30 days notice before expiration.",
        "The case went to trial in May.",
        "It was removed from the consent agenda.",
        "There are 12 license plates in the box.",
        "The flight had a pilot and 2 crew.",
        "The City chose it with the consent of all.",
    ],
)
def test_what_only_looks_like_a_fact_states_none(text: str) -> None:
    assert stated(text) == {}


def test_a_line_item_of_the_same_quantity_makes_it_sure() -> None:
    item = Row(
        {
            "description": Value("Falcon camera", "Falcon camera", 1, BOX, 0.9),
            "quantity": Value("25", "25", 1, BOX, 0.97),
        }
    )
    assert stated("It has 25 Falcon cameras.", items=(item,))["cameras"].confidence >= AUTO_ACCEPT
    assert stated("It has 26 Falcon cameras.", items=(item,))["cameras"].confidence < AUTO_ACCEPT


def test_lists_of_payments_state_nothing() -> None:
    assert stated("Paid for 25 Falcon cameras.", Kind.REGISTER) == {}


def test_how_it_goes_on_is_asked_of_papers_that_bind_only() -> None:
    assert "renewal" not in stated("It will automatically renew.", Kind.STAFF_REPORT)


def test_the_reading_as_json_names_the_facts() -> None:
    record = with_facts(Record(Kind.QUOTE, (1, 1), 0.9), [page_of("It has 25 Falcon cameras.")])
    assert record.as_json()["facts"][0]["fields"]["cameras"]["value"] == "25"
    assert "facts" not in Record(Kind.QUOTE, (1, 1), 0.9).as_json()


@pytest.mark.parametrize("text", ["data " * 6000, "1 a " * 6000, "share with " * 4000, "notice 1 day " * 4000])
def test_hostile_text_takes_no_longer_than_other_text(text: str) -> None:
    started = time.process_time()
    stated(text + "retention cameras")
    assert time.process_time() - started < 5
