"""Who owned a vendor, and what it was called, on a day: before, on and after the day; vague dates are never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.purchases.desk import new_desk
from watchbill.owners import AsOfError, Name, Owners, Relation, circle_in, day_meant, has_come, load_owners

TODAY = dt.date(2026, 1, 2)
DAY = dt.date.fromisoformat


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Owners]:
    """The owners of the registry's files."""
    engine = new_desk(tmp_path_factory.mktemp("store") / "watchbill.db")
    with engine.connect() as connection:
        yield load_owners(connection, TODAY)
    engine.dispose()


def owners(*relations: Relation) -> Owners:
    names = {name for relation in relations for name in (relation.vendor, relation.other)}
    return Owners({name: Name(name, name, name.capitalize()) for name in names}, relations, TODAY)


@pytest.mark.parametrize(
    ("date", "day", "come"),
    [
        ("2023-04-10", "2023-04-09", False),
        ("2023-04-10", "2023-04-10", True),
        ("2023-04-10", "2023-04-11", True),
        ("2020-08", "2020-07-31", False),
        ("2020-08", "2020-08-01", None),
        ("2020-08", "2020-08-30", None),
        ("2020-08", "2020-08-31", True),
        ("2020-02", "2020-02-28", None),
        ("2020-02", "2020-02-29", True),
        ("2019", "2018-12-31", False),
        ("2019", "2019-01-01", None),
        ("2019", "2019-07-01", None),
        ("2019", "2019-12-31", True),
        ("2019", "2020-01-01", True),
    ],
)
def test_a_date_is_as_precise_as_its_source(date: str, day: str, come: bool | None) -> None:
    assert has_come(date, DAY(day)) is come


@pytest.mark.parametrize(
    ("day", "owner", "is_known", "note"),
    [
        ("2019-03-30", None, True, "owned by Maker since 31 March 2019; independent when this was signed"),
        ("2019-03-31", "maker", True, "owned by Maker since 31 March 2019"),
        ("2021-05-31", "maker", True, "owned by Maker since 31 March 2019"),
        ("2021-06-01", None, True, ""),
    ],
)
def test_the_day_of_the_takeover_and_of_its_end(day: str, owner: str | None, is_known: bool, note: str) -> None:
    standing = owners(Relation("lens", "parent", "maker", "2019-03-31", "2021-06-01")).on("lens", DAY(day))
    assert (standing.owner.key if standing.owner else None, standing.is_known, standing.note) == (owner, is_known, note)


def test_inside_a_vague_date_nobody_is_named_as_owner() -> None:
    known = owners(Relation("lens", "parent", "maker", "2019"))
    inside = known.on("lens", DAY("2019-05-01"))
    assert (inside.owner, inside.is_known) == (None, False)
    assert inside.note == "owned by Maker as of 2019, whether this was signed before or after is not known"
    assert known.on("lens", DAY("2018-12-31")).is_known
    after = known.on("lens", DAY("2020-01-01"))
    assert after.owner is not None


def test_without_a_start_the_owner_is_today_s_only() -> None:
    known = owners(Relation("lens", "parent", "maker", is_verified=False))
    then = known.on("lens", DAY("2019-05-01"))
    assert (then.owner, then.is_known, then.note) == (
        None, False, "owned by Maker, since when is not known, not verified",
    )  # fmt: skip
    now = known.on("lens", TODAY, "")
    assert now.owner is not None
    assert now.owner.key == "maker"


def test_a_paper_without_a_date_says_so() -> None:
    standing = owners(Relation("lens", "parent", "maker", "2019-01")).on("lens", None)
    assert (standing.owner, standing.is_known) == (None, False)
    assert standing.note == "owned by Maker since January 2019; on which day this was signed is not known"


