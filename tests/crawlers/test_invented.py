"""Pages of kinds that US agencies use, invented: every document that a person would name, with its title and its date.

A case is a page (`invented/NAME.html`) and what a person reads on it (`invented/NAME.yml`): add two files, no code.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.links import document_links
from crawlers.paging import page_links

CASES = sorted((Path(__file__).parent / "invented").glob("*.yml"))


@pytest.fixture(params=CASES, ids=lambda case: case.stem)
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], bytes]:
    told: Path = request.param
    return yaml.safe_load(told.read_text(encoding="utf-8")), told.with_suffix(".html").read_bytes()


def test_every_document_is_found_and_nothing_else(case: tuple[dict[str, Any], bytes]) -> None:
    told, body = case
    assert {link.url for link in document_links(body, told["url"])} == {one["url"] for one in told["documents"]}


def test_titles_and_dates_are_those_a_person_gives(case: tuple[dict[str, Any], bytes]) -> None:
    told, body = case
    found = {link.url: (link.title, link.date) for link in document_links(body, told["url"])}
    expected = {
        one["url"]: (one["title"], one["date"] and dt.date.fromisoformat(one["date"])) for one in told["documents"]
    }
    assert found == expected


def test_the_list_turns_where_it_says(case: tuple[dict[str, Any], bytes]) -> None:
    told, body = case
    assert page_links(body, told["url"]).turns == told.get("turns", [])
