"""What links, what waits and what is left: one rule a test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.matching import Catalogue, NameMatch, match_name, match_names


def found(name: str, *catalogue: str) -> NameMatch:
    return match_name(name, Catalogue.of(catalogue))


LINKED = (
    ("OR - Eugene PD", "Eugene Police Department"),
    ("EUGENE CITY", "City of Eugene"),
    ("Springfield IL PD", "Springfield Police Department (IL)"),
    ("AMERICAN HEART ASSO", "American Heart Association"),
    ("ACME ENVIRONMENTAL SVCS LLC", "Acme Environmental Services"),
    ("CLAYPEOPLE", "Clay People"),
    ("Pen-Link, Ltd", "PenLink"),
    ("AERC RECYCLYNG SOLUTIONS", "AERC Recycling Solutions"),
    ("LIMINEX, INC. DBA GOGUARDIAN", "GoGuardian"),
    ("EBMUD", "East Bay Municipal Utility District"),
    ("CINTAS CORPORATION #464", "Cintas"),
    ("BAY AREA SPORTS OFFICIALS (BASO)", "Bay Area Sports Officials"),
    ("NYPD", "New York City Police Department"),
    ("USPS", "United States Postal Service"),
    ("PG&E", "Pacific Gas and Electric"),
    ("TX DEPT OF PUBLIC SAFETY", "Texas Department of Public Safety"),
    ("ILL DEPT OF TRANSPORTATION", "Illinois Department of Transportation"),
    ("WASHINGTON ST DEPT OF LICENSING", "Washington State Department of Licensing"),
    ("KING COUNTY WATER DISTRICT #49", "King County Water District 49"),
    ("KENT SCHOOL DIST NO 415", "Kent School District 415"),
    ("TEAMSTERS 150", "Teamsters Local 150"),
    ("ORANGE CO FIRE AUTHORITY", "Orange County Fire Authority"),
    ("CITY OF ARLINGTON TX", "City of Arlington, Texas"),
    ("SALT LAKE CITY CORP", "City of Salt Lake City"),
    ("CITY OF EUGENE FINANCE DEPT", "City of Eugene"),
    ("UC DAVIS", "University of California, Davis"),
    ("JJ KELLER & ASSOC INC", "J.J. Keller & Associates"),
    ("SUN LIFE ASSUR CO OF CANADA", "Sun Life Assurance Company of Canada"),
    ("BLUE CROSS BLUE SHIELD OF TX", "Blue Cross Blue Shield of Texas"),
    ("L3 HARRIS TECHNOLOGIES", "L3Harris Technologies"),
    ("AX0N ENTERPRISE INC", "Axon Enterprise"),
    ("AUTOZONE, INC. 2866", "AutoZone"),
    ("US BANK NATIONAL ASSOC", "U.S. Bank"),
    ("CED CONSOLIDATED ELECTRICAL DISTRIBUTORS", "Consolidated Electrical Distributors"),
    ("ATTN: ACCOUNTS RECEIVABLE LEXIPOL LLC", "Lexipol"),
    ("HENNEPIN COUNTYSHERIFF'SOFFICE", "Hennepin County Sheriff's Office"),
    ("SOUTH GATE POLICE DE", "South Gate Police Department (CA)"),
    ("LOS ANGELES UNIFIED SCHOO", "Los Angeles Unified School District"),
    ("BIRMINGHAM PUB SCHOOLS", "Birmingham Public Schools"),
    ("CITY 0F MONTGOMERY", "City of Montgomery"),
)  # fmt: skip


@pytest.mark.parametrize(("printed", "listed"), LINKED)
def test_links(printed: str, listed: str) -> None:
    match = found(printed, listed, "Harbor Lights Brewing", "Lane County Sheriff's Office")
    assert (match.match, match.decision) == (listed, "auto")


APART = (
    ("Motorola Mobility LLC", "Motorola Solutions"),
    ("Axon Engineering", "Axon Enterprise"),
    ("Vigilant Security Services", "Vigilant Solutions"),
    ("Pelco Products", "Pelco"),
    ("Genentech", "Genetec"),
    ("Amazon Web Services", "Amazon"),
    ("Johnson Controls Security Solutions", "Johnson Controls"),
    ("American Lung Association", "American Heart Association"),
    ("Region 14 ESC", "Region 8 ESC"),
    ("Fire District 12", "Fire District 21"),
    ("Springfield MO PD", "Springfield Police Department (IL)"),
    ("Orange County SO", "Orange Police Department"),
    ("City of Birmingham", "Birmingham Public Schools"),
    ("Lane County", "Lane County Sheriff's Office"),
    ("South Pasadena Police Department", "Pasadena Police Department"),
    ("Jefferson County Sheriff", "Jefferson Parish Sheriff's Office"),
    ("University of San Francisco", "San Francisco State University"),
    ("Brazoria County TX SO", "Brazos County Sheriff's Office (TX)"),
    ("Jackson Township PD (Mahoning County)", "Jackson Township PD (Stark County)"),
    ("Teamsters Local 1500", "Teamsters Local 150"),
    ("UPS Store #4402", "United Parcel Service"),
    ("State of Michigan", "Michigan State University"),
    ("Pacific Power Products", "Pacific Power"),
    ("Pacific Power Group LLC", "Pacific Power"),
    ("Hewlett Packard Co", "Hewlett Packard Enterprise"),
    ("Axon Inc", "Axon Enterprise"),
    ("Johnson Controls Security", "Johnson Controls"),
    ("Metro Ford, Dallas, TX", "Metro Ford, Miami, FL"),
    ("Blue Cross Blue Shield of Arizona", "Blue Cross Blue Shield of Texas"),
    ("Grainger", "W.W. Grainger"),
    ("Waste Management of Oregon Inc", "Waste Management"),
    ("University of San Diego", "University of California, San Diego"),
    ("Harris County Treasurer", "Harris County"),
    ("City of Hillsboro", "City of Hillsborough"),
    ("County of Hillsboro", "Hillsborough County"),
    ("Xerox Holdings", "Xerox"),
    ("Salina Police Department", "Salinas Police Department"),
    ("St. Pauls Police Department", "St. Paul Police Department"),
    ("Forest Park Police Department", "Park Forest Police Department"),
    ("California Dept of T", "California Department of Transportation"),
    ("Florida Department of R", "Florida Department of Revenue"),
    ("Springfield Police Department (IR)", "Springfield Police Department"),
    ("Arapahoe CountySheriff's Office", "Arapahoe County"),
)  # fmt: skip


@pytest.mark.parametrize(("printed", "listed"), APART)
def test_look_alikes_do_not_link(printed: str, listed: str) -> None:
    assert found(printed, listed).decision != "auto"
    assert found(listed, printed).decision != "auto"


def test_two_states_of_one_name_wait() -> None:
    match = found("Springfield Police Department", "Springfield Police Department (IL)", "Springfield PD (MO)")
    assert match.decision == "review"
    assert "as near to" in match.reasons[-1]


def test_a_name_of_many_states_is_no_state_s_own() -> None:
    listed = ("Lincoln Police Department", "Lincoln Police Department (CA)", "Lincoln Police Department (AL)")
    assert found("Lincoln Police Department (ME)", *listed).decision == "review"
    assert found("Lincoln PD, CA", *listed).match == "Lincoln Police Department (CA)"
    assert found("Lincoln PD, ME", "Lincoln Police Department").decision == "auto"


def test_the_legal_form_tells_namesakes_apart() -> None:
    assert found("ACME TOWING LLC", "Acme Towing Inc", "Acme Towing, LLC").match == "Acme Towing, LLC"
    assert found("ACME TOWING", "Acme Towing Inc", "Acme Towing, LLC").decision == "review"


def test_two_halves_of_two_firms_wait() -> None:
    assert found("Flock Safety dba Axon Enterprise", "Flock Safety", "Axon Enterprise").decision != "auto"


def test_the_name_of_today_is_meant_where_the_old_one_is_listed_too() -> None:
    match = found("AXON ENTERPRISE INC FKA TASER INTERNATIONAL", "Axon Enterprise", "TASER International")
    assert (match.match, match.decision) == ("Axon Enterprise", "auto")


def test_a_founders_initials_and_a_states_subsidiary_wait() -> None:
    assert found("Grainger", "W.W. Grainger", "Harbor Lights").decision == "review"
    assert found("Waste Management of Oregon Inc", "Waste Management", "Harbor Lights").decision == "review"


def test_nobody_is_none() -> None:
    match = found("Harbor Lights Brewing", "Flock Safety", "Eugene Police Department")
    assert (match.match, match.decision) == (None, "none")
    assert found("Harbor Lights Brewing") == NameMatch("Harbor Lights Brewing", None, 0.0, "none")


@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=40))
def test_any_text_gets_an_answer_and_a_name_itself_is_found(listed: list[str], printed: str) -> None:
    catalogue = Catalogue.of([*listed, printed])
    match = match_names([printed], catalogue)[0]
    assert match.decision in ("auto", "review", "none")
    assert 0.0 <= match.score <= 1.0
    if any(sign.isalnum() for sign in printed):
        assert match.score >= 0.86
