"""Killed at any moment, a crawl loses nothing, doubles nothing, and asks for nothing again that it has."""

from __future__ import annotations

import hashlib
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
from tests.crawlers.site import Site, fill, pdf
from watchbill.archive import Archive
from watchbill.cli import main
from watchbill.pipeline import crawling
from watchbill.store import schema
from watchbill.store.engine import open_store

DOCUMENTS = 40


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


def test_killed_at_any_moment_it_ends_as_if_it_had_not_been(
    tmp_path: Path, site: Site, children: list[subprocess.Popen[bytes]]
) -> None:
    """A timer kills the crawl wherever it is: between the archive and the store, inside a write, before the first."""
    fill(site, DOCUMENTS, wait=0.02)
    engine, archive = open_store(f"sqlite:///{tmp_path / 'w.db'}"), Archive(tmp_path / "archive")
    kills = ((0, 0.0), (8, 0.0), (8, 0.013), (8, 0.031))  # after how many documents of this crawl, and how many seconds

    def kill_soon(asked: int, seconds: float) -> None:
        wait_for(lambda: site.documents_asked() > asked)
        time.sleep(seconds)
        children[-1].kill()

    asked_before: dict[str, int] = {}  # how often those documents were asked for that a killed crawl had committed
    for stop_at, seconds in kills:
        killer = threading.Thread(target=kill_soon, args=(site.documents_asked() + stop_at, seconds))
        killer.start()
        report = crawl_site(engine, archive, site)
        killer.join()
        assert report.outcome == "failed"
        assert "killed by signal 9" in report.detail
        asked_before |= {path: site.asked[path] for path, _ in kept_rows(engine, site)}
    assert asked_before
    report = crawl_site(engine, archive, site)
    assert (report.outcome, report.documents) == ("complete", DOCUMENTS)
    papers = {f"/papers/{number}.pdf": pdf(f"/papers/{number}.pdf") for number in range(DOCUMENTS)}
    assert kept_rows(engine, site) == sorted((path, hashlib.sha256(data).hexdigest()) for path, data in papers.items())
    assert {archive.read(sha) for sha in archive.shas()} == set(papers.values())
    assert {path: site.asked[path] for path in asked_before} == asked_before
    with engine.connect() as connection:
        outcomes = connection.scalars(sa.select(schema.crawl.c.outcome).order_by(schema.crawl.c.id)).all()
        releases = connection.scalar(sa.select(sa.func.count()).select_from(schema.release))
        items = connection.scalar(sa.select(sa.func.count()).select_from(schema.release_item))
        assert connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    assert outcomes == [None] * len(kills) + ["complete"]
    assert (releases, items) == (1, DOCUMENTS)


def test_the_crawl_ends_when_its_parent_is_killed(tmp_path: Path, site: Site) -> None:
    fill(site, 200, wait=0.1)
    script = f"""
        from crawlers.portals import Portal
        from watchbill.archive import Archive
        from watchbill.pipeline.crawling import crawl
        from watchbill.settings import Settings
        from watchbill.store.engine import open_store
        engine = open_store("sqlite:///{tmp_path / "w.db"}")
        portal = Portal("us_or_test", "", "pages", "{site.url}/")
        crawl(engine, Archive("{tmp_path / "a"}"), [portal], Settings("", "", "x@example.org"),
              allow=[("127.0.0.1", {site.port})], delay=0)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)])
    wait_for(lambda: site.documents_asked() > 2)
    parent.kill()
    parent.wait()
    time.sleep(0.3)
    asked = site.documents_asked()
    time.sleep(0.5)  # five documents' time
    assert site.documents_asked() == asked < 200


def test_ctrl_c_ends_the_running_request_and_leaves_a_crawl_to_go_on_with(
    tmp_path: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(site, 40, wait=0.05)
    url = f"sqlite:///{tmp_path / 'w.db'}"
    engine = open_store(url)
    with engine.begin() as connection:
        row = {"public_id": "a-x", "key": "us-or-test", "name": "Test", "is_from_registry": False}
        connection.execute(sa.insert(schema.agency).values(**row))
    command = ["--database", url, "--archive", str(tmp_path / "a"), "crawl", "--url", f"{site.url}/"]
    command += ["--agency", "us-or-test", "--delay", "0", "--allow", f"127.0.0.1:{site.port}"]
    typed = [sys.executable, "-c", "from watchbill.cli import main; main()", *command]
    running = subprocess.Popen(typed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: site.documents_asked() > 3)
    os.kill(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "Traceback" not in out + err
    assert "run the same command again to go on" in err
    with engine.connect() as connection:
        [stopped] = connection.execute(sa.select(schema.crawl.c.outcome, schema.crawl.c.detail)).all()
    engine.dispose()
    assert stopped.outcome == "incomplete"
    assert "stopped before the end" in stopped.detail
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert not ended.value.code
    assert "complete; 3 pages, 40 documents" in capsys.readouterr().out
    assert 40 <= site.documents_asked() <= 41  # at most the one that was on its way is asked for twice


def wait_for(condition: Any, seconds: float = 20) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
