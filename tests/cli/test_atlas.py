"""`atlas FILE`: leads loaded, and what it says of them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.leads.atlas_synthetic import atlas_csv, row

PLATFORMS = "Third-party Investigative Platforms"  # several technologies of ours may be meant


def test_an_atlas_is_loaded_and_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "atlas.csv"
    file.write_bytes(
        atlas_csv(row(1, "OR0200200BWC", "Eugene Police Department"), row(2, "", "Titan Center", PLATFORMS))
    )
    first = run("atlas", str(file))
    assert first.out == "leads: 2 new, 0 changed, 0 as before, 0 gone\nagencies: 1 known, 1 new\n"
    assert f"technologies without one of ours: {PLATFORMS} (1)" in first.err
    assert "CC BY 4.0" in first.err
    again = json.loads(run("atlas", str(file), "--json").out)
    assert (again["same"], again["new"], again["unmapped"]) == (2, 0, {PLATFORMS: 1})
    assert run("purchases", "--json").out == ""


def test_another_file_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html><body>Sign in</body></html>")
    answer = run("atlas", str(file))
    assert answer.code == 1
    assert "page.html is no Atlas of Surveillance CSV" in answer.err
    assert run("atlas", str(tmp_path / "nothing.csv")).code == 2
