"""Checks printed once for each invoice they pay: every row repeats the check's number, payee and amount.

Counted row by row, such a check would be paid as often as it has invoices. Another column of amounts holds the
invoices; where these sum to the check's amount, the rows are one payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from extractors.listing_totals import Entry, Total
from extractors.values import money_text
from watchbill.model import Check

_Run = list[Entry]


def join_repeated_checks(entries: list[Entry], totals: Sequence[Total]) -> list[Check]:
    """Make one entry of the rows that repeat a check, and move the totals up by the rows that go.

    Nothing is joined where the printed total of all rows counts each of them. A repeated check that its invoices do not
    sum to keeps its rows, each of them doubted, unless the printed total is the sum of the distinct checks.
    """
    repeated = [run for run in _runs(entries) if _is_repeated(run)]
    ends = {total.amount for total in totals if total.before == len(entries)}
    if not repeated or _sum(entries) in ends:
        return []
    wrong = [run for run in repeated if not _adds_up(run)]
    extra = sum((_sum(run[1:]) for run in repeated), Decimal(0))
    counts_once = _sum(entries) - extra in ends
    joined = [run for run in repeated if counts_once or run not in wrong]
    for run in joined:
        run[0].has_rival = False
    for run in wrong:
        for entry in run:
            entry.repeats_check = True
    _drop(entries, totals, [entry for run in joined for entry in run[1:]])
    return [_check(len(repeated), wrong)]


def _runs(entries: Sequence[Entry]) -> Iterator[_Run]:
    """Rows one after the other with the same number, payee and amount."""
    for key, rows in groupby(entries, key=_key):
        run = list(rows)
        if key is not None and len(run) > 1:
            yield run


def _key(entry: Entry) -> tuple[str, str, Decimal] | None:
    number, payee = (" ".join(word.text for word in entry.cells.get(role, ())) for role in ("number", "payee"))
    if not number or not payee or entry.is_void or entry.is_unread or not entry.amount:
        return None
    return number, payee.casefold(), entry.amount


def _is_repeated(run: _Run) -> bool:
    """Whether another column's cells sum to the run's amount, or a column headed as amounts is filled with others."""
    others = (entry.beside[n] not in (0, entry.amount) for n in _columns(run, headed=True) for entry in run)
    return _adds_up(run) or any(others)


def _adds_up(run: _Run) -> bool:
    return any(_beside(run, n) == run[0].amount for n in _columns(run))


def _columns(run: _Run, *, headed: bool = False) -> set[int]:
    """The other columns of figures that every row of the run fills; with `headed` those headed as amounts."""
    columns = set(run[0].amounts_beside if headed else run[0].beside)
    return columns.intersection(*(entry.amounts_beside if headed else entry.beside for entry in run))


def _beside(run: _Run, column: int) -> Decimal:
    return sum((entry.beside[column] for entry in run), Decimal(0))


def _sum(entries: Sequence[Entry]) -> Decimal:
    return sum((entry.amount for entry in entries if not (entry.is_void and entry.amount >= 0)), Decimal(0))


def _drop(entries: list[Entry], totals: Sequence[Total], gone: Sequence[Entry]) -> None:
    ids = {id(entry) for entry in gone}
    places = [n for n, entry in enumerate(entries) if id(entry) in ids]
    for total in totals:
        total.before -= sum(place < total.before for place in places)
    entries[:] = [entry for entry in entries if id(entry) not in ids]


def _check(count: int, wrong: Sequence[_Run]) -> Check:
    detail = f"{count - len(wrong)} of {count} checks equal the invoices under them"
    if wrong:
        run = wrong[0]
        number = " ".join(word.text for word in run[0].cells["number"])
        beside = money_text(_beside(run, min(_columns(run, headed=True))))
        detail += f"; first that does not: {number} {money_text(run[0].amount)} against {beside}"
    return Check("invoices_sum_to_check", not wrong, detail)
