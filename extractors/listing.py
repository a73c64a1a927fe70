"""Rows of registers and payment listings: every payment, with totals kept apart and used as evidence.

A register prints a header row, one row a payment (or one a line of a check), and totals of checks, funds, sections and
of the whole. Totals never become payments: each is compared with the rows it sums: rows it confirms gain confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from extractors.columns import (
    Column,
    Header,
    aligned_rows,
    cells_of,
    find_headers,
    has_amount,
    infer_columns,
    is_zero,
    place_columns,
    settle_roles,
)
from extractors.dates import find_dates
from extractors.listing_totals import (
    Entry,
    Total,
    is_named_total,
    is_total,
    label_of,
    settle_totals,
    starts_as_total,
    summary_totals,
)
from extractors.names import is_company
from extractors.paper import Line, Page, Word
from extractors.values import Money, make_value, money_text, parse_money
from watchbill.model import Check, Row, Value

_HEADING = re.compile(r"(?:vendor|payee|supplier|claimant)(?:\s+(?:name|no|number|id))?\s*[.#]*\s*:\s*", re.I)
_VOID = re.compile(r"\W*void(?:ed)?\W*", re.I)
_TEXT_ROLES = ("payee", "contract", "description")
#: Text of a wrapped cell is at most this many line heights away from its row.
_WRAP = 1.7


@dataclass(frozen=True)
class Listing:
    """What a listing holds: payments in printed order, the checks of its totals, and its first and last printed day."""

    payments: tuple[Row, ...]
    checks: tuple[Check, ...]
    days: tuple[Value, Value] | None = None


@dataclass(frozen=True)
class _Block:
    """Lines of one page under one header; `fresh` when the header stands right above them."""

    header: Header | None
    lines: tuple[Line, ...]
    fresh: bool


def read_listing(pages: Sequence[Page], *, money_in: bool = False) -> Listing:
    """Every payment of a listing. With `money_in` (deposits) the other party is no payee: it stays in `description`."""
    blocks = list(_blocks(pages))
    entries: list[Entry] = []
    totals: list[Total] = []
    for header, group in _group(blocks):
        _read_group(header, group, entries, totals)
    void = [entry for entry in entries if entry.is_void and entry.amount >= 0]
    checks = settle_totals(entries, totals)
    if void:
        amount = money_text(sum((entry.amount for entry in void), Decimal(0)))
        checks.append(Check("voids_left_out", True, f"{len(void)} voided rows of {amount}"))
    kept = [entry for entry in entries if entry not in void]
    rows = tuple(_row(entry, money_in) for entry in kept)
    days = [row.fields["date"] for row in rows if "date" in row.fields]
    span = (min(days, key=lambda v: v.value), max(days, key=lambda v: v.value)) if days else None
    return Listing(rows, tuple(checks), span)


def _blocks(pages: Sequence[Page]) -> Iterator[_Block]:
    """The pages cut at their headers. Lines above the first header of a page belong to nobody; a page without a header
    goes on under the last one."""
    current: Header | None = None
    for page in pages:
        headers = find_headers(page.lines)
        if not headers:
            yield _Block(current, page.lines, False)
            continue
        if current is not None and not _same_table(
            current, headers[0]
        ):  # the table goes on above the next one's header
            yield _Block(current, page.lines[: headers[0].first], False)
        ends = [*(header.first for header in headers[1:]), len(page.lines)]
        for header, end in zip(headers, ends, strict=True):
            yield _Block(header, page.lines[header.last + 1 : end], True)
        current = headers[-1]


def _group(blocks: Sequence[_Block]) -> list[tuple[Header | None, list[_Block]]]:
    """Blocks whose headers say the same at the same places are one table; it goes on over pages."""
    groups: list[tuple[Header | None, list[_Block]]] = []
    for block in blocks:
        if groups and _same_table(groups[-1][0], block.header):
            groups[-1][1].append(block)
        else:
            groups.append((block.header, [block]))
    if groups and groups[0][0] is None and len(groups) > 1:  # a cover page before the first header
        groups.pop(0)
    return groups


def _same_table(one: Header | None, other: Header | None) -> bool:
    if one is None or other is None or one is other:
        return one is other
    return len(one.columns) == len(other.columns) and all(
        a.role == b.role and abs(a.middle - b.middle) <= 6 for a, b in zip(one.columns, other.columns, strict=True)
    )


def _read_group(header: Header | None, blocks: list[_Block], entries: list[Entry], totals: list[Total]) -> None:
    lines = [line for block in blocks for line in block.lines]
    if header is not None and header.is_summary:
        totals.extend(summary_totals(lines, len(entries)))
        return
    table = _table(header, lines)
    if table is None and header is None and len(blocks) > 1:  # every page may be a table of its own
        for block in blocks:
            _read_group(None, [block], entries, totals)
    if table is None:
        return
    columns, roles = table
    text_above = _wraps_above(blocks, columns, roles)
    start = len(entries)
    for block in blocks:
        _read_block(block, columns, roles, text_above, entries, totals)
    _drop_row_numbers(entries[start:])


def _table(header: Header | None, lines: Sequence[Line]) -> tuple[Sequence[Column], dict[str, int]] | None:
    """The columns of a table and the column of each role; None where the lines are no listing of payments."""
    rows = [line for line in lines if has_amount(line) and not starts_as_total(line)]
    if header is None:
        rows = aligned_rows(rows)
    if not rows or (header is None and len(rows) < 4):
        return None
    columns = place_columns(header.columns, rows) if header else infer_columns(rows)
    roles = settle_roles(columns, rows)
    if header is None and not {"date", "number"} & set(roles):
        return None  # figures in columns are no payments before something says so
    if "amount" not in roles or not {"payee", "contract", "number", "date", "description"} & set(roles):
        return None
    return columns, roles


def _drop_row_numbers(entries: Sequence[Entry]) -> None:
    """Take the printed row numbers (1, 2, 3 …) off the text of the rows."""
    for role in _TEXT_ROLES:
        cells = [entry.cells[role] for entry in entries if len(entry.cells.get(role, [])) > 1]
        bare = [[word for word in cell if re.fullmatch(r"\d{1,3}", word.text)] for cell in cells]
        if cells and [int(found[0].text) if found else 0 for found in bare] == list(range(1, len(cells) + 1)):
            for cell, found in zip(cells, bare, strict=True):
                cell.remove(found[0])


def _wraps_above(blocks: Sequence[_Block], columns: Sequence[Column], roles: dict[str, int]) -> bool:
    """Whether the text of a wrapped cell stands above its amount: the first line under a header then has none."""
    firsts = [block.lines[0] for block in blocks if block.fresh and len(block.lines) > 1]
    bare = [
        line
        for line in firsts
        if not _cell_amount(cells_of(columns, line.words)[roles["amount"]]) and _is_wrap(line, columns, roles)
    ]
    return 2 * len(bare) > len(firsts)


def _read_block(
    block: _Block,
    columns: Sequence[Column],
    roles: dict[str, int],
    text_above: bool,
    entries: list[Entry],
    totals: list[Total],
) -> None:
    """The rows and totals of one block, in printed order."""
    waiting: list[Line] = []
    before: Line | None = None
    row: Entry | None = None
    spent = [n for n, column in enumerate(columns) if column.role == "spent"]
    starts_bare = text_above or (block.fresh and bool(block.lines) and _starts_bare(block, columns, roles))
    heading: tuple[Word, ...] = ()
    for line in block.lines:
        cells = cells_of(columns, line.words)
        by_role = {role: cells[n] for role, n in roles.items() if cells[n]}
        money = _cell_amount(by_role.get("amount", []))
        if money is None:
            if not {"payee", "contract"} & set(roles) and (name := _named_above(line)):
                heading, before, row, waiting = name, None, None, []
            elif not _is_wrap(line, columns, roles):
                before, row, waiting = None, None, []
            elif starts_bare:
                waiting = [*waiting, line] if not waiting or _close(waiting[-1], line) else [line]
            elif row is not None and before is not None and _close(before, line):
                _wrap(row, columns, roles, line, after=True)
                before = line
            continue
        label = label_of(line)
        if is_total(label, by_role) and not is_named_total(label, by_role, money.amount, entries):
            totals.append(Total(label, money.amount, len(entries), True))
            before, row, waiting = None, None, []
            continue
        if spent:
            by_role["spent"] = [word for n in spent for word in cells[n]]
        filled = frozenset(n for n, cell in enumerate(cells) if cell)
        if any(len(cell) == 1 and _VOID.fullmatch(cell[0].text) for cell in cells):
            by_role["status"] = [word for cell in cells for word in cell if _VOID.fullmatch(word.text)]
        row = _entry(by_role, money, entries, bool(block.header), filled)
        if row is None:
            continue
        if heading:
            row.cells["payee"] = list(heading)
            row.inherited.add("payee")
        for extra in reversed(waiting):
            if _close(extra, waiting[waiting.index(extra) + 1] if extra is not waiting[-1] else line):
                _wrap(row, columns, roles, extra, after=False)
        entries.append(row)
        before, waiting = line, []


def _named_above(line: Line) -> tuple[Word, ...]:
    """The payee whose payments follow: ``Vendor: 1042 ALDER PAPER CO``, or a company's name with its number before."""
    label = _HEADING.match(line.text)
    words = line.words[len(line.text[: label.end()].split()) if label else 0 :]
    if not label and not (len(words) > 1 and words[0].text.strip("#:-").isdigit()):
        return ()
    while words and not any(letter.isalpha() for letter in words[0].text):
        words = words[1:]
    name = " ".join(word.text for word in words)
    is_named = sum(map(str.isalpha, name)) >= 3 if label else is_company(name) and len(words) <= 8
    return words if is_named and not has_amount(line) and not starts_as_total(line) else ()


