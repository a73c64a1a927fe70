"""The crawl as a whole, against real servers on loopback: what it finds, keeps, asks for again and leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.crawlers.conftest import SETTINGS, crawl_all, crawl_site, outcomes, portal_of
from tests.crawlers.site import Answer, Site, fill, pdf, serve
from tests.postgresql import Cluster
from watchbill.archive import Archive
from watchbill.model import CrawlReport
from watchbill.pipeline.crawling import crawl
from watchbill.store import schema
from watchbill.store.engine import open_store


@dataclass
class Thrice:
    """A site crawled, crawled again, and, after a paper changed, once more with everything taken for old."""

    engine: sa.Engine
    archive: Archive
    site: Site
    reports: list[CrawlReport]
    asked: list[int]  # requests for documents, after each crawl
    again: dict[str, tuple[str, str | None]]  # outcomes of the third crawl, by path


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('store') / 'watchbill.db'}"
        return
    running: Cluster = request.getfixturevalue("cluster")
    with running.database() as at:
        yield at


@pytest.fixture(scope="module")
def thrice(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thrice]:
    def tagged(words: str, etag: str) -> Answer:
        return Answer(pdf(words), "application/pdf", headers={"ETag": etag})

    def same(asked: object) -> Answer:
        return Answer(status=304) if asked.get("If-None-Match") == '"1"' else tagged("same", '"1"')  # type: ignore[attr-defined]

    engine = open_store(url)
    archive = Archive(tmp_path_factory.mktemp("archive"))
    with serve() as site:
        fill(site, 4, '<a href="/same.pdf">Same paper</a> <a href="/changed.pdf">Changed paper</a>')
        site.routes["/same.pdf"] = same
        site.routes["/changed.pdf"] = tagged("before", '"2"')
        site.routes["/papers/3.pdf"] = site.routes["/papers/2.pdf"]
        reports, asked = [], []
        for number, recheck_days in enumerate((None, None, 0)):
            if number == 2:
                site.routes["/changed.pdf"] = tagged("after", '"3"')
            reports.append(crawl_site(engine, archive, site, recheck_days=recheck_days))
            asked.append(site.documents_asked())
        yield Thrice(engine, archive, site, reports, asked, outcomes(engine, site))
    engine.dispose()


def test_a_crawl_keeps_every_document_once(thrice: Thrice) -> None:
    assert thrice.reports[0] == CrawlReport("us_or_test", "complete", pages=3, documents=5, new=5)
    words = ["same", "before", "after", *(f"/papers/{number}.pdf" for number in range(3))]
    assert {thrice.archive.read(sha) for sha in thrice.archive.shas()} == {pdf(said) for said in words}
    with thrice.engine.connect() as connection:
        documents = connection.scalar(sa.select(sa.func.count()).select_from(schema.document))
    assert documents == 6  # changed bytes at one URL are two documents, the same bytes at two URLs are one


def test_a_second_crawl_asks_for_nothing_again(thrice: Thrice) -> None:
    assert thrice.reports[1] == CrawlReport("us_or_test", "complete", pages=3, documents=5, new=0, skipped=6)
    assert thrice.asked[:2] == [6, 6]


def test_what_is_old_is_asked_for_only_if_it_changed(thrice: Thrice) -> None:
    assert thrice.reports[2] == CrawlReport("us_or_test", "complete", pages=3, documents=5, new=1)
    assert thrice.again["/same.pdf"] == ("unchanged", None)
    assert thrice.again["/changed.pdf"] == ("kept", None)
    with thrice.engine.connect() as connection:
        third = sa.select(schema.retrieval.c.status).where(schema.retrieval.c.crawl_id == 3)
        assert sorted(connection.scalars(third)) == [200, 200, 200, 200, 200, 304]


def test_every_crawl_and_observation_is_in_the_store(thrice: Thrice) -> None:
    with thrice.engine.connect() as connection:
        crawls = connection.execute(sa.select(schema.crawl.c.outcome, schema.crawl.c.counts)).all()
        row = connection.execute(sa.select(schema.retrieval).order_by(schema.retrieval.c.id)).first()
        first = sa.select(schema.retrieval.c.outcome).where(schema.retrieval.c.crawl_id == 1)
        assert sorted(connection.scalars(first)) == ["kept"] * 5 + ["unchanged"]
    assert [row.outcome for row in crawls] == ["complete"] * 3
    assert [row.counts["new"] for row in crawls] == [5, 0, 1]
    assert row is not None
    assert (row.status, row.title, row.found_on) == (200, "Purchase order /papers/0.pdf", f"{thrice.site.url}/")
    assert row.headers["Content-Type"] == "application/pdf"


def test_what_a_portal_brings_is_one_release_of_its_agency(thrice: Thrice) -> None:
    with thrice.engine.connect() as connection:
        items = connection.execute(sa.select(schema.release_item.c.path, schema.release_item.c.outcome)).all()
        joined = sa.join(schema.release, schema.agency, schema.release.c.agency_id == schema.agency.c.id)
        [release] = connection.execute(sa.select(schema.release.c.name, schema.agency.c.key).select_from(joined))
    assert (release.name, release.key) == ("Crawl of us_or_test", "us-or-test")
    assert {item.outcome for item in items} == {"kept"}
    paths = [item.path.removeprefix(thrice.site.url).partition("#")[0] for item in items]
    papers = [f"/papers/{number}.pdf" for number in range(4)]
    assert sorted(paths) == ["/changed.pdf", "/changed.pdf", *papers, "/same.pdf"]


@dataclass
class Polite:
    site: Site
    reports: dict[str, CrawlReport]
    delay: float


@pytest.fixture(scope="module")
def polite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polite]:
    """Two portals of one host, crawled with a delay; one paper is not to be had at once."""
    folder = tmp_path_factory.mktemp("polite")
    engine = open_store(f"sqlite:///{folder / 'watchbill.db'}")
    with serve() as site:
        fill(site, 3, wait=0.02)
        answers = iter([Answer(b"busy", "text/plain", 429, {"Retry-After": "1"})])
        site.routes["/busy.pdf"] = lambda _: next(answers, Answer(pdf("at last"), "application/pdf"))
        site.page("/other/", '<a href="/busy.pdf">Another paper</a>')
        portals = [portal_of(site, "b"), portal_of(site, "a", "/other/")]
        allow = [("127.0.0.1", site.port)]
        reports = crawl_all(engine, Archive(folder / "archive"), portals, allow=allow, delay=0.1)
        yield Polite(site, reports, 0.1)
    engine.dispose()


def test_portals_of_one_host_are_crawled_one_after_the_other(polite: Polite) -> None:
    assert list(polite.reports) == ["b", "a"]
    assert {key: (report.outcome, report.new) for key, report in polite.reports.items()} == {
        "b": ("complete", 3),
        "a": ("complete", 1),
    }
    assert polite.site.busiest == 1
    paths = [path for path, _, _ in polite.site.seen]
    assert paths.index("/other/") > paths.index("/papers/2.pdf")


def test_one_request_at_a_time_with_a_delay(polite: Polite) -> None:
    of_one_portal = [when for path, _, when in polite.site.seen if path.startswith(("/papers/", "/contract", "/?"))]
    gaps = [later - before for before, later in pairwise(of_one_portal)]
    assert len(gaps) == 4
    assert min(gaps) >= 0.45 * polite.delay  # half of it: jitter


def test_a_server_that_asks_for_patience_is_given_it(polite: Polite) -> None:
    first, second = (when for path, _, when in polite.site.seen if path == "/busy.pdf")
    assert second - first >= 1.0


def test_an_archive_that_cannot_be_written_ends_the_crawl_with_a_sentence(
    sqlite_store: sa.Engine, tmp_path: Path, site: Site
) -> None:
    fill(site, 6)
    (tmp_path / "not-a-folder").write_text("x")
    report = crawl_site(sqlite_store, Archive(tmp_path / "not-a-folder" / "archive"), site)
    assert report.outcome == "failed"
    assert "cannot be written" in report.detail
    assert report.documents == 0


def test_a_portal_of_an_unknown_agency_is_not_crawled_and_says_so(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    with sqlite_store.begin() as connection:
        row = {"public_id": "a-x", "key": "us-or-test", "name": "Test", "is_from_registry": True}
        connection.execute(sa.insert(schema.agency).values(**row))
    [report] = crawl(sqlite_store, archive, [portal_of(site, "us_or_tst")], SETTINGS)
    assert (report.portal, report.outcome, report.is_unreachable) == ("us_or_tst", "failed", False)
    assert report.detail.startswith("not crawled: No agency has the key 'us-or-tst'; did you mean us-or-test (Test)?")
    assert site.asked == {}
