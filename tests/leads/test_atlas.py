"""The Atlas of Surveillance: loaded twice without harm, changed and gone rows named, never a purchase."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.leads.atlas_synthetic import COLUMNS, atlas_csv, row
from watchbill.errors import WatchbillError
from watchbill.leads.atlas import AtlasReport, load_atlas
from watchbill.leads.atlas_file import read_atlas
from watchbill.questions import QUESTIONS
from watchbill.registry import sync_registry
from watchbill.store import schema as s

EUGENE = row(1, "OR0200200BWC", "Eugene Police Department", Vendor="Axon")
ROWS = [
    EUGENE,
    row(2, "OR0200200ALPR", "Eugene Police Department", "Automated License Plate Readers", Vendor="Flock Safety"),
    row(3, "OR0200000FC", "Lane County Sheriff's Office", "Fusion Center", **{"Type of LEA": "Sheriff"}),
    row(4, "XX0000123TIP", "Oregon Titan Center", "Third-party Investigative Platforms", **{"Type of LEA": "Other"}),
    row(5, "OR0990100DRO", "Springfield Police Department", "Drones", City="Springfield", Vendor="Nobody Aero"),
]


def load(store: sa.Engine, *rows: dict[str, str], **more: Any) -> AtlasReport:
    return load_atlas(store, read_atlas(atlas_csv(*rows), "atlas.csv"), **more)


@pytest.fixture
def ready(store: sa.Engine) -> sa.Engine:
    sync_registry(store)
    return store


def test_agencies_technologies_and_leads_come_with_their_links(ready: sa.Engine) -> None:
    report = load(ready, *ROWS)
    assert (report.leads, report.new, report.changed, report.same, report.gone) == (5, 5, 0, 0, [])
    assert (report.agencies_known, report.agencies_new) == (1, 3)
    assert report.unmapped == {"Third-party Investigative Platforms": 1}
    assert report.vendors_unknown == 1
    with ready.connect() as connection:
        leads = QUESTIONS["reported_leads"].answer(connection).set_index("source_key")
        assert QUESTIONS["purchases"].answer(connection).empty
        coded = connection.execute(sa.select(s.agency_code.c.scheme, s.agency_code.c.code))
        codes = {tuple(row) for row in coded}
    assert codes == {("ori9", "OR0200200"), ("ori9", "OR0200000"), ("atlas", "XX0000123"), ("ori9", "OR0990100")}
    plates = leads.loc["AOS000002"]
    assert (plates["agency_key"], plates["technology"]) == ("us-or-eugene-pd", "alpr")
    assert (plates["link"], plates["publisher"], plates["link_date"]) == (
        *("https://news.example/2", "The Paper"),
        "2012-12-27",
    )
    assert plates["vendor_id"].startswith("ven-")
    assert leads.loc["AOS000003", "agency_key"] == "us-or-lane-county-so"
    assert leads.loc["AOS000005", "agency_key"] == "us-or-springfield-pd"
    assert leads.loc["AOS000004", "agency_key"] == "us-or-oregon-titan-center"
    assert leads.loc["AOS000003", "technology"] == "fusion_center"
    assert not leads.loc["AOS000004", "technology"], "four technologies of ours may be meant"


def test_loading_again_changes_nothing_and_a_newer_file_changes_what_it_says(ready: sa.Engine) -> None:
    def everything() -> list[list[Any]]:
        with ready.connect() as connection:
            tables = (s.agency, s.agency_code, s.lead, s.lead_link)
            return [[tuple(row) for row in connection.execute(sa.select(t).order_by(t.c.id))] for t in tables]

    load(ready, *ROWS)
    before = everything()
    assert load(ready, *ROWS).same == 5
    assert everything() == before
    renamed = EUGENE | {
        "Agency": "Eugene Police Dept",
        "Vendor": "Flock Safety",
        "Other Links": "https://a.example, https://b.example",
    }
    report = load(ready, renamed, *ROWS[1:4])
    assert (report.changed, report.same, report.gone, report.agencies_new) == (1, 3, ["AOS000005"], 0)
    with ready.connect() as connection:
        leads = QUESTIONS["reported_leads"].answer(connection)
    assert leads[leads["source_key"] == "AOS000001"]["link"].tolist() == [
        *("https://news.example/1", "https://a.example", "https://b.example"),
    ]
    assert leads[leads["is_gone"]]["source_key"].tolist() == ["AOS000005"]
    assert load(ready, renamed, *ROWS[1:]).changed == 1  # it came back
    with ready.connect() as connection:
        assert not QUESTIONS["reported_leads"].answer(connection)["is_gone"].any()


def test_a_file_that_lost_a_fifth_is_refused_unless_that_is_meant(ready: sa.Engine) -> None:
    rows = [row(number, "OR0200200BWC", "Eugene Police Department") for number in range(30)]
    load(ready, *rows)
    with pytest.raises(WatchbillError, match="lacks 21 of the 30 leads"):
        load(ready, *rows[:9])
    with ready.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(s.lead.c.gone_at.is_not(None))) == 0
    assert len(load(ready, *rows[:9], is_smaller=True).gone) == 21
    assert len(load(ready, *rows[:2]).gone) == 7


def test_agencies_are_told_apart_by_their_numbers(ready: sa.Engine) -> None:
    one = row(1, "TX0010000BWC", "Washington Police Department", State="TX", City="Washington")
    other = row(2, "TX0020000BWC", "Washington Police Department", State="TX", City="Washington")
    bare = row(3, "", "Washington Police Department", State="TX", City="Washington")
    assert load(ready, one, other, bare).agencies_new == 3
    again = load(ready, one, other, bare)
    assert (again.same, again.agencies_new) == (3, 0)
    with ready.connect() as connection:
        keys = connection.scalars(sa.select(s.agency.c.key).where(s.agency.c.place == "Washington")).all()
    assert sorted(keys) == [
        "us-tx-washington-pd",
        "us-tx-washington-police-department",
        "us-tx-washington-police-department-aos000003",
    ]


def test_what_is_no_lead_is_left_out_by_name() -> None:
    file = read_atlas(atlas_csv(EUGENE, EUGENE, row(2, "X", ""), row(3, "X", "A PD", "")), "atlas.csv")
    assert list(file.rows) == ["AOS000001"]
    assert file.left_out == ("line 3: AOS000001 stands in the file twice", "line 4: no agency", "line 5: no technology")


def test_other_files_are_refused() -> None:
    for data, words in (
        (b"", "no column AOSNUMBER"),
        (b"<html>Just a moment...</html>", "no column AOSNUMBER"),
        (atlas_csv(columns=COLUMNS), "holds no leads"),
        (atlas_csv(EUGENE)[:-30], "not whole CSV"),
    ):
        with pytest.raises(WatchbillError, match=words):
            read_atlas(data, "atlas.csv")


def test_old_windows_files_are_read() -> None:
    file = read_atlas(atlas_csv(row(1, "", "Cañon City Police Department"), encoding="cp1252"), "atlas.csv")
    assert file.rows["AOS000001"].agency == "Cañon City Police Department"
