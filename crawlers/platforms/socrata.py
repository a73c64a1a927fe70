"""Socrata: data sets of contracts, payments and checkbooks, found by the catalogue and fetched row by row.

Asked: ``/api/catalog/v1?domains=&q=&only=datasets&limit=&offset=`` for each term (`resultSetSize` is the total); for
each data set, or the one that the portal's address names (there the terms choose rows: ``$q=``),
``/resource/{4x4}.json?$select=count(*)`` and then its rows as CSV, 50,000 at a time in the order of their ids (without
an order pages overlap), each page kept as it came.
Addresses in the rows (a contract's PDF) are documents, with vendor, amount and number beside them. An application
token (``token:``) goes in the header X-App-Token; without one all visitors share one limit, and 429 is an answer.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from crawlers.document_urls import is_document_url
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query
from crawlers.said import day, facts, member, plain

HOSTS = ("api.us.socrata.com",)
ROWS = 50_000  # the most that one answer gives
RESULTS = 100
#: What is looked for where the portal names no terms.
TERMS = ("contracts", "payments", "checkbook")
_FOUR_BY_FOUR = re.compile(r"(?<![\w-])[a-z0-9]{4}-[a-z0-9]{4}(?![\w-])")
_RESOURCE = re.compile(r"/resource/([a-z0-9]{4}-[a-z0-9]{4})\.(json|csv)$")
_VIEW = re.compile(r"/api/views/[a-z0-9]{4}-[a-z0-9]{4}(\.json)?$")
#: The address of a data set as people see it; city-hall is no number of one.
_OPEN_DATA = re.compile(r"(open)?data\.")
_NUMBERED = re.compile(r"/(?=[a-z0-9-]*\d)[a-z0-9]{4}-[a-z0-9]{4}(/|$)")
_SITE = re.compile(rb"window\.socrata|powered by socrata", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s()<>\"]+")
_LINK_COLUMN = re.compile(r"pdf|doc|file|attachment|contract|link|url", re.IGNORECASE)
#: Columns by what they tell, the surest names first.
_COLUMNS = {
    "vendor": (r"vendor_?name", r"supplier|payee|contractor|awardee", r"vendor|recipient"),
    "amount": (r"(award|contract)_?amount", r"amount", r"total|value|price"),
    "number": (r"contract_?(number|no|num|id)$", r"(number|_no|_num)$|voucher"),
    "date": (r"(approv|award|sign|execut)\w*date", r"(issue|check|payment|contract)\w*date", r"^date", r"date$"),
    "title": (r"^title$", r"description|purpose|subject", r"^name$"),
}


def recognises(url: str, body: bytes) -> bool:
    path = urlsplit(url).path
    if path.endswith("/api/catalog/v1") or _RESOURCE.search(path) or _VIEW.search(path):
        return True
    if _OPEN_DATA.match(urlsplit(url).hostname or "") and _NUMBERED.search(path):
        return True
    return (b'"resultSetSize"' in body and b'"results"' in body) or bool(_SITE.search(body))


def declare(url: str) -> str:
    """The data set where the address names one, else the site."""
    found = _dataset(url)
    return urljoin(url, f"/d/{found}" if found else "/")


def sign(url: str, token: str) -> tuple[str, dict[str, str]]:
    return url, {"X-App-Token": token}


def explain(url: str, status: int) -> str | None:
    """What a status means here."""
    return {
        401: "Socrata does not take our application token",
        403: "the data set is not public",
        404: "there is no such data set, or it was withdrawn",
        429: "visitors without an application token share one limit; `token` names the variable of one",
    }.get(status)


def first(start: Start) -> Iterator[Ask]:
    """The rows of the data set that the address names, those that hold a term where there are terms; otherwise the
    data sets that the terms find."""
    url = start.portal.url
    if found := _dataset(url):
        name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[0].rpartition("/")[2])
        title = name.replace("-", " ") if name not in ("", "d", "resource", "dataset") else found
        for term in start.portal.search or ("",):
            yield from _rows_of(found, urljoin(url, "/"), facts(id=found, title=title, term=term), term)
        return
    for term in start.portal.search or TERMS:
        asked = {"domains": start.portal.host, "q": term, "only": "datasets", "limit": RESULTS, "offset": 0}
        yield Ask(with_query(urljoin(url, "/api/catalog/v1"), asked), f"data sets for {term}")


def read(answer: Answer) -> Listing:
    """Found data sets, the facts of one, a count, or a page of rows (JSON or CSV)."""
    found = _RESOURCE.search(urlsplit(answer.url).path)
    is_csv = found[2] == "csv" if found else "csv" in answer.content_type or _looks_like_csv(answer.body)
    if is_csv:
        return _read_csv(answer)
    said = answer.json()
    if isinstance(member(said, "results"), list) and "resultSetSize" in said:
        return _read_results(said, answer)
    if isinstance(said, dict) and _FOUR_BY_FOUR.fullmatch(str(said.get("id"))) and "name" in said:
        return _read_view(said, answer)
    if isinstance(said, list) and all(isinstance(row, dict) for row in said):
        if "count(" in unquote(urlsplit(answer.url).query):
            return Listing(total=_count(said, answer))
        return _read_rows(said, answer)
    raise ShapeError(f"{answer.url} does not answer as Socrata does.")


# --- Data sets ---


def _read_results(said: Mapping[str, Any], answer: Answer) -> Listing:
    mentions: list[Link] = []
    asks: list[Ask] = []
    entries: list[str] = []
    for result in said["results"]:
        resource = result["resource"]
        identity, domain = resource["id"], member(result, "metadata", "domain")
        host = urlsplit(answer.url).netloc
        root = urljoin(answer.url, "/") if domain in (None, host, host.partition(":")[0]) else f"https://{domain}/"
        updated = day(resource.get("data_updated_at") or resource.get("updatedAt"))
        known = facts(
            id=identity,
            title=resource.get("name"),
            date=updated.isoformat() if updated else None,
            description=resource.get("description"),
            domain=domain,
            kind=resource.get("type"),
            attribution=resource.get("attribution"),
            created=resource.get("createdAt"),
            updated=resource.get("updatedAt"),
            columns=resource.get("columns_field_name"),
            category=member(result, "classification", "domain_category"),
            csv=urljoin(root, f"/resource/{identity}.csv"),
        )
        address = result.get("permalink") or result.get("link") or urljoin(root, f"/d/{identity}")
        mentions.append(Link(address, plain(resource.get("name")), updated, facts=known))
        entries.append(identity)
        if resource.get("type") in (None, "dataset", "filter"):
            asks += _rows_of(identity, root, facts(id=identity, title=known.get("title"), date=known.get("date")))
    offset = int(parse_qs(urlsplit(answer.url).query).get("offset", ["0"])[0])
    if entries and answer.ask and offset + len(entries) < said["resultSetSize"]:
        asks.append(Ask(with_query(answer.url, {"offset": offset + len(entries)}), answer.series))
    return Listing(asks=asks, entries=entries, total=said["resultSetSize"], mentions=mentions)


def _read_view(view: Mapping[str, Any], answer: Answer) -> Listing:
    """One data set by its metadata: its rows, the file that it is, and the files attached to it."""
    identity, name = view["id"], plain(view["name"])
    updated = view.get("rowsUpdatedAt") or view.get("viewLastModified") or view.get("createdAt")
    date = dt.datetime.fromtimestamp(updated, dt.UTC).date() if isinstance(updated, int) else None
    known = facts(id=identity, title=name, date=date.isoformat() if date else None, description=view.get("description"))
    links = []
    if view.get("blobId"):
        file = view.get("blobFilename") or name
        address = urljoin(
            answer.url, f"/api/views/{identity}/files/{view['blobId']}?download=true&filename={quote(file)}"
        )
        links.append(Link(address, name, date, facts=known))
    for attached in member(view, "metadata", "attachments") or []:
        file, asset = plain(attached.get("filename")), attached.get("assetId") or attached.get("blobId")
        address = urljoin(answer.url, f"/api/views/{identity}/files/{asset}?download=true&filename={quote(file)}")
        links.append(Link(address, plain(attached.get("name")) or file, date, facts=known))
    if view.get("blobId") or view.get("viewType", "tabular") != "tabular":
        return Listing(links, entries=[identity])
    mention = Link(urljoin(answer.url, f"/resource/{identity}.csv"), name, date, facts=known)
    rows = _rows_of(identity, urljoin(answer.url, "/"), facts(**{x: known.get(x) for x in ("id", "title", "date")}))
    return Listing(links, list(rows), [identity], mentions=[mention])


def _dataset(url: str) -> str | None:
    found = _FOUR_BY_FOUR.findall(urlsplit(url).path)
    return found[-1] if found else None


def _rows_of(identity: str, root: str, known: Mapping[str, str], term: str = "") -> Iterator[Ask]:
    """The asks for the count of a data set and for the first page of its rows; with a term of those that hold it."""
    series = f"data set {identity}, {term}" if term else f"data set {identity}"
    searched = {"$q": term} if term else {}
    counted = {"$select": "count(*)", **searched}
    yield Ask(with_query(urljoin(root, f"/resource/{identity}.json"), counted), series, known)
    paged = {**searched, "$order": ":id", "$limit": ROWS, "$offset": 0}
    yield Ask(with_query(urljoin(root, f"/resource/{identity}.csv"), paged), series, known)


def _count(said: list[dict[str, Any]], answer: Answer) -> int:
    counts = list(said[0].values()) if len(said) == 1 else []
    if len(counts) != 1 or not str(counts[0]).isdigit():
        raise ShapeError(f"{answer.url} gives no count.")
    return int(counts[0])


# --- Rows ---


def _looks_like_csv(body: bytes) -> bool:
    first, _, rest = body.lstrip(b"\xef\xbb\xbf \r\n").partition(b"\n")
    return bool(rest) and b"," in first and not first.startswith((b"{", b"[", b"<"))


def _read_csv(answer: Answer) -> Listing:
    try:
        return _page_of_rows(_csv_rows(answer), answer)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ShapeError(f"{answer.url} is not CSV.") from error


def _csv_rows(answer: Answer) -> Iterator[dict[str, str]]:
    """One row after the other: a page of 50,000 is not held twice."""
    reader = csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""))
    names = next(reader, [])
    if not names or names[0].lstrip().startswith(("<", "{", "[")):
        raise ShapeError(f"{answer.url} is not CSV.")
    for row in reader:
        if row and len(row) != len(names):
            raise ShapeError(f"{answer.url} is not CSV: its rows differ in length.")
        if row:
            yield dict(zip(names, row, strict=True))


def _read_rows(rows: list[dict[str, Any]], answer: Answer) -> Listing:
    if any("error" in row and "message" in row for row in rows[:1]):
        raise ShapeError(f"{answer.url} answers with an error.")
    return _page_of_rows(rows, answer)


def _page_of_rows(rows: Iterable[Mapping[str, Any]], answer: Answer) -> Listing:
    """A page of rows as data, its documents, and the ask for the next page where this one is full."""
    asked = parse_qs(urlsplit(answer.url).query)
    offset, limit = (int(asked.get(name, [str(usual)])[0]) for name, usual in (("$offset", 0), ("$limit", 1000)))
    links: list[Link] = []
    came = 0
    for came, row in enumerate(rows, start=1):  # noqa: B007 (how many came is told below)
        links.extend(_documents_of(row, answer))
    asks = []
    if answer.ask and came >= limit:
        asks.append(Ask(with_query(answer.ask.url, {"$offset": offset + limit}), answer.series, answer.facts))
    name = answer.facts.get("title") or _dataset(answer.url) or "data set"
    name += f" ({answer.facts['term']})" if answer.facts.get("term") else ""
    title = f"{name}, rows {offset + 1} to {offset + came}"
    data = Link(answer.url, title, day(answer.facts.get("date")), facts=answer.facts) if came else None
    return Listing(links, asks, data=data, rows=came)


def _documents_of(row: Mapping[str, Any], answer: Answer) -> Iterator[Link]:
    """The documents that a row links to: columns of addresses, and texts that are the address of a document."""
    addresses = {name: found for name, cell in row.items() if (found := _address(name, cell))}
    if not addresses:
        return
    cells = {name: text for name, cell in row.items() if name not in addresses and (text := _scalar(cell))}
    known = {what: cell for what, names in _COLUMNS.items() if (cell := _first(names, cells))}
    date = day(known.get("date"))
    said = {
        **answer.facts,
        **cells,
        **{name: cell for name, cell in known.items() if name in ("vendor", "amount", "number")},
    }
    said.pop("date", None)
    titled = [known.get("title"), known.get("vendor"), known.get("number")]
    title = known.get("title") or ", ".join(text for text in titled if text) or next(iter(addresses.values()))
    for address in addresses.values():
        yield Link(address, title, date, is_document_url(address), said)


def _address(name: str, cell: object) -> str | None:
    if isinstance(cell, Mapping):
        return plain(cell.get("url")) or None
    found = _ADDRESS.search(cell) if isinstance(cell, str) else None
    return found[0] if found and (is_document_url(found[0]) or _LINK_COLUMN.search(name)) else None


def _scalar(cell: object) -> str:
    return plain(cell) if isinstance(cell, (str, int, float)) else ""


def _first(patterns: Sequence[str], cells: Mapping[str, str]) -> str | None:
    """The cell whose column has the surest name."""
    for pattern in patterns:
        for name, cell in cells.items():
            if re.search(pattern, re.sub(r"\W+", "_", name), re.IGNORECASE):
                return cell
    return None
