"""Line items without a header (a dark bar that OCR could not read): rows of amounts whose sum is printed again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.items import Item
from extractors.labels import Form
from extractors.paper import Line, Page, Word
from extractors.values import Found, find_money, parse_number, parse_quantity

#: Lines of one description below its first.
_MOST_WRAPPED = 5
_STOPS = {"subtotal", "tax", "freight", "grand_total", "plain_total", "gross_total", "not_a_total", "weak_total"}


def items_by_sum(form: Form) -> list[Item]:
    """Rows with a description and at least two amounts (or a quantity and one), where the last amounts of all rows
    add up to an amount printed apart from them. Without that proof there are no items."""
    rows: list[Item] = []
    others: list[Decimal] = []
    for page in form.pages:
        for index, line in enumerate(page.lines):
            item = _row(index, line, page, form)
            if item:
                rows.append(item)
            else:
                others += [Decimal(found.value) for found in find_money(line.words, decimal_comma=form.decimal_comma)]
    for chosen in (rows, [row for row in rows if row.page == form.pages[0].number]):
        total = sum((Decimal(row.amount.value) for row in chosen if row.amount), Decimal(0))
        if chosen and total and total in others:
            return [replace(row, description=_with_wrapped(row, rows, form)) for row in chosen]
    return []


def _with_wrapped(row: Item, rows: Sequence[Item], form: Form) -> tuple[Word, ...]:
    """The description with the lines that wrapped below it: close by, at its left edge, without a label."""
    page = next(page for page in form.pages if page.number == row.page)
    words = list(row.description)
    taken = {other.row for other in rows if other.page == row.page}
    for index in range(row.row + 1, min(row.row + 1 + _MOST_WRAPPED, len(page.lines))):
        line, above = page.lines[index], words[-1]
        if index in taken or any(label.row == index for label in form.labels[page.number]):
            break
        is_near = line.box[1] - above.bottom < 0.9 * above.height
        if not is_near or abs(line.words[0].x0 - words[0].x0) > 3 or line.box[2] > 0.55 * page.width:
            break
        words += line.words
    return tuple(words)


def _row(index: int, line: Line, page: Page, form: Form) -> Item | None:
    if any(label.row == index and label.meaning in _STOPS for label in form.labels[page.number]):
        return None
    money = find_money(line.words, decimal_comma=form.decimal_comma)
    text = [word for word in line.words if money and word.x1 <= money[0].words[0].x0]
    quantity = _quantity(text)
    letters = sum(letter.isalpha() for word in text for letter in word.text)
    if not money or letters < 5 or (len(money) < 2 and quantity is None) or len(line.words) > 25:
        return None
    if money[-1].words[0].x0 < 0.55 * page.width or re.search(r"\btotal\b", line.text, re.I):
        return None
    description = tuple(word for word in text if quantity is None or word not in quantity.words)
    return Item(money[-1], quantity, money[0] if len(money) > 1 else None, description, row=index, page=page.number)


def _quantity(words: Sequence[Word]) -> Found | None:
    """A count that stands in a cell of its own."""
    for cell in Line(tuple(words)).segments if words else ():
        if len(cell.words) == 1 and parse_number(cell.words[0].text) is not None:
            quantity = parse_quantity(cell.words[0].text)
            if quantity:
                return Found(quantity, cell.words[0].text, cell.words)
    return None
