"""Special layouts: each is known by its marks, useful beyond the general reader, and can be switched off."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import yaml

from extractors.layouts import layouts, recognise
from extractors.layouts.reading import improve
from extractors.media import open_paper
from extractors.paper import Page
from extractors.reader import read_document
from extractors.segments import find_papers
from tests.extractors.setting import pages_of, scanned
from tests.extractors.test_cases import got
from watchbill.model import AUTO_ACCEPT, Kind, Record
from watchbill.typeset import typeset

CASES = Path(__file__).parent.parent / "cases"
NAMES = [layout.name for layout in layouts()]


@cache
def pdf_of(case: str) -> bytes:
    return typeset(yaml.safe_load((CASES / case / "paper.yml").read_text(encoding="utf-8")))


def is_right(record: Record, case: str) -> bool:
    """Whether a record says all that the case expects of its first one."""
    expected = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))["records"][0]
    wanted = {f"fields.{name}": value for name, value in expected.pop("fields").items()} | expected
    return all(got(record, what) == value for what, value in wanted.items())


def cases_of(name: str) -> list[str]:
    """The cases that a layout takes for its own."""
    found = []
    for folder in sorted(CASES.glob("layout-*")):
        paper, _ = open_paper(pdf_of(folder.name), folder.name, "application/pdf", lambda: False)
        segment = find_papers(paper)[0]
        layout = recognise(paper.pages[: segment.last], segment.kind)
        found += [folder.name] if layout and layout.name == name else []
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_reads_its_cases_and_the_general_reader_alone_does_not(name: str) -> None:
    cases = cases_of(name)
    assert cases, "a layout without a case"
    for case in cases:
        by_layout = read_document(pdf_of(case)).records[0]
        alone = read_document(pdf_of(case), use_layouts=False).records[0]
        assert is_right(by_layout, case), case
        assert not is_right(alone, case) or sure(by_layout) > sure(alone), f"{case} needs no layout"


def sure(record: Record) -> set[str]:
    """The fields of a record that nobody needs to look at."""
    return {name for name, value in record.fields.items() if value.confidence >= AUTO_ACCEPT}


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_a_small_file(name: str) -> None:
    path = CASES.parent.parent / "extractors" / "layouts" / f"{name}.yml"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 40


def test_ordinary_papers_are_in_no_layout() -> None:
    for case in ("invoice-with-tax", "quote-with-options-not-chosen", "register-with-wrapped-payees"):
        data = typeset(yaml.safe_load((CASES / case / "paper.yml").read_text(encoding="utf-8")))
        paper, _ = open_paper(data, case, "application/pdf", lambda: False)
        assert all(recognise(paper.pages, kind) is None for kind in Kind)


# --- What a layout may do ----------

AXON = """
Axon Enterprise, Inc.            Q-512207-45301.662RT
                                 Issued: 01/09/2024
Quote Summary
Program Length      60 Months
ESTIMATED TOTAL W/ TAX      $268,750.00
Date          Subtotal        Tax          Total
Total      $250,000.00      {tax}      $268,750.00
"""


def axon(tax: str, *, is_scan: bool = False) -> Record:
    pages: list[Page] = pages_of(AXON.replace("{tax}", tax))
    layout = recognise(pages, Kind.QUOTE)
    assert layout is not None
    return improve(None, layout, scanned(pages) if is_scan else pages)


def test_a_sum_proves_what_a_layout_reads() -> None:
    fields = axon("$18,750.00").fields
    assert {name: fields[name].confidence for name in ("subtotal", "tax", "total")} == dict.fromkeys(
        ("subtotal", "tax", "total"), 0.99
    )


def test_a_sum_that_does_not_come_out_holds_its_fields_back() -> None:
    record = axon("$18,570.00")
    assert record.fields["total"].confidence < 0.95
    assert record.fields["total"].reason == "the sums printed around it do not come out"
    assert [check.passed for check in record.checks] == [False]


FLOCK = """
flock safety     ORDER FORM
Customer:   Tilden Police Department     Initial Term:   {term}
Flock Safety Platform     $42,000.00
Subtotal Year 1:     $51,100.00
Annual Recurring Subtotal:     $42,000.00
Contract Total:     $135,100.00
"""


@pytest.mark.parametrize(
    ("term", "confidence", "passed"),
    [("36 Months", 0.99, [True]), ("24 Months", 0.8, [False]), ("18 Months", 0.96, [])],
)
def test_years_are_counted_from_the_term(term: str, confidence: float, passed: list[bool]) -> None:
    pages = pages_of(FLOCK.replace("{term}", term))
    layout = recognise(pages, Kind.QUOTE)
    assert layout is not None
    record = improve(None, layout, pages)
    assert record.fields["total"].confidence == confidence
    assert [check.passed for check in record.checks] == passed


def test_a_scan_stays_below_the_mark_where_nothing_proves_it() -> None:
    assert axon("$18,750.00", is_scan=True).fields["number"].confidence < 0.95


def test_a_layout_never_replaces_what_is_surer() -> None:
    pages = pages_of(AXON.replace("{tax}", "$18,570.00"))
    layout = recognise(pages, Kind.QUOTE)
    assert layout is not None
    sure = axon("$18,750.00").fields["total"]
    kept = improve(Record(Kind.QUOTE, (1, 1), 0.9, {"total": sure}), layout, pages)
    assert kept.fields["total"] == sure


def test_rows_that_do_not_add_up_stay_the_general_reader_s() -> None:
    pages = pages_of("""
Payment Register
From Payment Date: 3/1/2024 - To Payment Date: 3/31/2024
Number   Date   Status   Source   Payee Name   Amount
88101   03/04/2024   Open   Accounts Payable   ALDER PAPER CO   $310.00
Type Check Totals:   1 Transactions   $301.00
""")
    layout = recognise(pages, Kind.REGISTER)
    assert layout is not None
    assert improve(None, layout, pages).payments == ()
