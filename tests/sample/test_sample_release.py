"""The sample release: every paper is marked, sourced, listed in the manifest, and typeset from its YAML to the byte."""

from __future__ import annotations

import csv
import urllib.request
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import yaml

from watchbill.sample import serve_sample
from watchbill.settings import SAMPLE
from watchbill.typeset import typeset

MARK = "Facsimile typeset from published facts"
PAPERS = sorted((SAMPLE / "papers").rglob("*.yml"))


def pdf_of(paper: Path) -> Path:
    return SAMPLE / "site" / paper.relative_to(SAMPLE).with_suffix(".pdf")


def manifest() -> dict[str, dict[str, str]]:
    with (SAMPLE / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        return {row["file"]: row for row in csv.DictReader(handle)}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_the_paper_is_typeset_from_its_yaml(paper: Path) -> None:
    assert pdf_of(paper).read_bytes() == typeset(yaml.safe_load(paper.read_text(encoding="utf-8")))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_the_paper_says_what_it_is_and_where_its_facts_come_from(paper: Path) -> None:
    row = manifest()[str(pdf_of(paper).relative_to(SAMPLE / "site"))]
    assert row["source"] == yaml.safe_load(paper.read_text(encoding="utf-8"))["source"]
    for page in pdfium.PdfDocument(pdf_of(paper)):
        text = " ".join(page.get_textpage().get_text_range().split())
        assert MARK in text
        assert "Source:" in text


def test_the_manifest_lists_every_paper_and_nothing_else() -> None:
    assert set(manifest()) == {str(pdf_of(paper).relative_to(SAMPLE / "site")) for paper in PAPERS}


def test_the_release_is_served_on_loopback() -> None:
    with (
        serve_sample() as port,
        urllib.request.urlopen(f"http://127.0.0.1:{port}/papers/eugene/contract.pdf") as answer,
    ):
        assert answer.headers.get_content_type() == "application/pdf"
        assert answer.read(5) == b"%PDF-"
