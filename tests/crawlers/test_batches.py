"""Observations that come fast are committed together, those that come slowly at once, and none in part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawlers.retrievals import BATCH, Batch, Keeper, Observation, Seen
from tests.crawlers.site import pdf
from watchbill.archive import Archive
from watchbill.errors import WatchbillError

MORNING = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


class Log:
    """A log that remembers what it was told, one list a transaction; `fault` is what it raises."""

    def __init__(self) -> None:
        self.committed: list[list[str]] = []
        self.shas: set[str] = set()
        self.fault: Exception | None = None

    def has_document(self, sha256: str) -> bool:
        return sha256 in self.shas

    def record_all(self, observations: Sequence[Observation]) -> None:
        if self.fault:
            raise self.fault
        self.committed.append([seen.url for seen, _ in observations])
        self.shas |= {seen.sha256 for seen, data in observations if seen.sha256 and data is not None}


class Later:
    """What was to be called later; nothing is until a test does."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def __call__(self, seconds: float, call: Callable[[], None]) -> None:
        assert 0 < seconds <= 60
        self.calls.append(call)


def begin(folder: Path, **more: Any) -> tuple[Any, Later, Keeper, Batch]:
    log: Any = Log()
    later, archive = Later(), Archive(folder)
    batch = Batch(log, archive, later, **more)
    return log, later, Keeper("p", log, archive, 30, batch), batch


def seen(number: int, **more: Any) -> Seen:
    return Seen(f"https://example.gov/{number}.pdf", MORNING, 200, **more)


def test_the_first_is_committed_at_once_the_next_ones_together(tmp_path: Path) -> None:
    log, later, keeper, batch = begin(tmp_path, pause=60)
    for number in range(4):
        assert keeper.keep(seen(number), pdf(str(number))).outcome == "kept"
    assert [len(urls) for urls in log.committed] == [1]
    assert len(later.calls) == 1
    assert len(list(batch.archive.shas())) == 1  # the bytes wait with their observation
    later.calls[0]()
    assert [len(urls) for urls in log.committed] == [1, 3]
    assert len(list(batch.archive.shas())) == 4


def test_who_comes_slowly_never_waits(tmp_path: Path) -> None:
    log, later, keeper, _ = begin(tmp_path, pause=0)
    log.record_all([])
    for number in range(3):
        keeper.batch._next = 0.0  # long ago
        keeper.keep(seen(number), pdf(str(number)))
    assert [len(urls) for urls in log.committed] == [0, 1, 1, 1]
    assert later.calls == []


def test_a_full_batch_does_not_wait(tmp_path: Path) -> None:
    log, _, keeper, _ = begin(tmp_path, pause=60)
    for number in range(BATCH + 1):
        keeper.keep(seen(number), pdf(str(number)))
    assert [len(urls) for urls in log.committed] == [1, BATCH]


def test_the_same_bytes_twice_in_a_batch_are_new_once_and_one_url_stands_in_a_batch_once(tmp_path: Path) -> None:
    log, _, keeper, batch = begin(tmp_path, pause=60)
    keeper.keep(seen(0), pdf("first"))
    outcomes = [keeper.keep(seen(number), pdf("same")).outcome for number in (1, 2)]
    assert outcomes == ["kept", "unchanged"]
    keeper.keep(seen(2), pdf("changed"))
    batch.commit()
    assert [[url[-5:] for url in urls] for urls in log.committed] == [["0.pdf"], ["1.pdf", "2.pdf"], ["2.pdf"]]


def test_a_store_that_cannot_be_written_is_said_at_the_next_word_and_nothing_is_dropped(tmp_path: Path) -> None:
    log, later, keeper, batch = begin(tmp_path, pause=60)
    keeper.keep(seen(0), pdf("0"))
    keeper.keep(seen(1), pdf("1"))
    log.fault = WatchbillError("The disk is full.")
    later.calls[0]()  # nobody is there to hear it
    with pytest.raises(WatchbillError, match="disk is full"):
        keeper.keep(seen(2), pdf("2"))
    with pytest.raises(WatchbillError, match="disk is full"):
        batch.commit()
    log.fault = None
    batch.commit()
    assert [len(urls) for urls in log.committed] == [1, 1]


def test_headers_come_with_what_is_kept(tmp_path: Path) -> None:
    headers: Mapping[str, str] = {"ETag": '"1"'}
    _, _, keeper, batch = begin(tmp_path, pause=60)
    assert keeper.keep(seen(0, headers=headers), pdf("0")).headers == headers
    assert batch.waiting == []


def test_words_that_a_store_cannot_hold_end_the_crawl_with_a_sentence(tmp_path: Path) -> None:
    log, _, keeper, batch = begin(tmp_path)
    log.fault = UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
    with pytest.raises(WatchbillError, match=r"cannot be written \('utf-8' codec.*https://example.gov/1.pdf"):
        keeper.keep(seen(1), pdf("one"))
    assert batch.waiting
