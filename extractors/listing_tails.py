"""Sums and balances among the rows of a listing that bear no word for a sum: ``Vouchers 8101 to 8103   2,551.10``.

Only listings whose payments bear a number and a payee each are looked at: what bears neither, and is no further line of
a check, is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.listing_totals import Entry, Total

#: The share of rows that bear a number and a payee of their own, and how many rows tell.
_MOST, _ROWS_TELL = 0.8, 2


def take_off_sums(entries: list[Entry], totals: list[Total]) -> None:
    """Make totals of the rows without number, payee and day that sum the rows above them; rows without number and payee
    behind the last of these are balances and sums of other books. Changes both lists."""
    while (at := _sum_row(entries, totals)) is not None:
        behind = entries[at + 1 :]
        tail = [] if any(_bears(entry, "number", "payee") for entry in behind) else behind
        sums = [Total(_label(entries[at]), entries[at].amount, at, True)]
        sums += [Total(_label(entry), entry.amount, at, False) for entry in tail]
        later = [total for total in totals if total.before > at]
        for total in later:
            total.before -= 1
        totals[:] = [*(total for total in totals if total not in later), *sums, *([] if tail else later)]
        entries[at:] = [] if tail else behind


def doubt_odd_rows(entries: Sequence[Entry]) -> None:
    """Mark the rows without number and payee where most rows have both: balances look so, too."""
    odd = [entry for entry in entries if not {"number", "payee"} & set(entry.cells)]
    whole = sum({"number", "payee"} <= set(entry.cells) for entry in entries)
    if odd and whole > max(_ROWS_TELL, len(entries) / 2):
        for entry in odd:
            entry.is_odd = True


def _sum_row(entries: Sequence[Entry], totals: Sequence[Total]) -> int | None:
    """The place of a row that bears nothing and is the sum of the whole rows between it and the total above it."""
    begins = {total.before for total in totals if total.own}
    since, whole, amount = 0, 0, Decimal(0)
    for at, entry in enumerate(entries):
        if at in begins:
            since, whole, amount = at, 0, Decimal(0)
        bears = _bears(entry, "number") and _bears(entry, "payee")
        count = at - since
        if (
            whole >= max(_ROWS_TELL, _MOST * count)
            and amount == entry.amount
            and not _bears(entry, "number", "payee", "date")
        ):
            return at
        whole += bears
        amount += Decimal(0) if entry.is_void and entry.amount >= 0 else entry.amount
    return None


def _bears(entry: Entry, *roles: str) -> bool:
    """Whether a row prints one of these cells itself."""
    return any(role in entry.cells and role not in entry.inherited for role in roles)


def _label(entry: Entry) -> str:
    words = entry.cells.get("description", [])
    return " ".join(word.text for word in words)
