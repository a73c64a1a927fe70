"""An amount per year or an estimate is not simply the amount: the reading says so and is less sure."""

from __future__ import annotations

import pytest

from extractors.prose import Prose, ceiling_claims
from extractors.spoken import claimed, qualified
from tests.extractors.setting import pages_of

TWICE = "The amount shall not exceed $285,000 for cameras.\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("In an amount not to exceed $285,000 annually for cameras.", "an amount per year"),
        ("At an estimated annual amount of $285,000 for cameras.", "an amount per year, an estimate"),
        ("In an amount not to exceed $285,000 or the available budget.", "or up to the budget"),
        ("In an amount not to exceed $285,000 in all.", None),
    ],
)
def test_what_qualifies_an_amount_is_its_reason(line: str, reason: str | None) -> None:
    prose = Prose.of(pages_of(TWICE + line))
    value = qualified(claimed(ceiling_claims(prose), 0.95), prose)
    assert value is not None
    assert value.value == "285000.00"
    assert value.reason == reason
    assert (value.confidence < 0.95) == (reason is not None)
