"""What a page says of a link: by the link's own words, its row, the line that heads it, its file name, its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import shorten
from urllib.parse import parse_qsl, unquote, urlsplit

from crawlers.anchors import Anchor
from crawlers.dates import find_date
from crawlers.document_urls import EXTENSIONS
from crawlers.entries import Entries
from crawlers.page_text import words

#: Words that say nothing about which document it is.
_EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a access accessible acrobat adobe agenda agendas amended am and approved at attachment attachments audio
        available by cancelled canceled click council details doc document documents docx download downloads draft en
        english espanol español event export file files final for full here html icalendar icon image in info learn
        link live main media meeting meetings minutes mb kb more new no not notice now of on online open opens or packet
        page packets pdf playback please pm posted print read regular revised see show spanish special summary tab text
        the this to updated version video view watch webcast website window word xls xlsx
        january february march april may june july august september october november december
        jan feb mar apr jun jul aug sep sept oct nov dec
        monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun""",
    )
)
#: Words of a link that tell nothing even beside a title: a format, or what a click does.
_MERE_WORDS = frozenset(
    re.findall(r"\w+", "click doc docx document download file here html link open opens pdf the to view word xls xlsx")
)
_SIZE = re.compile(r"[(\[]?\s*\d+([.,]\d+)?\s*(bytes|[kmg]i?b)\s*[)\]]?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_MONTH_YEAR = re.compile(
    r"\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\W+(19|20)\d\d\b|^\W*(19|20)\d\d\W", re.IGNORECASE
)
_CLICK = re.compile(
    r"^(click (here )?(to|for)|opens?|download|view)\s+(the\s+)?|\s+(opens )?in (a )?new (window|tab)\W*$", re.I
)
_LONGEST = 300
_LONGEST_CONTEXT = 160


def title_of(link: Anchor, entries: Entries) -> str:
    """The link's own words where they tell, otherwise with what names its entry: the words of its row, the dated line
    above it, its file name, its heading. At most 300 characters."""
    said = [text for text in _said(link) if text]
    for tells in (says_something, _tells):
        for text in said:
            if tells(text):
                return text[:_LONGEST]
    own = said[0] if said else ""
    for context in _contexts(link, entries):
        if _tells(context):
            return _joined(context, own)
    return (own or file_name(link.url) or link.heading or link.url)[:_LONGEST]


def _said(link: Anchor) -> Iterator[str]:
    """What a link says of itself: its words, its title, its label, its pictures."""
    yield link.text
    for name in ("title", "aria-label", "download"):
        yield words(_CLICK.sub("", link.element.get(name) or ""))
    for image in link.element.iter("img"):
        yield words(image.get("alt") or "")


def _contexts(link: Anchor, entries: Entries) -> Iterator[str]:
    """What names a link's entry, nearest first."""
    entry = entries.entry_words(link)
    head = None if find_date(entry) else entries.head_of(link)
    if head and says_something(entry):
        yield f"{entries.head_line(head)} {entry}"
    elif head:
        yield entries.head_words(head, link)
    yield entry
    if find_date(link.heading):
        yield link.heading
    yield file_name(link.url)
    yield link.heading


def _joined(context: str, text: str) -> str:
    """The context and the link's own poor words, which the context often holds already."""
    context = shorten(context, _LONGEST_CONTEXT, placeholder=" …")
    own = re.findall(r"\w+", text.lower())
    if set(own) <= _MERE_WORDS or set(own) <= set(re.findall(r"\w+", context.lower())):
        return context
    return f"{context}: {text}"[:_LONGEST]


def _tells(text: str) -> bool:
    """Whether words tell one document from the next: more than "Agenda" or "click here", or a date, or a month."""
    return says_something(text) or find_date(text) is not None or bool(_MONTH_YEAR.search(text))


def says_something(text: str) -> bool:
    """Whether a text holds a word beyond those that stand on every link."""
    return any(word.lower() not in _EMPTY_WORDS for word in _WORD.findall(_SIZE.sub(" ", text)))


def file_name(url: str) -> str:
    """A readable title from the last part of a URL's path, or from a parameter that names a file."""
    parts = urlsplit(url)
    named = [value for _, value in parse_qsl(parts.query) if re.search(rf"\.({EXTENSIONS})$", value, re.IGNORECASE)]
    name = unquote((named or [parts.path])[0].replace("\\", "/").rstrip("/").rpartition("/")[2])
    if re.search(r"\.(aspx?|ashx|php|cfm|axd)$", name, re.IGNORECASE):
        return ""  # the name of the program that sends the file
    name = re.sub(rf"\.({EXTENSIONS})$", "", name, flags=re.IGNORECASE)
    return " ".join(re.sub(r"[_+]+|(?<=\w)-(?=[^\W\d])", " ", name).split())
