"""Which sentences say that an agreement goes on by itself."""

from __future__ import annotations

import pytest

from extractors.stated_rules import renewals


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("This Agreement will automatically renew for one year.", "automatic"),
        ("The term shall be automatically extended unless notice is given.", "automatic"),
        ("Pricing is fixed, and the subscription automatically renews.", "automatic"),
        ("All price decreases will automatically be extended to the Buyer.", None),
        ("Any discounts shall be automatically extended to every department.", None),
        ("Warranties automatically extend to parts put in later.", None),
    ],
)
def test_only_a_term_goes_on(sentence: str, said: str | None) -> None:
    found = [value for name, _, value in renewals(sentence, sentence.lower()) if name == "renewal"]
    assert found[:1] == ([said] if said else [])
