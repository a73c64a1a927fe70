"""Who buys and who sells, as printed."""

from __future__ import annotations

import pytest

from extractors.letterheads import letterhead, mentioned_agency, mentioned_company, named_by_domain
from extractors.names import is_agency, is_company, is_name, is_person
from extractors.parties import labelled
from extractors.recitals import by_sort, contracting
from tests.extractors.setting import form_of


@pytest.mark.parametrize(
    "text", ["Flock Group Inc dba Flock Safety", "Vetted Security Solutions", "Pen-Link, Ltd", "4LEAF, INC."]
)
def test_companies(text: str) -> None:
    assert is_company(text)
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["City of Eugene", "PEMBROKE PINES POLICE DEPARTMENT", "OR - Eugene PD", "Orange County Sheriff's Office"]
)
def test_agencies(text: str) -> None:
    assert is_agency(text)
    assert is_name(text)


def test_part_of_a_body_names_no_body() -> None:
    assert not is_agency("Administration")
    assert not is_agency("Accounts Payable Division")


@pytest.mark.parametrize(
    "text",
    ["100 West 10th Avenue", "PO Box 121923", "DALLAS TX 75312", "United States", "ap@example.org", "Attn: Jake",
     "INVOICE", "not published", "N/A", "Ship", "Room 2180", "Billing Contact Name:"],
)  # fmt: skip
def test_what_is_no_name(text: str) -> None:
    assert not is_name(text)


def test_persons() -> None:
    assert is_person("MCDONALD, KIRK")
    assert is_person("Jason Dail")
    assert not is_person("Vigilant Solutions")


def test_a_block_below_its_label() -> None:
    form = form_of("""
        Ship To                     Submit Invoice To                 Vendor
Kaplan Building              Accounts Payable             11498 - INSIGHT PUBLIC SECTOR INC
1515 West Cypress Road       100 North Andrews            2701 E INSIGHT WAY
""")
    vendors = labelled(form, {"vendor": 0.95}, prefer="company")
    assert [party.name for party in vendors] == ["INSIGHT PUBLIC SECTOR INC"]


def test_the_body_before_the_person() -> None:
    form = form_of("Bill To:\nJason Dail\nPembroke Pines Police Department\n9500 Pines Blvd\nPembroke Pines, FL 33024")
    assert labelled(form, {"bill_to": 0.9}, prefer="agency")[0].name == "Pembroke Pines Police Department"


def test_a_name_that_wraps() -> None:
    form = form_of("Vendor Address:\nFLOCK GROUP INC\nDBA FLOCK SAFETY\nPO Box 121923")
    assert labelled(form, {"vendor": 0.9}, prefer="company")[0].name == "FLOCK GROUP INC DBA FLOCK SAFETY"


def test_the_letterhead() -> None:
    form = form_of(
        "Vetted Security Solutions\n4185 35th St N\nSaint Petersburg, FL 33714\n\nBill To: City of Marlow\n\nQUOTE"
    )
    assert letterhead(form, prefer="company")[0].name == "Vetted Security Solutions"
    assert not letterhead(form, prefer="agency")


def test_who_is_mentioned() -> None:
    form = form_of("The City of Eugene is exempt. Invoice the City of Eugene. Sold by Hale Video Systems Inc of Ohio.")
    agency, company = mentioned_agency(form), mentioned_company(form)
    assert agency is not None
    assert company is not None
    assert (agency.name, company.name) == ("The City of Eugene", "Hale Video Systems Inc")


def test_a_web_address_spells_the_seller() -> None:
    spelt = named_by_domain(form_of("QUOTATION\nwww.safewareinc.com\nPrices by Safeware-Mallory, Richmond"))
    assert spelt is not None
    assert spelt.name == "Safeware-Mallory"


RECITAL = """This Agreement is made by and between the City of Marlow, a municipal corporation, and
Hale Video Systems Inc, a Delaware corporation."""
CAPTION = """BETWEEN:     The City of Marlow, (City) an Oregon Municipal Corporation
AND:         Hale Video Systems Inc, (Contractor) a Corporation"""
SELLER_FIRST = """is entered into by and between, Hale Video Systems Inc with a place of business at 2021 Las
Palmas Ct; and the City of Marlow, a political subdivision of the State."""


@pytest.mark.parametrize("text", [RECITAL, CAPTION, SELLER_FIRST])
def test_the_parties_of_an_agreement(text: str) -> None:
    agency, company = by_sort(contracting(form_of(text)))
    assert agency is not None
    assert company is not None
    assert agency.name.removeprefix("The ").removeprefix("the ") == "City of Marlow"
    assert company.name == "Hale Video Systems Inc"
