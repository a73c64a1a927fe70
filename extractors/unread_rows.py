"""Rows of scanned registers whose amount cannot be read: kept with their number, day and payee, and never as money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from extractors.dates import find_dates
from extractors.listing_totals import Entry, Total, starts_as_total
from extractors.paper import Line, Word
from watchbill.model import Check

_WHOLE = frozenset({"number", "date", "payee", "amount"})
#: How many rows of a table must print number, day, payee and amount, and which share of all, before one may lack it.
_WITNESSES, _MOST_ROWS = 4, 0.75
_VOID = re.compile(r"\W*void(?:ed)?\W*", re.I)
#: How many rows a total says it sums: ``12 Checks``, ``REGULAR CHECKS: 7``.
_COUNT = re.compile(
    r"\b(\d{1,5})\s*\(?(?:checks?|items?|payments?|invoices?|vouchers?|warrants?|efts?|demands?|transactions?|records?)\b"
    r"|(?<=[:)])\s*\(?(\d{1,5})\)?\s*$",
    re.I,
)


def digits_of_numbers(rows: Iterable[Mapping[str, Sequence[Word]]]) -> frozenset[int]:
    """How many digits the numbers of a table's rows have, where nearly every row prints its number, day, payee (in
    tables that have any) and amount; else nothing: then a line without an amount may head the rows below it. `rows`:
    the cells by role."""
    rows = list(rows)
    least = _WHOLE if any("payee" in row for row in rows) else _WHOLE - {"payee"}
    whole = [row["number"] for row in rows if row.keys() >= least]
    if len(whole) < max(_WITNESSES, _MOST_ROWS * len(rows)):
        return frozenset()
    return frozenset(map(_digits, whole))


def unread_row(
    line: Line, by_role: Mapping[str, Sequence[Word]], digits: frozenset[int], *, has_payees: bool = True
) -> Entry | None:
    """The row on a line of a scan that has all a row has but an amount; None where it may be anything else."""
    is_scanned = any(word.confidence < 1.0 for word in line.words)
    if not (digits and is_scanned and by_role.keys() >= _WHOLE - {"amount"} - ({"payee"} if not has_payees else set())):
        return None
    payee = " ".join(word.text for word in by_role.get("payee", ()))
    is_row = (
        _digits(by_role["number"]) in digits
        and len(find_dates(by_role["date"])) == 1
        and (sum(map(str.isalpha, payee)) >= 3 or not has_payees)
        and not any(_VOID.fullmatch(word.text) for word in line.words)
        and not starts_as_total(line)
    )
    if not is_row:
        return None
    cells = {role: list(words) for role, words in by_role.items() if role in ("number", "date", "payee", "description")}
    return Entry.without_amount(cells, " ".join(word.text for word in by_role.get("amount", ())))


def unread_check(entries: Sequence[Entry], totals: Iterable[Total]) -> Check | None:
    """A failed check that names the rows without an amount, and says whether as many rows are there as the paper
    counts."""
    unread = [entry for entry in entries if entry.is_unread]
    if not unread:
        return None
    named = "; ".join(_named(entry) for entry in unread[:5]) + ("; …" if len(unread) > 5 else "")
    detail = f"{len(unread)} of {len(entries)} rows without an amount that can be read: {named}"
    counts = [int(match[1] or match[2]) for total in totals if total.own and (match := _COUNT.search(total.label))]
    if counts:
        detail += f". The paper counts {max(counts)}"
    return Check("amounts_read", False, detail)


def _named(entry: Entry) -> str:
    """``page 3, 104512 ACME SUPPLY (1,2S4.O0)``."""
    number, payee = (" ".join(word.text for word in entry.cells.get(role, ())) for role in ("number", "payee"))
    garbled = f" ({entry.garbled})" if entry.garbled else ""
    return f"page {entry.cells['number'][0].page}, {number} {payee}{garbled}"


def _digits(words: Iterable[Word]) -> int:
    return sum(map(str.isdigit, "".join(word.text for word in words)))
