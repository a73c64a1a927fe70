"""A dry run: lists are asked for and read, no document is, and nothing is remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from watchbill.model import CrawlReport, KnownUrl

if TYPE_CHECKING:  # the command line loads this module too
    from crawlers.links import Link
    from crawlers.retrievals import Observation


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A document that a crawl would ask for: `why` is ``new``, or ``again`` where it was fetched before."""

    portal: str
    url: str
    title: str
    date: str | None  # ISO
    why: str


class Memory(Protocol):
    """What a log remembers of the crawls before, without beginning one."""

    def look(self, portal: str) -> None:
        """Recall what is remembered of the portal's URLs."""

    def known(self, portal: str, url: str) -> KnownUrl | None: ...
    def has_document(self, sha256: str) -> bool: ...
    def waits(self) -> Mapping[str, dt.datetime]: ...


class DryLog:
    """Remembers what `memory` does, adds nothing to it, and tells what a crawl would ask for."""

    def __init__(self, memory: Memory, tell: Callable[[Foreseen], None], end: Callable[[CrawlReport], None]) -> None:
        self._memory, self._tell, self._end = memory, tell, end
        self._waits: dict[str, dt.datetime] = {}

    def foresee(self, portal: str, link: Link, known: KnownUrl | None) -> None:
        """The spider would ask for this document now."""
        date = link.date.isoformat() if link.date else None
        self._tell(Foreseen(portal, link.url, link.title, date, "again" if known else "new"))

    def start(self, portal: str) -> None:
        self._memory.look(portal)

    def known(self, portal: str, url: str) -> KnownUrl | None:
        return self._memory.known(portal, url)

    def has_document(self, sha256: str) -> bool:
        return self._memory.has_document(sha256)

    def record_all(self, observations: Sequence[Observation]) -> None:
        """Nothing is written."""

    def last_complete(self, portal: str, since: dt.date | None = None) -> Mapping[str, int] | None:
        return None

    def waits(self) -> Mapping[str, dt.datetime]:
        return {**self._memory.waits(), **self._waits}

    def wait(self, host: str, until: dt.datetime) -> None:
        """This run waits; the next one is not told."""
        self._waits[host] = until

    def finish(self, report: CrawlReport) -> None:
        self._end(report)
