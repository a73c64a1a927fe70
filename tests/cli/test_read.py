"""`read`: files without a store as JSON or in short, what waits in the store, and how each ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from tests.cli.conftest import Run
from tests.extractors import papers
from watchbill.archive import Archive
from watchbill.store import schema
from watchbill.store.engine import connect
from watchbill.typeset import typeset

ORDER = (
    "PURCHASE ORDER",
    "City of Eugene, Oregon",
    "Purchase order number: 2510002336",
    "Order date: 03/04/2025",
    "Vendor: Flock Safety",
    "Total: $342,000.00",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of papers, good and bad."""
    made = tmp_path / "papers"
    made.mkdir()
    (made / "order.pdf").write_bytes(papers.invoice(ORDER))
    (made / "text.pdf").write_bytes(b"This is only text.")
    (made / "blank.pdf").write_bytes(papers.pdf(lambda canvas: canvas.showPage()))
    return made


def test_files_as_json_one_object_a_line(run: Run, folder: Path, home: Path) -> None:
    ended = run("read", folder / "order.pdf", folder / "text.pdf", "--json")
    assert ended.code == 0
    order, text = (json.loads(line) for line in ended.out.splitlines())
    assert order["schema"] == "watchbill.reading/1"
    assert order["document"] | {"sha256": ""} == {
        "path": str(folder / "order.pdf"), "sha256": "", "pages": 1, "media_type": "application/pdf", "text": "native",
    }  # fmt: skip
    assert order["outcome"] == "read"
    assert order["records"][0]["kind"] == "purchase_order"
    assert order["records"][0]["fields"]["total"]["value"] == "342000.00"
    assert (text["outcome"], text["reason"], text["records"]) == ("refused", "not_a_document", [])
    assert "text.pdf: its bytes are not those of a document" in ended.err
    assert "read 1, nothing found 0, partial 0, refused 1 (not a document 1), 1 records" in ended.err
    assert list(home.iterdir()) == []


def test_a_folder_in_short(run: Run, folder: Path) -> None:
    ended = run("read", folder)
    assert ended.code == 0
    assert [line.split(": ")[-1] for line in ended.out.splitlines() if not line.startswith(" ")] == [
        "nothing found",
        "read",
        "refused",
    ]
    assert "purchase order, page 1" in ended.out
    assert "total 342000.00" in ended.out


