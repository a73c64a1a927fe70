"""The store as the pages see it: read-only, with a time limit on every statement."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pandas as pd
import sqlalchemy as sa
import streamlit as st
from sqlalchemy import event

from watchbill.archive import Archive
from watchbill.questions import QUESTIONS
from watchbill.settings import load_settings
from watchbill.store.engine import UnreachableStoreError, connect

STATEMENT_SECONDS = 20


@lru_cache(maxsize=4)
def _engine(url: str) -> sa.Engine:
    engine = connect(url)
    if engine.dialect.name == "sqlite":
        statements = ("PRAGMA query_only=ON",)
    else:
        statements = (
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            f"SET statement_timeout = '{STATEMENT_SECONDS}s'",
        )

    @event.listens_for(engine, "connect")
    def _read_only(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        if engine.dialect.name != "sqlite":
            connection.commit()

    return engine


@lru_cache(maxsize=4)
def _archive(root: str) -> Archive:
    return Archive(root)


def archive() -> Archive:
    """The archive named by the settings."""
    return _archive(load_settings().archive)


@st.cache_data(ttl=20, max_entries=256, show_spinner=False)
def _answer(database: str, question: str, **filters: Any) -> pd.DataFrame:
    with _engine(database).connect() as connection:
        return QUESTIONS[question].answer(connection, **filters)


def ask(question: str, **filters: Any) -> pd.DataFrame:
    """The answer to a question, as a table with its described columns. Kept for 20 seconds.

    Raises UnreachableStoreError where the database does not answer.
    """
    # Numbers that come out of a table are numpy's, which a database driver takes for bytes.
    given = {
        name: getattr(value, "item", lambda value=value: value)()
        for name, value in filters.items()
        if value is not None
    }
    try:
        return _answer(load_settings().database, question, **given)
    except sa.exc.OperationalError as error:
        raise UnreachableStoreError("The store does not answer. Try again in a minute.") from error


def shown_sha256(document: str) -> str | None:
    """The SHA-256 of a document that may be shown: one the store holds in a release that was not taken out."""
    if not re.fullmatch(r"d-[0-9a-z]{6,22}", document):
        return None
    with _engine(load_settings().database).connect() as connection:
        found = QUESTIONS["documents"].answer(connection, document=document)
    return None if found.empty else str(found["sha256"].iloc[0])
