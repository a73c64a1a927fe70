"""Which rows of registers are one payment. Registers overlap, are scanned twice, and list checks that never paid.

A check is known by its number, whatever the day that a register prints: that of the check, of the board, of the bank.
Rows without a check are one payment where sum and day are the same and no number speaks against it. Only rows of
different papers are ever taken for one: what one register lists twice was paid twice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from watchbill.purchases.join import connected
from watchbill.purchases.numbers import NUMBER, any_number, blurred
from watchbill.purchases.papers import Fact, Facts, Paper

_VOID = re.compile(r"\bvoid(?:ed)?\b|\bstop(?:ped)?\s+payment\b", re.IGNORECASE)
_REISSUE = re.compile(r"\b(?:re-?issued?|replac(?:es|ed|ing|ement))\b", re.IGNORECASE)
#: Registers print one check within this time; numbers of checks come again after years.
ONE_CHECK = dt.timedelta(days=180)


@dataclass(frozen=True)
class Tie:
    """A row of a listing whose payee takes part in a deal. `grant` is the folded number of its sheet, or empty.

    `is_inferred`: it names no number of the deal; only agency and payee tie it.
    """

    deal: int
    paper: Paper
    row: Facts
    grant: str
    reason: str
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """One row that pays: its value, its date, and the sentence that ties it to a deal."""

    paper: Paper
    fact: Fact
    cents: int
    date: dt.date | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as it is compared; `check` and `number` with letters that look like digits taken for those."""

    payment: Payment
    check: str
    number: str
    words: str

    @property
    def what(self) -> tuple[str, int]:
        """The check and its sum, whichever its sign."""
        return self.check, abs(self.payment.cents)


def paid_by(tied: Sequence[Tie]) -> list[Payment]:
    """The payments that the rows of registers prove, each once, in a stable order."""
    lines = [line for tie in tied if (line := _line(tie))]
    gone = _gone(lines)
    lines = [line for line in lines if not line.check or line.what not in gone]
    return [payment for group in _alike(_without_sums(lines)) for payment in _once(group)]


def _line(tie: Tie) -> _Line | None:
    fact = tie.row.get("amount")
    if fact is None or not fact.cents:
        return None
    date = next((day for name in ("date", "check_date") if name in tie.row and (day := tie.row[name].date)), None)
    check = tie.row["check_number"].text if "check_number" in tie.row else tie.paper.text("check_number")
    number = tie.row["number"].text if "number" in tie.row else ""
    fact = replace(fact, is_reviewed=False) if tie.is_inferred else fact
    payment = Payment(tie.paper, fact, fact.cents or 0, date or tie.paper.date, tie.reason)
    words = " ".join(one.text for one in tie.row.values())
    return _Line(payment, blurred(any_number(check)), blurred(any_number(number)), words)


def _gone(lines: Iterable[_Line]) -> set[tuple[str, int]]:
    """Checks that paid nothing: a row says that it was voided, takes it back, or was written to replace it."""
    signs: dict[tuple[str, int], set[bool]] = defaultdict(set)
    checks = [line for line in lines if line.check]
    for line in checks:
        signs[line.what].add(line.payment.cents > 0)
    gone = {line.what for line in checks if _VOID.search(line.words) or len(signs[line.what]) > 1}
    for line in (line for line in checks if _REISSUE.search(line.words)):
        others = {other.what for other in checks if other.what[1] == line.what[1] and other.check != line.check}
        named = {blurred(any_number(word)) for word in NUMBER.findall(line.words)}
        meant = {what for what in others if what[0] in named} or others
        gone |= meant if len(meant) == 1 else set()
    return gone


def _without_sums(lines: Sequence[_Line]) -> list[_Line]:
    """Where one paper prints a check in one row and another in several of the same sum, only the first of the two."""
    papers: dict[str, dict[str, list[_Line]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.check:
            papers[line.check][line.payment.paper.public_id].append(line)
    left_out: set[int] = set()
    for printed in papers.values():
        by_sum: dict[int, list[list[_Line]]] = defaultdict(list)
        for _, rows in sorted(printed.items()):
            by_sum[sum(line.payment.cents for line in rows)].append(rows)
        for same in by_sum.values():
            whole = min(same, key=len)
            left_out |= {id(line) for rows in same if len(rows) != len(whole) for line in rows}
    return [line for line in lines if id(line) not in left_out]


def _alike(lines: Sequence[_Line]) -> list[list[_Line]]:
    """The lines in groups, each of one payment or of as many as the paper that has most of them lists."""
    by_cents: dict[int, list[int]] = defaultdict(list)
    ordered = sorted(lines, key=lambda line: line.payment.fact.public_id)
    for place, line in enumerate(ordered):
        by_cents[line.payment.cents].append(place)
    links = [
        (one, other)
        for places in by_cents.values()
        for one, other in combinations(places, 2)
        if _is_one(ordered[one], ordered[other])
    ]
    return [[ordered[place] for place in group] for group in connected(range(len(ordered)), links)]


def _is_one(one: _Line, other: _Line) -> bool:
    """Rows of one sum in two papers: the same check; else the same day, and no number against it."""
    if one.payment.paper.public_id == other.payment.paper.public_id:
        return False
    days = (one.payment.date, other.payment.date)
    is_same_day = days[0] == days[1]
    if one.check and other.check:
        return one.check == other.check and _are_near(*days)
    numbers = ({one.check, one.number} - {""}, {other.check, other.number} - {""})
    if numbers[0] & numbers[1]:
        return is_same_day or None in days
    return is_same_day and days[0] is not None and not all(numbers)


def _are_near(one: dt.date | None, other: dt.date | None) -> bool:
    return one is None or other is None or abs(one - other) <= ONE_CHECK


def _once(group: Sequence[_Line]) -> list[Payment]:
    """The rows of the paper that lists most of them; in doubt where the papers print different days or numbers."""
    papers: dict[str, list[Payment]] = defaultdict(list)
    for line in group:
        papers[line.payment.paper.public_id].append(line.payment)
    _, rows = max(sorted(papers.items()), key=lambda entry: (len(entry[1]), entry[0]))
    printed = {(line.check, line.number, line.payment.date) for line in group}
    if len(papers) == 1 or len(printed) == 1:
        return rows
    return [replace(row, fact=replace(row.fact, is_reviewed=False)) for row in rows]
