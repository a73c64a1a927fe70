"""From what went wrong, as Scrapy and Twisted say it, to the fault's name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.web._newclient import ResponseFailed

from crawlers.downloads import LongHeadError, TooSlowError
from crawlers.guard import NotAskedError, was_refused
from crawlers.patience import WAIT_STATUSES, asked_wait
from crawlers.retrievals import Fault
from watchbill.errors import WatchbillError

#: What a URL does that brings no document, to follow the URL in a sentence.
WORDS = {
    Fault.TRUNCATED: "came cut off",
    Fault.NOT_A_DOCUMENT: "is neither a page nor a document",
    Fault.NOT_A_LIST: "does not answer as its platform does",
    Fault.EMPTY: "is empty",
    Fault.TOO_LARGE: "is larger than we take (50 MB, a page 10 MB)",
    Fault.LOGIN_PAGE: "asks for a password",
    Fault.ERROR_PAGE: "answers with a page that says that something went wrong",
    Fault.BLOCKED: "is kept from us by a challenge, a captcha or a denial",
    Fault.OTHER_BYTES: "came with other bytes than those whose hash the portal states",
    Fault.NO_SESSION: "was not asked for: the portal does not take our token or password",
    Fault.NOT_PUBLIC: "has an address that is not public",
    Fault.OFF_HOST: "leads to a host that the portal does not declare",
    Fault.BAD_URL: "is no address that can be asked",
    Fault.ROBOTS: "is closed to us by robots.txt",
    Fault.REDIRECTS: "redirects without end",
    Fault.HTTP_ERROR: "answers with status {status}",
    Fault.DEFERRED: "asks us to come back later",
    Fault.ROBOTS_ERROR: "was not asked for: the robots.txt of its host gives an error instead of rules",
    Fault.TIMED_OUT: "did not answer in time",
    Fault.TOO_SLOW: "answers too slowly",
    Fault.CERTIFICATE: "has a certificate that cannot be trusted",
    Fault.UNREACHABLE: "cannot be reached",
}


def fault_of_status(status: int, headers: Any) -> Fault:
    """The fault that an HTTP status other than 200 means. 429 and 503 that say when to come back are only deferred.

    A challenge that Cloudflare sends in place of the answer says so in a header.
    """
    if status in WAIT_STATUSES and asked_wait(headers) is not None:
        return Fault.DEFERRED
    if headers.get("cf-mitigated"):
        return Fault.BLOCKED
    if headers.get("Location") and 300 <= status < 400:
        return Fault.BAD_URL  # redirects that can be followed were
    return Fault.HTTP_ERROR


def fault_of(error: BaseException, url: str) -> Fault:
    """The fault that kept `url` from being answered. Raises errors of our own (a full disk): they end the crawl."""
    if isinstance(error, WatchbillError):
        raise error
    if isinstance(error, NotAskedError):
        return error.fault
    if isinstance(error, IgnoreRequest):
        return _ignored(str(error))
    if isinstance(error, CannotResolveHostError):
        return Fault.NOT_PUBLIC if was_refused(urlsplit(url).hostname or "") else Fault.UNREACHABLE
    if isinstance(error, ResponseDataLossError):
        return Fault.TRUNCATED
    if isinstance(error, DownloadTimeoutError):
        return Fault.TIMED_OUT
    if isinstance(error, TooSlowError):
        return Fault.TOO_SLOW
    if isinstance(error, DownloadCancelledError):
        return Fault.TOO_LARGE
    if any(isinstance(cause, LongHeadError) for cause in _causes(error)):
        return Fault.TOO_LARGE
    if any(isinstance(cause, (TlsError, VerificationError)) for cause in _causes(error)):
        return Fault.CERTIFICATE
    return Fault.UNREACHABLE


def _ignored(words: str) -> Fault:
    """Scrapy's own middlewares give their reasons in words only."""
    if "robots.txt" in words:
        return Fault.ROBOTS
    if "redirections" in words:
        return Fault.REDIRECTS
    if "larger than" in words or "maxsize" in words.lower() or "exceeded" in words:
        return Fault.TOO_LARGE
    return Fault.UNREACHABLE


def _causes(error: BaseException) -> list[BaseException]:
    """`error` and what it was raised from, through Twisted's failures too."""
    found, waiting = [], [error]
    while waiting:
        cause = waiting.pop()
        found.append(cause)
        if isinstance(cause, (DownloadFailedError, ResponseFailed)) or cause.__cause__:
            waiting += [cause.__cause__] if cause.__cause__ else []
            waiting += [reason.value for reason in getattr(cause, "reasons", [])]
    return found
