"""Terms: start, end, renewal, notice deadline; what is inferred or in doubt says so."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.flags.casebook import stating
from tests.purchases.desk import AGENCY, joined, lay, paper
from watchbill.answers import rows
from watchbill.model import Kind, Record
from watchbill.terms.spans import Span, span_of

PARTIES = {"agency": "City of Eugene", "vendor": "Flock Group Inc", "number": "C-4001"}


def contract(states: dict[str, object] | None = None, **fields: str) -> Record:
    return stating(paper(Kind.CONTRACT, PARTIES | {"total": "9000.00"} | fields), states or {})


def amendment(**fields: str) -> Record:
    return paper(Kind.AMENDMENT, {**PARTIES, "number": "1", "contract_number": "C-4001"} | fields)


def terms_of(engine: sa.Engine, *records: Record) -> dict[str, dict[str, object]]:
    for at, record in enumerate(records):
        lay(engine, record, agency=AGENCY, copy=at)
    joined(engine)
    with engine.connect() as connection:
        return {row["term"]: row for row in rows(connection, "terms")}


def test_the_notice_deadline_is_the_end_less_the_days_of_notice(both_desks: sa.Engine) -> None:
    found = terms_of(
        both_desks,
        contract(
            {"renewal": "automatic", "renewal_term": "1 year", "notice": "60 days"},
            date="2024-01-02", start_date="2024-01-01", end_date="2025-12-31",
        ),
    )  # fmt: skip
    assert {name: row["date"] for name, row in found.items()} == {
        "start": "2024-01-01", "end": "2025-12-31", "renewal": None, "notice": "2025-11-01",
    }  # fmt: skip
    assert "renews by itself, for 1 year each time" in str(found["renewal"]["sentence"])
    assert not any(row["needs_review"] for row in found.values())
    assert all(str(row["evidence_path"]).startswith("/evidence?value=") for row in found.values())


def test_an_amendment_moves_the_end_and_the_deadline(desk: sa.Engine) -> None:
    first = contract({"notice": "30 days"}, date="2023-01-01", end_date="2024-06-30")
    found = terms_of(desk, first, amendment(date="2024-06-01", end_date="2026-06-30"))
    assert found["end"]["date"] == "2026-06-30"
    assert found["notice"]["date"] == "2026-05-31"


def test_start_and_length_give_an_end_that_is_marked_as_inferred(desk: sa.Engine) -> None:
    found = terms_of(desk, contract(date="2024-01-02", start_date="2024-03-01", term="24 Months"))
    assert found["end"]["date"] == "2026-02-28"
    assert found["end"]["needs_review"]


def test_ends_of_papers_without_dates_stay_in_doubt(desk: sa.Engine) -> None:
    found = terms_of(desk, contract(date="2023-01-01", end_date="2024-06-30"), amendment(end_date="2026-06-30"))
    assert found["end"]["date"] == "2026-06-30"
    assert found["end"]["needs_review"]


def test_an_unsure_end_makes_its_deadline_unsure(desk: sa.Engine) -> None:
    found = terms_of(desk, contract({"notice": "30 days"}, date="2023-01-01", end_date="~2024-06-30"))
    assert found["end"]["needs_review"]
    assert found["notice"]["needs_review"]


def test_nothing_is_made_up(desk: sa.Engine) -> None:
    assert not terms_of(desk, contract({"notice": "60 days"}, date="2024-01-02", term="24 Months"))


@pytest.mark.parametrize(
    "term", ["24 months from first installation", "24 months commencing upon acceptance", "month-to-month", "evergreen"]
)
def test_a_term_that_runs_from_a_day_not_printed_has_no_end(desk: sa.Engine, term: str) -> None:
    found = terms_of(desk, contract({"notice": "60 days"}, start_date="2024-03-01", term=term))
    assert found.keys() == {"start"}


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2024-02-29", "12 months", "2025-02-28"),
        ("2024-02-29", "four (4) years", "2028-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2023-03-01", "one year", "2024-02-29"),
        ("2024-07-01", "365 days", "2025-06-30"),
    ],
)
def test_a_term_ends_on_the_day_before_it_would_begin_anew(desk: sa.Engine, start: str, term: str, end: str) -> None:
    assert terms_of(desk, contract(start_date=start, term=term))["end"]["date"] == end


@pytest.mark.parametrize(
    ("term", "is_holdover"), [("12 months", True), ("12 months, month-to-month thereafter", False)]
)
def test_what_goes_on_until_somebody_ends_it_is_held_over_by_nobody(
    desk: sa.Engine, term: str, is_holdover: bool
) -> None:
    bill = {"number": "INV-9", "contract_number": "C-4001", "date": "2026-09-01", "total": "9.00"}
    bill |= {"agency": "City of Eugene", "vendor": "Flock Group Inc"}
    first = contract(date="2024-07-01", end_date="2025-06-30", term=term)
    assert ("holdover" in terms_of(desk, first, paper(Kind.INVOICE, bill))) == is_holdover


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("24 Months", Span(months=24)), ("three (3) years", Span(months=36)), ("60 days", Span(days=60)),
        ("one year", Span(months=12)), ("thirty (60) days", None), ("perpetual", None), ("2 years and 6 months", None),
    ],
)  # fmt: skip
def test_lengths_of_time_are_read_strictly(text: str, span: Span | None) -> None:
    assert span_of(text) == span


def test_months_end_where_the_shorter_month_ends() -> None:
    assert Span(months=1).after(dt.date(2024, 1, 31)) == dt.date(2024, 2, 29)
    assert Span(months=3).before(dt.date(2025, 5, 31)) == dt.date(2025, 2, 28)
