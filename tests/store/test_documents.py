"""Documents are one row per bytes, and the bytes decide what they are."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from watchbill.model import public_id
from watchbill.store.documents import EMPTY, EXECUTABLE, MBOX, UNKNOWN, keep_document, sniff, sniff_file
from watchbill.store.schema import document


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return file.getvalue()


def ole(*streams: str, sectors: int = 1) -> bytes:
    """The header of an OLE file, `sectors` of something, and a directory with these entries."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, sectors)
    return (
        bytes(header) + b"\1" * 512 * sectors + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    )


EMAIL = b"From: clerk@example.org\nTo: desk@example.org\nSubject: Invoice\nDate: Mon, 3 Mar 2025 10:00:00 -0800\n\nHi"
CASES = [
    (b"", "a.pdf", EMPTY),
    (b"%PDF-1.7\n...", "a.pdf", "application/pdf"),
    (b"%PDF-1.7\n...", "a.txt", "application/pdf"),
    (b"\r\n\0junk before" + b"%PDF-1.4\n", "a.pdf", "application/pdf"),
    (b"just words", "a.pdf", "text/plain"),
    (b"\xef\xbb\xbf<!DOCTYPE html><html>error %PDF-1.4", "a.pdf", "text/html"),
    (b"<?xml version='1.0'?>\n<html>", "a", "text/html"),
    (b"a <b>fragment</b>", "a.htm", "text/html"),
    (b"<!---->" * 9000, "a.txt", "text/plain"),  # takes for ever where comments are tried in every grouping
    (b"payee,amount\nFlock,1", "a.CSV", "text/csv"),
    ("Résumé of a café — and more".encode("cp1252"), "a.txt", "text/plain"),
    (("é" * 40000).encode(), "a.txt", "text/plain"),  # a character cut in two at the end of what is looked at
    ("words".encode("utf-16"), "a.txt", "text/plain"),
    (EMAIL, "a.eml", "message/rfc822"),
    (EMAIL, "a.txt", "text/plain"),
    (b"Message-ID: <1@x>\r\n" + EMAIL, "a", "message/rfc822"),
    (b"no headers here", "a.eml", "text/plain"),
    (b"Received: x\n\tmore\n" + EMAIL, "a.eml", "message/rfc822"),
    (b"Note: this\nName: that\n\nis a form", "a.txt", "text/plain"),
    (b"From clerk@example.org Mon Mar  3 10:00:00 2025\n" + EMAIL, "a.mbox", MBOX),
    (b"From here on we\nwrite prose", "a.txt", "text/plain"),
    (b"\x89PNG\r\n\x1a\n...", "a.pdf", "image/png"),
    (b"II*\0...", "a", "image/tiff"),
    (b"\xff\xd8\xff\xe0", "a", "image/jpeg"),
    (b"MZ\x90\0", "a.pdf", EXECUTABLE),
    (b"#!/bin/sh\nrm", "a.txt", EXECUTABLE),
    (b"\0\1\2\3" * 20, "a.pdf", UNKNOWN),
    (bytes(range(128, 256)) * 4, "a.txt", UNKNOWN),
    (zipped("a.pdf"), "a.zip", "application/zip"),
    (zipped("[Content_Types].xml", "word/document.xml"), "a.zip",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (zipped("[Content_Types].xml", "xl/workbook.xml"), "a",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (zipped("mimetype", "content.xml"), "a.ods", "application/vnd.oasis.opendocument"),
    (zipped("a.pdf")[:-30], "a.zip", "application/zip"),
    (ole("Root Entry", "1Table", "WordDocument"), "a", "application/msword"),
    (ole("Root Entry", "Workbook", sectors=400), "a.doc", "application/vnd.ms-excel"),
    (ole("Root Entry"), "a.MSG", "application/vnd.ms-outlook"),
    (ole("Root Entry"), "a.msi", "application/x-ole"),
    (ole("Root Entry")[:20], "a.doc", "application/msword"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name", "media_type"), CASES)
def test_the_bytes_decide(data: bytes, name: str, media_type: str, tmp_path: Path) -> None:
    assert sniff(data, name) == media_type
    (tmp_path / name).write_bytes(data)
    assert sniff_file(tmp_path / name) == media_type


def test_every_real_pdf_is_one(cases_folder: Path) -> None:
    types = {path.name: sniff_file(path) for path in sorted((cases_folder / "corpus" / "pdfs").glob("*.pdf"))}
    assert types
    assert {name for name, kind in types.items() if kind != "application/pdf"} == set()


def test_the_same_bytes_are_one_document(store: sa.Engine) -> None:
    first = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with store.begin() as connection:
        one = keep_document(connection, "a" * 64, 5, "application/pdf", first)
        other = keep_document(connection, "b" * 64, 6, "text/plain")
        again = keep_document(connection, "a" * 64, 5, "application/pdf")
    assert one == again != other
    with store.connect() as connection:
        rows = connection.execute(sa.select(document).order_by(document.c.id)).all()
    assert [row.public_id for row in rows] == [public_id("d", "a" * 64), public_id("d", "b" * 64)]
    assert rows[0].added_at.replace(tzinfo=dt.UTC) == first
