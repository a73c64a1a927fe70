"""USAspending: federal awards and sub-awards that a search finds: grants that paid for local surveillance.

Asked, for each term: how many awards of each kind there are (POST ``/api/v2/search/spending_by_award_count/``), then
their pages of 100 (POST ``/api/v2/search/spending_by_award/``, one kind a search, while ``hasNext``). The interface
gives no more than 10,000 rows of a search: one that has more is split by time, half and half, until each part has
fewer; a single day that has more is missing in part. No key is wanted; about 1,000 calls in 300 seconds are allowed.
Every answer is kept as it came. Periods overlap where an award was changed in both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, is_host_of
from crawlers.said import day, facts, member, plain

API = "https://api.usaspending.gov/"
HOSTS = ("api.usaspending.gov",)
SITE = "https://www.usaspending.gov/award/"
EARLIEST = dt.date(2007, 10, 1)  # the interface searches no earlier
MOST = 10_000
PAGE = 100
#: What is searched for where the portal names no terms.
TERMS = ("license plate reader", "facial recognition", "gunshot detection", "cell site simulator", "body worn camera")
_PROCUREMENT = ("A", "B", "C", "D", "IDV_A", "IDV_B", "IDV_B_A", "IDV_B_B", "IDV_B_C", "IDV_C", "IDV_D", "IDV_E")
#: By the name that counts give them, the kinds of awards and their codes.
KINDS: Mapping[str, tuple[str, ...]] = {
    "contracts": _PROCUREMENT[:4],
    "idvs": _PROCUREMENT[4:],
    "grants": ("02", "03", "04", "05"),
    "loans": ("07", "08"),
    "direct_payments": ("06", "10"),
    "other": ("09", "11"),
    "subcontracts": _PROCUREMENT,
    "subgrants": ("02", "03", "04", "05", "06", "07", "08", "09", "10", "11"),
}
_PRIME_FIELDS = (
    *("Award ID", "Recipient Name", "Recipient UEI", "Description", "Awarding Agency", "Awarding Sub Agency"),
    *("Funding Agency", "Start Date", "End Date", "Base Obligation Date", "Last Modified Date", "recipient_id"),
    *("generated_internal_id", "Recipient Location", "Primary Place of Performance"),
)
_AMOUNTS = {"loans": ("Loan Value",), "idvs": ("Award Amount", "Total Outlays", "Last Date to Order")}
_SUB_FIELDS = (
    *("Sub-Award ID", "Sub-Award Type", "Sub-Awardee Name", "Sub-Recipient UEI", "Sub-Award Date", "Sub-Award Amount"),
    *("Sub-Award Description", "Sub-Recipient Location", "Awarding Agency", "Awarding Sub Agency", "Prime Award ID"),
    *("Prime Recipient Name", "Prime Award Recipient UEI", "prime_award_generated_internal_id"),
)


@dataclass(frozen=True, slots=True)
class Search:
    """One search: a term within a period; `kind` is empty where all kinds are counted."""

    term: str
    start: dt.date
    end: dt.date
    is_sub: bool
    kind: str = ""

    def filters(self) -> dict[str, Any]:
        period = {"start_date": self.start.isoformat(), "end_date": self.end.isoformat()}
        codes = {"award_type_codes": list(KINDS[self.kind])} if self.kind else {}
        return {"keywords": [self.term], "time_period": [period], **codes}

    def halves(self) -> tuple[Search, Search]:
        middle = self.start + (self.end - self.start) // 2
        first = Search(self.term, self.start, middle, self.is_sub, self.kind)
        return first, Search(self.term, middle + dt.timedelta(days=1), self.end, self.is_sub, self.kind)

    @property
    def name(self) -> str:
        return f"{self.kind or 'awards'} for {self.term}, {self.start} to {self.end}"


def recognises(url: str, body: bytes) -> bool:
    if is_host_of((".usaspending.gov", "usaspending.gov"), url):
        return True
    return b'"spending_level"' in body or b'"generated_unique_award_id"' in body or b'"generated_internal_id"' in body


def declare(url: str) -> str:
    return API


def first(start: Start) -> Iterator[Ask]:
    """For every term the counts of awards and of sub-awards, from `since` or from the earliest day on."""
    begin = max(start.portal.since or EARLIEST, EARLIEST)
    for term in start.portal.search or TERMS:
        for is_sub in (False, True):
            yield _count(Search(term, begin, start.today, is_sub), start.portal.url)


def read(answer: Answer) -> Listing:
    """A count, a page of awards or sub-awards, one award, or a prepared download."""
    said = answer.json()
    if not isinstance(said, dict):
        raise ShapeError(f"{answer.url} does not answer as USAspending does.")
    results = said.get("results")
    if isinstance(results, dict) and answer.ask:
        return _read_count(results, answer)
    if isinstance(results, list) and all(isinstance(row, dict) and _key(row) for row in results):
        return _read_page(results, said, answer)
    if said.get("generated_unique_award_id"):
        return _read_award(said, answer)
    if "file_url" in said and "total_rows" in said:
        return _read_download(said)
    raise ShapeError(f"{answer.url} does not answer as USAspending does.")


# --- Searching ---


def _count(search: Search, url: str) -> Ask:
    posted = {"filters": search.filters(), **_level(search)}
    return Ask(urljoin(_root(url), "/api/v2/search/spending_by_award_count/"), "counts", _said_of(search), data=posted)


def _page(search: Search, url: str, number: int, count: int) -> Ask:
    """The ask for a page; the fragment keeps apart what is posted to the same address."""
    fields = _SUB_FIELDS if search.is_sub else (*_PRIME_FIELDS, *_AMOUNTS.get(search.kind, ("Award Amount",)))
    posted = {
        "filters": search.filters(),
        "fields": list(fields),
        "page": number,
        "limit": PAGE,
        "sort": fields[0],
        "order": "asc",
        **_level(search),
    }
    named = quote(f"{search.name}, page {number}".replace(" ", "-"), safe="-,")
    address = f"{urljoin(_root(url), '/api/v2/search/spending_by_award/')}#{named}"
    known = {**_said_of(search), "counted": str(count), "page": str(number)}
    return Ask(address, search.name, known, data=posted)


def _level(search: Search) -> dict[str, Any]:
    """Awards or sub-awards, in the interface's newer and older words."""
    return {"subawards": search.is_sub, "spending_level": "subawards" if search.is_sub else "awards"}


