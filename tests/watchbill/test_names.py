"""Printed names folded: what may differ without meaning, and what may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.names import (
    AgencyName,
    agency_name,
    agency_variants,
    normal_name,
    split_dba,
    without_supplier_number,
)


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("FLOCK GROUP, INC.", "flock group"),
        ("Flock Group Inc", "flock group"),
        ("Pen-Link, Ltd", "pen link"),
        ("CelleBrite USA, Corp.", "cellebrite usa"),
        ("The GEO Group, Inc.", "geo group"),
        ("Boeing Company, The", "boeing"),
        ("WS Retail Services Pvt. Ltd.", "ws retail services"),
        ("Leonardo S.p.A.", "leonardo"),
        ("Widgets L.L.C.", "widgets"),
        ("Société Générale S/A", "societe generale"),
        ("AT&T Corp.", "at and t"),
        ("Smith and Sons", "smith and sons"),
        ("Global Tel*Link", "global tel link"),
        ("Veritone’s Shop", "veritones shop"),
        ("Vigilant Solutions, Inc., a Motorola Solutions company", "vigilant solutions"),
        ("Straße GmbH & Co. KG", "strasse"),
        ("The Inc", "inc"),
        ("  ", ""),
    ],
)
def test_normal_name(printed: str, normal: str) -> None:
    assert normal_name(printed) == normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Motorola Solutions", "Motorola Mobility"),
        ("Axon Enterprise", "Axon Engineering"),
        ("Insight LPR", "Insight Public Sector"),
        ("L3Harris", "Harris County"),
        ("Corp America", "America"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normal_name(normal_name(text)) == normal_name(text)


@given(st.text(max_size=60))
def test_a_name_with_letters_never_folds_to_nothing(text: str) -> None:
    assert normal_name(text + " acme")


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("Flock Group Inc dba Flock Safety", ["Flock Group Inc", "Flock Safety"]),
        ("FLOCK GROUP, INC. D/B/A FLOCK SAFETY", ["FLOCK GROUP, INC.", "FLOCK SAFETY"]),
        ("Flock Group Inc (DBA: Flock Safety)", ["Flock Group Inc", "Flock Safety"]),
        ("SoundThinking, Inc. (formerly known as ShotSpotter)", ["SoundThinking, Inc.", "ShotSpotter"]),
        ("Outlogic f/k/a X-Mode Social", ["Outlogic", "X-Mode Social"]),
        ("Acme doing business as Best Locks", ["Acme", "Best Locks"]),
        ("Dbase Systems", ["Dbase Systems"]),
        ("Nordic Aka Shop", ["Nordic", "Shop"]),
        ("dba", ["dba"]),
    ],
)
def test_split_dba(printed: str, parts: list[str]) -> None:
    assert split_dba(printed) == parts


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("11498 - INSIGHT PUBLIC SECTOR", "INSIGHT PUBLIC SECTOR"),
        ("#004512: Dana Safety Supply", "Dana Safety Supply"),
        ("3M Cogent, Inc", "3M Cogent, Inc"),
        ("360 - 24", "360 - 24"),
        ("7-Eleven", "7-Eleven"),
    ],
)
def test_supplier_numbers_are_not_names(printed: str, name: str) -> None:
    assert without_supplier_number(printed) == name


@pytest.mark.parametrize(
    ("printed", "normal", "state"),
    [
        ("OR - Eugene PD", "eugene police", "OR"),
        ("Eugene Police Department", "eugene police", None),
        ("City of Eugene Police Dept.", "eugene police", None),
        ("CITY OF CORAL GABLES, FLORIDA", "city of coral gables", "FL"),
        ("City of Pembroke Pines, FL", "city of pembroke pines", "FL"),
        ("Pembroke Pines PD (FL)", "pembroke pines police", "FL"),
        ("the City of Fort Lauderdale", "city of fort lauderdale", None),
        ("Fort Lauderdale, City of", "city of fort lauderdale", None),
        ("County of Orange, Sheriff-Coroner Department", "orange county sheriff", None),
        ("Washington County Sheriff's Office (Oregon)", "washington county sheriff", "OR"),
        ("Washington County SO", "washington county sheriff", None),
        ("U.S. Immigration and Customs Enforcement", "us immigration and customs enforcement", None),
        ("United States Immigration & Customs Enforcement", "us immigration and customs enforcement", None),
        ("Oregon", "oregon", None),
    ],
)
def test_agency_name(printed: str, normal: str, state: str | None) -> None:
    assert agency_name(printed) == AgencyName(normal, state)


@pytest.mark.parametrize(
    "printed",
    [
        "Bureau of Organized Crime, Vice/Asset Forfeiture Division (Chicago Police Department)",
        "Chicago Police Department - Bureau of Organized Crime",
        "Chicago Police Dept., Finance Division",
    ],
)
def test_a_unit_names_the_body_it_belongs_to(printed: str) -> None:
    assert AgencyName("chicago police", None) in agency_variants(printed)


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "`", "´", ""])
def test_an_apostrophe_of_any_shape_changes_no_agency(apostrophe: str) -> None:
    named = agency_name(f"Orange County Sheriff{apostrophe}s Department, CA")
    assert (named.normal, named.state) == ("orange county sheriff", "CA")


@pytest.mark.parametrize("run", [" ", "(", "[", "\t,", "A  "])
def test_long_runs_of_blanks_and_brackets_are_folded_at_once(run: str) -> None:
    """A stranger's file names parties: no run of characters may cost more than its length."""
    text = f"Port Linden Police{run * 20_000}Department"
    assert agency_variants(text)[0] == agency_name(" ".join(text.split()))
    assert split_dba(text) == [" ".join(text.split())]
