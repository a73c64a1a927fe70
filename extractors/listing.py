"""Rows of registers and payment listings: every payment, with totals kept apart and used as evidence.

A register prints a header row, one row a payment (or one a line of a check), and totals of checks, funds, sections and
of the whole. Totals never become payments: each is compared with the rows it sums: rows it confirms gain confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.columns import (
    Header,
    aligned_rows,
    has_amount,
    headers_of,
    infer_columns,
    is_amount,
    place_columns,
    settle_roles,
    stacked_heads,
)
from extractors.dates import find_dates, proves_day_first
from extractors.listing_block import BlockReading, is_wrap_above
from extractors.listing_rows import drop_row_numbers, drop_vendor_numbers, payment_row
from extractors.listing_table import (
    Cells,
    either_amount,
    has_rival_amount,
    heads_groups,
    names_payees,
    names_stand_above,
    summed_names,
    summed_sections,
    with_heading_roles,
    with_lost_header,
    with_text_after,
)
from extractors.listing_table import Table as _Table
from extractors.listing_tails import doubt_odd_rows, take_off_sums
from extractors.listing_totals import (
    Entry,
    Total,
    closing_total,
    heads_summary,
    settle_totals,
    starts_as_total,
    summary_totals,
)
from extractors.lost_points import with_lost_parentheses, with_lost_points
from extractors.paper import Line, Page
from extractors.plain_lists import add_up, plain_lists
from extractors.repeated_checks import join_repeated_checks
from extractors.unread_rows import digits_of_numbers, unread_check
from extractors.values import money_text
from watchbill.model import Check, Row, Value

_CHECK = re.compile(r"check|chk|cheque|warrant|eft|ach\b|payment\s*(?:no|num|#)", re.I)
#: So many rows above the first header tell whether they are its own, and which share of them must fit it.
_ROWS_TELL, _MOST_ROWS = 4, 0.7
#: How far, in points, a column may stand from its place on another page of a scan.
_DRIFT = 9


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
    """Lines of one page under one header; `fresh` when the header stands right above them, below the lines `above`.
    A `plain` list has no header and a printed total."""

    header: Header | None
    lines: tuple[Line, ...]
    fresh: bool
    above: tuple[Line, ...] = ()
    plain: bool = False


def read_listing(pages: Sequence[Page], *, money_in: bool = False) -> Listing:
    """Every payment of a listing. With `money_in` (deposits) the other party is no payee: it stays in `description`."""
    pages = [with_lost_parentheses(with_lost_points(page)) for page in pages]
    if not any(map(headers_of, pages)) and any(stacked_heads(page.lines) for page in pages):
        why = "claims stand above their lines in the same columns: what would be counted twice is not read"
        return Listing((), (Check("rows_read", False, why),))
    blocks = _under_best_header(list(_blocks(pages))) if any(map(headers_of, pages)) else _plain_blocks(pages)
    entries: list[Entry] = []
    totals: list[Total] = []
    for header, group in _group(blocks):
        _read_group(header, group, entries, totals)
    left_out = take_off_sums(entries, totals)
    doubt_odd_rows(entries)
    joined = join_repeated_checks(entries, totals)
    if total := closing_total(entries):
        totals.append(total)
    void = [entry for entry in entries if entry.is_void and entry.amount >= 0]
    checks = [*settle_totals(entries, totals), *joined, *left_out]
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


def _plain_blocks(pages: Sequence[Page]) -> list[_Block]:
    """The lists of pages without any header; as they are, where they add up to no printed total."""
    lists = [tuple(lines) for page in pages for lines in plain_lists(page.lines)]
    if not add_up(line for lines in lists for line in lines):
        return [_Block(None, page.lines, False) for page in pages]
    return [_Block(None, lines, False, plain=True) for lines in lists]


def _called(header: Header, page: Page) -> Header:
    """The header, a summary's where the line above it says so (``FUND SUMMARY``)."""
    above = page.lines[header.first - 1] if header.first else None
    return replace(header, called=True) if above is not None and heads_summary(above) else header


def _under_best_header(blocks: list[_Block]) -> list[_Block]:
    """The blocks of a scan; a header that lost a column or a word of which another page's has all is read as that."""
    headers = {id(block.header): block.header for block in blocks if block.header}
    scanned = [h for h in headers.values() if any(word.confidence < 1.0 for c in h.columns for word in c.header)]
    if len(scanned) < 2:
        return blocks
    best = max(scanned, key=lambda header: len({column.role for column in header.columns} - {"unknown", "other"}))
    return [
        replace(block, header=best) if block.header and _is_poorer(block.header, best) else block for block in blocks
    ]


def _is_poorer(header: Header, best: Header) -> bool:
    """Whether each column of a header stands where the other has one, of the same role where it can be read."""
    return len(header.columns) <= len(best.columns) and all(
        any(abs(c.middle - o.middle) <= _DRIFT and c.role in (o.role, "unknown") for o in best.columns)
        for c in header.columns
    )


