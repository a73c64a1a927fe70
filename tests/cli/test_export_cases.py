"""The corrections loop from end to end: papers are read, people decide, cases are exported, the scorer measures."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Run
from watchbill.archive import Archive
from watchbill.settings import ROOT
from watchbill.typeset import typeset

INVOICE = yaml.safe_load((ROOT / "data/sample/papers/eugene/invoice-61152.yml").read_text(encoding="utf-8"))
REGISTER: dict[str, Any] = {
    "pages": [
        [
            {"letterhead": ["City of Northfield", "Finance"]},
            {"title": "CHECK REGISTER"},
            {
                "table": {
                    "head": ["Check", "Date", "Payee", "Description", "Amount"],
                    "rows": [
                        ["1001", "01/02/2024", "Northlight Cameras Inc", "Cameras", "1,200.00"],
                        ["1002", "01/03/2024", "DOE, JANE", "Tuition reimbursement", "300.00"],
                    ],
                    "widths": [60, 80, 150, 120, 80],
                }
            },
        ]
    ]
}


@pytest.fixture
def papers(run: Run, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that was added and read: an invoice, a scan of it, and a register. Read once, then copied."""
    kept = tmp_path_factory.getbasetemp() / "papers-read"
    if not kept.exists():
        folder = home / "release"
        folder.mkdir()
        (folder / "invoice.pdf").write_bytes(typeset(INVOICE))
        (folder / "scan.pdf").write_bytes(typeset(INVOICE | {"noise": {"scan": 150, "skew": 0.8}}))
        (folder / "register.pdf").write_bytes(typeset(REGISTER))
        assert run("add", folder).code == 0
        assert run("read").code == 0
        shutil.copytree(home, kept)
    shutil.copytree(kept, home, dirs_exist_ok=True)
    return home / "release"


