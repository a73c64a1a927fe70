"""The calendar: all-day events with stable ids, which a calendar program can read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from click.testing import CliRunner
from icalendar import Calendar

from tests.purchases.desk import AGENCY, joined, lay, new_desk
from tests.terms.test_terms import contract
from watchbill.answers import rows
from watchbill.cli import watchbill
from watchbill.terms.calendar import calendar_of

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def _terms(engine: sa.Engine) -> list[dict[str, object]]:
    record = contract({"notice": "60 days"}, date="2024-01-02", start_date="2024-01-01", end_date="2025-12-31")
    lay(engine, record, agency=AGENCY)
    joined(engine)
    with engine.connect() as connection:
        return rows(connection, "terms")


def test_ends_and_deadlines_are_all_day_events_with_their_evidence(desk: sa.Engine) -> None:
    found = _terms(desk)
    written = calendar_of(found, "https://watchbill.example/", NOW)
    events = {str(event["uid"]): event for event in Calendar.from_ical(written).walk("VEVENT")}
    purchase = found[0]["purchase_id"]
    assert set(events) == {f"{purchase}-end@watchbill", f"{purchase}-notice@watchbill"}
    notice = events[f"{purchase}-notice@watchbill"]
    assert (notice["dtstart"].dt, notice["dtend"].dt) == (dt.date(2025, 11, 1), dt.date(2025, 11, 2))
    assert notice["dtstart"].params["VALUE"] == "DATE"
    assert notice["dtstamp"].dt == NOW
    assert f"https://watchbill.example/purchase?id={purchase}" in notice["description"]
    assert "https://watchbill.example/evidence?value=" in notice["description"]
    assert notice["summary"].startswith("Last day to give notice: ")


def test_the_file_keeps_to_the_standard(desk: sa.Engine) -> None:
    written = calendar_of(_terms(desk), "http://127.0.0.1:8501", NOW)
    assert written == calendar_of(_terms(desk), "http://127.0.0.1:8501", NOW)
    assert b"VTIMEZONE" not in written
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


def test_the_command_writes_the_events_of_an_agency(tmp_path: Path) -> None:
    engine = new_desk(tmp_path / "desk.db")
    _terms(engine)
    engine.dispose()
    file = tmp_path / "out.ics"
    store = ["--database", f"sqlite:///{tmp_path / 'desk.db'}", "--archive", str(tmp_path / "archive")]
    done = CliRunner().invoke(watchbill, [*store, "calendar", str(file), "--agency", AGENCY])
    assert done.exit_code == 0, done.output
    assert len(Calendar.from_ical(file.read_bytes()).walk("VEVENT")) == 2
    assert CliRunner().invoke(watchbill, [*store, "calendar", str(file), "--site", "ftp://x"]).exit_code == 2
