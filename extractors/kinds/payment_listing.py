"""Payment listings: payees and amounts without check numbers, such as pivot prints and grant expense sheets."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.paper import Page
from extractors.register_head import read_register
from watchbill.model import Kind, Record


def read(pages: Sequence[Page]) -> Record | None:
    """The listing on these pages; None where no row could be read and nothing names it."""
    return read_register(pages, Kind.PAYMENT_LISTING)