def values_of(run: Run, path: Path) -> dict[tuple[str, int | None], dict[str, Any]]:
    """(field, row) -> value of the one paper of a document."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    document = json.loads(run("show", sha256[:12], "--json").out)
    record = json.loads(run("show", document["papers"][0]["record_id"], "--json").out)
    return {(value["field"], value["row"]): value for value in record["values"]}


def labels_in(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


def decide(run: Run, *arguments: str) -> None:
    ended = run("review", *arguments, "--reviewer", "ann")
    assert ended.code == 0, ended.err


def test_decisions_become_labels_and_nothing_else_does(run: Run, papers: Path, home: Path) -> None:
    native, scan = values_of(run, papers / "invoice.pdf"), values_of(run, papers / "scan.pdf")
    decide(run, "correct", native["total", None]["id"], "170000.00", "--reason", "a zero")
    decide(run, "accept", native["date", None]["id"])
    decide(run, "correct", native["po_number", None]["id"], "--not-printed", "--reason", "of another paper")
    decide(run, "correct", native["number", None]["id"], "X-1", "--reason", "mistaken")
    decide(run, "undo", native["number", None]["id"], "--reason", "was right")
    decide(run, "correct", scan["vendor", None]["id"], "Flock Group Inc", "--reason", "the letterhead")
    ended = run("review", "export-cases", "cases", "--json")
    assert ended.code == 0
    assert json.loads(ended.out) == {
        "schema": "watchbill.cases/1", "folder": "cases", "documents": 2, "scanned": 1, "papers": 2, "values": 4,
        "withheld": 0, "lost": 0, "missing": [],
    }  # fmt: skip
    assert "4 reviewed values of 2 papers in 2 documents (1 scanned); in cases" in ended.err
    labels = {label["id"]: label for label in labels_in(home / "cases")}
    native_id, scan_id = native["total", None]["document"], scan["vendor", None]["document"]
    scored = {key: word for key, word in labels[native_id].items() if key not in ("reviewed", "notes", "kind_as_read")}
    assert scored == {
        "id": native_id, "kind": "other", "total_amount": 170000.0, "document_date": "2025-03-27", "po_number": None,
    }  # fmt: skip
    assert labels[native_id]["kind_as_read"] == "invoice"
    assert labels[scan_id]["vendor"] == "Flock Group Inc"
    (total,) = (entry for entry in labels[native_id]["reviewed"] if entry["field"] == "total")
    assert (total["value"], total["read_as"], total["decision"], total["page"]) == (
        "170000.00", "171000.00", "correct", 1,
    )  # fmt: skip
    assert (home / "cases" / "pdfs" / f"{native_id}.pdf").read_bytes() == (papers / "invoice.pdf").read_bytes()
    (expected,) = json.loads((home / "cases" / "expected" / f"{native_id}.json").read_text())["records"]
    assert (expected["kind"], expected["pages"]) == ("invoice", [1, 1])
    assert expected["fields"] == {"total": "170000.00", "date": "2025-03-27", "po_number": None}


def test_written_again_the_folder_holds_what_stands_today(run: Run, papers: Path, home: Path) -> None:
    native, scan = values_of(run, papers / "invoice.pdf"), values_of(run, papers / "scan.pdf")
    decide(run, "accept", native["total", None]["id"])
    decide(run, "accept", scan["total", None]["id"])
    assert run("review", "export-cases", "cases").code == 0
    before = {path: path.read_bytes() for path in (home / "cases").rglob("*") if path.is_file()}
    assert len(before) == 6
    assert run("review", "export-cases", "cases").code == 0
    assert {path: path.read_bytes() for path in (home / "cases").rglob("*") if path.is_file()} == before
    decide(run, "undo", scan["total", None]["id"], "--reason", "in doubt")
    assert "1 reviewed value of 1 paper in 1 document" in run("review", "export-cases", "cases").err
    assert [path.stem for path in (home / "cases" / "pdfs").iterdir()] == [native["total", None]["document"]]
    assert len(labels_in(home / "cases")) == 1


def test_values_of_rows_stand_beside_and_private_persons_stay_out(run: Run, papers: Path, home: Path) -> None:
    register = values_of(run, papers / "register.pdf")
    decide(run, "accept", register["amount", 1]["id"], register["payee", 1]["id"])
    decide(run, "correct", register["payee", 2]["id"], "DOE, JANE Q", "--reason", "the initial")
    decide(run, "accept", register["description", 2]["id"])
    ended = run("review", "export-cases", "cases")
    assert "2 reviewed values of 1 paper" in ended.err
    assert "left out: 2 values that may be of private persons" in ended.err
    (label,) = labels_in(home / "cases")
    assert {(entry["row"], entry["field"], entry["value"]) for entry in label["reviewed"]} == {
        ("payment 1", "payee", "Northlight Cameras Inc"),
        ("payment 1", "amount", "1200.00"),
    }
    assert "DOE" not in (home / "cases" / "labels.jsonl").read_text()
    assert "Tuition" not in (home / "cases" / "labels.jsonl").read_text()


def test_only_since_a_day(run: Run, papers: Path, home: Path) -> None:
    decide(run, "accept", values_of(run, papers / "invoice.pdf")["total", None]["id"])
    assert "0 reviewed values of 0 papers" in run("review", "export-cases", "later", "--since", "2999-01-01").err
    assert labels_in(home / "later") == []
    assert "1 reviewed value of 1 paper" in run("review", "export-cases", "all", "--since", "2020-01-01").err
    assert run("review", "export-cases", "all", "--since", "yesterday").code == 2


def test_a_folder_of_others_is_left_alone(run: Run, home: Path) -> None:
    (home / "mine").mkdir()
    (home / "mine" / "labels.jsonl").write_text("mine")
    ended = run("review", "export-cases", "mine")
    assert ended.code == 1
    assert "holds files that no export of cases made" in ended.err
    assert (home / "mine" / "labels.jsonl").read_text() == "mine"


def test_a_document_the_archive_lost_is_named(run: Run, papers: Path, home: Path) -> None:
    value = values_of(run, papers / "invoice.pdf")["total", None]
    decide(run, "accept", value["id"])
    Archive(str(home / "archive")).path(value["sha256"]).rename(home / "taken away")
    ended = run("review", "export-cases", "cases")
    assert ended.code == 0
    assert f"The archive does not hold {value['document']}; it has no case." in ended.err
    assert labels_in(home / "cases") == []


def test_what_is_not_printed_counts_nowhere_until_it_is_taken_back(run: Run, papers: Path) -> None:
    total = values_of(run, papers / "invoice.pdf")["total", None]
    run("resolve")

    def invoiced() -> set[str | None]:
        lines = run("purchases", "--all", "--json").out.splitlines()
        return {json.loads(line)["invoiced"] for line in lines}

    counted = invoiced()
    assert "171000.00" in counted
    scanned = values_of(run, papers / "scan.pdf")["total", None]
    for value in (total, scanned):
        decide(run, "correct", value["id"], "--not-printed", "--reason", "no total on it")
    assert "171000.00" not in invoiced()
    assert json.loads(run("show", total["id"], "--json").out)["value"] == ""
    assert "171000.00 -> not printed: no total on it" in run("review", "list", "--log").out
    shown = run("show", total["id"]).out
    assert re.search(r"^value +not printed$", shown, re.M), "a value that is struck has no empty line for it"
    assert re.search(r"171000\.00 +not printed +no total on it", shown), "the log in words, not as JSON"
    assert "is not printed already" in run(
        "review", "correct", total["id"], "--not-printed", "--reason", "again", "--reviewer", "ann"
    ).err  # fmt: skip
    decide(run, "undo", total["id"], "--reason", "it is there")
    decide(run, "undo", scanned["id"], "--reason", "it is there")
    assert invoiced() == counted
    assert run("review", "correct", total["id"], "5", "--not-printed", "--reason", "both").code == 2


@pytest.mark.cases
def test_the_scorer_measures_the_reader_against_what_people_decided(
    run: Run, papers: Path, home: Path, cases_folder: Path
) -> None:
    native = values_of(run, papers / "invoice.pdf")
    decide(run, "correct", native["total", None]["id"], "170000.00", "--reason", "to see it fail")
    decide(run, "accept", native["date", None]["id"], native["number", None]["id"])
    assert run("review", "export-cases", "cases").code == 0
    (home / "read.jsonl").write_text(run("read", "cases/pdfs", "--json").out)
    scorer = [sys.executable, str(cases_folder / "score" / "score_reading.py"), "read.jsonl", "cases/labels.jsonl"]
    ended = subprocess.run([*scorer, "--files", "cases/pdfs", "--json"], capture_output=True, text=True, check=True)
    report = json.loads(ended.stdout)
    assert report["documents"] == {"labels": 1, "read": 1}
    assert (report["date"]["f1"], report["number"]["f1"], report["total"]["f1"]) == (1.0, 1.0, 0.0)
    assert report["micro"]["n"] == 3
    assert report["evidence"]["rate"] == 1.0
