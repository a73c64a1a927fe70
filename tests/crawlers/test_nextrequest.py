"""NextRequest, on answers made up in the shape of its JSON (synthetic/nextrequest_synthetic.json)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, Ask, ShapeError, read_answer
from crawlers.platforms import nextrequest
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals, said, serve_synthetic
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive


def test_requests_and_documents_of_both_shapes_come_and_the_rest_is_named(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    serve_synthetic(site, "nextrequest")
    for path in (
        "/assets/1.pdf",
        "/assets/2.pdf",
        "/assets/3.pdf",
        "/documents/21/agreement.pdf",
        "/documents/22/memo.pdf",
    ):
        site.pdf(path)
    gone = "/client/requests?search_term=gone&page_number=1"
    site.routes[gone] = Served(status=302, headers={"Location": "http://www.civicplus.com/"})
    site.routes["/client/documents?search_term=gone&page_size=50&page_number=1"] = site.routes[gone]
    site.routes["/client/requests?search_term=late&page_number=1"] = said({"error": "page too far"}, 422)
    site.routes["/client/documents?search_term=late&page_size=50&page_number=1"] = said(
        {"total_count": 0, "documents": []}
    )
    reports = crawl_portals(
        sqlite_store,
        archive,
        site,
        "nextrequest",
        {
            "all": {"path": "/requests"},
            "term": {"path": "/requests", "search": ("flock",)},
            "one": {"path": "/requests/26-309"},
            "gone": {"path": "/requests", "search": ("gone",)},
            "late": {"path": "/requests", "search": ("late",)},
        },
    )
    every = reports["all"]
    assert (every.outcome, every.documents, every.pages) == ("incomplete", 3, 6), every
    assert "1 documents that are not public" in every.detail
    assert "1 documents without an address" in every.detail
    assert not site.asked["/assets/4.pdf"]
    assert (reports["term"].outcome, reports["term"].documents) == ("complete", 2), reports["term"]
    assert (reports["one"].outcome, reports["one"].documents) == ("complete", 3)
    assert reports["gone"].outcome == "failed"
    assert "leads to a host that the portal does not declare" in reports["gone"].detail
    assert reports["late"].outcome == "incomplete"
    assert outcomes(sqlite_store, site)["/client/requests?search_term=late&page_number=1"] == ("failed", "http_error")


def test_titles_dates_and_facts_without_who_asked(site: Site) -> None:
    serve_synthetic(site, "nextrequest")
    told = {}
    for path, route in site.routes.items():
        assert isinstance(route, Served)
        listing = read_answer(nextrequest, Answer(site.url + path, route.body, ask=Ask(site.url + path)))
        told |= {link.url: link for link in listing.links}
        assert "Requester" not in repr(listing)
        assert "Pat Staff" not in repr(listing)
    said_of = {url.removeprefix(site.url): (link.title, link.date) for url, link in told.items()}
    assert said_of == {
        "/assets/1.pdf": ("Flock order form.pdf", dt.date(2025, 5, 29)),
        "/assets/2.pdf": ("Invoice 77.pdf", dt.date(2025, 5, 29)),
        "/assets/3.pdf": ("Quote.pdf", dt.date(2025, 5, 29)),
        "/documents/21/agreement.pdf": ("Flock agreement", dt.date(2024, 11, 2)),
        "/documents/22/memo.pdf": ("Flock memo", dt.date(2025, 5, 13)),
    }
    detail = {"pretty_id": "25-389", "request_date": "May 13, 2025", "requester": {"name": "Jane Requester"}}
    listing = read_answer(nextrequest, Answer(f"{site.url}/client/requests/25-389", json.dumps(detail).encode()))
    [ask] = listing.asks
    assert ask.facts["request_date"] == "2025-05-13"
    assert ask.url == f"{site.url}/client/request_documents?request_id=25-389&page_number=1"


def test_a_list_that_is_too_long_for_its_pages_is_asked_for_by_terms_and_named() -> None:
    url = "https://x.nextrequest.com/client/requests?page_number={}"
    rows = [{"id": f"25-{number}"} for number in range(100)]
    body = json.dumps({"total_count": 30_000, "requests": rows}).encode()
    first = read_answer(nextrequest, Answer(url.format(1), body, ask=Ask(url.format(1), "requests")))
    shards = [ask for ask in first.asks if "search_term=" in ask.url]
    assert len(shards) == len(nextrequest.SHARDS)
    assert {ask.series for ask in shards} == {"requests"}
    assert any(ask.url == url.format(2) for ask in first.asks)
    assert first.total == 30_000
    last = read_answer(nextrequest, Answer(url.format(199), body, ask=Ask(url.format(199), "requests")))
    assert not [ask for ask in last.asks if "/client/requests?" in ask.url]
    assert last.missing == ["entries beyond page 199, where NextRequest ends its lists"]
    shard = read_answer(nextrequest, Answer(shards[0].url, body, ask=shards[0]))
    assert shard.total is None


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"requests": [{"title": "no id"}]}', b"<html>app</html>"])
def test_what_is_no_list_is_named(body: bytes) -> None:
    with pytest.raises(ShapeError):
        read_answer(nextrequest, Answer("https://x.nextrequest.com/client/requests?page_number=1", body))


def test_pages_without_a_total_are_followed_while_they_are_full() -> None:
    url = "https://x.nextrequest.com/client/request_documents?request_id=1&page_number=1"
    for count, further in ((25, 1), (24, 0)):
        rows = [{"id": number, "title": "a", "asset_url": f"//x.gov/{number}.pdf"} for number in range(count)]
        listing = read_answer(nextrequest, Answer(url, json.dumps({"documents": rows}).encode(), ask=Ask(url)))
        assert (len(listing.links), len(listing.asks)) == (count, further)
