"""RSS feeds of portals: items with their title, their links and their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import lxml.etree  # type: ignore[import-untyped]

from crawlers.dates import find_date
from crawlers.listing import Answer, ShapeError


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed: its title, where it leads, what its description says (HTML), and its day."""

    title: str
    link: str
    description: str
    date: dt.date | None


def is_feed(body: bytes) -> bool:
    head = body.lstrip()[:500].lower()
    return b"<rss" in head or b"<feed" in head


def items_of(answer: Answer) -> Iterator[Item]:
    """The items of a feed. Raises ShapeError where the answer is none."""
    try:
        root = lxml.etree.fromstring(answer.body.lstrip(), lxml.etree.XMLParser(resolve_entities=False, recover=True))
    except lxml.etree.XMLSyntaxError as error:
        raise ShapeError(f"{answer.url} is no feed.") from error
    if root is None or root.find("channel") is None:
        raise ShapeError(f"{answer.url} is no feed.")
    for item in root.iter("item"):
        said = {child.tag: " ".join((child.text or "").split()) for child in item if isinstance(child.tag, str)}
        link = urljoin(answer.url, said["link"]) if said.get("link") else ""
        yield Item(said.get("title", ""), link, said.get("description", ""), _day(item, said))


def _day(item: Any, said: dict[str, str]) -> dt.date | None:
    """The day of the meeting: in parts as Granicus writes it, in the title, or the day of the item."""
    for element in item.iter():
        if isinstance(element.tag, str) and element.tag.endswith("pubDateParts"):
            try:
                return dt.date(*(int(element.get(part)) for part in ("yr", "mo", "day")))
            except (TypeError, ValueError):
                break
    if date := find_date(said.get("title", "")):
        return date
    try:
        return parsedate_to_datetime(said.get("pubDate", "")).date()
    except ValueError:
        return find_date(said.get("pubDate", ""))
