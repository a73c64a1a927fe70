"""Ends and notice deadlines as a calendar (RFC 5545): one all-day event a day to keep in mind, with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from icalendar import Calendar, Event

#: Term -> how an event is headed.
HEADINGS = {"end": "Ends", "notice": "Last day to give notice"}


def calendar_of(terms: Iterable[Mapping[str, Any]], site: str, now: dt.datetime) -> bytes:
    """The calendar of rows of the question `terms`, those of ends and notices that have a day.

    `site` is where the dashboard is served; `now` stamps the events. The UID of an event says purchase and term, so a
    calendar that is loaded again moves an event and does not double it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Watchbill//terms//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Contracts: ends and notice deadlines")
    for row in terms:
        if row["term"] in HEADINGS and row["date"]:
            calendar.add_component(_event(row, site.rstrip("/"), now))
    written: bytes = calendar.to_ical()
    return written


def _event(row: Mapping[str, Any], site: str, now: dt.datetime) -> Event:
    day = dt.date.fromisoformat(str(row["date"]))
    doubt = " (not reviewed)" if row["needs_review"] else ""
    whose = f", {row['agency_name']}" if row["agency_name"] else ""
    lines = [
        row["sentence"] + (" Inferred or not reviewed: check it before you rely on it." if doubt else ""),
        f"Printed: “{row['raw']}” ({row['document_title']}, page {row['page']})" if row["raw"] else "",
        f"Evidence: {site}{row['evidence_path']}" if row["evidence_path"] else "",
        f"Purchase: {site}{row['path']}",
    ]
    event = Event()
    event.add("uid", f"{row['purchase_id']}-{row['term']}@watchbill")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", f"{HEADINGS[row['term']]}: {row['title']}{whose}{doubt}")
    event.add("description", "\n".join(filter(None, lines)))
    event.add("url", f"{site}{row['path']}")
    event.add("transp", "TRANSPARENT")
    return event
