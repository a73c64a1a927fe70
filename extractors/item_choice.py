"""Which rows of a paper's tables are its line items: the printed totals decide where they can.

Papers print more rows than items: the accounts a line is charged to, the conditions its price is made of, what each
year's invoice will hold, a summary before the details. Selections of rows are tried from the plainest on, and the
first that adds up to a printed total holds the items. Where none does, the plainest stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.items import Item, amount_of, read_rows
from extractors.labels import Form
from extractors.printed_sums import Printed, distinct, printed_sums

#: An account's code: three or more groups that begin with digits; a part's number has letters (``SSU-LN-COM``).
_CODE = re.compile(r"\d[\dA-Z]*(?:[-.]\d[\dA-Z]*){2,}")
_ACCOUNT_WORDS = re.compile(
    r"\W*\b(?:charge|account|acct|accounts|gl|g/l|fund|org|object|project|distribution|budget|code|no|number|percent)\b\W*",
    re.I,
)
_CONDITION = re.compile(
    r"\W*(?:(?:gross|net|list|base|unit)\s+(?:price|value|amount)|discount|surcharge)\b"
    r"(?:\W|\d|\b(?:price|value|amount|percent|per|of|usd|eur|ea|each|pc|hr|day|lot|mon)\b)*",
    re.I,
)
#: A total is looked for among this many rows after a row that may be the parent of them.
_MOST_CHILDREN = 25


def find_items(form: Form) -> list[Item]:
    """The line items of a paper, in the order printed."""
    return choose_items(read_rows(form), printed_sums(form))


def choose_items(rows: Sequence[Item], printed: Printed) -> list[Item]:
    """The items among the rows of all tables."""
    rows = [row for row in rows if not _is_account(row)]
    plainest = _settled([row for row in rows if row.part == 0])
    goals = [goal for goal in distinct([*printed.totals, *printed.subtotals]) if goal]
    plain = _reaching([plainest, _settled(rows)], goals, printed)
    odd = _reaching(list(_selections(rows, plainest)), goals[: goals.index(plain[1])] if plain else goals, None)
    best = odd or plain or _reaching(list(_selections(rows, plainest)), goals, printed)
    return best[0] if best else plainest


def _reaching(
    selections: Sequence[list[Item]], goals: Sequence[Decimal], printed: Printed | None
) -> tuple[list[Item], Decimal] | None:
    """The first selection that adds up to the largest of the goals that any reaches, and that goal. With `printed`, the
    charges may make up the difference."""
    for goal in goals:
        for chosen in selections:
            if chosen and _sum(chosen) == goal:
                return chosen, goal
        for chosen in selections if printed else ():
            if chosen and printed and printed.reaches(_sum(chosen), goal):
                return chosen, goal
    return None


def _selections(rows: Sequence[Item], plainest: Sequence[Item]) -> Iterator[list[Item]]:
    """Ways to take fewer rows, the plainer first."""
    for without in (_without_conditions, _without_parents, _without_children):
        yield _settled(without(plainest))
        yield _settled(without(rows))
    numbers = list(dict.fromkeys(row.table for row in rows))
    for upto in range(1, len(numbers)):
        yield from _of_tables(rows, set(numbers[:upto]))
    for number in numbers[1:]:
        yield from _of_tables(rows, {number})


def _of_tables(rows: Sequence[Item], numbers: set[int]) -> Iterator[list[Item]]:
    chosen = [row for row in rows if row.table in numbers]
    yield _settled([row for row in chosen if row.part == 0])
    yield _settled(chosen)
    yield _settled(_without_parents(chosen))


def _sum(items: Sequence[Item]) -> Decimal:
    return sum(map(amount_of, items), Decimal(0))


# --- rows that are no items -------------------------------------------------------------------------------------------


def _text(row: Item) -> str:
    return " ".join(word.text for word in row.description)


def _is_account(row: Item) -> bool:
    """Whether a row only says to which account a line is charged: codes and the words for accounts."""
    text = _text(row)
    codes = _CODE.findall(text)
    rest = _ACCOUNT_WORDS.sub(" ", _CODE.sub(" ", text))
    named = bool(codes) or bool(re.search(r"\b(?:charge|gl)\s+(?:account|acct)|\baccount\b", text, re.I))
    return named and not row.unit_price and sum(map(str.isalpha, rest)) < 3


def _without_conditions(rows: Sequence[Item]) -> list[Item]:
    """The rows without those that only say how a price came about (``Gross price``, ``Discount %``, ``Net value``)."""
    return [row for n, row in enumerate(rows) if n == 0 or not _CONDITION.fullmatch(row.text)]


def _families(rows: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """(parent, children) where two or more rows after a row add up to it: its index, and how many they are."""
    for n, row in enumerate(rows):
        goal, total = amount_of(row), Decimal(0)
        if not goal:
            continue
        for count, child in enumerate(rows[n + 1 : n + 1 + _MOST_CHILDREN], start=1):
            total += amount_of(child)
            if total == goal and count > 1:
                yield n, count
                break


def _without_parents(rows: Sequence[Item]) -> list[Item]:
    parents = {n for n, _ in _families(rows)}
    return [row for n, row in enumerate(rows) if n not in parents]


def _without_children(rows: Sequence[Item]) -> list[Item]:
    children = {n + step for n, count in _families(rows) for step in range(1, count + 1)}
    return [row for n, row in enumerate(rows) if n not in children]


def _settled(items: Sequence[Item]) -> list[Item]:
    """Amounts of rows that cover ``Included`` rows are handed to the first of those; bare sums are left out."""
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


_SUM = re.compile(r"\W*(?:net|gross|sum|goods|materials?|merchandise)(?:\s+(?:amount|value|total|price))?\W*", re.I)


def _without_sums(items: Sequence[Item]) -> list[Item]:
    """The items without rows that print only what two or more rows above them add up to."""
    kept: list[Item] = []
    for item in items:
        above = _sum(kept)
        is_bare = not (item.quantity or item.unit_price) and (not item.description or _SUM.fullmatch(_text(item)))
        if not (is_bare and len(kept) > 1 and amount_of(item) == above != 0):
            kept.append(item)
    return kept
