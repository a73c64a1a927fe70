"""Amendments that add, that raise to a sum, that renew; votes on one rising total; changes of orders; who ratifies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, ORDER, joined, lay, paper
from tests.purchases.invented import stating
from watchbill.answers import purchase_lines
from watchbill.model import Kind, Record

NUMBER = "2025-03244"
HEAD = {"agency": "City of Eugene", "vendor": "Flock Safety"}


def contract(total: str = "100000.00", number: str = NUMBER, **more: str) -> Record:
    return paper(Kind.CONTRACT, HEAD | {"number": number, "date": "2025-03-24", "total": total} | more)


def amendment(number: str, date: str = "", fields: Mapping[str, str] | None = None, **stated: str) -> Record:
    head = HEAD | {"number": number, "contract_number": NUMBER} | ({"date": date} if date else {}) | dict(fields or {})
    return stating(paper(Kind.AMENDMENT, head), stated)


def vote(number: str, date: str, total: str = "", fields: Mapping[str, str] | None = None, **stated: str) -> Record:
    head = HEAD | {"number": number, "date": date} | ({"total": total} if total else {}) | dict(fields or {})
    return stating(paper(Kind.RESOLUTION, head), stated)


def only(engine: sa.Engine, *records: Record) -> dict[str, Any]:
    for record in records:
        lay(engine, record, agency=AGENCY)
    joined(engine)
    with engine.connect() as connection:
        [line] = purchase_lines(connection)
    return line


def ceiling(engine: sa.Engine, *records: Record) -> str | None:
    found: str | None = only(engine, *records)["ceiling"]
    return found


def test_what_an_amendment_adds_is_added_to_what_was_allowed(desk: sa.Engine) -> None:
    assert ceiling(desk, contract(), amendment("1", "2025-06-01", changed_by="45000.00")) == "145000.00"


def test_what_is_added_to_an_unknown_sum_is_no_ceiling(desk: sa.Engine) -> None:
    assert ceiling(desk, ORDER, amendment("1", "2025-06-01", changed_by="45000.00")) is None


def test_a_step_that_was_read_as_a_ceiling_is_none(desk: sa.Engine) -> None:
    added = amendment("1", "2025-06-01", {"ceiling": "45000.00"}, changed_by="45000.00")
    assert ceiling(desk, contract(), added) == "145000.00"


def test_of_a_step_and_a_new_sum_the_sum_counts(desk: sa.Engine) -> None:
    both = amendment("1", "2025-06-01", changed_by="45000.00", changed_to="145000.00")
    assert ceiling(desk, contract(), both) == "145000.00"


@pytest.mark.parametrize("dates", [("2025-06-01", "2025-09-01", "2026-01-05"), ("", "", "")])
def test_amendments_follow_each_other_by_day_or_number(desk: sa.Engine, dates: tuple[str, str, str]) -> None:
    first = amendment("Amendment No. 1", dates[0], changed_by="20000.00")
    second = amendment("SECOND", dates[1], changed_to="150000.00")
    third = amendment("3", dates[2], changed_by="5000.00")
    assert ceiling(desk, third, contract(), second, first) == "155000.00"


def test_a_second_scan_of_what_is_added_adds_nothing(desk: sa.Engine) -> None:
    added = amendment("1", "2025-06-01", changed_by="45000.00")
    lay(desk, added, agency=AGENCY, copy=1)
    assert ceiling(desk, contract(), added) == "145000.00"


def test_a_reduction_is_taken_off(desk: sa.Engine) -> None:
    assert ceiling(desk, contract(), amendment("1", "2025-06-01", changed_by="-5000.00")) == "95000.00"
    assert ceiling(desk, amendment("2", "2025-07-01", changed_to="60000.00")) == "60000.00"


def test_the_limit_of_a_renewal_takes_nothing_back(desk: sa.Engine) -> None:
    line = only(desk, contract(), amendment("1", "2025-06-01", {"ceiling": "50000.00"}))
    assert (line["ceiling"], line["unreviewed"]["ceiling"]) == ("100000.00", "100000.00")


def test_an_amendment_without_a_day_comes_after_its_contract(desk: sa.Engine) -> None:
    assert ceiling(desk, contract(), amendment("1", fields={"ceiling": "145000.00"})) == "145000.00"


def test_an_amendment_without_the_number_of_the_only_contract_is_of_it(desk: sa.Engine) -> None:
    change = paper(Kind.AMENDMENT, HEAD | {"date": "2025-06-01", "ceiling": "145000.00"})
    assert ceiling(desk, contract(), ORDER, change) == "145000.00"


def test_an_order_form_under_a_contract_is_part_of_its_sum(desk: sa.Engine) -> None:
    form = contract("40000.00", "Q-2211", contract_number=NUMBER, date="2025-05-01")
    assert ceiling(desk, contract(), form) == "100000.00"


def test_one_paper_with_the_numbers_of_two_offices_counts_once(desk: sa.Engine) -> None:
    order = paper(Kind.PURCHASE_ORDER, HEAD | {"number": "77120", "contract_number": "K-5511", "total": "1.00"})
    same = contract("100000.00", "K-5511", po_number="77120")
    linked = paper(Kind.INVOICE, HEAD | {"number": "1", "contract_number": NUMBER, "po_number": "77120"})
    assert ceiling(desk, contract(), same, order, linked) == "100000.00"


def test_votes_on_a_rising_total_do_not_add_up(desk: sa.Engine) -> None:
    first = vote("5001", "2025-03-10", "100000.00")
    raised = vote("5200", "2025-09-08", changed_by="50000.00", changed_to="150000.00")
    assert only(desk, contract(), first, raised)["authorised"] == "150000.00"


def test_a_vote_that_adds_is_added(desk: sa.Engine) -> None:
    first = vote("5001", "2025-03-10", "100000.00")
    added = vote("5200", "2025-09-08", "50000.00", changed_by="50000.00")
    assert only(desk, contract(), first, added)["authorised"] == "150000.00"


def test_a_vote_for_another_year_adds_to_the_raised_total(desk: sa.Engine) -> None:
    votes = (
        vote("5001", "2025-03-10", "100000.00"),
        vote("5200", "2025-09-08", changed_to="150000.00"),
        vote("5301", "2026-03-09", "20000.00"),
    )
    assert only(desk, contract(), *votes)["authorised"] == "170000.00"


@pytest.mark.parametrize(
    ("second", "stated", "authorised"),
    [
        ("2025-03-24", {}, "100000.00"),  # the second reading
        ("2025-11-10", {}, "200000.00"),  # another year's money
        ("2025-11-10", {"ratified": "ratifying"}, "100000.00"),
    ],
)
def test_one_sum_voted_twice(desk: sa.Engine, second: str, stated: dict[str, str], authorised: str) -> None:
    votes = vote("5001", "2025-03-10", "100000.00"), vote("5017", second, "100000.00", **stated)
    assert only(desk, contract(), *votes)["authorised"] == authorised


def test_a_ratified_sum_that_nobody_voted_before_counts(desk: sa.Engine) -> None:
    votes = vote("5001", "2025-03-10", "100000.00"), vote("5017", "2025-08-11", "7000.00", ratified="ratifying")
    assert only(desk, contract(), *votes)["authorised"] == "107000.00"


def test_a_change_order_that_adds_stands_beside_its_order(desk: sa.Engine) -> None:
    head = HEAD | {"number": "1", "po_number": "2510002336", "date": "2025-09-01", "total": "58000.00"}
    change = stating(paper(Kind.AMENDMENT, head), {"changed_by": "58000.00"})
    lay(desk, change, agency=AGENCY, copy=1)
    assert only(desk, ORDER, change)["ordered"] == "400000.00"


@pytest.mark.parametrize("named", ["2510002336", "2510002386"])
def test_a_change_is_added_to_its_order_under_either_number_that_copies_of_it_print(
    desk: sa.Engine, named: str
) -> None:
    head = HEAD | {"date": "2025-03-25", "contract_number": NUMBER, "total": "342000.00"}
    copies = [paper(Kind.PURCHASE_ORDER, head | {"number": number}) for number in ("2510002336", "~2510002386")]
    change = HEAD | {"number": "1", "po_number": named, "contract_number": NUMBER, "date": "2025-09-01"}
    added = stating(paper(Kind.AMENDMENT, change | {"total": "58000.00"}), {"changed_by": "58000.00"})
    assert only(desk, contract(), *copies, added)["ordered"] == "400000.00"


@pytest.mark.parametrize("undated", ["110000.00", "120000.00", "130000.00", "140000.00"])
def test_of_votes_on_a_rising_total_the_last_stands_though_one_bears_no_day(desk: sa.Engine, undated: str) -> None:
    votes = (
        vote("5001", "2025-03-10", changed_to="100000.00"),
        vote("5200", "2025-09-08", changed_to="150000.00"),
        stating(paper(Kind.RESOLUTION, HEAD | {"number": "5100"}), {"changed_to": undated}),
    )
    assert only(desk, contract(), *votes)["authorised"] == "150000.00"
