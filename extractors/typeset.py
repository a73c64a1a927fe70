"""Plain text and web pages typeset as pages, so that they can be read, shown and cited like any paper."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from extractors.paper import Page, Paper, Word

#: Points: a letter page with an inch of margin, twelve-point lines and letters of one width.
WIDTH, HEIGHT, MARGIN, LINE, LETTER = 612.0, 792.0, 72.0, 12.0, 4.8


def typeset(text: str) -> Paper:
    """Plain text as pages: one printed line a line, long lines folded, 72 pt margins, 12 pt lines."""
    columns = int((WIDTH - 2 * MARGIN) / LETTER)
    lines = [part for line in text.expandtabs(4).splitlines() for part in _folded(line, columns)]
    per_page = int((HEIGHT - 2 * MARGIN) / LINE)
    pages: list[Page] = []
    for start in range(0, len(lines), per_page):
        number = len(pages) + 1
        words = [
            word for at, line in enumerate(lines[start : start + per_page]) for word in _set_line(line, at, number)
        ]
        pages.append(Page(number, WIDTH, HEIGHT, "native" if words else "none", tuple(words)))
    return Paper(tuple(pages) or (Page(1, WIDTH, HEIGHT, "none", ()),))


def _folded(line: str, columns: int) -> list[str]:
    """A line cut at spaces into parts of at most `columns` letters; a longer word is cut hard."""
    parts = []
    while len(line) > columns:
        cut = line.rfind(" ", 1, columns)
        cut = cut if cut > 0 else columns
        parts.append(line[:cut])
        line = line[cut:].lstrip()
    return [*parts, line]


def _set_line(line: str, at: int, page: int) -> list[Word]:
    top = MARGIN + at * LINE
    return [
        Word(found.group(), MARGIN + found.start() * LETTER, top, MARGIN + found.end() * LETTER, top + LINE - 2, page)
        for found in re.finditer(r"\S+", line)
    ]


def decoded(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with a mark, or Windows' Western code page; None for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # a character cut at the end of what was looked at
            return data[: error.start].decode("utf-8-sig")
    odd = sum(byte < 9 or 13 < byte < 32 for byte in data)
    return data.decode("cp1252", errors="replace") if odd == 0 else None


class _Visible(HTMLParser):
    """The text a browser shows, a line a block."""

    BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "pre", "hr", "title", "section"})
    HIDDEN = frozenset({"script", "style", "template", "noscript"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in self.HIDDEN
        self.parts.append("\n" if tag in self.BLOCKS else "    " if tag in ("td", "th") else "")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in self.HIDDEN))
        self.parts.append("\n" if tag in self.BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def visible_text(html: str) -> str:
    parser = _Visible()
    parser.feed(html)
    parser.close()
    return re.sub(r"\n\s*\n+", "\n\n", "".join(parser.parts))
