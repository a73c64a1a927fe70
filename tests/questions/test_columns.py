"""Every column of every question is described, and every question answers on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from watchbill.questions import QUESTIONS
from watchbill.questions.columns import DTYPES, Column, table
from watchbill.store import schema as s

UNITS = {"cents", "count", "date", "time", "points", "share", "yes/no", "id", "path", "text"}
#: Questions that the filled store has nothing to say to.
MAY_BE_EMPTY = {
    "checks_of_record",
    "corrections",
    "refused_documents",
    "portals",
    "reported_leads",
    "terms",
    "flags",
    "deployment",
}


def needed(connection: sa.Connection) -> dict[str, Any]:
    """A value for each filter that some question cannot do without."""
    return {
        "value": connection.scalar(sa.select(s.value.c.public_id).where(s.value.c.field == "total")),
        "record": connection.scalar(sa.select(s.record.c.public_id)),
        "document": connection.scalar(sa.select(s.document.c.public_id)),
        "page": 1,
        "text": "flock",
    }


def test_every_question_answers_with_the_columns_it_describes(both_stores: sa.Engine) -> None:
    with both_stores.connect() as connection:
        known = needed(connection)
        for name, question in QUESTIONS.items():
            answer = question.answer(connection, **{filter_: known[filter_] for filter_ in question.needs})
            assert list(answer.columns) == list(question.columns), name
            assert len(answer) or name in MAY_BE_EMPTY, name
            for column, described in question.columns.items():
                wanted = DTYPES.get(described.unit, "object")
                assert str(answer[column].dtype) == wanted, (name, column)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_column_is_described(name: str) -> None:
    for column, described in QUESTIONS[name].columns.items():
        assert described.text[:1].strip(), column
        assert described.unit in UNITS, column
        assert (described.unit == "cents") == (column == "cents" or column.endswith("_cents")), column
    assert QUESTIONS[name].answer.__doc__


def test_an_empty_store_has_empty_answers(store: sa.Engine) -> None:
    with store.connect() as connection:
        for name, question in QUESTIONS.items():
            answer = question.answer(connection, **{need: 1 if need == "page" else "x" for need in question.needs})
            assert answer.empty or name in ("totals", "correction_chain"), name


def test_what_is_not_known_stays_apart_from_zero() -> None:
    columns = {"name": Column("a name"), "paid_cents": Column("money", "cents"), "is_sure": Column("sure", "yes/no")}
    frame = table(
        [{"name": None, "paid_cents": None, "is_sure": None}, {"name": "x", "paid_cents": 0, "is_sure": True}], columns
    )
    assert frame["name"].tolist() == [None, "x"]
    assert frame["paid_cents"].isna().tolist() == [True, False]
    assert frame["paid_cents"].sum() == 0
    assert pd.isna(frame["is_sure"][0])


def test_a_document_without_any_name_is_called_by_its_hash(store: sa.Engine) -> None:
    row = {"media_type": "application/pdf", "size": 1, "added_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}
    named = [row | {"public_id": f"d-{sign}", "sha256": sign * 64} for sign in "ab"]
    with store.begin() as connection:
        connection.execute(sa.insert(s.document), named)
        titles = QUESTIONS["documents"].answer(connection)["document_title"]
    assert titles.tolist() == ["a" * 64, "b" * 64]
