"""Legistar InSite, the web pages over Legistar: calendars, legislation, meetings and matters as tables.

Columns vary by city (Notice, Summary, Accessible Agenda, Agenda Packet ...) and are known by their headings. Lists turn
by a script (``__doPostBack``) that a crawl without a browser cannot follow; the number of records they print is the
total. ``Error.aspx`` and empty bodies come with status 200.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from crawlers.dates import find_date
from crawlers.document_urls import is_document_url
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError
from crawlers.markup import Markup, parse, with_others, words

SCRIPT_PAGER = "further pages of a list that turns by a script only"
_NOT_THERE = re.compile(r"not\s+(available|viewable)", re.IGNORECASE)
_PAPER_COLUMN = re.compile(r"agenda|minutes|packet|notice|summary|journal|results|transcript", re.IGNORECASE)
_ATTACHED = re.compile(r"attachment|related|document", re.IGNORECASE)
_LABELLED = re.compile(r"ctl00_ContentPlaceHolder1_(lbl|hyp)[A-Z]\w*$")
_VISIT = re.compile(r"/(video|calendar|legislation|(department|meeting|legislation|history|person)detail)\.aspx", re.I)
_ICAL = re.compile(r"/view\.ashx\?m=(ic|e|ce)\b", re.IGNORECASE)
_RECORDS = re.compile(r"\b([\d,]+)\s+records?\b")
_ITEMS_OF = re.compile(r"items\s+\d+\s+to\s+\d+\s+of\s+([\d,]+)")
#: Headings and labels of InSite, in the words of the facts they are.
_FACTS = {
    "file #": "number",
    "record #": "number",
    "law number": "enactment_number",
    "enactment #": "enactment_number",
    "type": "type",
    "status": "status",
    "committee": "body",
    "in control": "body",
    "file created": "introduced",
    "introduced": "introduced",
    "on agenda": "agenda_date",
    "final action": "passed",
    "enactment date": "passed",
    "title": "title",
    "name": "name",
    "meeting name": "body",
    "meeting body": "body",
    "body": "body",
    "department": "body",
    "meeting topic": "topic",
    "prime sponsor": "sponsor",
    "sponsors": "sponsor",
    "meeting time": "time",
    "meeting location": "location",
    "action": "action",
    "result": "result",
    "version": "version",
}
#: Values of a meeting's page whose labels carry no id.
_UNLABELLED = {"Name": "Meeting Name", "Date": "Meeting Date", "Time": "Meeting Time", "Location": "Meeting Location"}
_DATES = ("introduced", "agenda_date", "passed")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, and where its links lead, each with the words of the link."""

    text: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def urls(self) -> list[str]:
        return [url for url, _ in self.links]


Row = Mapping[str, Cell]


def read_page(answer: Answer) -> Listing:
    """What a page of InSite lists. Raises ShapeError for an error page, an empty one or another software's."""
    page = parse(answer.body, answer.url)
    tables = page.tree.xpath("//table[contains(@class, 'rgMasterTable')]")
    details = _details(page)
    if not tables and not details:
        raise ShapeError(f"{answer.url} is no list of Legistar: an error page, or another software's.")
    rows = [row for table in tables for row in _rows(table, page)]
    listing = read_rows(rows, answer, details)
    total = _total(page) if rows and not details else None
    missing = [SCRIPT_PAGER] if total and total > len(rows) else []
    found = with_others(listing.links, answer.body, answer.url, [listing.data] if listing.data else [])
    links = [link for link in found if not _ICAL.search(link.url)]
    return Listing(links, listing.asks, listing.entries, total, missing, listing.data, mentions=listing.mentions)


def read_rows(rows: Iterable[Row], answer: Answer, details: Row | None = None) -> Listing:
    """What rows of a calendar or of a list of matters lead to; `details` are what the page says of its own subject."""
    subject = {**answer.facts, **_facts_of(details or {})}
    links: list[Link] = []
    asks: list[Ask] = []
    matters: list[Link] = []
    entries: list[str] = []
    if details:
        links += _papers(details, subject)
    for row in rows:
        facts = _facts_of(row)
        links += _papers(row, {**subject, **facts})
        for url in (url for cell in row.values() for url in cell.urls):
            path = urlsplit(url).path.lower()
            if path.endswith("/legislationdetail.aspx"):
                matters.append(_matter(url, {**subject, **facts} if details else facts))
                asks.append(Ask(url, facts={**subject, **facts}))
            elif path.endswith("/meetingdetail.aspx") and not details:
                asks.append(Ask(url, facts=facts))
        if not details:  # the rows of a meeting or a matter are no entries of a list
            entries.append(_key(row))
    data = None
    if details and urlsplit(answer.url).path.lower().endswith("/legislationdetail.aspx"):
        data = _matter(answer.url, subject)
        asks = []  # a matter's own page ends there: its history leads to meetings, not to further papers
        matters = []
    asks = [ask for ask in asks if _is_searched(ask, answer)]
    return Listing(links, asks, entries, data=data, mentions=matters)


