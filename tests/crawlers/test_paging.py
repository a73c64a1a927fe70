"""Which further pages of a list a page leads to, by its HTML alone."""

from __future__ import annotations

import pytest

from crawlers.paging import page_links

LIST = "https://records.example.gov/council/agendas/"


def further(body: str, url: str = LIST) -> tuple[list[str], list[str]]:
    found = page_links(f"<html><body>{body}</body></html>".encode(), url)
    return [page.removeprefix(LIST) for page in found.turns], [page.removeprefix(LIST) for page in found.details]


TURNS = {
    '<a rel="next" href="two.html">on</a>': ["two.html"],
    '<a href="?page=2">2</a><a href="?page=3">3</a>': ["?page=2", "?page=3"],
    '<a href="?page=2">Next ›</a>': ["?page=2"],
    '<a href="?cp_364=2">2</a>': ["?cp_364=2"],
    '<a href="page/2/">»</a>': ["page/2/"],
    '<a href="?start=20" aria-label="Next page"><i></i></a>': ["?start=20"],
    '<ul class="pagination"><li><a href="?q=x&amp;set=2">2</a></li></ul>': ["?q=x&set=2"],
    '<a href="?year=2024">2024</a>': ["?year=2024"],
    '<a href="?sort=date">Date</a>': [],
    '<a href="https://elsewhere.example.org/council/agendas/?page=2">2</a>': [],
}


@pytest.mark.parametrize("body", TURNS)
def test_the_next_pages_of_a_list(body: str) -> None:
    assert further(body)[0] == TURNS[body]


DETAILS = {
    '<main><a href="2026-01-20/">January meeting</a></main>': ["2026-01-20/"],
    '<li>January 20, 2026 <a href="https://records.example.gov/event/77">Details</a></li>': [
        "https://records.example.gov/event/77"
    ],
    '<p><a href="https://records.example.gov/parks">Parks</a></p>': [],
    '<nav><a href="2026-01-20/">January meeting</a></nav>': [],
    '<div class="site-menu"><a href="all/">All</a></div>': [],
    '<main><a href="login/">Log in</a> <a href="photo.jpg">Photo</a> <a href="po.pdf">Order</a></main>': [],
}


@pytest.mark.parametrize("body", DETAILS)
def test_the_detail_pages_of_a_list(body: str) -> None:
    assert further(body)[1] == DETAILS[body]


def test_a_pager_that_only_a_script_can_turn_is_noticed() -> None:
    body = b"""<html><a href="javascript:__doPostBack('grid','Page$2')">2</a></html>"""
    assert page_links(body, LIST).has_script_pager
    assert not page_links(
        b"""<html><a href="javascript:__doPostBack('menu','x')">2</a></html>""", LIST
    ).has_script_pager
