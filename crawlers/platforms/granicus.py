"""Granicus: agendas and minutes beside the recordings of meetings.

Asked: ``/ViewPublisher.php?view_id=N``, one page with every archived meeting, as each tenant's own template writes it
(tables, divs, icons without words), or ``/ViewPublisherRSS.php?view_id=N&mode=agendas`` or ``minutes``, which holds the
last 100 only. ``AgendaViewer.php``, ``MinutesViewer.php`` and ``MetaViewer.php`` lead to a PDF, or to a web
page that is the agenda and links to the papers of its items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from crawlers.dates import find_date
from crawlers.document_urls import is_document_url
from crawlers.feeds import is_feed, items_of
from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, with_query
from crawlers.markup import Markup, parse, with_others, words

#: Its files lie on Amazon's hosts; the viewers lead there.
HOSTS: tuple[str, ...] = (
    *(".granicus.com", ".cloudfront.net"),
    *("granicus_production_attachments.s3.amazonaws.com", "legistarweb-production.s3.amazonaws.com"),
)
FEED_LIMIT = 100
LEAST_AGENDA = 40  # letters: what says less and leads to no paper is no agenda
MODES = ("agendas", "minutes")

_PUBLISHER = re.compile(r"/viewpublisher(rss)?\.php$", re.IGNORECASE)
_VIEWER = re.compile(r"/(?:generated)?(?P<kind>agenda|minutes|meta|document)viewer\.php$", re.IGNORECASE)
_CLOCK = re.compile(r"\s*[-–]?\s*\b\d{1,2}:\d\d\s*([ap]\.?m\.?)?", re.IGNORECASE)
_LENGTH = re.compile(r"\b\d+\s*h(ours?)?\s*\d+\s*m(in)?\w*\b", re.IGNORECASE)
_KINDS = {"agenda": "Agenda", "minutes": "Minutes", "meta": "Attachment", "document": "Document"}
#: Players and recordings, which are no papers.
_MEDIA = re.compile(
    r"/(mediaplayer|downloadfile|asx|vpodcast)\.php|/player/|\.(mp[34]|wmv|m4v|asx)(\?|$)", re.IGNORECASE
)
_NAME_TAGS = ("td", "th", "span", "strong", "b", "h2", "h3", "h4", "h5", "p", "div")
_ROW_TAGS = ("tr", "li", "article", "section", "div", "p")
_NOT_PUBLISHED = re.compile(
    rb"agenda is not (currently|yet) (published|available)|page you (requested|are looking for)|"
    rb"document (is|was) not (available|found)|no longer available",
    re.IGNORECASE,
)


def recognises(url: str, body: bytes) -> bool:
    parts = urlsplit(url)
    if _PUBLISHER.search(parts.path) or (
        (parts.hostname or "").endswith(".granicus.com") and _VIEWER.search(parts.path)
    ):
        return True
    if b"granicus" not in body[:200_000].lower():
        return False
    return bool(re.search(rb"(Agenda|Minutes)Viewer\.php\?view_id=", body) and re.search(rb'id="granicus"|gran:', body))


def declare(url: str) -> str:
    """The list of the view that an address names; a feed is declared by its page, which holds every meeting."""
    view = parse_qs(urlsplit(url).query).get("view_id")
    return with_query(urljoin(url, "/ViewPublisher.php"), {"view_id": view[0]}) if view else url


def first(start: Start) -> Iterator[Ask]:
    parts = urlsplit(start.portal.url)
    if not parts.path.lower().endswith("rss.php"):
        yield Ask(start.portal.url, "meetings")
        return
    for mode in MODES:
        yield Ask(with_query(start.portal.url, {"mode": mode}), mode)


def read(answer: Answer) -> Listing:
    if is_feed(answer.body):
        return _feed(answer)
    page = parse(answer.body, answer.url)
    viewer = _VIEWER.search(urlsplit(answer.url).path)
    if answer.ask and (viewer or _VIEWER.search(urlsplit(answer.ask.url).path)):
        return _agenda(page, answer)
    links = list(_papers(page))
    if not links and b"granicus" not in answer.body.lower():
        raise ShapeError(f"{answer.url} is no list of Granicus.")
    entries = sorted({_meeting_key(link.url) for link in links})
    return Listing(with_others(links, answer.body, answer.url), entries=entries)


def _papers(page: Markup) -> Iterator[Link]:
    """Agendas and minutes, each with the name and date of its meeting; icons and words for one paper are one link."""
    found: dict[str, Link] = {}
    for url, anchor in page.links():
        viewer = _VIEWER.search(urlsplit(url).path)
        if not viewer and not is_document_url(url):
            continue
        row = _row(anchor)
        name = _name(row)
        if not viewer and not name:
            continue
        date = find_date(words(row)) or find_date(name)
        kind = _kind(anchor, viewer)
        facts = {"meeting": name, "kind": kind} if name else {"kind": kind}
        link = Link(url, f"{name}: {kind}" if name else kind, date, True, facts, is_page=viewer is not None)
        if url not in found or (name and not found[url].facts.get("meeting")):
            found[url] = link
    yield from found.values()


def _kind(anchor: Any, viewer: re.Match[str] | None) -> str:
    """What a link calls its paper, by words or icon; agendas and minutes are known by their viewers."""
    icons = " ".join(image.get("alt") or image.get("title") or "" for image in anchor.iter("img"))
    said = words(anchor) or anchor.get("title") or icons.strip()
    known = _KINDS[viewer["kind"].lower()] if viewer else ""
    if known in ("Agenda", "Minutes"):
        return known
    return said or known or "Document"


def _row(anchor: Any) -> Any:
    """The row of a list that a link stands in: a table's row, or the nearest element that says a date and a name."""
    row = anchor.getparent()
    for place in anchor.iterancestors(*_ROW_TAGS):
        if place.tag == "tr":
            return place
        if _holds_rows(place):
            break
        if find_date(words(place)):
            row = place
            if _name(place):
                break
    return row


