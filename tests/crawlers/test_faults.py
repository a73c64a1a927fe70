"""The faults of a hostile web, each with its name: nothing that was lost is recorded as a success."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.crawlers.conftest import crawl_all, outcomes
from tests.crawlers.site import pdf
from tests.crawlers.trials import FAULTS, SMALL, WHOLE, Stage, Trial, peak_memory, staged
from watchbill.archive import Archive
from watchbill.model import CrawlReport
from watchbill.store import schema
from watchbill.store.engine import open_store

LOST = [name for name, trial in FAULTS.items() if trial.is_lost]


@dataclass
class Hostile:
    engine: sa.Engine
    archive: Archive
    stage: Stage
    reports: dict[str, CrawlReport]
    memory: int  # bytes; the most that the crawling process held

    def report(self, name: str) -> CrawlReport:
        return self.reports[self.stage.portals[name].key]

    def observed(self, name: str) -> tuple[str, str | None]:
        site, path = self.stage.sites[name], FAULTS[name].path
        return outcomes(self.engine, site).get(path, ("", None))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """One crawl of every hostile site, in one process."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    engine, archive = open_store(f"sqlite:///{folder / 'watchbill.db'}"), Archive(folder / "archive")
    with staged(folder, list(FAULTS), {"agency": "us-or-test"}) as stage:
        with peak_memory() as peaks:
            reports = crawl_all(engine, archive, list(stage.portals.values()), allow=stage.allow, limits=SMALL)
        yield Hostile(engine, archive, stage, reports, max(peaks))
    engine.dispose()


@pytest.mark.parametrize("name", [name for name, trial in FAULTS.items() if trial.path])
def test_every_fault_has_its_name(hostile: Hostile, name: str) -> None:
    trial = FAULTS[name]
    assert hostile.observed(name) == (trial.outcome, trial.reason)


@pytest.mark.parametrize("name", FAULTS)
def test_a_crawl_that_lost_something_says_so(hostile: Hostile, name: str) -> None:
    report, trial = hostile.report(name), FAULTS[name]
    assert report.outcome == trial.ends, report.detail
    assert trial.says in report.detail
    if trial.reason and trial.ends == "incomplete":
        assert trial.reason in report.detail


def test_there_are_twenty_faults_and_none_is_a_success() -> None:
    assert len(LOST) >= 20
    for name in LOST:
        trial: Trial = FAULTS[name]
        assert trial.ends in ("incomplete", "failed"), name
        assert not trial.path or (trial.reason and trial.outcome in ("refused", "failed")), name
    assert len({FAULTS[name].reason for name in LOST}) >= 15


def test_nothing_but_whole_papers_is_kept(hostile: Hostile) -> None:
    for sha in hostile.archive.shas():
        data = hostile.archive.read(sha)
        assert data in (WHOLE, pdf("odd"), pdf("/papers/0.pdf"), pdf("/paper.pdf")), data[:60]


def test_no_server_was_asked_that_nobody_may_reach(hostile: Hostile) -> None:
    assert hostile.stage.others.closed.asked == {}
    assert hostile.stage.sites["a paper that robots.txt closes"].asked["/paper.pdf"] == 0
    assert hostile.stage.sites["a robots.txt that fails"].asked["/"] == 0
    assert hostile.stage.sites["a certificate that nobody vouches for"].asked == {}


def test_cookies_are_not_kept_and_not_taken_to_another_host(hostile: Hostile) -> None:
    [(path, headers, _)] = [seen for seen in hostile.stage.others.friend.seen if seen[0] != "/robots.txt"]
    assert path == "/paper.pdf"
    assert not {"cookie", "authorization", "referer"} & {name.lower() for name in headers}


def test_a_busy_host_is_asked_less_and_less(hostile: Hostile) -> None:
    asked = hostile.stage.sites["429 for ever"].asked
    assert asked["/paper.pdf"] == 5  # once, and four times more


def test_same_bytes_at_two_addresses_are_one_document(hostile: Hostile) -> None:
    key = hostile.stage.portals["the same bytes at two addresses"].key
    with hostile.engine.connect() as connection:
        rows = connection.execute(
            sa.select(schema.retrieval.c.document_id)
            .join(schema.portal, schema.portal.c.id == schema.retrieval.c.portal_id)
            .where(schema.portal.c.key == key)
        )
        documents = [row.document_id for row in rows]
    assert len(documents) == 2
    assert len(set(documents)) == 1


def test_bombs_and_endless_bodies_do_not_fill_the_memory(hostile: Hostile) -> None:
    assert 0 < hostile.memory < 300 << 20
