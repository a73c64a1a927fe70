"""Line items: a header row says what each column means, the rows below fill them, totals end them.

An item is anchored by its amount (or by ``Included`` with a quantity); the words around it are its description. Rows
without a quantity whose amount covers rows that say ``Included`` give that amount to the first of those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.item_tables import Column, Table, find_tables
from extractors.labels import Form
from extractors.paper import Line, Page, Word
from extractors.values import Found, find_money, parse_number, parse_quantity

NUMERIC = ("quantity", "unit_price", "amount")
_INCLUDED = re.compile(r"(?:included|incl\.?|n/?c|no charge|no cost|free)", re.I)
_ENDS = {"grand_total", "plain_total", "subtotal", "tax", "freight", "not_a_total", "gross_total", "ceiling"}
_SUMMARY = re.compile(r"\b(?:sub-?\s?total|total|totals|amount due|balance due|cost:|install:)\s*:?\s*$", re.I)
#: A cell of nothing but the words of totals (``Total net value excl. tax USD``); a *total station* has another.
_SUMMARY_WORDS = re.compile(
    r"(?=.*\btotal\b)(?:\W|\b(?:total|net|value|amount|price|cost|due|order|po|purchase|invoice|quote|contract|excl|excluding|"
    r"incl|including|tax|taxes|vat|usd|us|eur|grand|gross|of|all|items|for|this|before|after|with|without|and|w)\b)+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One row of an item table, with the words that print each cell."""

    amount: Found | None
    quantity: Found | None = None
    unit_price: Found | None = None
    description: tuple[Word, ...] = ()
    is_included: bool = False
    row: int = 0
    page: int = 0


def find_items(form: Form) -> list[Item]:
    """The line items of a paper, in the order printed."""
    items: list[Item] = []
    table: Table | None = None
    for page in form.pages:
        tables = find_tables(page)
        if tables:
            items += _continued(table, page, form, tables[0].first) if table else []
            for index, header in enumerate(tables):
                stop = tables[index + 1].first if index + 1 < len(tables) else len(page.lines)
                rows, ended = _rows(header, page, form, header.last + 1, stop)
                items += rows
                table = None if ended else header
        elif table:
            items += _continued(table, page, form, len(page.lines))
            table = None if _ends_on(page, form) else table
    return _settle(items)


# --- rows -------------------------------------------------------------------------------------------------------------


def _rows(
    table: Table, page: Page, form: Form, start: int, stop: int, *, strict: bool = False
) -> tuple[list[Item], bool]:
    """The items between two rows of a page, and whether a total ended the table. `strict` wants a quantity or a price
    too."""
    items: list[Item] = []
    ended = False
    last_bottom: float | None = None
    for row in range(start, stop):
        line = page.lines[row]
        if _is_end(row, line, page, form, table):
            if items:
                ended = True
                break
            continue
        item = _item_on(row, table, page, form)
        if item and (not strict or item.quantity or item.unit_price):
            items.append(item)
            last_bottom = line.box[3]
        elif last_bottom is not None and line.box[1] - last_bottom > 0.45 * page.height:
            break
    rows = [item.row for item in items]
    return [replace(item, description=_description(item, rows, table, page, start, stop)) for item in items], ended


def _continued(table: Table, page: Page, form: Form, stop: int) -> list[Item]:
    return _rows(table, page, form, 0, stop, strict=True)[0]


def _ends_on(page: Page, form: Form) -> bool:
    return any(label.meaning in ("grand_total", "plain_total") for label in form.labels[page.number])


def _is_end(row: int, line: Line, page: Page, form: Form, table: Table) -> bool:
    """Whether a row sums up: it begins with the label of a total, or its text ends like one, and it has no quantity."""
    if _cell(line, table, "quantity", form) and table.column("quantity"):
        labels = [
            label
            for label in form.labels[page.number]
            if label.row == row and label.meaning in ("grand_total", "plain_total")
        ]
        return any(label.start == 0 for label in labels)
    cells = [segment.text for segment in line.segments if not re.fullmatch(r"[\s$()\d.,%-]+", segment.text)]
    if any(_SUMMARY.search(cell) or _SUMMARY_WORDS.fullmatch(cell) for cell in cells):
        return True
    ends = [label for label in form.labels[page.number] if label.row == row and label.meaning in _ENDS]
    description = table.column("description")
    return any(
        label.has_colon or description is None or label.words[0].x0 > description.x1 - 5 or label.start == 0
        for label in ends
    )


def _item_on(row: int, table: Table, page: Page, form: Form) -> Item | None:
    line = page.lines[row]
    amount = _cell(line, table, "amount", form)
    quantity = _cell(line, table, "quantity", form) or _beside(row, table, page, form)
    price = _cell(line, table, "unit_price", form)
    if amount:
        return Item(amount, quantity, price, row=row, page=page.number)
    column = table.column("amount")
    if quantity and column and any(_INCLUDED.fullmatch(w.text) and _overlap(w, column) > 0 for w in line.words):
        return Item(None, quantity, None, is_included=True, row=row, page=page.number)
    return None


