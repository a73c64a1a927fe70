"""Sums and balances among the rows of a listing that bear no word for a sum: ``Vouchers 8101 to 8103   2,551.10``.

Only listings whose payments bear a number and a payee each are looked at: what bears neither, and is no further line of
a check, is none of them. A sum so found proves nothing: an account line of a check may be as much.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractors.listing_totals import Entry, Total
from extractors.values import money_text
from watchbill.model import Check

#: The share of rows that bear a number and a payee of their own, and how many rows tell.
_MOST, _ROWS_TELL = 0.8, 2
#: What a sum of rows may say of them besides their numbers and days: what was bought says other words.
_OF_ROWS = re.compile(
    r"(?>\W*\b(?:checks?|vouchers?|warrants?|claims?|payments?|bills|invoices|disbursements|expenditures|expenses|written"
    r"|issued|drawn|paid|allowed|approved|all|no|nos|number|numbers|from|to|thru|through|and|the|of|for|in|this|period"
    r"|month|run|list|register|\d[\d/.-]*)(?!\w))*+\W*",
    re.I,
)


def take_off_sums(entries: list[Entry], totals: Sequence[Total]) -> list[Check]:
    """Take off the rows without number, payee and day that sum the rows above them, and the balances and sums of other
    books behind the last of these; say so in a check. Changes `entries`, and where the totals stand among them.

    Nothing is taken where a printed total comes out with the row kept.
    """
    sums: list[Entry] = []
    tail: list[Entry] = []
    since = 0
    while (at := _sum_row(entries, totals, since)) is not None:
        sums.append(entries[at])
        behind = entries[at + 1 :]
        tail = [] if any(_bears(entry, "number", "payee") for entry in behind) else behind
        entries[at:] = [] if tail else behind
        for total in totals:
            total.before = min(total.before - (total.before > at), len(entries))
        since = at
    if not sums:
        return []
    said = "; ".join(f"{_label(entry)} {money_text(entry.amount)}".strip() for entry in [*sums, *tail])
    rows = f"{len(sums)} rows that sum those above them, {len(tail)} behind"
    return [Check("sums_left_out", True, f"{rows}: {said[:200]}")]


def doubt_odd_rows(entries: Sequence[Entry]) -> None:
    """Mark the rows without number and payee where most rows have both: balances look so, too."""
    odd = [entry for entry in entries if not {"number", "payee"} & set(entry.cells)]
    whole = sum({"number", "payee"} <= set(entry.cells) for entry in entries)
    if odd and whole > max(_ROWS_TELL, len(entries) / 2):
        for entry in odd:
            entry.is_odd = True


def _sum_row(entries: Sequence[Entry], totals: Sequence[Total], first: int) -> int | None:
    """The place, from `first` on, of a row that bears nothing, says nothing that was bought, and is the sum of the
    whole rows between it and the total above it."""
    begins = {first, *(total.before for total in totals if total.own)}
    since, whole, amount = 0, 0, Decimal(0)
    for at in range(first, len(entries)):
        entry = entries[at]
        if at in begins:
            since, whole, amount = at, 0, Decimal(0)
        bears = _bears(entry, "number") and _bears(entry, "payee")
        if (
            whole >= max(_ROWS_TELL, _MOST * (at - since))
            and amount == entry.amount
            and not _bears(entry, "number", "payee", "date")
            and _OF_ROWS.fullmatch(_label(entry))
            and not any(_comes_out(total, at, entries) for total in totals)
        ):
            return at
        whole += bears
        amount += _counted(entry)
    return None


def _comes_out(total: Total, at: int, entries: Sequence[Entry]) -> bool:
    """Whether a total is the sum of rows above it, of which the row at this place and the one before it are two."""
    amount = Decimal(0)
    for n in range(min(total.before, len(entries)) - 1, -1, -1):
        amount += _counted(entries[n])
        if n < at < total.before and amount == total.amount:
            return True
    return False


def _counted(entry: Entry) -> Decimal:
    return Decimal(0) if entry.is_void and entry.amount >= 0 else entry.amount


def _bears(entry: Entry, *roles: str) -> bool:
    """Whether a row prints one of these cells itself."""
    return any(role in entry.cells and role not in entry.inherited for role in roles)


def _label(entry: Entry) -> str:
    words = entry.cells.get("description", [])
    return " ".join(word.text for word in words)
