"""The log of crawls in the store: what one portal gave, time after time."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
import sqlalchemy as sa

from tests.crawlers.site import pdf
from watchbill.model import CrawlReport, KnownUrl, Retrieval
from watchbill.store import schema
from watchbill.store.retrievals import PortalRow, StoreLog

PORTAL = PortalRow("us_or_test", "us-or-test", "pages", "https://records.example.gov/")
URL = "https://records.example.gov/paper.pdf"
MORNING = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = MORNING

    def __call__(self) -> dt.datetime:
        return self.time

    def later(self) -> None:
        self.time += dt.timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(store: sa.Engine, clock: Clock) -> StoreLog:
    log = StoreLog(store, [PORTAL], clock)
    log.start("us_or_test")
    return log


def see(log: StoreLog, clock: Clock, words: str | None, **more: object) -> Retrieval:
    """Record that the URL gave a PDF with these words; None: nothing new (304), or, with a `reason`, a refusal."""
    data = pdf(words) if words else None
    sha = hashlib.sha256(data).hexdigest() if data else None
    outcome = "unchanged" if sha and log.has_document(sha) else "kept"
    facts = {"status": 200, "outcome": outcome, "sha256": sha} | more
    retrieval = Retrieval("us_or_test", URL, clock().isoformat(), **facts)  # type: ignore[arg-type]
    log.record_all([(retrieval, data)])
    return retrieval


def items(store: sa.Engine) -> list[tuple[str, str, bool]]:
    with store.connect() as connection:
        item = schema.release_item.c
        rows = connection.execute(sa.select(item.path, item.outcome, item.document_id).order_by(item.id))
        return [(row.path, row.outcome, row.document_id is not None) for row in rows]


def test_bytes_that_are_known_are_unchanged(store: sa.Engine, log: StoreLog, clock: Clock) -> None:
    assert see(log, clock, "a contract").outcome == "kept"
    assert see(log, clock, "a contract").outcome == "unchanged"
    assert items(store) == [(URL, "kept", True)]


def test_what_the_portal_says_of_a_paper_is_kept(store: sa.Engine, log: StoreLog, clock: Clock) -> None:
    said = {"number": "24-0117", "body": "Common Council"}
    see(log, clock, "a resolution", facts=said)
    with store.connect() as connection:
        assert connection.scalar(sa.select(schema.retrieval.c.facts)) == said


def test_changed_bytes_at_one_url_stand_beside_the_earlier(store: sa.Engine, log: StoreLog, clock: Clock) -> None:
    see(log, clock, "before")
    changed = see(log, clock, "after")
    see(log, clock, "after")
    assert changed.sha256
    assert items(store) == [(URL, "kept", True), (f"{URL}#{changed.sha256[:12]}", "kept", True)]


def test_a_refusal_is_an_item_until_the_url_gives_a_document(store: sa.Engine, log: StoreLog, clock: Clock) -> None:
    see(log, clock, None, outcome="failed", reason="timed_out")
    assert items(store) == []
    see(log, clock, None, outcome="refused", reason="truncated")
    see(log, clock, None, outcome="refused", reason="empty")
    assert items(store) == [(URL, "refused", False)]
    see(log, clock, "at last")
    see(log, clock, None, outcome="refused", reason="truncated")
    assert items(store) == [(URL, "kept", True)]
    with store.connect() as connection:
        assert connection.scalars(sa.select(schema.release_item.c.reason)).all() == [None]


def test_not_modified_keeps_the_tag_of_the_answer_before_it(store: sa.Engine, log: StoreLog, clock: Clock) -> None:
    first = see(log, clock, "same", headers={"ETag": '"1"', "Last-Modified": "yesterday"})
    clock.later()
    see(log, clock, None, status=304, outcome="unchanged", sha256=first.sha256)
    assert log.known("us_or_test", URL) is None  # it says what was known when the crawl began
    log.start("us_or_test")
    assert first.sha256
    known = KnownUrl(first.sha256, clock().isoformat(), '"1"', "yesterday")
    assert log.known("us_or_test", URL) == known
    see(log, clock, "changed")
    log.start("us_or_test")
    again = log.known("us_or_test", URL)
    assert again is not None
    assert (again.sha256 == first.sha256, again.etag) == (False, None)


def test_a_release_taken_out_stays_out_and_what_comes_later_makes_a_new_one(
    store: sa.Engine, log: StoreLog, clock: Clock
) -> None:
    see(log, clock, "a contract")
    clock.later()
    with store.begin() as connection:
        removed = {"removed_at": clock(), "removed_reason": "a mistake"}
        connection.execute(sa.update(schema.release).values(**removed))
    clock.later()
    log.start("us_or_test")
    assert log.known("us_or_test", URL) is None  # so that it is asked for again
    assert see(log, clock, "a contract").outcome == "unchanged"
    with store.connect() as connection:
        moments = connection.scalars(sa.select(schema.release.c.removed_at).order_by(schema.release.c.id)).all()
    assert [moment is None for moment in moments] == [False, True]
    assert items(store) == [(URL, "kept", True)] * 2


def test_a_crawl_ends_with_its_counts(store: sa.Engine, log: StoreLog) -> None:
    log.finish(CrawlReport("us_or_test", "incomplete", pages=2, documents=3, new=1, detail="1 failed: timed_out"))
    with store.connect() as connection:
        [row] = connection.execute(sa.select(schema.crawl))
    assert (row.outcome, row.detail) == ("incomplete", "1 failed: timed_out")
    assert row.counts == {"pages": 2, "entries": 0, "documents": 3, "new": 1, "skipped": 0, "refused": 0, "failed": 0}
    assert row.ended_at is not None
