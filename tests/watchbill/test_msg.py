"""Outlook messages: envelope, words and attachments, and those that are broken."""

from __future__ import annotations

import datetime as dt
import struct

import pytest

from tests import outlook
from watchbill.mail.letter import Letter, Refusal
from watchbill.mail.msg import read_msg
from watchbill.mail.rtf import rtf_text, unpack_rtf

SENT = dt.datetime(2025, 3, 25, 14, 2, 7, tzinfo=dt.UTC)


def test_a_message_gives_its_envelope_words_and_attachments() -> None:
    letter = read_msg(
        outlook.message(
            subject="Plate readers for Larkspur Falls",
            body="Chief Ames,\r\n\r\nWe offer a free trial of sixty days.\r\n",
            sender=("Dana Ortiz", "dana@brightwatch.example"),
            to=[("Ames, Pat", "pames@larkspurfalls.example"), ("City Clerk", "/O=CITY/OU=X/CN=CLERK")],
            cc=[("", "legal@brightwatch.example")],
            sent=SENT,
            attached=[("offer.pdf", b"%PDF-1.4 an offer"), ("../../terms.txt", b"x" * 9000)],
        )
    )
    assert letter.envelope.sender == "Dana Ortiz <dana@brightwatch.example>"
    everybody = "Ames, Pat <pames@larkspurfalls.example>, City Clerk, legal@brightwatch.example"
    assert letter.envelope.recipients == everybody
    assert letter.envelope.sent_at == SENT
    assert letter.body.splitlines() == [
        "From: Dana Ortiz <dana@brightwatch.example>",
        "To: Ames, Pat <pames@larkspurfalls.example>, City Clerk",
        "Cc: legal@brightwatch.example",
        "Date: Tue, 25 Mar 2025 14:02:07 +0000",
        "Subject: Plate readers for Larkspur Falls",
        "",
        "Chief Ames,",
        "",
        "We offer a free trial of sixty days.",
    ]
    assert [(part.name, part.content) for part in letter.parts] == [
        ("offer.pdf", b"%PDF-1.4 an offer"),
        ("terms.txt", b"x" * 9000),
    ]


def test_texts_in_a_code_page_and_words_in_html_are_read() -> None:
    page = "<html><body><p>Prix : 1&nbsp;200 €</p></body></html>".encode("cp1252")
    letter = read_msg(outlook.message(subject="Café", html=page, is_wide=False))
    assert letter.envelope.subject == "Café"
    assert "Prix : 1\N{NO-BREAK SPACE}200 €" in letter.body.replace("1 200", "1\N{NO-BREAK SPACE}200")


def test_the_day_comes_from_the_transport_headers_where_outlook_kept_none() -> None:
    headers = "Date: Mon, 3 Feb 2025 09:00:00 -0500\r\nMessage-ID: <1@a.example>\r\nFrom: a@a.example\r\n"
    envelope = read_msg(outlook.message(subject="x", headers=headers)).envelope
    assert envelope.sent_at == dt.datetime(2025, 2, 3, 14, tzinfo=dt.UTC)
    assert (envelope.message_id, envelope.sender) == ("<1@a.example>", "a@a.example")


def test_a_message_inside_a_message_is_a_letter() -> None:
    inner = outlook.message_storage(subject="The first offer", body="Ninety days.", is_inner=True, sent=SENT)
    letter = read_msg(outlook.message(subject="Fwd", inside=[inner]))
    (part,) = letter.parts
    assert isinstance(part.content, Letter)
    assert part.content.envelope.subject == "The first offer"
    assert part.content.envelope.sent_at == SENT
    assert "Ninety days." in part.content.body


def test_messages_nested_without_end_are_refused() -> None:
    storage = outlook.message_storage(subject="innermost", is_inner=True)
    for _ in range(6):
        storage = outlook.message_storage(subject="outer", inside=[storage], is_inner=True)
    with pytest.raises(Refusal, match="nested too deep"):
        read_msg(outlook.message(subject="top", inside=[storage]))


def test_rich_text_is_read_where_nothing_else_is_given() -> None:
    rtf = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator X;}\f0 We paid \'a3 12\par in \b March\b0\u8211 -April.}"
    packed = struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf
    assert "We paid £ 12\nin March–April." in read_msg(outlook.message(subject="x", rtf=packed)).body


def test_packed_rich_text_is_unpacked() -> None:
    """The example of [MS-OXRTFCP] 3.1.1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpack_rtf(packed, 1 << 20) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_html_inside_rich_text_gives_its_words() -> None:
    rtf = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Sixty days{\*\htmltag72 </p>}\htmlrtf\par}"
        rb"\htmlrtf0 {\*\htmltag64 <p>}no cost{\*\htmltag72 </p>}}"
    )
    assert rtf_text(rtf).split("\n") == ["Sixty days", "no cost"]


def test_a_long_run_of_tabs_in_rich_text_is_read_at_once() -> None:
    """Messages are opened where nothing limits the time that they take."""
    assert rtf_text(rb"{\rtf1 a" + rb"\tab " * 200_000 + rb"b\par\par\par c}") == "a" + "\t" * 200_000 + "b\n\nc"


@pytest.mark.parametrize("keep", [0, 100, 512, 1500, 2048, 3000])
def test_a_broken_message_is_refused(keep: int) -> None:
    whole = outlook.message(subject="x", body="y" * 5000, attached=[("a.bin", b"z" * 5000)])
    with pytest.raises(Refusal):
        read_msg(whole[:keep])


def test_an_ole_file_of_another_kind_is_refused() -> None:
    with pytest.raises(Refusal, match="without the properties"):
        read_msg(outlook.compound_file({"WordDocument": b"w" * 5000}))
