"""Line items: a header row says what each column means, the rows below fill them, totals end them.

An item is anchored by its amount (or by ``Included`` with a quantity); the words around it are its description. Which
of the rows are the items, where a paper prints them several times or in several tables, is for `item_choice`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.charges import TAX_TABLE, is_charge
from extractors.item_cells import Figures, cell, multiplied_columns
from extractors.item_tables import Column, Table, find_tables
from extractors.item_text import Rows, descriptions
from extractors.labels import Form
from extractors.paper import Line, Page, Word
from extractors.values import Found

_INCLUDED = re.compile(r"(?:included|incl\.?|n/?c|no charge|no cost|free)", re.I)
_ENDS = {"grand_total", "plain_total", "subtotal", "tax", "freight", "not_a_total", "gross_total", "ceiling"}
_SUMMARY = re.compile(r"\b(?:sub-?\s?total|total|totals|amount due|balance due|cost:|install:)\s*:?\s*$", re.I)
#: A cell of nothing but the words of totals (``Total net value excl. tax USD``); a *total station* has another.
_SUMMARY_WORDS = re.compile(
    r"(?=.*\btotals?\b)(?:\W|\b(?:totals?|net|value|amount|price|cost|due|order|po|purchase|invoice|quote|contract|excl|excluding|"
    r"incl|including|tax|taxes|vat|usd|us|eur|grand|gross|of|all|items?|for|this|before|after|with|without|and|w|line|lines|"
    r"schedule|section|labou?r|expenses?|materials?|equipment|hardware|software|services?|annual|yearly|monthly|page|sub)\b)+",
    re.I,
)
_SECTION_TOTAL = re.compile(
    r"^\W*(?:(?:your|est\.?|estimated|order|quote|grand|net|project|bid)\s+)?(?:sub-?\s?)?totals?\b(?!\s+station)", re.I
)
#: What a page hands on to the next one.
_CARRIED = re.compile(
    r"\W*(?:(?:to\s+be\s+)?continued|(?:sub-?\s?total\s+|total\s+|amount\s+)?(?:carried|brought))\b"
    r"(?:\s+(?:forward|over|from|on|to|the|next|previous|last|page|\d+)\b)*\W*",
    re.I,
)
#: An amount in the cell of its words, behind them (``Services Subtotal: $25,200.00``), or alone.
_FIGURE_BEHIND = re.compile(r"(?:^|(?<=[\s:]))[\s$€£()\d.,%-]+$")
_PAYMENT = re.compile(
    r"\b(?:payments?|paid|deposit|previous|prior|past due|arrears|balance|credit applied|retainage|remaining)\b", re.I
)
#: A table that has summed up may go on for this many pages; only sums let its rows in.
_MOST_PAGES_AFTER = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One row of an item table, with the words that print each cell. `table` counts the paper's item tables, `part` the
    rows of one between two totals; `text` is the whole row."""

    amount: Found | None
    quantity: Found | None = None
    unit_price: Found | None = None
    description: tuple[Word, ...] = ()
    is_included: bool = False
    row: int = 0
    page: int = 0
    term: Found | None = None
    table: int = 0
    part: int = 0
    text: str = ""


@dataclass(slots=True)
class _Open:
    """A table that is being read: its header, its number, the part it is in, and the page where it last summed up."""

    table: Table
    number: int
    part: int = 0
    ended_on: int | None = None


def read_rows(form: Form) -> list[Item]:
    """Every row of every item table of a paper, in the order printed; rows that sum up others are left out."""
    figures = Figures(form)
    rows: list[Item] = []
    current: _Open | None = None
    count = 0
    for page in form.pages:
        tables = find_tables(page)
        if current:
            stop = tables[0].first if tables else len(page.lines)
            rows += _rows(current, page, form, figures, 0, stop, strict=True)
            if not tables and current.ended_on is None and _ends_on(page, form):
                current.ended_on = page.number
        for index, header in enumerate(tables):
            stop = tables[index + 1].first if index + 1 < len(tables) else len(page.lines)
            settled = multiplied_columns(header, page.lines[header.last + 1 : stop], figures)
            if current and current.ended_on is None and _same_columns(current.table, settled):
                current.table = settled  # the header is printed again
            else:
                current = _Open(settled, count)
                count += 1
            rows += _rows(current, page, form, figures, header.last + 1, stop)
        if current and current.ended_on is not None and page.number - current.ended_on >= _MOST_PAGES_AFTER:
            current = None
    return rows


def _same_columns(one: Table, other: Table) -> bool:
    return [(c.role, c.text) for c in one.columns] == [(c.role, c.text) for c in other.columns]


