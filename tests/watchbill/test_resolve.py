"""Printed names to the registry: what links, how, and what waits for a person."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.review.papers import printed, release_papers, save_paper
from watchbill.model import Kind, Row, Value
from watchbill.registry import sync_registry
from watchbill.resolve import candidates, name_id, resolve_names
from watchbill.review.corrections import append
from watchbill.store import schema
from watchbill.store.engine import open_store


@pytest.fixture
def registered(sqlite_store: sa.Engine) -> sa.Engine:
    """A store that holds the registry and nothing else."""
    sync_registry(sqlite_store)
    return sqlite_store


def matches(engine: sa.Engine) -> dict[tuple[str, str], Any]:
    """(kind, printed name) -> the match, with the keys of vendor and agency."""
    statement = (
        sa.select(schema.name_match, schema.vendor.c.key.label("vendor"), schema.agency.c.key.label("agency"))
        .outerjoin(schema.vendor, schema.vendor.c.id == schema.name_match.c.vendor_id)
        .outerjoin(schema.agency, schema.agency.c.id == schema.name_match.c.agency_id)
    )
    with engine.connect() as connection:
        return {(row.kind, row.name): row for row in connection.execute(statement)}


def print_names(engine: sa.Engine, field: str, *names: str) -> None:
    for number, name in enumerate(names):
        save_paper(engine, f"{field} {number} {name}", {field: printed(name)})


VENDORS = (
    ("Flock Safety", "flock-safety", "exact"),
    ("Flock Group Inc", "flock-safety", "alias"),
    ("FLOCK GROUP, INC.", "flock-safety", "normal"),
    ("FLOCK SAFETY", "flock-safety", "normal"),
    ("FLOCK GROUP INC DBA FLOCK SAFETY", "flock-safety", "dba"),
    ("Flock Somebody LLC d/b/a Flock Safety", "flock-safety", "dba"),
    ("11498 - INSIGHT PUBLIC SECTOR", "insight-public-sector", "normal"),
    ("INSIGHT PUBLIC SECTOR, INC.", "insight-public-sector", "normal"),
    ("CelleBrite USA, Corp.", "cellebrite", "alias"),
    ("Pen-Link, Ltd", "penlink", "normal"),
    ("VIGILANT SOLUTIONS, INC.", "vigilant-solutions", "normal"),
    ("Vigilant Solutions, LLC", "vigilant-solutions", "normal"),
    ("VETTED SECURITY SOLUTIONS", "vetted-security-solutions", "normal"),
    ("AMAZON WEB SERVICES, INC.", "amazon-web-services", "normal"),
    ("Microsoft Corporation", "microsoft", "normal"),
    ("Visual Pro 360 Inc.", "visual-pro-360", "normal"),
    ("SoundThinking, Inc. (formerly known as ShotSpotter)", "soundthinking", "dba"),
    ("OMNIA Partners", "omnia-partners", "exact"),
    ("NCPA", "ncpa", "exact"),
    ("VETTED SECURITY SOLNS", "vetted-security-solutions", "alike"),
    ("LEXISNEXIS RISK SOLUTI", "lexisnexis-risk-solutions", "alike"),
    ("Insight Publ1c Sector Inc", "insight-public-sector", "alike"),
    ("VETTED SECURITY SERVICES", None, None),
    ("Motorola Mobility Svcs", None, None),
    ("VIGILANT SECURITY SVCS", None, None),
    ("CELEBRITE", None, None),
    ("TIP LLC", None, None),
    ("Flock Safety dba Axon Enterprise", None, None),
    ("AWS", None, None),
    ("Motorola Mobility LLC", None, None),
    ("Axon Engineering", None, None),
    ("Harris County", None, None),
    ("Flock Freight, Inc.", None, None),
    ("MacXprts", None, None),
)  # fmt: skip

VEHICLES = (
    ("OMNIA Partners (Cobb County 23-6692-03)", "omnia-partners", "numbered"),
    ("Sourcewell Contract No. 101223-MOT", "sourcewell", "numbered"),
    ("Sourcewell's Contract #101223-MOT", "sourcewell", "numbered"),
    ("NASPO ValuePoint Master Agreement 00318", "naspo-valuepoint", "numbered"),
    ("TIPS Cooperative Contract 230105", "tips", "numbered"),
    ("Sourcewell", "sourcewell", "exact"),
    ("Sourcewell awarded", "sourcewell", "named"),
    ("OMNIA Partners cooperative contract", "omnia-partners", "named"),
    ("U.S. Communities contract #4400001839", "us-communities", "numbered"),
    ("Axon contract", None, None),
    ("Motorola Solutions Contract 4422", None, None),
    ("Sourcewell Holdings", None, None),
    ("Harbor Buying Group 2021-17", None, None),
)  # fmt: skip

AGENCIES = (
    ("OR - Eugene PD", "us-or-eugene-pd", "normal"),
    ("City of Eugene Police Department", "us-or-eugene-pd", "normal"),
    ("Eugene Police Department", "us-or-eugene-pd", "exact"),
    ("EPD Administration (City of Eugene Finance/Purchasing)", "us-or-eugene-pd", "alias"),
    ("CITY OF CORAL GABLES, FLORIDA", "us-fl-coral-gables", "normal"),
    ("THE CITY OF PEMBROKE PINES", "us-fl-pembroke-pines", "normal"),
    ("Pembroke Pines PD (FL)", "us-fl-pembroke-pines-pd", "normal"),
    ("Fort Lauderdale Police Dept", "us-fl-fort-lauderdale-pd", "normal"),
    ("FORT LAUDERDALE PUBLIC SAFETY", "us-fl-fort-lauderdale-pd", "normal"),
    ("Bureau of Organized Crime, Vice/Asset Forfeiture Division (Chicago Police Department)",
     "us-il-chicago-pd", "within"),
    ("Chicago PD-Chicago-Technical Service Unit", "us-il-chicago-pd", "alias"),
    ("County of Orange, Sheriff-Coroner Department", "us-ca-orange-county-so", "alias"),
    ("Washington County Sheriff's Office (Oregon)", "us-or-washington-county-so", "normal"),
    ("Orlando Police Department (Florida)", "us-fl-orlando-pd", "normal"),
    ("U.S. Immigration and Customs Enforcement", "us-ice", "normal"),
    ("OR - Eugene Police Dpt", "us-or-eugene-pd", "alike"),
    ("PEMBROKE PINES POLICE DPT (FL)", "us-fl-pembroke-pines-pd", "alike"),
    ("PEMBROKE PINES POLICE DPT", None, None),
    ("Springfield Police Dpt, OR", None, None),
    ("Washington County Sheriff's Office", None, None),
    ("Washington County Sheriff's Office (Utah)", None, None),
    ("Orange Police Department", None, None),
    ("Eugene Police Department (Missouri)", None, None),
    ("agencies in Arizona", None, None),
)  # fmt: skip


@pytest.fixture(scope="module")
def resolved(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    """The matches of every name below, each printed on a paper of its own that nobody released."""
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'watchbill.db'}")
    sync_registry(engine)
    print_names(engine, "vendor", *(name for name, _, _ in VENDORS))
    print_names(engine, "vehicle", *(name for name, _, _ in VEHICLES))
    print_names(engine, "agency", *(name for name, _, _ in AGENCIES))
    resolve_names(engine)
    found = matches(engine)
    engine.dispose()
    return found


@pytest.mark.parametrize(("name", "key", "method"), [*VENDORS, *VEHICLES])
def test_vendors(resolved: dict[tuple[str, str], Any], name: str, key: str | None, method: str | None) -> None:
    match = resolved["vendor", name]
    assert (match.vendor, match.method) == (key, method)
    assert match.decision == ("auto" if key else "review")
    assert (match.score is None) == (key is None)


@pytest.mark.parametrize(("name", "key", "method"), AGENCIES)
def test_agencies(resolved: dict[tuple[str, str], Any], name: str, key: str | None, method: str | None) -> None:
    match = resolved["agency", name]
    assert (match.agency, match.method) == (key, method)
    assert match.decision == ("auto" if key else "review")


def test_a_number_behind_the_name_of_a_seller_is_no_vehicle(registered: sa.Engine) -> None:
    print_names(registered, "vendor", "Sourcewell Contract No. 101223-MOT")
    resolve_names(registered)
    assert matches(registered)["vendor", "Sourcewell Contract No. 101223-MOT"].vendor is None


def test_an_abbreviated_agency_links_where_the_release_says_the_same(registered: sa.Engine) -> None:
    save_paper(registered, "invoice", {"agency": printed("EUGENE POLICE DPT")})
    release_papers(registered, "us-or-eugene-pd", "invoice")
    resolve_names(registered)
    match = matches(registered)["agency", "EUGENE POLICE DPT"]
    assert (match.agency, match.method, match.decision) == ("us-or-eugene-pd", "alike", "auto")


def test_the_release_says_which_of_many_namesakes(registered: sa.Engine) -> None:
    save_paper(registered, "invoice", {"agency": printed("Washington County")})
    release_papers(registered, "us-or-washington-county-so", "invoice")
    resolve_names(registered)
    match = matches(registered)["agency", "Washington County"]
    assert (match.agency, match.method) == ("us-or-washington-county", "release")


def test_a_release_of_somebody_else_settles_no_namesake(registered: sa.Engine) -> None:
    save_paper(registered, "invoice", {"agency": printed("Washington County")})
    release_papers(registered, "us-or-eugene", "invoice")
    resolve_names(registered)
    assert matches(registered)["agency", "Washington County"].decision == "review"


def test_one_paper_of_unknown_origin_leaves_a_namesake_open(registered: sa.Engine) -> None:
    for name in ("invoice", "other"):
        save_paper(registered, name, {"agency": printed("Orange Police Department")})
    release_papers(registered, "us-ca-orange", "invoice")
    resolve_names(registered)
    assert matches(registered)["agency", "Orange Police Department"].decision == "review"


def payments(*payees: str) -> tuple[Row, ...]:
    def payee(line: int, name: str) -> dict[str, Value]:
        return {"payee": printed(name, line=line), "amount": printed("10.00", line=line, page=1)}

    return tuple(Row(payee(line, name)) for line, name in enumerate(payees, 1))


def test_payees_far_from_every_vendor_do_not_flood_the_review(registered: sa.Engine) -> None:
    payees = payments("Webb Chevy", "FLOCK SAFTEY", "Flock Group Inc", "Motorola Mobility", "AWS")
    save_paper(registered, "register", {}, kind=Kind.REGISTER, payments=payees)
    report = resolve_names(registered)
    decisions = {name: row.decision for (_, name), row in matches(registered).items()}
    assert decisions == {
        "Webb Chevy": "none",
        "FLOCK SAFTEY": "review",
        "Flock Group Inc": "auto",
        "Motorola Mobility": "none",
        "AWS": "review",
    }
    assert str(report) == "1 of 5 printed names known, 2 wait in review, 2 stay as printed"


def test_a_funder_may_be_an_agency(registered: sa.Engine) -> None:
    print_names(registered, "funder", "Oregon Criminal Justice Commission", "Los Angeles Police Foundation")
    resolve_names(registered)
    found = matches(registered)
    assert found["agency", "Oregon Criminal Justice Commission"].agency == "us-or-cjc"
    assert found["vendor", "Oregon Criminal Justice Commission"].vendor == "oregon-criminal-justice-commission"
    assert found["vendor", "Los Angeles Police Foundation"].vendor == "la-police-foundation"
    assert ("agency", "Los Angeles Police Foundation") not in found


def test_an_agency_that_bills_is_no_unknown_vendor(registered: sa.Engine) -> None:
    print_names(registered, "vendor", "Eugene Police Department")
    resolve_names(registered)
    match = matches(registered)["vendor", "Eugene Police Department"]
    assert (match.vendor, match.agency, match.decision) == (None, "us-or-eugene-pd", "auto")


def test_resolving_again_changes_nothing(store: sa.Engine) -> None:
    sync_registry(store)
    print_names(store, "vendor", "Flock Safety", "MacXprts", "Flock Group Inc dba Flock Safety")
    print_names(store, "agency", "Eugene PD")
    first = resolve_names(store)
    before = matches(store)
    assert resolve_names(store) == first
    assert matches(store) == before
    assert resolve_names(store, anew=True) == first
    assert {key: row.decision for key, row in matches(store).items()} == {
        key: row.decision for key, row in before.items()
    }
    assert (first.names, first.known, first.waiting, first.unknown) == (4, 3, 1, 0)


def test_names_nobody_prints_any_more_are_forgotten(registered: sa.Engine) -> None:
    save_paper(registered, "invoice", {"vendor": printed("Flock Saftey")})
    resolve_names(registered)
    save_paper(registered, "invoice", {"vendor": printed("Flock Safety")}, reader="1.1")
    resolve_names(registered)
    assert set(matches(registered)) == {("vendor", "Flock Safety")}


def test_papers_of_a_removed_release_do_not_count(registered: sa.Engine) -> None:
    save_paper(registered, "invoice", {"vendor": printed("MacXprts")})
    release = release_papers(registered, "us-or-eugene", "invoice")
    with registered.begin() as connection:
        removed = sa.update(schema.release).where(schema.release.c.id == release)
        connection.execute(removed.values(removed_at=sa.func.current_timestamp(), removed_reason="by mistake"))
    assert resolve_names(registered).names == 0


@pytest.mark.parametrize(
    ("after", "decision", "vendor"),
    [({"vendor": "flock-safety"}, "accepted", "flock-safety"), ({"none": True}, "rejected", None)],
)
def test_what_a_person_decided_survives(
    store: sa.Engine, after: dict[str, Any], decision: str, vendor: str | None
) -> None:
    sync_registry(store)
    print_names(store, "vendor", "Flock Saftey")
    with store.begin() as connection:
        target = name_id("vendor", "Flock Saftey")
        append(connection, "ann", "resolve", "name", target, {"kind": "vendor"}, None, after, "a slip of the pen")
    for anew in (False, True):
        resolve_names(store, anew=anew)
        match = matches(store)["vendor", "Flock Saftey"]
        assert (match.decision, match.vendor, match.method) == (decision, vendor, "reviewer")


def test_a_decision_for_a_vendor_that_left_the_registry_waits_again(registered: sa.Engine) -> None:
    print_names(registered, "vendor", "Flock Saftey")
    with registered.begin() as connection:
        target = name_id("vendor", "Flock Saftey")
        append(connection, "ann", "resolve", "name", target, {}, None, {"vendor": "flock-of-birds"}, "they merged")
    resolve_names(registered)
    assert matches(registered)["vendor", "Flock Saftey"].decision == "review"


def test_candidates_are_near_and_never_the_other_of_a_pair(registered: sa.Engine) -> None:
    with registered.connect() as connection:
        names = ["FLOCK SAFTEY", "Insight LPR Systems", "Motorola Mobility", "AWS"]
        found = candidates(connection, "vendor", names)
        printed = ["Eugene Police Bureau", "Eugene Police (Missouri)", "Orange Park PD", "CITY OF FT LAUDERDALE POLICE"]
        agencies = candidates(connection, "agency", printed)
    assert found["FLOCK SAFTEY"][0].key == "flock-safety"
    assert found["AWS"][0].key == "amazon-web-services"
    assert "motorola-solutions" not in [candidate.key for candidate in found["Motorola Mobility"]]
    assert agencies["Eugene Police Bureau"][0].key == "us-or-eugene-pd"
    assert agencies["Eugene Police (Missouri)"] == agencies["Orange Park PD"] == []
    assert [one.key for one in agencies["CITY OF FT LAUDERDALE POLICE"]][:1] == ["us-fl-fort-lauderdale-pd"]
