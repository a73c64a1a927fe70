"""HTML that is safe by construction, and the one place where it is shown.

Names, file names and search words come from strangers. `tag` escapes every child that is not already `Html`, and drops
links that lead anywhere but to a page of ours or to http(s). Streamlit then sanitises once more, and the policy of
`server.SECURITY_HEADERS` runs no inline script.
"""

from __future__ import annotations

import re
from html import escape
from typing import TypeAlias

import streamlit as st

_SAFE_LINK = re.compile(r"(/(?![/\\])|#|\?|https?://)", re.IGNORECASE)


class Html(str):
    """Markup in which everything a stranger wrote is escaped."""

    __slots__ = ()


Child: TypeAlias = "Html | str | int | float | None"


def text(child: Child) -> Html:
    """A child as markup: `Html` as it is, nothing for None, everything else escaped."""
    if child is None:
        return Html()
    return child if isinstance(child, Html) else Html(escape(str(child), quote=True))


def join(*children: Child, between: str = "") -> Html:
    """Children one after the other."""
    return Html(text(between).join(text(child) for child in children if child is not None))


def tag(name: str, /, *children: Child, **attributes: str | int | float | None) -> Html:
    """An element. `class_` is written class, underscores as dashes; attributes that are None are left out."""
    opening = [name]
    for key, setting in attributes.items():
        if setting is not None:
            opening.append(f'{key.rstrip("_").replace("_", "-")}="{escape(str(setting), quote=True)}"')
    start = Html(f"<{' '.join(opening)}>")
    return start if name in ("br", "hr", "img", "input") else Html(f"{start}{join(*children)}</{name}>")


def link(href: str | None, *children: Child, **attributes: str | int | None) -> Html:
    """A link, or the bare words where `href` is missing or leads elsewhere than to our pages or to http(s)."""
    if not href or not _SAFE_LINK.match(href.strip()):
        return tag("span", *children, **attributes)
    return tag("a", *children, href=href.strip(), **attributes)


def show(*children: Child) -> None:
    """Put markup on the page."""
    st.html(join(*children))
