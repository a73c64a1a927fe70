"""What a page calls a document: the link's own words, its row, the line that heads it, its file name, its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import shorten
from urllib.parse import parse_qsl, unquote, urlsplit

from crawlers.anchors import EMBEDS, Anchor
from crawlers.dates import find_date, years_in
from crawlers.document_urls import EXTENSIONS
from crawlers.entries import Entries
from crawlers.page_text import words
from crawlers.telling import is_mere, names_month, says_something, tells

_CLICK = re.compile(
    r"^(click (here )?(to|for)|opens?|download|view|embed of)\s+(the\s+)?|\s+(opens )?in (a )?new (window|tab)\W*$",
    re.IGNORECASE,
)
#: What a page says of a file beside its name.
_FILE_FACTS = re.compile(r"\b(file )?(size|type|format)\s*:\s*[\w.]+(\s[kmg]?b\b)?", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://|www\.)\S+$", re.IGNORECASE)
_PICTURE_NAME = re.compile(r"\.(gif|png|jpe?g|svg)$", re.IGNORECASE)
_LONGEST = 300
_LONGEST_CONTEXT = 160


def title_of(link: Anchor, entries: Entries) -> str:
    """The link's own words where they tell, otherwise with what names its entry: the words of its row, the dated line
    above it, its file name, its heading. At most 300 characters."""
    said = [text for text in _said(link) if text]
    for is_enough in (says_something, tells):
        for text in said:
            if is_enough(text):
                return text[:_LONGEST]
    own = said[0] if said else ""
    for context in _contexts(link, entries):
        if tells(context):
            return _joined(context, own)
    return (own or file_name(link.url) or link.heading or link.url)[:_LONGEST]


def _said(link: Anchor) -> Iterator[str]:
    """What a link says of itself: its words, its title, its label, its pictures."""
    if not _ADDRESS.match(link.text):
        yield link.text
    for name in ("title", "aria-label", "download"):
        yield words(_CLICK.sub("", words(link.element.get(name) or "")))
    for image in link.element.iter("img"):
        if not _PICTURE_NAME.search(alt := words(image.get("alt") or "")):
            yield alt


def _contexts(link: Anchor, entries: Entries) -> Iterator[str]:
    """What names a link's entry, nearest first."""
    if link.element.tag in EMBEDS:
        yield link.heading
    entry = words(_FILE_FACTS.sub(" ", entries.entry_words(link)))
    head = None if find_date(entry) else entries.head_of(link)
    if head and says_something(entry):
        yield f"{entries.head_line(head)} {entry}"
    elif head:
        yield entries.head_words(head, link)
    yield entry
    if find_date(link.heading) or (years_in(link.heading) and names_month(link.text)):
        yield link.heading
    yield file_name(link.url)
    yield link.heading


def _joined(context: str, text: str) -> str:
    """The context and the link's own poor words, which the context often holds already."""
    context = shorten(context.strip("|-–—:;, "), _LONGEST_CONTEXT, placeholder=" …")
    if is_mere(text) or set(re.findall(r"\w+", text.lower())) <= set(re.findall(r"\w+", context.lower())):
        return context
    return f"{context}: {text}"[:_LONGEST]


def file_name(url: str) -> str:
    """A readable title from the last part of a URL's path, or from a parameter that names a file."""
    parts = urlsplit(url)
    named = [value for _, value in parse_qsl(parts.query) if re.search(rf"\.({EXTENSIONS})$", value, re.IGNORECASE)]
    name = unquote((named or [parts.path])[0].replace("\\", "/").rstrip("/").rpartition("/")[2])
    if re.search(r"\.(aspx?|ashx|php|cfm|axd)$", name, re.IGNORECASE):
        return ""  # the name of the program that sends the file
    name = re.sub(rf"\.({EXTENSIONS})$", "", name, flags=re.IGNORECASE)
    return " ".join(re.sub(r"[_+]+|(?<=\w)-(?=[^\W\d])", " ", name).split())
