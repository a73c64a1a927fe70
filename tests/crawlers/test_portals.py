"""Portals as data: every declaration loads, and a wrong one says which file and which key."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path

import pytest

from crawlers.listing import Start, is_host_of, platform
from crawlers.portals import FOLDER, PAGES, Portal, PortalError, find_portal, load_portals, platforms
from watchbill.errors import NotFoundError
from watchbill.registry import read_registry
from watchbill.settings import REGISTRY

GOOD = """
agency: us-or-eugene
platform: pages
url: https://records.example.gov/released/
allowed_hosts: [files.example.gov]
since: 2020-01-01
expect: {documents: 20}
depth: 1
checked: 2026-11-22
"""


def write(folder: Path, text: str, key: str = "us_or_eugene") -> Path:
    (folder / f"{key}.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_declaration_is_a_portal(tmp_path: Path) -> None:
    assert load_portals(write(tmp_path, GOOD)) == {
        "us_or_eugene": Portal(
            key="us_or_eugene",
            agency="us-or-eugene",
            platform="pages",
            url="https://records.example.gov/released/",
            checked="2026-11-22",
            allowed_hosts=("files.example.gov",),
            depth=1,
            since=dt.date(2020, 1, 1),
            expect={"documents": 20},
        )
    }


def test_a_portal_of_several_agencies_names_none(tmp_path: Path) -> None:
    [portal] = load_portals(write(tmp_path, GOOD.replace("us-or-eugene", "several"))).values()
    assert portal.agency == ""


WRONG = {
    GOOD + "colour: red\n": "us_or_eugene.yml: 'colour' is not a key of a portal",
    GOOD.replace("agency: us-or-eugene\n", ""): "us_or_eugene.yml: agency is missing",
    GOOD.replace("us-or-eugene", "City of Eugene"): "agency 'City of Eugene' is not an agency's key",
    GOOD.replace("pages", "gopher"): "platform 'gopher' is not one of",
    GOOD.replace("https://", "file://"): "is not an http or https address",
    GOOD.replace("https://records.example.gov", '"http://["').replace("/released/", ""): "'http://[' is not an http",
    GOOD.replace("example.gov/released", "example.gov:99999/released"): "is not an http or https address",
    GOOD.replace("checked: 2026-11-22", "checked: yesterday"): "checked 'yesterday' is neither a date nor never",
    GOOD.replace("since: 2020-01-01", "since: long ago"): "since 'long ago' is not a date",
    GOOD.replace("{documents: 20}", "{papers: 20}"): "expect {'papers': 20} is not a count of documents or pages",
    GOOD.replace("{documents: 20}", "20"): "expect 20 is not a count",
    GOOD.replace("depth: 1", "depth: 99"): "depth 99 is not a whole number from 0 to 10",
    GOOD.replace("[files.example.gov]", "files.example.gov"): "allowed_hosts 'files.example.gov' is not a list",
    GOOD.replace("files.example.gov", "https://files.example.gov/"): "is not a host name",
    "- a\n- b\n": "us_or_eugene.yml holds no portal",
    "a: [": "us_or_eugene.yml is not valid YAML",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_declaration_names_its_file_and_key(tmp_path: Path, text: str) -> None:
    with pytest.raises(PortalError) as raised:
        load_portals(write(tmp_path, text))
    assert "us_or_eugene.yml" in str(raised.value)
    assert WRONG[text] in str(raised.value)


@pytest.mark.parametrize("key", ["US_OR", "us-or", "us__or", "_x"])
def test_a_key_is_small_letters_and_underscores(tmp_path: Path, key: str) -> None:
    with pytest.raises(PortalError, match="place first"):
        load_portals(write(tmp_path, GOOD, key))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_every_declaration_loads(path: Path) -> None:
    portal = find_portal(path.stem)
    assert portal.platform in platforms()
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 15
    assert portal.key.startswith(portal.agency.replace("-", "_"))
    if portal.platform == PAGES:
        return
    software = platform(portal.platform)
    assert software.declare(portal.url) == portal.url
    asks = list(islice(software.first(Start(portal, dt.date(2026, 11, 22), "a token")), 5))
    assert asks
    assert all(portal.allows(ask.url) or is_host_of(software.HOSTS, ask.url) for ask in asks)


def test_portals_stand_in_many_states_and_on_all_kinds_of_software() -> None:
    portals = load_portals().values()
    assert len(portals) >= 30
    assert len({portal.agency.split("-")[1] for portal in portals if portal.agency}) >= 12
    assert {portal.platform for portal in portals} >= set(platforms()) - {"ocds"}  # no US agency we know publishes OCDS


def test_every_agency_of_a_portal_is_in_the_registry() -> None:
    known = {agency.key for agency in read_registry(REGISTRY).agencies}
    assert {portal.agency for portal in load_portals().values() if portal.agency} <= known


def test_an_unknown_portal_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(NotFoundError, match=r"did you mean us_or_eugene\?"):
        find_portal("us_or_eugen", tmp_path)
    with pytest.raises(NotFoundError, match="watchbill portals"):
        find_portal("../../etc/passwd", tmp_path)


def test_a_portal_allows_its_own_host_with_and_without_www() -> None:
    portal = Portal("k", "a", "pages", "https://www.example.gov/x", allowed_hosts=("files.example.gov",))
    assert portal.allows("http://example.gov/y")
    assert portal.allows("https://files.example.gov/z")
    assert not portal.allows("https://example.gov.evil.example/")
    assert not portal.allows("https://sub.example.gov/")