def _starts_bare(block: _Block, columns: Sequence[Column], roles: dict[str, int]) -> bool:
    first = block.lines[0]
    return not _cell_amount(cells_of(columns, first.words)[roles["amount"]]) and _is_wrap(first, columns, roles)


def _entry(
    by_role: dict[str, list[Word]], money: Money, entries: Sequence[Entry], labelled: bool, filled: frozenset[int]
) -> Entry | None:
    """A row, or None where the line says only an amount. A further line of a check takes what was printed above."""
    cells = {role: words for role, words in by_role.items() if role != "status"}
    if "number" in cells and not any(letter.isdigit() for word in cells["number"] for letter in word.text):
        cells["description"] = [*cells.pop("number"), *cells.get("description", [])]
    last = entries[-1] if entries else None
    goes_on = last is not None and ((filled <= last.filled and len(filled) > 1) or "description" in cells)
    if set(cells) <= {"amount", "spent"} and not goes_on:
        return None
    marks = (*by_role.get("status", []), *by_role.get("payee", [])[:2])
    void = any(_VOID.fullmatch(word.text) for word in marks)
    entry = Entry(cells, money.amount, money.currency, labelled, filled, is_void=void)
    if last and goes_on and "payee" in last.cells and not {"payee", "number", "date"} & set(cells):
        for role in ("payee", "number", "date"):
            if role in last.cells:
                cells[role] = last.cells[role]
                entry.inherited.add(role)
    return entry


