"""The demo as a script runs it: the real spider over the served release, and the same again without harm."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run, home, run

__all__ = ["home", "run"]


def purchases_of(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("purchases", "--json").out.splitlines()]


def test_the_demo_stores_everything_and_joins_what_was_published(run: Run, home: Path) -> None:
    first = run("demo", "--no-browser", "--exit")
    assert first.code == 0
    steps = [line.split()[0] for line in first.err.splitlines()]
    assert steps == ["crawled", "kept", "read", "joined"]
    assert "14 of 14 documents" in first.err

    found = {(str(line["agency"]), str(line["maker"])): line for line in purchases_of(run)}
    eugene = found["Eugene Police Department", "Flock Safety"]
    assert [eugene[name] for name in ("ceiling", "ordered", "invoiced")] == ["342000.00"] * 3
    assert eugene["technologies"] == ["alpr"]
    county = found["Washington County Sheriff's Office", "Amazon Web Services"]
    assert county["invoiced"] == "343.95"
    assert county["technologies"] == ["face_recognition"]
    orlando = found["Orlando Police Department", "Amazon Web Services"]
    assert orlando["ceiling"] == "0.00"
    assert not [agency for agency, _ in found if "Arizona" in agency or "California" in agency]

    funders = json.loads(run("show", str(eugene["id"]), "--json").out)["funders"]
    assert [funder["name"] for funder in funders] == ["Oregon Criminal Justice Commission"]

    again = run("demo", "--no-browser", "--exit")
    assert again.code == 0
    assert "(0 new)" in again.err
    assert purchases_of(run) == list(found.values())
