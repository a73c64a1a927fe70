"""OCDS: contracting data as release or record packages, and the documents that they name.

Asked: the portal's address, then ``links.next``. Every package is kept as it came; the documents of its planning,
tender, awards, contracts and their implementation are fetched. A record without a compiled release points to its
releases, which are asked for. Documents that are not on the web (``offline/print``) are missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin

from crawlers.document_urls import is_document_url
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start
from crawlers.said import day, facts, member, plain

HOSTS: tuple[str, ...] = ()
_STAGES = ("planning", "tender", "bids", "awards", "contracts")


def recognises(url: str, body: bytes) -> bool:
    return b'"ocid"' in body and any(part in body for part in (b'"releases"', b'"records"', b'"tag"'))


def declare(url: str) -> str:
    return url


def first(start: Start) -> Iterator[Ask]:
    yield Ask(start.portal.url)


def read(answer: Answer) -> Listing:
    """A package of releases or records, a list of releases, or one release."""
    said = _said(answer)
    releases, asks = _releases(said, answer)
    found, missing = [], []
    for release in releases:
        for document, place, about in _documents(release):
            address = plain(document.get("url"))
            if address:
                found.append(_link(document, urljoin(answer.url, address), place, about, release))
            else:
                missing.append("documents that are not on the web")
    further = member(said, "links", "next")
    if isinstance(further, str) and further:
        asks.append(Ask(urljoin(answer.url, further), answer.series))
    published = day(member(said, "publishedDate"))
    name = plain(member(said, "publisher", "name"))
    title = f"Contracting data of {name}" if name else "Contracting data"
    entries = [str(release.get("id") or release.get("ocid")) for release in releases]
    return Listing(found, asks, entries, missing=missing, data=Link(answer.url, title, published))


def _said(answer: Answer) -> Any:
    """The body as JSON; a package may also be given as one release a line."""
    try:
        return answer.json()
    except ShapeError:
        lines = answer.body.decode("utf-8-sig", errors="replace").splitlines()
        try:
            return [json.loads(line) for line in lines if line.strip()] or None
        except (ValueError, RecursionError):
            raise ShapeError(f"{answer.url} did not answer with JSON.") from None


def _releases(said: Any, answer: Answer) -> tuple[list[Mapping[str, Any]], list[Ask]]:
    """The releases of an answer, compiled ones where there are, and asks for those that it only points to."""
    if isinstance(said, dict) and isinstance(said.get("records"), list):
        releases: list[Mapping[str, Any]] = []
        addresses: dict[str, None] = {}
        for record in said["records"]:
            if isinstance(compiled := record.get("compiledRelease"), dict):
                releases.append(compiled)
                continue
            for release in record.get("releases") or []:
                if "ocid" in release:
                    releases.append(release)
                elif release.get("url"):
                    addresses[urldefrag(urljoin(answer.url, release["url"])).url] = None
        return releases, [Ask(address) for address in addresses]
    if isinstance(said, dict) and isinstance(said.get("releases"), list):
        rows = said["releases"]
    elif isinstance(said, list):
        rows = [row.get("compiledRelease", row) if isinstance(row, dict) else row for row in said]
    else:
        rows = [said]
    if not all(isinstance(row, dict) and "ocid" in row for row in rows):
        raise ShapeError(f"{answer.url} is no package of contracting data (OCDS).")
    return rows, []


def _documents(release: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str, Mapping[str, Any]]]:
    """Every document of a release, with its place in it (``contracts/implementation``) and what it is about."""

    def walk(thing: Any, place: str, about: Mapping[str, Any]) -> Iterator[tuple[Any, str, Mapping[str, Any]]]:
        if isinstance(thing, list):
            for entry in thing:
                yield from walk(entry, place, entry if place in _STAGES and isinstance(entry, dict) else about)
        elif isinstance(thing, dict):
            for document in thing.get("documents") or []:
                if isinstance(document, dict):
                    yield document, place, about
            for name, inner in thing.items():
                if name != "documents" and isinstance(inner, (dict, list)):
                    yield from walk(inner, f"{place}/{name}", about)

    for stage in _STAGES:
        inner = release.get(stage)
        yield from walk(inner, stage, inner if isinstance(inner, dict) else {})
    yield from walk({"documents": release.get("documents")}, "release", {})


def _link(
    document: Mapping[str, Any], address: str, place: str, about: Mapping[str, Any], release: Mapping[str, Any]
) -> Link:
    buyer = member(release, "buyer", "name") or member(release, "tender", "procuringEntity", "name")
    suppliers = [member(supplier, "name") for supplier in about.get("suppliers") or []]
    if not suppliers and (award := about.get("awardID")):
        awards = [row for row in release.get("awards") or [] if isinstance(row, dict) and row.get("id") == award]
        suppliers = [member(supplier, "name") for row in awards for supplier in row.get("suppliers") or []]
    said = facts(
        ocid=release.get("ocid"),
        id=document.get("id"),
        kind=document.get("documentType"),
        stage=place,
        description=document.get("description"),
        format=document.get("format"),
        language=document.get("language"),
        published=document.get("datePublished"),
        modified=document.get("dateModified"),
        buyer=buyer,
        vendor=suppliers,
        number=about.get("id"),
        amount=member(about, "value", "amount"),
        currency=member(about, "value", "currency"),
    )
    dates = [document.get("datePublished"), document.get("dateModified")]
    date = next((found for text in dates if (found := day(text))), None)
    told = [document.get("title"), plain(document.get("description"))[:200], about.get("title")]
    title = next((words for text in (*told, document.get("documentType")) if (words := plain(text))), "")
    is_certain = is_document_url(address) or "pdf" in plain(document.get("format")).lower()
    return Link(address, title or address, date, is_certain, said)
