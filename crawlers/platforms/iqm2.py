"""IQM2 (Accela, now Granicus): a calendar of meetings with the papers of each.

Asked: ``/Citizens/Calendar.aspx?View=List&From=1/1/YYYY&To=12/31/YYYY``, a year at a time. The page says how many
meetings it displays. Papers are ``FileOpen.aspx?Type=…&ID=…``, relative to ``/Citizens/``; whoever has none has an
anchor of class `HiddenDocumentLink`. ``Detail_Meeting.aspx?ID=…`` is a meeting's own page, with the papers of its items
(``Detail_LegiFile.aspx``): asked for where terms are searched, or where there is no packet that holds them all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.dates import find_date
from crawlers.feeds import is_feed, items_of
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query
from crawlers.markup import Markup, parse, with_others, words

HOSTS: tuple[str, ...] = (".iqm2.com",)
FIRST_YEAR_BACK = 5

_FILE = re.compile(r"/file(open|view)\.aspx$", re.IGNORECASE)
_MEETING = re.compile(r"/detail_meeting\.aspx$", re.IGNORECASE)
_ITEM = re.compile(r"/detail_legifile\.aspx$", re.IGNORECASE)
_SHOWN = re.compile(r"Displaying\s+(\d+)\s+meetings?", re.IGNORECASE)
_SAID = re.compile(r"^\s*(Board|Type|Status):\s*(.+?)\s*$", re.MULTILINE)


def recognises(url: str, body: bytes) -> bool:
    host, path = urlsplit(url).hostname or "", urlsplit(url).path.lower()
    if is_feed(body) and re.search(rb"iqm2\.com/|/Citizens/(Detail_|File(Open|View))", body):
        return True
    if host.endswith(".iqm2.com") or "/citizens/calendar.aspx" in path or "/citizens/detail_meeting.aspx" in path:
        return True
    return b"FileOpen.aspx?" in body and b"/Citizens/" in body and b"Detail_Meeting.aspx" in body


def declare(url: str) -> str:
    return urljoin(url, "/Citizens/Calendar.aspx")


def first(start: Start) -> Iterator[Ask]:
    """The years from the next one back to `since`, five where nothing is said."""
    since = start.portal.since or dt.date(start.today.year - FIRST_YEAR_BACK, 1, 1)
    calendar = urljoin(start.portal.url, "/Citizens/Calendar.aspx")
    for year in range(start.today.year + 1, since.year - 1, -1):
        begin = max(since, dt.date(year, 1, 1))
        days = {"From": f"{begin.month}/{begin.day}/{begin.year}", "To": f"12/31/{year}"}
        yield Ask(with_query(calendar, {"View": "List", **days}), f"meetings of {year}")


def read(answer: Answer) -> Listing:
    if is_feed(answer.body):
        return _feed(answer)
    page = parse(answer.body, answer.url)
    path = urlsplit(answer.url).path
    if page.tree.xpath("//*[contains(@id, 'lblMeetingDate')]") or _MEETING.search(path) or _ITEM.search(path):
        return _meeting_page(page, answer)
    rows = page.tree.xpath("//div[contains(@class, 'MeetingRow')]")
    shown = _SHOWN.search(words(page.tree))
    if not rows and not shown:
        raise ShapeError(f"{answer.url} is no calendar of IQM2.")
    links: list[Link] = []
    asks: list[Ask] = []
    entries: list[str] = []
    for row in rows:
        facts, date = _meeting(row)
        links += _papers(page, row, facts, date)
        detail = next((url for url, _ in page.links(row) if _MEETING.search(urlsplit(url).path)), None)
        if detail and answer.portal and (answer.portal.search or not _has_packet(row)):
            asks.append(Ask(detail, facts={**facts, "date": date.isoformat() if date else ""}))
        entries.append(detail or words(row))
    total = int(shown[1]) if shown else None
    return Listing(with_others(links, answer.body, answer.url), asks, entries, total)


def _feed(answer: Answer) -> Listing:
    """A feed of the calendar: meetings and their papers, each with the name and the day in its title."""
    links, asks = [], []
    items = list(items_of(answer))
    for item in items:
        facts = {"meeting": item.title, "date": item.date.isoformat() if item.date else ""}
        if _FILE.search(urlsplit(item.link).path):
            links.append(Link(item.link, item.title, item.date, True, facts))
        elif _MEETING.search(urlsplit(item.link).path):
            asks.append(Ask(item.link, facts=facts))
    mentions = [Link(item.link, item.title, item.date, False) for item in items if item.link]
    return Listing(links, asks, [item.link or item.title for item in items], mentions=mentions)


def _meeting(row: Any) -> tuple[dict[str, str], dt.date | None]:
    """What a row says of its meeting, and the day. The row's link has it all as its title."""
    said: dict[str, str] = {}
    date = None
    for link in row.xpath(".//*[contains(@class, 'RowLink')]//a | .//img[contains(@class, 'MeetingIcon')]"):
        title = link.get("title") or ""
        said |= {name.lower(): text for name, text in _SAID.findall(title.replace("\r", "\n"))}
        date = date or find_date(words(link)) or find_date(title.partition("\r")[0].partition("\n")[0])
    details = row.xpath(".//*[contains(@class, 'RowDetails')]")
    name = words(details[0]) if details else " - ".join(filter(None, (said.get("board"), said.get("type"))))
    facts = {
        "meeting": name,
        "body": said.get("board", ""),
        "type": said.get("type", ""),
        "status": said.get("status", ""),
    }
    return {key: text for key, text in facts.items() if text}, date


