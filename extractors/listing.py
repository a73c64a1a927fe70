"""Rows of registers and payment listings: every payment, with totals kept apart and used as evidence.

A register prints a header row, one row a payment (or one a line of a check), and totals of checks, funds, sections and
of the whole. Totals never become payments: each is compared with the rows it sums: rows it confirms gain confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.columns import (
    Header,
    aligned_rows,
    has_amount,
    headers_of,
    infer_columns,
    place_columns,
    settle_roles,
)
from extractors.dates import proves_day_first
from extractors.listing_rows import TEXT_ROLES, drop_row_numbers, drop_vendor_numbers, payment_row
from extractors.listing_table import (
    Cells,
    either_amount,
    has_rival_amount,
    heads_groups,
    is_void,
    lone_amount,
    names_payees,
    says_void,
    summed_names,
    with_heading_roles,
    with_text_after,
)
from extractors.listing_table import Table as _Table
from extractors.listing_totals import (
    Entry,
    Total,
    closing_total,
    heads_summary,
    is_named_total,
    is_total,
    label_of,
    settle_totals,
    starts_as_total,
    summary_totals,
)
from extractors.lost_points import with_lost_points
from extractors.paper import Line, Page, Word
from extractors.repeated_checks import join_repeated_checks
from extractors.unread_rows import digits_of_numbers, unread_check, unread_row
from extractors.values import Money, money_text
from watchbill.model import Check, Row, Value

_CHECK = re.compile(r"check|chk|cheque|warrant|eft|ach\b|payment\s*(?:no|num|#)", re.I)
#: Text of a wrapped cell is at most this many line heights away from its row.
_WRAP = 1.7


@dataclass(frozen=True)
class Listing:
    """What a listing holds: payments in printed order, the checks of its totals, its first and last printed day, and
    whether most payments bear the number of a check, a warrant or a transfer."""

    payments: tuple[Row, ...]
    checks: tuple[Check, ...]
    days: tuple[Value, Value] | None = None
    numbers_checks: bool = False


@dataclass(frozen=True)
class _Block:
    """Lines of one page under one header; `fresh` when the header stands right above them, below the lines `above`."""

    header: Header | None
    lines: tuple[Line, ...]
    fresh: bool
    above: tuple[Line, ...] = ()


def read_listing(pages: Sequence[Page], *, money_in: bool = False) -> Listing:
    """Every payment of a listing. With `money_in` (deposits) the other party is no payee: it stays in `description`."""
    pages = [with_lost_points(page) for page in pages]
    blocks = list(_blocks(pages))
    entries: list[Entry] = []
    totals: list[Total] = []
    for header, group in _group(blocks):
        _read_group(header, group, entries, totals)
    joined = join_repeated_checks(entries, totals)
    if total := closing_total(entries):
        totals.append(total)
    void = [entry for entry in entries if entry.is_void and entry.amount >= 0]
    checks = [*settle_totals(entries, totals), *joined]
    if unread := unread_check(entries, totals):
        checks.append(unread)
    if void:
        amount = money_text(sum((entry.amount for entry in void), Decimal(0)))
        checks.append(Check("voids_left_out", True, f"{len(void)} voided rows of {amount}"))
    kept = [entry for entry in entries if entry not in void]
    day_first = proves_day_first([word for page in pages for word in page.words]) or None
    rows = tuple(payment_row(entry, money_in, day_first) for entry in kept)
    days = [row.fields["date"] for row in rows if "date" in row.fields]
    span = (min(days, key=lambda v: v.value), max(days, key=lambda v: v.value)) if days else None
    headed = any(
        column.role == "number" and _CHECK.search(column.text)
        for block in blocks
        for column in (block.header.columns if block.header else ())
    )
    numbered = sum("number" in row.fields for row in rows)
    return Listing(rows, tuple(checks), span, headed and numbered > 0.8 * len(rows))


def _blocks(pages: Sequence[Page]) -> Iterator[_Block]:
    """The pages cut at their headers. Lines above the first header of a page belong to nobody; a page without a header
    goes on under the last one."""
    current: Header | None = None
    for page in pages:
        headers = [_called(header, page) for header in headers_of(page)]
        if not headers:
            yield _Block(current, page.lines, False)
            continue
        if current is not None and not _same_table(
            current, headers[0]
        ):  # the table goes on above the next one's header
            yield _Block(current, page.lines[: headers[0].first], False)
        ends = [*(header.first for header in headers[1:]), len(page.lines)]
        for header, end in zip(headers, ends, strict=True):
            yield _Block(
                header, page.lines[header.last + 1 : end], True, page.lines[max(0, header.first - 6) : header.first]
            )
        current = headers[-1]


def _called(header: Header, page: Page) -> Header:
    """The header, a summary's where the line above it says so (``FUND SUMMARY``)."""
    above = page.lines[header.first - 1] if header.first else None
    return replace(header, called=True) if above is not None and heads_summary(above) else header


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
    if table is not None:
        table = replace(table, summed_names=summed_names([line for block in blocks for line in block.above], lines))
    if table is None and header is None and len(blocks) > 1:  # every page may be a table of its own
        for block in blocks:
            _read_group(None, [block], entries, totals)
    if table is None:
        return
    text_above = _wraps_above(blocks, table)
    start = len(entries)
    heading: Cells = {}
    for block in blocks:
        heading = _read_block(block, table, text_above, entries, totals, table.heading_over(block.above) or heading)
    drop_row_numbers(entries[start:])
    drop_vendor_numbers(entries[start:])


