"""NextRequest: records requests and the documents that answered them, by the JSON its own pages are made of.

Asked: ``/client/requests?page_number=&search_term=`` (100 a page), for each request
``/client/request_documents?request_id=&page_number=`` (25 a page), and for each term
``/client/documents?search_term=&page_size=50&page_number=``. Pages from 200 on fail with 422: what lies beyond is
asked for by terms, and what that does not bring is missing. A tenant that is gone redirects to civicplus.com.
Documents come in two shapes: with an `asset_url` that begins with ``//``, or with a `document_path`, at times inside
`document_scan`. Who asked, and what they wrote, is never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query
from crawlers.said import day, facts, member, plain

HOSTS = ("nextrequestdev.s3.amazonaws.com",)
LAST_PAGE = 199
_SIZE = "page_size"
_PAGES = {"/request_documents": 25, "/documents": 50, "": 100}  # rows of a page, where no total says more
#: What a list that is too long for its pages is asked for besides.
SHARDS = (
    *("contract", "agreement", "invoice", "purchase order", "quote", "surveillance", "license plate", "camera"),
    *("drone", "facial recognition", "flock", "axon", "motorola"),
)
_PUBLIC = ("public", "published", "")
_UPLOADED = re.compile(r"^\s*\w+:\s*")  # "Uploaded: 05/29/2025"


def recognises(url: str, body: bytes) -> bool:
    if (urlsplit(url).hostname or "").endswith(".nextrequest.com"):
        return True
    return (
        b'"total_documents_count"' in body
        or (b'"request_state"' in body and b'"department_names"' in body)
        or (b'"document_path"' in body and b'"total_count"' in body)
    )


def declare(url: str) -> str:
    return urljoin(url, "/requests")


def explain(url: str, status: int) -> str | None:
    """What a status means here."""
    return f"NextRequest ends its lists at page {LAST_PAGE}" if status == 422 else None


def first(start: Start) -> Iterator[Ask]:
    """One request or folder where the address names one; otherwise every term's requests and documents, or all."""
    url = start.portal.url
    if found := re.search(r"/requests/([\w-]+)", urlsplit(url).path):
        yield _documents_of(found[1], url)
        return
    if folder := parse_qs(urlsplit(url).query).get("folder_filter"):
        asked = {"folder_filter": folder[0], "page_size": 50, "page_number": 1}
        yield Ask(with_query(urljoin(url, "/client/documents"), asked), f"documents of folder {folder[0]}")
        return
    if not start.portal.search:
        yield Ask(with_query(urljoin(url, "/client/requests"), {"page_number": 1}), "requests")
    for term in start.portal.search:
        yield _requests_for(term, url, f"requests for {term}")
        asked = {"search_term": term, "page_size": 50, "page_number": 1}
        yield Ask(with_query(urljoin(url, "/client/documents"), asked), f"documents for {term}")


def read(answer: Answer) -> Listing:
    """A page of requests, a page of documents, or one request."""
    said = answer.json()
    if isinstance(requests := member(said, "requests"), list):
        return _read_requests(requests, said, answer)
    if isinstance(documents := member(said, "documents"), list):
        return _read_documents(documents, said, answer)
    if isinstance(said, dict) and "pretty_id" in said:
        return Listing(asks=[_documents_of(str(said["pretty_id"]), answer.url, said)])
    raise ShapeError(f"{answer.url} does not list requests or documents as NextRequest does.")


def _read_requests(requests: list[Any], said: Mapping[str, Any], answer: Answer) -> Listing:
    total = said.get("total_count")
    asks = [_documents_of(str(request["id"]), answer.url, request) for request in requests]
    further, missing = _further(answer, len(requests), total)
    if (
        _page(answer.url) == 1
        and isinstance(total, int)
        and total > LAST_PAGE * len(requests)
        and "search_term=" not in (answer.url)
    ):
        further += [_requests_for(term, answer.url, answer.series) for term in SHARDS]
    return Listing(asks=[*asks, *further], entries=_ids(requests), total=_total(total, answer), missing=missing)


def _read_documents(documents: list[Any], said: Mapping[str, Any], answer: Answer) -> Listing:
    total = said.get("total_documents_count", said.get("total_count"))
    further, missing = _further(answer, len(documents), total)
    links = []
    for document in documents:
        link = _link(document, answer)
        if plain(document.get("visibility")).lower() not in _PUBLIC:
            missing.append("documents that are not public")
        elif link is None:
            missing.append("documents without an address")
        else:
            links.append(link)
    return Listing(links, further, _ids(documents), _total(total, answer), missing)


def _further(answer: Answer, rows: int, total: object) -> tuple[list[Ask], list[str]]:
    """The ask for the next page, and what is missing where there can be none. Page one tells how long pages are."""
    page = _page(answer.url)
    size = int(answer.facts.get(_SIZE, 0)) or rows
    usual = next(rows for part, rows in _PAGES.items() if part in answer.url)
    if not rows or (page * size >= total if isinstance(total, int) else rows < usual):
        return [], []
    if page >= LAST_PAGE:
        return [], [f"entries beyond page {LAST_PAGE}, where NextRequest ends its lists"]
    known = {**answer.facts, _SIZE: str(size)}
    return [Ask(with_query(answer.url, {"page_number": page + 1}), answer.series, known)], []


def _total(total: object, answer: Answer) -> int | None:
    """The total of the whole list; that of a shard is a part of it."""
    is_shard = answer.series == "requests" and "search_term=" in answer.url
    return total if isinstance(total, int) and not is_shard else None


def _page(url: str) -> int:
    said = parse_qs(urlsplit(url).query).get("page_number", ["1"])[0]
    return int(said) if said.isdigit() else 1


def _ids(rows: list[Any]) -> list[str]:
    return [str(row["id"]) for row in rows]


def _requests_for(term: str, url: str, series: str) -> Ask:
    asked = {"search_term": term, "page_number": 1}
    return Ask(with_query(urljoin(url, "/client/requests"), asked), series)


def _documents_of(identity: str, url: str, request: Mapping[str, Any] | None = None) -> Ask:
    """The ask for the documents of a request; nothing of who asked is handed on."""
    said = request or {}
    asked = with_query(urljoin(url, "/client/request_documents"), {"request_id": identity, "page_number": 1})
    requested = day(said.get("request_date"))
    known = facts(
        request=identity,
        request_url=urljoin(url, f"/requests/{quote(identity)}"),
        request_state=said.get("request_state"),
        request_date=requested.isoformat() if requested else None,
        departments=said.get("department_names"),
    )
    return Ask(asked, f"documents of request {identity}", known)


def _link(document: Mapping[str, Any], answer: Answer) -> Link | None:
    scan = document.get("document_scan")
    address = document.get("asset_url") or document.get("document_path") or member(scan, "document_path")
    if not isinstance(address, str) or not address:
        return None
    uploaded = _UPLOADED.sub("", plain(document.get("upload_date")))
    dates = [document.get("doc_date"), uploaded, member(scan, "upload_date"), document.get("created_at")]
    date = next((found for said in dates if (found := day(said))), None)
    known = facts(
        id=document["id"],
        request=document.get("pretty_id"),
        extension=document.get("file_extension") or member(scan, "file_type"),
        folder=document.get("folder_name"),
        subfolder=document.get("subfolder_name"),
        description=document.get("description"),
        redacted=document.get("redacted_at"),
        state=document.get("review_state"),
    )
    title = plain(document.get("title")) or address.partition("?")[0].rpartition("/")[2]
    asked = {name: text for name, text in answer.facts.items() if name != _SIZE}
    return Link(urljoin(answer.url, address), title, date, facts={**asked, **known})
