"""Purchases, sums and vendors as of then and as of now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import joined, lay, new_desk, paper
from watchbill.model import Kind
from watchbill.owners import AsOfError
from watchbill.questions import QUESTIONS


def ask(engine: sa.Engine, question: str, **filters: Any) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return QUESTIONS[question].answer(connection, **filters).astype(object).to_dict("records")


def order(engine: sa.Engine, vendor: str, date: str, total: str, product: str, agency: str) -> None:
    fields = {"agency": agency, "vendor": vendor, "date": date, "total": total, "number": f"PO-{date}"}
    lay(engine, paper(Kind.PURCHASE_ORDER, fields | {"product": product}))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = new_desk(tmp_path / "watchbill.db")
    plates, shots = "Vigilant LPR camera", "ShotSpotter Respond subscription"
    order(engine, "Vigilant Solutions", "2017-05-01", "1000.00", plates, "City of Springfield")
    order(engine, "Vigilant Solutions", "2019-01-15", "2000.00", plates, "City of Shelbyville")
    order(engine, "Vigilant Solutions", "2021-05-01", "4000.00", plates, "City of Ogdenville")
    order(engine, "ShotSpotter", "2023-04-09", "100.00", shots, "City of Springfield")
    order(engine, "SoundThinking", "2023-04-10", "200.00", shots, "City of Shelbyville")
    joined(engine)
    yield engine
    engine.dispose()


def test_the_owner_is_the_owner_when_the_paper_was_signed(desk: sa.Engine) -> None:
    rows = {row["agency_name"]: row for row in ask(desk, "purchases", vendor="vigilant-solutions")}
    old, between, new = (rows[f"City of {name}"] for name in ("Springfield", "Shelbyville", "Ogdenville"))
    assert (old["owner_name"], old["is_owner_known"]) == (None, True)
    assert old["owner_note"] == "owned by Motorola Solutions since January 2019; independent when this was signed"
    assert (between["owner_name"], between["is_owner_known"]) == (None, False)
    assert between["owner_note"].endswith("as of January 2019, whether this was signed before or after is not known")
    assert (new["owner_name"], new["owner_note"]) == (
        "Motorola Solutions",
        "owned by Motorola Solutions since January 2019",
    )


def test_as_of_now_everything_has_today_s_owner_and_name(desk: sa.Engine) -> None:
    owned = {row["owner_name"] for row in ask(desk, "purchases", vendor="vigilant-solutions", as_of="now")}
    assert owned == {"Motorola Solutions"}
    then = {row["agency_name"]: row["maker_name"] for row in ask(desk, "purchases", technology="gunshot_detection")}
    assert then == {"City of Springfield": "ShotSpotter", "City of Shelbyville": "SoundThinking"}
    for name in ("shotspotter", "soundthinking"):
        assert len(ask(desk, "purchases", vendor=name)) == 2, "found under any name it had"
    now = ask(desk, "purchases", technology="gunshot_detection", as_of="now")
    assert {row["maker_name"] for row in now} == {"SoundThinking"}
    before = ask(desk, "purchases", technology="gunshot_detection", as_of="2023-04-09")
    assert {row["maker_name"] for row in before} == {"ShotSpotter"}


def test_sums_by_owner_then_and_now(desk: sa.Engine) -> None:
    def ordered(as_of: str) -> dict[str, int]:
        return {row["owner_name"]: row["ordered_cents"] for row in ask(desk, "spending_by_owner", as_of=as_of)}

    assert ordered("then") == {
        "Motorola Solutions": 400000, "Vigilant Solutions": 300000, "ShotSpotter": 10000, "SoundThinking": 20000,
    }  # fmt: skip
    assert ordered("now") == {"Motorola Solutions": 700000, "SoundThinking": 30000}
    vigilant = next(row for row in ask(desk, "spending_by_owner") if row["owner_key"] == "vigilant-solutions")
    assert vigilant["owner_not_known"] == 1, "that of January 2019 may have been signed before or after"


def test_sums_by_vendor_say_where_the_owner_changed(desk: sa.Engine) -> None:
    then = {row["maker_name"]: row for row in ask(desk, "spending_by_vendor")}
    vigilant = then["Vigilant Solutions"]
    assert (vigilant["purchases"], vigilant["owner_name"], vigilant["is_owner_known"]) == (3, None, False)
    assert vigilant["owner_note"].count("1 of 3: ") == 3
    now = {row["maker_name"]: row for row in ask(desk, "spending_by_vendor", as_of="now")}
    assert set(now) == {"Vigilant Solutions", "SoundThinking"}
    assert (now["Vigilant Solutions"]["owner_name"], now["SoundThinking"]["ordered_cents"]) == (
        "Motorola Solutions", 30000,
    )  # fmt: skip


def test_vendors_have_today_s_owner_or_that_of_a_day(desk: sa.Engine) -> None:
    assert ask(desk, "vendors", vendor="fusus")[0]["owner_name"] == "Axon"
    assert ask(desk, "vendors", vendor="fusus", as_of="2024-01-30")[0]["owner_name"] is None


def test_what_is_no_day_is_refused(desk: sa.Engine) -> None:
    for question in ("purchases", "spending_by_vendor", "spending_by_owner", "vendors"):
        with pytest.raises(AsOfError, match="then, now or a day"):
            ask(desk, question, as_of="last year")
