"""OCDS: packages follow their links, records point to releases, documents come with buyer, vendor and stage."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, ShapeError, read_answer
from crawlers.platforms import ocds
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive


def release(number: int, *documents: dict[str, Any]) -> dict[str, Any]:
    award = {"id": "A1", "suppliers": [{"name": "Flock Group Inc"}], "value": {"amount": 10.5, "currency": "USD"}}
    contract = {"id": "C1", "awardID": "A1", "documents": list(documents)}
    return {"ocid": f"ocds-x-{number}", "id": f"r{number}", "buyer": {"name": "City"}} | {
        "awards": [award],
        "contracts": [contract],
    }


def paper(url: str | None, title: str = "Contract") -> dict[str, Any]:
    return {"id": "1", "title": title, "datePublished": "2024-01-02T00:00:00Z"} | ({"url": url} if url else {})


def test_packages_are_kept_and_followed_and_their_documents_come(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    site.pdf("/a.pdf")
    site.pdf("/b.pdf")
    site.routes["/releases"] = said({"releases": [release(1, paper("/a.pdf"))], "links": {"next": "/releases?page=2"}})
    site.routes["/releases?page=2"] = said(
        {"releases": [release(2, paper("/a.pdf"), paper("/b.pdf"), paper(None))], "links": {"next": None}}
    )
    pointers = [{"url": "/one.json#ocds-x-3", "date": "2024-01-01", "tag": ["award"]}]
    site.routes["/records"] = said({"records": [{"ocid": "ocds-x-3", "releases": pointers}]})
    site.routes["/one.json"] = said({"releases": [release(3, paper("/b.pdf"))]})
    site.routes["/cut"] = said({"releases": [release(1)], "links": {"next": "/cut?page=2"}})
    site.routes["/cut?page=2"] = Served(b"<html><body>Bad gateway</body></html>", status=500)
    site.routes["/html"] = Served(b"<html><body>Welcome</body></html>")
    reports = crawl_portals(
        sqlite_store,
        archive,
        site,
        "ocds",
        {name: {"path": f"/{name}"} for name in ("releases", "records", "cut", "html")},
    )
    report = reports["releases"]
    assert (report.outcome, report.pages, report.documents) == ("incomplete", 2, 4), report
    assert "1 documents that are not on the web" in report.detail
    assert (reports["records"].outcome, reports["records"].documents) == ("complete", 3), reports["records"]
    assert reports["cut"].outcome == "incomplete"
    assert outcomes(sqlite_store, site)["/cut?page=2"] == ("failed", "http_error")
    assert reports["html"].outcome == "failed"


def test_a_contracts_paper_names_its_vendor_by_the_award() -> None:
    body = json.dumps([release(1, paper("https://x.gov/a.pdf"))]).encode()
    [link] = read_answer(ocds, Answer("https://x.gov/api", body)).links
    assert (link.title, str(link.date)) == ("Contract", "2024-01-02")
    known = {"vendor": "Flock Group Inc", "buyer": "City", "stage": "contracts", "number": "C1", "ocid": "ocds-x-1"}
    assert known.items() <= link.facts.items()


@pytest.mark.parametrize("body", [b"[1]", b"{}", b'{"releases": [{"id": 1}]}', b'{"records": [1]}', b"<html>"])
def test_what_is_no_package_is_named(body: bytes) -> None:
    with pytest.raises(ShapeError):
        read_answer(ocds, Answer("https://x.gov/api", body))


def test_one_release_a_line_is_a_package_too() -> None:
    lines = b"\n".join(json.dumps(release(number, paper(f"https://x.gov/{number}.pdf"))).encode() for number in (1, 2))
    listing = read_answer(ocds, Answer("https://x.gov/full.jsonl", lines))
    assert [link.url for link in listing.links] == ["https://x.gov/1.pdf", "https://x.gov/2.pdf"]