def _said_of(search: Search) -> dict[str, str]:
    return {
        "term": search.term,
        "kind": search.kind,
        "start": search.start.isoformat(),
        "end": search.end.isoformat(),
        "is_sub": "yes" if search.is_sub else "",
    }


def _search_of(said: Mapping[str, str]) -> Search:
    days = [dt.date.fromisoformat(said[name]) for name in ("start", "end")]
    return Search(said["term"], days[0], days[1], bool(said["is_sub"]), said["kind"])


def _read_count(counts: Mapping[str, Any], answer: Answer) -> Listing:
    """Pages of what can be had whole, counts of the halves of what cannot."""
    asked = _search_of(answer.facts)
    wanted = [asked.kind] if asked.kind else [kind for kind in KINDS if kind.startswith("sub") == asked.is_sub]
    if not all(isinstance(counts.get(kind), int) for kind in wanted):
        raise ShapeError(f"{answer.url} gives no counts of {', '.join(wanted)}.")
    asks: list[Ask] = []
    missing: list[str] = []
    for kind in wanted:
        search, count = Search(asked.term, asked.start, asked.end, asked.is_sub, kind), counts[kind]
        if count > MOST and search.start < search.end:
            asks += [_count(half, answer.url) for half in search.halves()]
        elif count:
            asks.append(_page(search, answer.url, 1, count))
            missing += [f"{kind} of {search.start} beyond the {MOST} that a search gives"] if count > MOST else []
    return Listing(asks=asks, missing=missing)


def _read_page(results: list[Any], said: Mapping[str, Any], answer: Answer) -> Listing:
    """A page of rows as data; what it is about, for people; and the ask for the next page."""
    is_sub = any("Sub-Award ID" in row for row in results)
    mentions = [_sub_award(row) if is_sub else _award(row) for row in results]
    if not answer.ask or "counted" not in answer.facts:  # not a page that we asked for
        return Listing(entries=[mention.url for mention in mentions], mentions=mentions)
    search, number = _search_of(answer.facts), int(answer.facts["page"])
    count = int(answer.facts["counted"])
    if results and is_sub != search.is_sub:
        raise ShapeError(f"{answer.url} gave awards for sub-awards, or the other way round.")
    asks = []
    if results and member(said, "page_metadata", "hasNext") and number * PAGE < MOST:
        asks.append(_page(search, answer.url, number + 1, count))
    data = Link(answer.ask.url, f"{search.name}, page {number}", None, facts=answer.facts)
    keys = [] if is_sub else [_key(row) for row in results]
    return Listing(
        asks=asks, entries=keys, rows=len(results) if is_sub else 0, total=count, data=data, mentions=mentions
    )


