"""Legistar: matters, their attachments and texts, and the meetings that heard them, through its Web API.

Asked: ``https://webapi.legistar.com/v1/{client}/matters`` and ``/events``, filtered by OData 3, 1,000 rows an answer at
most: a full answer is followed by `$skip`, and ids repeat between answers. With search terms, titles are searched and
the meetings that took a matter up are found through its history; without, every matter and every meeting is asked for.
A client that is not known gives 500; New York answers 403 without ``?token=``. What is not shown on the web
(`MatterRestrictViewViaWeb`, `MatterAttachmentShowOnInternetPage`) is passed over. The API's ids are not those of the
web pages. A portal declared by a page (Calendar.aspx, Legislation.aspx) is read as `crawlers.insite` reads them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.etree  # type: ignore[import-untyped]

from crawlers import insite
from crawlers.feeds import is_feed, items_of
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query

HOSTS: tuple[str, ...] = (".legistar.com", ".legistar1.com", ".legistar2.com", "legistar1.granicus.com")
API = "webapi.legistar.com"
MOST_ROWS = 1000

_CLIENT = re.compile(r"^([\w-]+)\.legistar\.com$")
_API_PATH = re.compile(r"^/v1/[\w-]+")
_API_KEYS = re.compile(rb'"(Matter|Event)(Id|AttachmentId|HistoryId|TextId|ItemId)"')
_XML = re.compile(rb"^\s*(<\?xml[^>]*>\s*)?<(ArrayOf)?Granicus\w+")
_ROW_KEY = re.compile(r"^(Matter|Event|Body|Person|OfficeRecord|Vote|RollCall|Action|Index)\w*Id$")
#: Facts of a matter, by the names its rows, the rows of its meetings and their items give them.
_MATTER_FACTS = {
    "number": ("MatterFile", "EventItemMatterFile"),
    "title": ("MatterTitle", "EventItemTitle"),
    "name": ("MatterName", "EventItemMatterName"),
    "type": ("MatterTypeName", "EventItemMatterType"),
    "status": ("MatterStatusName", "EventItemMatterStatus"),
    "body": ("MatterBodyName",),
    "introduced": ("MatterIntroDate",),
    "agenda_date": ("MatterAgendaDate",),
    "passed": ("MatterPassedDate",),
    "enactment_number": ("MatterEnactmentNumber",),
    "enacted": ("MatterEnactmentDate",),
    "requester": ("MatterRequester",),
    "cost": ("MatterCost",),
    "action": ("EventItemActionName", "MatterHistoryActionName"),
    "result": ("EventItemPassedFlagName", "MatterHistoryPassedFlagName"),
}
_EVENT_FACTS = {"body": "EventBodyName", "time": "EventTime", "location": "EventLocation", "page": "EventInSiteURL"}
_EVENT_FILES = {"EventAgendaFile": "Agenda", "EventMinutesFile": "Minutes"}


def recognises(url: str, body: bytes) -> bool:
    host = urlsplit(url).hostname or ""
    if host == API or _CLIENT.match(host):
        return True
    if _XML.search(body[:500]):
        return True
    if body.lstrip()[:1] in (b"[", b"{"):
        return bool(_API_KEYS.search(body)) or (b'"Meeting Date"' in body and b'"iCalendar"' in body)
    return b"rgMasterTable" in body and bool(re.search(rb"(gridCalendar|gridMain|gridLegislation)_ctl", body))


def declare(url: str) -> str:
    """The Web API of the client that an address of its own host names; other hosts are declared as they are."""
    named = _CLIENT.match(urlsplit(url).hostname or "")
    return f"https://{API}/v1/{named[1]}" if named and named[1] != "webapi" else url


def sign(url: str, token: str) -> tuple[str, dict[str, str]]:
    return (with_query(url, {"token": token}) if _API_PATH.match(urlsplit(url).path) else url), {}


def explain(url: str, status: int) -> str | None:
    """What a status means here."""
    if not _API_PATH.match(urlsplit(url).path):
        return None
    if status in (401, 403):
        return "this client of Legistar wants a token: name the variable that holds it as `token` in the declaration"
    is_list = urlsplit(url).path.rstrip("/").endswith(("/matters", "/events"))
    return "Legistar answers 500 for a client it does not know" if status == 500 and is_list else None


def first(start: Start) -> Iterator[Ask]:
    """The lists: matters by search term, or all matters and meetings since the date declared."""
    base = start.portal.url.rstrip("/")
    if not _API_PATH.match(urlsplit(base).path):
        yield Ask(start.portal.url, "records of the page")
        return
    since = f"datetime'{start.portal.since.isoformat()}'" if start.portal.since else None
    recent = ""
    if since:  # the stamp of the last change misses some edits, so any of the dates counts
        dates = ("MatterIntroDate", "MatterAgendaDate", "MatterLastModifiedUtc")
        recent = "(" + " or ".join(f"{date} ge {since}" for date in dates) + ")"
    for term in start.portal.search:
        quoted = term.replace("'", "''")
        wanted = " and ".join(filter(None, [f"substringof('{quoted}',MatterTitle)", recent]))
        yield Ask(_page(f"{base}/matters", wanted, "MatterId"), f"matters about {term}")
    if not start.portal.search:
        yield Ask(_page(f"{base}/matters", recent, "MatterId"), "matters")
        yield Ask(_page(f"{base}/events", f"EventDate ge {since}" if since else "", "EventId"), "events")


def _page(url: str, wanted: str, order: str) -> str:
    parameters = {"$filter": wanted} if wanted else {}
    return with_query(url, {**parameters, "$orderby": order, "$top": MOST_ROWS, "$skip": 0})


def read(answer: Answer) -> Listing:
    if _XML.search(answer.body[:500]):
        answered: Any = _rows_of_xml(answer)
    elif answer.body.lstrip()[:1] in (b"[", b"{"):
        answered = answer.json()
    elif is_feed(answer.body):
        return _feed(answer)
    else:
        return insite.read_page(answer)
    rows = answered if isinstance(answered, list) else [answered]
    if not all(isinstance(row, dict) for row in rows):
        raise ShapeError(f"{answer.url} does not list rows as Legistar does.")
    if not rows:
        return Listing()
    for key, reader in _READERS.items():
        if key in rows[0]:
            return reader(answer, rows)
    if "Meeting Date" in rows[0]:
        return insite.read_rows(insite.rows_of_records(rows), answer)
    if any(_ROW_KEY.match(key) for key in rows[0]):  # people, bodies, index terms: no papers
        return Listing(rows=len(rows))
    raise ShapeError(f"{answer.url} does not list rows as Legistar does.")


def _feed(answer: Answer) -> Listing:
    """A feed of a calendar or of matters: each item leads to a page of InSite."""
    items = list(items_of(answer))
    asks = [Ask(item.link, facts={"date": item.date.isoformat() if item.date else ""}) for item in items if item.link]
    mentions = [Link(item.link, item.title, item.date, False, is_page=True) for item in items if item.link]
    return Listing(asks=asks, entries=[item.link or item.title for item in items], mentions=mentions)


def _rows_of_xml(answer: Answer) -> list[dict[str, Any]]:
    """The rows of an answer in XML, which the API gives to browsers."""
    try:
        root = lxml.etree.fromstring(answer.body.lstrip(), lxml.etree.XMLParser(resolve_entities=False))
    except lxml.etree.XMLSyntaxError as error:
        raise ShapeError(f"{answer.url} did not answer with XML that is whole.") from error
    rows = list(root) if _name_of(root).startswith("ArrayOf") else [root]
    return [_row_of(row) for row in rows]


def _row_of(element: Any) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for child in element:
        if len(child):
            row[_name_of(child)] = [_row_of(inner) for inner in child]
        else:
            row[_name_of(child)] = {"true": True, "false": False}.get(child.text, child.text)
    return row


def _name_of(element: Any) -> str:
    return str(lxml.etree.QName(element).localname)


def _matters(answer: Answer, rows: list[dict[str, Any]]) -> Listing:
    asks: list[Ask] = []
    shown = [row for row in rows if not row.get("MatterRestrictViewViaWeb")]
    base = urljoin(answer.url, _root(answer.url) + "/matters")
    for row in shown:
        facts, matter = _matter_facts(row), f"{base}/{row['MatterId']}"
        asks.append(Ask(f"{matter}/attachments", facts=facts))
        if answer.portal and answer.portal.search:
            asks += [Ask(f"{matter}/{part}", facts=facts) for part in ("histories", "versions")]
    mentions = [_mention(row, answer.url) for row in shown]
    return Listing(asks=[*asks, *_next(answer, rows)], entries=_ids(rows, "MatterId"), mentions=mentions)


def _mention(row: Mapping[str, Any], url: str) -> Link:
    """The page for people about a matter: the gateway from the API's ids to the web's."""
    facts = _matter_facts(row)
    client = _root(url).rpartition("/")[2]
    host = f"{client}.legistar.com" if client else urlsplit(url).netloc
    page = f"https://{host}/gateway.aspx?m=l&id=/matter.aspx?key={row['MatterId']}"
    title = ": ".join(filter(None, (facts.get("number"), facts.get("title") or facts.get("name"))))
    return Link(page, title[:300], _date_of(facts), False, facts, is_page=True)


def _attachments(answer: Answer, rows: list[dict[str, Any]]) -> Listing:
    links = [link for row in rows for link in _attachment(row, answer.facts)]
    return Listing(links, entries=_ids(rows, "MatterAttachmentId"))


def _attachment(row: Mapping[str, Any], facts: Mapping[str, str]) -> Iterator[Link]:
    url = row.get("MatterAttachmentHyperlink")
    if not url or row.get("MatterAttachmentShowOnInternetPage") is False:
        return
    name = _text(row.get("MatterAttachmentName")) or _text(row.get("MatterAttachmentFileName")) or "Attachment"
    title = f"{facts['number']}: {name}" if facts.get("number") else name
    yield Link(url, title, _date_of(facts) or _date(row.get("MatterAttachmentLastModifiedUtc")), facts=dict(facts))


def _histories(answer: Answer, rows: list[dict[str, Any]]) -> Listing:
    """A matter's history names the meetings that acted on it: their minutes prove what they did."""
    events = urljoin(answer.url, _root(answer.url) + "/events")
    asks = []
    for row in rows:
        if row.get("MatterHistoryEventId"):
            facts = {**answer.facts, **_matter_facts(row)}
            asks.append(Ask(f"{events}/{row['MatterHistoryEventId']}", facts=facts))
    return Listing(asks=asks, entries=_ids(rows, "MatterHistoryId"))