def test_a_chain_of_names_and_of_owners() -> None:
    known = owners(
        Relation("first", "renamed", "second", "2015-06-01"),
        Relation("second", "renamed", "third", "2020-02"),
        Relation("third", "parent", "holding", "2022-01-01"),
        Relation("holding", "parent", "fund", "2024-01-01"),
        Relation("holding", "renamed", "house", "2023-01-01"),
    )
    for vendor in ("first", "second", "third"):
        assert known.on(vendor, DAY("2015-05-31")).vendor.key == "first"
        assert known.on(vendor, DAY("2015-06-01")).vendor.key == "second"
        assert known.on(vendor, DAY("2020-03-01")).vendor.key == "third"
    assert known.on("third", DAY("2020-02-10")).vendor.key == "third", "inside the month of the change: as printed"
    assert known.on("second", DAY("2020-02-10")).vendor.key == "second"
    assert "before or after is not known" in known.on("second", DAY("2020-02-10")).note
    bought = known.on("first", DAY("2023-06-01"))
    assert (bought.vendor.key, bought.owner.key if bought.owner else None) == ("third", "house")
    assert bought.note == "called First before; owned by House since 1 January 2022"
    top = known.on("first", TODAY)
    assert top.owner is not None
    assert top.owner.key == "fund"
    assert top.note == "called First before; owned by House since 1 January 2022; owned by Fund since 1 January 2024"


def test_an_unverified_new_name_changes_no_name_and_a_shared_one_is_not_undone() -> None:
    assert owners(Relation("old", "renamed", "new", "2020-01-01", is_verified=False)).named_on("old", TODAY) == "old"
    merged = owners(Relation("one", "renamed", "both", "2020-01-01"), Relation("two", "renamed", "both", "2020-01-01"))
    assert merged.named_on("both", DAY("2019-01-01")) == "both", "it was one or two, and nobody can tell which"
    assert merged.named_on("two", TODAY) == "both"


def test_circles_are_found_and_do_not_hang() -> None:
    assert circle_in([("a", "b"), ("b", "c"), ("c", "a")]) == ["a", "b", "c", "a"]
    assert circle_in([("a", "c"), ("b", "c"), ("c", "d")]) == []
    known = owners(Relation("a", "parent", "b", "2001"), Relation("b", "parent", "a", "2001"))
    assert known.on("a", TODAY).owner is not None
    renamed = owners(Relation("a", "renamed", "b", "2001"), Relation("b", "renamed", "a", "2002"))
    assert renamed.named_on("a", TODAY) in ("a", "b")


@pytest.mark.parametrize(
    ("key", "day", "name", "owner"),
    [
        ("vigilant-solutions", "2018-12-31", "vigilant-solutions", None),
        ("vigilant-solutions", "2019-01-31", "vigilant-solutions", "motorola-solutions"),
        ("shotspotter", "2023-04-09", "shotspotter", None),
        ("shotspotter", "2023-04-10", "soundthinking", None),
        ("soundthinking", "2019-04-09", "shotspotter", None),
        ("fusus", "2024-01-30", "fusus", None),
        ("fusus", "2024-01-31", "fusus", "axon"),
        ("vievu", "2017-01-01", "vievu", None),
        ("axon", "2017-04-04", "taser-international", None),
        ("cobwebs-technologies", "2022-12-31", "cobwebs-technologies", None),
        ("cobwebs-technologies", "2023-12-31", "cobwebs-technologies", "penlink"),
        ("drn", "2026-01-02", "drn", "motorola-solutions"),
    ],
)
def test_the_registry_knows_the_takeovers_people_ask_about(
    key: str, day: str, name: str, owner: str | None, known: Owners
) -> None:
    ids = {vendor.key: public_id for public_id, vendor in known.vendors.items()}
    standing = known.on(ids[key], DAY(day))
    assert (standing.vendor.key, standing.owner.key if standing.owner else None) == (name, owner)
    assert standing.is_known


def test_as_of_is_then_now_or_a_day() -> None:
    signed = DAY("2018-05-01")
    assert [day_meant(word, signed, TODAY) for word in ("then", "now", "2020-01-01")] == [
        signed, TODAY, DAY("2020-01-01"),
    ]  # fmt: skip
    assert day_meant("then", None, TODAY) is None
    with pytest.raises(AsOfError, match="'yesterday' is no day"):
        day_meant("yesterday", signed, TODAY)