def _table(header: Header | None, lines: Sequence[Line]) -> _Table | None:
    """The columns of a table and the column of each role; None where the lines are no listing of payments."""
    rows = [line for line in lines if has_amount(line) and not starts_as_total(line)]
    if header is None:
        rows = aligned_rows(rows)
    if not rows or (header is None and len(rows) < 4):
        return None
    columns = (
        with_text_after(place_columns(header.columns, _tabular(rows, lines)), rows) if header else infer_columns(rows)
    )
    roles = settle_roles(columns, rows)
    if header is not None:
        roles = with_heading_roles(columns, roles, lines)
    if header is None and not {"date", "number"} & set(roles):
        return None  # figures in columns are no payments before something says so
    if "amount" not in roles or not {"payee", "contract", "number", "date", "description"} & set(roles):
        return None
    table = _Table(
        tuple(columns),
        roles,
        either_amount(columns, roles["amount"], rows),
        header is not None and heads_groups(columns, roles, rows),
        header is not None and has_rival_amount(columns, roles["amount"], rows),
        header is not None and names_payees(columns),
    )
    return replace(table, digits=digits_of_numbers(table.read(row)[0] for row in rows)) if header else table


def _tabular(rows: Sequence[Line], lines: Sequence[Line]) -> Sequence[Line]:
    """The rows, with the lines of cells that print no amount where these are about as many: a payment's first line."""
    others = [line for line in lines if len(line.segments) >= 3 and not has_amount(line)]
    return [*rows, *others] if 2 * len(others) >= len(rows) else rows


def _closes(entries: Sequence[Entry], amount: Decimal) -> bool:
    """Whether an amount that stands alone on its line is the sum of the rows above it."""
    return bool(entries) and sum((entry.amount for entry in entries), Decimal(0)) == amount


def _is_wrap_above(block: _Block, table: _Table) -> bool:
    """Whether the first line of a block is the begin of a wrapped cell. Where no other row wraps, it is a section's."""
    if not block.lines or not table.is_bare(block.lines[0]):
        return False
    rows = [line for line in block.lines if has_amount(line)]
    if len(rows) < 4 or sum(table.is_bare(line) for line in block.lines) > 1:
        return True
    cells = table.read(rows[0])[0]  # a row without a text of its own, or with the rest of one, has it above
    own = [letter for role in TEXT_ROLES for word in cells.get(role, []) for letter in word.text if letter.isalpha()]
    return not own or own[0].islower()


