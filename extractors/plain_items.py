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
#: Right edges of amounts of one column differ by this at most, in points: brackets hang over it.
_UNDER = 5.0
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


def items_of_one_amount(form: Form) -> list[Item]:
    """Rows of words with one amount at their end, one under the other, that add up to the labelled total right below
    them: the bill of a small seller. Without that proof there are no items."""
    for page in form.pages:
        rows: list[Item] = []
        for index, line in enumerate(page.lines):
            money = find_money(line.words, decimal_comma=form.decimal_comma)
            if not money or money[-1].words[-1] is not line.words[-1]:
                continue
            amount = money[-1]
            meanings = {label.meaning for label in form.labels[page.number] if label.row == index}
            if rows and "grand_total" in meanings and Decimal(amount.value) == sum(map(_amount, rows), Decimal(0)):
                return rows if len(rows) > 1 else []
            words = tuple(word for word in line.words if word not in amount.words)
            if meanings & _STOPS or sum(letter.isalpha() for word in words for letter in word.text) < 5:
                rows = []
                continue
            if rows and rows[-1].amount and abs(rows[-1].amount.words[-1].x1 - amount.words[-1].x1) > _UNDER:
                rows = []
            words = (*_above(index, page), *words)
            rows.append(Item(amount, None, None, words, row=index, page=page.number, text=line.text))
    return []


def _amount(item: Item) -> Decimal:
    return Decimal(item.amount.value) if item.amount else Decimal(0)


def _above(index: int, page: Page) -> tuple[Word, ...]:
    """The row close above one, at its left edge, that has no amount: a description begins there."""
    line, above = page.lines[index], page.lines[index - 1] if index else None
    if above is None or find_money(above.words) or len(above.segments) > 1:
        return ()
    is_near = 0 <= line.box[1] - above.box[3] < 0.9 * line.words[0].height
    return above.words if is_near and abs(above.words[0].x0 - line.words[0].x0) <= 3 else ()


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
