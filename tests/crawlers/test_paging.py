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
    '<link rel="next" href="page/2/">': ["page/2/"],
    '<a class="next" href="?sf_paged=2">Next</a>': ["?sf_paged=2"],
    '<a href="?limitstart=20">2</a>': ["?limitstart=20"],
    '<a href="?page_id=12">12</a>': [],
    '<a href="?sort=date">Date</a>': [],
    '<a href="https://elsewhere.example.org/council/agendas/?page=2">2</a>': [],
}


@pytest.mark.parametrize("body", TURNS)
def test_the_next_pages_of_a_list(body: str) -> None:
    assert further(body)[0] == TURNS[body]


DETAILS = {
    '<p><a href="https://records.example.gov/2023-agendas">2023 Agendas</a></p>': [
        "https://records.example.gov/2023-agendas"
    ],
    '<p><a href="https://www.records.example.gov/old">Archived Agendas and Minutes</a></p>': [
        "https://www.records.example.gov/old"
    ],
    '<p><a href="https://elsewhere.example.org/2023-agendas">2023 Agendas</a></p>': [],
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


SCRIPTS = {
    """<a href="javascript:__doPostBack('grid','Page$2')">2</a>""": True,
    """<a href="javascript:changeYear(2021, 2, 'a1')">2021</a>""": True,
    """<button class="load">Load more</button>""": True,
    """<a href="#" class="btn">Show more documents</a>""": True,
    """<a href="javascript:__doPostBack('menu','x')">2</a>""": False,
    """<button>Show more</button>""": False,
    """<button>Load more</button><a rel="next" href="?page=2">2</a>""": False,
}


@pytest.mark.parametrize("body", SCRIPTS)
def test_a_list_that_only_a_script_can_turn_is_noticed(body: str) -> None:
    assert page_links(f"<html>{body}</html>".encode(), LIST).has_script_pager is SCRIPTS[body]