def _versions(answer: Answer, rows: list[dict[str, Any]]) -> Listing:
    texts = re.sub(r"/versions$", "/texts", urlsplit(answer.url).path)
    return Listing(asks=[Ask(urljoin(answer.url, f"{texts}/{row['Key']}"), facts=answer.facts) for row in rows])


def _text_of_matter(answer: Answer, rows: list[dict[str, Any]]) -> Listing:
    """The wording of a matter, which some clients file as text and not as an attachment."""
    if not any(_text(row.get("MatterTextPlain")) or _text(row.get("MatterTextRtf")) for row in rows):
        return Listing()
    title = f"{answer.facts.get('number') or rows[0].get('MatterTextMatterId')}: text"
    return Listing(data=Link(answer.url, title, _date_of(answer.facts), facts=answer.facts))


def _events(answer: Answer, rows: list[dict[str, Any]]) -> Listing:
    links: list[Link] = []
    asks: list[Ask] = []
    base = urljoin(answer.url, _root(answer.url) + "/events")
    for row in rows:
        said = {name: text for name, key in _EVENT_FACTS.items() if (text := _text(row.get(key)))}
        facts = {**answer.facts, **said, "date": (_text(row.get("EventDate")) or "")[:10]}
        date = _date(row.get("EventDate"))
        links += [
            Link(row[key], f"{row.get('EventBodyName') or 'Meeting'}: {name}", date, facts=facts)
            for key, name in _EVENT_FILES.items()
            if row.get(key)
        ]
        if row.get("EventItems"):
            links += _item_links(row["EventItems"], facts)
        elif answer.portal and not answer.portal.search:
            query = "AgendaNote=1&MinutesNote=1&Attachments=1"
            asks.append(Ask(f"{base}/{row['EventId']}/eventitems?{query}", facts=facts))
    return Listing(links, [*asks, *_next(answer, rows)], _ids(rows, "EventId"))


