"""Documents of answers in JSON that belong to no platform we know."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from crawlers.links import Link
from crawlers.listing import ShapeError
from crawlers.offers import offered_documents

HERE = "https://city.example.gov/wp-json/tribe/events/v1/events"

EVENTS = {
    "events": [
        {
            "title": "City Council &#8211; Regular",
            "date": "2024-01-02 10:00:00",  # of the post, not of the meeting
            "modified": "2024-02-02 10:00:00",
            "start_date": "2024-03-12 18:00:00",
            "description": '<p>Read the <a href="https://city.example.gov/up/2024/03/a.pdf">agenda</a>.</p>',
            "image": {"url": "https://city.example.gov/seal.jpg"},
        },
        {"title": "Closed session", "description": "", "attachments": [{"name": "Notice", "file": "/up/notice.docx"}]},
    ]
}


def test_links_in_pieces_of_html_and_addresses_of_files() -> None:
    assert offered_documents(json.dumps(EVENTS).encode(), HERE) == [
        Link("https://city.example.gov/up/2024/03/a.pdf", "City Council – Regular: agenda", dt.date(2024, 3, 12)),
        Link("https://city.example.gov/up/notice.docx", "Notice", None),
    ]


def test_a_calendar_without_documents_offers_none() -> None:
    assert offered_documents(b'{"events": [], "total": 0}', HERE) == []


@pytest.mark.parametrize("body", [b"{broken", b"plain words", b"%PDF-1.4"])
def test_what_cannot_be_listed_is_refused(body: bytes) -> None:
    with pytest.raises(ShapeError):
        offered_documents(body, HERE)
