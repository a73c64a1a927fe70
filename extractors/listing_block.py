"""The lines of a listing under one header, one by one: rows, totals, headings of groups, the rest of wrapped cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.columns import has_amount
from extractors.listing_offices import office_headings
from extractors.listing_rows import TEXT_ROLES
from extractors.listing_table import Cells, Table, is_void, lone_amount, says_void
from extractors.listing_totals import (
    Entry,
    Total,
    heads_summary,
    is_named_total,
    is_total,
    label_of,
    starts_as_total,
    summary_totals,
)
from extractors.paper import Line, Word
from extractors.unread_rows import unread_row
from extractors.values import Money

#: Totals of the whole listing, and those behind which no row goes on with a check above them.
_WHOLE = re.compile(r"\b(?:grand|report|final|overall)\b", re.I)
_PARTS = re.compile(
    r"\b(?:payable|checks|grand|report|fund|department)\b.*\btotals?\b|\btotals?\b.*\b(?:payable|checks|report)\b", re.I
)
#: The share of the rows that bear a number or a day, from which on a row without one is none.
_NEARLY_ALL = 0.9
#: Text of a wrapped cell is at most this many line heights away from its row.
_WRAP = 1.7


@dataclass
class BlockReading:
    """What is known between two lines of a block: `entries` and `totals` are the listing's, and grow.

    `heading` says what the lines above a group say of its rows, `since` where the group begins among the entries.
    `row` is the row read last and `before` its last line, while text below may still be its; `waiting` is text that
    may belong to the next row, where `starts_bare`: cells wrap above their amounts.
    """

    table: Table
    entries: list[Entry]
    totals: list[Total]
    heading: Cells
    is_headed: bool
    starts_bare: bool
    since: int = 0
    row: Entry | None = None
    before: Line | None = None
    waiting: list[Line] = field(default_factory=list)
    is_under_office: bool = False

    def read(self, lines: Sequence[Line]) -> Cells:
        """Take the lines in printed order; what still heads the rows after their end."""
        self.since = len(self.entries)
        offices = office_headings(lines, self.table) if self.starts_bare else frozenset()
        for at, line in enumerate(lines):
            if heads_summary(line):
                self.totals.extend(summary_totals(lines[at + 1 :], len(self.entries)))
                return {}
            by_role, money, filled = self.table.read(line)
            if money is None:
                self._take_text(line, by_role, heads_office=at in offices)
            elif not self._take_total(line, by_role, money, filled) and not self._take_late_amount(
                line, by_role, money
            ):
                self._take_row(line, by_role, money, filled)
        return self.heading

    def _forget(self) -> None:
        self.before, self.row, self.waiting, self.is_under_office = None, None, [], False

    def _take_text(self, line: Line, by_role: Cells, *, heads_office: bool) -> None:
        """A line without an amount in its column: a total that stands elsewhere, a heading, a part of a cell."""
        table = self.table
        if (lone := lone_amount(line)) and is_total(label_of(line), {}):
            self._add_total(label_of(line), lone.amount)
        elif unread := unread_row(line, by_role, table.digits, has_payees="payee" in table.roles):
            self.entries.append(unread)
            self.heading, self.before, self.row, self.waiting = {}, line, unread, []
        elif name := table.heading(line, by_role):
            is_kept = "payee" not in table.roles and "payee" in self.heading
            self.heading = {**({"payee": self.heading["payee"]} if is_kept else {}), **name}
            self.since = len(self.entries)
            self._forget()
        elif heads_office or not table.is_wrap(line):
            self._forget()
            self.is_under_office = heads_office
        elif self.starts_bare:
            self.waiting = [*self.waiting, line] if not self.waiting or is_close(self.waiting[-1], line) else [line]
        elif self.row is not None and self.before is not None and is_close(self.before, line):
            table.wrap(self.row, line, after=True)
            self.before = line

    def _add_total(self, label: str, amount: Decimal) -> None:
        self.totals.append(Total(label, amount, len(self.entries), True))
        self._forget()

    def _take_total(self, line: Line, by_role: Cells, money: Money, filled: frozenset[int]) -> bool:
        """Whether the line is a total, by its words, or alone with the sum of the rows above it."""
        label = label_of(line)
        if is_total(label, by_role) and not is_named_total(label, by_role, money.amount, self.entries):
            self._add_total(label, self.table.summed(line, money))
            return True
        if set(by_role) == {"amount"} and len(filled) == 1 and _closes(self.entries[self.since :], money.amount):
            self._add_total(label, money.amount)
            return True
        return False

    def _take_late_amount(self, line: Line, by_role: Cells, money: Money) -> bool:
        """Whether the line is the amount of the row above it, a little lower than the rest of that row."""
        row, before = self.row, self.before
        if row is None or not row.is_unread or before is None or set(by_role) != {"amount"}:
            return False
        if not is_close(before, line):
            return False
        row.take_amount(by_role["amount"], money.amount, money.currency)
        self.before = line
        return True

    def _take_row(self, line: Line, by_role: Cells, money: Money, filled: frozenset[int]) -> None:
        if "number" in self.heading and {"number", "payee"} <= set(by_role):
            self.heading = {}  # a row that names its own check and payee is under none
        if self._is_rest_of_heading(by_role):
            self.heading = {**self.heading, "payee": [*self.heading["payee"], *by_role["payee"]]}
            by_role = {role: words for role, words in by_role.items() if role != "payee"}
        if self._is_of_a_summary(by_role):
            self.totals.append(Total(label_of(line), money.amount, len(self.entries), False))
            self._forget()
            return
        before = [] if self._has_ended(_PARTS) else self.entries
        row = _entry(by_role, money, before, self.is_headed, filled, self.heading)
        self.row = row
        if row is None:
            return
        row.has_rival = self.table.has_rival
        row.is_invoice_day = self.table.dates_invoices
        row.is_under_office, self.is_under_office = self.is_under_office, False
        row.beside, row.amounts_beside = self.table.beside(line)
        row.invoice = self.table.invoice(line)
        below = line
        for extra in reversed(self.waiting):
            if is_close(extra, below):
                self.table.wrap(row, extra, after=False)
            below = extra
        self.entries.append(row)
        self.before, self.waiting = line, []

    def _has_ended(self, ends: re.Pattern[str]) -> bool:
        """Whether a total of such a name stands right behind the last row."""
        last = self.totals[-1] if self.totals else None
        return last is not None and last.before == len(self.entries) > 0 and ends.search(last.label) is not None

    def _is_of_a_summary(self, by_role: Cells) -> bool:
        """Whether a row behind the total of the whole report sums a fund or an office, or tells of the payroll: it
        lacks the number or the day that nearly all payments bear. Behind a total that is the sum of all rows so far it
        has to lack both: more payments may follow."""
        ends = [total for total in self.totals if total.before == len(self.entries) > 0]
        borne = [
            role
            for role in ("number", "date")
            if sum(role in entry.cells for entry in self.entries) >= _NEARLY_ALL * len(self.entries)
        ]
        lacks = [role not in by_role and role not in self.heading for role in borne]
        if any(_WHOLE.search(total.label) for total in ends):
            return any(lacks)
        return bool(lacks) and all(lacks) and any(total.amount == self._sum() for total in ends)

    def _sum(self) -> Decimal:
        """The sum of all rows so far."""
        return sum((entry.amount for entry in self.entries if not entry.is_void), Decimal(0))

    def _is_rest_of_heading(self, by_role: Cells) -> bool:
        """Whether a row's text under the payee of its check is the rest of that name: what was bought has a column of
        its own."""
        if "number" not in self.heading or not {"payee", "amount"} <= set(by_role):
            return False
        is_apart = any(column.role == "description" for column in self.table.columns)
        return is_apart and _is_rest(by_role["payee"], self.heading.get("payee", []))


def is_close(one: Line, other: Line) -> bool:
    """Whether two lines may be lines of one cell."""
    height = max(word.height for word in (*one.words, *other.words))
    return one.page == other.page and abs(other.box[1] - one.box[1]) <= _WRAP * height


def is_wrap_above(lines: Sequence[Line], table: Table) -> bool:
    """Whether the first line of a block is the begin of a wrapped cell. Where no other row wraps, it is a section's."""
    if not lines or not table.is_bare(lines[0]):
        return False
    rows = [line for line in lines if has_amount(line)]
    bare = [n for n, line in enumerate(lines) if table.is_bare(line)]
    if len(bare) > 1 and all(n == 0 or starts_as_total(lines[n - 1]) for n in bare):
        return False  # each heads the rows of a section, whose total stands under them
    if len(rows) < 4 or len(bare) > 1:
        return True
    cells = table.read(rows[0])[0]  # a row without a text of its own, or with the rest of one, has it above
    own = [letter for role in TEXT_ROLES for word in cells.get(role, []) for letter in word.text if letter.isalpha()]
    return not own or own[0].islower()


