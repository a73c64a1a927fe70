"""What a printed name is taken to say: words, body, state."""

from __future__ import annotations

import pytest

from watchbill.matching.parse import parse_name

BODIES = (
    ("TX - Austin PD", "austin", "police", "TX"),
    ("Austin TX PD", "austin", "police", "TX"),
    ("Austin Police Department (TX)", "austin", "police", "TX"),
    ("City of Austin Police Dept.", "austin", "police", None),
    ("CHICAGO DEPT OF POLICE", "chicago", "police", None),
    ("Huntersville PD NC", "huntersville", "police", "NC"),
    ("Castle Rock CO PD", "castle rock", "police", "CO"),
    ("PULASKI CO SO", "pulaski", "sheriff", None),
    ("Jefferson CO TX SO", "jefferson", "sheriff", "TX"),
    ("Iberville Parish LA SO", "iberville", "parish sheriff", "LA"),
    ("County of San Mateo Sheriffs Office", "san mateo", "sheriff", None),
    ("Jasper County Sheriff MO", "jasper", "sheriff", "MO"),
    ("ORANGE COUNTY SHERIFF-CORONER DEPT", "orange", "sheriff", None),
    ("Gwinnett County Police Department (GA)", "gwinnett", "county police", "GA"),
    ("AUSTIN, CITY OF", "austin", "city", None),
    ("TROY CITY OF", "troy", "city", None),
    ("County of Contra Costa", "contra costa", "county", None),
    ("AUSTIN ISD", "austin", "schools", None),
    ("San Francisco Unif School District", "san francisco", "schools", None),
    ("Grants Pass DPS", "grants pass", "publicsafety", None),
    ("Jackson Township OH PD", "jackson", "police township", "OH"),
    ("LA Port Police", "la port", "police", None),
)  # fmt: skip


@pytest.mark.parametrize(("printed", "words", "bodies", "state"), BODIES)
def test_public_bodies(printed: str, words: str, bodies: str, state: str | None) -> None:
    found = parse_name(printed)[0]
    assert (" ".join(found.words), " ".join(sorted(found.bodies)), found.state) == (words, bodies, state)


FIRMS = (
    ("A T & T", "att"),
    ("AT&T", "att"),
    ("CINTAS CORPORATION #464", "cinta"),
    ("THE BOOKSOURCE", "booksource"),
    ("DELL MARKETING LP C/O DELL USA", "dell marketing"),
    ("ARGUS PRESS CO (THE", "argus press"),
    ("J W PEPPER & SON IN", "jw pepper son"),
    ("HARTSIG SUPPLY CO I", "hartsig supply"),
    ("ACME ENVIR. SVCS, L.L.C.", "acme environmental service"),
    ("BUCHALTER, A PROFESSIONAL CORPORATION", "buchalter"),
    ("11498 - INSIGHT PUBLIC SECTOR", "insight public sector"),
)  # fmt: skip


@pytest.mark.parametrize(("printed", "words"), FIRMS)
def test_firms(printed: str, words: str) -> None:
    found = parse_name(printed)[0]
    assert (" ".join(found.words), found.bodies) == (words, frozenset())


def test_both_halves_of_doing_business_as() -> None:
    assert [reading.words for reading in parse_name("EDCLUB, INC. DBA TYPINGCLUB")] == [("edclub",), ("typingclub",)]


def test_a_city_behind_its_name_may_be_part_of_it() -> None:
    readings = parse_name("CARSON CITY")
    assert [(reading.words, reading.bodies) for reading in readings] == [
        (("carson", "city"), frozenset()),
        (("carson",), {"city"}),
    ]
