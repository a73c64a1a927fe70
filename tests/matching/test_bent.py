"""Names of the catalogues bent as registers bend them still link; bent so that they mean somebody else they do not."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from tests.matching.labelled import catalogue_names
from watchbill.matching import Catalogue, NameMatch, match_names

LISTED = list(dict.fromkeys(catalogue_names() + catalogue_names("blind_catalogue.csv")))
SHORT = {
    "services": "SVCS", "department": "DEPT", "technologies": "TECH", "systems": "SYS", "international": "INTL",
    "manufacturing": "MFG", "association": "ASSN", "county": "CNTY", "university": "UNIV", "district": "DIST",
    "equipment": "EQUIP", "management": "MGMT", "national": "NATL", "insurance": "INS", "medical": "MED",
    "group": "GRP", "transportation": "TRANSP", "authority": "AUTH", "associates": "ASSOC", "office": "OFC",
    "center": "CTR",
}  # fmt: skip
Bend = Callable[[str, random.Random], str | None]


def shortened(name: str, _: random.Random) -> str:
    return " ".join(SHORT.get(word.lower(), word) for word in name.split()).upper()


def cut(name: str, chance: random.Random) -> str:
    return name.upper()[: chance.choice((20, 25, 30))].strip()


def run_together(name: str, chance: random.Random) -> str | None:
    words = name.upper().split()
    if len(words) < 2:
        return None
    at = chance.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def without_signs(name: str, _: random.Random) -> str:
    return re.sub(r"[.,']", "", name).replace("-", " ").upper()


def with_the(name: str, _: random.Random) -> str:
    return f"THE {name.upper()}"


def of_another_state(name: str, chance: random.Random) -> str | None:
    found = re.search(r"[(,] ?([A-Z]{2})\)?$", name)
    others = sorted({"TX", "OH", "ME", "FL"} - {found.group(1)}) if found else []
    return name[: found.start(1)] + chance.choice(others) + name[found.end(1) :] if found else None


def of_another_number(name: str, chance: random.Random) -> str | None:
    bent = re.sub(r"\d+", lambda number: str(int(number[0]) + chance.choice((1, 10, 100))), name)
    return bent if bent != name else None


def of_another_part(name: str, chance: random.Random) -> str:
    return f"{chance.choice(('South', 'North', 'East', 'West', 'New'))} {name}"


def of_another_trade(name: str, chance: random.Random) -> str:
    bare = re.sub(r",? (?:Inc|LLC|Corp|Corporation|Company|Co|Ltd)\.?$", "", name)
    return f"{bare} {chance.choice(('Insurance', 'Realty', 'Foundation', 'Bank', 'Systems', 'Holdings', 'Leasing'))}"


def of_another_body(name: str, chance: random.Random) -> str | None:
    others = ("Fire Department", "Public Library", "Police Association", "Municipal Court", "Housing Authority")
    bent = name.replace("Police Department", chance.choice(others)).replace("Sheriff's Office", "Treasurer")
    return bent if bent != name else None


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.of(LISTED)


def bent(catalogue: Catalogue, bend: Bend, count: int = 150) -> list[tuple[str, NameMatch]]:
    """What bent names were taken for; those that are somebody's as they stand are left out."""
    chance = random.Random(20261122)
    listed = {name.casefold() for name in LISTED}
    pairs = [(name, bend(name, chance)) for name in chance.sample(LISTED, 4 * count)]
    told = [(name, is_bent) for name, is_bent in pairs if is_bent and is_bent.casefold() not in listed][:count]
    return list(zip((name for name, _ in told), match_names([one for _, one in told], catalogue), strict=True))


@pytest.mark.parametrize(
    ("bend", "least"), [(shortened, 0.9), (cut, 0.7), (run_together, 0.9), (without_signs, 0.9), (with_the, 0.9)]
)
def test_bent_names_link_to_nobody_else(catalogue: Catalogue, bend: Bend, least: float) -> None:
    found = bent(catalogue, bend)
    linked = [(name, match) for name, match in found if match.decision == "auto"]
    wrong = [(name, match) for name, match in linked if match.match != name]
    assert len(wrong) <= 1, wrong  # a name cut before its state or its number may be another's whole name
    assert sum(name == match.match for name, match in linked) / len(found) >= least


@pytest.mark.parametrize(
    "bend", [of_another_state, of_another_number, of_another_part, of_another_trade, of_another_body]
)
def test_names_bent_to_mean_somebody_else_do_not_link(catalogue: Catalogue, bend: Bend) -> None:
    found = bent(catalogue, bend)
    assert found
    assert [(name, match) for name, match in found if match.decision == "auto" and match.match == name] == []
