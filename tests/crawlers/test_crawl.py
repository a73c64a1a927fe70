"""The crawl as a whole, against real servers on loopback: what it finds, what it refuses by name, how it resumes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawlers.portals import Portal
from tests.crawlers.conftest import SETTINGS, crawl_site, kept_rows, outcomes
from tests.crawlers.site import Answer, Site, page, pdf, serve
from watchbill.archive import Archive
from watchbill.model import CrawlReport
from watchbill.pipeline.crawling import crawl
from watchbill.store import schema
from watchbill.store.engine import open_store


def fill(site: Site, documents: int = 6, wait: float = 0) -> None:
    """Two list pages, a detail page below the first, and documents on all of them."""
    paths = [f"/papers/{number}.pdf" for number in range(documents)]
    for path in paths:
        site.pdf(path, wait=wait)
    links = [f'<p><a href="{path}">Purchase order {path}</a></p>' for path in paths]
    half = len(links) // 2
    site.page(
        "/", *links[:half], '<p><a href="/contract">Contract 2025-03244</a></p><a rel="next" href="/?page=2">2</a>'
    )
    site.page("/?page=2", *links[half:-1], '<a href="/">1</a>')
    site.page("/contract", links[-1])


def test_a_crawl_fills_archive_and_store_and_a_second_one_asks_for_nothing_again(
    store: sa.Engine, archive: Archive, site: Site
) -> None:
    fill(site)
    first = crawl_site(store, archive, site)
    assert first == CrawlReport("us_or_test", "complete", pages=3, documents=6, new=6)
    assert {archive.read(sha) for sha in archive.shas()} == {pdf(f"/papers/{number}.pdf") for number in range(6)}
    second = crawl_site(store, archive, site)
    assert second == CrawlReport("us_or_test", "complete", pages=3, documents=6, new=0, skipped=6)
    assert site.documents_asked() == 6
    with store.connect() as connection:
        crawls = connection.execute(sa.select(schema.crawl.c.outcome, schema.crawl.c.counts)).all()
        items = connection.execute(sa.select(schema.release_item.c.path, schema.release_item.c.outcome)).all()
        [release] = connection.execute(sa.select(schema.release)).all()
        row = connection.execute(sa.select(schema.retrieval).order_by(schema.retrieval.c.id)).first()
    assert [row.outcome for row in crawls] == ["complete", "complete"]
    assert crawls[0].counts["new"] == 6
    assert sorted(item.path for item in items) == sorted(f"{site.url}/papers/{number}.pdf" for number in range(6))
    assert {item.outcome for item in items} == {"kept"}
    assert release.name == "Crawl of us_or_test"
    assert row is not None
    assert (row.status, row.title, row.found_on) == (200, "Purchase order /papers/0.pdf", f"{site.url}/")
    assert row.headers["Content-Type"] == "application/pdf"


def test_the_release_belongs_to_the_agency_the_registry_knows(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    fill(site, 2)
    row = {"public_id": "a-x", "key": "us-or-test", "name": "Test", "is_from_registry": True}
    with sqlite_store.begin() as connection:
        connection.execute(sa.insert(schema.agency).values(**row))
    crawl_site(sqlite_store, archive, site)
    with sqlite_store.connect() as connection:
        joined = sa.join(schema.release, schema.agency, schema.release.c.agency_id == schema.agency.c.id)
        assert connection.scalar(sa.select(schema.agency.c.key).select_from(joined)) == "us-or-test"


def test_what_is_old_is_asked_for_only_if_it_changed(store: sa.Engine, archive: Archive, site: Site) -> None:
    def conditional(words: str, etag: str) -> Answer:
        return Answer(pdf(words), "application/pdf", headers={"ETag": etag})

    same = conditional("same", '"1"')
    site.page("/", '<a href="same.pdf">Same paper</a> <a href="changed.pdf">Changed paper</a>')
    site.routes["/same.pdf"] = lambda asked: Answer(status=304) if asked.get("If-None-Match") == '"1"' else same
    site.routes["/changed.pdf"] = conditional("before", '"2"')
    assert crawl_site(store, archive, site).new == 2
    site.routes["/changed.pdf"] = conditional("after", '"3"')
    report = crawl_site(store, archive, site, recheck_days=0)
    assert (report.outcome, report.documents, report.new) == ("complete", 2, 1)
    assert outcomes(store, site) == {"/same.pdf": ("unchanged", None), "/changed.pdf": ("kept", None)}
    with store.connect() as connection:
        statuses = connection.scalars(sa.select(schema.retrieval.c.status).order_by(schema.retrieval.c.id)).all()
        items = connection.scalars(sa.select(schema.release_item.c.path)).all()
        documents = connection.scalar(sa.select(sa.func.count()).select_from(schema.document))
    assert sorted(statuses[2:]) == [200, 304]
    assert documents == 3  # changed bytes at one URL are two documents
    assert len(items) == 3
    again = crawl_site(store, archive, site, recheck_days=0)  # a 304 remembers the tag of the 200 before it
    assert (again.new, again.documents) == (0, 2)
    assert site.seen[-1][1].get("If-None-Match") or site.seen[-2][1].get("If-None-Match")


def test_the_same_bytes_at_two_urls_are_one_document(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    site.pdf("/a.pdf", "the same")
    site.pdf("/b.pdf", "the same")
    site.page("/", '<a href="a.pdf">Paper A</a> <a href="b.pdf">Paper B</a>')
    report = crawl_site(sqlite_store, archive, site)
    assert (report.documents, report.new) == (1, 1)
    assert sorted(outcomes(sqlite_store, site).values()) == [("kept", None), ("unchanged", None)]
    assert len(list(archive.shas())) == 1


@dataclass
class Hostile:
    engine: sa.Engine
    site: Site
    report: CrawlReport
    outcomes: dict[str, tuple[str, str | None]]
    archive: Archive
    other: Site


HOSTILE_PATHS = {
    "/whole.pdf": ("kept", None),
    "/AgendaCenter/ViewFile/Agenda/_01202026-7": ("kept", None),
    "/home/showpublisheddocument/29/63": ("kept", None),
    "/with%20raw%20spaces.pdf": ("kept", None),
    "/squeezed.pdf": ("kept", None),
    "/inside.pdf": ("kept", None),
    "/no-length.pdf": ("kept", None),
    "/moved.pdf": ("kept", None),
    "/maybe/minutes": ("kept", None),
    "/cut.pdf": ("refused", "truncated"),
    "/no-length-cut.pdf": ("refused", "truncated"),
    "/short.pdf": ("refused", "truncated"),
    "/login.pdf": ("refused", "not_a_document"),
    "/noise.pdf": ("refused", "not_a_document"),
    "/empty.pdf": ("refused", "empty"),
    "/huge.pdf": ("refused", "too_large"),
    "/bomb.pdf": ("refused", "too_large"),
    "/private/denied.pdf": ("refused", "robots"),
    "/off-host.pdf": ("refused", "off_host"),
    "/other-port.pdf": ("refused", "not_public"),
    "/decimal.pdf": ("refused", "not_public"),
    "/loop.pdf": ("refused", "redirects"),
    "/to-file.pdf": ("failed", "http_error"),
    "/gone.pdf": ("failed", "http_error"),
    "/later.pdf": ("failed", "deferred"),
}


def make_hostile(site: Site, other: Site) -> None:
    def moved(to: str) -> Answer:
        return Answer(status=302, headers={"Location": to})

    whole = pdf("whole" * 50)
    squeezed = {"Content-Encoding": "gzip"}
    documents = {
        "/whole.pdf": Answer(whole, "application/pdf"),
        "/AgendaCenter/ViewFile/Agenda/_01202026-7": Answer(pdf("agenda"), "application/octet-stream"),
        "/home/showpublisheddocument/29/63": Answer(pdf("shown"), "application/pdf"),
        "/with%20raw%20spaces.pdf": Answer(pdf("spaces"), "application/pdf"),
        "/squeezed.pdf": Answer(gzip.compress(pdf("squeezed")), "application/pdf", headers=squeezed),
        "/inside.pdf": Answer(pdf("inside"), "application/pdf"),
        "/no-length.pdf": Answer(pdf("no length"), "application/pdf", length=0),
        "/moved.pdf": moved("/whole-2.pdf"),
        "/whole-2.pdf": Answer(pdf("whole 2"), "application/pdf"),
        "/maybe/minutes": Answer(pdf("minutes"), "application/pdf"),
        "/cut.pdf": Answer(whole[:-60], "application/pdf"),
        "/no-length-cut.pdf": Answer(whole[:-60], "application/pdf", length=0),
        "/short.pdf": Answer(whole, "application/pdf", length=len(whole) + 100),
        "/login.pdf": Answer(page('<form><input type="password"></form>')),
        "/noise.pdf": Answer(bytes(range(256)) * 8, "application/pdf"),
        "/empty.pdf": Answer(b"\n", "application/pdf"),
        "/huge.pdf": Answer(whole, "application/pdf", length=60 * 1024 * 1024),
        "/bomb.pdf": Answer(gzip.compress(b"%PDF-1.4\n" + bytes(60 << 20)), "application/pdf", headers=squeezed),
        "/private/denied.pdf": Answer(pdf("denied"), "application/pdf"),
        "/off-host.pdf": moved("http://records.example.org/paper.pdf"),
        "/other-port.pdf": moved(f"{other.url}/stolen.pdf"),
        "/decimal.pdf": moved(f"http://2130706433:{other.port}/stolen.pdf"),
        "/loop.pdf": moved("/loop.pdf?again"),
        "/loop.pdf?again": moved("/loop.pdf"),
        "/to-file.pdf": moved("file:///etc/passwd"),
        "/later.pdf": Answer(b"busy", "text/plain", 503, {"Retry-After": "7200"}),
    }
    site.routes |= documents
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private/\n", "text/plain")
    site.routes["/viewer.pdf"] = Answer(page('<iframe src="/inside.pdf"></iframe>'))
    other.pdf("/stolen.pdf")
    listed = set(HOSTILE_PATHS) - {"/inside.pdf", "/with%20raw%20spaces.pdf", "/maybe/minutes"} | {"/viewer.pdf"}
    links = [f'<li><a href="{path}">Paper at {path}</a></li>' for path in sorted(listed)]
    links += ['<a href=" with raw spaces.pdf ">A paper with spaces</a>', '<a href="/maybe/minutes">Minutes</a>']
    links += ['<a href="https://elsewhere.example.org/x.pdf">On another host</a>']
    links += [f'<a href="{other.url}/">another site</a>', '<a href="javascript:void(0)">nothing</a>']
    site.page("/", *links)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """One crawl of a site that does everything wrong, beside a server that must not be reached."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    engine = open_store(f"sqlite:///{folder / 'watchbill.db'}")
    archive = Archive(folder / "archive")
    with serve() as site, serve() as other:
        make_hostile(site, other)
        report = crawl_site(engine, archive, site)
        yield Hostile(engine, site, report, outcomes(engine, site), archive, other)
    engine.dispose()


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_every_fault_has_its_name(hostile: Hostile, path: str) -> None:
    assert hostile.outcomes.get(path) == HOSTILE_PATHS[path]