def _group(blocks: Sequence[_Block]) -> list[tuple[Header | None, list[_Block]]]:
    """Blocks whose headers say the same at the same places are one table; it goes on over pages."""
    groups: list[tuple[Header | None, list[_Block]]] = []
    for block in blocks:
        if groups and not block.plain and _same_table(groups[-1][0], block.header):
            groups[-1][1].append(block)
        else:
            groups.append((block.header, [block]))
    if (
        groups and groups[0][0] is None and len(groups) > 1 and not blocks[0].plain
    ):  # a cover page before the first header
        first = groups.pop(0)[1]
        if _is_headed_later(first, *groups[0]):
            groups[0][1][:0] = first
    return groups


def _is_headed_later(blocks: Sequence[_Block], header: Header | None, later: Sequence[_Block]) -> bool:
    """Whether lines before the first header that could be read are rows of its table: on scans a header may be lost."""
    rows = [line for block in blocks for line in block.lines if has_amount(line)]
    if header is None or len(rows) < _ROWS_TELL or all(word.confidence == 1.0 for word in rows[0].words):
        return False
    table = _table(header, [line for block in later for line in block.lines])
    if table is None:
        return False
    whole = [row for row in rows if table.read(row)[1] and find_dates(table.read(row)[0].get("date", []))]
    return len(whole) >= _MOST_ROWS * len(rows)


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
    table = _table(header, lines, is_list=blocks[0].plain)
    if table is not None:
        above = [line for block in blocks for line in block.above]
        table = replace(table, summed_names=summed_names(above, lines), summed_sections=summed_sections(lines))
    if table is None and header is None and len(blocks) > 1:  # every page may be a table of its own
        for block in blocks:
            _read_group(None, [block], entries, totals)
    if table is None:
        return
    text_above = _wraps_above(blocks, table)
    start = len(entries)
    heading: Cells = {}
    for block in blocks:
        starts_bare = text_above or (block.fresh and is_wrap_above(block.lines, table))
        over = table.heading_over(block.above) or heading
        heading = BlockReading(table, entries, totals, over, bool(block.header), starts_bare).read(block.lines)
    drop_row_numbers(entries[start:])
    drop_vendor_numbers(entries[start:])


def _table(header: Header | None, lines: Sequence[Line], *, is_list: bool = False) -> _Table | None:
    """The columns of a table and the column of each role; None where the lines are no listing of payments. What
    `is_list` needs no days or numbers beside its names."""
    rows = [line for line in lines if has_amount(line) and not starts_as_total(line)]
    if header is None:
        rows = aligned_rows(rows)
    if not rows or (header is None and len(rows) < 4):
        return None
    if header:
        columns = with_text_after(place_columns(header.columns, _tabular(_under(header, rows), lines)), rows)
        columns = with_lost_header(columns, rows)
    else:
        columns = infer_columns(rows)
    roles = settle_roles(columns, rows)
    if header is not None:
        roles = with_heading_roles(columns, roles, lines)
    if header is None and not is_list and not {"date", "number"} & set(roles):
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
        names_above=header is not None and names_stand_above(columns, roles, lines),
    )
    return replace(table, digits=digits_of_numbers(table.read(row)[0] for row in rows)) if header else table


def _under(header: Header, rows: Sequence[Line]) -> Sequence[Line]:
    """The rows without those of another make that stand between them, as the accounts under each invoice do: they begin
    elsewhere, and none prints its last amount where the rows of the header's own do."""
    own = aligned_rows(rows)
    if not len(rows) / 3 <= len(own) <= 0.8 * len(rows):
        return rows
    last = [word for row in own for word in row.words if is_amount(word.text)][-1]
    if not any(last.x0 < c.right and c.left < last.x1 for c in header.columns if c.role == "amount"):
        return rows
    left = min(row.words[0].x0 for row in own)
    ids = set(map(id, own))
    return [row for row in rows if id(row) in ids or abs(row.words[0].x0 - left) <= _DRIFT]


def _tabular(rows: Sequence[Line], lines: Sequence[Line]) -> Sequence[Line]:
    """The rows, with the lines of cells that print no amount where these are about as many: a payment's first line."""
    others = [line for line in lines if len(line.segments) >= 3 and not has_amount(line)]
    return [*rows, *others] if 2 * len(others) >= len(rows) else rows


def _wraps_above(blocks: Sequence[_Block], table: _Table) -> bool:
    """Whether the text of a wrapped cell stands above its amount: the first line under a header then has none."""
    firsts = [block for block in blocks if block.fresh and len(block.lines) > 1]
    return 2 * sum(is_wrap_above(block.lines, table) for block in firsts) > len(firsts)
