"""The evidence page says which checks of the paper failed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.dashboard.filled import Filled
from tests.dashboard.test_pages import visit, words_of
from watchbill.review.decide import accept
from watchbill.store import schema as s
from watchbill.store.engine import open_store


@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_failed_check_shows_beside_every_value_of_its_paper(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_accepted: bool
) -> None:
    copy = tmp_path / "watchbill.db"
    shutil.copy(filled.database.removeprefix("sqlite:///"), copy)
    monkeypatch.setenv("WATCHBILL_DATABASE", f"sqlite:///{copy}")
    monkeypatch.setenv("WATCHBILL_ARCHIVE", filled.archive)
    checks = [
        {"name": "quantity_times_price", "passed": True, "detail": "1 of 1 rows"},
        {"name": "items_sum_to_total", "passed": False, "detail": "150.00 against 151.00"},
    ]
    engine = open_store(f"sqlite:///{copy}")
    with engine.begin() as connection:
        found = sa.select(s.value.c.public_id, s.record.c.id, s.record.c.public_id).join(s.record)
        value, record, paper = connection.execute(found.where(s.value.c.field == "total")).first() or ("", 0, "")
        connection.execute(sa.update(s.record).where(s.record.c.id == record).values(checks=checks))
        if is_accepted:
            accept(connection, "ann", paper, "looked")
    engine.dispose()
    page = words_of(visit("evidence", value=value))
    said = "150.00 against 151.00; accepted by a person</span>" if is_accepted else "150.00 against 151.00</span>"
    assert f"items sum to total failed: {said}" in page
    assert "quantity times price" not in page
