"""Retrievals: what came of asking for a URL, who remembers it, and keeping the bytes.

Crawlers know no database. What they observe goes to a `RetrievalLog`; the bytes go to the archive first, so that a log
never names a document the archive does not hold. Killed between the two, a crawl asks for that document again and
nothing is lost or doubled. What comes fast is committed in batches, ten a second; what was not committed when a crawl
was killed is asked for again, what was is not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from watchbill.archive import Archive
from watchbill.errors import WatchbillError
from watchbill.model import CrawlReport, KnownUrl, Retrieval, WarcPlace

#: One retrieval and, where it brought a document that is kept, its bytes.
Observation = tuple[Retrieval, bytes | None]

#: So many observations, or so many bytes that they brought, wait for nothing.
BATCH, BATCH_BYTES = 64, 8 << 20
#: Commits take no more than a tenth of a crawl's time, but wait no longer than so many seconds.
SHARE, LONGEST_PAUSE = 9, 1.0

#: Response headers worth keeping with an observation.
KEPT_HEADERS = (
    "Content-Type",
    "Content-Length",
    "Content-Disposition",
    "Date",
    "ETag",
    "Last-Modified",
    "Retry-After",
    "Server",
)


class Fault(StrEnum):
    """Why a URL brought no document. The first group are answers that were refused, the second no answers at all."""

    TRUNCATED = "truncated"
    NOT_A_DOCUMENT = "not_a_document"  # a login or error page, or bytes that are not what they are called
    NOT_A_LIST = "not_a_list"  # not what the portal's software answers with
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    LOGIN_PAGE = "login_page"  # a form that asks for a password where a page or a document was expected
    ERROR_PAGE = "error_page"  # a page that says that something went wrong, sent as if nothing had
    BLOCKED = "blocked"  # a challenge, a captcha or a denial by what stands before the server
    OTHER_BYTES = "other_bytes"  # not the bytes whose hash the portal states
    NO_SESSION = "no_session"  # the portal does not take our token or password
    NOT_PUBLIC = "not_public"  # an address of this machine or of a private network
    OFF_HOST = "off_host"  # led to a host that the portal does not declare
    BAD_URL = "bad_url"
    ROBOTS = "robots"  # robots.txt asks us not to
    REDIRECTS = "redirects"  # more than REDIRECT_MAX_TIMES

    HTTP_ERROR = "http_error"
    ROBOTS_ERROR = "robots_error"  # robots.txt cannot be read, so everything is forbidden (RFC 9309)
    DEFERRED = "deferred"  # the server asks us to wait longer than we do
    TIMED_OUT = "timed_out"
    TOO_SLOW = "too_slow"  # a body that trickles
    CERTIFICATE = "certificate"
    UNREACHABLE = "unreachable"

    @property
    def is_refusal(self) -> bool:
        return self not in _NO_ANSWER

    def is_silence(self, status: int | None) -> bool:
        """Whether the server could not answer, so that asking later may help: 404 is an answer, 500 is none."""
        return self in _NO_ANSWER and not (self == Fault.HTTP_ERROR and status is not None and status < 500)


_NO_ANSWER = (
    *(Fault.HTTP_ERROR, Fault.ROBOTS_ERROR, Fault.DEFERRED),
    *(Fault.TIMED_OUT, Fault.TOO_SLOW, Fault.CERTIFICATE, Fault.UNREACHABLE),
)


class RetrievalLog(Protocol):
    """Who remembers retrievals. Every call is committed before it returns. Raises WatchbillError where it cannot be."""

    def start(self, portal: str) -> None:
        """A crawl of `portal` begins."""

    def known(self, portal: str, url: str) -> KnownUrl | None:
        """What is remembered of the last document that `url` gave, if it gave one."""

    def has_document(self, sha256: str) -> bool:
        """Whether a document with these bytes is remembered, from any portal or release."""

    def record_all(self, observations: Sequence[Observation]) -> None:
        """Remember observations, all or none. The archive holds the bytes they brought; no two have one URL."""

    def last_complete(self, portal: str, since: dt.date | None = None) -> Mapping[str, int] | None:
        """The counts of the last complete crawl of `portal` that ended on the day `since` or later, if there is one."""

    def waits(self) -> Mapping[str, dt.datetime]:
        """Hosts (with the port where it is not the usual one) that asked not to be asked before a time to come."""

    def wait(self, host: str, until: dt.datetime) -> None:
        """`host` asked not to be asked before `until`: no crawl does, this one or a later one."""

    def finish(self, report: CrawlReport) -> None:
        """The crawl of `report.portal` ended."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was observed of one URL: the answer, and what the page that linked to it says of it."""

    url: str
    requested_at: dt.datetime
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    link_date: dt.date | None = None
    found_on: str | None = None
    warc: WarcPlace | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """Observations that wait to be committed: bytes to the archive, then all of them to the log in one transaction.

    An observation is committed at once when `pause` seconds have passed since the last commit, so those of a slow crawl
    do not wait at all; otherwise when they have, by `call_later` (seconds, what to call), or when the batch is full.
    A disk that is slow is left `SHARE` times as long as the last commit took.
    Without `call_later` nothing waits. What a commit raises is raised at the next observation, and by `commit`.
    """

    log: RetrievalLog
    archive: Archive
    call_later: Callable[[float, Callable[[], None]], object] | None = None
    pause: float = 0.1
    waiting: list[Observation] = field(default_factory=list, init=False)
    _urls: set[tuple[str, str]] = field(default_factory=set, init=False)
    _shas: set[str] = field(default_factory=set, init=False)
    _bytes: int = field(default=0, init=False)
    _next: float = field(default=0.0, init=False)  # when a commit is due, by the monotonic clock
    _is_called: bool = field(default=False, init=False)
    _broken: WatchbillError | None = field(default=None, init=False)

    def add(self, retrieval: Retrieval, data: bytes | None = None) -> None:
        """Take an observation and, where it brought a document that is kept, its bytes."""
        if self._broken:
            raise self._broken
        if (retrieval.portal, retrieval.url) in self._urls:
            self.commit()
        self.waiting.append((retrieval, data))
        self._urls.add((retrieval.portal, retrieval.url))
        if data is not None and retrieval.sha256:
            self._shas.add(retrieval.sha256)
            self._bytes += len(data)
        seconds = self._next - time.monotonic()
        if self.call_later is None or seconds <= 0 or len(self.waiting) >= BATCH or self._bytes >= BATCH_BYTES:
            self.commit()
        elif not self._is_called:
            self._is_called = True
            self.call_later(seconds, self._commit_later)

    def has_document(self, sha256: str) -> bool:
        """Whether a document with these bytes is remembered, or waits to be."""
        return sha256 in self._shas or (self.archive.has(sha256) and self.log.has_document(sha256))

    def commit(self) -> None:
        """Commit what waits. Raises WatchbillError where the archive or the log cannot be written; then it waits on."""
        if not self.waiting:
            return
        start = time.monotonic()
        try:
            self.archive.put_all([data for _, data in self.waiting if data is not None])
            self.log.record_all(self.waiting)
        except (ValueError, TypeError, OSError) as error:  # a full disk, or words that a store cannot hold
            urls = ", ".join(seen.url for seen, _ in self.waiting[:3])
            sentence = f"What was fetched cannot be written ({error}): {urls}; crawl again to go on."
            raise WatchbillError(sentence) from error
        self.forget()
        end = time.monotonic()
        self._next = end + max(self.pause, min(SHARE * (end - start), LONGEST_PAUSE))

    def forget(self) -> None:
        """Let go of what waits."""
        self.waiting = []
        self._urls.clear()
        self._shas.clear()
        self._bytes = 0

    def _commit_later(self) -> None:
        self._is_called = False
        try:
            self.commit()
        except WatchbillError as error:
            self._broken = error


