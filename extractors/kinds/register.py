"""Registers of checks and warrants: every payment with its number and date, and the totals that prove them."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.paper import Page
from extractors.register_head import read_register
from watchbill.model import Kind, Record


def read(pages: Sequence[Page]) -> Record | None:
    """The register on these pages; None where no row could be read and nothing names it."""
    return read_register(pages, Kind.REGISTER)