def _holds_rows(place: Any) -> bool:
    """Whether an element holds the papers of several meetings."""
    meetings = {
        _meeting_key(address)
        for link in place.iter("a", "option")
        for address in [link.get("href") or link.get("value") or ""]
        if _VIEWER.search(address.partition("?")[0])
    }
    return len(meetings) > 1


def _name(row: Any) -> str:
    """What a row calls its meeting: the cell marked as the name, or the first words that are not its date."""
    if row is None:
        return ""
    for mark in ("Name", "EventName", "name"):
        for cell in row.xpath(f".//*[starts-with(@headers, '{mark}') or @data-label='{mark}']"):
            if said := _without_links(cell) or words(cell):
                return said
    for cell in row.iter(*_NAME_TAGS):
        said = words(cell)
        inner = [part for part in cell.iter(*_NAME_TAGS, "a") if part is not cell and words(part)]
        if said and not inner and cell.tag != "a" and not _is_date(said) and any(letter.isalpha() for letter in said):
            return said
    return ""


def _without_links(cell: Any) -> str:
    """The words of a cell besides those of its links (``play``, ``watch``)."""
    return " ".join(" ".join(cell.xpath(".//text()[not(ancestor::a)]")).split())


def _is_date(said: str) -> bool:
    """Whether words are a date or a length and nothing else."""
    rest = _LENGTH.sub("", _CLOCK.sub("", said))
    return len(rest) <= 20 and (find_date(rest) is not None or not any(letter.isalpha() for letter in rest))


def _agenda(page: Markup, answer: Answer) -> Listing:
    """An agenda that is a web page, or a page that shows it in a frame: the papers it leads to."""
    here = Link(answer.url, "", None)
    papers = with_others((), answer.body, answer.url, besides=[here])
    if not papers and (len(words(page.tree)) < LEAST_AGENDA or _NOT_PUBLISHED.search(answer.body)):
        raise ShapeError(f"{answer.url} is no agenda.")
    date = find_date(answer.facts.get("date", ""))
    known = {**answer.facts, "kind": "Attachment"}
    return Listing([replace(link, date=link.date or date, facts=known) for link in papers])


def _feed(answer: Answer) -> Listing:
    """A feed of agendas or minutes: the title names the meeting, the kind and the day."""
    mode = (parse_qs(urlsplit(answer.url).query).get("mode") or [""])[0]
    links = []
    items = list(items_of(answer))
    for item in items:
        name, kind = _feed_name(item.title, mode)
        viewer = _VIEWER.search(urlsplit(item.link).path)
        kind = kind or (_KINDS[viewer["kind"].lower()] if viewer else "")
        facts = {"meeting": name, "kind": kind}
        title = f"{name}: {kind}" if kind else name
        if item.link and not _MEDIA.search(item.link):
            links.append(Link(item.link, title, item.date, True, facts, is_page=True))
        if "<a" in item.description:
            for url, anchor in parse(item.description.encode(), answer.url).links():
                if _VIEWER.search(urlsplit(url).path) or is_document_url(url):
                    said = words(anchor) or kind
                    links.append(Link(url, f"{name}: {said}", item.date, True, {**facts, "kind": said}, is_page=True))
    missing = [f"meetings beyond the last {FEED_LIMIT} of a feed"] if len(items) >= FEED_LIMIT else []
    return Listing(links, entries=[item.link or item.title for item in items], missing=missing)


def _feed_name(title: str, mode: str) -> tuple[str, str]:
    """``City Council - Agenda - Jul 28, 2026 07:00 PM`` as the meeting's name and the kind of paper."""
    kind = {"agendas": "Agenda", "minutes": "Minutes"}.get(mode.lower(), "")
    parts = [part.strip() for part in re.split(r"\s+-\s+", title)]
    named = [part for part in parts if not _is_date(part)]
    for part in list(named):
        if part.lower() in ("agenda", "minutes"):
            kind = part.capitalize()
            named.remove(part)
    return " - ".join(named) or title, kind


def _meeting_key(url: str) -> str:
    """The meeting a paper belongs to: its recording (clip) or its event."""
    query = parse_qs(urlsplit(url or "").query)
    return next((f"{name} {query[name][0]}" for name in ("clip_id", "event_id") if name in query), url)
