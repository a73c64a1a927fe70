"""Cities nobody has seen before: each purchase with its papers, parties and sums, and no paper in another's."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import joined, new_desk
from tests.purchases.kept_back import AERIAL, CITY, CITY_NAME, MAKER, OPTICS, POLICE, RESALE, RESELLER, WORKS
from tests.purchases.release import answers, give_out
from watchbill.agencies import add_agency
from watchbill.names import normal_name
from watchbill.review.pairs import open_pairs


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the scans of the city come to."""
    engine = new_desk(tmp_path_factory.mktemp("city") / "desk.db")
    with engine.begin() as connection:
        add_agency(connection, "us-wa-larkspur-falls", CITY_NAME, "WA", kind="city", place="Larkspur Falls")
    give_out(engine, CITY, "us-wa-larkspur-falls", is_scan=True)
    joined(engine)
    return answers(engine)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> sa.Engine:
    """The county's release, joined."""
    engine = new_desk(tmp_path_factory.mktemp("county") / "desk.db")
    with engine.begin() as connection:
        add_agency(connection, "us-id-fallow-county-so", "Fallow County Sheriff's Office", "ID", kind="sheriff")
    give_out(engine, RESALE, "us-id-fallow-county-so")
    joined(engine)
    return engine


def papers(one: dict[str, Any]) -> str:
    return " ".join(sorted(paper["title"].removesuffix(".pdf") for paper in one["papers"]))


def test_each_order_of_a_city_is_a_purchase_with_its_own_invoices(city: list[dict[str, Any]]) -> None:
    found = {
        papers(one): (
            one["department"], normal_name(one["seller"]), one["technologies"], one["line"]["ordered"],
            one["line"]["invoiced"], one["rungs"],
        )
        for one in city
    }  # fmt: skip
    optics, aerial, both = normal_name(OPTICS), normal_name(AERIAL), ["ordered", "invoiced"]
    assert found == {
        "001 002 003 004": (POLICE, optics, ["body_worn_camera"], "36000.00", "36000.00", both),
        "005 006": (WORKS, optics, ["cctv_fixed_video"], "18750.00", "18750.00", both),
        "007 008 009": (POLICE, aerial, ["drones_uas"], "28500.00", "28500.00", both),
        "010": (WORKS, aerial, ["drones_uas"], "9900.00", None, ["ordered"]),
        "013": (POLICE, "sentrygate acoustics", ["gunshot_detection"], None, "45000.00", ["invoiced"]),
    }


def test_every_purchase_of_a_city_is_the_city_s(city: list[dict[str, Any]]) -> None:
    assert {one["agency_key"] for one in city} == {"us-wa-larkspur-falls"}


def test_a_firm_of_several_spellings_is_shown_in_one(city: list[dict[str, Any]]) -> None:
    assert len({one["seller"] for one in city if "imbus" in one["seller"].casefold()}) == 1


def test_what_goes_through_a_reseller_is_one_purchase_with_maker_and_vehicle(county: sa.Engine) -> None:
    found = {papers(one): one for one in answers(county)}
    assert sorted(found) == ["a b c d e f", "g", "h i", "j"]
    deal = found["a b c d e f"]
    assert (deal["seller"], deal["maker"], deal["vehicle"]) == (RESELLER, MAKER, "HGACBuy")
    assert deal["rungs"] == ["proposed", "recommended", "approved", "signed", "ordered", "invoiced"]
    line = deal["line"]
    assert (line["authorised"], line["ordered"], line["invoiced"]) == ("65000.00", "64350.00", "64350.00")
    assert (found["j"]["seller"], found["j"]["line"]["invoiced"]) == (MAKER, "1975.00")
    with county.connect() as connection:
        assert open_pairs(connection) == []


def test_another_department_of_the_county_is_no_purchase_of_the_sheriff(county: sa.Engine) -> None:
    [fire] = [one for one in answers(county) if papers(one) == "h i"]
    assert (fire["agency"], fire["agency_key"], fire["department"]) == ("Fallow County", None, "Fire Department")
