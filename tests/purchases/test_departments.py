"""A department that the registry lacks is shown as a part of its city, no agency; one that it has buys itself."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import joined, lay, paper
from watchbill.agencies import list_agencies
from watchbill.answers import purchase_lines, show
from watchbill.model import Kind, Record
from watchbill.purchases.departments import department_of
from watchbill.purchases.papers import Fact, Paper

CITY, POLICE = "us-nv-reno", "us-or-eugene-pd"
CAMERAS = [{"description": "Verkada security camera, outdoor dome", "amount": "900.00"}]


def shown(engine: sa.Engine, *records: Record, agency: str = CITY, text: str = "") -> dict[str, Any]:
    """The only purchase, with its parties."""
    for record in records:
        lay(engine, record, agency=agency, text=text)
    joined(engine)
    with engine.connect() as connection:
        [line] = purchase_lines(connection)
        return line | {"parties": show(connection, line["id"])["parties"]}


def order(agency: str = "City of Reno") -> Record:
    fields = {"agency": agency, "vendor": "Verkada Inc.", "number": "23-00222", "total": "900.00"}
    return paper(Kind.PURCHASE_ORDER, fields, items=CAMERAS)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Reno Police Department", "Police Department"),
        ("CITY OF RENO DEPT. OF PUBLIC WORKS", "Public Works Department"),
        ("Reno Public Works Dept", "Public Works Department"),
        ("Washoe County Sheriff's Office", "Sheriff's Office"),
        ("Reno PD", "Police Department"),
        ("RENO LIBRARY SERVICES DEPT", "Library Services Department"),
        ("City of Reno Information Technology Department", "Information Technology Department"),
        ("City of Reno - IT Division", "IT Division"),
        ("Reno Municipal Airport", "Airport"),
        ("City of Reno", ""),
        ("RPD Administration", "RPD Administration"),
        ("City of Reno, Office of Community Relations", "Office of Community Relations"),
        ("City of Reno Finance Department", ""),  # pays for everybody
        ("City of Reno Accounts Payable Office", ""),
        ("RPD ADMIN KAPLAN", ""),  # a person, as like as not
    ],
)
def test_departments_have_one_spelling(printed: str, name: str) -> None:
    fact = Fact(1, "v-1", "agency", printed, None, None, None, 0.99, False, 1)
    assert department_of(Paper(1, "r-1", Kind.INVOICE, 1, 1, 1, {"agency": fact}), "", "City of Reno").name == name


def test_a_department_that_a_page_names_is_a_part_of_the_city(desk: sa.Engine) -> None:
    one = shown(desk, order(), text="\nShip to: Reno Police Department")
    assert (one["agency"], one["department"]) == ("City of Reno", "Police Department")
    [part] = [party for party in one["parties"] if party["role"] == "department"]
    assert (part["name"], part["id"], part["value"]) == ("Police Department", None, None)


def test_a_department_that_the_buyer_s_name_says_leads_to_where_it_is_printed(desk: sa.Engine) -> None:
    one = shown(desk, order("Reno Parks and Recreation Department"))
    assert (one["agency"], one["department"]) == ("City of Reno", "Parks and Recreation Department")
    [part] = [party for party in one["parties"] if party["role"] == "department"]
    assert part["printed"] == "Reno Parks and Recreation Department"
    assert part["value"].startswith("v-")


def test_a_part_that_is_no_usual_department_is_shown_as_printed(desk: sa.Engine) -> None:
    one = shown(desk, order("RPD Administration"))
    assert (one["agency"], one["department"]) == ("City of Reno", "RPD Administration")


def test_no_agency_comes_of_a_department(desk: sa.Engine) -> None:
    with desk.connect() as connection:
        before = list_agencies(connection)
    shown(desk, order("Reno Parks and Recreation Department"))
    with desk.connect() as connection:
        assert list_agencies(connection) == before


def test_a_department_that_the_registry_has_is_the_buyer_itself(desk: sa.Engine) -> None:
    one = shown(desk, order("Eugene Police Department"), agency="us-or-eugene")
    assert (one["agency_key"], one["department"]) == (POLICE, None)


def test_a_department_of_the_registry_that_only_a_page_names_is_the_buyer(desk: sa.Engine) -> None:
    one = shown(desk, order("City of Eugene"), agency="us-or-eugene", text="\nShip to: Eugene Police Department")
    assert (one["agency_key"], one["department"]) == (POLICE, None)


def test_what_a_police_department_releases_of_others_is_their_city_s(desk: sa.Engine) -> None:
    one = shown(desk, order("City of Eugene Public Works Department"), agency=POLICE)
    assert (one["agency"], one["agency_key"], one["department"]) == (
        "City of Eugene", "us-or-eugene", "Public Works Department",
    )  # fmt: skip


def test_what_a_department_releases_for_its_whole_city_stays_its_own(desk: sa.Engine) -> None:
    assert shown(desk, order("City of Eugene"), agency=POLICE)["agency_key"] == POLICE
