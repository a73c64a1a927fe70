"""Sites that do everything wrong: every fault has its name, and nothing refused is kept or called a success."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.crawlers.conftest import crawl_all, crawl_site, outcomes, portal_of
from tests.crawlers.site import Answer, Site, fill, page, pdf, serve
from tests.crawlers.trials import self_signed
from watchbill.archive import Archive
from watchbill.model import CrawlReport
from watchbill.store import schema
from watchbill.store.engine import open_store


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
    "/login.pdf": ("refused", "login_page"),
    "/noise.pdf": ("refused", "not_a_document"),
    "/empty.pdf": ("refused", "empty"),
    "/huge.pdf": ("refused", "too_large"),
    "/bomb.pdf": ("refused", "too_large"),
    "/private/denied.pdf": ("refused", "robots"),
    "/off-host.pdf": ("refused", "off_host"),
    "/other-port.pdf": ("refused", "not_public"),
    "/decimal.pdf": ("refused", "not_public"),
    "/loop.pdf": ("refused", "redirects"),
    "/to-file.pdf": ("refused", "bad_url"),
    "/gone.pdf": ("failed", "http_error"),
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
    assert (report.outcome, report.documents, report.refused) == ("incomplete", 9, 14)
    assert report.failed == 1
    assert "3 refused: truncated" in report.detail
    assert "1 document is linked on hosts not declared (elsewhere.example.org)" in report.detail


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


@dataclass
class Several:
    """Portals crawled in one process, each at fault in its own way."""

    reports: dict[str, CrawlReport]
    sites: dict[str, Site]

    def of(self, key: str) -> tuple[CrawlReport, Site]:
        return self.reports[key], self.sites[key]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Several]:
    folder = tmp_path_factory.mktemp("several")
    engine = open_store(f"sqlite:///{folder / 'watchbill.db'}")
    keys = ("private", "named", "calendar", "short", "robots_500", "robots_429", "robots_403", "gone", "endless_robots")
    with ExitStack() as open_sites:
        sites = {key: open_sites.enter_context(serve()) for key in keys}
        sites["untrusted"] = open_sites.enter_context(serve(self_signed(folder)))
        for site in sites.values():
            fill(site, 2)
        make_calendar(sites["calendar"])
        sites["robots_500"].routes["/robots.txt"] = Answer(b"User-agent: *\nAllow: /\n", "text/plain", 500)
        sites["robots_429"].routes["/robots.txt"] = Answer(b"slow down", "text/plain", 429)
        sites["robots_403"].routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", "text/plain", 403)
        sites["endless_robots"].routes["/robots.txt"] = Answer(status=302, headers={"Location": "/robots.txt?again"})
        sites["endless_robots"].routes["/robots.txt?again"] = Answer(status=302, headers={"Location": "/robots.txt"})
        with serve() as gone:
            sites["gone"] = gone
        portals = {key: portal_of(site, key) for key, site in sites.items()}
        portals["named"] = replace(portals["named"], url=portals["named"].url.replace("127.0.0.1", "localhost"))
        portals["short"] = replace(portals["short"], expect={"documents": 5})
        closed = [sites[key].port for key in ("private", "named")]
        allow = [("127.0.0.1", site.port) for site in sites.values() if site.port not in closed]
        yield Several(crawl_all(engine, Archive(folder / "archive"), list(portals.values()), allow=allow), sites)
    engine.dispose()


def make_calendar(site: Site) -> None:
    site.page("/", '<a href="/papers/0.pdf">A paper</a> <a href="/?page=2">Next</a>')
    for number in range(2, 60):
        site.page(f"/?page={number}", f'<a href="/?page={number + 1}">Next</a>')


def test_a_portal_that_cannot_be_reached_says_so(several: Several) -> None:
    report, site = several.of("gone")
    assert (report.outcome, report.is_unreachable) == ("failed", True)
    assert report.detail == f"{site.url}/ cannot be reached"


def test_a_certificate_that_nobody_vouches_for_is_refused(several: Several) -> None:
    report, site = several.of("untrusted")
    assert (report.outcome, report.is_unreachable, report.documents) == ("failed", True, 0)
    assert report.detail == f"{site.url}/ has a certificate that cannot be trusted"
    assert site.url.startswith("https://")
    assert site.asked == {}


def test_a_portal_at_an_address_that_is_not_public_is_refused(several: Several) -> None:
    report, site = several.of("private")
    assert (report.outcome, report.is_unreachable) == ("failed", False)
    assert report.detail == f"{site.url}/ has an address that is not public"
    assert site.asked == {}


def test_a_name_that_resolves_to_this_machine_is_refused(several: Several) -> None:
    report, site = several.of("named")
    assert (report.outcome, report.is_unreachable) == ("failed", False)
    assert report.detail == f"http://localhost:{site.port}/ has an address that is not public"
    assert site.asked == {}


@pytest.mark.parametrize("key", ["robots_500", "robots_429"])
def test_where_robots_txt_fails_nothing_is_asked_for(several: Several, key: str) -> None:
    report, site = several.of(key)
    assert (report.outcome, report.is_unreachable) == ("failed", True)
    assert report.detail == (
        f"{site.url}/ was not asked for: the robots.txt of its host gives an error instead of rules"
    )
    assert set(site.asked) == {"/robots.txt"}


@pytest.mark.parametrize("key", ["robots_403", "endless_robots"])
def test_where_there_is_no_robots_txt_there_are_no_rules(several: Several, key: str) -> None:
    report, site = several.of(key)
    assert (report.outcome, report.documents) == ("complete", 2)
    assert site.asked["/robots.txt"] >= 1


def test_a_calendar_without_end_is_left_and_said_to_be(several: Several) -> None:
    report, _ = several.of("calendar")
    assert (report.outcome, report.pages) == ("incomplete", 4)
    assert "list left after 3 pages without a new document" in report.detail


def test_fewer_documents_than_expected_is_not_complete(several: Several) -> None:
    report, _ = several.of("short")
    assert report.outcome == "incomplete"
    assert "5 documents expected, 2 found" in report.detail
