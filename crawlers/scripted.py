"""Documents that a page names only inside its scripts and data attributes, from which a browser would draw its list."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawlers.anchors import Page, absolute
from crawlers.dates import find_date
from crawlers.document_urls import EXTENSIONS, names_file
from crawlers.page_text import words
from crawlers.titles import file_name

_TITLES = ("title", "name", "label", "text", "caption", "displayname", "filename", "description")
_FILE = re.compile(rf"\.({EXTENSIONS})\b", re.IGNORECASE)
#: A quoted path or address of a file, in any script: a name alone may be a pattern or a part of one.
_QUOTED_FILE = re.compile(rf"""(["'])((?:https?:)?[^"'\s<>${{}}]*/[^"'<>${{}}/]+\.(?:{EXTENSIONS}))\1""", re.IGNORECASE)
_OBJECT = re.compile(r"\{[^{}]{0,2000}\}")
_PAIR = re.compile(r"""\b(\w++)["']?\s*:\s*(["'])(.*?)(?<!\\)\2""")
_BEGINS = re.compile(r"(start|begin|meeting|event).*(date|time|day)|(date|time)_?(start|of)", re.IGNORECASE)
_IS_DATE = re.compile(r"date|day$", re.IGNORECASE)
_TOUCHED = re.compile(r"modif|updat|creat|upload|publish|utc|gmt|end|expir", re.IGNORECASE)
DEEPEST = 40  # objects inside objects


@dataclass(frozen=True, slots=True)
class Scripted:
    """A document that a script names, with what it says of it."""

    url: str
    title: str
    date: dt.date | None


def scripted_documents(page: Page) -> Iterator[Scripted]:
    """The documents that the scripts and data attributes of a page name, in its order, with repetitions."""
    for element in page.tree.iter():
        if element.tag == "script":
            yield from _of_script(element.text or "", page.base)
        elif isinstance(element.tag, str):
            for name, value in element.attrib.items():
                if name.startswith("data-") and value.lstrip().startswith(("{", "[")) and _FILE.search(value):
                    yield from _of_script(value, page.base)


def _of_script(script: str, base: str) -> Iterator[Scripted]:
    if not _FILE.search(script):
        return
    try:
        yield from _of_value(json.loads(script), base)
    except (ValueError, RecursionError):
        yield from _of_code(script, base)


def _of_value(value: Any, base: str, depth: int = 0) -> Iterator[Scripted]:
    """The documents of parsed JSON: objects that hold an address, with their own titles and dates."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _of_value(item, base, depth + 1)
    elif isinstance(value, dict):
        yield from documents_of_object({name: text for name, text in value.items() if isinstance(text, str)}, base)
        for item in value.values():
            if not isinstance(item, str):
                yield from _of_value(item, base, depth + 1)


def _of_code(script: str, base: str) -> Iterator[Scripted]:
    """The documents of a program: objects written out in it, and quoted addresses elsewhere."""
    at = 0
    for match in _OBJECT.finditer(script):
        if _FILE.search(match[0]):
            yield from _of_quoted(script[at : match.start()], base)
            pairs = {name: _plain(text) for name, _, text in _PAIR.findall(match[0])}
            yield from documents_of_object(pairs, base)
            at = match.end()
    yield from _of_quoted(script[at:], base)


def _of_quoted(code: str, base: str) -> Iterator[Scripted]:
    for _, written in _QUOTED_FILE.findall(code):
        yield from documents_of_object({"url": _plain(written)}, base)


def documents_of_object(pairs: dict[str, str], base: str) -> Iterator[Scripted]:
    """The document of one object: its longest value that is the path or the address of a file."""
    found = [text for text in pairs.values() if "/" in text and names_file(text.partition("?")[0]) and "<" not in text]
    address = absolute(max(found, key=len), base) if found else None
    if address:
        yield Scripted(address, title_of_object(pairs) or file_name(address) or address, day_of(pairs))


def title_of_object(pairs: Mapping[str, str]) -> str:
    """What an object calls itself; empty where it does not."""
    named = {name.lower(): text for name, text in pairs.items()}
    return next((words(html.unescape(named[name])) for name in _TITLES if named.get(name)), "")


def day_of(pairs: Mapping[str, str]) -> dt.date | None:
    """The day that an object is about: of its meeting or its beginning, else one that it just calls a date."""
    named = {name.lower(): text for name, text in pairs.items() if not _TOUCHED.search(name)}
    for is_meant in (_BEGINS.search, _IS_DATE.search):
        for name, text in named.items():
            if is_meant(name) and (date := find_date(text[:10]) or find_date(text)):
                return date
    return None


def _plain(written: str) -> str:
    """A quoted text of a program without its escapes."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), written).replace("\\/", "/")
