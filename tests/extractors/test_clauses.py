"""Ceilings in sentences."""

from __future__ import annotations

import pytest

from extractors.clauses import ceiling
from tests.extractors.setting import form_of


@pytest.mark.parametrize(
    "sentence",
    [
        "In no event shall the total compensation paid under this Agreement exceed $84,500.00.",
        "Payment under this Agreement shall not exceed $84,500.00 in all.",
        "The City will pay for the work up to a maximum of $84,500.00.",
        "The work has a guaranteed maximum price of $84,500.00.",
        "Fees and expenses shall not be more than $84,500.00.",
        "All payments are subject to a cap of $84,500.00.",
        "Total fees are capped at $84,500.00.",
    ],
)
def test_a_limit_in_a_sentence_is_the_ceiling(sentence: str) -> None:
    found = ceiling(form_of(sentence))
    assert found is not None
    assert (found.value, found.confidence < 0.95) == ("84500.00", True)


@pytest.mark.parametrize(
    "sentence",
    [
        "In no event shall the liability of either party exceed $84,500.00.",
        "In no event shall the City be late. The fee is $84,500.00.",
        "The hourly rate shall not exceed $225.00.",
        "Travel costs may not exceed $1,500.00.",
    ],
)
def test_other_limits_are_no_ceiling(sentence: str) -> None:
    assert ceiling(form_of(sentence)) is None
