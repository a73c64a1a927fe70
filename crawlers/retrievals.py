"""Retrievals: what came of asking for a URL, who remembers it, and keeping the bytes.

Crawlers know no database. What they observe goes to a `RetrievalLog`; the bytes go to the archive first, so that a log
never names a document the archive does not hold. Killed between the two, a crawl asks for that document again and
nothing is lost or doubled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from watchbill.archive import Archive
from watchbill.model import CrawlReport, KnownUrl, Retrieval, WarcPlace

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


_NO_ANSWER = (
    *(Fault.HTTP_ERROR, Fault.ROBOTS_ERROR, Fault.DEFERRED),
    *(Fault.TIMED_OUT, Fault.TOO_SLOW, Fault.CERTIFICATE, Fault.UNREACHABLE),
)


class RetrievalLog(Protocol):
    """Who remembers retrievals. Every call is committed before it returns."""

    def start(self, portal: str) -> None:
        """A crawl of `portal` begins."""

    def known(self, portal: str, url: str) -> KnownUrl | None:
        """What is remembered of the last document that `url` gave, if it gave one."""

    def record(self, retrieval: Retrieval, data: bytes | None = None) -> Retrieval:
        """Remember one observation; `data` are the bytes it brought, which the archive holds already.

        What is `kept` becomes `unchanged` where a document with these bytes is remembered, from any portal or release;
        the answer is the observation as remembered.
        """

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


class Keeper:
    """Keeps what one portal's spider brings: bytes in the archive, then the observation in the log.

    A URL that gave a document less than `recheck_days` ago is not asked again; an older one only for what changed.
    """

    def __init__(self, portal: str, log: RetrievalLog, archive: Archive, recheck_days: int) -> None:
        self.portal, self.log, self.archive = portal, log, archive
        self.recheck = dt.timedelta(days=recheck_days)

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
        return self._record(seen, "kept", sha256=self.archive.put(data), data=data)

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
        )
        return self.log.record(retrieval, data)
