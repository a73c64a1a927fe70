"""What a search found: names, purchases, and pages with the words marked."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

import pandas as pd

from dashboard import parts
from dashboard.listings import only_named, proved_and_named, purchases_table
from dashboard.markup import Html, join, link, show, tag, text
from dashboard.store import ask
from dashboard.tables import download
from dashboard.words import count, is_missing, said
from watchbill.questions import FOUND_END, FOUND_START

PAGES_SHOWN = 20


def results(words: str, after: int) -> None:
    """Names, purchases and pages that hold the words; the first `after` pages are passed over."""
    names = ask("search_names", text=words)
    purchases = ask("purchases", text=words)
    pages = ask("search_pages", text=words, limit=PAGES_SHOWN + 1, offset=after)
    if names.empty and purchases.empty and pages.empty:
        parts.section(f"Nothing holds “{words}” yet")
        parts.empty(
            "No name, no purchase and no page in this store has all of these words. "
            "Try fewer words, or a part of a name."
        )
        return
    known, idle = names[names["purchases"] > 0], names[names["purchases"] == 0]
    if not names.empty:
        parts.section(f"{count(len(names), 'name')} with “{words}”")
        _list(*(_name(row) for row in known.itertuples(index=False)))
    if not idle.empty:
        links = (link(_place(row), row.name) for row in idle.itertuples(index=False))
        also = "Also in the registry" if len(known) else "In the registry"
        parts.note(f"{also}, without a purchase on record: ", join(*links, between=", "), ".")
    if not purchases.empty:
        proved, named = proved_and_named(purchases)
        if not proved.empty:
            parts.section(f"{count(len(proved), 'purchase')} with “{words}” in a name")
            purchases_table(proved, "purchases-found")
        only_named(named, "named-found")
    if not pages.empty:
        _pages(words, pages, after)


def _pages(words: str, pages: pd.DataFrame, after: int) -> None:
    more, pages = len(pages) > PAGES_SHOWN, pages.head(PAGES_SHOWN)
    told = f"Pages {after + 1} to {after + len(pages)}" if after or more else count(len(pages), "page")
    parts.section(f"{told} with these words", "The best first. Each leads to the page itself.")
    _list(*(_page(row) for row in pages.itertuples(index=False)))
    here = f"/?q={quote_plus(words)}&after="
    before = link(f"{here}{max(after - PAGES_SHOWN, 0)}", "← Pages before") if after else tag("span")
    following = (
        link(f"{here}{after + PAGES_SHOWN}", "More pages →") if more else tag("span", "no more pages", class_="wb-note")
    )
    show(tag("div", tag("nav", before, following, class_="wb-pager", aria_label="Pages found"), class_="wb"))
    download(pages, "search_pages", "pages-found")


def _list(*hits: Html) -> None:
    if hits:
        show(tag("div", tag("ul", *hits, class_="wb-hits"), class_="wb"))


def _place(row: Any) -> str:
    pages = {"agency": f"/agency?id={row.id}", "technology": f"/purchase?technology={row.key}"}
    return pages.get(row.kind, f"/vendor?id={row.id}")


def _name(row: Any) -> Html:
    said_of = [
        said(row.kind).capitalize(),
        None if is_missing(row.detail) or row.kind == "technology" or row.detail == row.kind else str(row.detail),
        f"printed as “{row.matched}”" if row.matched != row.name else None,
        count(row.purchases, "purchase"),
    ]
    title = link(_place(row), row.name, class_="wb-title")
    return tag("li", title, tag("p", " · ".join(words for words in said_of if words)))


def _page(row: Any) -> Html:
    where = f"/evidence?document={row.document_id}&page={row.page}"
    title = link(where, f"{row.document_title}, page {row.page}", class_="wb-title")
    after = [
        None if is_missing(row.purchase_id) else link(f"/purchase?id={row.purchase_id}", "The purchase it belongs to"),
        "text read from a picture" if row.origin == "ocr" else None,
    ]
    told = tag("p", join(*after, between=" · "), class_="wb-note") if any(after) else None
    return tag("li", title, tag("p", marked(row.snippet)), told)


def marked(snippet: str) -> Html:
    """A snippet with the words found marked: escaped first, then marked."""
    return Html(text(snippet).replace(FOUND_START, '<mark class="wb-mark">').replace(FOUND_END, "</mark>"))
