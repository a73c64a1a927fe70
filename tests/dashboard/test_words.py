"""Money, dates and doubt are said the same way everywhere, and markup cannot be broken out of."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dashboard
from dashboard.boxes import close_up_window
from dashboard.hits import marked
from dashboard.markup import link, tag
from dashboard.proof import is_of_this_machine
from dashboard.sentences import sentence_of
from dashboard.words import certainty, corrected, count, day, doubt, is_missing, money, short_money
from watchbill.questions import FOUND_END, FOUND_START


@pytest.mark.parametrize(
    ("cents", "currency", "said"),
    [
        (34_200_000, "USD", "$342,000.00"),
        (34_395, "USD", "$343.95"),
        (0, "USD", "$0"),
        (-5_00, "USD", "-$5.00"),
        (None, "USD", "no record yet"),
        (pd.NA, "USD", "no record yet"),
        (100_00, "CAD", "100.00 CAD"),
        (9_007_199_254_740_993, "USD", "$90,071,992,547,409.93"),
    ],
)
def test_money(cents: Any, currency: str, said: str) -> None:
    assert money(cents, currency) == said


@pytest.mark.parametrize(
    ("cents", "said"), [(123_456_789_00, "$123.5 million"), (171_000_00, "$171,000"), (6_00, "$6"), (34_395, "$343.95")]
)
def test_short_money(cents: int, said: str) -> None:
    assert short_money(cents) == said


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (dt.date(2025, 3, 4), "4 March 2025"),
        ("2025-03-04", "4 March 2025"),
        ("2021-05", "2021-05"),
        (None, "no date printed"),
    ],
)
def test_day(date: Any, said: str) -> None:
    assert day(date) == said


def test_zero_is_known_and_empty_is_not() -> None:
    assert not is_missing(0)
    assert all(is_missing(nothing) for nothing in (None, "", pd.NA, pd.NaT, float("nan")))


def test_doubt_is_said_in_words() -> None:
    assert certainty(0.97) == "read with confidence (97%)"
    assert "uncertain" in certainty(0.9)
    assert "do not quote" in certainty(0.5)


@pytest.mark.parametrize(
    ("cents", "unreviewed", "is_reviewed", "words"),
    [
        (34_200_000, 28_530_000, False, "of which $285,300.00 nobody has reviewed"),
        (34_200_000, 34_200_000, False, "as read, not reviewed"),
        (0, 0, False, "as read, not reviewed"),
        (34_200_000, 0, True, None),
        (None, None, None, None),
    ],
)
def test_doubt_is_said_of_sums(cents: Any, unreviewed: Any, is_reviewed: Any, words: str | None) -> None:
    assert doubt(cents, unreviewed, is_reviewed) == words


def test_a_corrected_value_says_what_was_read_when_and_why() -> None:
    row = pd.Series(
        {"corrected_at": dt.datetime(2026, 11, 20, tzinfo=dt.UTC), "as_read_cents": 17_100_000, "currency": "USD",
         "correction_reason": "the page says 170,000", "value_as_read": "171000.00"}
    )  # fmt: skip
    assert corrected(row) == "corrected from $171,000.00 by a reviewer on 20 November 2026: the page says 170,000"
    row["as_read_cents"], row["value_as_read"] = None, "Flok"
    assert str(corrected(row)).startswith("corrected from “Flok” by")
    assert corrected(pd.Series({"corrected_at": None})) is None


def _purchase(**known: Any) -> Any:
    nothing = {"best_amount": "none", "best_cents": None, "best_is_reviewed": None, "currency": "USD", "rungs": ""}
    names = {
        "agency_name": "Reno PD",
        "department_name": None,
        "maker_name": "Vigilant",
        "seller_name": "Vetted",
        "technologies": "",
    }
    return pd.Series(nothing | names | {"furthest_kind": None} | known)


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (
            {"rungs": "proposed", "furthest_kind": "quote"},
            "Vetted quoted Reno PD for a technology not known from Vigilant",
        ),
        (
            {"rungs": "proposed", "furthest_kind": "quote", "seller_name": "Vigilant"},
            "Vigilant quoted Reno PD for a technology not known",
        ),
        (
            {"rungs": "proposed, recommended", "furthest_kind": "staff_report"},
            "Staff of Reno PD recommended a technology not known from Vigilant",
        ),
        (
            {"best_amount": "paid", "best_cents": 100, "paid_unreviewed_cents": 40, "best_is_reviewed": False},
            "Reno PD paid $1.00 (of which $0.40 nobody has reviewed) for a technology not known from Vigilant",
        ),
        (
            {"best_amount": "ceiling", "best_cents": 0, "ceiling_unreviewed_cents": 0, "best_is_reviewed": False},
            "Reno PD got a technology not known from Vigilant at no cost (as read, not reviewed)",
        ),
        ({}, "Reno PD is named together with a technology not known from Vigilant; nothing proves a purchase"),
    ],
)
def test_a_sentence_says_no_more_than_is_proved(known: dict[str, Any], sentence: str) -> None:
    assert sentence_of(_purchase(**known)) == sentence


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [("http://127.0.0.1:8599/a.pdf", True), ("http://localhost/a", True), ("http://[::1]/a", True),
     ("https://example.org/127.0.0.1", False), ("https://10.0.0.1/", False)],
)  # fmt: skip
def test_addresses_of_this_machine_are_no_links(url: str, is_ours: bool) -> None:
    assert is_of_this_machine(url) is is_ours


def test_count() -> None:
    assert [count(number, "agency", "agencies") for number in (0, 1, 1204)] == [
        "0 agencies",
        "1 agency",
        "1,204 agencies",
    ]


@given(st.text())
def test_no_text_breaks_out_of_markup(words: str) -> None:
    made = tag("a", words, title=words)
    assert made.count("<") == made.count(">") == 2
    inner = re.fullmatch(r'<a title="([^"]*)">(.*)</a>', made, re.DOTALL)
    assert inner is not None


@given(st.text())
def test_a_snippet_holds_no_markup_but_its_marks(words: str) -> None:
    made = marked(f"{words}{FOUND_START}{words}{FOUND_END}")
    assert set(re.findall(r"<[^>]*>", made)) <= {'<mark class="wb-mark">', "</mark>"}


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "vbscript:x",
        " ",
        None,
    ],
)
def test_links_lead_to_our_pages_or_the_web_only(href: str | None) -> None:
    assert link(href, "words") == "<span>words</span>"


def test_links_that_are_allowed() -> None:
    assert 'href="/agency?id=a-1"' in link("/agency?id=a-1", "x")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in link("https://example.org/a?b=1&c=2", "x")


@given(
    x0=st.floats(0, 600), top=st.floats(0, 780), wide=st.floats(0.5, 612), high=st.floats(0.5, 792),
)  # fmt: skip
def test_a_close_up_holds_the_box_and_stays_on_the_page(x0: float, top: float, wide: float, high: float) -> None:
    box = pd.Series({"x0": x0, "top": top, "x1": min(x0 + wide, 612), "bottom": min(top + high, 792)})
    left, upper, width, height = close_up_window(box, 612, 792)
    slack = 1e-6
    assert left >= -slack
    assert upper >= -slack
    assert left + width <= 612 + slack
    assert upper + height <= 792 + slack
    assert left <= box.x0 + slack
    assert left + width >= box.x1 - slack
    assert upper <= box.top + slack
    assert upper + height >= box.bottom - slack


def test_html_is_shown_in_one_place_only() -> None:
    folder = Path(dashboard.__file__).parent
    showing = [path.name for path in folder.rglob("*.py") if re.search(r"\bst\.html\(", path.read_text())]
    unsafe = [path.name for path in folder.rglob("*.py") if "unsafe_allow" in path.read_text()]
    assert showing == ["markup.py"]
    assert unsafe == []