def _cell_amount(words: Sequence[Word]) -> Money | None:
    """The amount of a cell; a cell of several pieces is one amount or none."""
    if not words:
        return None
    text = " ".join(word.text for word in words)
    if is_zero(text):
        return Money(Decimal("0.00"), "USD" if "$" in text else None)
    return parse_money(text) or parse_money(text.replace(" ", ""))


def _is_wrap(line: Line, columns: Sequence[Column], roles: dict[str, int]) -> bool:
    """Whether the line holds only text in the payee's or the description's column: the rest of a wrapped cell."""
    homes = {roles[role] for role in _TEXT_ROLES if role in roles}
    cells = cells_of(columns, line.words)
    filled = {n for n, cell in enumerate(cells) if cell}
    return bool(filled) and filled <= homes and not starts_as_total(line)


def _close(one: Line, other: Line) -> bool:
    height = max(word.height for word in (*one.words, *other.words))
    return one.page == other.page and abs(other.box[1] - one.box[1]) <= _WRAP * height


def _wrap(row: Entry, columns: Sequence[Column], roles: dict[str, int], line: Line, *, after: bool) -> None:
    cells = cells_of(columns, line.words)
    for role in _TEXT_ROLES:
        extra = cells[roles[role]] if role in roles else []
        if extra:
            own = row.cells.get(role, [])
            row.cells[role] = [*own, *extra] if after else [*extra, *own]
            row.wrapped.add(role)


