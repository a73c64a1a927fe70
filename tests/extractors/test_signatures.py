"""Blank lines for signatures say that a paper is unsigned; a scan or an electronic envelope leaves it open."""

from __future__ import annotations

from extractors.signatures import blank_signatures
from tests.extractors.setting import pages_of, scanned

BLANK = "BY: ______________________\nThe City Manager\nBY: ______________________\nHale Video Systems"


def test_blank_lines_fail_the_check() -> None:
    check = blank_signatures(pages_of(BLANK))
    assert check is not None
    assert (check.name, check.passed) == ("signed", False)


def test_what_may_be_signed_is_left_open() -> None:
    assert blank_signatures(scanned(pages_of(BLANK))) is None
    assert blank_signatures(pages_of(BLANK + "\nDocuSign Envelope ID: 245C")) is None
    assert blank_signatures(pages_of("BY: /s/ Ann Moss\nBY: /s/ Bo Reed")) is None