def _wraps_above(blocks: Sequence[_Block], table: _Table) -> bool:
    """Whether the text of a wrapped cell stands above its amount: the first line under a header then has none."""
    firsts = [block for block in blocks if block.fresh and len(block.lines) > 1]
    return 2 * sum(_is_wrap_above(block, table) for block in firsts) > len(firsts)


def _read_block(
    block: _Block, table: _Table, text_above: bool, entries: list[Entry], totals: list[Total], heading: Cells
) -> Cells:
    """The rows and totals of one block, in printed order; what still heads the rows after its end."""
    waiting: list[Line] = []
    before: Line | None = None
    row: Entry | None = None
    starts_bare = text_above or (block.fresh and _is_wrap_above(block, table))
    since = len(entries)
    for at, line in enumerate(block.lines):
        if heads_summary(line):
            totals.extend(summary_totals(block.lines[at + 1 :], len(entries)))
            return {}
        by_role, money, filled = table.read(line)
        if money is None and (lone := lone_amount(line)) and is_total(label_of(line), {}):
            totals.append(Total(label_of(line), lone.amount, len(entries), True))
            before, row, waiting = None, None, []
            continue
        if money is None:
            if unread := unread_row(line, by_role, table.digits):
                entries.append(unread)
                heading, before, row, waiting = {}, line, unread, []
            elif name := table.heading(line, by_role):
                payee = (
                    {} if "payee" in table.roles else {role: heading[role] for role in ("payee",) if role in heading}
                )
                heading, before, row, waiting, since = {**payee, **name}, None, None, [], len(entries)
            elif not table.is_wrap(line):
                before, row, waiting = None, None, []
            elif starts_bare:
                waiting = [*waiting, line] if not waiting or _close(waiting[-1], line) else [line]
            elif row is not None and before is not None and _close(before, line):
                table.wrap(row, line, after=True)
                before = line
            continue
        label = label_of(line)
        if is_total(label, by_role) and not is_named_total(label, by_role, money.amount, entries):
            totals.append(Total(label, table.summed(line, money), len(entries), True))
            before, row, waiting = None, None, []
            continue
        if set(by_role) == {"amount"} and len(filled) == 1 and _closes(entries[since:], money.amount):
            totals.append(Total(label, money.amount, len(entries), True))
            before, row, waiting = None, None, []
            continue
        if (
            row is not None
            and row.is_unread
            and before is not None
            and set(by_role) == {"amount"}
            and _close(before, line)
        ):
            row.take_amount(by_role["amount"], money.amount, money.currency)  # it stands a little lower than its row
            before = line
            continue
        if "number" in heading and {"number", "payee"} <= set(by_role):
            heading = {}  # a row that names its own check and payee is under none
        row = _entry(by_role, money, entries, bool(block.header), filled, heading)
        if row is None:
            continue
        row.has_rival = table.has_rival
        row.beside, row.amounts_beside = table.beside(line)
        row.invoice = table.invoice(line)
        for extra in reversed(waiting):
            if _close(extra, waiting[waiting.index(extra) + 1] if extra is not waiting[-1] else line):
                table.wrap(row, extra, after=False)
        entries.append(row)
        before, waiting = line, []
    return heading


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
    """Give a row what the line above its group says of all of them. Under a check's line the text is no payee."""
    cells = entry.cells
    if "number" in heading and "payee" in cells:
        text = [*cells.pop("payee"), *cells.get("description", [])]
        cells["description"] = sorted(text, key=lambda word: (word.top, word.x0))
    for role, words in heading.items():
        if role == "payee" or role not in cells:
            cells[role] = list(words)
            entry.inherited.add(role)


def _close(one: Line, other: Line) -> bool:
    height = max(word.height for word in (*one.words, *other.words))
    return one.page == other.page and abs(other.box[1] - one.box[1]) <= _WRAP * height
