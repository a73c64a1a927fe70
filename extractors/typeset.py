"""Plain text and web pages typeset as pages, so that they can be read, shown and cited like any paper."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from extractors.paper import Paper
from extractors.press import HEIGHT as HEIGHT
from extractors.press import LETTER as LETTER
from extractors.press import LINE as LINE
from extractors.press import MARGIN as MARGIN
from extractors.press import WIDTH as WIDTH
from extractors.press import Press, paper_of


def typeset(text: str) -> Paper:
    """Plain text as pages: one printed line a line, long lines folded, 72 pt margins, 12 pt lines."""
    return paper_of(set_text(text).finish())


def set_text(text: str) -> Press:
    """Plain text on the press."""
    press = Press()
    for line in text.splitlines():
        if press.is_cut:
            break
        press.text(line.rstrip())
    return press


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
