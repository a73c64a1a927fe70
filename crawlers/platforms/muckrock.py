"""MuckRock: records requests and the files that agencies sent, by its API (version 2).

Every read wants a token (``token:`` names the variable, see `crawlers.squarelet`). Asked: ``/api_v2/requests/`` (by
``search=`` or ``agency=``), for each public request ``communications/?foia=``, for each of those that has files
``files/?communication=``; pages of 100 by ``next``. Allowed are 15 requests a minute, a burst of 100.
MuckRock's terms forbid robots outside the API, so no page of its site is read: where nobody has a token it is not
crawled. A file that lies on DocumentCloud too (`doc_id`: id and slug) is fetched from there, under the address that a
crawl of DocumentCloud knows it by, and not mirrored twice. Who asked, and who wrote to whom, is never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, is_host_of, with_query
from crawlers.platforms.documentcloud import file_url
from crawlers.said import day, facts, plain
from crawlers.squarelet import HOST as ACCOUNTS
from crawlers.squarelet import login, session

__all__ = ["HOSTS", "NEEDS_TOKEN", "declare", "explain", "first", "login", "read", "recognises", "session"]

ASSETS = "https://s3.documentcloud.org/"
HOSTS = ("www.muckrock.com", "cdn.muckrock.com", ACCOUNTS, "s3.documentcloud.org")
NEEDS_TOKEN = True
PAGE = 100
_SITE = ("www.muckrock.com", "muckrock.com", "cdn.muckrock.com")
_AGENCY = re.compile(r"/agency/[^/]+/[^/]*-(\d+)")
_REQUEST = re.compile(r"/foi/[^/]+/[^/]*-(\d+)")


def recognises(url: str, body: bytes) -> bool:
    if is_host_of(_SITE, url):
        return True
    return b'"ffile"' in body or b'"embargo_status"' in body or (b'"foia"' in body and b'"communication"' in body)


def declare(url: str) -> str:
    """The address itself: it names the agency or the request."""
    return url


def explain(url: str, status: int) -> str | None:
    """What a status means here."""
    return {
        401: "MuckRock answers nobody without a token that it takes",
        403: "our account may not see this",
        429: "MuckRock allows 15 requests a minute",
    }.get(status)


def first(start: Start) -> Iterator[Ask]:
    """The requests that the portal's address and its terms name."""
    url = start.portal.url
    requests = urljoin(url, "/api_v2/requests/")
    if found := _REQUEST.search(url):
        yield Ask(urljoin(requests, f"{found[1]}/"), "requests")
        return
    asked: dict[str, object] = {"page_size": PAGE}
    if "/api_v2/requests/" in url:
        requests = url
    elif found := _AGENCY.search(url):
        asked["agency"] = found[1]
    for term in start.portal.search or ("",):
        parameters = asked | ({"search": term} if term else {})
        yield Ask(with_query(requests, parameters), f"requests for {term}" if term else "requests")


def read(answer: Answer) -> Listing:
    """A page of requests, communications or files, or one of them."""
    said = answer.json()
    if not isinstance(said, dict):
        raise ShapeError(f"{answer.url} does not list as MuckRock does.")
    is_page = isinstance(said.get("results"), list)
    rows = [row for row in (said["results"] if is_page else [said]) if isinstance(row, dict) and "id" in row]
    if (is_page and len(rows) < len(said["results"])) or (not is_page and not rows):
        raise ShapeError(f"{answer.url} does not list as MuckRock does.")
    links: list[Link] = []
    asks: list[Ask] = []
    missing: list[str] = []
    for row in rows:
        if "ffile" in row:
            link = _file(row, answer)
            links += [link] if link else []
            missing += [] if link else ["files without an address"]
        elif "embargo_status" in row:
            is_public = row["embargo_status"] == "public"
            asks += [_communications(row, answer.url)] if is_public else []
            missing += [] if is_public else ["embargoed requests"]
        elif "foia" in row:
            asks += [_files(row, answer.url)] if row.get("files", [0]) else []
        else:
            raise ShapeError(f"{answer.url} does not list as MuckRock does.")
    further = said.get("next") if is_page else None
    if further:
        asks.append(Ask(urljoin(answer.url, further), answer.series, answer.facts))
    total = said.get("count") if is_page else None
    return Listing(links, asks, [str(row["id"]) for row in rows], total if isinstance(total, int) else None, missing)


def _communications(request: dict[str, Any], url: str) -> Ask:
    identity = str(request["id"])
    asked = with_query(urljoin(url, "/api_v2/communications/"), {"foia": identity, "page_size": PAGE})
    said = facts(
        request=identity,
        request_title=request.get("title"),
        request_status=request.get("status"),
        agency=request.get("agency"),
        tracking_id=request.get("tracking_id"),
        price=request.get("price"),
        tags=request.get("tags"),
        submitted=request.get("datetime_submitted"),
        done=request.get("datetime_done"),
    )
    return Ask(asked, f"communications of request {identity}", said)


def _files(communication: dict[str, Any], url: str) -> Ask:
    identity = str(communication["id"])
    asked = with_query(urljoin(url, "/api_v2/files/"), {"communication": identity, "page_size": PAGE})
    said = facts(
        request=communication.get("foia"),
        communication=identity,
        is_response=communication.get("response"),
        communication_date=communication.get("datetime"),
        communication_status=communication.get("status"),
    )
    return Ask(asked, f"files of communication {identity}", said)


def _file(row: dict[str, Any], answer: Answer) -> Link | None:
    """The link to a file; None where the API gives no address. `source` may be the person who asked: then it goes."""
    doc_id, ffile = plain(row.get("doc_id")), plain(row.get("ffile"))
    source = plain(row.get("source"))
    is_agency = answer.facts.get("is_response") != "false" and ", " in source  # "Police Department, Ohio"
    identity, _, slug = doc_id.partition("-")
    if identity.isdigit() and slug:
        assets = ASSETS if is_host_of(_SITE, answer.url) else f"{_origin(answer.url)}/"
        url = file_url(assets, identity, slug)
    elif ffile:
        url = urljoin(answer.url, ffile)
    else:
        return None
    said = facts(
        id=row["id"],
        doc_id=doc_id,
        ffile=ffile,
        pages=row.get("pages"),
        source=source if is_agency else None,
        description=row.get("description"),
    )
    title = plain(row.get("title")) or ffile.rpartition("/")[2]
    return Link(url, title, day(row.get("datetime")), facts={**answer.facts, **said})


def _origin(url: str) -> str:
    return f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