def _rows(
    current: _Open, page: Page, form: Form, figures: Figures, start: int, stop: int, *, strict: bool = False
) -> list[Item]:
    """The rows of a table between two rows of a page. `strict` wants a quantity or a price too."""
    table = current.table
    items: list[Item] = []
    ends: set[int] = set()
    has_rows = strict
    last_bottom: float | None = None
    for row in range(start, stop):
        line = page.lines[row]
        if items and TAX_TABLE.search(line.text):
            current.ended_on = current.ended_on or page.number
            break
        if _is_end(row, line, page, form, table, figures):
            if items or has_rows:
                current.part += 1
                current.ended_on = current.ended_on or page.number
            ends.add(row)
            continue
        item = _item_on(row, table, page, figures)
        if item is None or (strict and not item.quantity and not item.unit_price):
            if last_bottom is not None and line.box[1] - last_bottom > 0.45 * page.height:
                break
            continue
        counted = any(other.quantity for other in items)
        is_counted = item.quantity is not None and item.quantity.words[0] in line.words
        if not (is_counted or item.unit_price) and (
            ((counted or current.part) and any(is_charge(part.text) for part in line.segments))
            or (current.part and _PAYMENT.search(line.text))
        ):
            ends.add(row)
            continue
        items.append(replace(item, table=current.number, part=current.part, text=line.text))
        last_bottom = line.box[3]
    words = {item.row: _figure_words(item) for item in items}
    described = descriptions(Rows(page, table, start, stop, words, ends))
    return [replace(item, description=described[item.row]) for item in items]


def _figure_words(item: Item) -> list[Word]:
    found = (item.amount, item.quantity, item.unit_price, item.term)
    return [word for figure in found if figure for word in figure.words]


def _ends_on(page: Page, form: Form) -> bool:
    return any(label.meaning in ("grand_total", "plain_total") for label in form.labels[page.number])


def _is_end(row: int, line: Line, page: Page, form: Form, table: Table, figures: Figures) -> bool:
    """Whether a row sums up: it begins with the label of a total, or its text ends like one, and it has no quantity."""
    if _SECTION_TOTAL.match(line.text) and any(_SUMMARY_WORDS.fullmatch(cell.text) for cell in line.segments):
        return True
    quantity = cell(line, table, "quantity", figures)
    if not quantity and table.column("quantity") and _SECTION_TOTAL.match(line.text):
        return True
    if quantity and not _names_a_year(quantity, line):
        labels = [
            label
            for label in form.labels[page.number]
            if label.row == row and label.meaning in ("grand_total", "plain_total")
        ]
        return any(label.start == 0 for label in labels)
    cells = [text for segment in line.segments if (text := _FIGURE_BEHIND.sub("", segment.text))]
    if any(_SUMMARY.search(text) or _SUMMARY_WORDS.fullmatch(text) or _CARRIED.fullmatch(text) for text in cells):
        return True
    ends = [label for label in form.labels[page.number] if label.row == row and label.meaning in _ENDS]
    description = table.column("description")
    return any(
        label.has_colon or description is None or label.words[0].x0 > description.x1 - 5 or label.start == 0
        for label in ends
    )


def _names_a_year(quantity: Found, line: Line) -> bool:
    """Whether what may be a quantity is the number of a year or a phase: ``Year 1 Total``."""
    index = line.words.index(quantity.words[0])
    return index > 0 and bool(re.fullmatch(r"year|yr\.?|phase|option|quarter|month", line.words[index - 1].text, re.I))


def _item_on(row: int, table: Table, page: Page, figures: Figures) -> Item | None:
    line = page.lines[row]
    amount = cell(line, table, "amount", figures)
    quantity = cell(line, table, "quantity", figures) or _beside(row, table, page, figures)
    if amount and (quantity or not _in_a_sentence(amount, line)):
        price, term = cell(line, table, "unit_price", figures), cell(line, table, "term", figures)
        return Item(amount, quantity, price, row=row, page=page.number, term=term)
    column = table.column("amount")
    if quantity and column and any(_INCLUDED.fullmatch(w.text) and _overlap(w, column) > 0 for w in line.words):
        return Item(None, quantity, None, is_included=True, row=row, page=page.number)
    return None


def _in_a_sentence(amount: Found, line: Line) -> bool:
    """Whether words go on behind an amount, as in a clause that reaches under the column."""
    part = next((part.words for part in line.segments if amount.words[-1] in part.words), ())
    after = part[part.index(amount.words[-1]) + 1 :] if part else ()
    spoken = sum(word.text.islower() and word.text.strip(",.;()'’").isalpha() for word in part)
    return bool(after) and (spoken >= 8 or sum(word.text.islower() and len(word.text) > 2 for word in after) >= 3)


def _beside(row: int, table: Table, page: Page, figures: Figures) -> Found | None:
    """A quantity printed half a line above or below its amount."""
    if table.column("quantity") is None:
        return None
    line = page.lines[row]
    for other in (row - 1, row + 1):
        if 0 <= other < len(page.lines):
            near = page.lines[other]
            gap = abs((near.box[1] + near.box[3]) / 2 - (line.box[1] + line.box[3]) / 2)
            if gap <= 1.1 * line.words[-1].height and not cell(near, table, "amount", figures):
                found = cell(near, table, "quantity", figures)
                if found:
                    return found
    return None


def _overlap(word: Word, column: Column) -> float:
    return min(word.x1, column.x1) - max(word.x0, column.x0)


def amount_of(item: Item) -> Decimal:
    """An item's amount; what is included costs nothing more."""
    return Decimal(item.amount.value) if item.amount else Decimal(0)