def _has_packet(row: Any) -> bool:
    """Whether a meeting has all papers of its items in one; then they are not asked for one by one."""
    return any("packet" in words(link).lower() for link in row.iter("a") if "FileOpen" in (link.get("href") or ""))


def _papers(page: Markup, row: Any, facts: Mapping[str, str], date: dt.date | None) -> Iterator[Link]:
    for url, anchor in page.links(row):
        if not _FILE.search(urlsplit(url).path):
            continue
        yield Link(url, _title(facts, anchor), date, True, {**facts, "kind": words(anchor)})


def _meeting_page(page: Markup, answer: Answer) -> Listing:
    """The papers of a meeting's own page, or of the page of one of its items."""
    if not page.tree.xpath("//*[contains(@id, 'ContentPlaceholder1')]"):
        raise ShapeError(f"{answer.url} is no meeting of IQM2.")
    facts = {**answer.facts, **_said_of_itself(page)}
    date = find_date(facts.get("date", ""))
    links = [
        Link(url, _title(facts, anchor), date, True, {**facts, "kind": words(anchor)})
        for url, anchor in page.links()
        if _FILE.search(urlsplit(url).path)
    ]
    listing = with_others({link.url: link for link in reversed(links)}.values(), answer.body, answer.url)
    if _ITEM.search(urlsplit(answer.url).path):
        return Listing(listing)
    items = {url: words(anchor) for url, anchor in page.links() if _ITEM.search(urlsplit(url).path)}
    terms = [term.lower() for term in answer.portal.search] if answer.portal else []
    asks = [
        Ask(url, facts={**facts, "title": title})
        for url, title in items.items()
        if not terms or any(term in title.lower() for term in terms)
    ]
    return Listing(listing, asks)


def _said_of_itself(page: Markup) -> dict[str, str]:
    """What a meeting's page says above its agenda: the body, the type and the day."""
    said = {}
    for name, mark in (("body", "lblMeetingGroup"), ("type", "lblMeetingType"), ("date", "lblMeetingDate")):
        for element in page.tree.xpath(f"//*[contains(@id, '{mark}')]"):
            said[name] = words(element)
    if date := find_date(said.get("date", "")):
        said["date"] = date.isoformat()
    meeting = " - ".join(filter(None, (said.get("body"), said.get("type"))))
    return ({"meeting": meeting} if meeting else {}) | {name: text for name, text in said.items() if text}


def _title(facts: Mapping[str, str], anchor: Any) -> str:
    kind = words(anchor) or anchor.get("title") or "Document"
    named = facts.get("title") or facts.get("meeting")
    return f"{named}: {kind}" if named else kind
