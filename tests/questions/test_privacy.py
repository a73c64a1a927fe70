"""Private persons printed on papers stay on the paper; organisations and names of the registry are published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.purchases.desk import AGENCY, joined, lay, new_desk, paper
from watchbill.exports import export_csv
from watchbill.model import Kind
from watchbill.privacy import WITHHELD, names_organisation
from watchbill.questions import QUESTIONS

PERSONS = (
    "ROE JANE",
    "Roe, Pat Q",
    "PARISH, PAT",
    "Marshal Doe",
    "Jamie Doe & Kim Roe",
    "Roe Family Trust",
    "DOE WONG LI CO",
)
BODIES = (
    "Acme Widgets, Inc.", "ACME ELECTRIC CO", "Springfield Fire Department", "City of Springfield", "Roe & Doe LLP",
    "Friends of Springfield Library", "Superior Court of Springfield", "agencies in Arizona",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = new_desk(tmp_path / "desk.db")
    rows = [
        {"payee": name, "amount": "100.00", "description": f"mileage of {name}", "check_number": f"90{at}"}
        for at, name in enumerate(("ROE JANE", "Acme Widgets, Inc.", "Flock Group Inc"))
    ]
    lay(engine, paper(Kind.REGISTER, {"agency": "City of Eugene", "date": "2025-05-01"}, payments=rows), agency=AGENCY)
    lay(engine, paper(Kind.INVOICE, {"agency": "Pat Q. Roe", "vendor": "Flock Safety", "total": "9.00"}))
    joined(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("name", PERSONS)
def test_a_person_is_no_organisation(name: str) -> None:
    assert not names_organisation(name)


@pytest.mark.parametrize("name", BODIES)
def test_an_organisation_says_so_by_its_words(name: str) -> None:
    assert names_organisation(name)


def test_a_payment_to_a_person_keeps_amount_date_and_page(desk: sa.Engine) -> None:
    with desk.connect() as connection:
        frame = QUESTIONS["payments"].answer(connection).set_index("number")
    assert dict(frame["payee"]) == {"900": WITHHELD, "901": "Acme Widgets, Inc.", "902": "Flock Group Inc"}
    withheld = frame.loc["900"]
    assert (withheld["vendor_name"], withheld["description"]) == (WITHHELD, None)
    assert (withheld["cents"], str(withheld["date"]), withheld["page"]) == (10000, "2025-05-01", 1)


def test_no_file_of_an_export_names_a_private_person(desk: sa.Engine, tmp_path: Path) -> None:
    with desk.connect() as connection:
        export_csv(connection, tmp_path / "csv")
    texts = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "csv").glob("*.csv")}
    assert [name for name, text in texts.items() if "ROE JANE" in text or "Pat Q. Roe" in text] == []
    assert "Acme Widgets" in texts["payments.csv"]
    assert WITHHELD in texts["papers.csv"]
    assert WITHHELD in texts["values.csv"]
