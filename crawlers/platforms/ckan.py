"""CKAN: data sets and their files, by the action API that every CKAN site has.

Asked: ``/api/3/action/package_search?q=&fq=&rows=&start=`` for each term (`count` is the total), or ``package_show``
for the data set that the portal's address names; an organisation's address narrows the search to it. Files
(`resources`) often lie on other hosts: they are fetched where `allowed_hosts` names those. Formats that no document
is kept of (JSON, XML, maps) are mentioned, services and web pages (API, WMS, HTML) are neither.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from crawlers.document_urls import is_document_url
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query
from crawlers.said import day, facts, member, plain

HOSTS: tuple[str, ...] = ()
ROWS = 100
_ACTION = "/api/3/action/"
_KEPT = frozenset(
    re.findall(
        r"\w+",
        """csv tsv tab xls xlsx xlsm xlsb excel spreadsheet spreadsheetml pdf doc docx word msword wordprocessingml ods
        odt rtf zip ppt pptx""",
    )
)
_TEXT = frozenset(("txt", "text", "plain"))
_MENTIONED = frozenset(
    re.findall(r"\w+", "json geojson jsonld xml kml kmz shp shapefile gpkg parquet rdf ttl sqlite gml 7z rar gz gdb")
)
_SERVICE = frozenset(
    re.findall(
        r"\w+",
        """api wms wfs wcs wmts html htm ogc rest service web website webpage page sparql viewer dashboard rss atom link
        url app application esri arcgis""",
    )
)
_SITE = re.compile(rb"<meta[^>]+generator[^>]+content=[\"']ckan\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"(csv|xlsx?|pdf|docx?|zip|data|file|download|excel|link|resource|dataset|document|here|\W|\d)*", re.I
)


def recognises(url: str, body: bytes) -> bool:
    if _ACTION in urlsplit(url).path:
        return True
    if _SITE.search(body):
        return True
    return b'"resources"' in body and (b'"package_id"' in body or b'"metadata_modified"' in body)


def declare(url: str) -> str:
    """The data set or organisation where the address names one, else the site."""
    return url


def first(start: Start) -> Iterator[Ask]:
    """One data set, an organisation's, or those that the terms find."""
    url = start.portal.url
    path = urlsplit(url).path
    root = url.partition("/dataset")[0].partition("/organization")[0].partition("/api/3")[0]
    action = urljoin(url, f"{urlsplit(root).path.rstrip('/')}{_ACTION}")
    if found := re.search(r"/dataset/([^/]+)", path):
        yield Ask(with_query(f"{action}package_show", {"id": unquote(found[1])}), f"data set {found[1]}")
        return
    narrowed: dict[str, object] = {}
    if found := re.search(r"/organization/([^/]+)", path):
        narrowed["fq"] = f"organization:{unquote(found[1])}"
    for term in start.portal.search or ("",):
        asked = {"q": term, **narrowed, "rows": ROWS, "start": 0}
        yield Ask(with_query(f"{action}package_search", asked), f"data sets for {term}" if term else "data sets")


def read(answer: Answer) -> Listing:
    """A page of found data sets, or one. An answer that says ``"success": false`` is none."""
    said = answer.json()
    if isinstance(said, dict) and said.get("success") is False:
        raise ShapeError(
            f"{answer.url} answers with an error: {plain(member(said, 'error', 'message')) or 'not said'}."
        )
    result = said["result"] if isinstance(said, dict) and "result" in said else said
    if isinstance(found := member(result, "results"), list):
        return _read_search(found, result, answer)
    if isinstance(member(result, "packages"), list):  # organization_show
        return _listing(result["packages"], answer)
    if isinstance(result, dict) and isinstance(result.get("resources"), list):
        return _listing([result], answer)
    raise ShapeError(f"{answer.url} does not list data sets as CKAN does.")


def _read_search(found: list[Any], result: Mapping[str, Any], answer: Answer) -> Listing:
    listing = _listing(found, answer)
    total = result.get("count")
    asked = parse_qs(urlsplit(answer.url).query)
    start = int(asked.get("start", ["0"])[0])
    asks = list(listing.asks) if answer.ask else []
    if answer.ask and found and isinstance(total, int) and start + len(found) < total:
        asks.append(Ask(with_query(answer.url, {"start": start + len(found)}), answer.series))
    return Listing(
        listing.links,
        asks,
        listing.entries,
        total if isinstance(total, int) else None,
        listing.missing,
        mentions=listing.mentions,
    )


