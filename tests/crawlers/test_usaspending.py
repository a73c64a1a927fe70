"""USAspending: counts first, searches split by time below the limit of 10,000, pages until there are no more."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, Ask, ShapeError, Start, read_answer
from crawlers.platforms import usaspending
from crawlers.portals import Portal
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

COUNTS, AWARDS = "/api/v2/search/spending_by_award_count/", "/api/v2/search/spending_by_award/"
NONE = dict.fromkeys(usaspending.KINDS, 0)
LIMIT = usaspending.MOST


class Awards:
    """A small USAspending: so many awards of a kind, one a day from the first day on; 10,000 rows a search at most."""

    def __init__(self, site: Site, per_day: dict[str, int], first: dt.date, days: int) -> None:
        self.per_day, self.first, self.last = per_day, first, first + dt.timedelta(days=days - 1)
        self.most_asked = 0
        site.posts[COUNTS] = self.count
        site.posts[AWARDS] = self.page

    def days(self, filters: dict[str, Any]) -> int:
        [period] = filters["time_period"]
        start, end = (dt.date.fromisoformat(period[name]) for name in ("start_date", "end_date"))
        return max(0, (min(end, self.last) - max(start, self.first)).days + 1)

    def number(self, kind: str, asked: dict[str, Any]) -> int:
        return self.per_day.get(kind, 0) * self.days(asked["filters"])

    def count(self, body: bytes) -> Served:
        asked = json.loads(body)
        kinds = [kind for kind in usaspending.KINDS if kind.startswith("sub") == asked["subawards"]]
        return said({"results": {kind: self.number(kind, asked) for kind in kinds}, "messages": []})

    def page(self, body: bytes) -> Served:
        asked = json.loads(body)
        codes = tuple(asked["filters"]["award_type_codes"])
        [kind] = [
            kind for kind, known in usaspending.KINDS.items()
            if known == codes and kind.startswith("sub") == asked["subawards"]
        ]  # fmt: skip
        last = asked["page"] * asked["limit"]
        self.most_asked = max(self.most_asked, last)
        if last > LIMIT:
            return said({"detail": "Page #101 is over the maximum result limit 10000"}, 422)
        start = asked["filters"]["time_period"][0]["start_date"]
        rows = range(last - asked["limit"], min(last, self.number(kind, asked)))
        more = last < self.number(kind, asked)
        results = [self.row(f"{kind}-{start}-{row}", asked["subawards"]) for row in rows]
        return said({"results": results, "page_metadata": {"page": asked["page"], "hasNext": more}})

    @staticmethod
    def row(name: str, is_sub: bool) -> dict[str, Any]:
        if is_sub:
            return {"Sub-Award ID": "1", "prime_award_generated_internal_id": "ASST_1", "Sub-Awardee Name": "CITY"}
        return {"generated_internal_id": f"CONT_{name}", "Award ID": name, "Recipient Name": "FLOCK GROUP INC"}


def test_every_award_and_sub_award_that_was_counted_comes(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    Awards(site, {"grants": 30, "contracts": 1, "subgrants": 25}, today - dt.timedelta(days=9), 10)
    since = today - dt.timedelta(days=30)
    declared = {"path": "/", "search": ("flock",), "since": since}
    reports = crawl_portals(sqlite_store, archive, site, "usaspending", {"all": declared})
    report = reports["all"]
    assert (report.outcome, report.entries) == ("complete", 300 + 10 + 250), report
    assert report.pages == 2 + 3 + 1 + 3
    assert report.documents >= 5  # every answer is kept; pages of equal sub-awards are one document


def test_a_search_beyond_the_limit_is_split_by_time_and_a_day_beyond_it_is_named(site: Site) -> None:
    awards = Awards(site, {"contracts": 4000, "loans": 12_000}, dt.date(2025, 1, 1), 8)
    portal = Portal("k", "a", "usaspending", "https://api.usaspending.gov/", search=("x",), since=dt.date(2025, 1, 1))
    waiting = list(usaspending.first(Start(portal, dt.date(2025, 1, 8))))
    totals: dict[str, int] = {}
    missing: list[str] = []
    while waiting:
        ask = waiting.pop()
        answer = (awards.count if COUNTS in ask.url else awards.page)(json.dumps(ask.data).encode())
        assert answer.status == 200
        listing = read_answer(usaspending, Answer(ask.url, answer.body, ask=ask))
        missing += listing.missing
        if listing.total is not None:
            totals[ask.series] = listing.total
            waiting += [further for further in listing.asks if int(further.facts["page"]) in (99, 100)]
        else:
            waiting += listing.asks
    contracts = {name: total for name, total in totals.items() if name.startswith("contracts")}
    assert sum(contracts.values()) == 32_000
    assert max(contracts.values()) <= LIMIT
    loans = [total for name, total in totals.items() if name.startswith("loans")]
    assert loans == [12_000] * 8
    assert len([reason for reason in missing if reason.startswith("loans of 2025-01-")]) == 8
    assert awards.most_asked <= LIMIT


def test_pages_end_at_the_limit_even_where_more_is_promised() -> None:
    search = usaspending.Search("x", dt.date(2025, 1, 1), dt.date(2025, 1, 1), False, "grants")
    for number, further in ((99, 1), (100, 0)):
        ask = usaspending._page(search, usaspending.API, number, 12_000)
        body = said({"results": [Awards.row("a", False)], "page_metadata": {"hasNext": True}}).body
        listing = read_answer(usaspending, Answer(ask.url, body, ask=ask))
        assert (len(listing.asks), listing.total) == (further, 12_000)
        assert listing.data is not None
        assert listing.data.url.endswith(f"page-{number}")


def test_errors_and_pages_that_are_none_are_named(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    answers = {
        "forbidden": said({"detail": "no"}, 403),
        "html": Served(b"<html><body>We are down for maintenance</body></html>"),
        "odd": said({"results": {"contracts": 1}}),
        "lost": said({"results": NONE | {"contracts": 3}}),
        "swapped": said({"results": NONE | {"subgrants": 1}}),
    }
    site.posts[COUNTS] = lambda body: answers[json.loads(body)["filters"]["keywords"][0]]
    site.posts[AWARDS] = lambda _: said({"results": [Awards.row("a", False)], "page_metadata": {"hasNext": False}})
    declared = {name: {"path": "/", "search": (name,)} for name in answers}
    reports = crawl_portals(sqlite_store, archive, site, "usaspending", declared)
    assert {name: report.outcome for name, report in reports.items()} == {
        "forbidden": "failed",
        "html": "failed",
        "odd": "failed",
        "lost": "incomplete",
        "swapped": "incomplete",
    }
    assert "1 of 3 entries" in reports["lost"].detail


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"results": [{"name": "x"}]}', b'{"detail": "bad"}', b"<html>"])
def test_what_is_no_list_is_named(body: bytes) -> None:
    url = usaspending.API + AWARDS
    with pytest.raises(ShapeError):
        read_answer(usaspending, Answer(url, body, ask=Ask(url)))
