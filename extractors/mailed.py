"""How mail programs print a message: headers in any order, with colons or in a table, or a sender over his words."""

from __future__ import annotations

import re

from extractors.paper import Line, Page

_NAMES = frozenset({"from", "to", "sent", "date", "subject", "cc", "received", "attachments", "importance", "reply-to"})
_NAMED = re.compile(rf"\W?(?P<name>{'|'.join(sorted(_NAMES))})\s*:", re.I)
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(r"\b20\d\d\b|\b\d{1,2}/\d{1,2}/\d\d\b")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: A web mailer's line over a message: ``Nora West <nora@acme.example>    Tue, Feb 3, 2026 at 9:12 AM``.
_SENDER = re.compile(r"^.{0,60}<[^<>@\s]+@[^<>\s]+>\s*.{0,12}\b(?=.*\b20\d\d\b).*\d{1,2}:\d\d")
_QUOTES = re.compile(r"^\W*On\b.{6,60}\b20\d\d\b.{0,24}\d{1,2}:\d\d.{0,100}\bwrote:\s*$", re.M)


def is_mailed(page: Page) -> bool:
    """Whether a page begins as a printed e-mail does: who wrote to whom, on a day at a time of day. Memoranda print the
    same names, and no time of day."""
    lines = [line for line in page.lines if line.box[1] < 0.6 * page.height][:30]
    headers = {name: rest for line in lines for name, rest in [_header(line)] if name}
    timed = [rest for name, rest in headers.items() if name in ("sent", "date", "received")]
    if {"from", "to"} <= headers.keys() and any(_CLOCK.search(rest) and _YEAR.search(rest) for rest in timed):
        return True
    if ("to" in headers or "cc" in headers) and any(_SENDER.match(line.text) for line in lines):
        return True
    return bool("wrote:" in page.text and _QUOTES.search(page.text) and len(_ADDRESS.findall(page.text)) >= 2)


def _header(line: Line) -> tuple[str, str]:
    """The name of a message's header and what it says; without a colon the name fills a cell of its own."""
    if match := _NAMED.match(line.text):
        return match["name"].lower(), line.text[match.end() :]
    cells = line.segments
    name = cells[0].text.lower().strip(" :")
    return (name, " ".join(cell.text for cell in cells[1:])) if len(cells) > 1 and name in _NAMES else ("", "")
