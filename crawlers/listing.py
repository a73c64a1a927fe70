"""What a portal's own software says of its documents: the words in which platforms are asked and understood.

A platform (`crawlers.platforms.legistar`, ...) is a module of plain functions over bytes; it imports no Scrapy, so a
saved response is read by `watchbill links` exactly as a crawl reads it:

    HOSTS       hosts of the platform itself that hold documents of any of its portals: ``files.example.com``, or
                ``.example.com`` for all below it
    recognises  (url, body) -> whether this address or this answer is the platform's
    declare     (url) -> the address to declare for a portal that was met at `url`
    first       (Start) -> what to ask for first
    read        (Answer) -> what an answer lists; raises ShapeError where it is no answer of this platform
    sign        optional; (url, token) -> address and headers to ask with, for portals that want a token
    explain     optional; (url, status) -> what a status means on this platform, as a clause, or None
    login       optional, with session; (secret, url) -> the ask that turns the portal's secret into a session
    session     (Answer) -> the Session that a login gave; raises ShapeError where it gave none
    NEEDS_TOKEN optional; whether the platform answers nobody without a token

`crawlers.listing_spider` does the asking.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, cast
from urllib.parse import parse_qsl, quote, urldefrag, urlencode, urlsplit, urlunsplit

from crawlers.links import Link
from crawlers.portals import Portal
from watchbill.errors import WatchbillError


class ShapeError(WatchbillError):
    """An answer that is not what this platform gives: an error page, a login, another software."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A page of a portal's list to ask for.

    `form` or `data` (sent as JSON) make a POST of it. `series` names the list that the page is a part of: what the
    portal says of its length is held against the entries of all its pages. `facts` are what is known of the entry that
    is asked about (title, ISO date, number ...), for the documents that the answer lists. `headers` are sent along.
    """

    url: str
    series: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes two asks the same: the address, and what is posted to it."""
        posted = self.data if self.data is not None else self.form
        if posted is None:
            return self.url
        return f"{urldefrag(self.url).url} {quote(json.dumps(posted, sort_keys=True))}"  # a # would hide the rest

    def posted(self) -> dict[str, Any]:
        """Method, body and headers of the request."""
        if self.data is not None:
            headers = {**self.headers, "Content-Type": "application/json"}
            return {"method": "POST", "body": json.dumps(self.data), "headers": headers}
        if self.form is not None:
            headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
            return {"method": "POST", "body": urlencode(self.form), "headers": headers}
        return {"method": "GET", "body": b"", "headers": dict(self.headers)}


@dataclass(frozen=True, slots=True)
class Start:
    """What a crawl begins with: the declaration, the day, and the portal's token where it has one."""

    portal: Portal
    today: dt.date
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to read: `ask` and `portal` are None for a response that somebody saved."""

    url: str
    body: bytes
    content_type: str = ""
    ask: Ask | None = None
    portal: Portal | None = None

    @property
    def facts(self) -> Mapping[str, str]:
        return self.ask.facts if self.ask else {}

    @property
    def series(self) -> str:
        return self.ask.series if self.ask else ""

    def json(self) -> Any:
        """The body as JSON. Raises ShapeError where it is none."""
        try:
            return json.loads(self.body.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:  # the latter: lists in lists without end
            raise ShapeError(f"{self.url} did not answer with JSON.") from error


@dataclass(frozen=True, slots=True)
class Listing:
    """What an answer lists.

    `links` are documents, `asks` further pages (of the list, or about its entries), `entries` the keys of the rows that
    this page holds, `total` how many rows the portal says the whole series has, `missing` what it says that it holds
    back, in words. `data` is set where the answer itself is worth keeping (rows of a data set): the link it is kept as.
    `rows` counts rows that have no key. `mentions` are what the rows are about (awards, data sets), with an address for
    people: `watchbill links` shows them, no crawl asks for them.
    """

    links: Sequence[Link] = ()
    asks: Sequence[Ask] = ()
    entries: Sequence[str] = ()
    total: int | None = None
    missing: Sequence[str] = ()
    data: Link | None = None
    rows: int = 0
    mentions: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A token lent for some seconds, and the secret that the next one is asked for with."""

    token: str
    seconds: float
    renewal: str


class Platform(Protocol):
    """What a module of `crawlers.platforms` offers (all but `pages`, whose spider reads pages as a visitor does)."""

    HOSTS: tuple[str, ...]

    def recognises(self, url: str, body: bytes) -> bool: ...
    def declare(self, url: str) -> str: ...
    def first(self, start: Start) -> Iterable[Ask]: ...
    def read(self, answer: Answer) -> Listing: ...


def platform(name: str) -> Platform:
    """The platform called `name`; `crawlers.portals.platforms` lists the names."""
    return cast(Platform, import_module(f"crawlers.platforms.{name}"))


def read_answer(module: Platform, answer: Answer) -> Listing:
    """What `answer` lists. Raises ShapeError also where its shape surprised the platform's module."""
    try:
        return module.read(answer)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        what = f"{type(error).__name__}: {error}"
        raise ShapeError(f"{answer.url} does not answer as its platform does ({what}).") from error


def is_host_of(hosts: Iterable[str], url: str) -> bool:
    """Whether `url` lies on one of `hosts`; one that begins with a dot means all hosts below it."""
    host = (urlsplit(url).hostname or "").lower()
    return any(host.endswith(name) if name.startswith(".") else host == name for name in hosts)


def has_stated_bytes(link: Link, data: bytes) -> bool:
    """Whether `data` are the bytes whose SHA-1 the portal states of `link`; true where it states none."""
    stated = link.facts.get("file_hash", "")
    return len(stated) != 40 or hashlib.sha1(data, usedforsecurity=False).hexdigest() == stated.lower()


def with_query(url: str, parameters: Mapping[str, object]) -> str:
    """`url` with these query parameters, in place of those it had by the same names."""
    named = {name: str(value) for name, value in parameters.items()}
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in named]
    return urlunsplit(parts._replace(query=urlencode([*kept, *named.items()], safe="$,:'()/")))
