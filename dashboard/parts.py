"""Pieces that pages are made of: masthead, openings, tables with their download, kind words for empty answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

import streamlit as st

from dashboard.markup import Child, Html, join, link, show, tag
from dashboard.words import is_missing
from watchbill.errors import NotFoundError

ROWS_SHOWN = 100
NAVIGATION = (
    ("/", "Search"),
    ("/agency", "Agencies"),
    ("/vendor", "Vendors"),
    ("/purchase", "Purchases"),
    ("/sources", "Sources"),
    ("/method", "Method"),
)


# --- Addresses ----------


def parameter(name: str, longest: int = 200) -> str | None:
    """A query parameter as a person may have typed it: trimmed, without control characters, None where empty."""
    given = st.query_params.get(name)
    if given is None:
        return None
    return re.sub(r"[\x00-\x1f\x7f]", "", given)[:longest].strip() or None


def identifier(name: str) -> str | None:
    """The public id (``p-3k9x…``) or registry key (``flock-safety``) in a query parameter; None where it is missing.

    Raises NotFoundError for anything that is neither.
    """
    given = parameter(name)
    if given is not None and (len(given) > 80 or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given)):
        raise NotFoundError(f"“{given[:60]}” is not an address of ours.")
    return given


def whole_number(name: str) -> int | None:
    """A positive whole number in a query parameter, or None where it is missing or anything else."""
    given = parameter(name, 6)
    return int(given) if given and re.fullmatch(r"[1-9][0-9]{0,5}", given) else None


# --- Around every page ----------


def masthead(active: str, searched: str | None) -> None:
    """The name, the way around, and a search box on every page but the one that has its own."""
    nav = tag(
        "nav",
        *(link(path, name, aria_current="page" if path == active else None) for path, name in NAVIGATION),
        aria_label="Pages",
    )
    box = tag(
        "form",
        tag(
            "input", type="search", name="q", value=searched, placeholder="Agency, vendor, words…", aria_label="Search"
        ),
        tag("button", "Search", type="submit"),
        action="/",
        method="get",
        role="search",
    )
    name = tag("a", "Watch", tag("i", "bill"), href="/", class_="wb-name")
    show(tag("header", name, nav, None if active == "/" else box, class_="wb wb-masthead"))


def footer(*, is_sample: bool) -> None:
    """What stands under every page: the sample's notice, the method, corrections."""
    blocks = [
        _block(
            "Every figure has its page",
            "Amounts, dates and names were read from released documents by a program. Each one links to the page it "
            "stands on, with a box around it. Figures that nobody has reviewed say so.",
        ),
        _block(
            "Something is wrong?",
            join(
                "Every reading can be corrected; the correction, its reason and its date are kept "
                "beside the first reading. ",
                link("/corrections", "What was corrected"),
                ", and ",
                link("/method#corrections", "how corrections work"),
                ".",
            ),
        ),
        _block(
            "Method",
            join(
                "Asking is not having, and the five amounts are never added to each other. ",
                link("/method", "What the words mean"),
                ".",
            ),
        ),
    ]
    if is_sample:
        blocks.insert(
            0,
            _block(
                "Sample release",
                "These papers are marked “Facsimile typeset from published facts”. They are not originals; "
                "each names the publication it was typeset from.",
            ),
        )
    show(tag("footer", *blocks, class_="wb wb-footer"))


def _block(title: str, body: Child) -> Html:
    return tag("p", tag("b", title), body)


def opening(kicker: Child, headline: Child, standfirst: Child = None) -> None:
    """The top of a page: a label, the headline sentence, and one sentence more."""
    show(
        tag(
            "div",
            tag("p", kicker, class_="wb-kicker"),
            tag("h1", headline),
            tag("p", standfirst, class_="wb-standfirst") if standfirst else None,
            class_="wb wb-open",
        )
    )


def section(title: Child, note: Child = None) -> None:
    """A new section under a rule; its title is a sentence, its note says what stands behind it."""
    show(tag("div", tag("h2", title), tag("p", note) if note else None, class_="wb wb-section"))


def note(*words: Child) -> None:
    """A remark in small grey type."""
    show(tag("div", tag("p", *words, class_="wb-note"), class_="wb"))


def legend(*patches: tuple[str, str]) -> None:
    """What each colour of a chart means, in its own words."""
    keys = (
        tag("span", tag("i", class_="wb-patch", style=f"background:{colour}"), words, class_="wb-legend")
        for colour, words in patches
    )
    show(tag("div", tag("p", *keys, class_="wb-note"), class_="wb"))


def empty(*sentence: Child) -> None:
    """ "No records yet", said as kindly as a full page."""
    show(tag("div", tag("div", tag("p", *sentence), class_="wb-empty"), class_="wb"))


def sorry(sentence: str) -> None:
    """The page for an address that leads to nothing."""
    opening(
        "Nothing here",
        sentence,
        join(
            "It may have been mistyped, or the release it belonged to was taken out. ",
            link("/", "Search for a name or a word"),
            " instead.",
        ),
    )


def trouble() -> None:
    """The page for a fault of ours; what happened is on the terminal, not here."""
    opening(
        "Our fault",
        "This page could not be put together.",
        "The terminal that runs the dashboard says why. Nothing was changed; other pages still work.",
    )
    footer(is_sample=False)


def facts(pairs: Mapping[str, Child]) -> Html:
    """Label and value, one pair a line; pairs without a value are left out."""
    lines = [join(tag("dt", label), tag("dd", value)) for label, value in pairs.items() if not is_missing(value)]
    return tag("dl", *lines, class_="wb-facts")
