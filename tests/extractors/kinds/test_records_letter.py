"""Letters about records requests: agency, reference, date; never a seller or a total."""

from __future__ import annotations

from extractors.kinds.records_letter import read
from extractors.typeset import typeset


def fields_of(text: str) -> dict[str, str]:
    record = read(typeset(text).pages)
    assert record is not None
    return {name: value.value for name, value in record.fields.items()}


def test_the_reference_in_the_head_wins_over_one_that_is_cited():
    fields = fields_of("""
20 July, 2015
Freddy Example
RE: NOTICE OF RESPONSE TO FOIA REQUEST
FOIA FILE NO.: 15-3528

Dear Requester,
This letter is in response to the request received by the Chicago Police Department on 19 June. In
response to FOIA 15-2549, and again FOIA 15-2549, Chicago Police acknowledged $137,171.67.
""")
    assert fields == {"agency": "Chicago Police Department", "number": "15-3528", "date": "2015-07-20"}


def test_a_fee_estimate_is_no_purchase_and_the_signature_names_the_agency():
    fields = fields_of("""
October 15, 2025
Sent via email
PRR EPD-2025-3891

The cost to respond is $48,731.76. For questions about Flock Safety, Inc. see below. Please reference
PRR EPD-2024-3891.

Sincerely,

Public Records Program Supervisor
Eugene Police Department
""")
    assert fields == {"agency": "Eugene Police Department", "number": "EPD-2025-3891", "date": "2025-10-15"}
