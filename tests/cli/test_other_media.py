"""Workbooks, tables, letters and messages on the whole road: added, read, verified, and shown with boxes on pages."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from PIL import Image

from dashboard.boxes import has_picture
from dashboard.page_images import Painter
from tests import outlook
from tests.cli.conftest import Run
from tests.extractors.other_media import as_csv, as_docx, as_xlsx
from watchbill.archive import Archive
from watchbill.store.engine import open_store
from watchbill.store.schema import document, page, record, value

CASES = Path(__file__).parent.parent / "cases"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """An invoice as a letter, a workbook and an attachment of a message, and a register as a table of text."""
    invoice = yaml.safe_load((CASES / "invoice-with-tax" / "paper.yml").read_text(encoding="utf-8"))
    listing = yaml.safe_load((CASES / "register-of-electronic-payments" / "paper.yml").read_text(encoding="utf-8"))
    other = yaml.safe_load((CASES / "quote-sole-source" / "paper.yml").read_text(encoding="utf-8"))
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "invoice.docx").write_bytes(as_docx(invoice))
    (folder / "invoice.xlsx").write_bytes(as_xlsx(invoice))
    (folder / "register.csv").write_bytes(as_csv(listing))
    attached = [("quote.docx", as_docx(other))]
    (folder / "letter.msg").write_bytes(outlook.message(subject="Quote", body="See attached.", attached=attached))
    return folder


def test_a_release_of_other_media_is_read_and_still_matches(run: Run, home: Path, release: Path) -> None:
    assert run("add", release).code == 0
    answer = run("read")
    assert (answer.code, "read 4" in answer.err) == (0, True), answer.err
    answer = run("verify", "--values", "--json")
    assert answer.code == 0, answer.err
    matching = json.loads(answer.out)
    assert matching["values"] == matching["values_matching"] > 30
    assert not matching["wrong"]


def test_the_picture_of_a_page_prints_each_value_in_its_box(run: Run, home: Path, release: Path) -> None:
    run("add", release)
    run("read")
    engine = open_store(f"sqlite:///{home / 'watchbill.db'}")
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(document.c.sha256, document.c.media_type, page.c.width, value)
            .join(record, record.c.id == value.c.record_id)
            .join(document, document.c.id == record.c.document_id)
            .join(page, sa.and_(page.c.document_id == document.c.id, page.c.number == value.c.page))
        ).all()
    engine.dispose()
    painter, archive = Painter(), Archive(str(home / "archive"))
    pictures: dict[tuple[str, int], Image.Image] = {}
    try:
        for row in rows:
            assert has_picture(row.media_type)
            key = (row.sha256, row.page)
            if key not in pictures:
                painted = painter.picture(archive.path(row.sha256), row.page)
                pictures[key] = Image.open(io.BytesIO(painted)).convert("L")
            scale = pictures[key].width / row.width
            box = tuple(round(edge * scale) for edge in (row.x0, row.top, row.x1, row.bottom))
            low, high = pictures[key].crop(box).getextrema()
            assert (low < 100, high > 200) == (True, True), row
    finally:
        painter.close()
    assert len(pictures) >= 4
