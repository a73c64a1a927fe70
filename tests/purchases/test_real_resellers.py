"""Papers that two cities of Florida really released: what resellers offered over ten years, each with its own maker,
seller, year and technologies, as a person read them on the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.purchases.desk import joined
from tests.purchases.test_real_release import release
from watchbill.answers import purchase_lines, show
from watchbill.archive import Archive

RELEASES = {
    "us-fl-fort-lauderdale": ("ftl-safeware-2016", "ftl-cam-16-0085", "ftl-cdwg-2016", "ftl-vigilant-ssp"),
    "us-fl-pembroke-pines": (
        "ppn-vetted-2015", "ppn-vetted-2018", "ppn-vetted-2021", "ppn-leg-2021", "ppn-vigilant-inv", "ppn-amend2",
        "ppn-order-form-2024", "ppn-leg-2024", "ppn-cost-summary",
    ),
}  # fmt: skip


@pytest.fixture
def answers(desk: sa.Engine, cases_folder: Path, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """file of a paper -> the purchase that it belongs to"""
    for agency, names in RELEASES.items():
        paths = [cases_folder / "corpus" / "pdfs" / f"{name}.pdf" for name in names]
        release(desk, Archive(str(tmp_path / "archive")), paths, agency)
    joined(desk)
    with desk.connect() as connection:
        found = [show(connection, line["id"]) for line in purchase_lines(connection)]
    return {paper["title"].removesuffix(".pdf"): answer for answer in found for paper in answer["papers"]}


@pytest.mark.cases
def test_each_offer_is_of_its_own_seller_and_year(answers: dict[str, dict[str, Any]]) -> None:
    def papers_with(name: str) -> set[str]:
        return {one for one, answer in answers.items() if answer["id"] == answers[name]["id"]}

    assert papers_with("ftl-safeware-2016") == {"ftl-safeware-2016", "ftl-cam-16-0085"}
    assert papers_with("ftl-vigilant-ssp") == {"ftl-vigilant-ssp"}
    assert papers_with("ftl-cdwg-2016") <= {"ftl-cdwg-2016", "ftl-cam-16-0085"}
    assert papers_with("ppn-vetted-2015") == {"ppn-vetted-2015"}
    assert papers_with("ppn-vetted-2018") == {"ppn-vetted-2018"}
    assert papers_with("ppn-vetted-2021") == {"ppn-vetted-2021", "ppn-leg-2021"}
    assert papers_with("ppn-vigilant-inv") == {"ppn-vigilant-inv", "ppn-amend2"}
    assert "ppn-cost-summary" not in answers  # seven years of figures, of no one deal


@pytest.mark.cases
def test_seller_maker_and_technologies_are_what_the_pages_say(answers: dict[str, dict[str, Any]]) -> None:
    said = {
        name: (answer["maker"], answer["seller"], answer["technologies"])
        for name in ("ftl-safeware-2016", "ppn-vetted-2015", "ppn-vetted-2021", "ppn-order-form-2024")
        for answer in (answers[name],)
    }
    assert said == {
        "ftl-safeware-2016": ("Vigilant Solutions", "Safeware", ["alpr"]),
        "ppn-vetted-2015": ("Vigilant Solutions", "Vetted Security Solutions", ["alpr", "face_recognition"]),
        "ppn-vetted-2021": ("Vigilant Solutions", "Vetted Security Solutions", ["alpr"]),
        "ppn-order-form-2024": ("Flock Safety", "Flock Safety", ["alpr"]),
    }
    assert answers["ftl-safeware-2016"]["vehicle"] == "U.S. Communities"
