"""`/sources`: which public sites the papers come from, and whether the last crawl of each got everything."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from dashboard.markup import Child, Html, join, link, show, tag
from dashboard.parts import empty, facts, opening, section
from dashboard.store import ask
from dashboard.tables import Col, table
from dashboard.words import OUTCOME_MEANINGS, count, is_missing, moment

#: What a crawl without an outcome is: it runs, or its process was killed.
UNFINISHED = "not finished"


def site(row: Any) -> Html:
    """The portal by its host, with its address and the software behind it."""
    host = urlsplit(row.url).hostname or row.url
    return join(link(row.url, host), tag("small", f"{row.portal}, {row.platform}"))


def last_crawl(row: Any) -> Html:
    """How the last crawl ended and when it began; what it says of what is missing."""
    outcome = UNFINISHED if is_missing(row.outcome) else row.outcome
    since = None
    if row.outcome != "complete":
        since = "never complete" if is_missing(row.last_complete) else f"last complete {moment(row.last_complete)}"
    said = None if is_missing(row.detail) else str(row.detail)
    return join(f"{outcome}, {moment(row.last_crawl)}", *(tag("small", words) for words in (said, since) if words))


def whose(row: Any) -> Child:
    return "several" if is_missing(row.agency_name) else row.agency_name


def figure(row: Any, name: str) -> str:
    return "–" if is_missing(getattr(row, name)) else f"{int(getattr(row, name)):,}"


def headline(rows: pd.DataFrame) -> str:
    whole = int((rows["outcome"] == "complete").sum())
    return f"{count(len(rows), 'public site')} crawled; the last crawl of {whole} got everything on offer"


rows = ask("portals")
opening("Sources", headline(rows) if len(rows) else "Where the papers come from")
if rows.empty:
    empty("No records yet: no portal was crawled into this store.")
else:
    columns = [
        Col("Site", site),
        Col("Agency", whose),
        Col("Last crawl", last_crawl),
        Col("On offer", lambda row: figure(row, "found"), is_number=True),
        Col("New", lambda row: figure(row, "new"), is_number=True),
        Col("Lost", lambda row: figure(row, "lost"), is_number=True),
        Col("Documents kept", lambda row: figure(row, "documents"), is_number=True),
    ]
    table(rows, columns, question="portals", name="sources", what="site")
    section("How a crawl ends")
    show(tag("div", facts(OUTCOME_MEANINGS), class_="wb"))
