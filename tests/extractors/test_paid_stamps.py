"""Notes of payment on a bill: which words say that it was paid, by which check and when."""

from __future__ import annotations

import pytest

from extractors.kinds.invoice import read
from extractors.paper import Page, Word


def bill(*rows: str) -> Page:
    """A page with the head of a bill and these rows below it."""
    words = []
    for row, line in enumerate(("INVOICE", "Invoice #: A-7", *rows)):
        x, top = 72.0, 40.0 + 20 * row
        for text in line.split():
            words.append(Word(text, x, top, x + 6 * len(text), top + 10, 1))
            x += 6 * len(text) + 4
    return Page(1, 612, 792, "native", tuple(words))


def noted(*rows: str) -> tuple[str | None, str | None]:
    record = read([bill(*rows)])
    assert record is not None
    found = (record.fields.get(name) for name in ("check_number", "check_date"))
    number, day = (value.value if value else None for value in found)
    return number, day


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("PAID JUN 14 2023 CK 554120",), ("554120", "2023-06-14")),
        (("Paid by check no. 4481 on 6/14/2023",), ("4481", "2023-06-14")),
        (("PAID", "06/14/2023", "WARRANT # 300417"), ("300417", "2023-06-14")),
        (("Date Paid: 6/14/2023",), (None, "2023-06-14")),
        (("RECEIVED JUN 1 2023",), (None, None)),
        (("Approved for payment 6/2/2023",), (None, None)),
        (("Paid invoices are kept until 6/14/2030 by the clerk",), (None, None)),
        (("PAID JUN 14 2023 CK 554120 VOID",), (None, None)),
        (("Unpaid balance since 6/14/2023",), (None, None)),
    ],
)
def test_what_a_note_says(rows: tuple[str, ...], expected: tuple[str | None, str | None]) -> None:
    assert noted(*rows) == expected