def test_a_page_that_says_nothing_is_not_listed_as_a_paper(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "left.pdf"
    path.write_bytes(papers.invoice(("This page intentionally left blank",)))
    assert run("read", path).out.strip() == f"{path}: nothing found"


def test_a_missing_file_is_named_and_the_others_are_read(run: Run, folder: Path) -> None:
    ended = run("read", folder / "order.pdf", folder / "ordr.pdf")
    assert ended.code == 0
    assert f"There is no file {folder / 'ordr.pdf'}" in ended.err
    assert "order.pdf: read" in ended.out


@pytest.mark.parametrize("name", ["missing.pdf", "text.pdf", "empty"])
def test_nothing_taken_is_a_failure(run: Run, folder: Path, name: str) -> None:
    (folder / "empty").mkdir()
    ended = run("read", folder / name)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert ended.err.startswith("watchbill: ")


def test_strict_tells_of_what_was_refused(run: Run, folder: Path) -> None:
    assert run("read", folder / "order.pdf", folder / "text.pdf", "--strict").code == 4
    assert run("read", folder / "order.pdf", folder / "ordr.pdf", "--strict").code == 4
    assert run("read", folder / "order.pdf", "--strict").code == 0


def test_again_is_about_the_store(run: Run, folder: Path) -> None:
    ended = run("read", folder / "order.pdf", "--again")
    assert ended.code == 2
    assert "--again" in ended.err


def test_special_layouts_can_be_switched_off_for_files(run: Run, tmp_path: Path) -> None:
    case = Path(__file__).parent.parent / "cases" / "layout-register-by-pentamation" / "paper.yml"
    paper = tmp_path / "register.pdf"
    paper.write_bytes(typeset(yaml.safe_load(case.read_text(encoding="utf-8"))))
    ends = [
        json.loads(run("read", paper, "--json", *switch).out)["records"][0]["fields"]["end_date"]["value"]
        for switch in ((), ("--no-layouts",))
    ]
    assert ends == ["2024-03-31", "2024-03-18"]
    assert run("read", "--no-layouts").code == 2


def test_what_waits_in_the_store_is_read_once(run: Run, folder: Path, home: Path) -> None:
    assert run("add", folder).code == 0
    first = run("read")
    assert first.code == 0
    assert "read 1, nothing found 1" in first.err
    assert "read 0, nothing found 0, partial 0, refused 0, 0 records, 0 values" in run("read").err
    assert "read 1, nothing found 1" in run("read", "--again").err
    with connect(f"sqlite:///{home / 'watchbill.db'}").connect() as connection:
        kinds = connection.execute(sa.select(schema.record.c.kind).where(schema.record.c.is_current)).scalars().all()
    assert kinds == ["purchase_order"]


def test_a_document_the_archive_lost_is_named_and_still_waits(run: Run, folder: Path, home: Path) -> None:
    assert run("add", folder / "order.pdf").code == 0
    archive = Archive(str(home / "archive"))
    (sha,) = archive.shas()
    archive.path(sha).rename(home / "taken away")
    ended = run("read", "--strict")
    assert ended.code == 4
    assert "missing from the archive 1" in ended.err
    assert "order.pdf" in ended.err


def test_a_killed_run_loses_nothing_and_the_next_one_goes_on(run: Run, tmp_path: Path, home: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(60):
        (many / f"{number:02}.pdf").write_bytes(papers.invoice((*ORDER, f"Copy {number}") * 3))
    assert run("add", many).code == 0
    command = [sys.executable, "-c", "from watchbill.cli import main; main(['read', '--workers', '1'])"]
    with subprocess.Popen(command, cwd=home, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        store = connect(f"sqlite:///{home / 'watchbill.db'}")
        saved = 0
        for _ in range(300):
            with store.connect() as connection:
                saved = connection.scalar(sa.select(sa.func.count()).select_from(schema.reading)) or 0
            if saved >= 5 or running.poll() is not None:
                break
            time.sleep(0.05)
        os.kill(running.pid, signal.SIGKILL)
    assert saved >= 5
    ended = run("read")
    assert ended.code == 0
    with store.connect() as connection:
        current = sa.select(schema.reading.c.document_id).where(schema.reading.c.is_current)
        documents = connection.execute(current).scalars().all()
        records = connection.execute(sa.select(schema.record.c.document_id)).scalars().all()
    assert len(documents) == len(set(documents)) == 60
    assert sorted(set(records)) == sorted(documents)
    store.dispose()


def test_a_document_changed_in_the_archive_is_named_and_the_rest_is_read(run: Run, folder: Path, home: Path) -> None:
    assert run("add", folder / "order.pdf", folder / "blank.pdf").code == 0
    archive = Archive(str(home / "archive"))
    path = archive.path(next(iter(archive.shas())))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\n")
    ended = run("read")
    assert ended.code == 0
    assert "is no longer what was kept in the archive" in ended.err
    assert "changed in the archive 1" in ended.err
    assert run("read", "--strict").code == 4


def test_a_name_of_a_file_does_not_write_on_the_terminal(run: Run, folder: Path) -> None:
    strange = folder / "a\x1b[31mred\nb.pdf"
    strange.write_bytes(b"nothing")
    ended = run("read", strange, folder / "order.pdf")
    assert "\x1b[31mred" not in ended.out + ended.err
    assert "red b.pdf" in ended.out


#: The command with two faults of ours planted in it; a child runs the first lines of the program that asked for it.
FAULTY = """
import sys
from extractors import media, reader
from watchbill.cli import main

cut, count = reader.find_papers, media.count_pages

def find_papers(paper):
    if "25-0111" in paper.pages[0].text:
        raise KeyError("a rule of ours")
    return cut(paper)

def count_pages(data):
    if data.endswith(b"planted"):
        raise IndexError("another of ours")
    return count(data)

reader.find_papers, media.count_pages = find_papers, count_pages
if __name__ == "__main__":
    sys.exit(main())
"""


def test_a_fault_of_ours_on_one_document_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    program = tmp_path / "faulty.py"
    program.write_text(FAULTY)
    faulty, planted, good = (tmp_path / name for name in ("faulty.pdf", "planted.pdf", "good.pdf"))
    faulty.write_bytes(papers.invoice((*ORDER, "Reference: 25-0111")))
    planted.write_bytes(papers.invoice(ORDER) + b"planted")
    good.write_bytes(papers.invoice(ORDER))
    command = [sys.executable, program, "read", faulty, planted, good, "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    first, second, third = (json.loads(line) for line in ended.stdout.splitlines())
    assert (first["outcome"], first["reason"], first["records"]) == ("partial", "reader_fault", [])
    assert first["detail"].startswith("cutting the document into papers: KeyError in extractors/reader.py, line ")
    assert (second["outcome"], second["reason"]) == ("refused", "reader_fault")
    assert second["detail"].startswith("the document: IndexError in extractors/")
    assert (third["outcome"], len(third["records"])) == ("read", 1)
    assert "detail" not in third
    told = " ".join(ended.stderr.split())
    assert (
        f"faulty.pdf: our reader failed on it, which is no fault of the document; please report it ({first['detail']})"
        in told
    )
    assert "partial 1 (reader fault 1), refused 1 (reader fault 1)" in told