def _listing(packages: list[Any], answer: Answer) -> Listing:
    """The files of data sets; of those that are only named, the asks for what they are."""
    links, mentions, missing, asks, entries = [], [], [], [], []
    for package in packages:
        if isinstance(package, str):
            show = urljoin(answer.url, f"{_ACTION}package_show")
            asks.append(Ask(with_query(show, {"id": package}), f"data set {package}"))
            entries.append(package)
            continue
        if not isinstance(package, dict):
            raise ShapeError(f"{answer.url} does not list data sets as CKAN does.")
        entries.append(str(package.get("id") or package.get("name") or package.get("title")))
        for resource in package.get("resources") or _old_resources(package):
            address = _address(resource.get("url"), answer.url)
            kind = _kind(resource, address or "")
            if address is None:
                missing.append("files without an address on the web")
            elif kind == "kept":
                links.append(_link(resource, package, address))
            elif kind == "mentioned":
                mentions.append(_link(resource, package, address))
    return Listing(links, asks, entries, missing=missing, mentions=mentions)


def _old_resources(package: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files as the search of the first versions tells them: lists of addresses, formats and descriptions."""
    told = [package.get(name) or [] for name in ("res_url", "res_format", "res_description")]
    return [
        {"url": url, "format": kind, "description": words}
        for url, kind, words in itertools.zip_longest(*told)
        if url
    ]  # fmt: skip


def _address(said: object, base: str) -> str | None:
    """The address of a file; None where what stands there is none."""
    text = plain(said)
    if not text or re.search(r"[<>]|^(?!https?:)[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        return None
    if text.startswith(("http://", "https://", "/")):
        return quote(urljoin(base, text), safe="%/:?#[]@!$&'()*+,;=~")
    return f"http://{text}" if re.match(r"[\w-]+(\.[\w-]+)+/", text) else None


def _kind(resource: Mapping[str, Any], address: str) -> str:
    """Whether a resource is a document (kept), data that no document is kept of (mentioned), or neither."""
    stated = plain(resource.get("format")) or plain(resource.get("mimetype"))
    words = set(re.findall(r"[a-z0-9]+", stated.lower()))
    if is_document_url(address) or words & _KEPT:
        return "kept"
    if words & _MENTIONED:
        return "mentioned"
    if words & _TEXT and not words & _SERVICE:
        return "kept"
    return "mentioned" if words and not words & _SERVICE else "neither"


def _link(resource: Mapping[str, Any], package: Mapping[str, Any], address: str) -> Link:
    dates = [
        *(resource.get("last_modified"), resource.get("created"), resource.get("date")),
        *(package.get("date_released"), package.get("issued"), package.get("metadata_created")),
    ]
    date = next((found for said in dates if (found := day(said))), None)
    dataset = plain(package.get("title")) or plain(package.get("name"))
    said = facts(
        id=resource.get("id"),
        format=resource.get("format"),
        mimetype=resource.get("mimetype"),
        size=resource.get("size"),
        description=resource.get("description"),
        created=resource.get("created"),
        last_modified=resource.get("last_modified"),
        dataset=dataset,
        dataset_id=package.get("id"),
        dataset_name=package.get("name"),
        dataset_modified=package.get("metadata_modified"),
        organization=member(package, "organization", "title"),
        license=package.get("license_title"),
    )
    return Link(address, _title(resource, dataset, address), date, is_document_url(address), said)


def _title(resource: Mapping[str, Any], dataset: str, address: str) -> str:
    """The file's name or description where it tells, otherwise the data set's beside it."""
    words = [plain(resource.get("name")), plain(resource.get("description"))[:200]]
    telling = next((said for said in words if said and not _SAYS_NOTHING.fullmatch(said)), None)
    if telling:
        return telling
    said = next((said for said in words if said), "")
    return f"{dataset}: {said}" if dataset and said else dataset or said or address