def _items(answer: Answer, rows: list[dict[str, Any]]) -> Listing:
    return Listing(_item_links(rows, answer.facts), entries=_ids(rows, "EventItemId"))


def _item_links(rows: list[dict[str, Any]], meeting: Mapping[str, str]) -> list[Link]:
    return [
        link
        for row in rows
        for attachment in row.get("EventItemMatterAttachments") or []
        for link in _attachment(attachment, {**meeting, **_matter_facts(row)})
    ]


_READERS = {
    "MatterAttachmentId": _attachments,
    "MatterHistoryId": _histories,
    "MatterTextId": _text_of_matter,
    "EventItemId": _items,
    "EventId": _events,
    "MatterId": _matters,
    "Key": _versions,
}


def _next(answer: Answer, rows: list[dict[str, Any]]) -> Iterator[Ask]:
    """The rows after these, where the answer is as full as an answer can be."""
    asked = dict(parse_qsl(urlsplit(answer.url).query))
    if answer.ask and "$top" in asked and len(rows) >= int(asked["$top"]):
        skip = int(asked.get("$skip", 0)) + int(asked["$top"])
        yield Ask(with_query(answer.ask.url, {"$skip": skip}), answer.series)


def _root(url: str) -> str:
    """The path of a client's API: ``/v1/seattle``."""
    found = _API_PATH.match(urlsplit(url).path)
    return found[0] if found else ""


def _ids(rows: list[dict[str, Any]], key: str) -> list[str]:
    return [str(row[key]) for row in rows if row.get(key) is not None]


def _matter_facts(row: Mapping[str, Any]) -> dict[str, str]:
    facts = {}
    for name, keys in _MATTER_FACTS.items():
        text = next((text for key in keys if (text := _text(row.get(key)))), None)
        if text:
            facts[name] = text[:10] if name in ("introduced", "agenda_date", "passed", "enacted") else text
    return facts


def _text(value: Any) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None


def _date(value: Any) -> dt.date | None:
    """The date of a stamp such as ``2025-01-14T00:00:00``, with or without fractions."""
    try:
        return dt.date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _date_of(facts: Mapping[str, str]) -> dt.date | None:
    """When the paper was before the public: at its meeting, on the agenda, or when it was filed."""
    return next((date for name in ("date", "agenda_date", "introduced") if (date := _date(facts.get(name)))), None)
