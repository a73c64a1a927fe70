"""What can be a name, and where a name goes on."""

import pytest

from extractors.names import clean, is_name, wraps


@pytest.mark.parametrize(
    "text",
    [
        "SALES",
        "Sales Representative",
        "PRIMARY CONTACT",
        "Details",
        "Date of Issue: 03/17/2021",
        "Good Through: July 27, 2025",
        "Invoice Total $1,204.00",
        "05/16/2024 13:02",
        "Payment Terms",
    ],
)
def test_captions_days_and_amounts_are_no_names(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    "text", ["City of Ellery", "Account Point LLC", "Sales & Marsh, Inc.", "Details Optics Ltd", "Station 12 Supply"]
)
def test_names_that_hold_a_word_of_captions_are_names(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    ("head", "tail", "goes_on"),
    [
        ("Fernhill Police", "Department", True),
        ("Tern Ridge Optics", "LLC", True),
        ("County of", "Marlow", True),
        ("Fernhill Police Department", "Department", False),
        ("Fernhill Police", "12 Mill Street", False),
        ("", "Department", False),
    ],
)
def test_a_name_goes_on_where_it_plainly_wraps(head: str, tail: str, goes_on: bool) -> None:
    assert wraps(head, tail) is goes_on


def test_frames_and_a_sentences_full_stop_are_no_part_of_a_name() -> None:
    assert clean("|CITY OF LAURENS") == "CITY OF LAURENS"
    assert clean("Brightline Analytics.") == "Brightline Analytics"
    assert clean("Coverstone, Inc.") == "Coverstone, Inc."
