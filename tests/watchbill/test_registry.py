"""The registry's files are sound, load once, keep ids, and name their mistakes."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from watchbill.agencies import add_agency
from watchbill.names import STATES, normal_name
from watchbill.registry import RegistryError, read_registry, sync_registry
from watchbill.registry.files import Registry
from watchbill.resolve import resolve_names
from watchbill.settings import REGISTRY
from watchbill.store import schema


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(REGISTRY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the registry to change."""
    return shutil.copytree(REGISTRY, tmp_path / "registry")


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def counts(engine: sa.Engine) -> dict[str, int]:
    tables = (
        "vendor",
        "vendor_alias",
        "vendor_relation",
        "product",
        "technology",
        "agency",
        "agency_alias",
        "not_the_same",
    )
    with engine.connect() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(schema.metadata.tables[name])) or 0
            for name in tables
        }


def test_no_two_vendors_share_a_name(registry: Registry) -> None:
    owners: dict[str, set[str]] = {}
    for name, key in [(row.name, row.key) for row in registry.vendors] + [
        (a.alias, a.vendor) for a in registry.aliases
    ]:
        owners.setdefault(normal_name(name), set()).add(key)
    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


def test_no_alias_says_what_normalising_says_already(registry: Registry) -> None:
    counted = Counter((row.vendor, normal_name(row.alias)) for row in registry.aliases)
    counted.update((row.key, normal_name(row.name)) for row in registry.vendors)
    assert [pair for pair, count in counted.items() if count > 1] == []


def test_names_that_are_not_the_same_are_not_aliases_of_one_vendor(registry: Registry) -> None:
    owner = {normal_name(row.name): row.key for row in registry.vendors}
    owner |= {normal_name(row.alias): row.vendor for row in registry.aliases}
    pairs = [(normal_name(row.name), normal_name(row.other)) for row in registry.not_the_same if row.kind == "vendor"]
    assert pairs
    assert [pair for pair in pairs if pair[0] in owner and owner[pair[0]] == owner.get(pair[1])] == []


def test_every_technology_has_a_phrase_and_a_description(registry: Registry) -> None:
    with_phrases = {row.technology for row in registry.products}
    assert {row.key for row in registry.technologies} == with_phrases
    assert len(registry.technologies) == 33


def test_every_category_of_the_atlas_is_one_of_ours(registry: Registry) -> None:
    """As the Atlas of Surveillance's data file spells them (2026)."""
    assert {row.atlas for row in registry.technologies} - {""} == {
        "Automated License Plate Readers", "Body-worn Cameras", "Camera Registry", "Cell-site Simulator", "Drones",
        "Face Recognition", "Fusion Center", "Gunshot Detection", "Predictive Policing", "Real-Time Crime Center",
        "Third-party Investigative Platforms", "Video Analytics",
    }  # fmt: skip


def test_nothing_marked_verified_rests_on_general_knowledge_alone(registry: Registry) -> None:
    marked = [*registry.vendors, *registry.aliases, *registry.relations, *registry.products]
    assert [row for row in marked if row.is_verified and row.source.startswith("general knowledge")] == []


def test_every_source_is_named_and_no_relation_is_told_twice(registry: Registry) -> None:
    told = Counter((row.vendor, row.relation, row.other) for row in registry.relations)
    assert [relation for relation, count in told.items() if count > 1] == []
    for row in [*registry.vendors, *registry.aliases, *registry.relations, *registry.products]:
        assert row.source.strip(), row
        assert not row.is_verified or "not verified" not in row.source, row


def test_whose_kind_is_vendor_has_a_product_a_relation_or_a_note(registry: Registry) -> None:
    """A vendor of which nothing is known would only make false links."""
    known = {row.vendor for row in registry.products}
    known |= {key for row in registry.relations for key in (row.vendor, row.other)}
    assert [
        row.key for row in registry.vendors if row.kind == "vendor" and row.key not in known and not row.notes
    ] == []


def test_the_records_laws_have_a_source_and_a_grade() -> None:
    with (REGISTRY / "records_laws.csv").open(encoding="utf-8", newline="") as file:
        laws = list(csv.DictReader(file))
    assert {law["code"] for law in laws} == {"US", "DC", *STATES} - {"PR", "GU", "VI", "AS", "MP"}
    assert all(law["source"] and law["verification"] for law in laws)
    assert {law["deadline_kind"] for law in laws} <= {"determine", "acknowledge", "produce", "none"}
    assert all(re.fullmatch(r"\d*", law["deadline_number"]) for law in laws)


def test_known_chains(registry: Registry) -> None:
    relations = {(row.vendor, row.relation, row.other): row.start for row in registry.relations}
    assert relations["vigilant-solutions", "parent", "motorola-solutions"] == "2019-01"
    assert relations["shotspotter", "renamed", "soundthinking"] == "2023-04-10"
    assert relations["fusus", "parent", "axon"] == "2024-01-31"
    assert ("insight-public-sector", "resells", "flock-safety") in relations
    assert ("carahsoft", "resells", "cellebrite") in relations


