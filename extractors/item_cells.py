"""The cells of an item's row: which figure stands in which column, and which columns multiply out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractors.item_tables import Column, Table
from extractors.labels import Form
from extractors.paper import Line
from extractors.values import Found, find_money, parse_number, parse_quantity

NUMERIC = ("quantity", "unit_price", "amount")
_MONEY_HEAD = re.compile(
    r"net|gross|value|price|cost|total|amount|charge|monthly|annual|ext|rate|fee|list|msrp|sale|year", re.I
)
_NO_MONEY_HEAD = re.compile(r"tax|vat|discount|disc|saving|balance|%|paid|remaining", re.I)
#: A column's figure stands at most this far from the column's header, in points.
_REACH = 60.0


class Figures:
    """The amounts and numbers of the lines of a form, each line looked at once."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._by_id: dict[int, tuple[list[Found], list[Found]]] = {}

    def of(self, line: Line, role: str) -> list[Found]:
        """Numbers for the columns of quantities and terms, amounts for all others."""
        if id(line) not in self._by_id:
            money = find_money(line.words, decimal_comma=self._form.decimal_comma)
            self._by_id[id(line)] = (money, list(_numbers(line, self._form.decimal_comma)))
        money, numbers = self._by_id[id(line)]
        return numbers if role in ("quantity", "term") else money


def _numbers(line: Line, decimal_comma: bool | None) -> Iterable[Found]:
    for index, word in enumerate(line.words):
        text = word.text.strip("()")
        if decimal_comma and re.fullmatch(r"\d{1,6},\d{1,3}", text):
            text = text.replace(",", ".")
        number = parse_number(text)
        if number is None and re.fullmatch(r"[\d,]*\d(?:\.\d+)?[-−]", text):  # a minus behind the number
            number = parse_number("-" + text[:-1])
        is_rate = line.words[index + 1 : index + 2] and line.words[index + 1].text.startswith("%")
        if number is not None and abs(number) < 1_000_000 and not word.text.startswith("$") and not is_rate:
            quantity = parse_quantity(text.strip("-−–"))
            if quantity is not None:
                yield Found(("-" if number < 0 else "") + quantity, word.text, (line.words[index],))


def cell(line: Line, table: Table, role: str, figures: Figures) -> Found | None:
    """The value that a row holds in the column of a role: the figure that stands nearest to that column's header."""
    column = table.column(role)
    if column is None:
        return None
    best: tuple[float, Found] | None = None
    for found in figures.of(line, role):
        x0, x1 = found.words[0].x0, found.words[-1].x1
        rivals = [c for c in table.columns if c.role in NUMERIC or _distance(x0, x1, c) == 0]
        if column not in rivals:
            rivals.append(column)
        home = min(rivals, key=lambda c: (_distance(x0, x1, c), abs((x0 + x1) / 2 - (c.x0 + c.x1) / 2)))
        if home is not column:
            continue
        distance = _distance(x0, x1, column)
        if best is None or distance < best[0]:
            best = (distance, found)
    return best[1] if best and best[0] < _REACH else None


def _distance(x0: float, x1: float, column: Column) -> float:
    return max(0.0, column.x0 - x1, x0 - column.x1)


def multiplied_columns(table: Table, lines: Sequence[Line], figures: Figures) -> Table:
    """The table with quantity, price and amount in the columns that multiply out, where the header leaves several to
    choose from (``Ordered | Shipped``, ``List price | Net price | VAT | Gross``): its rows say which it means."""
    if table.column("quantity") is None:
        return table
    table = _over_its_figures(table, lines, figures)
    counts = [c for c in table.columns if c.role == "quantity"]
    money = [c for c in table.columns if c.role in ("unit_price", "amount") or _may_hold_money(c)]
    if len(money) < (3 if table.column("unit_price") else 2) and len(counts) < 2:
        return table
    best, most = table, _products(table, lines, figures)
    for count in counts:
        for n, price in enumerate(money):
            for amount in money[n + 1 :]:
                variant = _with_roles(table, count, price, amount)
                products = _products(variant, lines, figures)
                if products > most and 2 * products > sum(bool(cell(x, variant, "quantity", figures)) for x in lines):
                    best, most = variant, products
    return best


def _over_its_figures(table: Table, lines: Sequence[Line], figures: Figures) -> Table:
    """The table with its three columns of figures moved to where the figures stand, where more rows multiply out so,
    each figure in the column of its turn: heads at the left of wide columns stand nearer to other columns' figures."""
    columns = sorted((c for c in table.columns if c.role in NUMERIC), key=lambda c: c.x0)
    if [c.role for c in columns] != ["quantity", "unit_price", "amount"]:
        return table
    rows = []
    for line in lines:
        words = [w for w in line.words if w.x0 >= columns[0].x0 - 5 and re.fullmatch(r"\$?\d[\d,]*(?:\.\d+)?", w.text)]
        values = [parse_number(word.text.lstrip("$").replace(",", "")) for word in words]
        if len(values) == 3 and all(value is not None for value in values) and multiplies(*map(str, values)):
            rows.append(words)
    if not rows or len(rows) <= _products(table, lines, figures):
        return table
    spans = [(min(row[n].x0 for row in rows), max(row[n].x1 for row in rows)) for n in range(3)]
    if any(left[1] >= right[0] for left, right in pairwise(spans)):
        return table
    moved = {id(c): replace(c, x0=x0, x1=x1) for c, (x0, x1) in zip(columns, spans, strict=True)}
    return replace(table, columns=tuple(moved.get(id(c), c) for c in table.columns))


def _may_hold_money(column: Column) -> bool:
    return (
        column.role in ("unknown", "other")
        and bool(_MONEY_HEAD.search(column.text))
        and not _NO_MONEY_HEAD.search(column.text)
    )


def _with_roles(table: Table, count: Column, price: Column, amount: Column) -> Table:
    roles = {id(count): "quantity", id(price): "unit_price", id(amount): "amount"}
    columns = tuple(replace(c, role=roles.get(id(c), "other" if c.role in NUMERIC else c.role)) for c in table.columns)
    return replace(table, columns=columns, roles=frozenset(c.role for c in columns))


def _products(table: Table, rows: Sequence[Line], figures: Figures) -> int:
    """How many rows multiply out."""
    count = 0
    for line in rows:
        quantity, price, amount, term = (
            cell(line, table, role, figures) for role in ("quantity", "unit_price", "amount", "term")
        )
        if quantity and price and amount and Decimal(amount.value):
            count += multiplies(quantity.value, price.value, amount.value, term.value if term else None)
    return count


def multiplies(quantity: str, price: str, amount: str, term: str | None = None) -> bool:
    """Whether quantity times unit price is the amount, to the cent; where the price is for a part of the `term`
    (months, years, days), times the term."""
    count, each, goal = Decimal(quantity), Decimal(price), Decimal(amount)
    slack = max(Decimal("0.01"), abs(count) * Decimal("0.005"))
    if abs(count * each - goal) <= slack:
        return True
    if term is None or not Decimal(term):
        return False
    return any(abs(count * each * times - goal) <= slack * times for times in (Decimal(term), Decimal(term) / 12))
