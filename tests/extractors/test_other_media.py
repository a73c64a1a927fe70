"""The same paper gives the same records in every medium: the typeset PDF of a case against the case in others."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml

from extractors.reader import read_document
from tests import outlook
from tests.extractors.other_media import as_csv, as_docx, as_html, as_xls, as_xlsx
from watchbill.model import Reading
from watchbill.typeset import typeset

CASES = Path(__file__).parent.parent / "cases"
#: Papers in blocks that a Word letter and a workbook have too; not those that place every word by hand.
PAPERS = (
    "agreement-free-pilot",
    "bundle-of-two-papers",
    "grant-award-letter",
    "invoice-credit-memo",
    "invoice-in-rupees",
    "invoice-with-tax",
    "payment-listing-with-vendor-numbers",
    "purchase-order-blanket",
    "purchase-order-from-reseller",
    "quote-sole-source",
    "register-grouped-by-vendor",
    "register-of-electronic-payments",
    "register-with-section-totals",
    "resolution-of-a-county-board",
    "staff-report-fiscal-impact",
)
MEDIA: dict[str, Callable[[Any], bytes]] = {"docx": as_docx, "xlsx": as_xlsx, "xls": as_xls, "html": as_html}


def paper_of(case: str) -> dict[str, Any]:
    paper: dict[str, Any] = yaml.safe_load((CASES / case / "paper.yml").read_text(encoding="utf-8"))
    paper.pop("noise", None)
    return paper


@cache
def as_pdf(case: str) -> list[Any]:
    return told(read_document(typeset(paper_of(case)), f"{case}.pdf"))


def told(reading: Reading) -> list[Any]:
    """What a reading says, without where it stands."""
    return [
        (
            str(record.kind),
            {name: value.value for name, value in record.fields.items()},
            [{name: value.value for name, value in row.fields.items()} for row in (*record.items, *record.payments)],
        )
        for record in reading.records
    ]


@pytest.mark.parametrize(
    ("case", "medium"),
    [(case, medium) for case in PAPERS for medium in MEDIA if (case, medium) != ("bundle-of-two-papers", "html")],
)  # a web page has no pages: nothing in it parts two papers
def test_a_letter_a_workbook_and_a_web_page_say_what_the_pdf_says(case: str, medium: str) -> None:
    assert told(read_document(MEDIA[medium](paper_of(case)), f"paper.{medium}")) == as_pdf(case)


@pytest.mark.parametrize("medium", MEDIA)
def test_every_value_of_other_media_stands_in_its_box(medium: str) -> None:
    from extractors.media import open_paper

    data = MEDIA[medium](paper_of("invoice-with-tax"))
    reading = read_document(data)
    paper, _ = open_paper(data, "", reading.media_type, lambda: False)
    (record,) = reading.records
    for value in (*record.fields.values(), *(v for row in record.items for v in row.fields.values())):
        x0, top, x1, bottom = value.bbox
        inside = [w for w in paper.pages[value.page - 1].words if x0 <= w.x0 < x1 and top <= w.middle <= bottom]
        assert " ".join(word.text for word in inside) == value.raw


LISTING = "register-of-electronic-payments"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_listing_saved_as_text_has_the_rows_of_the_pdf(delimiter: str) -> None:
    reading = read_document(as_csv(paper_of(LISTING), delimiter), "listing.csv")
    assert reading.media_type == "text/csv"
    (_, _, payments), (_, _, expected) = told(reading)[0], as_pdf(LISTING)[0]
    assert payments == expected


@pytest.mark.parametrize(
    "whole",
    [
        "<div>\r\n\t{}</div>",
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><title>x</title></head><body>{}</body></html>",
    ],
)
def test_a_web_page_that_a_program_exports_as_xls_has_the_rows_of_the_pdf(whole: str) -> None:
    """Excel opens them, and many systems of accounts write nothing else."""
    rows = list(csv.reader(io.StringIO(as_csv(paper_of(LISTING)).decode("cp1252"))))
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    table = "<table rules='all'>" + "".join(f"<tr>{line}</tr>\r\n" for line in lines) + "</table>"
    reading = read_document(whole.format(table).encode(), "listing.xls")
    assert reading.media_type == "text/html"
    assert told(reading)[0][2] == as_pdf(LISTING)[0][2]


EMAIL = "email-offering-a-free-trial"


def words_of(case: str) -> tuple[dict[str, str], str]:
    """The envelope and the words of an e-mail case."""
    fields: dict[str, str] = {}
    texts = []
    for block in paper_of(case)["pages"][0]:
        fields |= {label[1].strip(":"): value[1] for label, value in block.get("rows", ())}
        texts += [block["text"]] if "text" in block else []
    return fields, "\n\n".join(texts)


@pytest.mark.parametrize("rows", [2, 4])
def test_a_short_table_under_a_full_header_is_a_register(rows: int) -> None:
    lines = [f"{1001 + n},03/{4 + n:02}/2025,SELLER {'ABCD'[n]},CAMERAS,{150 * (n + 1)}.00" for n in range(rows)]
    table = "\n".join(["CHECK_NO,CHECK_DATE,VENDOR_NAME,DESCRIPTION,AMOUNT", *lines])
    [record] = read_document(table.encode(), "checks.csv").records
    assert (record.kind, [row.fields["payee"].value for row in record.payments]) == (
        "register",
        [f"SELLER {'ABCD'[n]}" for n in range(rows)],
    )


def test_a_message_says_what_its_print_says() -> None:
    """As .eml, as .eml with html alone, and as Outlook's .msg."""
    fields, words = words_of(EMAIL)
    plain, web = EmailMessage(), EmailMessage()
    for message in (plain, web):
        for name in ("From", "To", "Subject"):
            message[name] = fields[name]
        message["Date"] = "Tue, 14 May 2024 09:12:00 -0700"
        message["Message-ID"] = "<1@mail.example>"
    plain.set_content(words)
    web.set_content("<html><body>" + "".join(f"<p>{p}</p>" for p in words.split("\n\n")) + "</body></html>", "html")
    name, _, address = fields["From"].partition(" <")
    msg = outlook.message(
        subject=fields["Subject"], body=words, sender=(name, address.strip(">")), to=[(fields["To"], "")],
        sent=dt.datetime(2024, 5, 14, 16, 12, tzinfo=dt.UTC),
    )  # fmt: skip
    read = [told(read_document(data)) for data in (plain.as_bytes(), web.as_bytes(), msg)]
    assert read == [as_pdf(EMAIL)] * 3


@pytest.mark.parametrize("form", ["TIFF", "JPEG"])
def test_a_picture_says_what_the_scanned_pdf_says(form: str) -> None:
    """Two papers as the frames of one TIFF, one paper in the others, at 200 dots per inch."""
    cases = ("invoice-with-tax", "quote-sole-source") if form == "TIFF" else ("invoice-with-tax",)
    papers = [page for case in cases for page in paper_of(case)["pages"]]
    scanned = typeset({"pages": papers, "noise": {"scan": 200}})
    pictures = [page.render(scale=200 / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(scanned)]
    out = io.BytesIO()
    more: dict[str, Any] = {"save_all": True, "append_images": pictures[1:]} if form == "TIFF" else {}
    pictures[0].save(out, form, dpi=(200, 200), **more)
    reading = read_document(out.getvalue())
    assert (reading.pages, reading.text) == (len(papers), "ocr")
    if form == "JPEG":  # its losses make OCR see other specks; the figures are the same
        assert told(reading)[0][1] == told(read_document(scanned))[0][1]
    else:
        assert told(reading) == told(read_document(scanned))
