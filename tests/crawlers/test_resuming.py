"""Killed at any moment, a crawl loses nothing, doubles nothing, and asks for nothing again that it has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.crawlers.conftest import crawl_site, kept_rows
from tests.crawlers.site import Site
from tests.crawlers.test_crawl import fill
from watchbill.archive import Archive
from watchbill.model import CrawlReport
from watchbill.pipeline import crawling
from watchbill.store import schema
from watchbill.store.engine import open_store

DOCUMENTS = 20


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that crawls were run in."""
    started: list[subprocess.Popen[bytes]] = []
    make = subprocess.Popen

    def popen(*arguments: Any, **more: Any) -> subprocess.Popen[bytes]:
        started.append(make(*arguments, **more))
        return started[-1]

    monkeypatch.setattr(crawling.subprocess, "Popen", popen)
    return started


def test_killed_again_and_again_it_ends_as_if_it_had_not_been(
    tmp_path: Path, site: Site, children: list[subprocess.Popen[bytes]]
) -> None:
    fill(site, DOCUMENTS)
    whole = open_store(f"sqlite:///{tmp_path / 'whole.db'}")
    crawl_site(whole, Archive(tmp_path / "whole"), site)
    site.asked.clear()
    broken, archive = open_store(f"sqlite:///{tmp_path / 'broken.db'}"), Archive(tmp_path / "broken")

    for stop_at in (1, 7, 8):

        def kill(report: CrawlReport, _url: str, stop_at: int = stop_at) -> None:
            if report.documents >= stop_at:
                children[-1].kill()

        report = crawl_site(broken, archive, site, on_progress=kill)
        assert report.outcome == "failed"
        assert "killed by signal 9" in report.detail
    report = crawl_site(broken, archive, site)
    assert (report.outcome, report.documents) == ("complete", DOCUMENTS)
    assert kept_rows(broken, site) == kept_rows(whole, site)
    assert list(archive.shas()) == list(Archive(tmp_path / "whole").shas())
    doubled = [path for path, count in site.asked.items() if path.endswith(".pdf") and count > 1]
    assert len(doubled) <= 3  # only what was on its way when a kill came
    with broken.connect() as connection:
        outcomes = connection.scalars(sa.select(schema.crawl.c.outcome).order_by(schema.crawl.c.id)).all()
        releases = connection.scalar(sa.select(sa.func.count()).select_from(schema.release))
        items = connection.scalar(sa.select(sa.func.count()).select_from(schema.release_item))
    assert outcomes == [None, None, None, "complete"]
    assert (releases, items) == (1, DOCUMENTS)


def test_killed_at_any_moment(tmp_path: Path, site: Site, children: list[subprocess.Popen[bytes]]) -> None:
    """A timer kills the crawl, wherever it is: between the archive and the store, inside a write, before the first."""
    fill(site, DOCUMENTS, wait=0.02)
    engine, archive = open_store(f"sqlite:///{tmp_path / 'w.db'}"), Archive(tmp_path / "archive")
    timers: list[threading.Timer] = []
    for seconds in (0.0, 0.04, 0.11):

        def kill_soon(_report: CrawlReport, _url: str, seconds: float = seconds) -> None:
            timers.append(threading.Timer(seconds, children[-1].kill))
            timers[-1].start()

        assert crawl_site(engine, archive, site, on_progress=kill_soon).outcome == "failed"
    for timer in timers:
        timer.join()
    report = crawl_site(engine, archive, site)
    assert (report.outcome, report.documents) == ("complete", DOCUMENTS)
    rows = kept_rows(engine, site)
    assert len(rows) == len(set(rows)) == DOCUMENTS
    with engine.connect() as connection:
        assert connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"


def test_the_crawl_ends_when_its_parent_is_killed(tmp_path: Path, site: Site) -> None:
    fill(site, 200, wait=0.1)
    script = f"""
        from crawlers.portals import Portal
        from watchbill.archive import Archive
        from watchbill.pipeline.crawling import crawl
        from watchbill.settings import Settings
        from watchbill.store.engine import open_store
        engine = open_store("sqlite:///{tmp_path / "w.db"}")
        portal = Portal("us_or_test", "us-or-test", "pages", "{site.url}/")
        crawl(engine, Archive("{tmp_path / "a"}"), [portal], Settings("", "", "x@example.org"),
              allow=[("127.0.0.1", {site.port})], delay=0)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)])
    wait_for(lambda: site.documents_asked() > 2)
    parent.kill()
    parent.wait()
    time.sleep(0.5)
    asked = site.documents_asked()
    time.sleep(1.0)
    assert site.documents_asked() == asked < 200


def test_ctrl_c_ends_the_running_request_and_leaves_a_crawl_to_go_on_with(tmp_path: Path, site: Site) -> None:
    fill(site, 60, wait=0.05)
    arguments = ["--database", f"sqlite:///{tmp_path / 'w.db'}", "--archive", str(tmp_path / "a")]
    add = ["agency", "add", "us-or-test", "--name", "Test", "--state", "OR"]
    command = [sys.executable, "-c", "from watchbill.cli import main; main()", *arguments]
    subprocess.run([*command, *add], check=True, capture_output=True)
    page = ["--url", f"{site.url}/", "--agency", "us-or-test", "--delay", "0", "--allow", f"127.0.0.1:{site.port}"]
    running = subprocess.Popen([*command, "crawl", *page], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: site.documents_asked() > 3)
    os.kill(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode != 0
    assert "Traceback" not in out + err
    assert "the same command goes on" in err
    engine = open_store(f"sqlite:///{tmp_path / 'w.db'}")
    with engine.connect() as connection:
        [stopped] = connection.execute(sa.select(schema.crawl.c.outcome, schema.crawl.c.detail)).all()
    assert stopped.outcome == "incomplete"
    assert "stopped before the end" in stopped.detail
    done = subprocess.run([*command, "crawl", *page], check=True, capture_output=True, text=True)
    assert "complete; 3 pages, 60 documents" in done.stdout
    assert 60 <= site.documents_asked() <= 61  # at most the one that was on its way is asked for twice


def wait_for(condition: Any, seconds: float = 20) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
