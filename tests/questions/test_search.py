"""Search finds pages and names, and no text that a person may type makes it fail."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.purchases.desk import lay, paper, remove
from watchbill.model import Kind
from watchbill.questions import FOUND_END, FOUND_START, QUESTIONS

NASTY = ['"', "a\" OR b", "*", "NEAR(a b", "-", "--", "\x00flock", "\ud800flock", "(", "'; DROP TABLE page", "{a}:b",
         "a:b", "NOT", "AND OR", "⟦x⟧", "flock*", "^flock", "%", "_", "\\", "1" * 5000, "é" * 300]  # fmt: skip


def pages(engine: sa.Engine, text: str) -> list[str]:
    with engine.connect() as connection:
        return [str(snippet) for snippet in QUESTIONS["search_pages"].answer(connection, text=text)["snippet"]]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("INV-61152", 1),
        ("61152", 1),
        ("2510002336", 3),
        ("2025-03244", 2),
        ("flock recognition", 1),
        ('"license plate recognition"', 2),
        ('"plate license"', 0),
        ("FLOCK safety lpr", 1),
        ("camera", 1),  # found by its stem
        ("nothing-of-the-kind", 0),
        ("!!!", 0),
        ("", 0),
    ],
)
def test_pages_are_found_by_words_numbers_and_phrases(both_stores: sa.Engine, text: str, hits: int) -> None:
    found = pages(both_stores, text)
    assert len(found) == hits
    assert all(FOUND_START in snippet and FOUND_END in snippet for snippet in found)


def test_no_text_makes_search_fail(both_stores: sa.Engine) -> None:
    with both_stores.connect() as connection:
        for text in NASTY:
            for question in ("search_pages", "search_names"):
                QUESTIONS[question].answer(connection, text=text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=60))
def test_any_text_is_a_valid_search(both_stores: sa.Engine, text: str) -> None:
    with both_stores.connect() as connection:
        for question in ("search_pages", "search_names"):
            frame = QUESTIONS[question].answer(connection, text=text)
            assert list(frame.columns) == list(QUESTIONS[question].columns)


def test_a_hit_leads_to_its_page_and_purchase(filled: sa.Engine) -> None:
    lay(
        filled, paper(Kind.RECORDS_LETTER, {"agency": "City of Eugene", "number": "EPD-1"}, pages=(3, 3)), text=" zebra"
    )
    with filled.connect() as connection:
        zebras = QUESTIONS["search_pages"].answer(connection, text="zebra EPD-1")
        [hit] = QUESTIONS["search_pages"].answer(connection, text="INV-61152").to_dict("records")
    assert zebras["page"].tolist() == [3]
    assert zebras["purchase_id"].tolist() == [None]
    assert hit["purchase_id"].startswith("p-")


def test_removed_releases_are_not_searched(filled: sa.Engine) -> None:
    sha = lay(filled, paper(Kind.RECORDS_LETTER, {"agency": "City of Eugene"}), text=" giraffe")
    assert len(pages(filled, "giraffe")) == 1
    remove(filled, sha)
    assert pages(filled, "giraffe") == []


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("flock", "vendor", "Flock Safety"),
        ("Flock Group", "vendor", "Flock Safety"),
        ("eugene p", "agency", "Eugene Police Department"),
        ("rekognition", "product", "Amazon Rekognition"),
        ("plate", "technology", "Plate readers"),
        ("alpr", "technology", "Plate readers"),
    ],
)
def test_names_are_found_with_what_they_are(both_stores: sa.Engine, text: str, kind: str, name: str) -> None:
    with both_stores.connect() as connection:
        found = QUESTIONS["search_names"].answer(connection, text=text)
    assert (kind, name) in set(zip(found["kind"], found["name"], strict=True))
