"""What a portal's text may hold and a store, a terminal or a reader may not: told or kept, and nothing breaks."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa
from twisted.python.failure import Failure

from crawlers.links import Link
from crawlers.listing import Answer, ShapeError, read_answer
from crawlers.offers import offered_documents
from crawlers.platforms import legistar, ocds, socrata
from crawlers.platforms.base import PortalSpider
from crawlers.retrievals import Keeper
from tests.crawlers.conftest import crawl_site, outcomes, portal_of
from tests.crawlers.crawled import crawl_portals
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site, pdf
from watchbill.archive import Archive
from watchbill.cli.crawl import LONGEST_KEY, key_of
from watchbill.store.schema import retrieval

STRANGE = "Order \0 of \ud800 \x1b]0;owned\x07 drones"


def test_signs_that_no_store_holds_do_not_lose_a_portal(store: sa.Engine, archive: Archive, site: Site) -> None:
    site.pdf("/a.pdf", headers={"Content-Disposition": "inline; filename=a\x01b"})
    site.pdf("/b.pdf")
    papers = [{"id": "1", "title": STRANGE, "url": "/a.pdf"}, {"id": "2", "title": "Quote", "url": "/b.pdf"}]
    package = {
        "releases": [{"ocid": "x-1", "id": "1", "contracts": [{"id": "C", "title": STRANGE, "documents": papers}]}]
    }
    site.routes["/releases"] = Served(json.dumps(package).encode(), "application/json")
    report = crawl_portals(store, archive, site, "ocds", {"a": {"path": "/releases"}})["a"]
    assert (report.outcome, report.documents) == ("complete", 3), report
    with store.connect() as connection:
        titles = set(connection.scalars(sa.select(retrieval.c.title)))
    assert "Quote" in titles
    assert any("drones" in title and title.isprintable() for title in titles)


def test_a_link_is_cleaned_wherever_it_comes_from() -> None:
    link = Link("https://x.gov/a.pdf", STRANGE, None, facts={"body": STRANGE})
    assert link.title.isprintable()
    assert link.facts["body"].isprintable()


@pytest.mark.parametrize("platform", [legistar, ocds, socrata])
@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 100_000])
def test_lists_in_lists_without_end_are_no_answer(platform: Any, body: bytes) -> None:
    with pytest.raises(ShapeError):
        read_answer(platform, Answer("https://x.gov/a", body))


def test_a_kept_page_that_is_no_longer_understood_does_not_end_the_crawl(archive: Archive, site: Site) -> None:
    spider = PortalSpider(portal_of(site), Keeper("x", None, archive, 0))  # type: ignore[arg-type]
    spider.note_error(Failure(ShapeError("another shape")), None, spider)  # type: ignore[arg-type]
    assert spider.broken is None
    assert spider.tally.missing == {"not understood: ShapeError": 1}


def test_a_retrieval_has_the_time_of_its_request_not_of_its_place_in_the_queue(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    site.page("/", *(f'<a href="/{number}.pdf">Order {number}</a>' for number in range(4)))
    for number in range(4):
        site.pdf(f"/{number}.pdf", wait=0.7)
    assert crawl_site(sqlite_store, archive, site).outcome == "complete"
    assert len(outcomes(sqlite_store, site)) == 4
    with sqlite_store.connect() as connection:
        times = sorted(connection.scalars(sa.select(retrieval.c.requested_at)))
    assert times[-1] - times[0] >= dt.timedelta(seconds=1), times


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (pdf("Purchase order"), "a document itself"),
        (b"interactions:\n- request:\n    body: null\n", "a cassette"),
        (b" \n", "empty"),
    ],
)
@pytest.mark.parametrize("name", [None, "pages", "legistar"])
def test_a_file_that_lists_nothing_is_no_list_of_no_documents(body: bytes, why: str, name: str | None) -> None:
    with pytest.raises(ShapeError, match=why):
        offered_documents(body, "https://www.example.gov/", name)


def test_two_pages_of_one_address_are_two_portals() -> None:
    """The crawl of one is not held against the crawl of the other."""
    pages = ["https://x.gov/list.aspx?id=1", "https://x.gov/list.aspx?id=2", "https://x.gov/list.aspx"]
    pages += [f"https://x.gov/{'a' * 100}/{number}" for number in range(2)]
    keys = [key_of(page) for page in pages]
    assert len(set(keys)) == 5, keys
    assert all(len(key) <= LONGEST_KEY for key in keys)
    assert key_of("https://x.gov/list.aspx") == "x_gov_list_aspx"
