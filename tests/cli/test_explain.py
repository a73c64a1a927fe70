"""`explain`: a picture and data of a page of a file or of the store; mistakes are one sentence with the right code."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from extractors import explain_file
from tests.cli.conftest import Run
from tests.extractors import papers
from tests.extractors.test_explain import INVOICE
from watchbill.model import Reason
from watchbill.typeset import typeset


@pytest.fixture
def invoice(tmp_path: Path) -> Path:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(typeset(INVOICE))
    return path


def test_a_picture_is_written_here_and_named_again_when_replaced(run: Run, invoice: Path, home: Path) -> None:
    first = run("explain", invoice)
    assert (first.code, first.out) == (0, "invoice-p1.png\n")
    assert "page 1: " in first.err
    assert "2 amounts and dates were seen and not taken" in first.err
    with Image.open(home / "invoice-p1.png") as picture:
        assert picture.width >= 1275
    assert run("explain", invoice).out == "invoice-p1.png (replaced)\n"
    assert [path.name for path in home.iterdir()] == ["invoice-p1.png"], "no store is made"


def test_as_data(run: Run, invoice: Path, home: Path) -> None:
    ended = run("explain", invoice, "--json")
    assert ended.code == 0
    page = json.loads(ended.out)
    assert page["schema"] == "watchbill.explanation/1"
    assert page["document"]["path"] == "invoice.pdf"
    assert page["page"] == {"number": 1, "width": 612.0, "height": 792.0, "origin": "native", "turn": 0, "slope": 0.0}
    assert [(record["kind"], record["pages"]) for record in page["records"]] == [("invoice", [1, 2])]
    assert {check["name"] for check in page["records"][0]["checks"] if check["passed"]} >= {"items_sum_to_total"}
    (total,) = (value for value in page["values"] if value["field"] == "total")
    assert (total["value"], total["state"], total["row"], total["record"]) == ("5000.00", "accepted", None, 0)
    assert total["label"]["text"] == "Total:"
    assert len(total["bbox"]) == 4
    assert {one["what"] for one in page["passed_over"]} == {"money", "date", "words"}
    assert all(one["why"] for one in page["passed_over"])
    assert [label["led"] for label in page["labels"] if label["text"] == "Total:"] == [True]
    assert list(home.iterdir()) == []


def test_several_pages_and_a_name(run: Run, invoice: Path, home: Path) -> None:
    assert run("explain", invoice, "--page", "2", "--page", "1", "--out", "seen.png").out.split() == [
        "seen-p1.png", "seen-p2.png",
    ]  # fmt: skip
    assert run("explain", invoice, "--page", "2", "--out", "two.png").out == "two.png\n"
    (home / "pictures").mkdir()
    assert len(run("explain", invoice, "--page", "all", "--out", "pictures", "--json").out.splitlines()) == 4
    assert len(list((home / "pictures").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("INVOICE", "--page", "9"), 2, "invoice.pdf has 2 pages; there is no page 9."),
        (("INVOICE", "--page", "0"), 2, "pages count from 1"),
        (("INVOICE", "--page", "two"), 2, "pages count from 1"),
        (("INVOICE", "--out", "INVOICE"), 2, "ends in .png, or a folder"),
        (("nothing.pdf",), 3, "There is no file nothing.pdf"),
        (("FOLDER",), 2, "is a folder"),
        (("d-000000000000",), 3, "Nothing in the store is known as"),
    ],
)
def test_mistakes_are_one_sentence(
    run: Run, invoice: Path, home: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = invoice.read_bytes()
    named = {"INVOICE": str(invoice), "FOLDER": str(invoice.parent)}
    ended = run("explain", *(named.get(word, word) for word in arguments))
    assert (ended.code, ended.out) == (code, "")
    assert words in " ".join(ended.err.split())
    assert "Traceback" not in ended.err
    assert invoice.read_bytes() == before
    assert not list(home.glob("*.png"))


def test_a_refused_file_is_a_sentence(run: Run, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "locked.pdf"
    locked = pikepdf.Encryption(owner="a", user="b")
    path.write_bytes(papers.changed(papers.invoice(), lambda document: None, encryption=locked))
    ended = run("explain", path)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "watchbill: locked.pdf cannot be explained: it is encrypted and needs a password; ask for an open copy.\n"
    )


def test_a_child_that_does_not_come_back_is_a_sentence(
    run: Run, invoice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explain_file, "explain_file", lambda *_, **__: Reason.TIMED_OUT)
    ended = run("explain", invoice)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("watchbill: invoice.pdf cannot be explained: reading it took too long")


def test_what_the_store_knows(run: Run, invoice: Path, home: Path) -> None:
    assert run("add", invoice).code == 0
    assert run("read").code == 0
    sha256 = json.loads(run("read", invoice, "--json").out)["document"]["sha256"]
    document = json.loads(run("show", sha256[:8], "--json").out)
    record = json.loads(run("show", document["papers"][0]["record_id"], "--json").out)
    total = next(value for value in record["values"] if value["field"] == "total")
    for name in (sha256[:8], document["id"], record["id"], total["id"]):
        page = json.loads(run("explain", name, "--json").out)
        assert (page["document"]["sha256"], page["page"]["number"]) == (sha256, 1)
    assert json.loads(run("explain", document["id"], "--json", "--page", "2").out)["page"]["number"] == 2