def _root(url: str) -> str:
    if is_host_of((".usaspending.gov", "usaspending.gov"), url):
        return API
    return f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"


# --- What it says ---


def _key(row: Mapping[str, Any]) -> str:
    """What tells an award from all others; empty where the row is none."""
    names = ("generated_internal_id", "prime_award_generated_internal_id", "internal_id", "prime_award_internal_id")
    return next((key for name in names if (key := plain(row.get(name)))), "")


def _award(row: Mapping[str, Any]) -> Link:
    said = facts(
        vendor=row.get("Recipient Name"),
        amount=row.get("Award Amount") if row.get("Award Amount") is not None else row.get("Loan Value"),
        number=row.get("Award ID"),
        agency=row.get("Awarding Agency"),
        **_scalars(row),
    )
    date = day(row.get("Base Obligation Date")) or day(row.get("Start Date")) or day(row.get("Issued Date"))
    title = _title(row.get("Recipient Name"), row.get("Description"), row.get("Award ID"))
    return Link(f"{SITE}{quote(_key(row))}", title, date, facts=said)


def _sub_award(row: Mapping[str, Any]) -> Link:
    said = facts(
        vendor=row.get("Sub-Awardee Name"),
        amount=row.get("Sub-Award Amount"),
        number=row.get("Sub-Award ID"),
        agency=row.get("Awarding Agency"),
        **_scalars(row),
    )
    date = day(row.get("Sub-Award Date"))
    title = _title(row.get("Sub-Awardee Name"), row.get("Sub-Award Description"), row.get("Sub-Award ID"))
    apart = quote(f"{said.get('number', '')}-{date or ''}-{said.get('amount', '')}", safe="")
    return Link(f"{SITE}{quote(_key(row))}#sub-award-{apart}", title, date, facts=said)


def _read_award(said: Mapping[str, Any], answer: Answer) -> Listing:
    number = said.get("piid") or said.get("fain") or said.get("uri")
    amount = said.get("total_loan_value") or said.get("total_obligation")
    known = facts(
        vendor=member(said, "recipient", "recipient_name"),
        amount=amount,
        number=number,
        agency=member(said, "awarding_agency", "toptier_agency", "name"),
        start=member(said, "period_of_performance", "start_date"),
        end=member(said, "period_of_performance", "end_date"),
        **_scalars(said),
    )
    address = f"{SITE}{quote(str(said['generated_unique_award_id']))}"
    title = _title(known.get("vendor"), said.get("description"), number)
    mention = Link(address, title, day(said.get("date_signed")), facts=known)
    data = Link(answer.url, title, mention.date, facts=known)
    return Listing(mentions=[mention], data=data)


def _read_download(said: Mapping[str, Any]) -> Listing:
    if said.get("status") != "finished" or not said["file_url"]:
        return Listing(missing=["downloads that are not ready"])
    known = facts(rows=said.get("total_rows"), columns=said.get("total_columns"), size=said.get("total_size"))
    name = plain(said.get("file_name")) or str(said["file_url"]).rpartition("/")[2]
    return Listing([Link(str(said["file_url"]), name, None, facts=known)])


def _scalars(row: Mapping[str, Any]) -> dict[str, object]:
    """The row's own fields under its own names; what is nested stays in the data."""
    return {
        name: cell
        for name, cell in row.items()
        if isinstance(cell, (str, int, float)) and name not in ("vendor", "amount", "number", "agency", "start", "end")
    }


def _title(name: object, description: object, number: object) -> str:
    words = plain(description)
    short = words if len(words) <= 200 else f"{words[:199].rsplit(' ', 1)[0]}…"
    return ": ".join(said for said in (plain(name), short) if said) or plain(number)