def test_nothing_that_was_refused_is_kept_or_called_a_success(hostile: Hostile) -> None:
    kept = [path for path, (outcome, _) in HOSTILE_PATHS.items() if outcome == "kept"]
    assert len(list(hostile.archive.shas())) == len(kept)
    report = hostile.report
    assert (report.outcome, report.documents, report.refused) == ("incomplete", 9, 13)
    assert report.failed == 3
    assert "3 refused: truncated" in report.detail
    assert "1 documents are linked on hosts not declared (elsewhere.example.org)" in report.detail


def test_no_other_server_was_asked(hostile: Hostile) -> None:
    assert hostile.other.asked == {}
    assert hostile.site.asked["/private/denied.pdf"] == 0


def test_redirects_are_remembered_with_the_observation(hostile: Hostile) -> None:
    with hostile.engine.connect() as connection:
        headers = connection.scalar(
            sa.select(schema.retrieval.c.headers).where(schema.retrieval.c.url == f"{hostile.site.url}/moved.pdf")
        )
    assert headers is not None
    assert headers["Content-Location"] == f"{hostile.site.url}/whole-2.pdf"


def test_the_crawler_says_who_it_is(hostile: Hostile) -> None:
    agents = {headers["User-Agent"] for _, headers, _ in hostile.site.seen}
    assert len(agents) == 1
    assert agents.pop().startswith("Watchbill/")
    assert "(+records@example.org)" in hostile.site.seen[0][1]["User-Agent"]
    assert hostile.site.seen[0][0] == "/robots.txt"