def _beside(row: int, table: Table, page: Page, form: Form) -> Found | None:
    """A quantity printed half a line above or below its amount."""
    if table.column("quantity") is None:
        return None
    line = page.lines[row]
    for other in (row - 1, row + 1):
        if 0 <= other < len(page.lines):
            near = page.lines[other]
            gap = abs((near.box[1] + near.box[3]) / 2 - (line.box[1] + line.box[3]) / 2)
            if gap <= 1.1 * line.words[-1].height and not _cell(near, table, "amount", form):
                found = _cell(near, table, "quantity", form)
                if found:
                    return found
    return None


def _cell(line: Line, table: Table, role: str, form: Form) -> Found | None:
    """The value that a row holds in the column of a role: the figure that stands nearest to that column's header."""
    column = table.column(role)
    if column is None:
        return None
    best: tuple[float, Found] | None = None
    for found in _figures(line, role, form):
        x0, x1 = found.words[0].x0, found.words[-1].x1
        rivals = [c for c in table.columns if c.role in NUMERIC or _distance(x0, x1, c) == 0]
        home = min(rivals, key=lambda c: (_distance(x0, x1, c), abs((x0 + x1) / 2 - (c.x0 + c.x1) / 2)))
        if home is not column:
            continue
        distance = _distance(x0, x1, column)
        if best is None or distance < best[0]:
            best = (distance, found)
    return best[1] if best and best[0] < 60 else None


def _figures(line: Line, role: str, form: Form) -> Iterator[Found]:
    if role != "quantity":
        yield from find_money(line.words, decimal_comma=form.decimal_comma)
        return
    for index, word in enumerate(line.words):
        text = word.text.strip("()")
        number = parse_number(text)
        if number is not None and abs(number) < 1_000_000 and not word.text.startswith("$"):
            quantity = parse_quantity(text.lstrip("-"))
            if quantity is not None:
                yield Found(("-" if number < 0 else "") + quantity, word.text, (line.words[index],))


def _distance(x0: float, x1: float, column: Column) -> float:
    return max(0.0, column.x0 - x1, x0 - column.x1)


def _overlap(word: Word, column: Column) -> float:
    return min(word.x1, column.x1) - max(word.x0, column.x0)


def _description(item: Item, rows: Sequence[int], table: Table, page: Page, start: int, stop: int) -> tuple[Word, ...]:
    """The words of an item: those on its row, and on the rows around it that are nearer to it than to its like."""
    own = _words_of(page.lines[item.row], table)
    index = rows.index(item.row)
    after = rows[index + 1] if index + 1 < len(rows) else min(stop, item.row + 4)
    has_next = index + 1 < len(rows)
    centred = has_next and not _words_of(page.lines[after], table)
    words = list(own)
    for row in range(item.row + 1, after):
        line = page.lines[row]
        if _SUMMARY.search(line.text) or (own and line.box[1] - page.lines[row - 1].box[3] > 0.9 * own[0].height):
            break
        if (
            has_next
            and (centred or not own)
            and _height(page, row) - _height(page, item.row) > _height(page, after) - _height(page, row)
        ):
            break
        words += _words_of(line, table)
    if not own:
        before = rows[index - 1] + 1 if index else start
        above = [row for row in range(before, item.row) if _height(page, item.row) - _height(page, row) <= 30]
        last = _height(page, before - 1) if index else 0.0
        kept = [row for row in above if _height(page, item.row) - _height(page, row) <= _height(page, row) - last]
        words = [word for row in kept for word in _words_of(page.lines[row], table)] + words
    return tuple(words[:60])


def _height(page: Page, row: int) -> float:
    """The vertical middle of a row."""
    _, top, _, bottom = page.lines[row].box
    return (top + bottom) / 2


def _words_of(line: Line, table: Table) -> tuple[Word, ...]:
    """The words of a row that belong to its description column."""
    description = table.column("description") or table.column("item_id")
    others = [c for c in table.columns if c is not description and c.role not in ("unknown",)]
    right = min((c.x0 for c in others if description and c.x0 > description.x1), default=float("inf"))
    words = []
    for segment in line.segments:
        x0, _, x1, _ = segment.box
        if description is None or min(x1, description.x1) > max(x0, description.x0):
            words += [w for w in segment.words if w.x0 < right or w.x0 - right < 2]
        elif x0 < right - 5 and not any(min(x1, c.x1) - max(x0, c.x0) > 0 for c in others):
            words += list(segment.words)
    return tuple(words)


def _settle(items: Sequence[Item]) -> list[Item]:
    """Amounts of rows that cover ``Included`` rows are handed to the first of those."""
    settled: list[Item] = []
    index = 0
    while index < len(items):
        item = items[index]
        covered = (
            not item.quantity and item.amount is not None and index + 1 < len(items) and items[index + 1].is_included
        )
        if covered:
            settled.append(replace(items[index + 1], amount=item.amount, is_included=False))
            index += 2
            continue
        settled.append(item)
        index += 1
    return _without_sums(settled)


def _without_sums(items: Sequence[Item]) -> list[Item]:
    """The items without rows that print only what two or more rows above them add up to."""
    kept: list[Item] = []
    for item in items:
        above = sum((amount_of(other) for other in kept), Decimal(0))
        is_bare = not (item.quantity or item.unit_price or item.description)
        if not (is_bare and len(kept) > 1 and amount_of(item) == above != 0):
            kept.append(item)
    return kept


def amount_of(item: Item) -> Decimal:
    """An item's amount; what is included costs nothing more."""
    return Decimal(item.amount.value) if item.amount else Decimal(0)
