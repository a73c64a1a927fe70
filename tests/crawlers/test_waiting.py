"""Hosts that ask us to wait are waited for: in a crawl, in the next one, and by every portal that has papers there."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawlers.portals import Portal
from tests.crawlers.conftest import crawl_all, crawl_site, outcomes, portal_of
from tests.crawlers.site import Answer, Site, fill, pdf, serve
from tests.crawlers.test_resuming import wait_for
from watchbill.archive import Archive
from watchbill.model import CrawlReport
from watchbill.store.engine import open_store
from watchbill.store.retrievals import StoreLog
from watchbill.store.schema import agency, crawl, host_wait

HOURS_2 = 7200


@dataclass
class Waited:
    """Two portals of a site one of whose papers asks for two hours; crawled, crawled again, and crawled after them."""

    site: Site
    first: dict[str, CrawlReport]
    second: dict[str, CrawlReport]
    third: dict[str, CrawlReport]
    asked: list[int]  # requests of any kind, after each crawl
    first_outcomes: dict[str, tuple[str, str | None]]
    until: dt.datetime


@pytest.fixture(scope="module")
def waited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waited]:
    folder: Path = tmp_path_factory.mktemp("waited")
    engine, archive = open_store(f"sqlite:///{folder / 'w.db'}"), Archive(folder / "archive")
    with serve() as site:
        fill(site, 6)
        site.page("/other/", '<a href="/papers/other.pdf">Another paper</a>')
        site.pdf("/papers/other.pdf")
        site.routes["/papers/1.pdf"] = Answer(b"busy", "text/plain", 503, {"Retry-After": str(HOURS_2)})
        portals = [portal_of(site, "b"), portal_of(site, "a", "/other/")]
        allow = [("127.0.0.1", site.port)]
        first = crawl_all(engine, archive, portals, allow=allow)
        asked, seen = [site.asked.total()], outcomes(engine, site)
        with engine.connect() as connection:
            until = connection.scalars(sa.select(host_wait.c.until)).one().replace(tzinfo=dt.UTC)
        second = crawl_all(engine, archive, portals, allow=allow)
        asked.append(site.asked.total())
        site.pdf("/papers/1.pdf")
        with engine.begin() as connection:  # two hours pass
            connection.execute(sa.update(host_wait).values(until=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)))
        third = crawl_all(engine, archive, portals, allow=allow)
        yield Waited(site, first, second, third, asked, seen, until)
    engine.dispose()


def test_nothing_more_is_asked_of_a_host_that_asks_for_two_hours(waited: Waited) -> None:
    assert waited.first_outcomes["/papers/0.pdf"] == ("kept", None)
    assert waited.first_outcomes["/papers/1.pdf"] == ("failed", "deferred")
    assert waited.site.asked["/papers/1.pdf"] == 2  # by the first crawl and by the third
    assert waited.first_outcomes["/papers/2.pdf"] == ("failed", "deferred")
    assert waited.first_outcomes["/other/"] == ("failed", "deferred")  # another portal of the same host


def test_both_crawls_are_incomplete_and_say_until_when(waited: Waited) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=HOURS_2)
    assert abs(waited.until - soon) < dt.timedelta(minutes=5)
    for report in (*waited.first.values(), *waited.second.values()):
        assert (report.outcome, report.is_unreachable) == ("incomplete", False), report.detail
        assert f"127.0.0.1:{waited.site.port} asked us to wait until {waited.until:%Y-%m-%d %H:%M} UTC" in report.detail
        assert dt.datetime.fromisoformat(report.waiting_until) == waited.until.replace(microsecond=0)


def test_the_next_crawl_does_not_ask_before_that_time(waited: Waited) -> None:
    assert waited.asked[1] == waited.asked[0]


def test_the_crawl_after_that_time_brings_the_rest(waited: Waited) -> None:
    assert [report.outcome for report in waited.third.values()] == ["complete", "complete"]
    assert (waited.third["b"].documents, waited.third["b"].skipped) == (6, 1)
    assert waited.third["b"].waiting_until == ""


def test_robots_txt_may_ask_for_time_too(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    fill(site, 2)
    site.routes["/robots.txt"] = Answer(b"busy", "text/plain", 429, {"Retry-After": "7200"})
    for _ in range(2):
        report = crawl_site(sqlite_store, archive, site)
        assert (report.outcome, report.documents) == ("incomplete", 0)
        assert "asked us to wait until" in report.detail
    assert site.asked == {"/robots.txt": 1}


def test_a_host_that_stays_busy_is_left_alone(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    fill(site, 12)
    for number in range(3, 12):
        site.routes[f"/papers/{number}.pdf"] = Answer(b"slow down", "text/plain", 429)
    report = crawl_site(sqlite_store, archive, site, limits={"WATCHBILL_BUSY_TIMES": 1})
    asked = {path: count for path, count in site.asked.items() if "/papers/" in path}
    assert asked == {f"/papers/{number}.pdf": 1 if number < 3 else 2 for number in range(6)}
    assert (report.outcome, report.documents) == ("incomplete", 3)
    assert "asked us to wait until" in report.detail


def test_one_busy_page_is_not_a_busy_host(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    fill(site, 12)
    for number in (2, 3, 6, 7, 9):
        site.routes[f"/papers/{number}.pdf"] = Answer(b"broken", "text/plain", 503)
    report = crawl_site(sqlite_store, archive, site, limits={"WATCHBILL_BUSY_TIMES": 0})
    assert (report.outcome, report.documents, report.failed) == ("incomplete", 7, 5)
    assert "5 failed: http_error 503" in report.detail


def test_portals_side_by_side_take_turns_on_a_host_they_share(sqlite_store: sa.Engine, archive: Archive) -> None:
    with serve() as site, serve() as other, serve() as files:
        shared = f"http://localhost:{files.port}"
        for number in range(6):
            files.pdf(f"/{number}.pdf")
        site.page("/", *(f'<a href="{shared}/{number}.pdf">A paper</a>' for number in range(3)))
        other.page("/", *(f'<a href="{shared}/{number}.pdf">A paper</a>' for number in range(3, 6)))
        portals = [
            replace(portal_of(site, "a"), allowed_hosts=("localhost",)),
            replace(portal_of(other, "b"), url=f"http://localhost:{other.port}/"),
        ]
        allow = [("127.0.0.1", site.port), ("localhost", other.port), ("localhost", files.port)]
        reports = crawl_all(sqlite_store, archive, portals, allow=allow, delay=0.2)
    assert [report.documents for report in reports.values()] == [3, 3]
    papers = [when for path, _, when in files.seen if path.endswith(".pdf")]
    gaps = [later - before for before, later in pairwise(papers)]
    assert min(gaps) >= 0.05  # half of the delay where one portal follows itself (jitter), as they arrive
    assert sum(gaps) >= 5 * 0.15


def test_the_delay_of_robots_txt_is_kept(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    fill(site, 3)
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.4\n", "text/plain")
    report = crawl_site(sqlite_store, archive, site)
    assert report.outcome == "complete"
    times = [when for _, _, when in site.seen]
    assert times[-1] - times[0] >= 0.38 * (len(times) - 1)
    assert min(later - before for before, later in pairwise(times)) >= 0.2  # as they arrive on a busy machine


def test_a_delay_of_an_hour_is_cut_to_a_minute_and_said(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    site.page("/")
    site.routes["/robots.txt"] = Answer(b"User-agent: Watchbill\nCrawl-delay: 3600\n", "text/plain")
    report = crawl_site(sqlite_store, archive, site, limits={"WATCHBILL_LONGEST_DELAY": 0.3})
    assert "robots.txt of 127.0.0.1 asks for 3600 seconds between requests; we wait 0.3" in report.detail
    [robots, page] = [when for _, _, when in site.seen]
    assert page - robots >= 0.28


def test_waits_are_kept_in_both_stores(store: sa.Engine) -> None:
    now = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
    log = StoreLog(store, [], lambda: now)
    log.wait("a.example.org", now + dt.timedelta(hours=1))
    log.wait("a.example.org", now + dt.timedelta(hours=2))
    log.wait("b.example.org:8443", now + dt.timedelta(minutes=1))
    again = StoreLog(store, [], lambda: now + dt.timedelta(minutes=2))
    assert again.waits() == {"a.example.org": now + dt.timedelta(hours=2)}
    assert set(log.waits()) == {"a.example.org", "b.example.org:8443"}


def test_a_304_without_the_bytes_it_speaks_of_is_no_success(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    answers = [Answer(pdf("kept"), "application/pdf", headers={"ETag": '"1"'}), Answer(status=304)]
    site.page("/", '<a href="/paper.pdf">A paper</a>')
    site.routes["/paper.pdf"] = lambda _: answers.pop(0) if len(answers) > 1 else answers[0]
    assert crawl_site(sqlite_store, archive, site, recheck_days=0).outcome == "complete"
    again = crawl_site(sqlite_store, archive, site, recheck_days=0)
    assert (again.outcome, again.documents, again.new) == ("complete", 1, 0)
    [sha] = archive.shas()
    archive.path(sha).unlink()
    report = crawl_site(sqlite_store, archive, site, recheck_days=0)
    assert "If-None-Match" not in site.seen[-1][1]
    assert (report.outcome, report.documents) == ("incomplete", 0)
    assert outcomes(sqlite_store, site)["/paper.pdf"] == ("failed", "http_error")


def test_a_platform_that_asks_for_time_has_not_failed(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    """A portal of a platform asks several lists; none came, but none was refused either."""
    site.routes["/api/v2/PublicPortal/ListUpcomingMeetings"] = Answer(b"", "text/plain", 503, {"Retry-After": "7200"})
    portal = Portal("us_ga_test", "us-ga-test", "primegov", f"{site.url}/public/portal")
    report = crawl_all(sqlite_store, archive, [portal], allow=[("127.0.0.1", site.port)])["us_ga_test"]
    assert (report.outcome, report.is_unreachable) == ("incomplete", False), report.detail
    assert "asked us to wait until" in report.detail
    assert site.asked.total() == 2  # robots.txt and the first list


@pytest.mark.timeout(90)
def test_ctrl_c_ends_a_crawl_that_waits(tmp_path: Path, site: Site) -> None:
    """A host asked for five minutes; whoever does not want to wait ends the crawl, which says how it ended."""
    fill(site, 4)
    site.routes["/papers/1.pdf"] = Answer(b"busy", "text/plain", 503, {"Retry-After": "300"})
    url = f"sqlite:///{tmp_path / 'w.db'}"
    engine = open_store(url)
    with engine.begin() as connection:
        row = {"public_id": "a-x", "key": "us-or-test", "name": "Test", "is_from_registry": False}
        connection.execute(sa.insert(agency).values(**row))
    command = ["--database", url, "--archive", str(tmp_path / "a"), "crawl", "--url", f"{site.url}/", "--delay", "0"]
    command += ["--agency", "us-or-test", "--allow", f"127.0.0.1:{site.port}"]
    typed = [sys.executable, "-c", "from watchbill.cli import main; main()", *command]
    running = subprocess.Popen(typed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: site.asked["/papers/1.pdf"] > 0)
    time.sleep(0.5)
    os.kill(running.pid, signal.SIGINT)
    running.communicate(timeout=30)
    with engine.connect() as connection:
        [ended] = connection.execute(sa.select(crawl.c.outcome, crawl.c.detail)).all()
    engine.dispose()
    assert ended.outcome == "incomplete"
    assert "stopped before the end" in ended.detail
    assert "asked us to wait until" in ended.detail
    assert site.asked["/papers/1.pdf"] == 1
