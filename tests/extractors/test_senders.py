"""Senders' lines and towns abroad, and what looks like them on American papers."""

from __future__ import annotations

import pytest

from extractors.addressed import sender
from extractors.blocks import FOREIGN_TOWN
from tests.extractors.setting import form_of


@pytest.mark.parametrize(
    ("text", "is_town"),
    [
        ("D-63571 Gelnhausen", True),
        ("3500 MJ Utrecht", True),
        ("9000 St. Gallen", True),
        ("Leeds LS1 4AP", True),
        ("Mumbai 400 001", True),
        ("1500 Marilla Street", False),
        ("4400 Elm St", False),
        ("12100 Ranch Road, Suite 5", False),
        ("Account 551221", False),
        ("Unit 7 Bay 400123", False),
    ],
)
def test_towns_of_other_countries(text: str, is_town: bool) -> None:
    assert bool(FOREIGN_TOWN.search(text)) is is_town


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Holm AG, Uferweg 4, D-63571 Gelnhausen", "Holm AG"),
        ("City of Dallas, 1500 Marilla Street, Dallas, TX 75201", None),
        ("City of Dallas, 1500 Marilla Street, Dallas", None),
    ],
)
def test_the_sender_of_a_paper_from_abroad(line: str, name: str | None) -> None:
    found = sender(form_of(f"\n\n\n{line}\n\n\nRECHNUNG\nBetrag 12"))
    assert (found[0].name if found else None) == name
