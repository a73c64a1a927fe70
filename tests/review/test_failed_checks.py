"""A failed check never passes silently: it waits, and a person may accept it."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa

from tests.review.failing import FAILED, READING, record_id, save_failing
from tests.review.papers import NOON
from watchbill.errors import NotFoundError
from watchbill.questions import QUESTIONS
from watchbill.review.corrections import verify_chain
from watchbill.review.decide import accept, undo
from watchbill.review.waiting import count_waiting, list_waiting
from watchbill.store.readings import save_reading


@pytest.fixture
def failing(store: sa.Engine) -> sa.Engine:
    save_failing(store)
    return store


def test_it_waits_although_every_value_is_sure(failing: sa.Engine) -> None:
    with failing.connect() as connection:
        (waiting,) = list_waiting(connection)
        assert count_waiting(connection).checks == 1
        assert list_waiting(connection, kind="value") == []
        counted = QUESTIONS["waiting_for_review"].answer(connection).to_dict("records")
        assert (waiting.id, waiting.kind, waiting.what, waiting.page) == (
            record_id(connection), "check", "invoice check", 1,
        )  # fmt: skip
    assert waiting.reason == "items sum to total failed: 150.00 against 151.00"
    assert counted == [{"what": "check", "field": "items_sum_to_total", "waiting": 1}]


def test_a_person_accepts_it_and_takes_that_back(failing: sa.Engine) -> None:
    with failing.begin() as connection:
        paper = record_id(connection)
        first = accept(connection, "ann", paper, "freight is on another page")
        assert first.sentence == "accepted the invoice although items sum to total failed: 150.00 against 151.00"
        assert accept(connection, "bob", paper, "").correction_id is None
        assert list_waiting(connection) == []
        (check, _) = QUESTIONS["checks_of_record"].answer(connection, record=paper).to_dict("records")
        assert (check["check"], check["passed"], check["needs_review"]) == ("items_sum_to_total", False, False)
        undo(connection, "bob", paper, "it is not")
        assert count_waiting(connection).checks == 1
        assert verify_chain(connection).broken == ()


def test_it_waits_again_where_a_newer_reader_fails_otherwise(failing: sa.Engine) -> None:
    with failing.begin() as connection:
        accept(connection, "ann", record_id(connection), "seen")
    save_reading(failing, dataclasses.replace(READING, reader="1.1"), NOON)
    with failing.connect() as connection:
        assert count_waiting(connection).checks == 0
    (record,) = READING.records
    worse = dataclasses.replace(record, checks=(dataclasses.replace(FAILED, detail="15.00 against 151.00"),))
    save_reading(failing, dataclasses.replace(READING, reader="1.2", records=(worse,)), NOON)
    with failing.connect() as connection:
        assert count_waiting(connection).checks == 1


def test_a_paper_without_failed_checks_has_nothing_to_accept(failing: sa.Engine) -> None:
    (record,) = READING.records
    save_reading(failing, dataclasses.replace(READING, records=(dataclasses.replace(record, checks=()),)), NOON)
    with failing.begin() as connection, pytest.raises(NotFoundError):
        accept(connection, "ann", record_id(connection), "")
