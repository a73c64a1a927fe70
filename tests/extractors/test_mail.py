"""Messages read as files: who wrote when to whom about what, and which attachments they hold."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from extractors.media import open_paper, sniff_media
from extractors.reader import read_document
from tests import outlook
from watchbill.model import Outcome, Reason


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Dana Ortiz <dana@brightwatch.example>"
    made["To"] = "Pat Ames <pames@larkspurfalls.example>"
    made["Date"] = "Tue, 25 Mar 2025 09:02:00 -0500"
    made["Subject"] = "Plate readers"
    made["Message-ID"] = "<1@brightwatch.example>"
    made.set_content("We offer a free trial of sixty days.\n")
    made.add_attachment(b"%PDF-1.4 offer", maintype="application", subtype="pdf", filename="offer.pdf")
    made.add_attachment("price list", filename="prices.txt")
    return made


def lines_of(data: bytes) -> list[str]:
    paper, _ = open_paper(data, "", sniff_media(data), lambda: False)
    return [line.text for line in paper.pages[0].lines]


EXPECTED = [
    "From: Dana Ortiz <dana@brightwatch.example>",
    "To: Pat Ames <pames@larkspurfalls.example>",
    "Date: Tue, 25 Mar 2025 09:02:00 -0500",
    "Subject: Plate readers",
    "Attachments: offer.pdf; prices.txt",
    "We offer a free trial of sixty days.",
]


def test_a_message_says_who_when_what_and_what_is_attached() -> None:
    assert lines_of(message().as_bytes()) == EXPECTED


def test_an_outlook_message_says_the_same() -> None:
    data = outlook.message(
        subject="Plate readers",
        body="We offer a free trial of sixty days.",
        sender=("Dana Ortiz", "dana@brightwatch.example"),
        to=[("Pat Ames", "pames@larkspurfalls.example")],
        sent=dt.datetime(2025, 3, 25, 14, 2, tzinfo=dt.UTC),
        attached=[("offer.pdf", b"%PDF-1.4 offer"), ("prices.txt", b"price list")],
    )
    assert sniff_media(data) == "application/vnd.ms-outlook"
    assert [line for line in lines_of(data) if "Date" not in line] == [line for line in EXPECTED if "Date" not in line]


def test_a_pasted_envelope_is_plain_text_and_a_pdf_inside_a_message_makes_it_no_pdf() -> None:
    assert sniff_media(b"From: a\nTo: b\n\nwords\n") == "text/plain"
    assert sniff_media(b"MIME-Version: 1.0\nSubject: x\n\n%PDF-1.4 inside") == "message/rfc822"
    assert sniff_media(b"\xef\xbb\xbfReceived: by x\nSubject: x\n\nwords") == "message/rfc822"


@pytest.mark.parametrize("spoiled", [outlook.message(subject="x", body="y" * 9000)[:3000]])
def test_a_broken_outlook_message_is_refused(spoiled: bytes) -> None:
    reading = read_document(spoiled)
    assert reading.outcome is Outcome.REFUSED
    assert reading.reason in (Reason.DAMAGED, Reason.UNSUPPORTED)
