"""CKAN: searches, organisations, formats and hosts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, Ask, ShapeError, Start, read_answer
from crawlers.platforms import ckan
from crawlers.portals import Portal
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

SEARCH = "/api/3/action/package_search?q={}&rows=100&start={}"
RECORDED = Path(
    "recordings/ckan/datagovuk__example_responses__stable__package_show.inner.civil-service-people-survey-2011.json"
)


def package(name: str, *resources: dict[str, Any]) -> dict[str, Any]:
    named = {"id": f"id-{name}", "name": name, "title": f"Data of {name}", "metadata_created": "2024-01-02T03:04:05"}
    return named | {"resources": resources, "organization": {"title": "City of Springfield"}}


def resource(url: str, format_: str = "", **more: Any) -> dict[str, Any]:
    return {"id": url, "package_id": "x", "url": url, "format": format_, "name": None, "description": ""} | more


def found(count: int, *packages: dict[str, Any]) -> Served:
    return said({"success": True, "result": {"count": count, "sort": "", "results": packages, "facets": {}}})


def test_searches_are_paged_and_files_elsewhere_are_named(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    csv = Served(b"payee,amount\nFlock,1\n", "text/csv")
    site.routes["/download/checks.csv"] = csv
    site.pdf("/download/contract")
    files = [
        resource(f"{site.url}/download/checks.csv", "CSV", name="Checks 2024", last_modified="2025-02-03T10:00:00"),
        resource(f"{site.url}/download/contract", "PDF"),
        resource(f"{site.url}/api/rows.json", "JSON"),
        resource(f"{site.url}/map", "ArcGIS GeoServices REST API"),
        resource("https://files.example.org/other.xlsx", "XLSX"),
        resource("ftp://files.example.org/old.csv", "CSV"),
    ]
    site.routes[SEARCH.format("checkbook", 0)] = found(3, package("one", *files), package("two"))
    site.routes[SEARCH.format("checkbook", 2)] = found(3, package("three", resource("/download/checks.csv", "csv")))
    site.routes[SEARCH.format("short", 0)] = found(9, package("one"))
    site.routes[SEARCH.format("short", 1)] = found(9)
    site.routes[SEARCH.format("error", 0)] = said({"success": False, "error": {"message": "Not authorized"}})
    site.routes[SEARCH.format("html", 0)] = Served(b"<html><body>maintenance</body></html>")
    site.routes["/api/3/action/package_show?id=one"] = said({"success": True, "result": package("one", files[1])})
    reports = crawl_portals(
        sqlite_store,
        archive,
        site,
        "ckan",
        {
            "found": {"path": "/", "search": ("checkbook",)},
            "short": {"path": "/", "search": ("short",)},
            "one": {"path": "/dataset/one"},
            "error": {"path": "/", "search": ("error",)},
            "html": {"path": "/", "search": ("html",)},
        },
    )
    report = reports["found"]
    assert (report.outcome, report.documents, report.entries, report.pages) == ("incomplete", 2, 3, 2), report
    assert "1 files without an address on the web" in report.detail
    assert "files.example.org" in report.detail
    assert not site.asked["/api/rows.json"] + site.asked["/map"]
    assert reports["short"].outcome == "incomplete"
    assert "1 of 9 entries" in reports["short"].detail
    assert (reports["one"].outcome, reports["one"].documents) == ("complete", 1), reports["one"]
    assert (reports["error"].outcome, reports["html"].outcome) == ("failed", "failed")


def test_titles_and_dates_are_those_of_the_file_or_else_of_its_data_set() -> None:
    files = [
        resource("/a.csv", "CSV", name="Payments to vendors", created="2023-05-06T00:00:00"),
        resource("/b.csv", "CSV", name="CSV"),
        resource("/c.pdf", "PDF", name="", description="Contract with Flock"),
        resource("/d e.xlsx", "", name=""),
    ]
    body = json.dumps({"success": True, "result": package("one", *files)}).encode()
    listing = read_answer(ckan, Answer("https://data.example.gov/api/3/action/package_show?id=one", body))
    told = {link.url.rpartition("/")[2]: (link.title, link.date) for link in listing.links}
    assert told == {
        "a.csv": ("Payments to vendors", dt.date(2023, 5, 6)),
        "b.csv": ("Data of one: CSV", dt.date(2024, 1, 2)),
        "c.pdf": ("Contract with Flock", dt.date(2024, 1, 2)),
        "d%20e.xlsx": ("Data of one", dt.date(2024, 1, 2)),
    }


def test_addresses_of_people_become_actions() -> None:
    def asked(url: str, *search: str) -> list[str]:
        start = Start(Portal("k", "a", "ckan", url, search=search), dt.date(2026, 2, 1))
        return [ask.url for ask in ckan.first(start)]

    action = "https://data.example.gov/api/3/action"
    assert asked("https://data.example.gov/dataset/city-checkbook") == [f"{action}/package_show?id=city-checkbook"]
    assert asked("https://data.example.gov/organization/police", "axon") == [
        f"{action}/package_search?q=axon&fq=organization:police&rows=100&start=0"
    ]
    assert asked("https://data.example.gov/") == [f"{action}/package_search?q=&rows=100&start=0"]
    assert asked("https://x.gov/data/dataset/a")[0] == "https://x.gov/data/api/3/action/package_show?id=a"


def test_whoever_was_to_be_contacted_is_not_kept(cases_folder: Path) -> None:
    said_of = read_answer(
        ckan, Answer("https://data.gov.uk/api/3/action/package_show", (cases_folder / RECORDED).read_bytes())
    )
    assert len(said_of.links) == 4
    assert not any("contact" in name for link in said_of.links for name in link.facts)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"success": true, "result": []}', b'{"result": {"results": [1]}}', b"<a>"]
)
def test_what_is_no_list_is_named(body: bytes) -> None:
    with pytest.raises(ShapeError):
        read_answer(ckan, Answer("https://data.example.gov/api/3/action/package_search", body))


def test_old_searches_and_mere_names_are_understood() -> None:
    url = "https://data.example.gov/api/3/action/package_search?q=x&rows=2&start=0"
    old = {"name": "checks", "title": "Checks", "res_url": ["https://x.gov/a.csv", "https://x.gov/b"]}
    old |= {"res_format": ["CSV", "PDF"], "res_description": ["Checks of 2024"], "metadata_created": "2024-02-03"}
    listing = read_answer(
        ckan, Answer(url, json.dumps({"count": 2, "results": [old, "budget"]}).encode(), ask=Ask(url))
    )
    assert [(link.url, link.title) for link in listing.links] == [
        ("https://x.gov/a.csv", "Checks of 2024"),
        ("https://x.gov/b", "Checks"),
    ]
    assert [ask.url for ask in listing.asks] == ["https://data.example.gov/api/3/action/package_show?id=budget"]
    assert (listing.total, listing.entries) == (2, ["checks", "budget"])


def test_sites_are_recognised_by_their_generator() -> None:
    assert ckan.recognises(
        "https://x.gov/", b'<html><head><meta name="generator" content="ckan 2.10.4" /></head></html>'
    )
    assert not ckan.recognises("https://x.gov/", b"<html><p>Our data is on CKAN, with resources</p></html>")
