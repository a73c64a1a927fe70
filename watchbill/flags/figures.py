"""Sums as sentences say them."""

from __future__ import annotations


def money(cents: int, currency: str = "USD") -> str:
    """Cents as a sentence says them: ``$342,000.00``, ``342,000.00 CAD``."""
    sign, figure = "-" if cents < 0 else "", f"{abs(cents) // 100:,}.{abs(cents) % 100:02}"
    return f"{sign}${figure}" if currency == "USD" else f"{sign}{figure} {currency}"
