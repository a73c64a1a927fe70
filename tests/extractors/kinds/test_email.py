"""E-mails: when, about what, and leads."""

from __future__ import annotations

from extractors.kinds.email import read
from extractors.typeset import typeset


def fields_of(text: str) -> dict[str, str]:
    record = read(typeset(text).pages)
    assert record is not None
    return {name: value.value for name, value in record.fields.items()}


def test_an_agency_that_is_interested_is_a_lead():
    fields = fields_of("""
From: Captain <captain@example.gov>
Sent: June 18, 2018
Subject: Face recognition

The Phoenix Police Department expressed interest in Amazon Rekognition. We would like a demonstration.
""")
    assert fields["date"] == "2018-06-18"
    assert fields["subject"] == "Face recognition"
    assert fields["interest"] == "expressed interest in Amazon Rekognition"
    assert fields["agency"] == "Phoenix Police Department"


def test_a_company_that_is_only_mentioned_is_no_vendor():
    fields = fields_of("""
From: A <a@example.org>
Date: August 6, 2025
Subject: Appeal

I appeal the response about records from Flock cameras.
""")
    assert "vendor" not in fields


def test_the_date_of_a_web_mailer_stands_in_its_header_line():
    fields = fields_of("""
Records Office <records@example.gov>                        Thu, Sep 11, 2025 at 8:01 PM
To: someone@example.org

Submitted on: 7/3/2025
""")
    assert fields["date"] == "2025-09-11"
