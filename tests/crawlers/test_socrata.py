"""Socrata: data sets found, their rows fetched page by page and counted, addresses in rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, Ask, ShapeError, Start, read_answer
from crawlers.platforms import socrata
from crawlers.portals import Portal
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

FOUND = "/api/catalog/v1?domains=127.0.0.1&q={}&only=datasets&limit=100&offset={}"
PAGE = "/resource/{}.csv?$order=:id&$limit=50000&$offset={}"
COUNT = "/resource/{}.json?$select=count(%2A)"


def result(identity: str, name: str, **more: Any) -> dict[str, Any]:
    """A found data set as the catalogue describes it."""
    resource = {"id": identity, "name": name, "type": "dataset", "updatedAt": "2025-03-04T00:00:00.000Z"} | more
    return {"resource": resource, "metadata": {"domain": "127.0.0.1"}, "permalink": f"https://x.gov/d/{identity}"}


def rows(first: int, count: int) -> Served:
    lines = "".join(f'{number},"Flock, Inc.",{number}.50\n' for number in range(first, first + count))
    return Served(f"number,vendor_name,amount\n{lines}".encode(), "text/csv; charset=UTF-8")


def test_data_sets_are_found_and_every_page_of_rows_is_kept_and_counted(
    sqlite_store: sa.Engine, archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.routes[FOUND.format("contracts", 0)] = said(
        {"results": [result("aaaa-1111", "Contracts"), result("mmmm-1111", "Map", type="map")], "resultSetSize": 3}
    )
    site.routes[FOUND.format("contracts", 2)] = said({"results": [result("bbbb-2222", "Checks")], "resultSetSize": 3})
    site.routes[COUNT.format("aaaa-1111")] = said([{"count": "50003"}])
    site.routes[PAGE.format("aaaa-1111", 0)] = rows(0, 50_000)
    site.routes[PAGE.format("aaaa-1111", 50_000)] = rows(50_000, 3)
    site.routes[COUNT.format("bbbb-2222")] = said([{"count_1": "0"}])
    site.routes[PAGE.format("bbbb-2222", 0)] = rows(0, 0)
    site.routes[COUNT.format("cccc-3333")] = said([{"count": "10"}])
    site.routes[PAGE.format("cccc-3333", 0)] = rows(0, 7)
    site.routes[COUNT.format("dddd-4444")] = said({"message": "Forbidden", "error": True}, 403)
    site.routes[PAGE.format("dddd-4444", 0)] = site.routes[COUNT.format("dddd-4444")]
    site.routes[FOUND.format("html", 0)] = Served(b"<html><body>Sign in</body></html>")
    monkeypatch.setenv("WATCHBILL_APP", "secret-token")
    reports = crawl_portals(
        sqlite_store,
        archive,
        site,
        "socrata",
        {
            "found": {"path": "/", "search": ("contracts",), "token": "WATCHBILL_APP"},
            "short": {"path": "/City/Checkbook/cccc-3333"},
            "closed": {"path": "/d/dddd-4444"},
            "html": {"path": "/", "search": ("html",)},
        },
    )
    found = reports["found"]
    assert (found.outcome, found.documents, found.entries, found.pages) == ("complete", 2, 50_006, 7), found
    assert {headers.get("X-App-Token") for path, headers, _ in site.seen if "aaaa" in path} == {"secret-token"}
    assert not any("mmmm" in path for path in site.asked)
    assert (reports["short"].outcome, reports["short"].documents) == ("incomplete", 1)
    assert "7 of 10 entries of data set cccc-3333" in reports["short"].detail
    assert (reports["closed"].outcome, reports["html"].outcome) == ("failed", "failed")
    assert reports["closed"].detail.endswith("answers with status 403: the data set is not public")
    with sqlite_store.connect() as connection:
        titles = set(connection.scalars(sa.text("SELECT title FROM retrieval WHERE outcome = 'kept'")))
    assert titles == {"Contracts, rows 1 to 50000", "Contracts, rows 50001 to 50003", "Checkbook, rows 1 to 7"}
    assert not any("secret-token" in url for url in outcomes(sqlite_store, site))


def test_addresses_in_rows_are_documents_with_vendor_amount_and_number() -> None:
    url = "https://data.example.gov/resource/rsxa-ify5.json?$limit=2"
    body = b"""[{"purchase_order_description": "License plate readers", "purchase_order_contract_number": "12345",
        "vendor_name": "FLOCK GROUP INC", "award_amount": "342000", "approval_date": "2023-05-17T00:00:00.000",
        "start_date": "2023-06-01T00:00:00.000", "contract_pdf": {"url": "http://ecm.example.gov/web?sid=E&id=CCFP"}},
        {"vendor_name": "AXON", "purchase_order_contract_number": "9", "approval_date": "2024-01-02T00:00:00.000"}]"""
    listing = read_answer(socrata, Answer(url, body, ask=Ask(url, facts={"id": "rsxa-ify5", "title": "Contracts"})))
    [link] = listing.links
    assert (link.url, link.title, link.date) == (
        "http://ecm.example.gov/web?sid=E&id=CCFP",
        "License plate readers",
        dt.date(2023, 5, 17),
    )
    known = {"vendor": "FLOCK GROUP INC", "amount": "342000", "number": "12345", "award_amount": "342000"}
    assert known.items() <= link.facts.items()
    assert (listing.rows, listing.asks[0].url) == (
        2,
        "https://data.example.gov/resource/rsxa-ify5.json?$limit=2&$offset=2",
    )


def test_addresses_in_csv_are_found_by_their_column_or_their_shape() -> None:
    url = "https://data.example.gov/resource/rsxa-ify5.csv?$limit=50000"
    body = (
        b"Vendor Name,Contract PDF,Website,Note\n"
        b"AXON,Open (http://ecm.example.gov/show?id=1),http://axon.com,see http://x.gov/a.pdf\n"
        b"NONE,,http://none.com,\n"
    )
    listing = read_answer(socrata, Answer(url, body, "text/csv"))
    assert [link.url for link in listing.links] == ["http://ecm.example.gov/show?id=1", "http://x.gov/a.pdf"]
    assert listing.links[0].facts["vendor"] == "AXON"


def test_found_data_sets_are_shown_to_people(cases_folder: Path) -> None:
    url = "https://api.us.socrata.com/api/catalog/v1?domains=data.example.gov&q=payments"
    body = said({"results": [result("aaaa-1111", "Vendor payments")], "resultSetSize": 40}).body
    listing = read_answer(socrata, Answer(url, body))
    [mention] = listing.mentions
    assert (mention.title, mention.date, mention.url) == (
        *("Vendor payments", dt.date(2025, 3, 4)),
        "https://x.gov/d/aaaa-1111",
    )
    refused = (cases_folder / "recordings/socrata/sodapy_403_response_json.txt").read_bytes()
    with pytest.raises(ShapeError):
        read_answer(socrata, Answer(url, refused))


def test_the_address_names_one_data_set_or_the_terms_find_many() -> None:
    def asked(url: str, *search: str) -> list[str]:
        return [
            ask.url for ask in socrata.first(Start(Portal("k", "a", "socrata", url, search=search), dt.date.today()))
        ]

    site = "https://data.example.gov"
    assert asked(f"{site}/City/Contracts/rsxa-ify5") == [
        f"{site}{COUNT.format('rsxa-ify5')}",
        f"{site}{PAGE.format('rsxa-ify5', 0)}",
    ]
    assert asked(f"{site}/d/rsxa-ify5", "flock") == [
        f"{site}{COUNT.format('rsxa-ify5')}&$q=flock",
        f"{site}/resource/rsxa-ify5.csv?$q=flock&$order=:id&$limit=50000&$offset=0",
    ]
    assert len(asked(site)) == len(socrata.TERMS)
    assert asked(site, "checkbook") == [
        f"{site}/api/catalog/v1?domains=data.example.gov&q=checkbook&only=datasets&limit=100&offset=0"
    ]


@pytest.mark.parametrize(
    "body", [b"", b"<html>one line</html>", b'{"error": true, "message": "no"}', b"a,b\n1\n", b"\xff\xfe,"]
)
def test_what_is_no_csv_is_named(body: bytes) -> None:
    with pytest.raises(ShapeError):
        read_answer(socrata, Answer("https://data.example.gov/resource/rsxa-ify5.csv", body, "text/csv"))


def test_pages_of_rows_that_have_not_changed_are_not_brought_again(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    pages = {0: rows(0, 50_000), 50_000: rows(50_000, 3)}

    def conditional(page: Served, tag: str) -> Callable[[Mapping[str, str]], Served]:
        fresh = replace(page, headers={"ETag": tag})
        return lambda headers: Served(status=304) if headers.get("If-None-Match") == tag else fresh

    site.routes[COUNT.format("aaaa-1111")] = said([{"count": "50003"}])
    for offset, page in pages.items():
        site.routes[PAGE.format("aaaa-1111", offset)] = conditional(page, f'"{offset}"')
    portal = {"rows": {"path": "/City/Checkbook/aaaa-1111"}}
    first, second = (crawl_portals(sqlite_store, archive, site, "socrata", portal)["rows"] for _ in range(2))
    for report in (first, second):
        assert (report.outcome, report.entries, report.documents) == ("complete", 50_003, 2), report
    assert (first.new, second.new) == (2, 0)
    assert {site.asked[PAGE.format("aaaa-1111", offset)] for offset in pages} == {2}
    assert set(outcomes(sqlite_store, site).values()) == {("unchanged", None)}


def test_sites_are_recognised_by_their_addresses_and_pages() -> None:
    page = b"<!doctype html><html><head><script>window.socrata = {}</script></head></html>"
    assert socrata.recognises("https://data.example.gov/City/Contracts/rsxa-ify5", b"")
    assert socrata.recognises("https://spending.example.gov/", page)
    for url in (
        "https://www.example.gov/departments/city-hall",
        "https://data.example.gov/city-hall",
        "https://x.gov/",
    ):
        assert not socrata.recognises(url, b"<html><a href='https://data.example.gov/d/rsxa-ify5'>Data</a></html>")
