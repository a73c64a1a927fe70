"""CivicPlus: agendas, packets and minutes of the AgendaCenter, a year at a time.

Asked: ``/AgendaCenter/Search/?term=&CIDs=all&startDate=MM/DD/YYYY&endDate=MM/DD/YYYY``; an answer holds all of its
range, nothing is paged. A paper is ``/AgendaCenter/ViewFile/Agenda/_MMDDYYYY-ID``: as it stands the file, with
``?packet=true`` the packet (another paper), with ``?html=true`` the same agenda as a web page, which is asked for only
where there is no file. ``/AgendaCenter/PreviousVersions/_MMDDYYYY-ID`` lists what a paper said before it was changed.
Cities move to a host of their own: `allowed_hosts` names it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawlers.dates import find_date
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query
from crawlers.markup import Markup, above, parse, with_others, words

HOSTS: tuple[str, ...] = ()
FIRST_YEAR_BACK = 5

_PAPER = re.compile(r"/AgendaCenter/ViewFile/(?P<kind>[A-Za-z]+)/_(?P<date>\d{8})-(?P<id>\d+)", re.IGNORECASE)
_EARLIER = re.compile(r"/AgendaCenter/PreviousVersions/_\d+-\d+", re.IGNORECASE)
_CATEGORY = re.compile(r"cat\d+$")
_ARROW = re.compile(r"^\W+")  # the mark that folds a list open
_WORDS_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_RENDITION = re.compile(r"\s*\b(agenda|minutes|packet|previous versions?|html|pdf|download)\b\s*$", re.IGNORECASE)


def recognises(url: str, body: bytes) -> bool:
    if re.search(r"/AgendaCenter(/|$)", urlsplit(url).path, re.IGNORECASE):
        return True
    return b"/AgendaCenter/ViewFile/" in body and (b"catAgendaRow" in body or b"changeYear(" in body)


def declare(url: str) -> str:
    return urljoin(url, "/AgendaCenter")


def first(start: Start) -> Iterator[Ask]:
    """The year that runs, with what is announced for the next, and the years back to `since` or five."""
    since = start.portal.since or dt.date(start.today.year - FIRST_YEAR_BACK, 1, 1)
    search = urljoin(start.portal.url, "/AgendaCenter/Search/")
    for term in start.portal.search or ("",):
        for year in range(start.today.year + 1, since.year - 1, -1):
            begin, end = max(since, dt.date(year, 1, 1)), dt.date(year, 12, 31)
            parameters = {"term": term, "CIDs": "all", "startDate": f"{begin:%m/%d/%Y}", "endDate": f"{end:%m/%d/%Y}"}
            name = f"meetings of {year}" + (f" about {term}" if term else "")
            yield Ask(with_query(search, {**parameters, "dateRange": "", "dateSelector": ""}), name)


def read(answer: Answer) -> Listing:
    """The papers of a page of the AgendaCenter. Raises ShapeError for any other page."""
    page = parse(answer.body, answer.url)
    if paper := _PAPER.search(urlsplit(answer.url).path):
        return _agenda(answer, paper)
    links = list(_papers(page))
    if not links and not _is_agenda_center(answer):
        raise ShapeError(f"{answer.url} is no page of an AgendaCenter.")
    files = {_paper_key(link.url) for link in links if not link.is_page}
    doubles = [link for link in links if link.is_page and _paper_key(link.url) in files]
    papers = [link for link in links if link not in doubles]
    earlier = {url for url, _ in page.links() if _EARLIER.search(urlsplit(url).path)}
    asks = [Ask(url) for url in sorted(earlier)]
    entries = sorted({link.facts["meeting"] for link in links})
    others = with_others(papers, answer.body, answer.url, besides=doubles)
    return Listing(others, asks, entries, mentions=doubles)


def _is_agenda_center(answer: Answer) -> bool:
    """Whether a page without papers is one of the AgendaCenter: it has its list of bodies to choose from."""
    if _EARLIER.search(urlsplit(answer.url).path):
        return b"AgendaCenter" in answer.body
    return any(mark in answer.body for mark in (b"chkCategoryID", b"catAgendaRow", b"AgendaCenter/UpdateCategoryList"))


def _agenda(answer: Answer, paper: re.Match[str]) -> Listing:
    """An agenda that is a web page, and the files of its items (``ViewFile/Item/N?fileID=N``)."""
    date, known = _date(paper["date"]), {**answer.facts, "kind": "Attachment"}
    return Listing([replace(link, date=date, facts=known) for link in with_others((), answer.body, answer.url)])


def _papers(page: Markup) -> Iterator[Link]:
    """Every paper once, with what its row says of the meeting."""
    found: dict[str, Link] = {}
    for url, anchor in page.links():
        paper = _PAPER.search(urlsplit(url).path)
        if paper:
            link = _paper(url, anchor, paper)
            held = found.get(url)
            if held is None or (not held.facts.get("meeting_title") and link.facts.get("meeting_title")):
                found[url] = link
    yield from found.values()


def _paper(url: str, anchor: Any, paper: re.Match[str]) -> Link:
    asked = {name.lower() for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    kind = _WORDS_JOINED.sub(" ", paper["kind"])
    if "packet" in asked:
        kind += " Packet"
    row = above(anchor, "tr", "catAgendaRow")
    meeting = _meeting(row)
    body = _body(anchor)
    facts = {"meeting": f"{paper['date']}-{paper['id']}", "kind": kind}
    facts |= {name: text for name, text in (("meeting_title", meeting), ("body", body)) if text}
    said = meeting or _RENDITION.sub("", anchor.get("aria-label") or "") or words(anchor)
    if re.search(rf"\b{kind}\b", said, re.IGNORECASE):
        title = said
    else:
        title = ": ".join(filter(None, (_RENDITION.sub("", said), kind)))
    return Link(url, title[:300], _date(paper["date"]), True, facts, is_page="html" in asked)


def _meeting(row: Any) -> str:
    """What a row calls its meeting: the paragraph below the date, whose link opens the agenda."""
    if row is None:
        return ""
    for paragraph in row.iter("p"):
        if said := words(paragraph):
            return said
    return ""


def _body(anchor: Any) -> str:
    """The council or committee above whose list the paper stands."""
    for place in anchor.iterancestors("div"):
        if _CATEGORY.match(place.get("id") or ""):
            for heading in place.iter("h2", "h3"):
                return _ARROW.sub("", words(heading))
    return ""


def _date(digits: str) -> dt.date | None:
    return find_date(f"{digits[:2]}/{digits[2:4]}/{digits[4:]}")


def _paper_key(url: str) -> tuple[str, str]:
    """What makes two addresses renditions of one paper: all but the wish for a web page."""
    parts = urlsplit(url)
    wishes = sorted(name for name, _ in parse_qsl(parts.query) if name.lower() != "html")
    return parts.path.lower(), ",".join(wishes)
