"""What a page says of a link, a title and a date: by the link's own words, its row, the heading, its file name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from textwrap import shorten
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from crawlers.anchors import INLINE, SILENT, Anchor, text_of
from crawlers.dates import find_date, find_url_date

#: Words that say nothing about which document it is.
_EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a access acrobat adobe agenda agendas amended and approved attachment attachments available click council
        details doc document documents docx download downloads draft en english espanol español file final for full
        here html icon in info learn link main meeting minutes more new now of on online open opens or packet page
        packets pdf please print read regular revised see spanish special summary tab text the this to version view
        website window word xls xlsx""",
    )
)
#: Words of a link that tell nothing even beside a title: a format, or what a click does.
_MERE_WORDS = frozenset(
    re.findall(r"\w+", "click doc docx document download file here html link open pdf view word xls xlsx")
)
_SIZE = re.compile(r"[(\[]?\s*\d+([.,]\d+)?\s*(bytes|[kmg]i?b)\s*[)\]]?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_ROWS = frozenset(("tr", "li", "dd", "article", "p", "figure", "section", "div", "td"))
_LONGEST_ROW = 400


def title_of(anchor: Anchor) -> str:
    """The link's own words where they tell, otherwise what stands before it in its row, its file name, its heading."""
    element = anchor.element
    said = [anchor.text, element.get("title"), element.get("aria-label")]
    said += [image.get("alt") for image in element.iter("img")]
    for words in said:
        if words and _tells(words):
            return " ".join(words.split())[:300]
    name = file_name(anchor.url)
    contexts = [_words_before(anchor), name, anchor.heading]
    if find_date(anchor.heading):
        contexts.insert(1, anchor.heading)
    for context in contexts:
        if _tells(context):
            return _joined(context, anchor.text)
    return (anchor.text or name or anchor.heading or anchor.url)[:300]


def _words_before(anchor: Anchor) -> str:
    """What a row says of one of its links: the words between the link before it and itself, or else the row's first."""
    row = _row(anchor.element)
    if row is None:
        return ""
    chunks = [""]
    for piece, owner in _owned(row):
        if owner is None:
            chunks[-1] += piece
        elif owner is anchor.element:
            break
        elif chunks[-1].strip():
            chunks.append("")
    chunks = [" ".join(chunk.split()).strip("|-–—:;, ") for chunk in chunks]
    for chunk in (chunks[-1], chunks[0]):
        if _tells(chunk):
            return chunk
    rest = " ".join("".join(piece for piece, owner in _owned(row) if owner is None).split())
    if _tells(rest):
        return rest
    return "" if anchor.text else text_of(row)


def _owned(row: Any) -> Iterator[tuple[str, Any]]:
    """The text of a row in order, each piece with the link it belongs to, if any."""

    def walk(element: Any, owner: Any) -> Iterator[tuple[str, Any]]:
        if not isinstance(element.tag, str) or element.tag in SILENT:
            return
        owner = element if element.tag == "a" else owner
        yield ("" if element.tag in INLINE else " ") + (element.text or ""), owner
        for child in element:
            yield from walk(child, owner)
            yield ("" if child.tag in INLINE else " ") + (child.tail or ""), owner

    return walk(row, None)


def _joined(context: str, text: str) -> str:
    """The context and the link's own poor words, which the context often holds already."""
    context = shorten(context, 160, placeholder=" …")
    if set(re.findall(r"\w+", text.lower())) <= _MERE_WORDS:
        return context
    return context if not text or text.lower() in context.lower() else f"{context}: {text}"[:300]


def _tells(text: str) -> bool:
    """Whether words tell one document from the next: more than "Agenda" or "click here", or a date."""
    return says_something(text) or find_date(text) is not None


def says_something(text: str) -> bool:
    """Whether a text holds a word beyond those that stand on every link."""
    words = [word.lower() for word in _WORD.findall(_SIZE.sub(" ", text))]
    return any(word not in _EMPTY_WORDS for word in words)


def row_text(element: Any) -> str:
    """The text of the row, item or card that an element stands in; empty where there is none."""
    row = _row(element)
    return text_of(row) if row is not None else ""


def _row(element: Any) -> Any:
    """The smallest row, item or card around an element that says more than the element itself."""
    own = len(text_of(element))
    for above in element.iterancestors():
        if above.tag in ("body", "main", "table", "ul", "ol", "form"):
            return None
        if above.tag not in _ROWS:
            continue
        length = len(text_of(above, _LONGEST_ROW))
        if length > _LONGEST_ROW:
            return None
        if length > own + 3:
            return above
    return None


def file_name(url: str) -> str:
    """A readable title from the last part of a URL's path, or from a parameter that names a file."""
    parts = urlsplit(url)
    names = [value for _, value in parse_qsl(parts.query) if re.search(r"\.\w{3,4}$", value)]
    name = unquote((names or [parts.path])[0].replace("\\", "/").rstrip("/").rpartition("/")[2])
    if re.search(r"\.(aspx?|ashx|php|cfm|axd)$", name, re.IGNORECASE):
        return ""  # the name of the program that sends the file
    name = re.sub(r"\.(pdf|docx?|xlsx?|pptx?|csv|rtf|zip)$", "", name, flags=re.IGNORECASE)
    return " ".join(re.sub(r"[_+]+|(?<=\w)-(?=[^\W\d])", " ", name).split())


def date_of(anchor: Anchor) -> dt.date | None:
    """The date in the link's text, its title attribute, its row, its file name, or the heading above it."""
    element = anchor.element
    for words in (anchor.text, element.get("title") or "", _words_before(anchor), row_text(element)):
        if date := find_date(words):
            return date
    heading = "" if says_something(anchor.text) else anchor.heading
    return find_url_date(anchor.url) or find_date(heading)
