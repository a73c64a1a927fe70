"""A misread word is put right only where one known word is nearer than all others."""

from __future__ import annotations

import pytest

from extractors.nearest import nearest

WORDS = ("invoice", "vendor", "vendors", "number", "lumber")


@pytest.mark.parametrize(
    ("token", "most", "found"),
    [
        ("lnvoice", 1, "invoice"),
        ("yendor", 1, "vendor"),  # two letters from vendors
        ("vendorz", 1, None),  # as near to vendor as to vendors
        ("mumber", 1, None),
        ("lnvo1ce", 1, None),
        ("lnvo1ce", 2, "invoice"),
    ],
)
def test_the_nearest_word_is_found_where_none_is_as_near(token: str, most: int, found: str | None) -> None:
    assert nearest(token, WORDS, most) == found