def rows_of_records(records: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Rows that somebody read out of a page of InSite: column to words, or to a label and where it leads."""
    for record in records:
        row = {}
        for column, value in record.items():
            if isinstance(value, dict):
                label = str(value.get("label") or column)
                row[column] = Cell(label, ((value["url"], label),) if value.get("url") else ())
            else:
                row[column] = Cell(" ".join(str(value or "").split()))
        yield row


def _rows(table: Any, page: Markup) -> Iterator[Row]:
    heads = [words(head) for head in table.xpath(".//th[contains(@class, 'rgHeader')]")]
    for row in table.xpath(".//tr[contains(@class, 'rgRow') or contains(@class, 'rgAltRow')]"):
        cells = row.xpath("./td")
        yield {
            head or f"column {number}": _cell([cell], page)
            for number, (head, cell) in enumerate(zip(heads, cells, strict=False))
        }


def _details(page: Markup) -> Row:
    """What a page says of the one meeting or matter it is about: label to value.

    Labels and values share a name in their ids: ``lblFile`` and ``lblFile2``, ``lblName`` and ``hypName``.
    """
    about = [element for element in page.tree.iter() if _LABELLED.match(element.get("id") or "")]
    if not {"File", "Name"} & {_field(element) for element in about}:
        return {}
    found: dict[str, Cell] = {}
    for _, group in groupby(about, _field):
        elements = list(group)
        alone = _UNLABELLED.get(_field(elements[0])) if len(elements) == 1 else None
        label = alone or words(elements[0]).rstrip(":").strip()
        cell = _cell(elements[1:] or elements, page)
        if label and (alone or len(elements) > 1 or cell.links):
            found.setdefault(label, cell)
    return found


def _cell(elements: Iterable[Any], page: Markup) -> Cell:
    leads = {url: words(anchor) for element in elements for url, anchor in page.links(element)}
    return Cell(" ".join(filter(None, map(words, elements))), tuple(leads.items()))


def _field(element: Any) -> str:
    name = re.split(r"_(?:lbl|hyp)", element.get("id"))[-1].partition("Prompt")[0]
    return str(name.rstrip("X123"))


def _papers(row: Row, facts: Mapping[str, str]) -> Iterator[Link]:
    """The documents of a row: what is one by its address, or stands in a column of papers and leads to no page."""
    date = _date(row) or _iso(facts.get("date", ""))
    body = facts.get("body") or facts.get("name") or ""
    known = {name: value for name, value in facts.items() if name != "name"} | ({"body": body} if body else {})
    for column, cell in row.items():
        for url, label in cell.links:
            if _ICAL.search(url) or _VISIT.search(urlsplit(url).path):
                continue
            if is_document_url(url) or _PAPER_COLUMN.search(column):
                named = facts.get("number") or body
                paper = label if label and (len(cell.links) > 1 or _ATTACHED.search(column)) else column
                yield Link(url, f"{named}: {paper}" if named else paper, date, facts=known | _dated(date))


def _matter(url: str, facts: Mapping[str, str]) -> Link:
    title = ": ".join(filter(None, (facts.get("number"), facts.get("title") or facts.get("name"))))
    date = next((date for name in ("introduced", "agenda_date", "passed") if (date := _iso(facts.get(name, "")))), None)
    return Link(url, title[:300] or url, date, facts=dict(facts), is_page=True)


def _facts_of(row: Row) -> dict[str, str]:
    facts = {}
    for column, cell in row.items():
        name = _FACTS.get(column.lower())
        if name and cell.text and not _NOT_THERE.fullmatch(cell.text):
            date = find_date(cell.text) if name in _DATES else None
            facts[name] = date.isoformat() if date else cell.text
    return facts


def _dated(date: Any) -> dict[str, str]:
    return {"date": date.isoformat()} if date else {}


def _date(row: Row) -> Any:
    for column in ("Meeting Date", "Meeting date/time", "Meeting Date/Time", "Date", "On agenda", "On Agenda"):
        if column in row and (date := find_date(row[column].text)):
            return date
    dated = (find_date(cell.text) for column, cell in row.items() if "date" in column.lower())
    return next((date for date in dated if date), None)


def _iso(text: str) -> Any:
    return find_date(text) if text else None


def _key(row: Row) -> str:
    """What tells a row from the next: where it leads, or all its words."""
    leads = [url for cell in row.values() for url in cell.urls]
    details = [url for url in leads if re.search(r"(legislation|meeting)detail\.aspx|m=ic", url, re.IGNORECASE)]
    return (details or leads or ["|".join(cell.text for cell in row.values())])[0]


def _total(page: Markup) -> int | None:
    """How many records the page says the list has."""
    for pattern in (_ITEMS_OF, _RECORDS):
        for element in page.tree.xpath(
            "//*[contains(@class, 'rgInfoPart')] | //*[contains(@class, 'rtsTxt')] | //span"
        ):
            if found := pattern.search(words(element)[:200]):
                return int(found[1].replace(",", ""))
    return None


def _is_searched(ask: Ask, answer: Answer) -> bool:
    """Whether a page about a matter is worth asking for: a portal's search terms stand in its title."""
    terms = answer.portal.search if answer.portal else ()
    if not terms or "meetingdetail" in ask.url.lower():
        return True
    about = " ".join(ask.facts.get(name, "") for name in ("title", "name")).lower()
    return any(term.lower() in about for term in terms)
