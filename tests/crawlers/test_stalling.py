"""Text of strangers that would stall a reader whose patterns try everything: each is read in a moment."""

from __future__ import annotations

import time

import pytest

from crawlers.bodies import Body, judge
from crawlers.links import document_links

LONG = 40_000
PAGES = {
    "comments": b"<!-- x -->" * 300 + b"<main><a href='a.pdf'>A</a>",
    "digits in words": b'<p><a href="a.pdf">%s</a>' % (b"1" * LONG),
    "dates in words": b'<p><a href="a.pdf">%s</a>' % (b"20200101" * (LONG // 8)),
    "digits in a name": b'<p><a href="%s.pdf">Agenda</a>' % (b"1" * LONG),
    "slashes in a parameter": b'<p><a href="view?x=%s">Agenda</a><a href="a.pdf">A</a>' % (b"/" * LONG),
    "blanks in a label": b'<p><a href="a.pdf" title="%s." aria-label="%s.">Agenda</a>' % ((b" " * LONG,) * 2),
    "a word in a script": b"<p>Papers</p>" + b'<script>x={%s,u:"/a.pdf"}</script>' % (b"a" * 1900) * 200,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_in_a_moment(name: str) -> None:
    page = PAGES[name]
    began = time.process_time()
    judged, links = judge(page, "text/html"), document_links(page, "https://www.example.gov/")
    assert time.process_time() - began < 2, "a pattern tries everything"
    assert judged == Body("page")
    assert len(links) == 1