def _closes(entries: Sequence[Entry], amount: Decimal) -> bool:
    """Whether an amount that stands alone on its line is the sum of the rows above it."""
    return bool(entries) and sum((entry.amount for entry in entries), Decimal(0)) == amount


def _entry(
    by_role: Cells,
    money: Money,
    entries: Sequence[Entry],
    labelled: bool,
    filled: frozenset[int],
    heading: Mapping[str, list[Word]],
) -> Entry | None:
    """A row, or None where the line says only an amount. A further line of a check takes what was printed above."""
    cells = {role: words for role, words in by_role.items() if role != "status"}
    if "number" in cells and not any(letter.isdigit() for word in cells["number"] for letter in word.text):
        cells["description"] = [*cells.pop("number"), *cells.get("description", [])]
    void = says_void(by_role.get("status", [])) or any(is_void(word) for word in by_role.get("payee", [])[:2])
    entry = Entry(cells, money.amount, money.currency, labelled, filled, is_void=void)
    if heading:
        _take_heading(entry, heading)
        return entry
    last = entries[-1] if entries else None
    goes_on = last is not None and ((filled <= last.filled and len(filled) > 1) or "description" in cells)
    if set(cells) <= {"amount", "spent"} and not goes_on:
        return None
    if last and goes_on and "payee" in last.cells and not {"payee", "number", "date"} & set(cells):
        for role in ("payee", "number", "date"):
            if role in last.cells:
                cells[role] = last.cells[role]
                entry.inherited.add(role)
    return entry


def _take_heading(entry: Entry, heading: Mapping[str, list[Word]]) -> None:
    """Give a row what the line above its group says of all of them. Its own text is no payee under a check's line, nor
    under a payee's name."""
    cells = entry.cells
    if {"number", "payee"} & set(heading) and "payee" in cells:
        cells["description"] = _in_order([*cells.pop("payee"), *cells.get("description", [])])
    for role, words in heading.items():
        if role == "payee" or role not in cells:
            cells[role] = list(words)
            entry.inherited.add(role)


def _is_rest(words: Sequence[Word], name: Sequence[Word]) -> bool:
    """Whether words are the rest of a name: right below it, at its left edge."""
    if not name or words[0].page != name[0].page:
        return False
    last = name[-1]
    flush = any(abs(words[0].x0 - word.x0) <= 2 for word in name)
    return flush and 0 < words[0].top - last.top <= _WRAP * last.height


def _in_order(words: Sequence[Word]) -> list[Word]:
    """Words of one or more rows as they are read: along a row, then along the next."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        if rows and abs(rows[-1][0].middle - word.middle) <= 0.4 * word.height:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [word for row in rows for word in sorted(row, key=lambda word: word.x0)]
