"""The papers that the City of Eugene really released, read from their own pages and joined."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from extractors.reader import read_document
from tests.purchases.desk import AGENCY, NOW, joined
from watchbill.answers import purchase_lines, show
from watchbill.archive import Archive
from watchbill.store import schema as s
from watchbill.store.documents import keep_document
from watchbill.store.readings import save_reading

FILES = (
    "eug-flock-contract-p2", "eug-po-2510002336", "eug-flock-inv-61152", "eug-flock-inv-66697", "eug-ocjc-3",
    "eug-expense-q4", "eug-prr-invoice",
)  # fmt: skip


def release(engine: sa.Engine, archive: Archive, paths: list[Path], agency_key: str = AGENCY) -> None:
    """What `add --agency` and `read` do, without a child process for each document."""
    with engine.begin() as connection:
        agency = connection.scalar(sa.select(s.agency.c.id).where(s.agency.c.key == agency_key))
        row = {"public_id": f"rel-{agency_key}", "name": agency_key, "agency_id": agency, "added_at": NOW}
        key = connection.execute(sa.insert(s.release).values(row)).inserted_primary_key
        assert key is not None
        for path in paths:
            data = path.read_bytes()
            document = keep_document(connection, archive.put(data), len(data), "application/pdf", NOW)
            item = {"release_id": key[0], "document_id": document, "path": path.name, "outcome": "kept"}
            connection.execute(sa.insert(s.release_item).values(item))
    for path in paths:
        save_reading(engine, read_document(path.read_bytes(), path.name), NOW)


@pytest.mark.cases
def test_the_flock_purchase_of_eugene(desk: sa.Engine, cases_folder: Path, tmp_path: Path) -> None:
    paths = [cases_folder / "corpus" / "pdfs" / f"{name}.pdf" for name in FILES]
    release(desk, Archive(str(tmp_path / "archive")), paths)
    joined(desk)
    with desk.connect() as connection:
        [line] = [line for line in purchase_lines(connection) if line["maker"] == "Flock Safety"]
        answer = show(connection, line["id"])
    assert (line["agency_key"], line["technologies"]) == (AGENCY, ["alpr"])
    assert (line["ceiling"], line["ordered"], line["invoiced"]) == ("342000.00", "342000.00", "342000.00")
    assert sorted(value["number"] for value in answer["amounts"]["invoiced"]["values"]) == ["INV-61152", "INV-66697"]
    papers = {(paper["role"], paper["number"]) for paper in answer["papers"]}
    assert {("authorising", "2025-03244"), ("ordering", "2510002336"), ("funding", "ORT-25-06")} <= papers
    assert [funder["name"] for funder in answer["funders"]] == ["Oregon Criminal Justice Commission"]
    assert "eug-prr-invoice.pdf" not in {paper["title"] for paper in answer["papers"]}
    for amount in ("ceiling", "ordered", "invoiced"):
        for value in answer["amounts"][amount]["values"]:
            assert len(value["sha256"]) == 64
            assert value["page"] >= 1
            assert len(value["bbox"]) == 4