def test_a_server_that_asks_for_patience_is_given_it(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    answers = iter([Answer(b"busy", "text/plain", 429, {"Retry-After": "1"})])
    site.routes["/busy.pdf"] = lambda _: next(answers, Answer(pdf("at last"), "application/pdf"))
    site.page("/", '<a href="/busy.pdf">A paper</a>')
    report = crawl_site(sqlite_store, archive, site)
    assert (report.outcome, report.new) == ("complete", 1)
    first, second = (when for path, _, when in site.seen if path == "/busy.pdf")
    assert second - first >= 1.0


def test_one_request_at_a_time_with_a_delay(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    fill(site, 2)
    crawl_site(sqlite_store, archive, site, delay=0.2)
    moments = [when for _, _, when in site.seen]
    assert len(moments) == 6
    gaps = [later - before for before, later in pairwise(moments)]
    assert min(gaps) >= 0.09  # half of it: jitter


def test_portals_of_one_host_are_crawled_one_after_the_other(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    fill(site, 6, wait=0.05)
    site.page("/other/", '<a href="/papers/x.pdf">Another paper</a>')
    site.pdf("/papers/x.pdf", wait=0.05)
    places = [Portal("b", "us-or-b", "pages", f"{site.url}/"), Portal("a", "us-or-a", "pages", f"{site.url}/other/")]
    reports = crawl(sqlite_store, archive, places, SETTINGS, allow=[("127.0.0.1", site.port)], delay=0)
    assert [(report.portal, report.outcome, report.new) for report in reports] == [
        ("b", "complete", 6),
        ("a", "complete", 1),
    ]
    assert site.busiest == 1


def test_an_archive_that_cannot_be_written_ends_the_crawl_with_a_sentence(
    sqlite_store: sa.Engine, tmp_path: Path, site: Site
) -> None:
    fill(site)
    (tmp_path / "not-a-folder").write_text("x")
    report = crawl_site(sqlite_store, Archive(tmp_path / "not-a-folder" / "archive"), site)
    assert report.outcome == "failed"
    assert "cannot be written" in report.detail
    assert report.documents == 0


def test_a_portal_that_cannot_be_reached_says_so(sqlite_store: sa.Engine, archive: Archive) -> None:
    with serve() as gone:
        pass
    report = crawl_site(sqlite_store, archive, gone)
    assert (report.outcome, report.is_unreachable) == ("failed", True)
    assert report.detail == f"{gone.url}/ cannot be reached"


def test_a_portal_at_an_address_that_is_not_public_is_refused(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    report = crawl_site(sqlite_store, archive, site, allow=())
    assert (report.outcome, report.is_unreachable) == ("failed", False)
    assert report.detail == f"{site.url}/ has an address that is not public"
    assert site.asked == {}


def test_a_name_that_resolves_to_this_machine_is_refused(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    report = crawl_site(sqlite_store, archive, site, url=f"http://localhost:{site.port}/", allow=())
    assert report.detail == f"http://localhost:{site.port}/ has an address that is not public"
    assert site.asked == {}


def test_a_calendar_without_end_is_left_and_said_to_be(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    site.pdf("/x.pdf")
    site.page("/", '<a href="x.pdf">A paper</a> <a href="/?page=2">Next</a>')
    for number in range(2, 60):
        site.page(f"/?page={number}", f'<a href="/?page={number + 1}">Next</a>')
    report = crawl_site(sqlite_store, archive, site)
    assert (report.outcome, report.pages) == ("incomplete", 4)
    assert "list left after 3 pages without a new document" in report.detail


def test_fewer_documents_than_expected_is_not_complete(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    fill(site, 2)
    report = crawl_site(sqlite_store, archive, site, expect={"documents": 5})
    assert report.outcome == "incomplete"
    assert "5 documents expected, 2 found" in report.detail


def test_a_release_taken_out_stays_out_and_what_is_crawled_later_makes_a_new_one(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    fill(site, 2)
    crawl_site(sqlite_store, archive, site)
    with sqlite_store.begin() as connection:
        removed = sa.func.current_timestamp()
        connection.execute(sa.update(schema.release).values(removed_at=removed, removed_reason="a mistake"))
        connection.execute(sa.update(schema.retrieval).values(requested_at=sa.func.datetime("now", "-1 day")))
    crawl_site(sqlite_store, archive, site)
    with sqlite_store.connect() as connection:
        removed_at = connection.scalars(sa.select(schema.release.c.removed_at).order_by(schema.release.c.id)).all()
        items = connection.execute(sa.select(schema.release_item.c.release_id)).all()
    assert [moment is None for moment in removed_at] == [False, True]
    assert len(items) == 4
    assert kept_rows(sqlite_store, site)[0][0] == "/papers/0.pdf"
