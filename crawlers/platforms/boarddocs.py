"""BoardDocs: agendas of school boards and councils, with the files of their items.

Asked: the public page (``…/Board.nsf/Public``) for the ids of the committees, then for each by POST
``BD-GetMeetingsList?open`` with the form `current_committee_id=`: JSON whose list ends in an empty ``{}``. Each meeting
by POST ``PRINT-AgendaDetailed?open`` with `id=`: the whole agenda as a web page, which is kept, with links to its files
(``/files/…/$file/name.pdf``). A portal declared by one committee (``…/BD-GetMeetingsList?current_committee_id=``) is
asked for that one, by its feed (``…/Board.nsf/XML-ActiveMeetings``) for that instead: meetings, categories and items,
with addresses for people (``goto?open&id=``) that need a browser.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.etree  # type: ignore[import-untyped]

from crawlers.dates import find_date
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start
from crawlers.markup import Markup, parse, with_others, words
from crawlers.meetings import Meeting, meetings_of, text_of

HOSTS: tuple[str, ...] = (".boarddocs.com",)

_BOARD = re.compile(r"^(.*/board\.nsf)(/|$)", re.IGNORECASE)
_COMMITTEE = re.compile(rb"committeeid\s*=\s*[\"']([A-Z0-9]{12})[\"']|<option[^>]+value=[\"']([A-Z0-9]{12})[\"']", re.I)
_FILE = re.compile(r"/\$file/", re.IGNORECASE)
_SIZE = re.compile(r"\s*\([\d.,]+\s*(bytes?|[KMG]i?B)\)\s*$", re.IGNORECASE)
_AGENDA = "PRINT-AgendaDetailed"
_LIST = "BD-GetMeetingsList"


def recognises(url: str, body: bytes) -> bool:
    if (urlsplit(url).hostname or "").endswith(".boarddocs.com"):
        return True
    if body.lstrip()[:1] == b"[":
        return b'"numberdate"' in body and b'"unid"' in body
    return b"<meetings>" in body[:2000] and b"bodyid=" in body[:2000]


def declare(url: str) -> str:
    return _board(url) + "/Public"


def first(start: Start) -> Iterator[Ask]:
    url = start.portal.url
    if _LIST.lower() in urlsplit(url).path.lower():
        asked = dict(parse_qsl(urlsplit(url).query))
        yield _list_of(url, asked.get("current_committee_id", ""))
    else:
        yield Ask(url, "meetings of the feed" if "xml-activemeetings" in url.lower() else "")


def read(answer: Answer) -> Listing:
    head = answer.body.lstrip()[:1]
    if head in (b"[", b"{"):
        return _list(answer)
    if b"<meetings" in answer.body[:2000]:
        return _feed(answer)
    page = parse(answer.body, answer.url)
    if _AGENDA.lower() in answer.url.lower():
        return _agenda(page, answer)
    if page.tree.xpath("//*[contains(@class, 'meeting-name')]"):
        return _meeting_page(page, answer)
    if items := page.tree.xpath("//li[@unique]"):
        return _outline(items, answer)
    return _public(answer)


def _outline(items: list[Any], answer: Answer) -> Listing:
    """What ``BD-GetAgenda`` says of a meeting: its items by name, each with its address for people."""
    date = find_date(answer.facts.get("date", ""))
    mentions = [
        Link(f"{_board(answer.url)}/goto?open&id={item.get('unique')}", item.get("xtitle") or words(item), date, False)
        for item in items
    ]
    return Listing(with_others((), answer.body, answer.url), entries=[link.url for link in mentions], mentions=mentions)


def _meeting_page(page: Markup, answer: Answer) -> Listing:
    """What ``BD-GetMeeting`` says of one meeting: name, day, description, and whatever that links to."""
    said = {}
    for name in ("name", "date", "description"):
        for element in page.tree.xpath(f"//*[contains(@class, 'meeting-{name}')]"):
            said.setdefault(name, words(element))
    date = find_date(said.get("date", ""))
    meeting = Link(answer.url, said["name"], date, False, {"meeting": said["name"]}, is_page=True)
    links = [
        replace(link, date=link.date or date, facts=meeting.facts) for link in with_others((), answer.body, answer.url)
    ]
    return Listing(links, entries=[answer.url], mentions=[meeting])


def _board(url: str) -> str:
    """The address of the board: all up to ``Board.nsf``."""
    found = _BOARD.match(urlsplit(url).path)
    return urljoin(url, found[1] if found else "/Board.nsf")


def _public(answer: Answer) -> Listing:
    """The public page names the committees. Raises ShapeError where it names none."""
    committees = dict.fromkeys((one or other).decode() for one, other in _COMMITTEE.findall(answer.body))
    links = with_others((), answer.body, answer.url)
    if not committees and (answer.portal or not links):
        raise ShapeError(f"{answer.url} names no committee as BoardDocs does.")
    return Listing(links, [_list_of(answer.url, committee) for committee in committees])


def _list_of(url: str, committee: str) -> Ask:
    name = f"meetings of {committee}" if committee else "meetings"
    return Ask(f"{_board(url)}/{_LIST}?open", name, form={"current_committee_id": committee})


def _list(answer: Answer) -> Listing:
    rows = answer.json()
    if not isinstance(rows, list):
        raise ShapeError(f"{answer.url} does not list meetings as BoardDocs does.")
    meetings = meetings_of(answer, [row for row in rows if row], "unique", "numberdate")
    form = (answer.ask.form if answer.ask else None) or {}
    mentions, asks = [], []
    for meeting in meetings:
        date = _day(meeting)
        facts = {"meeting": text_of(meeting.get("name")), "number": meeting["unique"]}
        url = f"{_board(answer.url)}/goto?open&id={meeting['unique']}"
        mentions.append(Link(url, facts["meeting"], date, False, facts, is_page=True))
        asks += _agenda_of(answer, meeting["unique"], form.get("current_committee_id", ""), facts, date)
    return Listing(asks=asks, entries=[meeting["unique"] for meeting in meetings], mentions=mentions)


def _day(meeting: Meeting) -> dt.date | None:
    digits = text_of(meeting["numberdate"])
    return find_date(f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}")


def _agenda_of(
    answer: Answer, meeting: str, committee: str, facts: Mapping[str, str], date: dt.date | None
) -> Iterator[Ask]:
    """The agenda of a meeting, unless it was before the date that the portal is read from."""
    since = answer.portal.since if answer.portal else None
    if since is None or date is None or date >= since:
        form = {"id": meeting, "current_committee_id": committee}
        known = {**facts, "date": date.isoformat() if date else ""}
        yield Ask(f"{_board(answer.url)}/{_AGENDA}?open&id={meeting}", facts=known, form=form)


def _agenda(page: Markup, answer: Answer) -> Listing:
    """An agenda as it is printed: kept itself, with the files of its items."""
    date = find_date(answer.facts.get("date", "")) or find_date(words(page.tree)[:2000])
    meeting = answer.facts.get("meeting", "")
    links = {}
    for url, anchor in page.links():
        if _FILE.search(urlsplit(url).path):
            facts = {**answer.facts, **_item(anchor)}
            title = _SIZE.sub("", words(anchor)) or anchor.get("title") or "File"
            links.setdefault(url, Link(url, title, date, True, facts))
    if not links and len(words(page.tree)) < 20:
        raise ShapeError(f"{answer.url} is no agenda of BoardDocs.")
    kept = Link(answer.url, f"{meeting}: Agenda" if meeting else "Agenda", date, True, answer.facts)
    others = with_others(links.values(), answer.body, answer.url, besides=[kept])
    return Listing(others, data=kept if answer.ask else None)


def _item(anchor: Any) -> dict[str, str]:
    """The subject of the item of an agenda that a file belongs to."""
    for place in anchor.iterancestors("div"):
        for term in place.iter("dt"):
            if words(term).lower().startswith("subject") and term.getnext() is not None:
                return {"item": words(term.getnext())}
    return {}


def _feed(answer: Answer) -> Listing:
    try:
        root = lxml.etree.fromstring(answer.body, lxml.etree.XMLParser(resolve_entities=False, huge_tree=False))
    except lxml.etree.XMLSyntaxError as error:
        raise ShapeError(f"{answer.url} is no feed of BoardDocs.") from error
    mentions: list[Link] = []
    asks: list[Ask] = []
    entries: list[str] = []
    for meeting in root.iter("meeting"):
        date = find_date(meeting.findtext("start/date") or "")
        facts = {"meeting": text_of(meeting.findtext("name")), "body": meeting.get("bodyname") or ""}
        mentions += _people_pages(meeting, facts, date)
        entries.append(meeting.get("id") or "")
        board = text_of(meeting.findtext("link")) or answer.url
        within = Answer(board, b"", portal=answer.portal)
        asks += _agenda_of(within, entries[-1], meeting.get("bodyid") or "", facts, date)
    return Listing(asks=asks, entries=entries, mentions=mentions)


def _people_pages(meeting: Any, facts: Mapping[str, str], date: dt.date | None) -> Iterator[Link]:
    """The address for people of a meeting, and of each item of its agenda."""
    if url := text_of(meeting.findtext("link")):
        yield Link(url, facts["meeting"], date, False, {**facts, "number": meeting.get("id") or ""}, is_page=True)
    for category in meeting.iter("category"):
        for item in category.iter("item"):
            said = {"category": text_of(category.findtext("name")), "action": text_of(item.findtext("actiontype"))}
            known = {**facts, **said, "number": item.get("id") or ""}
            if url := text_of(item.findtext("link")):
                shown = {name: text for name, text in known.items() if text}
                yield Link(url, text_of(item.findtext("name")), date, False, shown, is_page=True)
