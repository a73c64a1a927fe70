"""E-mail: envelope, words and attachments come out of every shape of message, and broken ones raise nothing else."""

from __future__ import annotations

import datetime as dt
import io
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.mail.eml import html_text, read_message, split_mbox
from watchbill.mail.letter import Letter, Refusal


def make_message(subject: str = "Invoice INV-1", body: str = "Please pay.\n") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Clerk <clerk@city.example>"
    message["To"] = "desk@paper.example"
    message["Cc"] = "Ana Ruiz <ana@paper.example>"
    message["Subject"] = subject
    message["Date"] = "Mon, 03 Mar 2025 10:00:00 -0800"
    message["Message-ID"] = "<1@city.example>"
    message.set_content(body)
    return message


def test_a_plain_message() -> None:
    letter = read_message(make_message().as_bytes())
    assert letter.envelope.subject == "Invoice INV-1"
    assert letter.envelope.sender == "Clerk <clerk@city.example>"
    assert letter.envelope.recipients == "desk@paper.example, Ana Ruiz <ana@paper.example>"
    assert letter.envelope.sent_at == dt.datetime(2025, 3, 3, 18, tzinfo=dt.UTC)
    assert letter.envelope.message_id == "<1@city.example>"
    assert letter.parts == ()
    assert letter.body == (
        "From: Clerk <clerk@city.example>\nTo: desk@paper.example\nCc: Ana Ruiz <ana@paper.example>\n"
        "Date: Mon, 03 Mar 2025 10:00:00 -0800\nSubject: Invoice INV-1\n\nPlease pay.\n"
    )


def test_attachments_and_the_words_of_html() -> None:
    message = EmailMessage()
    message["Subject"] = "Récépissé €"
    message.set_content(
        "<p>Total&nbsp;due</p><style>x{}</style><table><tr><td>$12</td><td>net</td></tr></table>", "html"
    )
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="fac/../ture é.pdf")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png")
    letter = read_message(message.as_bytes())
    assert letter.body == "Subject: Récépissé €\n\nTotal due\n\n$12\tnet\n"
    assert [(part.name, part.content) for part in letter.parts] == [
        ("fac/ture é.pdf", b"%PDF-1.4"),
        ("attachment-2.png", b"\x89PNG"),
    ]


def test_the_plain_alternative_is_preferred_unless_it_is_blank() -> None:
    message = make_message(body="plain words")
    message.add_alternative("<p>web words</p>", subtype="html")
    assert read_message(message.as_bytes()).body.endswith("\n\nplain words\n")
    blank = make_message(body=" \n")
    blank.add_alternative("<p>web words</p>", subtype="html")
    assert read_message(blank.as_bytes()).body.endswith("\n\nweb words\n")


def test_a_forwarded_message_is_a_message_inside() -> None:
    inner = make_message("The quote")
    inner.add_attachment(b"%PDF-1.4 quote", maintype="application", subtype="pdf", filename="quote.pdf")
    outer = make_message("Fwd")
    outer.add_attachment(inner)
    (part,) = read_message(outer.as_bytes()).parts
    assert part.name == "The quote.eml"
    assert isinstance(part.content, Letter)
    assert [inside.name for inside in part.content.parts] == ["quote.pdf"]


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: =?nonsense?Q?=FF?=\nDate: yesterday\nFrom: =?utf-8?B?!!!?=\n\nbody",
        b"Content-Type: text/plain; charset=no-such-charset\n\ncaf\xe9",
        b'Content-Type: text/plain; charset="a\0b"\n\ncaf\xe9',
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nno end",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nSGk=",
        b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n%%%not base64",
        b"Subject: a\n b\n\tc\n\n",
    ],
)
def test_malformed_messages_are_read_as_far_as_they_go(raw: bytes) -> None:
    letter = read_message(raw)
    assert "\0" not in letter.body
    assert "\n" not in letter.envelope.subject


def test_a_message_nested_beyond_reason_is_refused() -> None:
    raw = b"Content-Type: message/rfc822\n\n" * 5000 + b"Subject: x\n\nhi"
    with pytest.raises(Refusal, match="nested too deep"):
        read_message(raw)


def test_a_message_of_a_thousand_attachments_is_refused() -> None:
    part = b"--x\nContent-Type: application/pdf\n\nx\n"
    with pytest.raises(Refusal, match="more than 1000 attachments"):
        read_message(b"Content-Type: multipart/mixed; boundary=x\n\n" + part * 1100 + b"--x--\n")


@pytest.mark.parametrize("header", [b'Content-Type: text/plain; a="', b'Content-Disposition: attachment; a="'])
def test_a_header_that_does_not_end_is_refused(header: bytes) -> None:
    with pytest.raises(Refusal, match="header that does not end"):
        read_message(header + b";" * 500_000 + b"\n\nx")


def test_a_long_subject_is_read_in_no_time() -> None:
    started = time.process_time()
    assert len(read_message(b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nx").envelope.subject) > 1000
    assert time.process_time() - started < 5


@given(st.binary(max_size=400), st.sampled_from([b"", b"Content-Type: ", b"Subject: ", b"Date: ", b"From: =?utf-8?Q?"]))
def test_no_bytes_raise_anything_else(tail: bytes, head: bytes) -> None:
    letter = read_message(head + tail)
    assert letter.body.encode("utf-8", "replace")


def test_an_mbox_is_split_at_its_from_lines_only() -> None:
    mbox = (
        b"From clerk@city.example Mon Mar  3 10:00:00 2025\nSubject: one\n\nFrom here on\n\n"
        b"From prose that only looks like it\n>From quoted\n\n"
        b"From - Tue Mar  4 10:00:00 2025\nSubject: two\n\nbye\n"
    )
    first, second = split_mbox(io.BytesIO(mbox), 1 << 20)
    assert first is not None
    assert second is not None
    assert b"From prose" in first
    assert b"\nFrom quoted" in first
    assert second == b"Subject: two\n\nbye\n"


def test_a_message_too_large_is_none_and_the_next_one_is_whole() -> None:
    mbox = b"From a@b 10:00\nSubject: big\n\n" + b"x" * 5000 + b"\n\nFrom a@b  10:00\nSubject: two\n\nbye\n"
    assert [message if message is None else message[:12] for message in split_mbox(io.BytesIO(mbox), 1000)] == [
        None,
        b"Subject: two",
    ]


@pytest.mark.parametrize("piece", ["<a b='", "<!--", "<b> </b>", "<a", "</", "<script>", "&a", "<td>\t", "<![CDATA["])
def test_hostile_web_pages_take_no_time(piece: str) -> None:
    started = time.process_time()
    html_text(piece * 50_000)
    assert time.process_time() - started < 5


def test_web_pages_as_lines() -> None:
    page = "<html><head><title>no</title></head><body>A &amp; B<br>C<script>x()</script><li>one<li>two</body></html>"
    assert html_text(page) == "A & B\nC\none\ntwo"
