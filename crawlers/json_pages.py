"""The documents of an answer in JSON that belongs to no platform we know: the interface of a calendar, of a blog ...

Such answers hold addresses of files, or pieces of HTML with links in them, beside the title and the day of an event:
``{"title": "City Council", "start_date": "2024-03-12 18:00:00", "description": "<a href='/agenda.pdf'>Agenda</a>"}``.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crawlers.anchors import read_page
from crawlers.links import Link, links_of
from crawlers.scripted import DEEPEST, day_of, documents_of_object, title_of_object


def is_json(body: bytes) -> bool:
    """Whether a body is written as JSON, by its first sign."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def documents_in_json(body: bytes, url: str) -> list[Link] | None:
    """The documents that an answer in JSON names, each once; None where it is not JSON after all."""
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    found: dict[str, Link] = {}
    for link in _links(value, url):
        found.setdefault(link.url, link)
    return list(found.values())


def _links(value: Any, base: str, depth: int = 0) -> Iterator[Link]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _links(item, base, depth + 1)
    elif isinstance(value, dict):
        texts = {name: text for name, text in value.items() if isinstance(text, str)}
        for told in documents_of_object(texts, base):
            yield Link(told.url, told.title, told.date)
        for text in texts.values():
            if "href" in text and "<" in text:
                yield from _of_piece(text, title_of_object(texts), texts, base)
        for item in value.values():
            yield from _links(item, base, depth + 1)


def _of_piece(piece: str, title: str, texts: dict[str, str], base: str) -> Iterator[Link]:
    """The documents of a piece of HTML, under the title and the day of the object that holds it."""
    page = read_page(f"<body><h1>{html.escape(title)}</h1>{piece}</body>".encode(), base)
    for link in links_of(page) if page else []:
        if link.is_certain:
            yield replace(link, date=link.date or day_of(texts))