def _row(entry: Entry, money_in: bool) -> Row:
    """The row's values with their evidence and a confidence that says what supports them."""
    fields: dict[str, Value] = {}
    why = None
    sure = 0.99 if entry.confirmed else 0.96 if entry.labelled else 0.85
    if entry.contradicted:
        sure, why = 0.8, "the rows do not add up to the printed total"
    words = entry.cells["amount"]
    fields["amount"] = make_value(
        money_text(entry.amount), words, sure, currency=entry.currency, reason=why, confirmed=entry.confirmed
    )
    named = 0.97 if entry.labelled else 0.8
    if title := entry.cells.get("contract"):
        entry.cells.setdefault("description", title)
        if name := _leading_name(title):
            fields["payee"] = make_value(
                " ".join(word.text for word in name),
                name,
                0.88,
                reason="the name that the contract's title begins with",
            )
    for role in ("payee", "date", "number", "description"):
        cell = entry.cells.get(role)
        if not cell:
            continue
        field_name = "description" if role == "payee" and money_in else role
        if value := _cell_value(role, cell, named, entry):
            fields.setdefault(field_name, value)
    if spent := _spent(entry):
        fields["spent"] = spent
    return Row(fields)


def _cell_value(role: str, cell: Sequence[Word], named: float, entry: Entry) -> Value | None:
    sure, why = named, None
    if role in entry.inherited:
        sure, why = min(named, 0.9), "printed once for several rows, above this one"
    elif role == "payee" and role in entry.wrapped:
        sure, why = min(named, 0.9), "wrapped over several lines"
    if role == "date":
        days = find_dates(cell)
        return make_value(days[0].value, days[0].words, sure, reason=why) if len(days) == 1 else None
    text = " ".join(word.text for word in cell).strip()
    if role == "number" and len(cell) > 1:
        if re.fullmatch(r"[A-Z]", cell[-1].text):  # a mark beside the number: V for void, M for manual
            cell = cell[:-1]
        text = "".join(word.text for word in cell)
    if not any(letter.isalnum() for letter in text):
        return None
    return make_value(text, cell, sure, reason=why)


def _leading_name(title: Sequence[Word]) -> list[Word]:
    """The capitalised words that begin a contract's title, where more follows: ``Flock Safety -Installation``."""
    name = list(takewhile(lambda word: word.text[0].isupper() or word.text == "&", title))
    return name if name and len(name) < len(title) else []


def _spent(entry: Entry) -> Value | None:
    """What was spent of an awarded amount: one printed figure, or the sum of the printed figures of its periods."""
    words = entry.cells.get("spent", [])
    found = [money for word in words if (money := parse_money(word.text))]
    if not found:
        return None
    total = sum((money.amount for money in found), Decimal(0))
    currency = found[0].currency
    if len(found) == 1:
        word = next(word for word in words if parse_money(word.text))
        return make_value(money_text(total), [word], 0.95, currency=currency)
    return make_value(
        money_text(total), words, 0.9, currency=currency, reason="sum of the figures printed for each period"
    )