def test_loading_twice_changes_nothing(store: sa.Engine) -> None:
    sync_registry(store)
    first = counts(store)
    with store.connect() as connection:
        ids = connection.execute(sa.select(schema.vendor.c.id, schema.vendor.c.public_id)).all()
    sync_registry(store)
    assert counts(store) == first
    assert min(first.values()) > 0
    with store.connect() as connection:
        assert connection.execute(sa.select(schema.vendor.c.id, schema.vendor.c.public_id)).all() == ids


def test_a_change_updates_in_place(store: sa.Engine, folder: Path) -> None:
    sync_registry(store, folder)
    flock = sa.select(schema.vendor).where(schema.vendor.c.key == "flock-safety")
    with store.connect() as connection:
        before = connection.execute(flock).one()
    change(folder, "vendors.csv", "flock-safety,Flock Safety,", "flock-safety,Flock Safety of Atlanta,")
    sync_registry(store, folder)
    with store.connect() as connection:
        after = connection.execute(flock).one()
    assert (after.id, after.public_id, after.name) == (before.id, before.public_id, "Flock Safety of Atlanta")


def test_agencies_that_users_added_stay(store: sa.Engine, folder: Path) -> None:
    sync_registry(store, folder)
    with store.begin() as connection:
        add_agency(connection, "us-or-bend-pd", "Bend Police Department", "OR", parent="us-or")
    change(folder, "agencies.csv", "City of Eugene,city", "The City of Eugene,city")
    sync_registry(store, folder)
    with store.connect() as connection:
        names = set(connection.scalars(sa.select(schema.agency.c.name)))
    assert {"Bend Police Department", "The City of Eugene"} <= names


def test_what_left_the_files_goes_unless_something_points_to_it(sqlite_store: sa.Engine, folder: Path) -> None:
    from tests.review.papers import printed, save_paper

    sync_registry(sqlite_store, folder)
    save_paper(sqlite_store, "invoice", {"vendor": printed("Skopenow")})
    resolve_names(sqlite_store)
    for file in ("vendors.csv", "aliases.csv", "products.csv"):
        path = folder / file
        kept = [line for line in path.read_text().splitlines() if "skopenow" not in line and "dataminr" not in line]
        path.write_text("\n".join(kept) + "\n")
    sync_registry(sqlite_store, folder)
    with sqlite_store.connect() as connection:
        keys = set(connection.scalars(sa.select(schema.vendor.c.key)))
    assert "skopenow" in keys  # a resolved name points to it
    assert "dataminr" not in keys


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "aliases.csv",
            "flock-safety,Flock Group Inc,",
            "flok-safety,Flock Group Inc,",
            r"aliases\.csv, line \d+: .*'flok-safety'",
        ),
        ("vendors.csv", "pelco,Pelco,vendor,", "pelco,Pelco,shop,", r"vendors\.csv, line \d+: .*kind 'shop'"),
        ("agencies.csv", "police,OR,Eugene", "police,ZZ,Eugene", r"agencies\.csv, line \d+: .*state 'ZZ'"),
        (
            "products.csv",
            "AutoVu,genetec,alpr,",
            "AutoVu,genetec,alprs,",
            r"products\.csv, line \d+: .*technology 'alprs'",
        ),
        (
            "relations.csv",
            "2023-04-10,",
            "2023-04-10,2021",
            r"relations\.csv, line \d+: .*ends in 2021, before its start",
        ),
        (
            "relations.csv",
            "avigilon,parent,motorola-solutions",
            "motorola-solutions,parent,vigilant-solutions",
            r"relations\.csv: vigilant-solutions -> motorola-solutions -> vigilant-solutions goes in a circle",
        ),
        ("relations.csv", "2023-04-10", "April 2023", r"relations\.csv, line \d+: .*start 'April 2023'"),
        ("vendors.csv", "key,name,", "id,name,", r"vendors\.csv, line 1: the header must be key,name"),
        ("vendors.csv", "pelco,Pelco,vendor,", "pelco,Pelco,vendor,,,,,", r"vendors\.csv, line \d+: .*comma"),
        ("vendors.csv", "pelco,Pelco,", "avigilon,Pelco,", r"vendors\.csv: the key 'avigilon' is given twice"),
        ("aliases.csv", 'axon,"Axon Enterprise, Inc."', "axon,Flock Group Inc", r"'flock group' belongs to both"),
        ("agencies.csv", "us-or-eugene,", "us-or-eugen,", r"us-or-eugene-pd' names the parent 'us-or-eugene'"),
        ("technologies.yml", "key: alpr", "key: ALPR!", r"technologies\.yml, entry 1"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(folder: Path, file: str, old: str, new: str, sentence: str) -> None:
    change(folder, file, old, new)
    with pytest.raises(RegistryError, match=sentence):
        read_registry(folder)


def test_a_mistake_changes_nothing_in_the_store(sqlite_store: sa.Engine, folder: Path) -> None:
    sync_registry(sqlite_store, folder)
    before = counts(sqlite_store)
    change(folder, "aliases.csv", "flock-safety,Flock Group Inc,", "flok-safety,Flock Group Inc,")
    with pytest.raises(RegistryError):
        sync_registry(sqlite_store, folder)
    assert counts(sqlite_store) == before