class DryBatch(Batch):
    """A batch of a dry run: nothing is kept."""

    def commit(self) -> None:
        self.forget()


class Keeper:
    """Keeps what one portal's spider brings: bytes in the archive, then the observation in the log.

    A URL that gave a document less than `recheck_days` ago is not asked again; an older one only for what changed.
    Keepers that share a `batch` are committed together.
    """

    def __init__(
        self, portal: str, log: RetrievalLog, archive: Archive, recheck_days: int, batch: Batch | None = None
    ) -> None:
        self.portal, self.log, self.archive = portal, log, archive
        self.recheck = dt.timedelta(days=recheck_days)
        self.batch = batch or Batch(log, archive)

    def is_fresh(self, known: KnownUrl | None, now: dt.datetime | None = None) -> bool:
        """Whether a URL was asked too recently to ask again."""
        if known is None or not self.archive.has(known.sha256):
            return False
        return (now or dt.datetime.now(dt.UTC)) - dt.datetime.fromisoformat(known.requested_at) < self.recheck

    def conditions(self, known: KnownUrl | None) -> dict[str, str]:
        """Request headers that ask for a document only if it changed; none where the archive lacks the old one."""
        if known is None or not self.archive.has(known.sha256):
            return {}
        asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: text for name, text in asked.items() if text}

    def keep(self, seen: Seen, data: bytes) -> Retrieval:
        """Keep the bytes of a document: `kept` where they are new, `unchanged` where they were known."""
        sha256 = hashlib.sha256(data).hexdigest()
        outcome = "unchanged" if self.batch.has_document(sha256) else "kept"
        return self._record(seen, outcome, sha256=sha256, data=data)

    def keep_unchanged(self, seen: Seen, known: KnownUrl) -> Retrieval:
        """The server says (304) that the document is still the one we have."""
        return self._record(seen, "unchanged", sha256=known.sha256)

    def lose(self, seen: Seen, fault: Fault) -> Retrieval:
        """No document came of it: `refused` or `failed`, with the fault's name."""
        return self._record(seen, "refused" if fault.is_refusal else "failed", reason=str(fault))

    def _record(
        self,
        seen: Seen,
        outcome: str,
        *,
        reason: str | None = None,
        sha256: str | None = None,
        data: bytes | None = None,
    ) -> Retrieval:
        retrieval = Retrieval(
            portal=self.portal,
            url=seen.url,
            requested_at=seen.requested_at.isoformat(timespec="seconds"),
            status=seen.status,
            outcome=outcome,
            reason=reason,
            sha256=sha256,
            headers=seen.headers,
            title=seen.title,
            link_date=seen.link_date.isoformat() if seen.link_date else None,
            found_on=seen.found_on,
            warc=seen.warc,
            facts=seen.facts,
        )
        self.batch.add(retrieval, data)
        return retrieval
